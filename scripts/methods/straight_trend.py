"""What a break test cannot answer: how often does a straight trend give a supF this large?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scripts.methods.ar1_reference import NullModel, RhoTable, simulate_ar1
from scripts.methods.break_bootstrap import innovation_sd
from scripts.methods.breaks import BreakModel, f_path
from scripts.methods.design import Floats, trend_design
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.result import Infeasible


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
    if float(np.sum(residuals**2)) <= EXACT_FIT * max(float(y @ y), np.finfo(float).tiny):
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


@lru_cache(maxsize=64)
def _line(years: tuple[int, ...]) -> tuple[NullModel, Floats]:
    """The break-free line on these years, and their distances from the mean year (n,)."""
    x = trend_design(years)
    return NullModel(years, x), x[:, 1]
