"""What a figure of F statistics says in words: the maximum, its p-values, the date, the breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import style
from scripts.common.formatting import number, p_value, percentage, periods_in, year_ranges
from scripts.common.periods import period_label, window_label

LONGEST = 40  # letters of a set of dates that a panel has room for


def chosen_breaks(partitions: pd.DataFrame, window: str) -> dict[tuple[str, str], list[int]]:
    """Return the last years of the segments that BIC chooses, by series and model."""
    best = partitions[(partitions["window"] == window) & partitions["chosen"].eq(True)]
    found = best[["series", "model", "break_years"]].itertuples(index=False, name=None)
    return {(series, model): periods_in(listed) for series, model, listed in found}


def write_test(
    axis: Axes,
    test: Mapping[str, Any],
    breaks: Sequence[int],
    words: Mapping[str, Any],
    *,
    wide: bool = True,
) -> None:
    """Write what a panel says into an upper corner, away from the maximum.

    Parameters
    ----------
    test : mapping
        The row of the largest F in results/breaks.
    breaks : sequence of int
        As from `chosen_breaks`.
    wide : bool
        Whether the panel has room for long lines.
    """
    year = int(test["break_year"])
    form = {} if wide else words["narrow"]
    words = {**words, **form}
    dated = words["date_set"].format(years=_dates(periods_in(test["date_set_ar1"]), words))
    shown = {"statistic": number(float(test["statistic"]), 1), "year": period_label(year)}
    lines = [
        words["maximum"].format(**shown),
        words["p_values"].format(iid=p_value(test["p_boot_iid"]), ar1=p_value(test["p_boot_ar1"])),
        dated if str(test["date_identified"]) == "True" else words["no_date"],
    ]
    if not pd.isna(test["p_straight_trend"]):
        share = percentage(round(float(test["p_straight_trend"]), 2))
        lines.append(words["straight"].format(share=share))
    listed = words["bic"].format(years=", ".join(map(period_label, breaks)))
    right = int(year < np.mean(axis.get_xlim()))
    look: dict[str, Any] = {"ha": "right" if right else "left", "va": "top"}
    look |= {"bbox": style.PAPER, "zorder": 6, "in_layout": False}
    start = (-2 if right else 4, -1)
    above = style.note(axis, "\n".join(lines), (right, 1), start, linespacing=1.25, **look)
    last = listed if breaks else words["no_break"]
    style.note(axis, last, (right, 0), (0, -1.5), style.MEAN.text, coords=above, **look)


def _dates(dates: Sequence[int], words: Mapping[str, Any]) -> str:
    """Return a set of dates; of one in many pieces where it begins and ends."""
    said = year_ranges(dates)
    if len(said) <= LONGEST:
        return said
    return str(words["gaps"]).format(ends=window_label(dates[0], dates[-1]).replace("-", "–"))
