"""The lines of a raw table: bytes, characters, rows and header, before any cell is read."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from scripts.common.errors import Fault, Problem
from scripts.common.files import read_plain_file

UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # Unicode's controls, format marks, line separators
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file; bytes that are no UTF-8 are kept for the cell check to name."""
    text = read_plain_file(path).decode("utf-8", errors="surrogateescape")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 2:
        content = "is empty" if not lines else "has no rows below its first line"
        raise Fault("file", content, "Restore the table from the printed page or from git.")
    return lines


def check_characters(text: str) -> None:
    """Refuse bytes that are no UTF-8 and characters that nobody can see."""
    if text.isascii() and text.isprintable():
        return
    if any("\udc80" <= character <= "\udcff" for character in text):
        raise Fault("encoding", "holds bytes that are not UTF-8", "Save the file as UTF-8.")
    if text.startswith("\ufeff"):
        message = "begins with a byte order mark"
        raise Fault("encoding", message, "Save the file as UTF-8 without a byte order mark.")
    if any(c == "\ufffd" or unicodedata.category(c) in UNSEEN for c in text):
        message = "holds a character that cannot be seen or was lost"
        raise Fault("encoding", message, "Type the cell anew.")


def split_row(content: str, width: int | None = None) -> list[str]:
    """Return the cells of one line, `width` of them, without the ASCII spaces around them."""
    if "\r" in content:
        raise Fault("row", "holds a bare carriage return", "End lines with LF or CRLF.")
    if not content.strip():
        raise Fault("row", "is a blank line inside the table", "Take it out, or restore the row.")
    row = _unquoted(content) if '"' in content else content.strip(" \t").split(",")
    if width is not None and len(row) != width:
        message = f"has {len(row)} cells where the table has {width} columns"
        remedy = (
            'One cell per column; a number with a comma in it needs quotation marks: "1,145.3".'
        )
        raise Fault("row", message, remedy)
    return [cell.strip(" \t") for cell in row]


def _unquoted(content: str) -> list[str]:
    try:
        # Line by line, so that a quote left open is reported here and swallows nothing below.
        return next(csv.reader([content.strip(" \t")], skipinitialspace=True, strict=True))
    except csv.Error as error:
        remedy = "Close every quotation mark, directly before a comma or the end of the line."
        raise Fault("row", f"is not valid CSV ({error})", remedy) from error


def check_header(content: str, names: Sequence[str], file: str) -> list[Problem]:
    """Compare the header with the schema, column by column."""
    try:
        found = split_row(content)
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
            check_characters(name or "")
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
