"""Trend: does the series rise or fall over a window? Years, not ranks, on the time axis.

Rank-based tests, of one series and of several together; the regressions of the same question are
in `linear_inference`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from scripts.methods.design import Floats, neighbours
from scripts.methods.kendall import (
    exact_p_values,
    kendall_s,
    kendall_variance,
    normal_p_values,
    regional_scores,
    tau_b,
)
from scripts.methods.linear_model import NO_TREND
from scripts.methods.result import Infeasible, Result

NO_ORDER = "Every order of the observed values is equally likely: there is no trend."
NO_COMMON_ORDER = (
    "No series has a trend: every order of the years is equally likely for all of them at once."
)
# The exact null distribution is counted up to this many years; the normal one is as good beyond.
EXACT_UP_TO = 60
# Differences below this share of the range are rounding, hence ties.
TIE = 1e-9


def mk(years: Sequence[int], y: Floats) -> tuple[Result, ...]:
    """Mann-Kendall test: S, tau-b, normal p-value, and the exact p-value given the ties.

    The exact null distribution of S over all orderings of the observed values is counted by its
    generating function (Gaussian binomial coefficients), ties included; scipy's exact test refuses
    ties. ``p_exact`` and the one-sided p-values come from it; ``p_two_sided`` is the normal
    approximation (variance corrected for ties, continuity corrected) that other programs print.
    Beyond 60 years ``p_exact`` is None and the one-sided p-values are normal too. ``se`` is the
    standard deviation of S. Assumes exchangeable years.

    Raises
    ------
    Infeasible
        With fewer than three years or a constant series.

    References
    ----------
    Mann (1945), Econometrica 13, 245-259; Kendall (1975). Checked by enumeration, against
    ``scipy.stats.kendalltau``, pymannkendall's ``original_test`` and R's ``cor.test``.

    Examples
    --------
    >>> (result,) = mk(range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9]))
    >>> result.statistic, round(result.p_exact, 4)
    (24.0, 0.0017)
    """
    _require(y)
    return (_mann_kendall("mk", "Mann (1945); Kendall (1975)", y),)


def mk_pw(years: Sequence[int], y: Floats) -> tuple[Result, ...]:
    """Mann-Kendall test of the pre-whitened series y(t) - r y(t - 1).

    r is the lag-1 autocorrelation over calendar neighbours, and only they are differenced, so a gap
    costs one more year. The trend itself raises r, so power is lost and the test is shown for
    comparison only. p-values as in `mk`.

    Raises
    ------
    Infeasible
        With a constant series, fewer than three pairs of neighbouring years, or a constant
        pre-whitened series.

    References
    ----------
    Kulkarni and von Storch (1995), Meteorologische Zeitschrift 4, 82-85. Equal to pymannkendall's
    ``pre_whitening_modification_test`` without gaps.
    """
    _require(y)
    pairs = neighbours(years)
    e = y - y.mean()
    r1 = float(e[pairs] @ e[pairs + 1] / (e @ e))
    # Ties by rounding do not depend on the level of the series if the deviations are filtered.
    filtered = _snapped(e[pairs + 1] - r1 * e[pairs], float(np.ptp(e)))
    if len(filtered) < 3:
        raise Infeasible(f"needs at least 3 pairs of neighbouring years; has {len(filtered)}")
    if np.ptp(filtered) == 0:
        raise Infeasible("the pre-whitened series is constant")
    result = _mann_kendall("mk_pw", "Kulkarni and von Storch (1995)", filtered, f"r1 = {r1:.3f}")
    return (result,)


def mk_hr(years: Sequence[int], y: Floats) -> tuple[Result, ...]:
    """Mann-Kendall test with the variance of Hamed and Rao for autocorrelated series.

    The variance of S is multiplied by 1 + 2 / (n (n - 1) (n - 2)) times the sum over lags i of
    (n - i) (n - i - 1) (n - i - 2) r(i), where r(i) is the autocorrelation of the ranks of the
    series less its Theil-Sen line, left out unless it is beyond 1.96 / sqrt(n). All p-values are
    normal, with continuity correction.

    Lags are calendar years; with gaps, r(i) sums the pairs that are i years apart over the full sum
    of squares, and lags run to n - 3 as they do without gaps. Values that agree within 1e-9 of the
    range share a rank: the median slope makes two detrended values equal whenever the number of
    pairs is odd, and rounding must not rank them.

    Raises
    ------
    Infeasible
        With fewer than four years, a constant series, an exact line, or a corrected variance that
        is not positive (it is an approximation for long series).

    References
    ----------
    Hamed and Rao (1998), Journal of Hydrology 204, 182-196. Equal to pymannkendall's
    ``hamed_rao_modification_test`` without gaps where the number of pairs is even.
    """
    _require(y)
    n = len(y)
    if n < 4:
        raise Infeasible(f"needs at least 4 observed years; has {n}")
    bound = float(ndtri(0.975)) / np.sqrt(n)
    total = 0.0
    for lag, r in enumerate(_rank_autocorrelations(years, y).tolist()):
        if abs(r) > bound:
            total += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
    factor = 1.0 + 2.0 / (n * (n - 1) * (n - 2)) * total
    if factor <= 0:
        raise Infeasible(f"the corrected variance is not positive: {factor:.3f} times the variance")
    variance, note = kendall_variance(y) * factor, f"variance times {factor:.3f}"
    return (_of_tau("mk_hr", NO_TREND, "Hamed and Rao (1998)", y, variance, note),)


def sen(years: Sequence[int], y: Floats, level: float = 0.95) -> tuple[Result, ...]:
    """Theil-Sen slope per calendar year with Sen's interval.

    References
    ----------
    Sen (1968), Journal of the American Statistical Association 63, 1379-1389. Computed by
    ``scipy.stats.theilslopes``, checked against R code of its own.

    Examples
    --------
    >>> (result,) = sen(range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9]))
    >>> result.estimate, result.ci_low, result.ci_high
    (1.0, 0.5, 2.0)
    """
    # Not above: it costs every user of this module half a second.
    from scipy.stats import theilslopes

    _require(y)
    slope, _, low, high = theilslopes(y, np.array(years, dtype=float), level)
    return (
        Result(
            method="sen",
            null=NO_TREND,
            reference="Sen (1968)",
            parameter="slope",
            unit="{unit} per year",
            estimate=float(slope),
            ci_low=float(low),
            ci_high=float(high),
            n_obs=len(y),
        ),
    )


def mk_regional(values: Floats) -> tuple[Result, ...]:
    """Kendall's S summed over series, with and without correction for their cross-correlation.

    Method ``mk_regional`` has the variance of Dietz and Killeen, in which the series move together;
    ``mk_regional_independent`` takes them as independent, the variance of the plain regional test.
    p-values are normal with continuity correction, ``estimate`` is S over its largest possible
    value given the ties, ``se`` the standard deviation of S. Years are taken as exchangeable, so
    autocorrelation is not corrected for.

    Parameters
    ----------
    values : (n, m) array
        One column per series, rows in the order of time; NaN where a series is not observed. Series
        with fewer than three years or a constant value are left out, which the note says.

    Raises
    ------
    Infeasible
        If fewer than two series are left, or the variance of their sum is zero.

    References
    ----------
    Hirsch and Slack (1984), Water Resources Research 20, 727-732; Dietz and Killeen (1981), Journal
    of the American Statistical Association 76, 169-174; Helsel and Frans (2006), Environmental
    Science and Technology 40, 4066-4073. Checked by enumerating the orders of the years, and
    against pymannkendall's ``regional_test`` (independent) without gaps.
    """
    usable = [v for v in values.T if np.sum(~np.isnan(v)) >= 3 and np.nanmax(v) > np.nanmin(v)]
    if len(usable) < 2:
        raise Infeasible(f"needs at least 2 series that vary over 3 years; has {len(usable)}")
    s, pairs, covariance = regional_scores(np.column_stack(usable))
    total, variance = int(s.sum()), float(covariance.sum())
    if variance < 1e-9 * np.trace(covariance):
        raise Infeasible("the series cancel one another: their summed S has no variance")
    observed = sum(int(np.sum(~np.isnan(v))) for v in usable)
    note = f"{len(usable)} of {values.shape[1]} series"
    return tuple(
        Result(
            method=method,
            null=NO_COMMON_ORDER,
            reference=reference,
            parameter="tau_b",
            unit="",
            estimate=float(total / pairs.sum()),
            se=float(np.sqrt(var)),
            statistic=float(total),
            n_obs=observed,
            note=note,
            **normal_p_values(total, var),  # type: ignore[arg-type]
        )
        for method, reference, var in (
            ("mk_regional", "Hirsch and Slack (1984)", variance),
            ("mk_regional_independent", "Helsel and Frans (2006)", float(np.trace(covariance))),
        )
    )


def _rank_autocorrelations(years: Sequence[int], y: Floats) -> Floats:
    """(n - 2,) autocorrelations, from lag 0 on, of the ranks of the series less its median line."""
    n, t = len(y), np.array(years) - years[0]
    later, earlier = np.tril_indices(n, -1)
    distance = t[later] - t[earlier]
    slope = np.median((y[later] - y[earlier]) / distance)
    detrended = _snapped(y - y.mean() - slope * t, float(np.ptp(y)))
    if np.ptp(detrended) == 0:
        raise Infeasible("the series is an exact line, so its ranks have no autocorrelation")
    ascending = np.sort(detrended)
    # Twice the mean rank less n: the years below a value less the years above it.
    e = np.searchsorted(ascending, detrended) + np.searchsorted(ascending, detrended, "right") - n
    # Whole numbers, so these sums are exact in any order.
    sums = np.bincount(distance, e[later] * e[earlier])
    return np.asarray(sums[: n - 2] / float(e @ e))


def _mann_kendall(method: str, reference: str, y: Floats, note: str = "") -> Result:
    result = _of_tau(method, NO_ORDER, reference, y, kendall_variance(y), note)
    if len(y) > EXACT_UP_TO:
        return result
    return replace(result, **exact_p_values(kendall_s(y), y))  # type: ignore[arg-type]


def _of_tau(
    method: str, null: str, reference: str, y: Floats, variance: float, note: str
) -> Result:
    """Kendall's S with its variance and the normal p-values that follow from it."""
    s = kendall_s(y)
    return Result(
        method=method,
        null=null,
        reference=reference,
        parameter="tau_b",
        unit="",
        estimate=tau_b(y),
        se=float(np.sqrt(variance)),
        statistic=float(s),
        n_obs=len(y),
        note=note,
        **normal_p_values(s, variance),  # type: ignore[arg-type]
    )


def _snapped(values: Floats, scale: float) -> Floats:
    """Values with those that differ by rounding alone made equal."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    group = np.concatenate([[0], np.cumsum(np.diff(ascending) > TIE * scale)])
    first = np.unique(group, return_index=True)[1]
    snapped = np.empty_like(values)
    snapped[order] = ascending[first][group]
    return snapped


def _require(y: Floats) -> None:
    if len(y) < 3:
        raise Infeasible(f"needs at least 3 observed years; has {len(y)}")
    if np.ptp(y) == 0:
        raise Infeasible("the series is constant")
