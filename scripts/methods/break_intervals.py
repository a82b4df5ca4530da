"""Unknown dates: Bai's intervals for the break dates of a partition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx

from scripts.methods.breaks import Partition
from scripts.methods.design import Floats
from scripts.methods.f_statistics import Model, regressors, segments
from scripts.methods.least_squares import negligible

# Where the search for a distance looks first: whole numbers far beyond any sample, still exact in a
# double, each eight times the one before. Then it looks at eighths of what is left.
LEAPS: Floats = np.ldexp(1.0, np.arange(1, 53, 3))[None, :]
EIGHTHS = np.arange(1, 9) / 8


@dataclass(frozen=True, kw_only=True)
class BreakInterval:
    """Bai's interval for one break date; a date is the last year of the earlier segment.

    ``low_size`` and ``high_size`` are observations up to the ends, outside 1..n - 1 where the
    interval leaves the sample; then ``identified`` is False and the year of that end None. All four
    ends are None, and the date not identified, where the limiting distribution gives no interval.
    """

    break_year: int
    low_year: int | None = None
    high_year: int | None = None
    low_size: int | None = None
    high_size: int | None = None
    identified: bool = False
    reference: str = "Bai (1997)"


def break_intervals(
    years: Sequence[int],
    y: Floats,
    partition: Partition,
    model: Model = "mean",
    level: float = 0.95,
    heterogeneous: bool = True,
) -> tuple[BreakInterval, ...]:
    """Bai's (1997) interval for every break date of a partition.

    Parameters
    ----------
    heterogeneous : let regressors and error variance differ between segments, as R does by default;
        else both are taken over the whole sample

    Notes
    -----
    Errors are taken as serially uncorrelated. An end is the first observation at which the limiting
    distribution function has passed its level, which is exact, where strucchange rounds a quantile
    found within 1e-4. The interval is for large n and small breaks.

    References
    ----------
    Bai (1997), Review of Economics and Statistics 79, 551-563; Bai and Perron (2003). Checked
    against ``confint`` of ``strucchange::breakpoints``.

    Examples
    --------
    >>> from scripts.methods.breaks import bai_perron
    >>> years, y = range(1990, 1998), np.array([0.0, 1, 0, 1, 5, 6, 5, 6])
    >>> (interval,) = break_intervals(years, y, bai_perron(years, y).partitions[1])
    >>> interval.low_year, interval.break_year, interval.high_year
    (1992, 1993, 1994)
    """
    return intervals_of_each(years, y[None, :], [[partition]], model, level, heterogeneous)[0][0]


def intervals_of_each(
    years: Sequence[int],
    y: Floats,
    partitions: Sequence[Sequence[Partition]],
    model: Model,
    level: float = 0.95,
    heterogeneous: bool = True,
) -> list[list[tuple[BreakInterval, ...]]]:
    """`break_intervals` of the partitions of each series in the rows of `y` (b, n).

    All ends are found in one search.
    """
    x = regressors(years, model)
    broken = [
        (series, p) for series, own in zip(y, partitions, strict=True) for p in own if p.sizes
    ]
    if not broken:
        return [[() for _ in own] for own in partitions]
    breaks = _break_scales(x, broken, heterogeneous)
    ends = iter(_distances(breaks, (1 - level) / 2))
    return [
        [tuple(_dated(years, size, next(ends)) for size in p.sizes) for p in own]
        for own in partitions
    ]


def _break_scales(
    x: Floats, broken: Sequence[tuple[Floats, Partition]], heterogeneous: bool
) -> Floats:
    """(b, 4) error variances before and after each break, and its square on both sides' moments.

    The breaks are those of each partition in turn, which comes with its series (n,).
    """
    variances: list[tuple[float, float]] = []
    sides: list[tuple[Floats, Floats]] = []
    moments: dict[tuple[int, int], Floats] = {}
    for y, partition in broken:
        exact = negligible(y)
        parts = segments(partition.sizes, len(y))
        own = []
        for first, last in parts if heterogeneous else [(0, len(y))] * len(parts):
            if (first, last) not in moments:
                z = x[first:last]
                moments[first, last] = z.T @ z / (last - first)
            e = partition.fits.residuals[first:last]
            squares = float(e @ e)
            variance = squares / (last - first) if squares > exact else 0.0
            own.append((variance, moments[first, last]))
        variances += [(before[0], after[0]) for before, after in pairwise(own)]
        sides += [(before[1], after[1]) for before, after in pairwise(own)]
    delta = np.concatenate([np.diff(p.fits.beta, axis=0) for _, p in broken])[:, None, None, :]
    # One small product for each break and side, none of them joined with another.
    squared = (delta @ np.array(sides) @ delta.swapaxes(2, 3))[:, :, 0, 0]
    return np.hstack([np.array(variances), squared])


def _distances(breaks: Floats, tail: float) -> list[tuple[float, float] | None]:
    """Observations from each break to both ends of its interval; None if there is none.

    The estimate exceeds the truth by at most the upper quantile, so that one gives the lower end.

    Parameters
    ----------
    breaks : (b, 4) as `_break_scales` gives them
    """
    usable = breaks.min(axis=1) > 0
    v1, v2, before, after = np.where(usable, breaks.T, 1.0)
    scale, xi = (v1 / before)[:, None], (after / before)[:, None]
    phi = xi * (v2 / v1)[:, None]
    at_zero = _upper(np.zeros((1, 1)), xi, phi)[:, 0]
    usable &= (at_zero > tail) & (at_zero < 1 - tail)
    low = _first_passing(lambda j, i: _upper(j / scale[i], xi[i], phi[i]) >= 1 - tail, len(breaks))
    high = _first_passing(lambda j, i: _lower(j / scale[i], xi[i], phi[i]) <= tail, len(breaks))
    return [
        (a, b) if known else None
        for a, b, known in zip(low.tolist(), high.tolist(), usable.tolist(), strict=True)
    ]


def _first_passing(
    passed: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]], b: int
) -> Floats:
    """Smallest whole numbers (b,) at which conditions, once true, stay so.

    Parameters
    ----------
    passed : takes numbers (s, g) and which s conditions they are for
    """
    found, searched = np.empty(b), np.arange(b)
    points = np.broadcast_to(LEAPS, (b, LEAPS.shape[1]))
    low: Floats = np.zeros((b, 1))
    while len(searched):
        met = passed(points, searched)
        first = np.where(met.any(axis=1), met.argmax(axis=1), met.shape[1] - 1)[:, None]
        high = np.take_along_axis(points, first, axis=1)
        before = np.take_along_axis(points, np.maximum(first - 1, 0), axis=1)
        low = np.where(first > 0, before, low)
        found[searched] = high[:, 0]
        left = (high - low)[:, 0] > 1
        searched, low, high = searched[left], low[left], high[left]
        points = low + np.ceil((high - low) * EIGHTHS)
    return found


def _dated(years: Sequence[int], size: int, ends: tuple[float, float] | None) -> BreakInterval:
    year = years[size - 1]
    if ends is None:
        return BreakInterval(break_year=year)
    low, high = size - int(ends[0]), size + int(ends[1])
    return BreakInterval(
        break_year=year,
        low_year=years[low - 1] if low >= 1 else None,
        high_year=years[high - 1] if high < len(years) else None,
        low_size=low,
        high_size=high,
        identified=low >= 1 and high < len(years),
    )


def _lower(size: Floats, xi: Floats, phi: Floats) -> Floats:
    """Distribution function of Bai's estimation error at minus `size`; shapes broadcast.

    The argmax of a two-sided Brownian motion with drift (Bai 1997, appendix B; for xi = phi = 1 Yao
    1987): `xi` is the ratio of the drifts after and before the break, `phi` that of the variances.
    """
    root, a = np.sqrt(size), xi / phi
    return np.asarray(
        np.exp(-size / 8)
        * (
            -root / np.sqrt(2 * np.pi)
            - (phi + 2 * xi) / (a * (phi + xi)) * _mills((0.5 + a) * root)
            + (size / 2 - 2 + (phi + 2 * xi) ** 2 / ((phi + xi) * xi)) * _mills(root / 2)
        )
    )


def _upper(size: Floats, xi: Floats, phi: Floats) -> Floats:
    """The same distribution function at `size`."""
    root, b = np.sqrt(size), xi**2 / phi
    return np.asarray(
        1
        + np.exp(-b * size / 8)
        * (
            np.sqrt(b) * root / np.sqrt(2 * np.pi)
            + xi / phi * (2 * phi + xi) / (phi + xi) * _mills((phi + xi / 2) / np.sqrt(phi) * root)
            - ((2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + b * size / 2)
            * _mills(np.sqrt(b) * root / 2)
        )
    )


def _mills(x: Floats) -> Floats:
    """Normal tail probability beyond x times exp(x^2 / 2), where neither over- nor underflows."""
    return np.asarray(0.5 * erfcx(x / np.sqrt(2)))
