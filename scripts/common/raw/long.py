"""Read the rows of a long table: one for each series and period.

Which series there are, and in which periods, is checked here, where the texts of the rows are at
hand: what a wide table shows by its shape, a long one only says row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.common.errors import Fault, Problem
from scripts.common.periods import FREQUENCIES, NOUNS, frequency_of, period_label, split_window
from scripts.common.raw.cells import Cell, check_characters, read_cell, read_period, slug
from scripts.common.raw.description import Description
from scripts.common.raw.lines import split_row
from scripts.common.raw.missing import MissingCodes

ROWS = "Add the rows, with a missing code where no number is printed"


def long_cells(lines: list[str], about: Description, file: str) -> tuple[list[Cell], list[Problem]]:
    """Cells and problems of a long table.

    Parameters
    ----------
    lines : list of str
        Of the file, the header first.
    about : Description
    file : str
        For the messages.

    Returns
    -------
    cells : list of Cell
        The values in the order of the file, each with the name of its series as its column.
    problems : list of Problem
    """
    reader = _Reader(about)
    cells: list[Cell] = []
    problems: list[Problem] = []
    names = list(about.fields)
    for line, content in enumerate(lines[1:], start=2):
        place: tuple[str | None, str] = (None, content)
        try:
            row = split_row(content, len(names))
            if not (content.isascii() and content.isprintable()):
                for place in zip(names, row, strict=True):
                    check_characters(place[1])
            cells.append(reader.cell(row, line))
        except _RowFault as error:
            problems.append(error.fault.at(file, line, error.column, error.text))
        except Fault as fault:
            problems.append(fault.at(file, line, *place))
    if not problems:
        problems = list(reader.span_problems(file))
    return cells, problems


class _RowFault(Exception):
    """A fault of one of the three cells that make a reading."""

    def __init__(self, fault: Fault, column: str, text: str) -> None:
        self.fault, self.column, self.text = fault, column, text


class _Reader:
    """What the rows before said: the series by their codes, the periods that each has had."""

    def __init__(self, about: Description) -> None:
        layout, names = about.source["layout"], list(about.fields)
        self.names = (str(about.time), layout["series"], layout["value"])
        self.places = [names.index(name) for name in self.names]
        self.frequency = FREQUENCIES[self.names[0]]
        code, self.field = (about.fields[name] for name in self.names[1:])
        self.code_form = code.get("constraints", {}).get("pattern", "")
        self.missing = MissingCodes(about)
        # Without a description of each series by name, a row that is not there is a missing one.
        self.known = None if "each" in about.source else dict(about.source["columns"])
        self.declared_span = about.source["years"]
        self.span = split_window(self.declared_span)
        self.periods: dict[str, int] = {}
        self.series: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.seen: dict[str, dict[int, int]] = {}
        self.last: dict[str, int] = {}

    def cell(self, row: list[str], line: int) -> Cell:
        """Read one row; raises `_RowFault`."""
        texts = [row[place] for place in self.places]
        time, code, text = texts
        blamed = 0
        try:
            period = self.periods.get(time) or self._period(time)
            blamed = 1
            name = self.series.get(code) or self._name(code)
            blamed = 0
            self._follow(name, period, line)
            blamed = 2
            return read_cell(text, self.field, self.missing, name, period, line, code)
        except Fault as fault:
            raise _RowFault(fault, self.names[blamed], texts[blamed]) from fault

    def _period(self, text: str) -> int:
        period = read_period(text, self.frequency)
        if self.known is None and not self.span[0] <= period <= self.span[1]:
            message = f"lies outside {self.declared_span}, which sources.yaml declares"
            raise Fault("span", message, "Take the row out, or change the declared years.")
        self.periods[text] = period
        return period

    def _name(self, code: str) -> str:
        if not code.strip():
            raise Fault("empty", "is an empty cell", "Type the code of the series.")
        if not re.search(self.code_form, code):
            message = f"does not have the form {self.code_form}"
            raise Fault("pattern", message, "Write it in that form.")
        name = slug(code)
        if self.known is not None and name not in self.known:
            remedy = f"Use one of {', '.join(self.known)}, or describe {name} there."
            raise Fault("series", "is not a series that sources.yaml describes", remedy)
        other = self.codes.setdefault(name, code)
        if other != code:
            message = f"would have the name {name}, as {other} has"
            raise Fault("series", message, "Give each series a code with letters of its own.")
        self.series[code] = name
        return name

    def _follow(self, name: str, period: int, line: int) -> None:
        """Note a period of a series; raise a `Fault` unless it comes next."""
        seen = self.seen.setdefault(name, {})
        before = self.last.get(name)
        first = seen.setdefault(period, line)
        if first != line:
            message = f"stands in line {first} already for {self.codes[name]}"
            raise Fault("duplicate", message, "Take the row out that does not belong.")
        self.last[name] = period
        if before is None:
            return
        if period < before:
            noun = NOUNS[self.frequency]
            message = f"stands below {period_label(before)} of the same series"
            raise Fault("order", message, f"Put the rows in the order of their {noun}s.")
        if self.known is not None and period > before + 1:
            message = (
                f"follows {period_label(before)}: {NOUNS[self.frequency]}s in between have no row"
            )
            raise Fault("gap", message, f"{ROWS}.")

    def span_problems(self, file: str) -> Iterator[Problem]:
        """Where series, or all of them together, do not run through the declared periods."""
        for name in sorted(set(self.known or {}) - self.seen.keys()):
            remedy = "Add its rows, or take its description out of sources.yaml."
            yield Fault("series", f"has no row of the series {name}", remedy).at(file)
        groups = self.seen if self.known is not None else {"": self._all_lines()}
        for name, seen in groups.items():
            whose = f" of {self.codes[name]}" if name else ""
            for period, word, expected in zip(
                (min(seen), max(seen)), ("first", "last"), self.span, strict=True
            ):
                if period != expected:
                    what = f"is the {word} {NOUNS[frequency_of(period)]}{whose}"
                    message = f"{what}, but sources.yaml declares the years {self.declared_span}"
                    remedy = f"{ROWS}, or change the declared years."
                    fault = Fault("span", message, remedy)
                    yield fault.at(file, seen[period], self.names[0], period_label(period))

    def _all_lines(self) -> dict[int, int]:
        """The first line of every period, whatever the series."""
        lines: dict[int, int] = {}
        for seen in self.seen.values():
            for period, line in seen.items():
                lines[period] = min(line, lines.get(period, line))
        return lines
