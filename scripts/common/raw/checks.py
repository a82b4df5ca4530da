"""Check whether the numbers of a raw table that can be read make sense.

Each check yields the cells that break it, with what is wrong and what to do. A wrong digit that
leaves a plausible number is nothing that a rule can see; the forensics look for it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from scripts.common.errors import Fault, Problem
from scripts.common.periods import NOUNS, as_period, frequency_of, split_window
from scripts.common.raw.cells import Cell
from scripts.common.raw.description import Description

# A decimal slip moves an implied total by a factor of 10. Half of that in logs is the point from
# which a total is nearer to a slip than to its neighbours. Table 3's odd 1997 row stands at 2.5.
LARGEST_RATIO = math.sqrt(10)
N_NEIGHBOURS = 4  # years a total is compared with: few enough to follow growth, enough for a median

_ADD_ROWS = "Add the rows, with a missing code where no number is printed"

Faults = Iterator[tuple[Cell, Fault]]


def check_values(
    cells: Sequence[Cell], about: Description, file: str, *, complete: bool
) -> Iterator[Problem]:
    """Yield what is wrong with the values of one table.

    Parameters
    ----------
    cells : sequence of Cell
        What could be read.
    about : Description
    file : str
        For the messages.
    complete : bool
        Whether every row and year could be read. If not, that is a problem already, and the gap
        it leaves is not another one.
    """
    columns: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        columns[cell.column].append(cell)
    faults = [] if about.is_long else [*_key_faults(columns, about.schema)]
    for name, column in columns.items():
        faults += _range_faults(column, about.limits_of(name), timed=name == about.time)
    if about.source:
        if complete and about.time in columns:
            faults += _time_faults(columns[about.time], about.source["years"])
        faults += _series_faults(columns, about)
    for cell, fault in faults:
        yield fault.at(file, cell.line, about.column_of(cell.column), cell.text)


def _series_faults(columns: Mapping[str, Sequence[Cell]], about: Description) -> Faults:
    """Yield the numbers that cannot be of their series' kind, and totals out of proportion."""
    for name, meaning in about.meanings(name for name in columns if name != about.time).items():
        if meaning["kind"] == "count":
            yield from _count_faults(columns[name])
        if meaning["kind"] == "share":
            yield from _percentage_faults(columns[name], about.limits_of(name))
        if "total_of" in meaning:
            accepted = _accepted(about.source, {name, meaning["total_of"]})
            yield from _total_faults(columns[meaning["total_of"]], columns[name], accepted)


def _key_faults(columns: Mapping[str, Sequence[Cell]], schema: Mapping[str, Any]) -> Faults:
    """Yield the rows whose key stands in the table before, as a whole."""
    keys = schema.get("primaryKey", [])
    rows: dict[int, list[Cell]] = defaultdict(list)
    for key in keys:
        for cell in columns[key]:
            rows[cell.line].append(cell)
    first: dict[tuple[str, ...], int] = {}
    for line, cells in rows.items():
        if len(cells) < len(keys):  # a cell that cannot be read is a problem already
            continue
        earlier = first.setdefault(tuple(cell.text for cell in cells), line)
        if earlier != line:
            message = f"stands in line {earlier} already"
            yield cells[-1], Fault("duplicate", message, "Take the row out that does not belong.")


def _range_faults(cells: Sequence[Cell], limits: Mapping[str, Any], *, timed: bool) -> Faults:
    """Yield the cells outside what datapackage.json allows; periods have checks of their own."""
    low, high = limits.get("minimum", -math.inf), limits.get("maximum", math.inf)
    form = re.compile(limits["pattern"]) if "pattern" in limits else None
    for cell in cells:
        if not timed and cell.value is not None and not low <= cell.value <= high:
            message = f"lies outside the range {low} to {high}"
            remedy = "Compare with the page; a true value needs a wider range in datapackage.json."
            yield cell, Fault("range", message, remedy)
        if form and not form.search(cell.text):
            message = f"does not have the form {form.pattern}"
            yield cell, Fault("pattern", message, "Write it in that form.")


