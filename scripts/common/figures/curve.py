"""A specification curve: its order, the rows of its choices, and how both are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, style
from scripts.common.periods import split_window

GAP = 0.5  # rows: between two choices
CHOICES = ["event_year", "window", "outcome", "table", "last_year", "trend", "hold_covariate"]
CHOICES += ["gap", "covariance"]
# Significant the claimed way, not significant, significant the other way: size and colour differ.
POINTS: dict[str, dict[str, Any]] = {
    "neither": {"color": style.QUIET, "ms": 1.7},
    "claimed": {"color": style.MEAN.colour, "ms": 3.2},
    "other way": {"color": style.PATH.colour, "ms": 3.2},
}


@dataclass(frozen=True)
class OptionRow:
    """One option of one choice and its height in the panel of choices."""

    choice: str
    option: str
    label: str
    height: float


def ordered(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the feasible specifications by plotted value: ``place`` from 1, ``value``, ends.

    Where all have one outcome the value is in its unit, else in standard deviations.
    """
    kept = curve[(curve["status"] == "ok") & curve["estimate_sd"].notna()].copy()
    if len(set(kept["outcome"])) > 1:
        # An estimate of zero says nothing about the scale; its interval is not drawn.
        scale = (kept["estimate_sd"] / kept["estimate"].replace(0, np.nan)).to_numpy()
        kept["value"] = kept["estimate_sd"]
    else:
        scale = np.ones(len(kept))
        kept["value"] = kept["estimate"]
    kept["low"], kept["high"] = kept["ci_low"] * scale, kept["ci_high"] * scale
    kept["window"] = _relative(kept, "window")
    kept["answer"] = np.where(
        ~kept["significant"].astype(bool),
        "neither",
        np.where(kept["sign_as_claimed"].astype(bool), "claimed", "other way"),
    )
    kept = kept.sort_values(["value", "specification"], kind="stable")
    return kept.assign(place=range(1, len(kept) + 1))


def _relative(kept: pd.DataFrame, column: str) -> pd.Series:
    """Return windows relative to the headline's, so that different hypotheses share their rows."""
    lengths = kept[column].map(lambda w: split_window(w)[1] - split_window(w)[0])
    headline = kept["headline"].astype(bool)
    own = kept.loc[headline, column].iloc[0] if headline.any() else kept[column].iloc[0]
    usual = lengths[kept[column] == own].iloc[0]
    relative = np.where(lengths >= usual, "longer", "shorter")
    return pd.Series(np.where(kept[column] == own, "as_tested", relative), index=kept.index)


def option_rows(curves: Sequence[pd.DataFrame], words: Mapping[str, Any]) -> list[OptionRow]:
    """Return a row for each option of each choice that is made in more than one way."""
    rows: list[OptionRow] = []
    height = 0.0
    for choice in CHOICES:
        names = words["choices"][choice]
        found = dict.fromkeys(option for curve in curves for option in curve[choice])
        options = [o for o in names["options"] if o in found]
        options += [o for o in found if o not in names["options"]]
        for i, option in enumerate(options if len(options) > 1 else []):
            text = names["options"].get(option, str(option).replace("_", " "))
            label = f"{names['name']}: {text}" if i == 0 else text
            rows.append(OptionRow(choice, option, label, height))
            height += 1
        height += GAP if len(options) > 1 else 0
    return rows


def heights_of(curves: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """Return limits that hold all estimates and most of the intervals of curves side by side."""
    curve = pd.concat(curves)
    ends = curve[["low", "high"]].to_numpy().ravel()
    middle = np.nanquantile(ends, [0.05, 0.95]) if np.isfinite(ends).any() else [0.0, 0.0]
    reach = [0.0, *middle, *curve["value"]]
    low, high = min(reach), max(reach)
    return low - 0.05 * (high - low), high + 0.1 * (high - low)


def draw_curve(axis: Axes, curve: pd.DataFrame, words: Mapping[str, Any]) -> None:
    """Draw estimates in order with their intervals; the headline and the median marked."""
    axis.set_xlim(0, len(curve) + 1)
    axis.axhline(0, color=style.INK, lw=0.6, zorder=2)
    strokes = curve["place"], curve["low"].to_numpy(), curve["high"].to_numpy()
    axis.plot(*_strokes(*strokes), color=style.HAIR, lw=_width(curve), zorder=1)
    for answer, look in POINTS.items():
        part = curve[curve["answer"] == answer]
        axis.plot(part["place"], part["value"], ".", mew=0, zorder=4, ls="none", **look)
    median = float(curve["value"].median())
    axis.axhline(median, color=style.MEAN.colour, lw=0.9, ls=style.CONTEXT.dash, zorder=3)
    lettering.margin_labels(axis, [(median, words["median"], style.MEAN.text)])
    for one in curve[curve["headline"].astype(bool)].to_dict("records"):
        mark_headline(axis, one["place"])
        ring: dict[str, Any] = {"mfc": "white", "mec": style.INK, "mew": 1.1, "zorder": 5}
        axis.plot(one["place"], one["value"], "D", ms=4.2, **ring)


def explain(axis: Axes, words: Mapping[str, Any]) -> None:
    """Say in the upper left corner, which ascending estimates leave free, what the points mean."""
    marks = {
        "claimed": POINTS["claimed"]["color"],
        "other way": style.PATH.text,
        "headline": style.INK,
    }
    for i, (name, colour) in enumerate(marks.items()):
        look: dict[str, Any] = {"va": "top", "bbox": style.PAPER, "zorder": 6}
        lettering.note(axis, words["marks"][name], (0, 1), (3, -2 - 9.5 * i), colour, **look)


def draw_choices(axis: Axes, curve: pd.DataFrame, rows: Sequence[OptionRow]) -> None:
    """Draw for every option a stroke below each specification that takes it."""
    axis.set_ylim((rows[-1].height if rows else 0.0) + 0.6, -0.6)
    axis.set_xlim(0, len(curve) + 1)
    lettering.name_rows(axis, [(row.height, row.label, {}) for row in rows])
    for row in rows:
        own = curve[curve[row.choice] == row.option]
        for answer, look in POINTS.items():
            part = own[own["answer"] == answer]
            half = 0.24 if answer == "neither" else 0.42
            strokes = _strokes(part["place"], row.height - half, row.height + half)
            axis.plot(*strokes, color=look["color"], lw=_width(curve), zorder=2)
    for above, below in pairwise(rows):
        if above.choice != below.choice:
            middle = (above.height + below.height) / 2
            axis.axhline(middle, color=style.BAND, lw=0.6, zorder=0)
    for place in curve.loc[curve["headline"].astype(bool), "place"]:
        mark_headline(axis, place)


def mark_headline(axis: Axes, place: float) -> None:
    """Mark the specification of the verdict by an upright rule."""
    axis.axvline(place, color=style.INK, lw=0.7, ls=(0, (1, 1)), zorder=3)


def _width(curve: pd.DataFrame) -> float:
    """Points per stroke, so that neighbours neither merge nor vanish; panels are about 60 mm."""
    return float(np.clip(0.7 * 60 * style.MM * 72 / max(len(curve), 1), 0.2, 2.0))


def _strokes(places: Any, low: Any, high: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return one path of upright strokes: far smaller in a file than a path for each."""
    x = np.asarray(places, dtype=float)
    ends = [np.broadcast_to(np.asarray(end, dtype=float), x.shape) for end in (low, high)]
    gap = np.full(len(x), np.nan)
    return np.column_stack([x, x, gap]).ravel(), np.column_stack([*ends, gap]).ravel()
