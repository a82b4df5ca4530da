"""What papers take from a run: numbers, tables and citations in LaTeX."""
