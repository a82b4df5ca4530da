"""From series to rows of results: batteries of methods, null tables, random streams."""
