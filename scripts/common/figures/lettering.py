"""Words in a figure: titles, labels in the margin, notes, and the numbers along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from scripts.common.figures.style import INK, LARGE, QUIET, SMALL
from scripts.common.formatting import number
from scripts.common.periods import PER_YEAR, frequency_of, period, period_label, year_of

# Steps of an axis of time: periods within a year, and years. At most so many ticks without a label.
_PARTS, _YEARS, _TICKS = (1, 2, 3, 6), (1, 2, 5, 10, 20, 50, 100, 200, 500), 80


def panel_title(axis: Axes, text: str, unit: str = "", pad: float = 3.0) -> str:
    """Write a bold letter, a title and, second in rank, its unit above a panel.

    Panels are lettered in the order in which they get their titles; returns the letter.
    """
    panels = axis.get_figure().axes  # type: ignore[union-attr]
    letter = ascii_lowercase[sum(bool(panel.get_title(loc="left")) for panel in panels)]
    before: Text = axis.set_title(letter, loc="left", weight="bold", pad=pad)
    for part, size, colour in ((text, LARGE, INK), (unit, SMALL, QUIET)):
        if part:
            look: dict[str, Any] = {"va": "bottom", "fontsize": size}
            before = note(axis, part, (1, 0), (4, 0), colour, before, **look)
    return letter


def plain_numbers(axis: Axis) -> None:
    """Set few, round ticks and print them as the report prints numbers."""
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, int(value % 1 != 0))))


def year_axis(axis: Axes, first: int, last: int, label: str = "", most: int = 6) -> None:
    """Set up an axis of periods: few of them labelled, by their year where one begins, more ticked.

    Parameters
    ----------
    first, last : int
        Periods of one frequency, as in `scripts.common.periods`.
    most : int
        Labels that there is room for.
    """
    plain_numbers(axis.yaxis)
    axis.set_xlim(first - 0.7, last + 0.7)
    periods = range(first, last + 1)
    per_year = PER_YEAR[frequency_of(first)]
    start = period(0, 1, frequency_of(first))  # so that steps are counted from a round year
    steps = [n for n in _PARTS if n < per_year and per_year % n == 0]
    steps += [n * per_year for n in _YEARS]
    step = next(n for n in steps if len(_every(n, periods, start)) <= most)
    named = _every(step, periods, start)
    whole = step % per_year == 0
    axis.set_xticks(named, [str(year_of(p)) if whole else period_label(p) for p in named])
    fine = next(n for n in (1, *steps) if len(_every(n, periods, start)) <= _TICKS)
    axis.set_xticks(_every(fine, periods, start), minor=True)
    axis.set_xlabel(label)


def _every(step: int, periods: range, start: int) -> list[int]:
    return [period for period in periods if (period - start) % step == 0]


def name_rows(axis: Axes, rows: Sequence[tuple[float, str, dict[str, Any]]]) -> None:
    """Write words beside rows, in place of an axis on their left.

    Parameters
    ----------
    rows : sequence of (height, text, look)
        Heights in data coordinates; the look is that of a text of matplotlib.
    """
    axis.set_yticks([y for y, *_ in rows], [text for _, text, _ in rows])
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    for tick, (*_, look) in zip(axis.yaxis.get_major_ticks(), rows, strict=True):
        tick.label1.set(**look)


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
        note(axis, text, (1, place), (2, 0), colour, axis.get_yaxis_transform(), va="center")


def spread(
    heights: Sequence[float], step: float | Sequence[float], highest: float = np.inf
) -> list[float]:
    """Move ascending heights as little as possible, so that neighbours are `step` apart.

    Least squares under that constraint: heights less the steps below them are pooled until they
    ascend. None ends above `highest` unless there is no room below it. A sequence of steps has one
    for each pair of neighbours.
    """
    blocks: list[list[float]] = []
    below = np.concatenate([[0.0], np.cumsum(np.broadcast_to(step, max(len(heights) - 1, 0)))])
    for height, offset in zip(heights, below, strict=False):
        blocks.append([height - offset])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    flat = [float(np.mean(block)) for block in blocks for _ in block]
    room = highest - below[-1]
    return [float(min(level, room) + y) for level, y in zip(flat, below, strict=False)]


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
