"""Read the raw tables: strict about bytes, rows, headers, numbers and missing codes.

Only the standard library is used, so that a typing mistake is reported without waiting for pandas.
Whether the numbers make sense is asked by the rule ``validate_tables``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.files import read_plain_file
from scripts.common.numerals import parse_number

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # Unicode's controls, format marks, line separators


@dataclass(frozen=True)
class Cell:
    """One cell of a raw table.

    Parameters
    ----------
    column : str
        Name of the column.
    year : int or None
        Year of its row; None in tables without years.
    text : str
        The cell as it stands, without surrounding spaces.
    value : float or None
        The number; None where the cell is missing or holds words.
    decimals : int or None
        Number of printed decimals.
    line : int
        Line of the file, the header being line 1.
    status : str
        ``observed`` or ``missing``.
    """

    column: str
    year: int | None
    text: str
    value: float | None
    decimals: int | None
    line: int
    status: str


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
        Its entry in ``sources.yaml``, where ``missing`` declares the cells that print no number.

    Returns
    -------
    cells : list of Cell
        In the order of the file, the years themselves included.
    problems : list of Problem
        Broken files, rows and cells, in the order of the file.
    """
    file, fields = Path(path).as_posix(), schema["fields"]
    names = [field["name"] for field in fields]
    try:
        lines = _read_lines(Path(path))
    except Fault as fault:
        return [], [fault.at(file)]
    header_problems = _check_header(lines[0], names, file)
    if header_problems:  # which cell belongs to which column is then anybody's guess
        return [], header_problems

    declared = declared_missing(source)
    cells: list[Cell] = []
    problems: list[Problem] = []
    for line, content in enumerate(lines[1:], start=2):
        try:
            row = _split(content, len(fields))
        except Fault as fault:
            problems.append(fault.at(file, line, value=content))
            continue
        year = _year_of(row, names)
        for field, text in zip(fields, row, strict=True):
            name = field["name"]
            try:
                printed = declared.get((name, year)) if year else None
                cells.append(_read_cell(field, text, year, line, schema, printed))
            except Fault as fault:
                problems.append(fault.at(file, line, name, text))
    return cells, problems


def declared_missing(source: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Return the printed code of every cell that ``sources.yaml`` declares missing."""
    return {
        (column, year): entry["printed"]
        for entry in source.get("missing", [])
        for column in entry["columns"]
        for year in entry["years"]
    }


def _read_lines(path: Path) -> list[str]:
    """Return the lines of a file; bytes that are no UTF-8 are kept for the cell check to name."""
    text = read_plain_file(path).decode("utf-8", errors="surrogateescape")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 2:
        content = "is empty" if not lines else "has no rows below its first line"
        raise Fault("file", content, "Restore the table from the printed page or from git.")
    return lines


def _split(content: str, width: int | None = None) -> list[str]:
    """Return the cells of one line, `width` of them, without the ASCII spaces around them."""
    if "\r" in content:
        raise Fault("row", "holds a bare carriage return", "End lines with LF or CRLF.")
    if not content.strip():
        raise Fault("row", "is a blank line inside the table", "Take it out, or restore the row.")
    try:
        # Line by line, so that a quote left open is reported here and swallows nothing below.
        row = next(csv.reader([content.strip(" \t")], skipinitialspace=True, strict=True))
    except csv.Error as error:
        remedy = "Close every quotation mark, directly before a comma or the end of the line."
        raise Fault("row", f"is not valid CSV ({error})", remedy) from error
    if width is not None and len(row) != width:
        message = f"has {len(row)} cells where the table has {width} columns"
        remedy = (
            'One cell per column; a number with a comma in it needs quotation marks: "1,145.3".'
        )
        raise Fault("row", message, remedy)
    return [cell.strip(" \t") for cell in row]


def _check_header(content: str, names: Sequence[str], file: str) -> list[Problem]:
    """Compare the header with the schema, column by column."""
    try:
        found = _split(content)
    except Fault as fault:
        return [fault.at(file, 1, value=content)]
    if len(found) == 1 < len(names) and (other := re.search("[;\t|]", content)):
        message = f"separates its columns by {SEPARATORS[other[0]]}"
        advice = "Save the file as comma-separated UTF-8."
        return [Problem(file, "header", message, advice, 1, names[0], content)]
    remedy = f"The first line is {','.join(names)}"
    problems = []
    for expected, name in zip_longest(names, found):
        try:
            _check_characters(name or "")
        except Fault as fault:
            problems.append(fault.at(file, 1, expected or name, name))
            continue
        if name is None:
            message = "is missing from the header"
        elif expected is None:
            message = "is a column that datapackage.json does not describe"
        elif name != expected:
            message = f"stands where the column {expected} belongs"
        else:
            continue
        problems.append(Problem(file, "header", message, remedy, 1, expected or name, name))
    return problems


def _year_of(row: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the year of a row where it has a legible one."""
    text = row[names.index("year")] if "year" in names else ""
    return int(text) if re.fullmatch("[0-9]{4}", text) else None


def _read_cell(
    field: Mapping[str, Any],
    text: str,
    year: int | None,
    line: int,
    schema: Mapping[str, Any],
    printed: str | None,
) -> Cell:
    """Read one cell; `printed` is the code declared for it, if it is declared missing."""
    name, kind = field["name"], field["type"]
    _check_characters(text)
    if printed is not None and text != printed:
        raise Fault(
            "missing-code",
            f'stands where sources.yaml declares a missing cell, printed as "{printed}"',
            "Restore the printed code, or take the cell off the list of missing ones there.",
        )
    if text in schema["missingValues"]:
        if printed is None and (year or field.get("constraints", {}).get("required")):
            raise Fault(
                "missing-code",
                "is a missing code in a cell that is not declared missing",
                "Type the printed number, or declare the cell with its reason in sources.yaml.",
            )
        return Cell(name, year, text, None, None, line, "missing")
    if not text.strip():  # also of spaces that are no ASCII ones
        raise Fault("empty", "is an empty cell", "Type what the page prints there.")
    if kind == "year" and not re.fullmatch("[0-9]{4}", text):
        raise Fault("year", "is not a year", "Type the year with four ASCII digits.")
    if kind == "string":
        return Cell(name, year, text, None, None, line, "observed")
    value, decimals = (float(text), 0) if kind == "year" else parse_number(text, field)
    return Cell(name, year, text, value, decimals, line, "observed")


def _check_characters(text: str) -> None:
    """Refuse bytes that are no UTF-8 and characters that nobody can see."""
    if any("\udc80" <= character <= "\udcff" for character in text):
        raise Fault("encoding", "holds bytes that are not UTF-8", "Save the file as UTF-8.")
    if text.startswith("\ufeff"):
        message = "begins with a byte order mark"
        raise Fault("encoding", message, "Save the file as UTF-8 without a byte order mark.")
    if any(c == "\ufffd" or unicodedata.category(c) in UNSEEN for c in text):
        message = "holds a character that cannot be seen or was lost"
        raise Fault("encoding", message, "Type the cell anew.")
