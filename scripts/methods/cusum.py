"""Unknown date: do the cumulated residuals drift away? CUSUM tests of a constant mean or trend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov, ndtr

from scripts.methods.breaks import SegmentFitter
from scripts.methods.design import Floats
from scripts.methods.f_statistics import NULLS, Model, regressors
from scripts.methods.least_squares import EXACT, negligible
from scripts.methods.result import Infeasible, Result, only


def cusum_ols(years: Sequence[int], y: Floats, model: Model = "mean") -> tuple[Result, ...]:
    """Cumulated least squares residuals, referred to the supremum of a Brownian bridge.

    The statistic is the largest absolute value of the cumulated residuals over s sqrt(n), with s^2
    the residual variance on n - k degrees of freedom. Errors are taken as independent.

    Raises
    ------
    Infeasible
        With too few years, or if the model fits exactly.

    References
    ----------
    Ploberger and Kraemer (1992), Econometrica 60, 271-285. Equal to ``strucchange::efp`` with type
    ``OLS-CUSUM`` and ``sctest``, which sets p to one below a statistic of 0.1 (it is 1 - 1e-50
    there).

    Examples
    --------
    >>> (result,) = cusum_ols(range(1990, 1998), np.array([0.0, 1, 0, 1, 5, 6, 5, 6]))
    >>> round(result.statistic, 3), round(result.p_two_sided, 3), result.note
    (1.297, 0.069, 'largest in 1993')
    """
    return (only(cusum_ols_of_each(years, y[None, :], model)),)


def cusum_ols_of_each(years: Sequence[int], y: Floats, model: Model) -> list[Result | Infeasible]:
    """`cusum_ols` of each series in the rows of `y` (b, n); it raises with too few years."""
    x = regressors(years, model)
    n, k = x.shape
    if n <= k:
        raise Infeasible(f"needs more than {k} observations for {k} coefficients; has {n}")
    fitter = SegmentFitter(x)
    residuals = np.array([next(fitter.fits(series, [()])).residuals for series in y])
    rss = np.vecdot(residuals, residuals)
    kept = rss > negligible(y)
    process = np.cumsum(residuals[kept], axis=1) / np.sqrt(rss[kept] / (n - k) * n)[:, None]
    return _results(
        "cusum_ols",
        "Ploberger and Kraemer (1992)",
        model,
        years,
        kept,
        np.abs(process),
        kolmogorov,
        EXACT,
    )


def cusum_rec(years: Sequence[int], y: Floats, model: Model = "mean") -> tuple[Result, ...]:
    """Cumulated recursive residuals against the linear boundaries of Brown, Durbin and Evans.

    The statistic is the largest absolute value of the cumulated recursive residuals, over their
    standard deviation (about their own mean, as in strucchange) and sqrt(n - k), relative to the
    boundary 1 + 2 j at the fraction j of them. Errors are taken as independent.

    Raises
    ------
    Infeasible
        With too few years, or if all recursive residuals are the same.

    References
    ----------
    Brown, Durbin and Evans (1975), Journal of the Royal Statistical Society B 37, 149-192. Equal to
    ``strucchange::efp`` with type ``Rec-CUSUM`` and ``sctest``, whose p-value below a statistic of
    0.3 is a straight line through one at zero.
    """
    return (only(cusum_rec_of_each(years, y[None, :], model)),)


def cusum_rec_of_each(years: Sequence[int], y: Floats, model: Model) -> list[Result | Infeasible]:
    """`cusum_rec` of each series in the rows of `y` (b, n); it raises with too few years."""
    n = y.shape[1] - regressors(years, model).shape[1]
    if n < 2:
        raise Infeasible(f"needs at least 2 recursive residuals; has {max(n, 0)}")
    # One product for each series, so that it has the same digits in whatever company.
    w = (recursive_residuals(tuple(years), model) @ y[:, :, None])[:, :, 0]
    deviations = w - w.mean(axis=1)[:, None]
    sum_of_squares = np.vecdot(deviations, deviations)
    # Rounding of the fits, not of the residuals alone, sets what counts as zero.
    kept = sum_of_squares > negligible(y)
    process = np.cumsum(w[kept], axis=1) / np.sqrt(sum_of_squares[kept] / (n - 1) * n)[:, None]
    return _results(
        "cusum_rec",
        "Brown, Durbin and Evans (1975)",
        model,
        years,
        kept,
        np.abs(process) / (1.0 + 2.0 * np.arange(1, n + 1) / n),
        _p_brown_durbin_evans,
        "the recursive residuals do not vary, so no variance can be estimated",
    )


@lru_cache(maxsize=64)
def recursive_residuals(years: tuple[int, ...], model: Model) -> Floats:
    """(n - k, n) matrix that turns values into recursive residuals.

    They are the one-step prediction errors, scaled to the variance of the errors.
    """
    x = regressors(years, model)
    n, k = x.shape
    rows = np.zeros((n - k, n))
    for r in range(k, n):
        q, upper = np.linalg.qr(x[:r])
        leverage = np.linalg.solve(upper.T, x[r])
        rows[r - k, :r] = -q @ leverage
        rows[r - k, r] = 1.0
        rows[r - k] /= np.sqrt(1.0 + leverage @ leverage)
    return rows


def _p_brown_durbin_evans(x: float) -> float:
    """Probability that a Brownian motion on [0, 1] crosses x (1 + 2 j) or its mirror image."""
    if x < 0.3:
        return 1.0 - 0.1465 * x
    crossing = ndtr(-3 * x) + np.exp(-4 * x**2) * (ndtr(x) - ndtr(-5 * x))
    return float(2 * (crossing - np.exp(-16 * x**2) * ndtr(-x)))


def _results(
    method: str,
    reference: str,
    model: Model,
    years: Sequence[int],
    kept: NDArray[np.bool_],
    process: Floats,
    p_value: Callable[[float], float],
    otherwise: str,
) -> list[Result | Infeasible]:
    """Results of the series that are `kept` (b,), of absolute processes (kept, m) on the last m."""
    results: list[Result | Infeasible] = [Infeasible(otherwise) for _ in kept]
    for i, path in zip(np.flatnonzero(kept).tolist(), process, strict=True):
        largest = int(path.argmax())
        statistic = float(path[largest])
        results[i] = Result(
            method=method,
            null=NULLS[model],
            reference=reference,
            parameter=f"constancy_of_{model}",
            unit="",
            statistic=statistic,
            p_two_sided=float(p_value(statistic)),
            n_obs=len(years),
            note=f"largest in {years[len(years) - len(path) + largest]}",
        )
    return results
