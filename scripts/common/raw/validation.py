"""All checks of all raw tables: one function, used before anything is computed from any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, TableError
from scripts.common.raw.cells import Cell
from scripts.common.raw.checks import check_values
from scripts.common.raw.description import Description
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.metadata_checks import check_metadata
from scripts.common.raw.tables import scan_raw

COMMON_CHECKS = ["file", "encoding", "header", "rows", "types", "missing codes", "keys", "ranges"]
SERIES_CHECKS = [*COMMON_CHECKS, "years", "counts", "percentages", "implied totals", "metadata"]


@dataclass(frozen=True)
class CheckedTable:
    """A table as it was read.

    Parameters
    ----------
    name, file : str
    about : Description
    cells : list of Cell
    """

    name: str
    file: str
    about: Description
    cells: list[Cell]

    def record(self) -> dict[str, Any]:
        """What was checked, for the report."""
        return {
            "table": self.name,
            "file": self.file,
            "rows": len({cell.line for cell in self.cells}),
            "cells": len(self.cells),
            "missing": sum(cell.status == "missing" for cell in self.cells),
            "checks": SERIES_CHECKS if self.about.source else COMMON_CHECKS,
            "problems": [],
        }


def checked_tables(
    path_to_datapackage: str | Path,
    path_to_sources: str | Path,
    paths_to_tables: Sequence[str | Path],
) -> Iterator[CheckedTable]:
    """Check all tables and yield each, so that no more than one need be held at a time.

    None of them may be used before the last has been taken, since problems are told at the end.

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
    for path in paths_to_tables:
        file = Path(path).as_posix()
        if file not in tables:
            fault = Fault("file", "is not described in datapackage.json", "Describe it there.")
            problems.append(fault.at(file))
            continue
        name = tables.pop(file)
        about = Description(schemas[name], sources["tables"].get(name, {}))
        cells, found = scan_raw(path, about)
        complete = not any(problem.column in (None, about.time) for problem in found)
        found += check_values(cells, about, file, complete=complete)
        problems += sorted(found, key=lambda problem: problem.line or 0)
        yield CheckedTable(name, file, about, cells)
    for file in tables:
        fault = Fault("file", "is described in datapackage.json but not read", "Add the table.")
        problems.append(fault.at(file))
    if problems:
        raise TableError(problems)
