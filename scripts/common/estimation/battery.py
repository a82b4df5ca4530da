"""Running many methods on series: results as rows, infeasible methods as rows with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scripts.common.periods import NOUNS, frequency_of
from scripts.methods.each import Answers
from scripts.methods.result import Infeasible, Result

Row = dict[str, Any]
Method = tuple[str, Callable[[], tuple[Result, ...]]]
MethodOfEach = tuple[str, Callable[[], Answers]]


def run_battery(methods: Iterable[Method]) -> list[Row]:
    """One row per parameter of every method, in order.

    Parameters
    ----------
    methods : iterable of (id, function)
        Functions without arguments that return results or raise `Infeasible`.
    """
    rows: list[Row] = []
    for name, method in methods:
        try:
            rows += _rows(method())
        except Infeasible as reason:
            rows.append(_infeasible(name, str(reason)))
    return rows


def run_on_each(methods: Iterable[MethodOfEach], count: int) -> list[list[Row]]:
    """The rows of `run_battery` for each of `count` series.

    Parameters
    ----------
    methods : iterable of (id, function)
        Functions without arguments that answer for all series at once, or raise `Infeasible` for
        all of them.
    """
    rows: list[list[Row]] = [[] for _ in range(count)]
    for name, method in methods:
        try:
            answers = method()
        except Infeasible as reason:
            answers = Answers({}, dict.fromkeys(range(count), str(reason)))
        for place, results in answers.of_each():
            rows[place] += _rows(results)
        for place, why in answers.reasons.items():
            rows[place].append(_infeasible(name, why))
    return rows


def unit_of(row: Row, unit: str, period: int) -> str:
    """The unit of a row of a series that is measured in `unit`, in periods like this one."""
    noun = NOUNS[frequency_of(period)]
    return str(row.get("unit", "")).replace("per year", f"per {noun}").format(unit=unit)


def _rows(results: Iterable[Result]) -> list[Row]:
    return [{**vars(r), "status": "ok", "reason": ""} for r in results]


def _infeasible(method: str, reason: str) -> Row:
    return {"method": method, "status": "infeasible", "reason": reason}
