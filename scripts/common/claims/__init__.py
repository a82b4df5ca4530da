"""What the paper says of its tables, as expressions that its tables can be asked."""
