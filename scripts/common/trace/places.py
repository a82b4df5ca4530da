"""Where a number stands, read from the trace that it carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TRACE = re.compile(
    r"(?P<file>\S+), (?:row (?P<key>.+?)|(?P<place>.+?))(?:, column (?P<column>\w+))?"
)
_NO_KEY = re.compile(r"rows |line [0-9]|table ")


@dataclass(frozen=True)
class Place:
    """Where a number stands: a file, the words that name its row, a column; either may be empty."""

    file: str
    row: str = ""
    column: str = ""

    @classmethod
    def of(cls, trace: str) -> Place:
        """Read a trace such as ``results/panel.csv, row oda_usd pre x, column estimate``."""
        found = _TRACE.fullmatch(trace)
        if not found:
            return cls(trace)
        return cls(found["file"], found["key"] or found["place"], found["column"] or "")

    @classmethod
    def of_cell(cls, row: Mapping[str, str]) -> Place:
        """Where the cell behind a row of a processed table is printed."""
        return cls(row["source_file"], f"line {row['source_line']}", row["source_column"])

    def __str__(self) -> str:
        row = f"row {self.row}" if not _NO_KEY.match(self.row) else self.row
        parts = [self.file, row if self.row else "", f"column {self.column}" if self.column else ""]
        return ", ".join(part for part in parts if part)
