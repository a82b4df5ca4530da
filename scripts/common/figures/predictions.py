"""Predictions of theories in figures: what theories are called, and a mark for each prediction."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, style
from scripts.common.wording.terms import sentence_case

PER_LINE = 12  # predictions
MOST_MARKS = 72


def theory_name(theory: str, words: dict[str, Any]) -> str:
    """Return how a theory is headed: in the words of figures.yaml, or by its own name."""
    return str(words["theories"].get(theory, sentence_case(theory.replace("_", " "))))


def draw_predictions(
    axis: Axes, card: pd.DataFrame, words: dict[str, Any]
) -> dict[str, dict[str, int]]:
    """Draw a mark for each prediction of each theory, below it the counts; returns these.

    Of more predictions than have room the marks are left out.
    """
    counted = {}
    axis.set_axis_off()
    line = 0.0
    for theory, own in card.groupby("theory", sort=False):
        found = {fit: int((own["fits"] == fit).sum()) for fit in style.FITS}
        ways = own["predicted"].unique()
        way = f": {words['predicted'][ways[0]]}" if len(ways) == 1 else ""
        lettering.write(axis, -0.5, line, theory_name(str(theory), words) + way)
        marks = [fit for fit, count in found.items() for _ in range(count)]
        marks = marks if len(card) <= MOST_MARKS else []
        for k, fit in enumerate(marks):
            place = k % PER_LINE, line + 1 + k // PER_LINE
            axis.plot(*place, ls="none", mew=0.9, zorder=3, **style.FITS[fit])
        line += 1 + -(-len(marks) // PER_LINE)
        said = ", ".join(words["counts"][fit].format(n=count) for fit, count in found.items())
        lettering.write(axis, -0.5, line, said, style.QUIET)
        line += 1.6
        counted[str(theory)] = found
    axis.set(xlim=(-0.6, PER_LINE), ylim=(line - 0.9, -0.6))
    return counted
