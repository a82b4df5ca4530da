"""Unknown dates: the best partition of the years into segments, for every number of breaks.

Bai and Perron's dynamic programme finds, for m = 0..5 breaks, the break years with the least
residual sum of squares. A break year is the last year of the earlier segment, as in strucchange.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scripts.methods.breaks import Model, regressors, segments
from scripts.methods.design import Floats
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.result import Infeasible

# Constants of the criterion of Liu, Wu and Zidek (1997), as Bai and Perron (2003) use it.
LWZ_FACTOR, LWZ_EXPONENT = 0.299, 2.1
MAX_BREAKS = 5
# Length of the shortest segment, as a share of the observations, and the least number of them.
SEGMENT_SHARE, SEGMENT_LEAST = 0.15, 3
# Segment costs held at a time, in numbers: all of them for a short series.
BLOCK = 2**16


@dataclass(frozen=True)
class SegmentFits:
    """Coefficients (s, k) and residuals (n,) of separate fits to s segments, and their rss."""

    beta: Floats
    residuals: Floats
    rss: float


class SegmentFitter:
    """Separate fits to the segments of any partition of one series; each segment is fitted once."""

    def __init__(self, x: Floats, y: Floats) -> None:
        self.x, self.y = x, y
        self._known: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def fits(self, sizes: tuple[int, ...]) -> SegmentFits:
        """Fits to the segments that end after `sizes` observations, and to the last one."""
        parts = [self._fit(first, last) for first, last in segments(sizes, len(self.y))]
        residuals = np.concatenate([e for _, e in parts])
        return SegmentFits(np.array([b for b, _ in parts]), residuals, float(residuals @ residuals))

    def _fit(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Coefficients and residuals of one segment, by QR with one step of refinement."""
        # Called directly: segments are so short that numpy's wrappers cost more than the work.
        from scipy.linalg.lapack import dgeqrf, dorgqr, dtrtrs

        if (first, last) not in self._known:
            x, y = self.x[first:last], self.y[first:last]
            factored, tau, _, _ = dgeqrf(x)
            q = np.ascontiguousarray(dorgqr(factored, tau)[0])
            upper = factored[: x.shape[1]]
            beta = dtrtrs(upper, q.T @ y)[0]
            e = y - x @ beta
            correction = dtrtrs(upper, q.T @ e)[0]
            self._known[first, last] = (beta + correction, e - x @ correction)
        return self._known[first, last]


def fit_segments(x: Floats, y: Floats, sizes: tuple[int, ...]) -> SegmentFits:
    """Fit each segment by itself."""
    return SegmentFitter(x, y).fits(sizes)


@dataclass(frozen=True, kw_only=True)
class Partition:
    """The best partition with a given number of breaks.

    Attributes
    ----------
    breaks : number of breaks m
    sizes : (m,) observations up to each break
    break_years : (m,) last year of each earlier segment
    rss : residual sum of squares
    bic : Bayesian information criterion, with every coefficient, break and the variance counted
    lwz : modified Schwarz criterion of Liu, Wu and Zidek, None without enough degrees of freedom
    fits : of the segments

    Both criteria are None where the partition fits exactly.
    """

    breaks: int
    sizes: tuple[int, ...]
    break_years: tuple[int, ...]
    rss: float
    bic: float | None
    lwz: float | None
    fits: SegmentFits = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Partitions:
    """Best partitions for m = 0, 1, ... breaks, and the numbers of breaks that the criteria choose.

    ``chosen_bic`` and ``chosen_lwz`` are numbers of breaks; where a partition fits exactly, the
    smallest such is chosen and no partition with more breaks is listed.
    """

    model: Model
    min_segment: int
    partitions: tuple[Partition, ...]
    chosen_bic: int
    chosen_lwz: int
    n_obs: int
    reference: str = "Bai and Perron (1998, 2003)"


def default_min_segment(n: int, k: int) -> int:
    """Shortest segment: 15% of the observations, at least three and one more than coefficients."""
    return max(int(np.floor(SEGMENT_SHARE * n)), SEGMENT_LEAST, k + 1)