def _time_faults(column: Sequence[Cell], declared: str) -> Faults:
    """Yield where the periods do not run one by one through the declared span."""
    periods = [(cell, cell.year) for cell in column if cell.year is not None]
    for (before, earlier), (cell, period) in pairwise(periods):
        if period < earlier:
            yield cell, order_fault(before.text, period)
        if period > earlier + 1:
            yield cell, gap_fault(before.text, period)
    ends = (periods[:1], periods[-1:])
    for cells, word, expected in zip(ends, ("first", "last"), split_window(declared), strict=True):
        for cell, period in cells:
            if period != expected:
                yield cell, span_fault(word, period, declared)


def order_fault(before: str, period: int) -> Fault:
    """That a period stands below a later one."""
    noun = NOUNS[frequency_of(period)]
    return Fault("order", f"stands below {before}", f"Put the rows in the order of their {noun}s.")


def gap_fault(before: str, period: int) -> Fault:
    """That a period does not follow the one before it."""
    noun = NOUNS[frequency_of(period)]
    return Fault("gap", f"follows {before}: {noun}s in between have no row", f"{_ADD_ROWS}.")


def span_fault(word: str, period: int, declared: str, whose: str = "") -> Fault:
    """That the first or last period is not the declared one."""
    what = f"is the {word} {NOUNS[frequency_of(period)]}{whose}"
    message = f"{what}, but sources.yaml declares the years {declared}"
    return Fault("span", message, f"{_ADD_ROWS}, or change the declared years.")


def _count_faults(column: Sequence[Cell]) -> Faults:
    for cell in column:
        if cell.decimals:
            remedy = "Type it without decimals; a thousands separator is a comma."
            yield cell, Fault("count", "is a count but has decimals", remedy)


def _percentage_faults(column: Sequence[Cell], limits: Mapping[str, Any]) -> Faults:
    """Yield shares that look like fractions of 1, unless the declared range says they are small."""
    observed = [(cell, cell.value) for cell in column if cell.value is not None]
    if not observed or limits.get("maximum", 100) <= 1:
        return
    typical = median(value for _, value in observed)
    for cell, value in observed:
        if 0 < value < 1 and (typical < 1 or value < typical / 10):
            message = "looks like a fraction; shares are percentages"
            remedy = "Multiply by 100; if all are below 1%, set the field's maximum to 1."
            yield cell, Fault("percentage", message, remedy)


def _accepted(source: Mapping[str, Any], pair: set[str]) -> set[int]:
    """Return the periods in which sources.yaml accepts an odd implied total for this pair."""
    return {
        as_period(year)
        for flag in source.get("flags", [])
        if flag.get("accept") == "implied-total" and pair & set(flag["columns"])
        for year in flag["years"]
    }


def _total_faults(amounts: Sequence[Cell], shares: Sequence[Cell], accepted: set[int]) -> Faults:
    """Yield amounts whose implied total is out of proportion to those of the nearest periods."""
    share_of = {cell.year: cell for cell in shares}
    totals = [
        (cell, cell.year, share.text, 100 * cell.value / share.value)
        for cell in amounts
        if cell.year and cell.value and (share := share_of.get(cell.year)) and share.value
    ]
    for cell, year, share_text, total in totals:
        others = [(abs(other - year), t) for _, other, _, t in totals if other != year]
        nearest = [t for _, t in sorted(others)[:N_NEIGHBOURS]]
        if len(nearest) < N_NEIGHBOURS or year in accepted:
            continue
        ratio = total / median(nearest)
        if max(ratio, 1 / ratio) > LARGEST_RATIO:
            message = (
                f"and its share of {share_text}% imply a total of {total:,.1f}, {ratio:.2g} times "
                "that of the years around"
            )
            remedy = (
                "Look for a slipped decimal point in either cell; if both are right, flag them in "
                "sources.yaml with accept: implied-total."
            )
            yield cell, Fault("implied-total", message, remedy)
