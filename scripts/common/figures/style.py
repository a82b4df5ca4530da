"""What the figures look like: sizes, type, colours, and the roles that lines play.

Figures are made without pyplot, so that no state is shared between them.

Colours are from Okabe & Ito's palette and never carry a distinction alone: roles also differ in
dash, marker and lightness, so that the figures read in grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

MM = 1 / 25.4  # inches
SINGLE, DOUBLE = 89.0, 183.0  # widths of one and two columns of a journal, mm

SMALL, LARGE = 7.0, 8.0  # points: the smallest type that journals accept, and that of titles
LETTER = 0.62  # width of a letter of DejaVu Sans in parts of its size, a little more than the mean

INK = "#000000"
QUIET = "#5F5F5F"  # second-rank text and rules; 6.4 to 1 against white
HAIR = "#B0B0B0"  # thin rules
BAND = "#E6E6E6"  # the partly exposed year of an event
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # behind a label on a rule


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
# What each question compares, and the marker of its answer.
ASKED = {"higher_after": (MEAN, "o"), "changed_course": (PATH, "D")}

# Whether a prediction fits: shape, lightness and colour each tell the answers apart.
FITS: dict[str, dict[str, Any]] = {
    "yes": {"marker": "o", "ms": 6.5, "mfc": MEAN.colour, "mec": MEAN.colour},
    "no": {"marker": "X", "ms": 7.0, "mfc": PATH.colour, "mec": INK},
    "cannot tell": {"marker": "o", "ms": 3.4, "mfc": "white", "mec": QUIET},
}

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
