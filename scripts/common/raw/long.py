"""Read the rows of a long table: one for each series and period.

Which series there are, and in which periods, is checked here, where the texts of the rows are at
hand: what a wide table shows by its shape, a long one only says row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.common.errors import Fault, Problem
from scripts.common.periods import FREQUENCIES, period_label, split_window
from scripts.common.raw.cells import Cell, read_cell, read_period, slug
from scripts.common.raw.checks import gap_fault, order_fault, span_fault
from scripts.common.raw.description import Description
from scripts.common.raw.lines import check_characters, split_row
from scripts.common.raw.missing import MissingCodes


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
    reader, missing = _Reader(about), MissingCodes(about)
    cells: list[Cell] = []
    problems: list[Problem] = []
    names, layout = list(about.fields), about.source["layout"]
    columns = (str(about.time), layout["series"], layout["value"])
    places, field = [names.index(name) for name in columns], about.fields[layout["value"]]
    for line, content in enumerate(lines[1:], start=2):
        place: tuple[str | None, str] = (None, content)
        try:
            row = split_row(content, len(names))
            if not (content.isascii() and content.isprintable()):
                for place in zip(names, row, strict=True):
                    check_characters(place[1])
            time, code, number = zip(columns, (row[i] for i in places), strict=True)
            place = time  # what a fault of the next line is told of
            period = reader.period(time[1])
            place = code
            name = reader.name(code[1])
            place = time
            reader.follow(name, period, line)
            place = number
            cells.append(read_cell(number[1], field, missing, name, period, line, code[1]))
        except Fault as fault:
            problems.append(fault.at(file, line, *place))
    if not problems:
        problems = list(reader.span_problems(file))
    return cells, problems


class _Reader:
    """What the rows before said: the series by their codes, the periods that each has had."""

    def __init__(self, about: Description) -> None:
        self.time = str(about.time)
        code = about.fields[about.source["layout"]["series"]]
        self.code_form = code.get("constraints", {}).get("pattern", "")
        # Without a description of each series by name, a row that is not there is a missing one.
        self.known = None if "each" in about.source else dict(about.source["columns"])
        self.declared = about.source["years"]
        self.span = split_window(self.declared)
        self.periods: dict[str, int] = {}
        self.series: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.seen: dict[str, dict[int, int]] = {}
        self.last: dict[str, int] = {}

    def period(self, text: str) -> int:
        """The period of a row."""
        if text in self.periods:
            return self.periods[text]
        period = read_period(text, FREQUENCIES[self.time])
        if self.known is None and not self.span[0] <= period <= self.span[1]:
            message = f"lies outside {self.declared}, which sources.yaml declares"
            raise Fault("span", message, "Take the row out, or change the declared years.")
        self.periods[text] = period
        return period

    def name(self, code: str) -> str:
        """The name of the series that a row is of."""
        if code in self.series:
            return self.series[code]
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

    def follow(self, name: str, period: int, line: int) -> None:
        """Note a period of a series; raise a `Fault` unless it comes next."""
        seen = self.seen.setdefault(name, {})
        first = seen.setdefault(period, line)
        if first != line:
            message = f"stands in line {first} already for {self.codes[name]}"
            raise Fault("duplicate", message, "Take the row out that does not belong.")
        before = self.last.get(name, period)
        self.last[name] = period
        if period < before:
            raise order_fault(f"{period_label(before)} of the same series", period)
        if self.known is not None and period > before + 1:
            raise gap_fault(period_label(before), period)

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
                    fault = span_fault(word, period, self.declared, whose)
                    yield fault.at(file, seen[period], self.time, period_label(period))

    def _all_lines(self) -> dict[int, int]:
        """The first line of every period, whatever the series."""
        lines: dict[int, int] = {}
        for seen in self.seen.values():
            for period, line in seen.items():
                lines[period] = min(line, lines.get(period, line))
        return lines
