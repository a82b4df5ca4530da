"""From a number to the cells it came from, and back."""
