"""Read the raw tables: strict about bytes, rows, headers, numbers and missing codes.

Only the standard library is used, so that a typing mistake is reported without waiting for pandas.
Whether the numbers make sense is asked by the rule ``validate_tables``.
"""

from __future__ import annotations

from pathlib import Path

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.periods import FREQUENCIES
from scripts.common.raw.cells import Cell, read_cell, read_period
from scripts.common.raw.description import Description
from scripts.common.raw.lines import check_header, read_lines, split_row
from scripts.common.raw.long import long_cells
from scripts.common.raw.missing import MissingCodes


def read_raw(path: str | Path, about: Description) -> list[Cell]:
    """Read a raw table, or raise `TableError` with every problem in it; see `scan_raw`."""
    cells, problems = scan_raw(path, about)
    if problems:
        raise TableError(problems)
    return cells


def scan_raw(path: str | Path, about: Description) -> tuple[list[Cell], list[Problem]]:
    """Read a raw table as far as it can be read, and list what cannot.

    Parameters
    ----------
    path : path
        Comma-separated UTF-8 with one header line. CRLF, quoted cells, spaces around cells and
        blank lines at the end are allowed.
    about : Description

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
    names = [field["name"] for field in about.schema["fields"]]
    if problems := check_header(lines[0], names, file):
        return [], problems  # which cell belongs to which column is then anybody's guess
    return (long_cells if about.is_long else _wide_cells)(lines, about, file)


def _wide_cells(
    lines: list[str], about: Description, file: str
) -> tuple[list[Cell], list[Problem]]:
    """Cells and problems of a table with a column for each series, or without time."""
    names, time, missing = list(about.fields), about.time, MissingCodes(about)
    cells: list[Cell] = []
    problems: list[Problem] = []
    for line, content in enumerate(lines[1:], start=2):
        try:
            row = split_row(content, len(names))
        except Fault as fault:
            problems.append(fault.at(file, line, value=content))
            continue
        year = None
        if time:
            text = row[names.index(time)]
            try:
                year = read_period(text, FREQUENCIES[time])
            except Fault as fault:
                problems.append(fault.at(file, line, time, text))
        for (name, field), text in zip(about.fields.items(), row, strict=True):
            try:
                if name != time:
                    cells.append(read_cell(text, field, missing, name, year, line))
                elif year is not None:
                    cells.append(Cell(name, year, text, float(year), 0, line, "observed"))
            except Fault as fault:
                problems.append(fault.at(file, line, name, text))
    return cells, problems
