"""Unknown dates: the best partition of the years into segments, for every number of breaks.

Bai and Perron's dynamic programme finds, for m = 0..5 breaks, the break years with the least
residual sum of squares. A break year is the last year of the earlier segment, as in strucchange.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

    Both criteria are None where the partition fits exactly.
    """

    breaks: int
    sizes: tuple[int, ...]
    break_years: tuple[int, ...]
    rss: float
    bic: float | None
    lwz: float | None


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
    Segment costs come from cumulated recursive residuals, sums of squares that cannot cancel, one
    row for each first year; time is quadratic in n and memory linear. Of equally good partitions
    the one with the earliest last break is kept. The printed sums of squares are computed anew by
    QR. strucchange takes segments of ``floor(0.15 n)`` without the floor of three; its numbers are
    the same for the same segment length.

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
    if total <= exact or fit_segments(x, y, ()).rss <= exact:
        raise Infeasible("the break-free model fits exactly, so no variance can be estimated")

    found: list[Partition] = []
    for sizes in _dynamic_programme(years, y, model, h, most):
        rss = fit_segments(x, y, sizes).rss
        bic, lwz = (None, None) if rss <= exact else _criteria(rss, n, k, len(sizes))
        found.append(
            Partition(
                breaks=len(sizes),
                sizes=sizes,
                break_years=tuple(years[size - 1] for size in sizes),
                rss=rss,
                bic=bic,
                lwz=lwz,
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


@dataclass(frozen=True)
class SegmentFits:
    """Coefficients (s, k) and residuals (n,) of separate fits to s segments, and their rss."""

    beta: Floats
    residuals: Floats
    rss: float


def fit_segments(x: Floats, y: Floats, sizes: tuple[int, ...]) -> SegmentFits:
    """Fit each segment by itself, by QR with one step of refinement."""
    residuals = np.empty(len(y))
    betas = []
    for first, last in segments(sizes, len(y)):
        q, upper = np.linalg.qr(x[first:last])
        beta = np.linalg.solve(upper, q.T @ y[first:last])
        e = y[first:last] - x[first:last] @ beta
        correction = np.linalg.solve(upper, q.T @ e)
        betas.append(beta + correction)
        residuals[first:last] = e - x[first:last] @ correction
    return SegmentFits(np.array(betas), residuals, float(residuals @ residuals))


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
    years: Sequence[int], y: Floats, model: Model, h: int, most: int
) -> list[tuple[int, ...]]:
    """Sizes of the best partition for m = 0..most.

    ``cost[m, j]`` is the least sum of squares of the first j observations in m + 1 segments and
    ``last[m, j]`` where the last of them begins. Rows of segment costs are visited by first
    observation, so that all that precedes a row is final.
    """
    n = len(y)
    t = np.array(years, dtype=float)
    # Deviations from the break-free fit have the same segment costs, and keep more digits of them.
    e = fit_segments(regressors(years, model), y, ()).residuals
    row = _mean_costs if model == "mean" else _trend_costs
    cost = np.full((most + 1, n + 1), np.inf)
    last = np.zeros((most + 1, n + 1), dtype=np.intp)
    cost[0, h:] = row(t, e, 0)[h - 1 :]
    for first in range(h, n - h + 1):
        ends = slice(first + h, n + 1)
        segment = row(t, e, first)[h - 1 :]
        for m in range(1, min(most, first // h) + 1):
            candidate = cost[m - 1, first] + segment
            better = candidate < cost[m, ends]
            np.copyto(cost[m, ends], candidate, where=better)
            np.copyto(last[m, ends], first, where=better)
    return [_traced(last, m, n) for m in range(most + 1)]


def _traced(last: NDArray[np.intp], m: int, n: int) -> tuple[int, ...]:
    sizes: list[int] = []
    end = n
    for segment in range(m, 0, -1):
        end = int(last[segment, end])
        sizes.insert(0, end)
    return tuple(sizes)


def _mean_costs(_: Floats, e: Floats, first: int) -> Floats:
    """(n - first,) sums of squares about the mean of segments from `first` to every end."""
    d = e[first:] - e[first]
    count = np.arange(1.0, len(d))
    w = d[1:] - np.cumsum(d[:-1]) / count
    return np.concatenate([[0.0], np.cumsum(w * w * (count / (count + 1.0)))])


def _trend_costs(t: Floats, e: Floats, first: int) -> Floats:
    """(n - first,) sums of squares about the line of segments from `first` to every end."""
    s, d = t[first:] - t[first], e[first:] - e[first]
    if len(d) <= 2:
        return np.zeros(len(d))
    # Line through the first r observations, r = 2, ..., and its error at observation r + 1.
    r = np.arange(2.0, len(d))
    mean_s, mean_d = (np.cumsum(v)[1:-1] / r for v in (s, d))
    # Increments of centred sums, which cannot cancel: deviation from the mean before, times weight.
    before = np.arange(1.0, len(d) - 1)
    ds = s[1:-1] - np.cumsum(s)[:-2] / before
    dd = d[1:-1] - np.cumsum(d)[:-2] / before
    weight = before / (before + 1.0)
    sxx, sxy = np.cumsum(weight * ds * ds), np.cumsum(weight * ds * dd)
    u = s[2:] - mean_s
    w = d[2:] - mean_d - sxy / sxx * u
    return np.concatenate([[0.0, 0.0], np.cumsum(w * w / (1.0 + 1.0 / r + u * u / sxx))])
