"""Higher after: is the level after a known date above the level before? (E1)

Comparisons of the means of the two groups of years; the exact tests of the same question are in
`exact_tests`, its regressions in `linear_inference`. Every function takes a `Sample` and returns
results whose estimate is the level after minus (or over) the level before. None of them says that
the event is the reason.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import optimize, special, stats

from scripts.methods.design import Sample
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.linear_inference import by_ols
from scripts.methods.linear_model import shift_model
from scripts.methods.result import Infeasible, Result

SAME_MEAN = "The mean is the same before and after the event."

# Beyond this t the noncentral t distribution is not computed reliably.
MAX_NONCENTRAL_T = 1e4


def welch(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Difference in means with unequal variances, Welch-Satterthwaite degrees of freedom.

    Assumes independent observations: with autocorrelated errors it rejects too often.

    Raises
    ------
    Infeasible
        With fewer than two years on a side, or no variation on both sides.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. Checked against R's ``t.test``.
    """
    sample.design.require(pre=2, post=2)
    _require_variation(sample)
    parts = np.array([g.var(ddof=1) / len(g) for g in (sample.pre, sample.post)])
    se = float(np.sqrt(parts.sum()))
    shares = parts / parts.sum()
    df = float(1.0 / np.sum(shares**2 / [len(sample.pre) - 1, len(sample.post) - 1]))
    return (
        _t_result(
            sample,
            "welch",
            SAME_MEAN,
            "Welch (1947)",
            "mean_difference",
            "{unit}",
            float(sample.post.mean() - sample.pre.mean()),
            se,
            df,
            level,
        ),
    )


