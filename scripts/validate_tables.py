"""Check every raw table before anything is computed from it, and say all that is wrong at once.

From the tables in ``data/raw``, their schema (``datapackage.json``) and their description
(``sources.yaml``) to one JSON record per table: rows, cells, checks run, problems (an empty list,
since a table with problems ends the run). Fails with `TableError` if any cell, row, file or
description is not as declared.
"""

from collections.abc import Sequence
from pathlib import Path

from scripts.common.raw.validation import checked_tables
from scripts.common.runs.script import run
from scripts.common.tables import write_json


def validate_tables(
    path_to_datapackage: str | Path,
    path_to_sources: str | Path,
    paths_to_tables: Sequence[str | Path],
    path_to_output: str | Path,
) -> None:
    """Check all tables and write the record; arguments and errors are those of `checked_tables`."""
    tables = checked_tables(path_to_datapackage, path_to_sources, paths_to_tables)
    write_json([table.record() for table in tables], path_to_output)


if __name__ == "__main__":
    run(validate_tables, snakemake)
