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
    lines = []
    for heading, kind, moves_of in _GROUPS:
        entries = []
        latest = before[kind] | now[kind]
        for name in now[kind] | latest:  # in the order of this run, then what is gone
            if moves := list(moves_of(before[kind].get(name), now[kind].get(name))):
                place = latest[name]["place"] if kind == "cells" else name
                entries.append(f"  {place}: {'; '.join(moves)}")
        lines += [f"{heading}: {len(entries)} moved", *entries] if entries else []
    if len(lines) > MOST_LINES:
        hidden = sum(line.startswith("  ") for line in lines[MOST_LINES:])
        lines = [*lines[:MOST_LINES], f"  ... and {hidden} more, see report/headlines.json"]
    return lines or [NOTHING]


def _place(row: Row) -> str:
    return f"{row['source_file']}, line {row['source_line']}, column {row['source_column']}"


def _step(about: str, before: str, now: str) -> Iterator[str]:
    """From one text to another; nothing if they are the same."""
    if before != now:
        yield f"{about}{before} -> {now}"


def _of_cell(before: Any, now: Any) -> Iterator[str]:
    yield from _step("", *(cell["printed"] if cell else "none" for cell in (before, now)))


def _of_word(before: Any, now: Any) -> Iterator[str]:
    yield from _step("", before or "none", now or "none")


def _of_verdict(before: Any, now: Any) -> Iterator[str]:
    for key, about in (("verdict", ""), ("corrected", "on the corrected table ")):
        yield from _step(about, *((row or {}).get(key) or "none" for row in (before, now)))


def _of_numbers(before: Any, now: Any) -> Iterator[str]:
    """Estimate, interval and adjusted p, those of them that read differently, as in the report."""
    if before and now:  # of one that came or went the verdict says so
        for keys, about, show in _SHOWN:
            if not all(_close(before[key], now[key]) for key in keys):
                yield from _step(about, show(before), show(now))


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


_GROUPS: tuple[tuple[str, str, Callable[[Any, Any], Iterator[str]]], ...] = (
    ("Cells of the tables", "cells", _of_cell),
    ("Verdicts", "verdicts", _of_verdict),
    ("Pairs that stand out", "flagged", _of_word),
    ("Claims of the paper", "claims", _of_word),
    ("Predictions", "predictions", _of_word),
    ("Numbers", "verdicts", _of_numbers),
)
