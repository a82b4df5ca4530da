"""The report as content (sections, tables, numbers) and its rendering."""
