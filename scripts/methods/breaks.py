"""Unknown dates: the best partitions of the years into segments, by Bai and Perron.

Their dynamic programme finds, for m = 0..5 breaks, the break years with the least residual sum of
squares. A break year is the last year of the earlier segment, as in strucchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.linalg.lapack import dgeqrf, dorgqr, dtrtrs

from scripts.methods.best_cuts import best_cuts
from scripts.methods.design import Floats
from scripts.methods.f_statistics import BREAK_FREE, Model, regressors, segments
from scripts.methods.least_squares import negligible
from scripts.methods.result import Infeasible, only

# Constants of the criterion of Liu, Wu and Zidek (1997), as Bai and Perron (2003) use it.
LWZ_FACTOR, LWZ_EXPONENT = 0.299, 2.1
MAX_BREAKS = 5
# Length of the shortest segment, as a share of the observations, and the least number of them.
SEGMENT_SHARE, SEGMENT_LEAST = 0.15, 3


@dataclass(frozen=True)
class SegmentFits:
    """Coefficients (s, k) and residuals (n,) of separate fits to s segments, and their rss."""

    beta: Floats
    residuals: Floats
    rss: float


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


class SegmentFitter:
    """Separate fits to the segments of any partition of series on the same regressors (n, k).

    A segment is factored once for all series, and fitted once to each.
    """

    def __init__(self, x: Floats) -> None:
        self.x = x
        self._factors: dict[tuple[int, int], tuple[Floats, Floats]] = {}

    def fits(self, y: Floats, partitions: Iterable[tuple[int, ...]]) -> Iterator[SegmentFits]:
        """Fits of one series (n,) for each partition, given by the sizes up to its breaks."""
        known: dict[tuple[int, int], tuple[Floats, Floats]] = {}
        for sizes in partitions:
            parts = segments(sizes, len(y))
            for part in parts:
                if part not in known:
                    known[part] = self._fit(y, *part)
            beta = np.array([known[part][0] for part in parts])
            residuals = np.concatenate([known[part][1] for part in parts])
            yield SegmentFits(beta, residuals, float(residuals @ residuals))

    def _fit(self, y: Floats, first: int, last: int) -> tuple[Floats, Floats]:
        """Coefficients and residuals of one segment, by QR with one step of refinement."""
        x, y = self.x[first:last], y[first:last]
        if (first, last) not in self._factors:
            # LAPACK itself: segments are so short that numpy's wrappers cost more than the work.
            factored, tau, _, _ = dgeqrf(x)
            q = np.ascontiguousarray(dorgqr(factored, tau)[0])
            self._factors[first, last] = q, factored[: x.shape[1]]
        q, upper = self._factors[first, last]
        beta = dtrtrs(upper, q.T @ y)[0]
        e = y - x @ beta
        correction = dtrtrs(upper, q.T @ e)[0]
        return beta + correction, e - x @ correction


def bai_perron(
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
    min_segment : observations each segment must hold; by default 15%, at least three and one more
        than there are coefficients
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

    Examples
    --------
    >>> found = bai_perron(range(1990, 1998), np.array([0.0, 1, 0, 1, 5, 6, 5, 6]))
    >>> [(p.break_years, round(p.rss, 6)) for p in found.partitions]
    [((), 52.0), ((1993,), 2.0)]
    >>> found.chosen_bic
    1
    """
    return only(bai_perron_of_each(years, y[None, :], model, min_segment, max_breaks))


def bai_perron_of_each(
    years: Sequence[int],
    y: Floats,
    model: Model,
    min_segment: int | None = None,
    max_breaks: int = MAX_BREAKS,
) -> list[Partitions | Infeasible]:
    """`bai_perron` of each series in the rows of `y` (b, n); it raises if none has room."""
    x = regressors(years, model)
    n, k = x.shape
    least = max(int(np.floor(SEGMENT_SHARE * n)), SEGMENT_LEAST, k + 1)
    h = least if min_segment is None else min_segment
    if h <= k:
        raise Infeasible(f"a segment of {h} is fitted exactly; needs at least {k + 1} observations")
    most = min(max_breaks, n // h - 1)
    if most < 1:
        raise Infeasible(f"{n} observed years leave no two segments of {h}")
    total = np.sum((y - y.mean(axis=1)[:, None]) ** 2, axis=1)
    exact = negligible(y)
    fitter = SegmentFitter(x)
    free = [next(fitter.fits(series, [()])) for series in y]
    # Deviations from the break-free fit have the same segment costs, and keep more digits of them.
    cuts = best_cuts(years, np.array([fit.residuals for fit in free]), model, h, most)
    return [
        Infeasible(BREAK_FREE)
        if total[i] <= exact[i] or free[i].rss <= exact[i]
        else _partitions(
            years, model, h, [free[i], *fitter.fits(series, cuts[i][1:])], cuts[i], float(exact[i])
        )
        for i, series in enumerate(y)
    ]


def _partitions(
    years: Sequence[int],
    model: Model,
    h: int,
    fits: Sequence[SegmentFits],
    cuts: Sequence[tuple[int, ...]],
    exact: float,
) -> Partitions:
    """The best partitions of one series from their `cuts`, up to the first that fits exactly."""
    n, found = len(years), []
    for sizes, fit in zip(cuts, fits, strict=True):
        bic, lwz = None, None
        if fit.rss > exact:
            bic, lwz = _criteria(fit.rss, n, fit.beta.shape[1], len(sizes))
        found.append(
            Partition(
                breaks=len(sizes),
                sizes=sizes,
                break_years=tuple(years[size - 1] for size in sizes),
                rss=fit.rss,
                bic=bic,
                lwz=lwz,
                fits=fit,
            )
        )
        if fit.rss <= exact:
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
