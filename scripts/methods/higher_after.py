"""Higher after: is the level after a known date above the level before? (E1)

Comparisons of the means of the two groups of years; the exact tests of the same question are in
`exact_tests`, its regressions in `linear_inference`. Every function takes a `Sample`, or by `each`
a design and the values (b, n) of many series, and gives results whose estimate is the level after
minus (or over) the level before. None of them says that the event is the reason.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import optimize, special

from scripts.methods.design import EventDesign, Floats
from scripts.methods.each import Answer, Batch, OnSamples, t_test
from scripts.methods.least_squares import negligible
from scripts.methods.linear_inference import fits_of, wald
from scripts.methods.linear_model import SAME_MEAN, shift_model
from scripts.methods.result import Infeasible, Result

# Beyond this t the noncentral t distribution is not computed reliably.
MAX_NONCENTRAL_T = 1e4


@OnSamples
def welch(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
    """Difference in means with unequal variances, Welch-Satterthwaite degrees of freedom.

    Assumes independent observations: with autocorrelated errors it rejects too often.

    Raises
    ------
    Infeasible
        With fewer than two years on a side, or no variation on both sides.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. Checked against R's ``t.test``.

    Examples
    --------
    >>> from scripts.methods.design import Sample
    >>> years, values = range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9])
    >>> (result,) = welch(Sample.cut(years, values, 1993, "pre"))
    >>> result.estimate, round(result.p_two_sided, 4)
    (4.25, 0.0085)
    """
    design.require(pre=2, post=2)
    _require_variation(design, batch)
    groups = design.split(batch.values)
    parts = np.array([g.var(axis=1, ddof=1) / g.shape[1] for g in groups])
    total = parts[0] + parts[1]
    shares, sizes = parts / total, [[g.shape[1] - 1] for g in groups]
    df = 1.0 / np.sum(shares**2 / sizes, axis=0)
    difference = groups[1].mean(axis=1) - groups[0].mean(axis=1)
    shared = Result(
        method="welch", null=SAME_MEAN, reference="Welch (1947)", parameter="mean_difference"
    )
    return (Answer(shared, t_test(difference, np.sqrt(total), df, level) | {"df": df}),)


@OnSamples
def hedges_g(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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
    design.require(pre=1, post=1)
    _require_variation(design, batch)
    pre, post = design.split(batch.values)
    df = design.n_pre + design.n_post - 2
    if df < 2:
        raise Infeasible(f"needs at least 4 observations; has {df + 2}")
    difference = post.mean(axis=1) - pre.mean(axis=1)
    pooled = np.sqrt((_spread(pre) + _spread(post)) / df)
    unit = float(np.sqrt(1 / design.n_pre + 1 / design.n_post))
    correction = np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2))
    d = difference / pooled
    reason = "the spread within the groups is negligible beside their difference"
    d = d[batch.require(np.less_equal(np.abs(d) / unit, MAX_NONCENTRAL_T), reason)]
    tails = (0.5 + level / 2, 0.5 - level / 2)
    low, high = (np.array([_noncentrality(t, df, p) for t in d / unit]) for p in tails)
    numbers = {
        "estimate": d * float(correction / np.sqrt(df / 2)),
        "ci_low": low * unit,
        "ci_high": high * unit,
    }
    shared = Result(
        method="hedges_g",
        null=SAME_MEAN,
        reference="Hedges (1981)",
        parameter="standardised_difference",
        unit="standard deviations",
        df=float(df),
    )
    return (Answer(shared, numbers),)


@OnSamples
def fraclogit(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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
    design.require(pre=2, post=2)
    inside = ((batch.values > 0) & (batch.values < 100)).all(axis=1)
    batch.require(np.asarray(inside), "needs shares strictly between 0 and 100 percent")
    _require_variation(design, batch)
    groups = [g / 100 for g in design.split(batch.values)]
    n = len(design.years)
    share = np.array([g.mean(axis=1) for g in groups])
    squares = np.array([np.mean(_deviations(g) ** 2, axis=1) / g.shape[1] for g in groups])
    leverage = np.array([[1 / g.shape[1]] for g in groups])
    variances = {"hc1": squares * n / (n - 2), "hc3": squares / (1 - leverage) ** 2}
    # Slope of the logit at the fitted shares: from the scale of shares to that of log odds.
    slope = 1 / (share * (1 - share))
    answers = []
    for kind, variance in variances.items():
        effect, se = 100 * (share[1] - share[0]), 100 * np.sqrt(variance.sum(axis=0))
        odds = special.logit(share[1]) - special.logit(share[0])
        odds_se = np.sqrt(np.sum(slope**2 * variance, axis=0))
        for parameter, unit, estimate, error in (
            ("average_marginal_effect", "percentage points", effect, se),
            ("log_odds_ratio", "log odds", odds, odds_se),
        ):
            shared = Result(
                method=f"fraclogit_{kind}",
                null=SAME_MEAN,
                reference="Papke & Wooldridge (1996)",
                parameter=parameter,
                unit=unit,
                df=float(n - 2),
            )
            answers.append(Answer(shared, t_test(estimate, error, n - 2, level)))
    return tuple(answers)


@OnSamples
def loglevel(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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
    positive = batch.values.min(axis=1, initial=np.inf) > 0
    batch.require(positive, "needs positive values for logarithms")
    batch.values = np.log(batch.values)
    model = shift_model(design)
    fits = fits_of(model, batch)
    reference = "ordinary least squares of logarithms"
    log_shift = wald(
        model, model.contrasts[0], fits.beta, fits.covariance, fits.df, "ols", reference, level
    )
    numbers = dict(log_shift.numbers)
    notes = [
        f"log shift {shift:.4f}, standard error {se:.4f}; no change is a ratio of 1"
        for shift, se in zip(numbers["estimate"], numbers.pop("se"), strict=True)
    ]
    numbers |= {k: np.exp(numbers[k]) for k in ("estimate", "ci_low", "ci_high")}
    shared = replace(
        log_shift.shared,
        method="loglevel",
        null="The mean of the logarithm is the same before and after the event.",
        parameter="ratio",
        unit="ratio",
    )
    return (Answer(shared, numbers, notes),)


def _deviations(group: Floats) -> Floats:
    return np.asarray(group - group.mean(axis=1)[:, None])


def _spread(group: Floats) -> Floats:
    return np.asarray(np.sum(_deviations(group) ** 2, axis=1))


def _require_variation(design: EventDesign, batch: Batch) -> None:
    pre, post = design.split(batch.values)
    varied = np.asarray(_spread(pre) + _spread(post) > negligible(batch.values))
    batch.require(varied, "the series is constant on both sides of the event")


def _noncentrality(t: float, df: float, p: float) -> float:
    """Noncentrality under which a noncentral t variable lies below `t` with probability `p`."""

    def excess(delta: float) -> float:
        below = float(special.nctdtr(df, delta, t))
        # Far from t the series that computes it fails, where it is 0 or 1 to all digits.
        return (float(delta < t) if np.isnan(below) else below) - p

    # The probability falls with the noncentrality; widen until both sides are reached.
    width = 4.0 + abs(t)
    while excess(t - width) < 0 or excess(t + width) > 0:
        width *= 2
    return float(optimize.brentq(excess, t - width, t + width, xtol=1e-13, rtol=1e-14))
