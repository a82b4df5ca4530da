"""What the plot scripts share: style, marks, texts, files."""
