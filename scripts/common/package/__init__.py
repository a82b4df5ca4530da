"""What a data editor gets: readme, record, RO-Crate."""
