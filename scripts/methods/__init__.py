"""The statistics: pure functions, arrays in, result objects out; no file, no config, no pandas."""
