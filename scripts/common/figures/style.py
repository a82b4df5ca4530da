"""The one visual language of the figures; what a script that draws needs to know, in one place.

How things look is in `figure_look`, words are in `figure_labels`, marks in `figure_marks`. Figures
are made without pyplot, so that no state is shared between them.
"""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.figure import Figure

from scripts.common.figures.labels import (
    margin_labels,
    note,
    panel_title,
    plain_numbers,
    spread,
    write,
    year_axis,
)
from scripts.common.figures.look import (
    BAND,
    CONTEXT,
    DATA,
    DOUBLE,
    FITS,
    HAIR,
    INK,
    LARGE,
    LETTER,
    MEAN,
    MM,
    PAPER,
    PATH,
    PROJECTED,
    QUIET,
    ROLES,
    SINGLE,
    SMALL,
    STYLE,
    Role,
)
from scripts.common.figures.marks import (
    CROWD,
    draw_interval,
    draw_paths,
    draw_printed,
    draw_series,
    from_zero,
    label_missing,
    mark_events,
    mark_missing,
    mark_smallest,
    starts_of_runs,
)

__all__ = [
    "BAND", "CONTEXT", "CROWD", "DATA", "DOUBLE", "FITS", "HAIR", "INK", "LARGE", "LETTER", "MEAN",
    "MM", "PAPER", "PATH", "PROJECTED", "QUIET", "ROLES", "SINGLE", "SMALL", "STYLE", "Role",
    "draw_interval", "draw_paths", "draw_printed", "draw_series", "from_zero", "label_missing",
    "margin_labels", "mark_events", "mark_missing", "mark_smallest", "new_figure", "note",
    "panel_title", "plain_numbers", "spread", "starts_of_runs",
    "write", "year_axis",
]  # fmt: skip


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
