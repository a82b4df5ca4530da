"""Unknown dates: Bai's intervals for the break dates of a partition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scripts.methods.breaks import Model, regressors, segments
from scripts.methods.design import Floats
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.partitions import Partition, fit_segments


@dataclass(frozen=True, kw_only=True)
class BreakInterval:
    """Bai's interval for one break date; a date is the last year of the earlier segment.

    ``low_size`` and ``high_size`` are observations up to the ends, outside 1..n - 1 where the
    interval leaves the sample; then ``identified`` is False and the year of that end None. All four
    ends are None, and the date not identified, where the limiting distribution gives no interval.
    """

    reference: str
    break_year: int
    low_year: int | None
    high_year: int | None
    low_size: int | None
    high_size: int | None
    identified: bool


def break_intervals(
    years: Sequence[int],
    y: Floats,
    partition: Partition,
    model: Model = "mean",
    level: float = 0.95,
    heterogeneous: bool = True,
) -> tuple[BreakInterval, ...]:
    """Bai's (1997) interval for every break date of a partition.

    Parameters
    ----------
    heterogeneous : let regressors and error variance differ between segments, as R does by default;
        else both are taken over the whole sample

    Notes
    -----
    Errors are taken as serially uncorrelated. The quantiles are found to full precision, where
    strucchange stops within 1e-4. The interval is for large n and small breaks.

    References
    ----------
    Bai (1997), Review of Economics and Statistics 79, 551-563; Bai and Perron (2003). Checked
    against ``confint`` of ``strucchange::breakpoints``.
    """
    x, n = regressors(years, model), len(y)
    fits = fit_segments(x, y, partition.sizes)
    parts = segments(partition.sizes, n)
    exact = EXACT_FIT * max(float(y @ y), np.finfo(float).tiny)
    variances, moments = [], []
    for first, last in parts if heterogeneous else [(0, n)] * len(parts):
        e = fits.residuals[first:last]
        variances.append(float(e @ e) / (last - first) if e @ e > exact else 0.0)
        moments.append(x[first:last].T @ x[first:last] / (last - first))
    intervals = []
    for i, size in enumerate(partition.sizes):
        delta = fits.beta[i + 1] - fits.beta[i]
        before, after = (float(delta @ moments[j] @ delta) for j in (i, i + 1))
        ends = _interval(variances[i], variances[i + 1], before, after, level)
        intervals.append(_dated(years, size, ends))
    return tuple(intervals)


def _interval(
    variance1: float, variance2: float, q1: float, q2: float, level: float
) -> tuple[float, float] | None:
    """Quantiles of the estimated minus the true date, in observations; None if there are none."""
    from scipy.optimize import brentq

    if min(variance1, variance2, q1, q2) <= 0:
        return None
    xi, phi = q2 / q1, q2 / q1 * variance2 / variance1
    tail = (1 - level) / 2
    if not tail < argmax_cdf(0.0, xi, phi) < 1 - tail:
        return None

    def quantile(p: float, sign: float) -> float:
        end = sign
        while sign * (argmax_cdf(end, xi, phi) - p) < 0:
            end *= 2
        return float(brentq(lambda v: argmax_cdf(v, xi, phi) - p, *sorted((0.0, end)), xtol=1e-12))

    scale = variance1 / q1
    return quantile(tail, -1.0) * scale, quantile(1 - tail, 1.0) * scale


def _dated(years: Sequence[int], size: int, ends: tuple[float, float] | None) -> BreakInterval:
    reference, year = "Bai (1997)", years[size - 1]
    if ends is None:
        return BreakInterval(
            reference=reference,
            break_year=year,
            low_year=None,
            high_year=None,
            low_size=None,
            high_size=None,
            identified=False,
        )
    # The estimate exceeds the truth by at most the upper quantile, so that one gives the lower end.
    low, high = size - int(np.ceil(ends[1])), size - int(np.floor(ends[0]))
    return BreakInterval(
        reference=reference,
        break_year=year,
        low_year=years[low - 1] if low >= 1 else None,
        high_year=years[high - 1] if high < len(years) else None,
        low_size=low,
        high_size=high,
        identified=low >= 1 and high < len(years),
    )


def argmax_cdf(x: float, xi: float = 1.0, phi: float = 1.0) -> float:
    """Distribution function of the argmax of Bai's two-sided Brownian motion with drift.

    Parameters
    ----------
    xi : ratio of the drifts after and before the break
    phi : ratio of the variances of the two Brownian motions

    References
    ----------
    Bai (1997), appendix B; in the symmetric case (xi = phi = 1) that of Yao (1987).
    """
    from scipy.special import log_ndtr

    size = abs(x)
    root = np.sqrt(size)
    if x < 0:
        a = xi / phi
        value = (
            -root * np.exp(-size / 8) / np.sqrt(2 * np.pi)
            - (phi + 2 * xi) / (a * (phi + xi))
            * np.exp(a * (1 + a) * size / 2 + log_ndtr(-(0.5 + a) * root))
            + (size / 2 - 2 + (phi + 2 * xi) ** 2 / ((phi + xi) * xi)) * np.exp(log_ndtr(-root / 2))
        )  # fmt: skip
        return float(value)
    b = xi**2 / phi
    value = (
        1
        + np.sqrt(b) * root * np.exp(-b * size / 8) / np.sqrt(2 * np.pi)
        + xi / phi * (2 * phi + xi) / (phi + xi)
        * np.exp((phi + xi) * size / 2 + log_ndtr(-(phi + xi / 2) / np.sqrt(phi) * root))
        - ((2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + b * size / 2)
        * np.exp(log_ndtr(-np.sqrt(b) * root / 2))
    )  # fmt: skip
    return float(value)
