"""Read the raw tables: strict about bytes, rows, headers, numbers and missing codes.

Only the standard library is used, so that a typing mistake is reported without waiting for pandas.
Whether the numbers make sense is asked by the rule ``validate_tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.periods import FREQUENCIES
from scripts.common.raw.cells import (
    Cell,
    check_characters,
    check_missing,
    declared_missing,
    read_number,
    read_period,
    time_column,
)
from scripts.common.raw.lines import check_header, read_lines, split_row
from scripts.common.raw.long import long_cells


def read_raw(path: str | Path, schema: Mapping[str, Any], source: Mapping[str, Any]) -> list[Cell]:
    """Read a raw table, or raise `TableError` with every problem in it; see `scan_raw`."""
    cells, problems = scan_raw(path, schema, source)
    if problems:
        raise TableError(problems)
    return cells


def scan_raw(
    path: str | Path, schema: Mapping[str, Any], source: Mapping[str, Any]
) -> tuple[list[Cell], list[Problem]]:
    """Read a raw table as far as it can be read, and list what cannot.

    Parameters
    ----------
    path : path
        Comma-separated UTF-8 with one header line. CRLF, quoted cells, spaces around cells and
        blank lines at the end are allowed.
    schema : mapping
        Its Table Schema, from ``datapackage.json``.
    source : mapping
        Its entry in ``sources.yaml``, where ``missing`` declares the cells that print no number,
        and ``layout`` which columns of a long table hold series and value.

    Returns
    -------
    cells : list of Cell
        In the order of the file. Those of a table with a column for each series include the
        periods themselves, those of a long table are the values.
    problems : list of Problem
        Broken files, rows and cells, in the order of the file.
    """
    file = Path(path).as_posix()
    try:
        lines = read_lines(Path(path))
    except Fault as fault:
        return [], [fault.at(file)]
    header_problems = check_header(lines[0], [field["name"] for field in schema["fields"]], file)
    if header_problems:  # which cell belongs to which column is then anybody's guess
        return [], header_problems
    if "layout" in source:
        return long_cells(lines, schema, source, file)
    return _wide_cells(lines, schema, source, file)


def _wide_cells(
    lines: list[str], schema: Mapping[str, Any], source: Mapping[str, Any], file: str
) -> tuple[list[Cell], list[Problem]]:
    """Cells and problems of a table with a column for each series, or without time."""
    fields = schema["fields"]
    time = time_column(schema)
    place = [field["name"] for field in fields].index(time) if time else 0
    declared = declared_missing(source)
    cells: list[Cell] = []
    problems: list[Problem] = []
    for line, content in enumerate(lines[1:], start=2):
        try:
            row = split_row(content, len(fields))
        except Fault as fault:
            problems.append(fault.at(file, line, value=content))
            continue
        year = None
        if time:
            try:
                year = read_period(row[place], FREQUENCIES[time])
            except Fault as fault:
                problems.append(fault.at(file, line, time, row[place]))
        for field, text in zip(fields, row, strict=True):
            name = field["name"]
            try:
                if name != time:
                    printed = declared.get((name, year)) if year else None
                    cells.append(_read_cell(field, text, year, line, schema, printed))
                elif year is not None:
                    cells.append(Cell(name, year, text, float(year), 0, line, "observed"))
            except Fault as fault:
                problems.append(fault.at(file, line, name, text))
    return cells, problems


def _read_cell(
    field: Mapping[str, Any],
    text: str,
    year: int | None,
    line: int,
    schema: Mapping[str, Any],
    printed: str | None,
) -> Cell:
    """Read one cell; `printed` is the code declared for it, if it is declared missing."""
    name = field["name"]
    check_characters(text)
    if printed is not None or text in schema["missingValues"]:
        required = field.get("constraints", {}).get("required", False)
        check_missing(text, printed, allowed=not (year or required))
        return Cell(name, year, text, None, None, line, "missing")
    if field["type"] == "string" and text.strip():
        return Cell(name, year, text, None, None, line, "observed")
    value, decimals = read_number(text, field)
    return Cell(name, year, text, value, decimals, line, "observed")