def best_partitions(
    years: Sequence[int],
    y: Floats,
    model: Model = "mean",
    min_segment: int | None = None,
    max_breaks: int = MAX_BREAKS,
) -> Partitions:
    """Least-squares partitions for every number of breaks up to `max_breaks`.

    Parameters
    ----------
    years, y : (n,) observed years, ascending, and values
    model : ``mean`` or ``trend``; all coefficients change at a break
    min_segment : observations each segment must hold; by default 15%, at least three
    max_breaks : largest number of breaks, lowered to what the segments allow

    Raises
    ------
    Infeasible
        If there is no room for a single break, or the break-free model fits exactly.

    Notes
    -----
    Segment costs come from cumulated recursive residuals, sums of squares that cannot cancel, a
    block of first years at a time; time is quadratic in n and memory linear. Of equally good
    partitions the one with the earliest last break is kept. The printed sums of squares are
    computed anew by QR. strucchange takes segments of ``floor(0.15 n)`` without the floor of
    three; its numbers are the same for the same segment length.

    References
    ----------
    Bai and Perron (1998), Econometrica 66, 47-78; (2003), Journal of Applied Econometrics 18, 1-22;
    Liu, Wu and Zidek (1997), Statistica Sinica 7, 497-525. Checked by enumeration and against
    ``strucchange::breakpoints``.
    """
    x = regressors(years, model)
    n, k = x.shape
    h = default_min_segment(n, k) if min_segment is None else min_segment
    if h <= k:
        raise Infeasible(f"a segment of {h} is fitted exactly; needs at least {k + 1} observations")
    most = min(max_breaks, n // h - 1)
    if most < 1:
        raise Infeasible(f"{n} observed years leave no two segments of {h}")
    total = float(np.sum((y - y.mean()) ** 2))
    exact = EXACT_FIT * max(float(y @ y), np.finfo(float).tiny)
    fitter = SegmentFitter(x, y)
    if total <= exact or fitter.fits(()).rss <= exact:
        raise Infeasible("the break-free model fits exactly, so no variance can be estimated")

    found: list[Partition] = []
    # Deviations from the break-free fit have the same segment costs, and keep more digits of them.
    for sizes in _dynamic_programme(years, fitter.fits(()).residuals, model, h, most):
        fits = fitter.fits(sizes)
        rss = fits.rss
        bic, lwz = (None, None) if rss <= exact else _criteria(rss, n, k, len(sizes))
        found.append(
            Partition(
                breaks=len(sizes),
                sizes=sizes,
                break_years=tuple(years[size - 1] for size in sizes),
                rss=rss,
                bic=bic,
                lwz=lwz,
                fits=fits,
            )
        )
        if rss <= exact:
            break
    return Partitions(
        model=model,
        min_segment=h,
        partitions=tuple(found),
        chosen_bic=_chosen([p.bic for p in found], found[-1].rss <= exact),
        chosen_lwz=_chosen([p.lwz for p in found], found[-1].rss <= exact),
        n_obs=n,
    )


def _criteria(rss: float, n: int, k: int, m: int) -> tuple[float, float | None]:
    coefficients = k * (m + 1) + m
    bic = n * (np.log(rss / n) + 1 + np.log(2 * np.pi)) + np.log(n) * (coefficients + 1)
    if n <= coefficients:
        return float(bic), None
    penalty = coefficients / n * LWZ_FACTOR * np.log(n) ** LWZ_EXPONENT
    return float(bic), float(np.log(rss / (n - coefficients)) + penalty)


def _chosen(criterion: list[float | None], exact: bool) -> int:
    if exact:
        return len(criterion) - 1
    known = {m: value for m, value in enumerate(criterion) if value is not None}
    return min(known, key=lambda m: known[m])


def _dynamic_programme(
    years: Sequence[int], e: Floats, model: Model, h: int, most: int
) -> list[tuple[int, ...]]:
    """Sizes of the best partition of deviations `e` for m = 0..most.

    ``cost[m, j]`` is the least sum of squares of the first j observations in m + 1 segments and
    ``last[m, j]`` where the last of them begins. First observations are visited in blocks of at
    most h, so that all that precedes a block is final: no segment is shorter.
    """
    n = len(e)
    t = np.array(years, dtype=float)
    costs = _mean_costs if model == "mean" else _trend_costs
    cost = np.full((most + 1, n + 1), np.inf)
    last = np.zeros((most + 1, n + 1), dtype=np.intp)
    cost[0, h:] = costs(t, e, range(1))[0, h - 1 :]
    rows = min(h, max(1, BLOCK // n))
    for start in range(h, n - h + 1, rows):
        firsts = range(start, min(start + rows, n - h + 1))
        # From the first end that leaves h observations to the block's first row, to the end.
        segment = costs(t, e, firsts)[:, h - 1 :]
        segment[np.tri(len(firsts), segment.shape[1], -1, dtype=bool)] = np.inf
        ends = slice(start + h, n + 1)
        for m in range(1, min(most, firsts[-1] // h) + 1):
            candidates = cost[m - 1, firsts.start : firsts.stop, None] + segment
            row = candidates.argmin(axis=0)
            candidate = candidates[row, np.arange(len(row))]
            better = candidate < cost[m, ends]
            np.copyto(cost[m, ends], candidate, where=better)
            np.copyto(last[m, ends], row + start, where=better)
    return [_traced(last, m, n) for m in range(most + 1)]


def _traced(last: NDArray[np.intp], m: int, n: int) -> tuple[int, ...]:
    sizes: list[int] = []
    end = n
    for segment in range(m, 0, -1):
        end = int(last[segment, end])
        sizes.insert(0, end)
    return tuple(sizes)


def _since(v: Floats, firsts: range) -> tuple[Floats, Floats]:
    """Change of `v` since the first of each row (rows, n - start), zero before it, and its sums."""
    later = np.arange(len(v) - firsts.start) >= np.arange(len(firsts))[:, None]
    change = np.where(later, v[firsts.start :] - v[firsts.start : firsts.stop, None], 0.0)
    return change, np.cumsum(change, axis=1)


def _mean_costs(_: Floats, e: Floats, firsts: range) -> Floats:
    """Sums of squares about the mean of the segments from each of `firsts` to every end.

    (rows, n - start); ends count from the start of the first row, and costs before the first
    observation of a row are zero.
    """
    d, sums = _since(e, firsts)
    # Observations before each one in its segment; before the segment the change is zero anyway.
    count = np.maximum(np.arange(1.0, d.shape[1]) - np.arange(len(firsts))[:, None], 1.0)
    w = d[:, 1:] - sums[:, :-1] / count
    costs = np.zeros_like(d)
    np.cumsum(w * w * (count / (count + 1.0)), axis=1, out=costs[:, 1:])
    return costs


def _trend_costs(t: Floats, e: Floats, firsts: range) -> Floats:
    """Sums of squares about the line, as `_mean_costs`."""
    (s, sums_s), (d, sums_d) = _since(t, firsts), _since(e, firsts)
    costs = np.zeros_like(d)
    if d.shape[1] <= 2:
        return costs
    # Line through the r observations before each one, and its error there; a line needs two.
    exact = np.arange(2.0, d.shape[1]) - np.arange(len(firsts))[:, None]
    r = np.maximum(exact, 2.0)
    # Increments of centred sums, which cannot cancel: deviation from the mean before, times weight.
    before = np.maximum(exact - 1.0, 1.0)
    ds = s[:, 1:-1] - sums_s[:, :-2] / before
    dd = d[:, 1:-1] - sums_d[:, :-2] / before
    weight = before / (before + 1.0)
    sxx, sxy = np.cumsum(weight * ds * ds, axis=1), np.cumsum(weight * ds * dd, axis=1)
    sxx[exact < 2.0] = 1.0
    u = s[:, 2:] - sums_s[:, 1:-1] / r
    w = d[:, 2:] - sums_d[:, 1:-1] / r - sxy / sxx * u
    w[exact < 2.0] = 0.0
    np.cumsum(w * w / (1.0 + 1.0 / r + u * u / sxx), axis=1, out=costs[:, 2:])
    return costs
