"""The one visual language of the figures: sizes, type, colours, and the marks that recur.

Colours are from Okabe & Ito's palette and never carry a distinction alone: roles also differ in
dash, marker and lightness, so that the figures read in grey. Figures are made without pyplot, so
that no state is shared between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from scripts.common.figure_data import FittedPath
from scripts.common.formatting import number

MM = 1 / 25.4  # inches
SINGLE, DOUBLE = 89.0, 183.0  # widths of one and two columns of a journal, mm

SMALL, LARGE = 7.0, 8.0  # points: the smallest type that journals accept, and that of titles
LETTER = 0.62  # width of a letter of DejaVu Sans in parts of its size, a little more than the mean

INK = "#000000"
QUIET = "#5F5F5F"  # second-rank text and rules; 6.4 to 1 against white
HAIR = "#B0B0B0"  # thin rules
BAND = "#E6E6E6"  # the partly exposed year of an event
PAPER = {
    "facecolor": "white",
    "edgecolor": "none",
    "pad": 0.6,
}  # behind a label that a rule crosses


@dataclass(frozen=True)
class Role:
    """How one kind of line is drawn; `text` is its colour where it is written about."""

    colour: str
    dash: Any
    width: float
    marker: str = ""
    text: str = INK


DATA = Role(INK, "solid", 0.9, "o")
MEAN = Role("#0072B2", "solid", 1.8, text="#0072B2")
PATH = Role("#E69F00", (0, (4, 1.5)), 1.3, text="#8A5A00")
CONTEXT = Role("#0072B2", (0, (1, 1)), 1.3, text="#0072B2")
PROJECTED = (0, (1, 1.2))  # dash of a line beyond the years it was fitted to
ROLES = {"data": DATA, "mean": MEAN, "path": PATH, "context": CONTEXT}

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib, so it is the same everywhere
    "font.size": SMALL,
    "axes.titlesize": LARGE,
    "axes.labelsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "axes.titlelocation": "left",
    "axes.linewidth": 0.5,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.minor.width": 0.4,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.5,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.solid_capstyle": "butt",
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 2 / 72,
    "figure.constrained_layout.w_pad": 2 / 72,
    "figure.dpi": 300,  # text is measured for the layout at this resolution
    "savefig.dpi": 300,
    "pdf.fonttype": 42,  # TrueType, embedded
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "figure",  # ids in the file do not change from run to run
}


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure in the style of the study.

    Parameters
    ----------
    width, height : float
        In millimetres; the width is `SINGLE` or `DOUBLE`.
    """
    mpl.rcdefaults()  # whatever a user's matplotlibrc says
    mpl.rcParams.update(STYLE)
    return Figure(figsize=(width * MM, height * MM), layout="constrained")


def panel_title(axis: Axes, letter: str, text: str, unit: str = "", pad: float = 3.0) -> None:
    """Write a bold panel letter, a title and, second in rank, its unit above a panel."""
    title = axis.set_title(letter, loc="left", weight="bold", pad=pad)
    before: Text = title
    for part, size, colour in ((text, LARGE, INK), (unit, SMALL, QUIET)):
        if part:
            before = axis.annotate(
                part,
                xy=(1, 0),
                xycoords=before,
                xytext=(4, 0),
                textcoords="offset points",
                va="bottom",
                fontsize=size,
                color=colour,
                annotation_clip=False,
            )


def plain_numbers(axis: Axis) -> None:
    """Set few, round ticks and print them as the report prints numbers."""
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, int(value % 1 != 0))))


def year_axis(axis: Axes, first: int, last: int, step: int, label: str = "") -> None:
    """Set up an axis of years: round years labelled, every year ticked."""
    plain_numbers(axis.yaxis)
    axis.set_xlim(first - 0.7, last + 0.7)
    axis.set_xticks([y for y in range(first, last + 1) if y % step == 0])
    axis.set_xticks(range(first, last + 1), minor=True)
    axis.set_xlabel(label)


