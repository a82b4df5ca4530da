"""Assignments of years to the time after an event: every choice of k years, or many drawn ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import EventDesign, Floats
from scripts.methods.result import Infeasible

MAX_ASSIGNMENTS = 2_000_000
DRAWN = 99_999
# Years whose choices are looked up together: 4,096 sums fit into the processor's nearest memory.
_DIGITS = 12
# Assignments drawn at a time.
_ORDERED = 4_000


@dataclass(frozen=True)
class Assignments:
    """Assignments of k years, the observed one among them, prepared for the sums of any series.

    Attributes
    ----------
    design : EventDesign
    chosen : (m, k) positions of the years that each one chooses
    codes : (m,) arrays, one for every `_DIGITS` years: the years chosen among them as binary digits
    falls : (m,) by how much less than the observed difference each one's falls, if the years after
        the event fall by one; NaN for those that fall as much
    """

    design: EventDesign
    chosen: NDArray[np.int16]
    codes: tuple[NDArray[np.intp], ...]
    falls: Floats

    @property
    def total(self) -> int:
        """Their number."""
        return len(self.chosen)

    def differences(self, y: Floats) -> Floats:
        """(m,) differences in means of one series."""
        n, k = len(y), self.chosen.shape[1]
        share = 1.0 / k + 1.0 / (n - k)
        # The mean difference of no year, then what each year adds to it where it is chosen.
        sums = np.full(self.total, -y.sum() / (n - k))
        looked_up = np.empty(self.total)
        for i, code in enumerate(self.codes):
            part = _subset_sums(share * y[i * _DIGITS : (i + 1) * _DIGITS])
            sums += part.take(code, mode="clip", out=looked_up)
        return sums

    def ends(self, y: Floats, observed: float, some: NDArray[np.intp]) -> Floats:
        """Shifts from which on some of the assignments reach the observed difference."""
        n, k = len(y), self.chosen.shape[1]
        sums = y[self.chosen[some]].sum(axis=1)
        differences = sums / k - (y.sum() - sums) / (n - k)
        return np.asarray((observed - differences) / self.falls[some])


def assignments(n: int, k: int) -> NDArray[np.int16]:
    """(m, k) positions of every choice of k years out of n; `Infeasible` if they are too many."""
    if comb(n, k) > MAX_ASSIGNMENTS:
        raise Infeasible(f"{comb(n, k):,} assignments are more than {MAX_ASSIGNMENTS:,}")
    chosen = np.arange(n - k + 1, dtype=np.int16)[:, None]
    for rest in range(k - 2, -1, -1):
        # Each choice is followed by every later year that leaves enough years for the rest.
        followers = n - rest - 1 - chosen[:, -1].astype(np.intp)
        last = np.cumsum(followers)
        chosen = np.repeat(chosen, followers, axis=0)
        year = n - rest - np.repeat(last, followers) + np.arange(len(chosen))
        chosen = np.column_stack([chosen, year.astype(np.int16)])
    return chosen


def drawn_assignments(design: EventDesign, number: int) -> NDArray[np.int16]:
    """(number, k) the observed assignment and random others, the same on every call."""
    n, k = len(design.years), design.n_post
    rng = np.random.default_rng(n * 1000 + k)
    chosen = np.empty((number, k), dtype=np.int16)
    chosen[0] = np.flatnonzero(design.post)
    # Part by part, in memory that the processor keeps at hand; the stream is the same as in one.
    for start in range(1, number, _ORDERED):
        part = chosen[start : start + _ORDERED]
        part[:] = np.argpartition(rng.random((len(part), n)), k, axis=1)[:, :k]
    return chosen


def rotations(weights: Floats) -> Floats:
    """(n, n) weights of the years moved through all positions, the end joined to the beginning."""
    return np.array([np.roll(weights, -shift) for shift in range(len(weights))])


@lru_cache(maxsize=1)
def assignments_of(design: EventDesign) -> Assignments:
    """All assignments of the years of a design, or `DRAWN` of them and the observed one."""
    n, k = len(design.years), design.n_post
    exact = comb(n, k) <= MAX_ASSIGNMENTS
    chosen = assignments(n, k) if exact else drawn_assignments(design, DRAWN + 1)
    block, digit = np.divmod(np.arange(n), _DIGITS)
    codes = [_weighed(chosen, np.where(block == i, 1 << digit, 0)) for i in range(block[-1] + 1)]
    # After subtracting delta from the years after the event, an assignment's difference falls by
    # delta times b, its own difference of the step.
    overlap = _weighed(chosen, design.post.astype(np.intp))
    falls = 1.0 - (overlap / k - (k - overlap) / (n - k))
    return Assignments(design, chosen, tuple(codes), np.where(falls > 1e-12, falls, np.nan))


def _subset_sums(values: Floats) -> Floats:
    """(2^d,) sum of every choice among d values, by the choice's digits, the last digit first."""
    sums = np.zeros(2 ** len(values))
    for i, value in enumerate(values):
        np.add(sums[: 2**i], value, out=sums[2**i : 2 ** (i + 1)])
    return sums


def _weighed(chosen: NDArray[np.int16], weight: NDArray[np.intp]) -> NDArray[np.intp]:
    """(m,) sums of the weights (n,) of the chosen years."""
    total = np.zeros(len(chosen), dtype=np.intp)
    for column in chosen.T:
        total += weight.take(column)
    return total
