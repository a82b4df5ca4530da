"""One cell of a raw table: its characters, its number or missing code, and its place in time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.common.errors import Fault
from scripts.common.periods import (
    EXAMPLES,
    FREQUENCIES,
    NOUNS,
    Frequency,
    as_period,
    frequency_of,
    parse_period,
)
from scripts.common.raw.numerals import parse_number

UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # Unicode's controls, format marks, line separators


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


def time_column(schema: Mapping[str, Any]) -> str | None:
    """The field that holds the periods, ``year``, ``quarter`` or ``month``: in the key, if any."""
    keys = schema.get("primaryKey") or [field["name"] for field in schema["fields"]]
    return next((name for name in keys if name in FREQUENCIES), None)


def file_column(source: Mapping[str, Any], column: str) -> str:
    """The column of the file that a series' numbers stand in."""
    return str(source["layout"]["value"]) if "layout" in source else column


def described(source: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """What ``sources.yaml`` says of each column, or of all series of a long table at once."""
    if "each" in source:
        return dict.fromkeys(columns, source["each"])
    return dict(source["columns"])


def declared_missing(source: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Return the printed code of every cell that ``sources.yaml`` declares missing."""
    return {
        (column, as_period(year)): entry["printed"]
        for entry in source.get("missing", [])
        for column in entry["columns"]
        for year in entry["years"]
    }


def read_period(text: str, frequency: Frequency) -> int:
    """Read the period of a row.

    Raises
    ------
    Fault
        If it is none of this frequency.
    """
    check_characters(text)
    if not text.strip():
        raise Fault("empty", "is an empty cell", "Type what the page prints there.")
    noun = NOUNS[frequency]
    try:
        found = parse_period(text)
        if frequency_of(found) == frequency:
            return found
    except ValueError:
        pass
    remedy = f"Type it like {EXAMPLES[frequency]}, in ASCII characters."
    if frequency == "annual":
        remedy = "Type the year with four ASCII digits."
    raise Fault("year", f"is not a {noun}", remedy)


def read_number(text: str, field: Mapping[str, Any]) -> tuple[float, int]:
    """The value and decimals of a cell that holds a number; raises `Fault` if it holds none."""
    check_characters(text)
    if not text.strip():  # also of spaces that are no ASCII ones
        raise Fault("empty", "is an empty cell", "Type what the page prints there.")
    return parse_number(text, field)


def check_missing(text: str, printed: str | None, allowed: bool) -> None:
    """Refuse a missing code, or what stands in its place, that was not declared.

    Parameters
    ----------
    text : str
        A missing code, or anything else where `printed` is not None.
    printed : str or None
        The code declared for the cell, if it is declared missing.
    allowed : bool
        Whether the cell may be missing without being declared so.
    """
    if printed is not None and text != printed:
        raise Fault(
            "missing-code",
            f'stands where sources.yaml declares a missing cell, printed as "{printed}"',
            "Restore the printed code, or take the cell off the list of missing ones there.",
        )
    if printed is None and not allowed:
        raise Fault(
            "missing-code",
            "is a missing code in a cell that is not declared missing",
            "Type the printed number, or declare the cell with its reason in sources.yaml.",
        )


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
