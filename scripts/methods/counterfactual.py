"""Changed course, by forecast: where would a model of the years before the event have led? (E2)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from scripts.methods.design import Floats, Sample
from scripts.methods.result import Infeasible, Result

MINIMUM_PRE = 6
# The likelihood is searched for maxima at this many shares of the level's variance.
GRID = np.linspace(0.0, 1.0, 1001)


@dataclass(frozen=True)
class LocalLevel:
    """A random walk seen through noise, fitted to years that may have gaps.

    Parameters
    ----------
    share : float
        Variance of the level's yearly step, of the sum of it and that of the noise.
    variance : float
        That sum.
    level, level_variance : float
        The level in the last year given all of them, and its variance.
    log_likelihood : float
        Diffuse, at the maximum.
    """

    share: float
    variance: float
    level: float
    level_variance: float
    log_likelihood: float

    @classmethod
    def fitted(cls, z: Floats, years: Floats) -> LocalLevel:
        """Exact maximum likelihood with a diffuse start.

        The unknown level drops out of the contrasts of the years, which are turned so that they are
        independent whatever the share is. Then the variance has a closed form and the likelihood
        is a function of the share alone, whose slope is solved for zero: exact to rounding, while a
        maximum that is searched by its height is only known to half of the digits.

        Parameters
        ----------
        z : (n,) values
        years : (n,) their years, ascending
        """
        n = len(z)
        back = years[-1] - years
        walk = np.minimum.outer(back, back)
        contrasts = np.linalg.svd(np.ones((1, n)))[2][1:]
        spread, turn = np.linalg.eigh(contrasts @ walk @ contrasts.T)
        turned = turn.T @ contrasts
        share, variance, log_likelihood = _maximum(turned @ z, spread)
        weights = share * walk + (1 - share) * np.eye(n)
        scaled = 1 + share * (spread - 1)
        slopes = turned @ weights.mean(axis=1) / scaled
        return cls(
            share=share,
            variance=variance,
            level=float(z.mean() - slopes @ (turned @ z)),
            level_variance=variance * float(weights.mean() - slopes**2 @ scaled),
            log_likelihood=log_likelihood,
        )

    def covariance(self, ahead: Floats) -> Floats:
        """Joint covariance (h, h) of the forecasts for the years `ahead` (h,) of the last one."""
        steps = self.share * np.minimum.outer(ahead, ahead)
        noise = (1 - self.share) * np.eye(len(ahead))
        return np.asarray(self.level_variance + self.variance * (steps + noise))


def counterfactual(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Gap between the years after the event and a forecast from the years before it alone.

    ``average_gap`` and ``cumulative_gap`` over the observed years after the event. A local level
    (random walk seen through noise) is fitted by exact maximum likelihood with a diffuse start,
    missing years missing. Its forecasts are jointly Gaussian, so the interval and p-value are
    analytic and need no simulation. They hold the uncertainty of the level and the shocks, but
    treat the estimated variances as known: too narrow with few years before the event.

    Raises
    ------
    Infeasible
        With fewer than `MINIMUM_PRE` years before or none after, or if the years before show no
        variation.

    References
    ----------
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter; Brodersen et
    al. (2015), Annals of Applied Statistics 9, 247-274, for the use. Likelihood and forecasts
    checked against statsmodels' ``UnobservedComponents``, whose optimiser at times stops at a
    lower maximum.

    Examples
    --------
    >>> years, values = range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9])
    >>> average, total = counterfactual(Sample.cut(years, values, 1995, "pre"))
    >>> round(average.estimate, 3), average.note
    (2.905, 'local level, fitted to 6 years')
    """
    design = sample.design
    design.require(pre=MINIMUM_PRE, post=1)
    centre, scale = float(sample.pre.mean()), float(sample.pre.std())
    if scale <= 1e-12 * max(float(np.abs(sample.pre).max()), np.finfo(float).tiny):
        raise Infeasible("the series is constant before the event")
    years = np.array(design.years, dtype=float)
    before = years[~design.post]
    model = LocalLevel.fitted((sample.pre - centre) / scale, before)
    ahead = years[design.post] - before[-1]
    total = float(np.sum(sample.post - centre - scale * model.level))
    total_se = scale * float(np.sqrt(model.covariance(ahead).sum()))
    weights = {"average_gap": 1 / len(ahead), "cumulative_gap": 1.0}
    return tuple(_result(sample, p, w * total, w * total_se, level) for p, w in weights.items())


def _maximum(u: Floats, spread: Floats) -> tuple[float, float, float]:
    """Share, variance and log-likelihood at the highest maximum, its bounds included.

    `u` (m,) are independent with variances 1 + share * (spread - 1), up to the common one.
    """
    m, excess = len(u), spread - 1

    def slope(share: float | Floats) -> Floats:
        scaled = 1 + np.multiply.outer(share, excess)
        square = (u**2 * excess / scaled**2).sum(-1) / (u**2 / scaled).sum(-1)
        return np.asarray(m * square - (excess / scaled).sum(-1))

    def fit(share: float) -> tuple[float, float]:
        scaled = 1 + share * excess
        variance = float(np.mean(u**2 / scaled))
        # The diffuse level adds a constant for its m + 1 years.
        twice = m * np.log(2 * np.pi * variance) + np.log(scaled).sum() + m
        return variance, -0.5 * float(twice + np.log(2 * np.pi * (m + 1)))

    slopes = slope(GRID)
    turns = np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
    inner = [brentq(slope, GRID[i], GRID[i + 1], xtol=1e-15, rtol=1e-15) for i in turns]
    share = max([0.0, *inner, 1.0], key=lambda s: fit(s)[1])
    return share, *fit(share)


def _result(sample: Sample, parameter: str, gap: float, se: float, level: float) -> Result:
    half = float(stats.norm.ppf(0.5 + level / 2)) * se
    z = gap / se
    return Result(
        method="counterfactual",
        null="The years after the event lie where a forecast from the years before expects them.",
        reference="Harvey (1989); Brodersen et al. (2015)",
        parameter=parameter,
        unit="{unit}" if parameter == "average_gap" else "{unit}, summed over years",
        estimate=gap,
        se=se,
        ci_low=gap - half,
        ci_high=gap + half,
        statistic=z,
        p_two_sided=float(2 * stats.norm.sf(abs(z))),
        p_greater=float(stats.norm.sf(z)),
        p_less=float(stats.norm.cdf(z)),
        note=f"local level, fitted to {sample.design.n_pre} years",
        n_obs=len(sample.values),
        n_pre=sample.design.n_pre,
        n_post=sample.design.n_post,
    )
