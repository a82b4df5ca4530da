"""The rows of a forest plot: which estimates stand where.

A table of many series is shown by the primary method alone, or the reader would drown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

ROW, LINE = 4.3, 3.0  # mm: the primary estimate of a hypothesis, and each other method below it
AFTER_FIRST = 0.6  # mm more between the primary estimate and the others
AFTER_LAST = 1.5  # mm below the last of several
MARKERS = ("s", "D", "^", "v", "P", "X", "<", ">", "p", "h")
MOST_DETAILED = 2  # series of a table whose hypotheses are shown by every method


@dataclass
class Row:
    """One series at one event: the estimates that answer each question, and where they stand."""

    label: str
    estimates: dict[str, list[dict[str, Any]]]  # by question, the primary one first
    height: float  # mm
    detailed: bool
    top: float = 0.0


def height_of(row: Row, line: int) -> float:
    """Return where a line of a row stands, mm from the top of its panel; line 0 is the primary."""
    return row.top + ROW / 2 + (LINE * line + AFTER_FIRST if line else 0)


def forest_panels(
    first: Mapping[str, dict[str, Any]],
    found: pd.DataFrame,
    names: Mapping[str, str],
    words: Mapping[str, Any],
) -> dict[str, list[Row]]:
    """Gather hypotheses of one series and event in rows, rows of one unit in panels.

    Parameters
    ----------
    first : mapping
        The decisive row of each hypothesis, as from `scripts.common.figure_data.headline`.
    found : DataFrame
        All rows of results/events.
    names : mapping
        Labels of series and events, by id.
    words : mapping
        Labels of the figure, with ``methods`` (those to show, in order) and ``points``.
    """
    per_table = pd.DataFrame(first.values()).groupby("table")["series"].nunique()
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for answer in first.values():
        pairs.setdefault((answer["series"], answer["event"]), []).append(answer)
    panels: dict[str, list[Row]] = {}
    for (name, event), answers in pairs.items():
        detailed = per_table[answers[0]["table"]] <= MOST_DETAILED
        estimates = {a["question"]: _estimates(a, found, words, detailed) for a in answers}
        lines = max(len(es) for es in estimates.values()) - 1
        unit = words["points"] if answers[0]["unit"].startswith("%") else answers[0]["unit"]
        label = f"{names[name]},\n{names[event]}" if detailed else names[name]
        row = Row(label, estimates, ROW + LINE * lines + (AFTER_LAST if lines else 0), detailed)
        rows = panels.setdefault(unit, [])
        heading = Row(names[event], {}, ROW, detailed=False)
        if not detailed and heading not in rows:
            rows.append(heading)
        rows.append(row)
    for rows in panels.values():
        rows.sort(key=lambda row: not row.detailed)
        for above, below in pairwise(rows):
            below.top = above.top + above.height
    return panels


def _estimates(
    answer: dict[str, Any], found: pd.DataFrame, words: Mapping[str, Any], detailed: bool
) -> list[dict[str, Any]]:
    """Return the primary estimate, then those of the other methods that have one in this unit."""
    rows = [{**answer, "role": "primary"}]
    others = found[
        (found["hypothesis"] == answer["id"])
        & (found["event_year"] == answer["coding"])
        & (found["method"] != answer["method"])
        & (found["unit"] == answer["unit"])
        & found["estimate"].notna()
    ]
    if answer["question"] == "changed_course":
        others = others[others["parameter"] == answer["parameter"]]
    for method in words["methods"] if detailed else ():
        rows += [
            {**answer, **row, "role": "other"}
            for row in others[others["method"] == method].to_dict("records")
        ]
    return rows


def markers_of(
    methods: Mapping[str, str], primary: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return a marker for each label of a method, so that a method looks alike in both columns."""
    decisive = {methods[choice["method"]] for choice in primary.values()}
    others = dict.fromkeys(label for label in methods.values() if label not in decisive)
    return dict(zip(others, MARKERS, strict=False))
