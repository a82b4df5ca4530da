"""Higher after, by re-arrangement: exact tests of the data against their own orders. (E1)

Which re-arrangements count as equally likely is the assumption of each test. As in `higher_after`,
every function takes a `Sample`, and its estimate is the level after minus the level before.
"""

from __future__ import annotations

from itertools import combinations
from math import ceil, comb
from typing import TypedDict

import numpy as np
from scipy import stats

from scripts.methods.design import EventDesign, Floats, Sample
from scripts.methods.result import Infeasible, Result

MAX_ASSIGNMENTS = 2_000_000
DRAWN = 99_999


class TailShares(TypedDict):
    """The three p-values of a re-arrangement test."""

    p_two_sided: float
    p_greater: float
    p_less: float


class Interval(TypedDict):
    """Ends of a confidence interval; None where no value can be rejected at that level."""

    ci_low: float | None
    ci_high: float | None


def perm_mean(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Exact permutation test of the difference in means over all assignments of years.

    The two-sided p-value is the share of assignments whose absolute difference is at least the
    observed one (not twice the smaller tail, which is what `scipy.stats.permutation_test` reports).
    The interval inverts the two one-sided tests. Exact for exchangeable years, not under trends or
    autocorrelation. Beyond `MAX_ASSIGNMENTS` assignments a fixed random sample of `DRAWN` of them
    and the observed one stand for all, so that p = (b + 1) / (B + 1).

    Raises
    ------
    Infeasible
        With no year on a side or a constant series.

    References
    ----------
    Fisher (1935); interval: Garthwaite (1996), Biometrics 52, 1387-1393. Checked by enumeration.
    """
    design = sample.design
    design.require(pre=1, post=1)
    if np.ptp(sample.values) == 0:
        raise Infeasible("the series is constant, so every assignment gives the same difference")
    n, k = len(design.years), design.n_post
    exact = comb(n, k) <= MAX_ASSIGNMENTS
    chosen = assignments(n, k) if exact else _drawn_assignments(design)
    sums = sample.values[chosen].sum(axis=1)
    differences = sums / k - (sample.values.sum() - sums) / (n - k)
    observed = float(sample.post.mean() - sample.pre.mean())
    result = Result(
        method="perm_mean",
        null="The years are exchangeable: their order carries no information about the level.",
        reference="Fisher (1935)",
        parameter="mean_difference",
        estimate=observed,
        statistic=observed,
        note=f"exact over {len(chosen)} assignments" if exact else f"{DRAWN} assignments drawn",
        **tail_shares(differences, observed, sample.values),
        **_permutation_interval(design, chosen, differences, observed, level),
    )
    return (_counted(result, sample),)


def mwu(sample: Sample, level: float = 0.95) -> tuple[Result, ...]:
    """Exact Mann-Whitney test with mid-ranks, Hodges-Lehmann shift and its exact interval.

    The null distribution is the exact conditional distribution given the ties, counted by dynamic
    programming, where scipy's exact method ignores ties. The interval is the hull of all shifts
    that the two-sided exact test does not reject.

    Raises
    ------
    Infeasible
        With no year on a side or a constant series.

    References
    ----------
    Mann & Whitney (1947); Hodges & Lehmann (1963). Checked by enumeration and R's ``wilcox.test``.
    """
    sample.design.require(pre=1, post=1)
    if np.ptp(sample.values) == 0:
        raise Infeasible("the series is constant, so there are no ranks to compare")
    pre, post = sample.pre, sample.post
    p_two, p_greater, p_less, statistic = _mwu_p_values(pre, post)
    shifts = np.sort((post[:, None] - pre[None, :]).ravel())
    low, high = _shift_interval(pre, post, shifts, 1.0 - level)
    result = Result(
        method="mwu",
        null="A value from after the event is as likely to be above as below one from before it.",
        reference="Mann & Whitney (1947); Hodges & Lehmann (1963)",
        parameter="hodges_lehmann_shift",
        estimate=float(np.median(shifts)),
        ci_low=low,
        ci_high=high,
        statistic=statistic,
        p_two_sided=p_two,
        p_greater=p_greater,
        p_less=p_less,
        note="exact given the ties",
    )
    return (_counted(result, sample),)


def perm_shift(sample: Sample) -> tuple[Result, ...]:
    """Permutation test of the difference in means over the rotations of the event in time.

    The event's block of years is moved through all n positions of the observed years, the end
    joined to the beginning, so the order of the values, and with it their autocorrelation, stays as
    it is. The two-sided p-value is the share of rotations whose absolute difference is at least the
    observed one. Valid for a stationary series, up to the one seam; not under a trend. No interval:
    with fewer than 40 years no value could be rejected at both of its ends.

    Raises
    ------
    Infeasible
        With no year on a side or a constant series.

    References
    ----------
    Chernozhukov, Wuthrich & Zhu (2021), JASA 116, 1849-1864, for the cyclic group. Checked by
    enumeration.
    """
    sample.design.require(pre=1, post=1)
    if np.ptp(sample.values) == 0:
        raise Infeasible("the series is constant, so every rotation gives the same difference")
    n, k = len(sample.values), sample.design.n_post
    rotated = np.array([np.roll(sample.values, shift) for shift in range(n)])
    sums = rotated[:, sample.design.post].sum(axis=1)
    differences = sums / k - (sample.values.sum() - sums) / (n - k)
    observed = float(sample.post.mean() - sample.pre.mean())
    result = Result(
        method="perm_shift",
        null="The series is stationary: the event's years could lie anywhere in it.",
        reference="Chernozhukov, Wuthrich & Zhu (2021), cyclic shifts",
        parameter="mean_difference",
        estimate=observed,
        statistic=observed,
        note=f"exact over {n} rotations; smallest attainable p = 1/{n}",
        **tail_shares(differences, observed, sample.values),
    )
    return (_counted(result, sample),)


def tail_shares(values: Floats, observed: float, data: Floats) -> TailShares:
    """Shares of re-arranged statistics (m,) at least as extreme as the observed one."""
    # Sums in another order differ in the last digit; equal statistics must count as equal.
    tie = 1e-12 * float(np.abs(data).sum())
    return {
        "p_two_sided": float(np.mean(np.abs(values) >= abs(observed) - tie)),
        "p_greater": float(np.mean(values >= observed - tie)),
        "p_less": float(np.mean(values <= observed + tie)),
    }


def _counted(result: Result, sample: Sample) -> Result:
    return result.with_counts(sample.design.n_pre, sample.design.n_post)


def assignments(n: int, k: int) -> np.ndarray:
    """(m, k) positions of every choice of k years out of n; `Infeasible` if they are too many."""
    if comb(n, k) > MAX_ASSIGNMENTS:
        raise Infeasible(f"{comb(n, k):,} assignments are more than {MAX_ASSIGNMENTS:,}")
    return np.array(list(combinations(range(n), k)), dtype=np.intp)


def _drawn_assignments(design: EventDesign) -> np.ndarray:
    """(DRAWN + 1, k) the observed assignment and random others, the same on every call."""
    n, k = len(design.years), design.n_post
    keys = np.random.default_rng(n * 1000 + k).random((DRAWN, n))
    drawn = np.argpartition(keys, k, axis=1)[:, :k]
    return np.vstack([np.flatnonzero(design.post), drawn])


def rank_sum_p_values(n: int, k: int) -> Floats:
    """Two-sided p-value of every rank sum of k out of n untied values, indexed by the sum."""
    counts = _subset_sum_counts(np.arange(1, n + 1), k)
    distance = np.abs(np.arange(len(counts)) - k * (n + 1) / 2)
    reached = [counts[distance >= d - 1e-9].sum() for d in distance]
    return np.asarray(np.array(reached) / counts.sum())


def _permutation_interval(
    design: EventDesign, chosen: np.ndarray, differences: Floats, observed: float, level: float
) -> Interval:
    # After subtracting delta from the years after the event, an assignment's difference falls by
    # delta times b, its own difference of the step; it reaches the observed one from w on.
    n, k = len(design.years), design.n_post
    overlap = design.post[chosen].sum(axis=1)
    b = overlap / k - (k - overlap) / (n - k)
    moved = b < 1.0 - 1e-12
    w = np.sort((observed - differences[moved]) / (1.0 - b[moved]))
    # The identity always counts, so `rank` further assignments may be passed without rejection.
    rank = ceil((1.0 - level) / 2 * len(chosen) - 1e-9) - 1
    if rank < 1:
        return {"ci_low": None, "ci_high": None}
    return {"ci_low": float(w[rank - 1]), "ci_high": float(w[len(w) - rank])}


def _mwu_p_values(pre: Floats, post: Floats) -> tuple[float, float, float, float]:
    doubled = np.rint(2 * stats.rankdata(np.concatenate([pre, post]))).astype(int)
    observed, k = int(doubled[len(pre) :].sum()), len(post)
    counts = _subset_sum_counts(doubled, k)
    sums = np.arange(len(counts))
    centre = doubled.sum() * k / len(doubled)
    p_two = counts[np.abs(sums - centre) >= abs(observed - centre) - 1e-9].sum()
    total = counts.sum()
    u = observed / 2 - k * (k + 1) / 2
    return (
        float(p_two / total),
        float(counts[sums >= observed].sum() / total),
        float(counts[sums <= observed].sum() / total),
        float(u),
    )


def _subset_sum_counts(values: np.ndarray, k: int) -> Floats:
    """Number of k-subsets of positive integers `values` with each possible sum, as floats."""
    counts = np.zeros((k + 1, int(values.sum()) + 1))
    counts[0, 0] = 1.0
    for v in values:
        for size in range(k, 0, -1):
            counts[size, v:] += counts[size - 1, : counts.shape[1] - v]
    return np.asarray(counts[k])


def _shift_interval(
    pre: Floats, post: Floats, shifts: Floats, alpha: float
) -> tuple[float | None, float | None]:
    # The test changes only where a shift makes two values equal, so testing between neighbouring
    # pairwise differences finds the first one that is not rejected from either side.
    knots = np.unique(shifts)
    pad = 1.0 + float(np.ptp(knots))
    inner = 0.5 * (knots[1:] + knots[:-1])
    between = np.concatenate([[knots[0] - pad], inner, [knots[-1] + pad]])
    kept = [i for i, s in enumerate(between) if _mwu_p_values(pre, post - s)[0] > alpha]
    if not kept or kept[0] == 0 or kept[-1] == len(between) - 1:
        return None, None
    return float(knots[kept[0] - 1]), float(knots[kept[-1]])