def hedges_g(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Difference in means in pooled standard deviations, free of small-sample bias.

    The correction is Hedges' exact factor, not 1 - 3 / (4 df - 1). The interval inverts the
    noncentral t distribution of the pooled t statistic and so covers the true difference exactly;
    unlike some software we do not shrink its ends by the correction of the estimate. An effect
    size, not a test: it has no p-value. Assumes independent normal observations of one variance.

    Raises
    ------
    Infeasible
        With no year on a side, fewer than two degrees of freedom, or (next to) no variation on both
        sides.

    References
    ----------
    Hedges (1981), Journal of Educational Statistics 6, 107-128; interval: Steiger & Fouladi (1997).
    Checked against R's ``gamma`` and ``pt(ncp)``.
    """
    sample.design.require(pre=1, post=1)
    _require_variation(sample)
    pre, post = sample.pre, sample.post
    df = len(pre) + len(post) - 2
    if df < 2:
        raise Infeasible(f"needs at least 4 observations; has {df + 2}")
    pooled = np.sqrt((np.sum((pre - pre.mean()) ** 2) + np.sum((post - post.mean()) ** 2)) / df)
    d = float((post.mean() - pre.mean()) / pooled)
    unit = float(np.sqrt(1 / len(pre) + 1 / len(post)))
    correction = np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2))
    if abs(d) / unit > MAX_NONCENTRAL_T:
        raise Infeasible("the spread within the groups is negligible beside their difference")
    tails = (0.5 + level / 2, 0.5 - level / 2)
    low, high = (_noncentrality(d / unit, df, p) for p in tails)
    result = Result(
        method="hedges_g",
        null=SAME_MEAN,
        reference="Hedges (1981)",
        parameter="standardised_difference",
        unit="standard deviations",
        estimate=d * float(correction / np.sqrt(df / 2)),
        ci_low=low * unit,
        ci_high=high * unit,
        df=float(df),
    )
    return (result.with_counts(len(pre), len(post)),)


def fraclogit(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Quasi-binomial logit of a share on the step, with HC1 and HC3 errors; for shares in percent.

    Methods ``fraclogit_hc1`` and ``fraclogit_hc3``, each with two parameters: ``log_odds_ratio``,
    the coefficient, and ``average_marginal_effect``, the fitted share after minus the fitted share
    before in percentage points, with its delta-method error. The design is saturated, so the fitted
    shares are the two means and everything has a closed form; the marginal effect is therefore the
    difference in means with a heteroskedasticity-robust error. Student t with n - 2 degrees of
    freedom, as R refers a quasi-binomial fit. Assumes independent observations.

    Raises
    ------
    Infeasible
        With fewer than two years on a side, no variation on both sides, or a value not strictly
        between 0 and 100.

    References
    ----------
    Papke & Wooldridge (1996), Journal of Applied Econometrics 11, 619-632. Checked against R's
    ``glm(quasibinomial)`` with ``sandwich::vcovHC``.
    """
    sample.design.require(pre=2, post=2)
    if sample.values.min() <= 0 or sample.values.max() >= 100:
        raise Infeasible("needs shares strictly between 0 and 100 percent")
    _require_variation(sample)
    groups = (sample.pre / 100, sample.post / 100)
    n = len(sample.values)
    share = np.array([g.mean() for g in groups])
    squares = np.array([np.mean((g - g.mean()) ** 2) / len(g) for g in groups])
    leverage = np.array([1 / len(g) for g in groups])
    variances = {"hc1": squares * n / (n - 2), "hc3": squares / (1 - leverage) ** 2}
    # Slope of the logit at the fitted shares: from the scale of shares to that of log odds.
    slope = 1 / (share * (1 - share))
    results = []
    for kind, variance in variances.items():
        common = (sample, f"fraclogit_{kind}", SAME_MEAN, "Papke & Wooldridge (1996)")
        effect, se = 100 * (share[1] - share[0]), 100 * np.sqrt(variance.sum())
        odds = special.logit(share[1]) - special.logit(share[0])
        odds_se = np.sqrt(np.sum(slope**2 * variance))
        results += [
            _t_result(
                *common, "average_marginal_effect", "percentage points", effect, se, n - 2, level
            ),
            _t_result(*common, "log_odds_ratio", "log odds", odds, odds_se, n - 2, level),
        ]
    return tuple(results)


def loglevel(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Ratio of the geometric mean after to the geometric mean before; for positive amounts.

    Least squares of the log on the step; estimate and interval are exponentiated, and the t is that
    of the log shift, zero (a ratio of one) under the null. Assumes independent errors of one
    variance on the log scale.

    Raises
    ------
    Infeasible
        With a value that is not positive, or as `by_ols`.

    References
    ----------
    Checked against R's ``lm(log(y) ~ step)``.
    """
    if sample.values.min(initial=np.inf) <= 0:
        raise Infeasible("needs positive values for logarithms")
    (log_shift,) = by_ols(shift_model(sample.design), np.log(sample.values), level)
    shift, se = log_shift.estimate, log_shift.se
    low, high = log_shift.ci_low, log_shift.ci_high
    # A single contrast always has these; the check is for the type checker.
    if shift is None or se is None or low is None or high is None:
        raise TypeError("the step has no t test")
    return (
        replace(
            log_shift,
            method="loglevel",
            null="The mean of the logarithm is the same before and after the event.",
            reference="ordinary least squares of logarithms",
            parameter="ratio",
            unit="ratio",
            estimate=float(np.exp(shift)),
            se=None,
            ci_low=float(np.exp(low)),
            ci_high=float(np.exp(high)),
            note=f"log shift {shift:.4f}, standard error {se:.4f}; no change is a ratio of 1",
        ),
    )


def _require_variation(sample: Sample) -> None:
    within = sum(float(np.sum((g - g.mean()) ** 2)) for g in (sample.pre, sample.post))
    if within <= EXACT_FIT * max(float(sample.values @ sample.values), np.finfo(float).tiny):
        raise Infeasible("the series is constant on both sides of the event")


def _t_result(
    sample: Sample,
    method: str,
    null: str,
    reference: str,
    parameter: str,
    unit: str,
    estimate: float,
    se: float,
    df: float,
    level: float,
) -> Result:
    t, half = estimate / se, stats.t.ppf(0.5 + level / 2, df) * se
    result = Result(
        method=method,
        null=null,
        reference=reference,
        parameter=parameter,
        unit=unit,
        estimate=float(estimate),
        se=float(se),
        ci_low=float(estimate - half),
        ci_high=float(estimate + half),
        statistic=float(t),
        df=float(df),
        p_two_sided=float(2 * stats.t.sf(abs(t), df)),
        p_greater=float(stats.t.sf(t, df)),
        p_less=float(stats.t.cdf(t, df)),
    )
    return result.with_counts(sample.design.n_pre, sample.design.n_post)


def _noncentrality(t: float, df: float, p: float) -> float:
    """Noncentrality under which a noncentral t variable lies below `t` with probability `p`."""

    def excess(delta: float) -> float:
        return float(stats.nct.cdf(t, df, delta)) - p

    # The probability falls with the noncentrality; widen until both sides are reached.
    width = 4.0 + abs(t)
    while excess(t - width) < 0 or excess(t + width) > 0:
        width *= 2
    return float(optimize.brentq(excess, t - width, t + width, xtol=1e-13, rtol=1e-14))
