"""Curves of size and power: which methods are drawn, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, style
from scripts.common.figures.texts import family_of, method_label
from scripts.common.formatting import number, percentage

Label = tuple[float, str, str]  # height, text, colour

SOLID = "gaussian"  # the error law of the lines; the others show how far it matters
POWER_AT = (0.0, 0.4, 0.8)  # autocorrelations whose power is drawn
DASHES: tuple[Any, ...] = ("solid", (0, (4, 1.5)), (0, (1, 1.2)))
PALE = "#CFE3F1"  # range over the error laws around the primary method
LOOKS = {  # by family; the primary method is blue and thick
    "correlated": {"color": style.PATH.colour, "ls": style.PATH.dash, "lw": 1.1},
    "independent": {"color": style.QUIET, "ls": "solid", "lw": 0.8},
}
COLOURS = {"correlated": style.PATH.text, "independent": style.QUIET}
FAINT = {"correlated": "#F3CF8A", "independent": style.HAIR}  # the other error laws


@dataclass(frozen=True)
class Curves:
    """The rates of one hypothesis that are drawn.

    Attributes
    ----------
    size : DataFrame
        Rejections where nothing happened, by method, error law and rho; ``label``, ``family``.
    power : DataFrame
        The primary method's rejections by effect, error law and rho.
    average : Series
        Its power with Gaussian errors by effect, averaged over the rho that count.
    primary : mapping
        Its row of results/methods.csv.
    silent : tuple of str
        Methods that cannot reject at this level, whatever the data.
    """

    size: pd.DataFrame
    power: pd.DataFrame
    average: pd.Series
    primary: Mapping[str, Any]
    silent: tuple[str, ...]


def gather(
    rates: pd.DataFrame,
    methods: pd.DataFrame,
    limits: Mapping[str, float],
    words: Mapping[str, Any],
) -> Curves:
    """Gather what is drawn of one hypothesis: its primary method, and those that texts name.

    Raises
    ------
    ValueError
        If the hypothesis has no primary method.
    """
    if not methods["primary"].any():
        raise ValueError("cannot draw the calibration of a hypothesis without a primary method")
    primary = methods[methods["primary"]].iloc[0]
    named = methods["method"].isin(list(words["methods"])) | methods["primary"]
    shown = methods[methods["eligible"] & named]
    size = rates[rates["effect_sd"] == 0].merge(shown[["method", "parameter"]])
    size["label"] = [method_label(method, words) for method in size["method"]]
    size["family"] = size["method"].map(family_of(words))
    size.loc[size["method"] == primary["method"], "family"] = "primary"
    own = rates[
        (rates["method"] == primary["method"]) & (rates["parameter"] == primary["parameter"])
    ]
    counted = own[(own["errors"] == SOLID) & (own["rho"] <= limits["up_to_rho"])]
    highest = rates.groupby("method")["rejection_rate"].max()
    return Curves(
        size=size,
        power=own[own["effect_sd"] > 0],
        average=counted.groupby("effect_sd")["rejection_rate"].mean(),
        primary={str(k): v for k, v in primary.items()},
        silent=tuple(words["silent"].get(m, m) for m in highest[highest == 0].index),
    )


def draw_size(
    axis: Axes, curves: Curves, limits: Mapping[str, float], explained: Sequence[str] = ()
) -> None:
    """Draw rejection rates under no effect by autocorrelation, and name the methods."""
    rhos = sorted(curves.size["rho"].unique())
    half = np.min(np.diff(rhos)) / 2
    axis.set_xlim(rhos[0] - 0.3 * half, rhos[-1] + 0.3 * half)
    axis.set_xticks(rhos, [f"{rho:g}" for rho in rhos])
    axis.axvspan(limits["up_to_rho"] + half, rhos[-1] + half, color=style.BAND, lw=0, zorder=0)
    axis.axhline(100 * limits["promised"], color=style.INK, lw=0.8, zorder=1)
    axis.axhline(100 * limits["usable"], color=style.INK, lw=0.8, ls=(0, (2, 2)), zorder=1)
    labels: list[Label] = []
    for (label, family), rows in curves.size.groupby(["label", "family"], sort=False):
        laws = 100 * _by_law(rows, "rho")
        noise = 200 * rows[rows["errors"] == SOLID].set_index("rho")["mc_se"]
        if family == "primary":
            look: dict[str, Any] = {"ls": "solid", "lw": style.MEAN.width}
            look |= {"color": style.MEAN.colour}
            axis.fill_between(laws.index, laws.min(axis=1), laws.max(axis=1), color=PALE, lw=0)
        else:
            look = LOOKS[str(family)]
            for law in laws.columns.drop(SOLID):
                axis.plot(laws.index, laws[law], color=FAINT[str(family)], lw=0.5, zorder=1)
        front = 4 if family == "primary" else 3
        axis.plot(laws.index, laws[SOLID], zorder=front, **look)
        ends = (laws[SOLID] - noise, laws[SOLID] + noise)
        axis.vlines(laws.index, *ends, color=look["color"], lw=1.0, zorder=front)
        colour = COLOURS.get(str(family), style.MEAN.text)
        labels.append((float(laws[SOLID].iloc[-1]), str(label), colour))
    lettering.margin_labels(axis, labels)
    _write(axis, explained)


def draw_power(axis: Axes, curves: Curves, target: float, words: Mapping[str, Any]) -> None:
    """Draw how often the primary method finds an effect, and the smallest one it can detect."""
    effects = sorted(curves.power["effect_sd"].unique())
    axis.set_xlim(0, effects[-1])
    axis.set_ylim(0, 100)
    axis.axhline(100 * target, color=style.INK, lw=0.8, ls=(0, (2, 2)), zorder=1)
    labels: list[Label] = []
    for rho, dash in zip(POWER_AT, DASHES, strict=True):
        rows = curves.power[curves.power["rho"] == rho]
        laws = 100 * _by_law(rows, "effect_sd")
        if laws.empty:
            continue
        axis.plot(laws.index, laws[SOLID], color=style.INK, lw=0.9, ls=dash, zorder=3)
        for law in laws.columns.drop(SOLID):
            axis.plot(laws.index, laws[law], color=style.HAIR, lw=0.5, ls=dash, zorder=1)
        text = words["at_rho"].format(rho=f"{rho:g}")
        labels.append((float(laws[SOLID].iloc[-1]), text, style.INK))
    shown = curves.average[curves.average.index > 0]
    axis.plot(shown.index, 100 * shown, color=style.MEAN.colour, lw=style.MEAN.width, zorder=4)
    labels.append((float(100 * shown.iloc[-1]), words["average"], style.MEAN.text))
    lettering.margin_labels(axis, labels)
    smallest, goal = curves.primary["mde80_sd"], percentage(target)
    if pd.isna(smallest):
        _write(axis, [words["undetected"].format(target=goal, largest=number(effects[-1], 0))])
        return
    # Near the axis there is no curve beside the smallest detectable effect.
    down = ((smallest, smallest), (0, 100 * target))
    axis.plot(*down, color=style.MEAN.colour, lw=0.9, ls=style.PROJECTED, zorder=2)
    axis.plot(smallest, 100 * target, "o", ms=4.5, color=style.MEAN.colour, zorder=5)
    left = smallest > 0.6 * effects[-1]
    text = words["detected"].format(target=goal, size=number(float(smallest), 1))
    look: dict[str, Any] = {"coords": "data", "ha": "right" if left else "left", "zorder": 6}
    lettering.note(axis, text, (smallest, 0), (-5 if left else 5, 4), **look)


def _by_law(rows: pd.DataFrame, index: str) -> pd.DataFrame:
    return rows.set_index([index, "errors"])["rejection_rate"].unstack("errors")  # noqa: PD010


def _write(axis: Axes, lines: Sequence[str]) -> None:
    """Write lines into the upper left corner, which rising curves leave free."""
    look: dict[str, Any] = {"va": "top", "linespacing": 1.3, "bbox": style.PAPER, "zorder": 6}
    lettering.note(axis, "\n".join(lines), (0, 1), (4, -2), **look)
