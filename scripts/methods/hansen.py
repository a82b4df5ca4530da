"""Approximate asymptotic p-values of supF, aveF and expF, after Hansen (1997)."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import numpy as np

from scripts.methods.hansen_1997 import COEFFICIENTS
from scripts.methods.result import Infeasible


def p_hansen(test: str, statistic: float, k: int, tau: float) -> float:
    """Asymptotic p-value of a functional of the F path.

    Hansen fits the tail as chi-squared: p = P(chi2(df) > b0 + b1 x + b2 x^2 + b3 x^3), with
    coefficients for trimming 0.01, 0.03, ..., 0.49; in between, p is linear in the trimming.

    Parameters
    ----------
    test : ``supf``, ``avef`` or ``expf``
    statistic : value of the test; F is the number of coefficients times the classical F
    k : number of coefficients that change, 1 or 2
    tau : share of the observations before the first candidate date, at most 0.5

    Raises
    ------
    Infeasible
        If no coefficients are tabulated for `k`.

    Notes
    -----
    Equal to ``strucchange::sctest`` but for two corrections. The fitted polynomials for aveF and
    expF turn down at large values, where R's p-value climbs back to one: here the polynomial is
    replaced by its running maximum. With a single candidate date (tau of 0.5) expF is F / 2, so
    twice its value is referred to the chi-squared distribution, and no finite-sample F distribution
    is used.

    References
    ----------
    Hansen (1997), Journal of Business and Economic Statistics 15, 60-67. Checked against
    ``strucchange::sctest``.
    """
    if (test, k) not in COEFFICIENTS:
        raise Infeasible(f"Hansen's coefficients are held for 1 and 2 parameters; asked for {k}")
    from scipy.special import chdtrc

    coefficients = COEFFICIENTS[test, k]
    taus = [row[0] for row in coefficients]

    def fitted(row: tuple[float, ...]) -> float:
        return float(chdtrc(row[5], max(_running_maximum(row[1:5], statistic), 0.0)))

    if tau <= taus[0]:
        return fitted(coefficients[0])
    single_date = float(chdtrc(k, 2 * statistic if test == "expf" else statistic))
    if tau >= 0.5:
        return single_date
    below = bisect_right(taus, tau) - 1
    low = fitted(coefficients[below])
    if below == len(taus) - 1:
        high, width = single_date, 0.5 - taus[below]
    else:
        high, width = fitted(coefficients[below + 1]), taus[below + 1] - taus[below]
    weight = (tau - taus[below]) / width
    return float((1 - weight) * low + weight * high)


def _running_maximum(polynomial: tuple[float, ...], x: float) -> float:
    """Largest value on [0, x] of the polynomial with ascending coefficients."""
    points = [x, *(point for point in _turning_points(polynomial) if point < x)]
    return float(np.polynomial.polynomial.polyval(np.array(points), polynomial).max())


@cache
def _turning_points(polynomial: tuple[float, ...]) -> tuple[float, ...]:
    """Where the polynomial may turn at positive values."""
    turning = np.roots((np.array(polynomial[1:]) * (1, 2, 3))[::-1])
    real = turning.real[np.abs(turning.imag) < 1e-12]
    return tuple(real[real > 0].tolist())
