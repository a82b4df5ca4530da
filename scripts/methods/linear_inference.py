"""Inference on the contrasts of a linear model: one function for each way to get a p-value.

Each function takes a `LinearModel` and the observed values (n,), or by `each` those of many series
(b, n), and gives one result for every contrast, under the method id ``{model prefix}_{ending}``:
`by_ols` gives ``shift_ols``, ``its_ols`` and ``trend_ols``, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import fdtrc

from scripts.methods.ar1_likelihood import RHO_CANDIDATES, Ar1Regression
from scripts.methods.ar1_reference import NullTable
from scripts.methods.ar1_referred import referred_tests
from scripts.methods.design import Floats
from scripts.methods.each import Answer, Batch, OnModels, t_test
from scripts.methods.least_squares import EXACT, Fits, solve_each
from scripts.methods.linear_model import Contrast, LinearModel
from scripts.methods.result import Infeasible, Result
from scripts.methods.sandwich import Spacing, bartlett, cosines, sandwich

# The autocorrelation is estimated anew under every value, so what is not rejected may have holes.
HULL = "; interval is the hull of values not rejected, which are not one interval"


@OnModels
def by_ols(model: LinearModel, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
    """Ordinary least squares with the classical covariance: the textbook benchmark.

    Assumes independent errors of one variance; with autocorrelated errors it rejects too often.

    References
    ----------
    Checked against R's ``lm`` and exact rational arithmetic.
    """
    fits = fits_of(model, batch)
    reference = "ordinary least squares"
    return tuple(
        wald(model, c, fits.beta, fits.covariance, fits.df, "ols", reference, level)
        for c in model.contrasts
    )


def fits_of(model: LinearModel, batch: Batch) -> Fits:
    """Least squares fits of a batch, which is left with the series that are not fitted exactly."""
    fits = solve_each(model.x, batch.values)
    return fits.of(batch.require(fits.leave_errors(batch.values), EXACT))


@OnModels
def by_hac(
    model: LinearModel,
    batch: Batch,
    bandwidth: int | None = None,
    spacing: Spacing = "calendar",
    level: float = 0.95,
) -> tuple[Answer, ...]:
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

    Examples
    --------
    >>> from scripts.methods.linear_model import trend_model
    >>> (result,) = by_hac(trend_model(range(1990, 1998)), np.array([1.0, 3, 2, 4, 6, 5, 7, 9]))
    >>> round(result.estimate, 3), round(result.se, 3), result.note
    (1.036, 0.084, 'bandwidth 2')
    """
    fits = fits_of(model, batch)
    weights, lags = bartlett(model, bandwidth, spacing)
    fits, covariance = sandwich(model, batch, fits, weights)
    covariance = covariance * (len(model.years) / fits.df)
    ending = "hac" if spacing == "calendar" else "hac_rows"
    reference = "Newey & West (1987); Datta & Du (2012)"
    note = f"bandwidth {lags}"
    return tuple(
        wald(model, c, fits.beta, covariance, fits.df, ending, reference, level, note)
        for c in model.contrasts
    )


@OnModels
def by_ewc(
    model: LinearModel, batch: Batch, number: int | None = None, level: float = 0.95
) -> tuple[Answer, ...]:
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
    fits = fits_of(model, batch)
    waves = cosines(model, number)
    b = waves.shape[1]
    fits, covariance = sandwich(model, batch, fits, 2.0 / b * waves @ waves.T)
    reference, note = "Lazarus, Lewis, Stock & Watson (2018)", f"{b} cosines"
    answers = []
    for contrast in model.contrasts:
        df = b - len(contrast.rows) + 1
        scaled = covariance * (b / df)
        answers.append(wald(model, contrast, fits.beta, scaled, df, "ewc", reference, level, note))
    return tuple(answers)


@OnModels
def by_ar1(model: LinearModel, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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
    df = fits_of(model, batch).df
    fits = Ar1Regression(model.years, model.x).fit(batch.values)
    covariance = fits.unscaled * (fits.rss / df)[:, None, None]
    at_end = np.abs(fits.rho) >= RHO_CANDIDATES[-1]
    notes = [
        f"rho = {rho:.3f}{', the end of its range' if end else ''}"
        for rho, end in zip(fits.rho, at_end, strict=True)
    ]
    reference = "Gaussian AR(1) likelihood; Jones (1980)"
    return tuple(
        wald(model, c, fits.beta, covariance, df, "ar1", reference, level, notes)
        for c in model.contrasts
    )


@OnModels
def by_boot_ar1(
    model: LinearModel, batch: Batch, tables: Mapping[str, NullTable], level: float = 0.95
) -> tuple[Answer, ...]:
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

    Examples
    --------
    >>> from scripts.methods.ar1_reference import tabulate_nulls
    >>> from scripts.methods.linear_model import trend_model
    >>> model = trend_model(range(1990, 1998))
    >>> tables = tabulate_nulls(model.restrictions(), 999, np.random.default_rng(1))
    >>> (result,) = by_boot_ar1(model, np.array([1.0, 3, 2, 4, 6, 5, 7, 9]), tables)
    >>> result.method, 0.0 < result.p_two_sided < 0.1
    ('trend_boot_ar1', True)
    """
    tabulated = [c for c in model.contrasts if c.parameter in tables]
    if not tabulated:
        raise Infeasible("no null distribution can be tabulated on these years")
    restrictions, fits = model.restrictions(), fits_of(model, batch)
    answers = []
    for contrast in tabulated:
        name = contrast.parameter
        numbers, rhos, whole = referred_tests(
            batch.values, fits, restrictions[name], tables[name], level
        )
        notes = [
            f"rho = {rho:.3f}{'' if connected else HULL}"
            for rho, connected in zip(rhos, whole, strict=True)
        ]
        reference = "Andrews (1993); parametric AR(1) null on the design"
        answers.append(Answer(_shared(model, contrast, "boot_ar1", reference), numbers, notes))
    return tuple(answers)


def wald(
    model: LinearModel,
    contrast: Contrast,
    beta: Floats,
    covariance: Floats,
    df: float,
    ending: str,
    reference: str,
    level: float = 0.95,
    note: str | Sequence[str] = "",
) -> Answer:
    """t test (one row) or F test (several) of a contrast.

    Parameters
    ----------
    beta, covariance : (b, k) and (b, k, k)
        Coefficients of b series and their covariances.
    note : str or sequence of str
        For all series, or one for each.
    """
    value = (contrast.rows @ beta[:, :, None])[:, :, 0]
    variance = contrast.rows @ covariance @ contrast.rows.T
    q = len(contrast.rows)
    if q > 1:
        solved = np.linalg.solve(variance, value[:, :, None])
        f = (value[:, None, :] @ solved)[:, 0, 0] / q
        numbers = {"statistic": f, "p_two_sided": fdtrc(q, df, f)}
    else:
        numbers = t_test(value[:, 0], np.sqrt(variance[:, 0, 0]), df, level)
    shared, notes = (note, None) if isinstance(note, str) else ("", note)
    fixed = {"df": float(df), "df_num": float(q) if q > 1 else None, "note": shared}
    return Answer(_shared(model, contrast, ending, reference, **fixed), numbers, notes)


def _shared(
    model: LinearModel, contrast: Contrast, ending: str, reference: str, **fixed: object
) -> Result:
    return Result(
        method=f"{model.prefix}_{ending}",
        null=contrast.null,
        reference=reference,
        parameter=contrast.parameter,
        unit=contrast.unit,
        **fixed,  # type: ignore[arg-type]
    )
