"""What a figure leaves out where a study has more than a page can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Hypothesis = Mapping[str, Any]


def first_hypotheses(
    hypotheses: Sequence[dict[str, Any]], most: int
) -> tuple[list[dict[str, Any]], int]:
    """Return the first hypotheses, and how many are left out."""
    return list(hypotheses[:most]), max(len(hypotheses) - most, 0)


def of_first_pairs(
    hypotheses: Sequence[dict[str, Any]], most: int
) -> tuple[list[dict[str, Any]], int]:
    """Return the hypotheses of the first series and events, and how many are left out."""
    about = list(dict.fromkeys((h["series"], h["event"]) for h in hypotheses))[:most]
    kept = [h for h in hypotheses if (h["series"], h["event"]) in about]
    return kept, len(hypotheses) - len(kept)


def smallest_p(
    rows: Mapping[str, dict[str, Any]], most: int
) -> tuple[dict[str, dict[str, Any]], int]:
    """Return the rows of the smallest p-values, in their own order, and how many are left out."""

    def rank(name: str) -> tuple[float, int]:
        p = rows[name].get("p_two_sided")
        return (2.0 if p is None or p != p else float(p)), order[name]

    order = {name: i for i, name in enumerate(rows)}
    kept = set(sorted(rows, key=rank)[:most])
    return {name: row for name, row in rows.items() if name in kept}, len(rows) - len(kept)
