"""Unknown date: is there a break anywhere? Functionals of the F path with their p-values.

And what they cannot answer: how often does a straight trend without a break give a supF as large?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scripts.methods.ar1_reference import NullModel, NullTable, RhoTable, simulate_ar1
from scripts.methods.break_bootstrap import innovation_sd
from scripts.methods.design import Floats, trend_design
from scripts.methods.f_statistics import (
    NULLS,
    BreakModel,
    FPath,
    Functional,
    f_path,
    f_paths_of_each,
    functionals,
)
from scripts.methods.hansen import p_hansen
from scripts.methods.least_squares import negligible
from scripts.methods.result import Infeasible, only

REFERENCES: dict[Functional, str] = {
    "supf": "Andrews (1993)",
    "avef": "Andrews and Ploberger (1994)",
    "expf": "Andrews and Ploberger (1994)",
}


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


@dataclass(frozen=True, kw_only=True)
class StraightTrendTest:
    """How often a straight trend without a break gives a mean-model supF this large.

    ``slope`` per year, ``rho`` and ``innovation_sd`` are those of the line with AR(1) errors that
    was simulated; ``p_value`` is the share of such series, (1 + b) / (B + 1).
    """

    null: str
    reference: str
    statistic: float
    p_value: float
    p_mc_se: float
    slope: float
    rho: float
    innovation_sd: float
    draws: int
    n_obs: int


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
    nulls : NullTable of each functional on these years, see `f_statistics.tabulate_breaks`
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

    Examples
    --------
    >>> from scripts.methods.f_statistics import tabulate_breaks
    >>> rng, model = np.random.default_rng(1), BreakModel(range(1990, 1998), "mean", 0.15)
    >>> nulls, multipliers = tabulate_breaks(model, 199, rng), rng.standard_normal((199, 8))
    >>> y = np.array([0.0, 1, 0, 1, 5, 6, 5, 6])
    >>> [(t.test, t.break_year, t.p_boot_iid) for t in f_tests(y, model, nulls, multipliers)]
    [('supf', 1993, 0.005), ('avef', 1993, 0.005), ('expf', 1993, 0.005)]
    """
    return only(f_tests_of_each(y[None, :], model, nulls, multipliers))[1]


def f_tests_of_each(
    y: Floats, model: BreakModel, nulls: Mapping[str, NullTable], multipliers: Floats
) -> list[tuple[FPath, tuple[BreakTest, ...]] | Infeasible]:
    """F path and `f_tests` of each series in the rows of `y` (b, n)."""
    return [
        path if isinstance(path, Infeasible) else (path, _tests(e, path, model, nulls, multipliers))
        for e, path in zip(*f_paths_of_each(y, model), strict=True)
    ]


def sup_f_of_straight_trend(
    y: Floats, model: BreakModel, rhos: RhoTable, innovations: Floats
) -> StraightTrendTest:
    """Refer the supF of the mean model to a straight trend with AR(1) errors and no break.

    A break test of the mean rejects for a trend as well; it cannot say which of the two it met.
    Here the fitted line is simulated, with Gaussian AR(1) errors, and supF is computed each time. A
    small p-value says that the line alone does not explain the statistic. The autocorrelation is
    median-unbiased; the innovation variance makes the expected residual sum of squares of the line
    equal to the observed one. The slope is taken as known.

    Parameters
    ----------
    y : (n,) observed values
    model : BreakModel of the mean
    rhos : RhoTable of the trend model on these years
    innovations : (draws, span) standard normal draws, span = last year - first year + 1

    Raises
    ------
    Infeasible
        If a straight line, or the mean, fits exactly, or `model` is not of the mean.
    """
    if model.model != "mean":
        raise Infeasible("the question is about breaks of the mean model")
    statistic = float(f_path(y, model).statistic.max())
    line, t = _line(model.years)
    residuals = line.null_residuals(y[None, :])
    if np.sum(residuals**2) <= negligible(y):
        raise Infeasible("a straight line fits exactly, so no variance can be estimated")
    rho = float(rhos.rho_hat(line.r1(residuals))[0])
    sd = innovation_sd(residuals[0], line, rho)
    errors, draws = sd * simulate_ar1(model.years, rho, innovations), len(innovations)
    series = (y - residuals[0])[None, :] + errors
    simulated = model.f_paths(model.null_residuals(series)).max(axis=1)
    p = float((1 + np.sum(simulated >= statistic)) / (draws + 1))
    return StraightTrendTest(
        null="The series is a straight line with AR(1) errors and has no break.",
        reference="parametric bootstrap of the break-free line",
        statistic=statistic,
        p_value=p,
        p_mc_se=float(np.sqrt(p * (1 - p) / draws)),
        slope=float(t @ y / (t @ t)),
        rho=rho,
        innovation_sd=sd,
        draws=draws,
        n_obs=len(y),
    )


def _tests(
    residuals: Floats,
    path: FPath,
    model: BreakModel,
    nulls: Mapping[str, NullTable],
    multipliers: Floats,
) -> tuple[BreakTest, ...]:
    """The tests of one series, from its null residuals (n,) and its F path."""
    draws, n = multipliers.shape
    r1 = model.r1(residuals[None, :])
    wild = functionals(model.f_paths(model.null_residuals(residuals * multipliers)))
    tests = []
    for test, value in functionals(path.statistic[None, :]).items():
        rho = nulls[test].rho_hat(r1)
        exceeded = np.count_nonzero(wild[test] >= value)
        tests.append(
            BreakTest(
                test=test,
                null=NULLS[model.model],
                reference=REFERENCES[test],
                statistic=float(value[0]),
                break_year=path.break_year,
                p_hansen=p_hansen(test, float(value[0]), model.k, float(model.candidates[0]) / n),
                p_boot_iid=float((1 + exceeded) / (draws + 1)),
                p_boot_ar1=float(nulls[test].p_value(value, rho)[0]),
                rho=float(rho[0]),
                draws=draws,
                n_obs=n,
            )
        )
    return tuple(tests)


@lru_cache(maxsize=64)
def _line(years: tuple[int, ...]) -> tuple[NullModel, Floats]:
    """The break-free line on these years, and their distances from the mean year (n,)."""
    x = trend_design(years)
    return NullModel(years, x), x[:, 1]
