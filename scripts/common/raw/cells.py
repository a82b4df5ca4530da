"""One cell of a raw table: its characters, its number or missing code, and its place in time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.common.errors import Fault
from scripts.common.periods import EXAMPLES, NOUNS, Frequency, frequency_of, parse_period
from scripts.common.raw.lines import check_characters
from scripts.common.raw.missing import MissingCodes
from scripts.common.raw.numerals import parse_number


@dataclass(frozen=True)
class Cell:
    """One cell of a raw table.

    Parameters
    ----------
    column : str
        Name of the column; in a long table the name of the series.
    year : int or None
        Period of its row; None in tables without time.
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
    code : str
        What a long table calls the series; empty in any other.
    """

    column: str
    year: int | None
    text: str
    value: float | None
    decimals: int | None
    line: int
    status: str
    code: str = ""


def slug(text: str) -> str:
    """A name of lower-case letters, digits and underscores that begins with a letter."""
    name = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
    return name if name[:1].isalpha() else f"s_{name}"


def read_cell(
    text: str,
    field: Mapping[str, Any],
    missing: MissingCodes,
    series: str,
    period: int | None,
    line: int,
    code: str = "",
) -> Cell:
    """Read one cell.

    Parameters
    ----------
    text : str
        Without surrounding spaces.
    field : mapping
        Its column's descriptor in the Table Schema.
    missing : MissingCodes
        Those of its table.
    series, period, line, code
        Where it stands; see `Cell`.

    Raises
    ------
    Fault
        If it holds neither what its field says nor a missing code that may stand there.
    """
    check_characters(text)
    if missing.read(text, series, period):
        return Cell(series, period, text, None, None, line, "missing", code)
    _check_filled(text)
    if field["type"] == "string":
        return Cell(series, period, text, None, None, line, "observed", code)
    value, decimals = parse_number(text, field)
    return Cell(series, period, text, value, decimals, line, "observed", code)


def read_period(text: str, frequency: Frequency) -> int:
    """Read the period of a row.

    Raises
    ------
    Fault
        If it is none of this frequency.
    """
    check_characters(text)
    _check_filled(text)
    try:
        found = parse_period(text)
        if frequency_of(found) == frequency:
            return found
    except ValueError:
        pass
    remedy = f"Type it like {EXAMPLES[frequency]}, in ASCII characters."
    if frequency == "annual":
        remedy = "Type the year with four ASCII digits."
    raise Fault("year", f"is not a {NOUNS[frequency]}", remedy)


def _check_filled(text: str) -> None:
    if not text.strip():  # also of spaces that are no ASCII ones
        raise Fault("empty", "is an empty cell", "Type what the page prints there.")
