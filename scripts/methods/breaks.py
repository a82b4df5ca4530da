"""Unknown date: is there a break anywhere? F statistics over all admissible dates.

Models: ``mean`` (a level) and ``trend`` (a level and a slope in calendar time). A break year is the
last year of the earlier segment, as in R's strucchange.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from scripts.methods.ar1_reference import NullModel, NullTable
from scripts.methods.design import Floats, trend_design
from scripts.methods.hansen import p_hansen
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.result import Infeasible

Model = Literal["mean", "trend"]
MODELS: tuple[Model, ...] = ("mean", "trend")

Functional = Literal["supf", "avef", "expf"]
FUNCTIONALS: tuple[Functional, ...] = get_args(Functional)
REFERENCES: dict[Functional, str] = {
    "supf": "Andrews (1993)",
    "avef": "Andrews and Ploberger (1994)",
    "expf": "Andrews and Ploberger (1994)",
}
NULLS: dict[Model, str] = {
    "mean": "The mean is the same in every year.",
    "trend": "One straight line holds in every year.",
}


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


@dataclass(frozen=True, kw_only=True)
class BreakTest:
    """A functional of the F path with its p-values.

    Attributes
    ----------
    test : ``supf``, ``avef`` or ``expf``
    null, reference : the null hypothesis as a sentence, and the source
    statistic : value of the functional
    break_year : last year of the earlier segment where F is largest
    p_hansen : asymptotic p-value for independent errors, far from exact at n = 19
    p_boot_iid : p-value with independent errors (wild bootstrap)
    p_boot_ar1 : p-value with AR(1) errors, from the tabulated null of the design
    rho : median-unbiased autocorrelation of the break-free fit, used for ``p_boot_ar1``
    draws : bootstrap draws B; the Monte Carlo error of a p-value is sqrt(p (1 - p) / B)
    n_obs : observed years
    """

    test: Functional
    null: str
    reference: str
    statistic: float
    break_year: int
    p_hansen: float
    p_boot_iid: float
    p_boot_ar1: float
    rho: float
    draws: int
    n_obs: int


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
        # Each date's two segments span 2k orthonormal directions, zero outside their segment.
        self.directions = np.hstack(
            [
                _block_diagonal(x, [(first, size), (size, last)], orthonormal=True)
                for first, size, last in splits
            ]
        )

    @property
    def candidate_years(self) -> tuple[int, ...]:
        """Last year of the earlier segment for each candidate date."""
        return tuple(self.years[size - 1] for size in self.candidates)

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


def regressors(years: Sequence[int], model: Model) -> Floats:
    """(n, 1) constant, or (n, 2) constant and centred year."""
    return np.ones((len(years), 1)) if model == "mean" else trend_design(years)


def f_path(y: Floats, model: BreakModel) -> FPath:
    """F statistics of one series (n,) at every admissible date.

    Raises
    ------
    Infeasible
        If the break-free model fits exactly, so that no variance can be estimated.
    """
    residuals = model.null_residuals(y[None, :])
    if float(np.sum(residuals**2)) <= EXACT_FIT * max(float(y @ y), np.finfo(float).tiny):
        raise Infeasible("the break-free model fits exactly, so no variance can be estimated")
    return FPath(model.candidate_years, model.f_paths(residuals)[0])


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


def f_tests(
    y: Floats, model: BreakModel, nulls: Mapping[str, NullTable], multipliers: Floats
) -> tuple[BreakTest, ...]:
    """supF, aveF and expF over all admissible dates, each with three p-values.

    ``p_boot_iid`` is the fixed-regressor wild bootstrap of Hansen (2000): null residuals times
    standard normal draws. ``p_boot_ar1`` is looked up in the tabulated Gaussian AR(1) null of the
    design, which location and scale do not enter, since F is invariant to them.

    Parameters
    ----------
    y : (n,) observed values
    nulls : NullTable of each functional on these years, see `break_bootstrap.tabulate_breaks`
    multipliers : (draws, n) standard normal draws

    Raises
    ------
    Infeasible
        If the break-free model fits exactly.

    References
    ----------
    Andrews (1993), Econometrica 61, 821-856; Andrews and Ploberger (1994), Econometrica 62,
    1383-1414; Hansen (2000), Journal of Econometrics 97, 93-115. Statistics and asymptotic p-values
    checked against ``strucchange::sctest``.
    """
    path = f_path(y, model)
    residuals = model.null_residuals(y[None, :])
    r1 = model.r1(residuals)
    wild = functionals(model.f_paths(model.null_residuals(residuals * multipliers)))
    tests = []
    for test, values in functionals(path.statistic[None, :]).items():
        value, rho = float(values[0]), nulls[test].rho_hat(r1)
        tests.append(
            BreakTest(
                test=test,
                null=NULLS[model.model],
                reference=REFERENCES[test],
                statistic=value,
                break_year=path.break_year,
                p_hansen=p_hansen(test, value, model.k, float(model.candidates[0]) / len(y)),
                p_boot_iid=float((1 + np.sum(wild[test] >= value)) / (len(multipliers) + 1)),
                p_boot_ar1=float(nulls[test].p_value(values, rho)[0]),
                rho=float(rho[0]),
                draws=len(multipliers),
                n_obs=len(y),
            )
        )
    return tuple(tests)
