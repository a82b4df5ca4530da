"""The headlines of a run, and what moved between two runs: short enough for a terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scripts.common.formatting import decimals_for, interval, p_value, quantity

FIRST_RUN = "First run: nothing to compare with."
NOTHING = "Nothing moved."
MOST_LINES = 20
# Two runs on one platform give equal numbers; on two they differ in the last bits.
NOISE = 1e-6
NUMBERS = ("estimate", "ci_low", "ci_high", "p_adjusted")
Row = Mapping[str, str]
Headlines = dict[str, dict[str, Any]]


def headlines_of(
    verdicts: Iterable[Row],
    processed: Iterable[Row],
    claims: Iterable[Row] = (),
    forensics: Iterable[Row] = (),
    scorecard: Iterable[Row] = (),
) -> Headlines:
    """Everything that a later run is compared with, from rows of the results; what there is of it.

    Returns
    -------
    dict
        ``cells`` (printed text and place by series and year), ``verdicts`` (with unrounded
        numbers), ``claims``, ``predictions`` and ``flagged`` pairs.
    """
    return {
        "cells": {
            f"{row['series']}@{row['year']}": {"place": _place(row), "printed": row["printed"]}
            for row in processed
            if row["printed"]  # a derived series prints nothing of its own
        },
        "verdicts": {
            row["hypothesis"]: {
                "verdict": row["verdict"],
                "corrected": row["corrected"],
                "unit": row["unit"],
                **{name: float(row[name]) if row[name] else None for name in NUMBERS},
            }
            for row in verdicts
        },
        "claims": {row["claim"]: row["verdict"] for row in claims},
        "predictions": {f"{row['theory']}, {row['hypothesis']}": row["fits"] for row in scorecard},
        "flagged": {
            f"{row['series']} and {row['share_series']}, {row['year']}": "flagged"
            for row in forensics
            if row["flagged"] == "True"
        },
    }


def moved_lines(before: Headlines | None, now: Headlines) -> list[str]:
    """What moved between two runs, the most telling first; at most `MOST_LINES` and a count."""
    if before is None:
        return [FIRST_RUN]
    groups = {
        "Cells of the tables": list(_changed(before["cells"], now["cells"], _of_cell)),
        "Verdicts": list(_changed(before["verdicts"], now["verdicts"], _of_verdict)),
        "Pairs that stand out": list(_changed(before["flagged"], now["flagged"], _of_word)),
        "Claims of the paper": list(_changed(before["claims"], now["claims"], _of_word)),
        "Predictions": list(_changed(before["predictions"], now["predictions"], _of_word)),
        "Numbers": list(_changed(before["verdicts"], now["verdicts"], _of_numbers)),
    }
    lines = []
    for heading, entries in groups.items():
        if entries:
            lines += [f"{heading}: {len(entries)} moved", *(f"  {entry}" for entry in entries)]
    if len(lines) > MOST_LINES:
        hidden = sum(line.startswith("  ") for line in lines[MOST_LINES:])
        lines = [*lines[:MOST_LINES], f"  ... and {hidden} more, see report/headlines.json"]
    return lines or [NOTHING]


def _place(row: Row) -> str:
    return f"{row['source_file']}, line {row['source_line']}, column {row['source_column']}"


def _changed(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    told: Callable[[str, Any, Any], str],
) -> Iterator[str]:
    """Say what changed of each entry, in the order of this run, then what is gone."""
    for name in [*now, *(name for name in before if name not in now)]:
        if line := told(name, before.get(name), now.get(name)):
            yield line


def _of_cell(name: str, before: Any, now: Any) -> str:
    texts = [cell["printed"] if cell else "none" for cell in (before, now)]
    return f"{(now or before)['place']}: {_step(*texts)}" if texts[0] != texts[1] else ""


def _of_word(name: str, before: Any, now: Any) -> str:
    return f"{name}: {_step(before or 'none', now or 'none')}" if before != now else ""


def _of_verdict(name: str, before: Any, now: Any) -> str:
    told = []
    for key, about in (("verdict", ""), ("corrected", "on the corrected table ")):
        texts = [(row or {}).get(key) or "none" for row in (before, now)]
        if texts[0] != texts[1]:
            told.append(f"{about}{_step(*texts)}")
    return f"{name}: {'; '.join(told)}" if told else ""


def _of_numbers(name: str, before: Any, now: Any) -> str:
    """Estimate, interval and adjusted p, those of them that read differently, as in the report."""
    if not before or not now:
        return ""  # its verdict says that it came or went
    told = []
    for keys, about, show in _SHOWN:
        if not all(_close(before[key], now[key]) for key in keys):
            texts = [show(row) for row in (before, now)]
            if texts[0] != texts[1]:
                told.append(f"{about}{_step(*texts)}")
    return f"{name}: {'; '.join(told)}" if told else ""


def _estimate(row: Mapping[str, Any]) -> str:
    if row["estimate"] is None:
        return "none"
    return quantity(row["estimate"], row["unit"])


def _interval(row: Mapping[str, Any]) -> str:
    return interval(row["ci_low"], row["ci_high"], decimals_for(row["unit"]))


def _p(row: Mapping[str, Any]) -> str:
    return p_value(row["p_adjusted"]) or "none"


_SHOWN: tuple[tuple[tuple[str, ...], str, Callable[[Mapping[str, Any]], str]], ...] = (
    (("estimate",), "", _estimate),
    (("ci_low", "ci_high"), "interval ", _interval),
    (("p_adjusted",), "adjusted p ", _p),
)


def _close(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is now
    return math.isclose(before, now, rel_tol=NOISE, abs_tol=NOISE)


def _step(before: str, now: str) -> str:
    return f"{before} -> {now}"
