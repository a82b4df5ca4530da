"""The raw tables and what is known about them: read, checked, corrected."""
