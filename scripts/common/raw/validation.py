"""All checks of all raw tables: one function, used before anything is computed from any of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, TableError
from scripts.common.raw.checks import check_values
from scripts.common.raw.metadata import check_metadata, load_schemas, load_sources
from scripts.common.raw.tables import scan_raw

COMMON_CHECKS = ["file", "encoding", "header", "rows", "types", "missing codes", "keys", "ranges"]
SERIES_CHECKS = [*COMMON_CHECKS, "years", "counts", "percentages", "implied totals", "metadata"]


def checked_tables(
    path_to_datapackage: str | Path,
    path_to_sources: str | Path,
    paths_to_tables: Sequence[str | Path],
) -> list[dict[str, Any]]:
    """Check all tables and return what was checked, one record per table.

    Parameters
    ----------
    path_to_datapackage, path_to_sources : path
        How to read the tables, and what they mean.
    paths_to_tables : sequence of paths
        The CSV files that the data package describes.

    Raises
    ------
    TableError
        With every problem of every table.
    UserError
        If a description cannot be read at all.
    """
    schemas, sources = load_schemas(path_to_datapackage), load_sources(path_to_sources)
    problems = check_metadata(schemas, sources, path_to_sources)
    if problems:  # tables cannot be judged by descriptions that contradict each other
        raise TableError(problems)
    folder = Path(path_to_datapackage).parent
    tables = {(folder / schema["path"]).as_posix(): name for name, schema in schemas.items()}
    records = []
    for path in paths_to_tables:
        file = Path(path).as_posix()
        if file not in tables:
            fault = Fault("file", "is not described in datapackage.json", "Describe it there.")
            problems.append(fault.at(file))
            continue
        name = tables.pop(file)
        source = sources["tables"].get(name, {})
        cells, found = scan_raw(path, schemas[name], source)
        complete = not any(problem.column in (None, "year") for problem in found)
        found += check_values(cells, schemas[name], source, file, complete=complete)
        problems += sorted(found, key=lambda problem: problem.line or 0)
        records.append(
            {
                "table": name,
                "file": file,
                "rows": len({cell.line for cell in cells}),
                "cells": len(cells),
                "missing": sum(cell.status == "missing" for cell in cells),
                "checks": SERIES_CHECKS if source else COMMON_CHECKS,
                "problems": [],
            }
        )
    for file in tables:
        fault = Fault("file", "is described in datapackage.json but not read", "Add the table.")
        problems.append(fault.at(file))
    if problems:
        raise TableError(problems)
    return records
