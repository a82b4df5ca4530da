"""The marks that recur: series with gaps and doubts, events, fitted paths, estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures.data import doubtful_years, missing_years, towards_claim
from scripts.common.figures.fitted import FittedPath
from scripts.common.figures.lettering import note, plain_numbers, write
from scripts.common.figures.style import (
    BAND,
    DATA,
    HAIR,
    INK,
    LETTER,
    MEAN,
    MM,
    PAPER,
    PATH,
    PROJECTED,
    QUIET,
    SMALL,
)

FAR = 0.5  # zero is far where the lowest is more than this part of the highest
CROWD = 200.0  # points that the markers of a series may take together; more periods, smaller ones
NAMED_GAPS = 3  # runs of missing periods that are named; the crosses mark all


def from_zero(axis: Axes, heights: Sequence[float]) -> bool:
    """Set limits that hold all heights, and zero unless it is far from them; returns whether."""
    low, high = min(heights), max(heights)
    if low > FAR * high:
        axis.set_ylim(low - 0.08 * (high - low or 1.0), high + 0.1 * (high - low or 1.0))
        return False
    span = max(high, 0.0) - min(0, low)
    axis.set_ylim(min(0, low - 0.04 * span), max(high, 0.0) + 0.1 * span)
    return True


def draw_series(
    axis: Axes,
    years: Sequence[int],
    values: Sequence[float],
    *,
    open_years: Iterable[int] = (),
    half_years: Iterable[int] = (),
    size: float = 3.2,
) -> None:
    """Draw a series whose line breaks at missing years (NaN).

    Parameters
    ----------
    open_years : iterable of int
        Years whose cell is suspected of a misprint: an open marker.
    half_years : iterable of int
        Years that the source may cover in part: a marker filled by half.
    """
    axis.plot(years, values, color=DATA.colour, lw=DATA.width, ls=DATA.dash, zorder=3)
    fills = dict.fromkeys(half_years, "left") | dict.fromkeys(open_years, "none")
    for fill in ("full", "left", "none"):
        pairs = zip(years, values, strict=True)
        chosen = [(y, v) for y, v in pairs if fills.get(y, "full") == fill]
        if chosen:
            look: dict[str, Any] = {"mfc": "white" if fill == "none" else DATA.colour}
            look |= {"mec": DATA.colour, "mew": 0.8, "ms": size * (1 if fill == "full" else 1.25)}
            # An open marker is painted white, or the line would show through.
            look |= {"fillstyle": "full" if fill == "none" else fill, "mfcalt": "white"}
            look |= {"clip_on": False, "zorder": 4}
            axis.plot(*zip(*chosen, strict=True), ls="none", marker=DATA.marker, **look)


def draw_printed(
    axis: Axes, rows: pd.DataFrame, partial: Sequence[int], words: Mapping[str, str]
) -> list[tuple[float, str, str]]:
    """Draw a printed series, as from `on_calendar`, and name what is odd about its years.

    Suspected cells are open, years that the source may cover in part half filled; where none is
    printed the line breaks and a cross stands on the axis.

    Parameters
    ----------
    words : mapping
        ``missing``, ``suspected`` and ``partial``.

    Returns
    -------
    list of (height, text, colour)
        What is odd about the last year, for `margin_labels`.
    """
    values = dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
    doubted, absent = doubtful_years(rows), missing_years(rows)
    marks: dict[str, Any] = {"open_years": doubted, "half_years": partial}
    marks |= {"size": min(3.2, CROWD / len(values))}
    draw_series(axis, list(values), list(values.values()), **marks)
    mark_missing(axis, absent)
    label_missing(axis, absent, words["missing"], NAMED_GAPS)
    named = [(year, words["suspected"]) for year in doubted]
    named += [(year, words["partial"]) for year in partial]
    last = max(values)
    named = [(year, text) for year, text in named if year in values]
    for year, text in named:
        if year < last:  # before the point, where its line comes from below or above
            look: dict[str, Any] = {"ha": "right", "va": "center", "zorder": 6, "bbox": PAPER}
            note(axis, text, (year, values[year]), (-5, 2), QUIET, "data", **look)
    return [(values[year], text, QUIET) for year, text in named if year == last]


def mark_missing(axis: Axes, years: Sequence[int]) -> None:
    """Put a cross on the time axis for each year without a number."""
    if years:
        on_axis = axis.get_xaxis_transform()
        look: dict[str, Any] = {"marker": "x", "ms": 3.6, "mew": 0.9, "color": INK, "zorder": 5}
        axis.plot(years, [0.0] * len(years), ls="none", transform=on_axis, clip_on=False, **look)


def label_missing(axis: Axes, years: Sequence[int], text: str, most: int | None = None) -> None:
    """Write a reason, upright, into the first column of each run of missing years."""
    look = {"rotation": 90, "ha": "center", "va": "top", "transform": axis.get_xaxis_transform()}
    for year in [year for year in years if year - 1 not in years][:most]:
        write(axis, year, 0.95, text, QUIET, **look)


def mark_events(
    axis: Axes, events: Sequence[Mapping[str, Any]], *, labelled: bool = True, width: float = 0.0
) -> int:
    """Mark events: tested ones as a band over their year, others as a dotted line.

    Parameters
    ----------
    events : sequence of mapping
        With ``label``, ``year`` and ``tested``, in order of the years.
    labelled : bool
        Write the labels above the panel.
    width : float
        Width of the panel in millimetres, about; from it follows which labels need a second row.

    Returns
    -------
    int
        Rows of labels above the panel.
    """
    for event in events:
        if event["tested"]:
            axis.axvspan(event["year"] - 0.5, event["year"] + 0.5, color=BAND, lw=0, zorder=0)
        else:
            axis.axvline(event["year"], color=HAIR, lw=0.8, ls=(0, (1, 2)), zorder=0)
    if not labelled:
        return 0
    low, high = axis.get_xlim()
    rows: list[list[tuple[float, float]]] = []  # the spans that labels take in each row
    # Tested events first: they get the row next to the panel.
    for event in sorted(events, key=lambda e: (not e["tested"], e["year"])):
        half = len(event["label"]) * LETTER * SMALL / 72 / MM / width * (high - low) / 2
        left, right = event["year"] - half, event["year"] + half
        free = [all(right < a or b < left for a, b in spans) for spans in rows] + [True]
        row = free.index(True)
        rows += [[]] if row == len(rows) else []
        rows[row].append((left, right))
        colour = INK if event["tested"] else QUIET
        place, offset = (event["year"], 1), (0, 2 + 9.5 * row)
        look: dict[str, Any] = {"coords": axis.get_xaxis_transform(), "ha": "center"}
        note(axis, event["label"], place, offset, colour, va="bottom", **look)
    return len(rows)


def draw_paths(axis: Axes, paths: Iterable[FittedPath]) -> None:
    """Draw fitted means, fitted lines and projected lines, each in its role."""
    for path in paths:
        role = MEAN if path.mark == "mean" else PATH
        dash = PROJECTED if path.mark == "projected line" else role.dash
        years, heights = [float(year) for year in path.years], path.heights
        if path.mark == "mean":  # a mean of one year is seen too
            years, heights = [years[0] - 0.35, years[-1] + 0.35], heights[:1] * 2
        axis.plot(years, heights, color=role.colour, lw=role.width, ls=dash, zorder=2)


def path_labels(
    paths: Iterable[FittedPath], last: int, said: Mapping[str, str]
) -> list[tuple[float, str, str]]:
    """Return labels for the margin of the paths that reach the last year, by their mark."""
    return [
        (path.heights[-1], said[path.mark], (MEAN if path.mark == "mean" else PATH).text)
        for path in paths
        if path.years[-1] == last and path.mark in said
    ]


def bare_rows(axis: Axes, count: int, foot: float = 0.5) -> None:
    """Make room for rows from above, each with words over it, and no axis on their left."""
    axis.set_ylim(count - foot, -0.8)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)


def hold_intervals(axis: Axes, answers: Iterable[Mapping[str, Any]], air: float = 0.03) -> None:
    """Set limits that hold zero, all intervals and the smallest effects worth talking about.

    Parameters
    ----------
    answers : iterable of mapping
        ``ci_low`` and ``ci_high``, which may be NaN, ``smallest_effect`` and ``claimed``.
    air : float
        Left on either side, in parts of what is held.
    """
    reach = [(a["ci_low"], a["ci_high"], towards_claim(a)) for a in answers]
    ends = [0.0, *(end for ends in reach for end in ends)]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_xlim(low - air * (high - low), high + air * (high - low))
    plain_numbers(axis.xaxis)


def draw_interval(
    axis: Axes,
    place: float,
    estimate: float,
    low: float,
    high: float,
    *,
    upright: bool = False,
    marker: str = "o",
    size: float = 4.5,
    width: float = 1.4,
    colour: str = INK,
    face: str | None = None,
) -> None:
    """Draw an estimate with its interval, cut with an arrow head where it leaves the panel.

    An interval that is NaN is not drawn; `face` is the colour of the inside of the marker. Lies in
    row `place`, or, `upright`, stands in column `place`.
    """
    first, last = axis.get_ylim() if upright else axis.get_xlim()
    below, above = ("v", "^") if upright else ("<", ">")

    def at(*values: float) -> tuple[list[float], list[float]]:
        along, across = list(values), [place] * len(values)
        return (across, along) if upright else (along, across)

    if not np.isnan(low):
        axis.plot(*at(max(low, first), min(high, last)), color=colour, lw=width, zorder=3)
        for outside, end, head in ((low < first, first, below), (high > last, last, above)):
            if outside:
                tip: dict[str, Any] = {"ms": 3.2, "color": colour, "mew": 0, "clip_on": False}
                axis.plot(*at(end), marker=head, zorder=3, **tip)
    if first <= estimate <= last:
        look: dict[str, Any] = {"ms": size, "mfc": face or colour, "mec": colour, "mew": 0.8}
        axis.plot(*at(estimate), marker=marker, zorder=4, **look)


def mark_smallest(axis: Axes, y: float, effect: float, height: float = 0.3) -> None:
    """Mark the smallest effect worth talking about by a short upright rule in row `y`."""
    axis.plot(
        (effect, effect), (y - height, y + height), color=INK, lw=0.9, ls=(0, (2, 1)), zorder=2
    )
