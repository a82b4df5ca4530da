"""Inference on the contrasts of a linear model: one function for each way to get a p-value.

Each function takes a `LinearModel` and the observed values (n,) and returns one result for every
contrast, under the method id ``{model prefix}_{ending}``: `by_ols` gives ``shift_ols``, ``its_ols``
and ``trend_ols``, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats

from scripts.methods.ar1_likelihood import RHO_CANDIDATES, Ar1Regression
from scripts.methods.ar1_reference import NullTable, referred_test
from scripts.methods.design import Floats
from scripts.methods.least_squares import ols
from scripts.methods.linear_model import Contrast, LinearModel
from scripts.methods.result import Infeasible, Result
from scripts.methods.sandwich import Spacing, bartlett, cosines, sandwich

# The autocorrelation is estimated anew under every value, so what is not rejected may have holes.
HULL = "; interval is the hull of values not rejected, which are not one interval"


def by_ols(model: LinearModel, y: Floats, level: float = 0.95) -> tuple[Result, ...]:
    """Ordinary least squares with the classical covariance: the textbook benchmark.

    Assumes independent errors of one variance; with autocorrelated errors it rejects too often.

    References
    ----------
    Checked against R's ``lm`` and exact rational arithmetic.
    """
    fit = ols(model.x, y)
    return tuple(
        wald(model, c, fit.beta, fit.covariance, fit.df, "ols", "ordinary least squares", level)
        for c in model.contrasts
    )


def by_hac(
    model: LinearModel,
    y: Floats,
    bandwidth: int | None = None,
    spacing: Spacing = "calendar",
    level: float = 0.95,
) -> tuple[Result, ...]:
    """Least squares with Bartlett HAC errors (``hac``, or ``hac_rows`` for equal spacing).

    Small-sample factor n / (n - k), Student t with n - k degrees of freedom (F for a joint test).
    Assumes weakly dependent errors; rejects too often in samples of this size.

    Parameters
    ----------
    bandwidth : int, optional
        Last lag with a weight; round(0.75 n^(1/3)) by default (Stock & Watson's rule).
    spacing : ``calendar`` or ``rows``
        ``calendar`` pairs observations by their distance in years, a missing year adding nothing
        ("amplitude modulated"); ``rows`` pretends that neighbouring rows are one year apart.

    Raises
    ------
    Infeasible
        If an observed year is fitted exactly whatever its value, so that its residual says nothing
        about its error, or if the estimated variance is not positive.

    References
    ----------
    Newey & West (1987), Econometrica 55, 703-708; Datta & Du (2012), FRB IFDP 1060. Checked against
    R's ``sandwich::NeweyWest(prewhite = FALSE, adjust = TRUE)`` on equally spaced years.
    """
    fit = ols(model.x, y)
    weights, lags = bartlett(model, bandwidth, spacing)
    covariance = sandwich(model, fit, weights) * (len(y) / fit.df)
    ending = "hac" if spacing == "calendar" else "hac_rows"
    reference = "Newey & West (1987); Datta & Du (2012)"
    note = f"bandwidth {lags}"
    return tuple(
        wald(model, c, fit.beta, covariance, fit.df, ending, reference, level, note)
        for c in model.contrasts
    )


def by_ewc(
    model: LinearModel, y: Floats, number: int | None = None, level: float = 0.95
) -> tuple[Result, ...]:
    """Least squares with the equal-weighted cosine variance (``ewc``) and its Student t.

    With B cosines a single contrast is referred to t with B degrees of freedom. A joint test of q
    restrictions is Hotelling's: F (B - q + 1) / B is referred to F(q, B - q + 1).

    Departure from the source: the cosines stand at the calendar positions of the observed years in
    their span, and a missing year adds nothing; without gaps this is the published estimator.

    Parameters
    ----------
    number : int, optional
        B, the number of cosines; round(0.4 n^(2/3)), at least 3, by default.

    Raises
    ------
    Infeasible
        With fewer than B degrees of freedom, or as `by_hac`.

    References
    ----------
    Lazarus, Lewis, Stock & Watson (2018), Journal of Business & Economic Statistics 36, 541-559.
    """
    fit = ols(model.x, y)
    waves = cosines(model, number)
    b = waves.shape[1]
    covariance = sandwich(model, fit, 2.0 / b * waves @ waves.T)
    results = []
    for contrast in model.contrasts:
        df = b - len(contrast.rows) + 1
        results.append(
            wald(
                model,
                contrast,
                fit.beta,
                covariance * (b / df),
                df,
                "ewc",
                "Lazarus, Lewis, Stock & Watson (2018)",
                level,
                f"{b} cosines",
            )
        )
    return tuple(results)


def by_ar1(model: LinearModel, y: Floats, level: float = 0.95) -> tuple[Result, ...]:
    """Regression with Gaussian AR(1) errors by exact maximum likelihood (``ar1``).

    Generalised least squares at the most likely autocorrelation, innovation variance rss / (n - k),
    Student t with n - k degrees of freedom. The likelihood takes a gap as a missing observation.
    Treats the autocorrelation as known, and it is biased towards zero: rejects too often.

    Raises
    ------
    Infeasible
        As `Ar1Regression`, or if the fit is exact.

    References
    ----------
    See `ar1_likelihood`.
    """
    df = ols(model.x, y).df
    fits = Ar1Regression(model.years, model.x).fit(y[None, :])
    rho, covariance = float(fits.rho[0]), fits.unscaled[0] * (fits.rss[0] / df)
    at_end = abs(rho) >= RHO_CANDIDATES[-1]
    note = f"rho = {rho:.3f}" + (", the end of its range" if at_end else "")
    reference = "Gaussian AR(1) likelihood; Jones (1980)"
    return tuple(
        wald(model, c, fits.beta[0], covariance, df, "ar1", reference, level, note)
        for c in model.contrasts
    )


def by_boot_ar1(
    model: LinearModel, y: Floats, tables: Mapping[str, NullTable], level: float = 0.95
) -> tuple[Result, ...]:
    """Classical t or F referred to its own null distribution under AR(1) errors on these years.

    Parameters
    ----------
    tables : mapping of NullTable
        Tabulated nulls of ``model.restrictions()``, by parameter; a contrast without one is left
        out.

    Raises
    ------
    Infeasible
        If no contrast has a tabulated null.

    References
    ----------
    Andrews (1993), Econometrica 61, 139-165, for the autocorrelation; see `ar1_reference`.
    """
    tabulated = [c for c in model.contrasts if c.parameter in tables]
    if not tabulated:
        raise Infeasible("no null distribution can be tabulated on these years")
    results = []
    for contrast in tabulated:
        restriction = model.restrictions()[contrast.parameter]
        test = referred_test(y, restriction, tables[contrast.parameter], level)
        sign = 1.0 if test.estimate is None else float(np.sign(test.estimate))
        # The null distribution of a signed t is symmetric, since -u is as likely as u.
        half = test.p_value / 2
        up, down = (half, 1 - half) if sign > 0 else (1 - half, half)
        results.append(
            _result(
                model,
                contrast,
                "boot_ar1",
                "Andrews (1993); parametric AR(1) null on the design",
                estimate=test.estimate,
                se=test.se,
                ci_low=test.ci_low,
                ci_high=test.ci_high,
                statistic=sign * test.statistic,
                p_two_sided=test.p_value,
                p_greater=None if test.estimate is None else up,
                p_less=None if test.estimate is None else down,
                p_mc_se=test.p_mc_se,
                note=f"rho = {test.rho:.3f}{'' if test.connected else HULL}",
            )
        )
    return tuple(results)


def wald(
    model: LinearModel,
    contrast: Contrast,
    beta: Floats,
    covariance: Floats,
    df: float,
    ending: str,
    reference: str,
    level: float = 0.95,
    note: str = "",
) -> Result:
    """t test (one row) or F test (several) of a contrast from coefficients and their covariance."""
    value = contrast.rows @ beta
    variance = contrast.rows @ covariance @ contrast.rows.T
    if len(value) > 1:
        f = float(value @ np.linalg.solve(variance, value)) / len(value)
        p = float(stats.f.sf(f, len(value), df))
        numbers = {"statistic": f, "df": float(df), "df_num": float(len(value)), "p_two_sided": p}
    else:
        estimate, se = float(value[0]), float(np.sqrt(variance[0, 0]))
        t, half = estimate / se, float(stats.t.ppf(0.5 + level / 2, df)) * se
        numbers = {
            "estimate": estimate,
            "se": se,
            "ci_low": estimate - half,
            "ci_high": estimate + half,
            "statistic": t,
            "df": float(df),
            "p_two_sided": float(2 * stats.t.sf(abs(t), df)),
            "p_greater": float(stats.t.sf(t, df)),
            "p_less": float(stats.t.cdf(t, df)),
        }
    return _result(model, contrast, ending, reference, note=note, **numbers)


def _result(
    model: LinearModel, contrast: Contrast, ending: str, reference: str, **numbers: object
) -> Result:
    return Result(
        method=f"{model.prefix}_{ending}",
        null=contrast.null,
        reference=reference,
        parameter=contrast.parameter,
        unit=contrast.unit,
        n_obs=len(model.years),
        n_pre=model.n_pre,
        n_post=model.n_post,
        **numbers,  # type: ignore[arg-type]
    )