def draw_series(
    axis: Axes,
    years: Sequence[int],
    values: Sequence[float],
    *,
    open_years: Iterable[int] = (),
    role: Role = DATA,
    size: float = 3.2,
) -> None:
    """Draw a series whose line breaks at missing years (NaN).

    Parameters
    ----------
    open_years : iterable of int
        Years drawn with an open marker: their value stands under a reservation.
    """
    axis.plot(years, values, color=role.colour, lw=role.width, ls=role.dash, zorder=3)
    doubtful = set(open_years)
    if role.marker:
        for wanted, face in ((False, role.colour), (True, "white")):
            pairs = zip(years, values, strict=True)
            chosen = [(y, v) for y, v in pairs if (y in doubtful) is wanted]
            if chosen:
                axis.plot(
                    *zip(*chosen, strict=True),
                    ls="none",
                    marker=role.marker,
                    ms=size,
                    mfc=face,
                    mec=role.colour,
                    mew=0.8,
                    clip_on=False,
                    zorder=4,
                )


def mark_missing(axis: Axes, years: Sequence[int]) -> None:
    """Put a cross on the time axis for each year without a number."""
    if years:
        axis.plot(
            years,
            np.full(len(years), 0.0),
            transform=axis.get_xaxis_transform(),
            ls="none",
            marker="x",
            ms=3.6,
            mew=0.9,
            color=INK,
            clip_on=False,
            zorder=5,
        )


def label_missing(axis: Axes, years: Iterable[int], text: str) -> None:
    """Write a reason, upright, into the empty column of each missing year."""
    for year in years:
        write(
            axis,
            year,
            0.95,
            text,
            QUIET,
            rotation=90,
            ha="center",
            va="top",
            transform=axis.get_xaxis_transform(),
        )


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
        axis.annotate(
            event["label"],
            xy=(event["year"], 1),
            xycoords=axis.get_xaxis_transform(),
            xytext=(0, 2 + 9.5 * row),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=INK if event["tested"] else QUIET,
            annotation_clip=False,
        )
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
                axis.plot(
                    *at(end), marker=head, ms=3.2, color=colour, mew=0, clip_on=False, zorder=3
                )
    if first <= estimate <= last:
        look: dict[str, Any] = {"ms": size, "mfc": face or colour, "mec": colour, "mew": 0.8}
        axis.plot(*at(estimate), marker=marker, zorder=4, **look)


def mark_smallest(axis: Axes, y: float, effect: float, height: float = 0.3) -> None:
    """Mark the smallest effect worth talking about by a short upright rule in row `y`."""
    axis.plot(
        (effect, effect), (y - height, y + height), color=INK, lw=0.9, ls=(0, (2, 1)), zorder=2
    )


def margin_labels(axis: Axes, labels: Sequence[tuple[float, str, str]], gap: float = 8.5) -> None:
    """Write labels in the right margin at the height of what they name, pushed apart if need be.

    Parameters
    ----------
    labels : sequence of (height, text, colour)
        Heights in data coordinates.
    gap : float
        Least distance between two labels, points.
    """
    low, high = axis.get_ylim()
    height = axis.get_position().height * axis.get_figure().get_size_inches()[1] * 72  # type: ignore[union-attr]
    named = sorted(labels)
    step = gap / height * (high - low)
    places = spread([y for y, *_ in named], step, high - step / 2)
    for place, (_, text, colour) in zip(places, named, strict=True):
        axis.annotate(
            text,
            xy=(1, place),
            xycoords=axis.get_yaxis_transform(),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )


def spread(heights: Sequence[float], step: float, highest: float) -> list[float]:
    """Move ascending heights as little as possible, so that neighbours are `step` apart.

    Least squares under that constraint: heights less their rank times `step` are pooled until they
    ascend. None ends above `highest` unless there is no room below it.
    """
    blocks: list[list[float]] = []
    for rank, height in enumerate(heights):
        blocks.append([height - rank * step])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    flat = [float(np.mean(block)) for block in blocks for _ in block]
    room = highest - (len(flat) - 1) * step
    return [min(level, room) + rank * step for rank, level in enumerate(flat)]


def write(axis: Axes, x: float, y: float, text: str, colour: str = INK, **kwargs: Any) -> Text:
    """Write a label in data coordinates, on top of whatever is drawn."""
    return axis.text(x, y, text, color=colour, zorder=6, **{"va": "center", **kwargs})


def note(
    axis: Axes,
    text: str,
    place: tuple[float, float],
    offset: tuple[float, float] = (0, 0),
    colour: str = INK,
    coords: Any = "axes fraction",
    **kwargs: Any,
) -> Annotation:
    """Write a note some points away from a place, by default one in fractions of the panel."""
    return axis.annotate(
        text,
        xy=place,
        xycoords=coords,
        xytext=offset,
        textcoords="offset points",
        color=colour,
        annotation_clip=False,
        **kwargs,
    )
