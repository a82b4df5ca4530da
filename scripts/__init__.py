"""One script per rule, with the statistics in `methods` and everything shared in `common`."""
