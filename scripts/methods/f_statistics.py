"""Unknown date: F statistics of a break over all admissible dates.

Models: ``mean`` (a level) and ``trend`` (a level and a slope in calendar time). A break year is the
last year of the earlier segment, as in R's strucchange.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from scripts.methods.ar1_reference import RHO_GRID, NullModel, NullTable, tabulate
from scripts.methods.design import Floats, trend_design
from scripts.methods.least_squares import EXACT_FIT, negligible
from scripts.methods.result import Infeasible, only

Model = Literal["mean", "trend"]
MODELS: tuple[Model, ...] = get_args(Model)
Functional = Literal["supf", "avef", "expf"]
NULLS: dict[Model, str] = {
    "mean": "The mean is the same in every year.",
    "trend": "One straight line holds in every year.",
}
BREAK_FREE = "the break-free model fits exactly, so no variance can be estimated"


@dataclass(frozen=True)
class FPath:
    """F statistics (m,) of a break after each candidate year (m,).

    The statistic is the number of coefficients times the classical F, as in strucchange.
    """

    years: tuple[int, ...]
    statistic: Floats

    @property
    def break_year(self) -> int:
        """Last year of the earlier segment where the statistic is largest."""
        return self.years[int(np.argmax(self.statistic))]


class SplitModel(NullModel):
    """F paths of one more break, given breaks already there, for many series on one set of years.

    The null model has its own coefficients in every segment; each candidate date splits one segment
    in two. One matrix product gives all candidate dates; it holds 2 n k floats for each of them.

    Parameters
    ----------
    years : (n,) observed years
    model : ``mean`` or ``trend``
    sizes : observations up to each break of the null model, ascending
    smallest : observations that each side of a candidate date must hold within its segment

    Raises
    ------
    Infeasible
        If no candidate date leaves enough observations on both sides.
    """

    def __init__(
        self, years: Sequence[int], model: Model, sizes: tuple[int, ...], smallest: int
    ) -> None:
        x = regressors(years, model)
        n, k = x.shape
        splits = [
            (first, size, last)
            for first, last in segments(sizes, n)
            for size in range(first + smallest, last - smallest + 1)
        ]
        if not splits or smallest <= k:
            raise Infeasible(
                f"{n} observed years leave no date with {smallest} of them on each side"
            )
        super().__init__(years, _block_diagonal(x, segments(sizes, n)))
        self.model: Model = model
        self.k = k
        self.df = n - k * (len(sizes) + 2)
        self.candidates = np.array([size for _, size, _ in splits])
        # Last year of the earlier segment for each candidate date.
        self.candidate_years = tuple(self.years[size - 1] for _, size, _ in splits)
        # Each date's two segments span 2k orthonormal directions, zero outside their segment.
        self.directions = np.hstack(
            [
                _block_diagonal(x, [(first, size), (size, last)], orthonormal=True)
                for first, size, last in splits
            ]
        )

    def f_paths(self, residuals: Floats) -> Floats:
        """(b, m) F statistics for series given by their null residuals (b, n)."""
        rss0 = np.einsum("ij,ij->i", residuals, residuals)[:, None]
        projected = residuals @ self.directions
        projected *= projected
        # Column by column: numpy is slow at sums along a short last axis.
        explained = projected[:, :: 2 * self.k].copy()
        for i in range(1, 2 * self.k):
            explained += projected[:, i :: 2 * self.k]
        # A perfect two-segment fit leaves rounding noise; an infinite F is the honest reading.
        rss1 = np.maximum(rss0 - explained, EXACT_FIT * rss0)
        return np.asarray(explained / (rss1 / self.df))


class BreakModel(SplitModel):
    """F paths of a single break, for many series on one set of years.

    Parameters
    ----------
    years : (n,) observed years
    model : ``mean`` or ``trend``
    trimming : share of the observations that each segment must hold

    Raises
    ------
    Infeasible
        If no candidate date leaves enough observations on both sides.

    References
    ----------
    Andrews (1993), Econometrica 61, 821-856. Checked against ``strucchange::Fstats``.
    """

    def __init__(self, years: Sequence[int], model: Model, trimming: float) -> None:
        n, k = regressors(years, model).shape
        super().__init__(years, model, (), max(int(np.floor(trimming * n)), k + 1))


def segments(sizes: tuple[int, ...], n: int) -> list[tuple[int, int]]:
    """First and one-past-last position of each segment, given the observations up to each break."""
    return list(zip((0, *sizes), (*sizes, n), strict=True))


def regressors(years: Sequence[int], model: Model) -> Floats:
    """(n, 1) constant, or (n, 2) constant and centred year."""
    return np.ones((len(years), 1)) if model == "mean" else trend_design(years)


def f_path(y: Floats, model: BreakModel) -> FPath:
    """F statistics of one series (n,) at every admissible date.

    Raises
    ------
    Infeasible
        If the break-free model fits exactly, so that no variance can be estimated.

    Examples
    --------
    >>> model = BreakModel(range(1990, 1998), "mean", trimming=0.15)
    >>> path = f_path(np.array([0.0, 1, 0, 1, 5, 6, 5, 6]), model)
    >>> path.break_year, round(float(path.statistic.max()), 3)
    (1993, 150.0)
    """
    return only(f_paths_of_each(y[None, :], model)[1])


def f_paths_of_each(y: Floats, model: BreakModel) -> tuple[Floats, list[FPath | Infeasible]]:
    """Null residuals (b, n) and F paths of each series in the rows of `y` (b, n)."""
    # One small product for each series, so that it has the same digits in whatever company.
    residuals = model.null_residuals(y[:, None, :])
    exact = np.sum(residuals[:, 0] ** 2, axis=1) <= negligible(y)
    paths = [
        Infeasible(BREAK_FREE) if fit else FPath(model.candidate_years, model.f_paths(e)[0])
        for e, fit in zip(residuals, exact, strict=True)
    ]
    return residuals[:, 0], paths


def functionals(paths: Floats) -> dict[Functional, Floats]:
    """supF, aveF and expF (b,) of F paths (b, m): maximum, mean, and log mean of exp(F / 2)."""
    largest = paths.max(axis=1)
    # Relative to the largest F, so that nothing overflows.
    relative = np.exp(0.5 * (paths - largest[:, None]))
    return {
        "supf": largest,
        "avef": paths.mean(axis=1),
        "expf": 0.5 * largest + np.log(relative.mean(axis=1)),
    }


def tabulate_breaks(
    model: BreakModel, draws: int, rng: np.random.Generator, rhos: Floats = RHO_GRID
) -> dict[str, NullTable]:
    """Null distributions of supF, aveF and expF under AR(1) errors, at every rho of a grid.

    They depend on the design alone, since F is invariant to the coefficients of the break-free
    model and to scale.
    """

    def simulated(u: Floats) -> Iterator[tuple[str, Floats, Floats]]:
        e = model.null_residuals(u)
        r1 = model.r1(e)
        for test, values in functionals(model.f_paths(e)).items():
            yield test, r1, values

    return tabulate(model.years, simulated, draws, rng, rhos)


def _block_diagonal(
    x: Floats, parts: Sequence[tuple[int, int]], orthonormal: bool = False
) -> Floats:
    """Regressors (n, k * parts) that are zero outside their segment."""
    k = x.shape[1]
    blocks = np.zeros((len(x), k * len(parts)))
    for i, (first, last) in enumerate(parts):
        part = x[first:last]
        blocks[first:last, i * k : (i + 1) * k] = np.linalg.qr(part)[0] if orthonormal else part
    return blocks
