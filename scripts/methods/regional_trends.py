"""Trend of several series together: regional Kendall test for, say, the recipients of one donor."""

from __future__ import annotations

import numpy as np

from scripts.methods.design import Floats
from scripts.methods.result import Infeasible, Result
from scripts.methods.trends import normal_p_values

NULL = "No series has a trend: every order of the years is equally likely for all of them at once."


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
            null=NULL,
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


def regional_scores(values: Floats) -> tuple[Floats, Floats, Floats]:
    """S (m,), its largest value given the ties (m,), and the covariance (m, m) of the S.

    The covariance of S_g and S_h is (K + 4 sum R_g R_h - n (n_g + 1) (n_h + 1)) / 3, where K counts
    the pairs of years in which both series move the same way less those in which they move
    apart, and R are ranks, at their mean in unobserved years. For complete series it is exact over
    all orders of the years, ties included.
    """
    n = len(values)
    signs = np.nan_to_num(np.sign(values[None, :, :] - values[:, None, :]))
    earlier = np.triu_indices(n, 1)
    moves = signs[earlier]
    counts = np.sum(~np.isnan(values), axis=0)
    # A rank is (n_g + 1) / 2 plus half the years below it less half the years above it.
    ranks = (counts + 1) / 2 + signs.sum(axis=0) / 2
    covariance = (moves.T @ moves + 4 * ranks.T @ ranks - n * np.outer(counts + 1, counts + 1)) / 3
    untied = np.abs(moves).sum(axis=0)
    largest = np.sqrt(untied * counts * (counts - 1) / 2)
    return moves.sum(axis=0), largest, covariance
