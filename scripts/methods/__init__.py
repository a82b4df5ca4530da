"""The statistics: pure functions, arrays in, results out; they need numpy and scipy alone."""
