"""The rows of a forest plot: which estimates stand where.

The primary family is shown by every method that gives an estimate in the unit of the series, the
rest by its primary method alone, or the reader would drown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from scripts.common.figures.texts import difference_unit

ROW, LINE = 4.3, 3.0  # mm: the primary estimate of a hypothesis, and each line below it
DETAILED = 4  # pairs of series and event that have room for all methods
AFTER_LAST = 1.2  # mm below the last of several


@dataclass
class Row:
    """One series at one event: the estimates that answer each question, and where they stand."""

    label: str
    estimates: dict[str, list[dict[str, Any]]]  # by question, the primary one first
    lines: list[tuple[str, bool]] = field(default_factory=list)  # label; is it a heading?
    top: float = 0.0  # mm from the top of the panel

    @property
    def height(self) -> float:
        """Height in mm."""
        return ROW + (LINE * len(self.lines) + AFTER_LAST if self.lines else 0)

    def place(self, label: str = "") -> float:
        """Return where a line stands, mm from the top of its panel; without a label the primary."""
        if not label:
            return self.top + ROW / 2
        below = [name for name, _ in self.lines].index(label)
        return self.top + ROW + LINE * (below + 0.5)


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
        The decisive row of each hypothesis, as from `scripts.common.figures.data.headline`.
    found : DataFrame
        All rows of results/events.
    names : mapping
        Labels of series and events, by id.
    words : mapping
        Labels of the figure, with ``methods``, ``families`` and ``points``.
    """
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for answer in first.values():
        pairs.setdefault((answer["series"], answer["event"]), []).append(answer)
    main = [pair for pair, answers in pairs.items() if any(a["primary"] for a in answers)]
    in_detail = set(main if len(main) <= DETAILED else ())
    panels: dict[str, list[Row]] = {}
    for (name, event), answers in pairs.items():
        detailed = (name, event) in in_detail
        others = {a["question"]: _others(a, found, words) if detailed else [] for a in answers}
        lines = _lines(others, words)
        estimates = {
            a["question"]: [
                {**a, "role": "primary", "line": ""},
                *(other for other in others[a["question"]] if (other["line"], False) in lines),
            ]
            for a in answers
        }
        unit = difference_unit(answers[0]["unit"], words)
        label = f"{names[name]}, {names[event]}" if detailed else names[name]
        rows = panels.setdefault(unit, [])
        if not detailed and names[event] not in [row.label for row in rows]:
            rows.append(Row(names[event], {}))
        rows.append(Row(label, estimates, lines))
    for rows in panels.values():
        rows.sort(key=lambda row: not row.lines)
        for above, below in pairwise(rows):
            below.top = above.top + above.height
    return panels


def _others(
    answer: Mapping[str, Any], found: pd.DataFrame, words: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return what the other methods say in the unit of the series; infeasible ones included."""
    own = found[(found["hypothesis"] == answer["id"]) & (found["event_year"] == answer["coding"])]
    same = own["unit"] == answer["unit"]
    if answer["question"] == "changed_course":
        same &= own["parameter"] == answer["parameter"]
    own = own[(same & own["estimate"].notna()) | (own["status"] != "ok")]
    return [
        {**answer, **row, "role": "other", "line": label}
        for method, label in words["methods"].items()
        if label != words["methods"].get(answer["method"])
        for row in own[own["method"] == method].to_dict("records")[:1]
    ]


def _lines(
    others: Mapping[str, list[dict[str, Any]]], words: Mapping[str, Any]
) -> list[tuple[str, bool]]:
    """Return the lines below the primary estimate, the same ones for both questions.

    A method that can be computed for neither has none.
    """
    found = [answer for answers in others.values() for answer in answers]
    present = {answer["line"] for answer in found if answer["status"] == "ok"}
    lines: list[tuple[str, bool]] = []
    for family in words["families"].values():
        labels = dict.fromkeys(family["methods"].values())
        members = [(label, False) for label in labels if label in present]
        lines += [(family["label"], True), *members] if members else []
    return lines
