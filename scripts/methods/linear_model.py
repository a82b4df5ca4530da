"""The three linear models of the study and the parameters each one tests.

``shift``  y = a + d D + e                          is the level after the event higher? (E1)
``its``    y = a + b t + d D + g D (t - T0) + e     does the series leave its earlier path? (E2)
``trend``  y = a + b t + e                          does the series rise or fall?

t is the calendar year, D is one from T0 on, and T0 is the first year counted as after the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scripts.methods.ar1_reference import Restriction
from scripts.methods.design import EventDesign, Floats, trend_design

SAME_MEAN = "The mean is the same before and after the event."
NO_TREND = "The series has no trend: its mean is the same in every year."


@dataclass(frozen=True)
class Contrast:
    """A parameter of a linear model: ``rows @ beta``, zero under the null.

    ``rows`` is (1, k) for a single parameter and (q, k) for a joint test.
    """

    parameter: str
    rows: Floats
    null: str
    unit: str = "{unit}"


@dataclass(frozen=True)
class LinearModel:
    """Regressors (n, k) on observed years (n,) and the contrasts to test.

    ``prefix`` begins the id of every method that uses the model: ``shift``, ``its`` or ``trend``.
    """

    prefix: str
    years: tuple[int, ...]
    x: Floats
    contrasts: tuple[Contrast, ...]
    n_pre: int | None = None
    n_post: int | None = None

    def restrictions(self) -> dict[str, Restriction]:
        """The restrictions whose null distributions the AR(1)-referred tests need."""
        return {c.parameter: Restriction(self.years, self.x, c.rows) for c in self.contrasts}


def shift_model(design: EventDesign) -> LinearModel:
    """Step at the event: ``level_shift`` is the mean after minus the mean before."""
    design.require(pre=1, post=1)
    contrast = Contrast("level_shift", np.array([[0.0, 1.0]]), SAME_MEAN)
    return LinearModel(
        "shift", design.years, design.step(), (contrast,), design.n_pre, design.n_post
    )


def segmented_model(design: EventDesign) -> LinearModel:
    """Segmented line: ``average_gap``, ``level_change`` (in T0), ``slope_change``, ``joint``.

    The average gap is the fitted line minus the projection of the line before the event, averaged
    over the observed years after it.
    """
    # Two years on a side fit a line exactly; with fewer the line is not even determined.
    design.require(pre=2, post=2)
    contrasts = (
        Contrast(
            "average_gap",
            design.average_gap()[None, :],
            "After the event the line lies, on average, where the years before projected it.",
        ),
        Contrast("level_change", np.eye(4)[[2]], "The line does not jump at the event."),
        Contrast(
            "slope_change",
            np.eye(4)[[3]],
            "The line has the same slope before and after the event.",
            "{unit} per year",
        ),
        Contrast("joint", np.eye(4)[2:], "The line of the years before the event continues.", ""),
    )
    return LinearModel(
        "its", design.years, design.segmented(), contrasts, design.n_pre, design.n_post
    )


def trend_model(years: Sequence[int]) -> LinearModel:
    """Straight line in calendar time: ``slope`` per year."""
    contrast = Contrast("slope", np.array([[0.0, 1.0]]), NO_TREND, "{unit} per year")
    return LinearModel("trend", tuple(years), trend_design(years), (contrast,))
