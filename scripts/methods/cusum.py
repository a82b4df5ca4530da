"""Unknown date: do the cumulated residuals drift away? CUSUM tests of a constant mean or trend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from scripts.methods.breaks import NULLS, Model, regressors
from scripts.methods.design import Floats
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.partitions import fit_segments
from scripts.methods.result import Infeasible, Result


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
    """
    from scipy.special import kolmogorov

    x = regressors(years, model)
    n, k = x.shape
    if n <= k:
        raise Infeasible(f"needs more than {k} observations for {k} coefficients; has {n}")
    residuals = fit_segments(x, y, ()).residuals
    rss = float(residuals @ residuals)
    if rss <= EXACT_FIT * max(float(y @ y), np.finfo(float).tiny):
        raise Infeasible("the fit is exact, so no variance can be estimated")
    process = np.cumsum(residuals) / np.sqrt(rss / (n - k) * n)
    statistic = float(np.abs(process).max())
    return (
        _result(
            "cusum_ols",
            "Ploberger and Kraemer (1992)",
            model,
            len(y),
            statistic,
            float(kolmogorov(statistic)),
            years[int(np.argmax(np.abs(process)))],
        ),
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
    n = len(y) - regressors(years, model).shape[1]
    if n < 2:
        raise Infeasible(f"needs at least 2 recursive residuals; has {max(n, 0)}")
    w = recursive_residuals(tuple(years), model) @ y
    deviations = w - w.mean()
    sum_of_squares = float(deviations @ deviations)
    # Rounding of the fits, not of the residuals alone, sets what counts as zero.
    if sum_of_squares <= EXACT_FIT * max(float(y @ y), np.finfo(float).tiny):
        raise Infeasible("the recursive residuals do not vary, so no variance can be estimated")
    process = np.cumsum(w) / np.sqrt(sum_of_squares / (n - 1) * n)
    relative = np.abs(process) / (1.0 + 2.0 * np.arange(1, n + 1) / n)
    statistic = float(relative.max())
    return (
        _result(
            "cusum_rec",
            "Brown, Durbin and Evans (1975)",
            model,
            len(y),
            statistic,
            _p_brown_durbin_evans(statistic),
            years[len(y) - n + int(np.argmax(relative))],
        ),
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
    from scipy.special import ndtr

    if x < 0.3:
        return 1.0 - 0.1465 * x
    crossing = ndtr(-3 * x) + np.exp(-4 * x**2) * (ndtr(x) - ndtr(-5 * x))
    return float(2 * (crossing - np.exp(-16 * x**2) * ndtr(-x)))


def _result(
    method: str, reference: str, model: Model, n: int, statistic: float, p: float, year: int
) -> Result:
    return Result(
        method=method,
        null=NULLS[model],
        reference=reference,
        parameter=f"constancy_of_{model}",
        unit="",
        statistic=statistic,
        p_two_sided=p,
        n_obs=n,
        note=f"largest in {year}",
    )
