"""What the scripts share: tables, config, logging, seeds, figure style, formatting."""
