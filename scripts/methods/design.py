"""Designs: which years are observed, and which of them lie after the event.

Time is the calendar. A design holds no value of any series, so whatever is derived from it alone
(null distributions, size, power) is fixed before the data are seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scripts.methods.result import Infeasible

Floats = NDArray[np.float64]
Coding = Literal["drop", "pre", "post"]
CODINGS: tuple[Coding, ...] = get_args(Coding)


@dataclass(frozen=True)
class EventDesign:
    """Observed years and the first year counted as after the event.

    Parameters
    ----------
    years : tuple of int
        Observed calendar (or fiscal) years, ascending, gaps allowed, the event year left out if it
        is dropped.
    first_post : int
        First year counted as after the event.
    """

    years: tuple[int, ...]
    first_post: int

    @classmethod
    def cut(cls, years: Sequence[int], event_year: int, coding: Coding) -> EventDesign:
        """Cut observed `years` at `event_year`, the partly exposed year.

        ``drop`` leaves the event year out, ``pre`` counts it as before, ``post`` as after.
        """
        kept = tuple(sorted(y for y in years if coding != "drop" or y != event_year))
        return cls(kept, event_year if coding == "post" else event_year + 1)

    @property
    def id(self) -> str:
        """Readable, stable name: span, unobserved years, first year after the event."""
        return f"{_span_id(self.years)}_post_{self.first_post}"

    @property
    def post(self) -> NDArray[np.bool_]:
        """(n,) True for the years after the event."""
        return np.array(self.years) >= self.first_post

    @property
    def n_post(self) -> int:
        """Number of years after the event."""
        return len(self.years) - self.n_pre

    @property
    def n_pre(self) -> int:
        """Number of years before the event."""
        return bisect_left(self.years, self.first_post)

    def require(self, pre: int, post: int) -> None:
        """Raise `Infeasible` unless there are at least `pre` years before and `post` after."""
        if self.n_pre < pre or self.n_post < post:
            raise Infeasible(
                f"needs at least {pre} years before and {post} after the event; "
                f"has {self.n_pre} and {self.n_post}"
            )

    def split(self, values: Floats) -> tuple[Floats, Floats]:
        """Values (..., n_pre) before and (..., n_post) after the event, of values (..., n)."""
        return values[..., : self.n_pre], values[..., self.n_pre :]

    def step(self) -> Floats:
        """(n, 2) intercept and step: the mean before, and the difference after."""
        return np.column_stack([np.ones(len(self.years)), self.post.astype(float)])

    def mean_difference(self) -> Floats:
        """(n,) weights that turn values into the mean after minus the mean before."""
        return np.where(self.post, 1.0 / self.n_post, -1.0 / self.n_pre)

    def segmented(self) -> Floats:
        """(n, 4) intercept, centred year, level change, slope change.

        The level change is measured in the first year after the event, the slope change per year.
        """
        t = np.array(self.years, dtype=float)
        d = self.post.astype(float)
        return np.column_stack([np.ones_like(t), t - t.mean(), d, d * (t - self.first_post)])

    def average_gap(self) -> Floats:
        """(4,) weights that turn `segmented` coefficients into the mean gap after the event.

        The gap is the fitted line minus the projected line of the years before, averaged over the
        observed years after the event.
        """
        t = np.array(self.years, dtype=float)[self.post]
        return np.array([0.0, 0.0, 1.0, float(np.mean(t - self.first_post))])


@dataclass(frozen=True)
class Sample:
    """Observed values (n,) of a series on an event design."""

    design: EventDesign
    values: Floats

    @classmethod
    def cut(cls, years: Sequence[int], values: Floats, event_year: int, coding: Coding) -> Sample:
        """Cut a series at `event_year` as `EventDesign.cut` does; years must ascend."""
        design = EventDesign.cut(years, event_year, coding)
        return cls(design, np.asarray(values, dtype=float)[np.isin(years, design.years)])

    @property
    def pre(self) -> Floats:
        """Values of the years before the event."""
        return self.design.split(self.values)[0]

    @property
    def post(self) -> Floats:
        """Values of the years after the event."""
        return self.design.split(self.values)[1]


def trend_design(years: Sequence[int]) -> Floats:
    """(n, 2) intercept and centred year."""
    t = np.array(years, dtype=float)
    return np.column_stack([np.ones_like(t), t - t.mean()])


def trend_id(years: Sequence[int]) -> str:
    """Readable, stable name of a design without an event."""
    return f"{_span_id(years)}_trend"


def neighbours(years: Sequence[int]) -> NDArray[np.intp]:
    """Positions i whose next observation lies exactly one year later: calendar neighbours."""
    return np.flatnonzero(np.diff(np.array(years)) == 1)


def _span_id(years: Sequence[int]) -> str:
    absent = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    without = "_without_" + "_".join(map(str, absent)) if absent else ""
    return f"{years[0]}-{years[-1]}{without}"
