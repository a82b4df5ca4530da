"""Downloads of statistical offices, turned into raw tables."""
