"""Higher after, by re-arrangement: exact tests of the data against their own orders. (E1)

Which re-arrangements count as equally likely is the assumption of each test. As in `higher_after`,
every function takes a `Sample`, or by `each` a design and the values (b, n) of many series, and its
estimate is the level after minus the level before.
"""

from __future__ import annotations

from math import ceil, comb

import numpy as np
from numpy.typing import NDArray

from scripts.methods.assignments import DRAWN, Assignments, assignments_of, rotations
from scripts.methods.design import EventDesign, Floats
from scripts.methods.each import Answer, Batch, OnSamples
from scripts.methods.rank_sums import mann_whitney, shift_interval
from scripts.methods.result import Result

# One shift in so many is looked at to bound the ends of an interval.
_SAMPLED = 61
_CONSTANT = "the series is constant"


@OnSamples
def perm_mean(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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

    Examples
    --------
    >>> from scripts.methods.design import Sample
    >>> years, values = range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9])
    >>> (result,) = perm_mean(Sample.cut(years, values, 1993, "pre"))
    >>> result.note, round(result.p_two_sided, 4), (result.ci_low, result.ci_high)
    ('exact over 70 assignments', 0.0286, (1.0, 8.0))
    """
    design.require(pre=1, post=1)
    batch.require(_varies(batch), f"{_CONSTANT}, so every assignment gives the same difference")
    chosen = assignments_of(design)
    exact = chosen.total == comb(len(design.years), design.n_post)
    names = ("p_two_sided", "p_greater", "p_less", "ci_low", "ci_high")
    columns = np.array([_permuted(chosen, y, level) for y in batch.values]).T
    observed = _difference(design, batch)
    shared = Result(
        method="perm_mean",
        null="The years are exchangeable: their order carries no information about the level.",
        reference="Fisher (1935)",
        parameter="mean_difference",
        note=f"exact over {chosen.total} assignments" if exact else f"{DRAWN} assignments drawn",
    )
    numbers = {"estimate": observed, "statistic": observed}
    return (Answer(shared, numbers | dict(zip(names, columns, strict=True))),)


@OnSamples
def mwu(design: EventDesign, batch: Batch, level: float = 0.95) -> tuple[Answer, ...]:
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

    Examples
    --------
    >>> from scripts.methods.design import Sample
    >>> years, values = range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9])
    >>> (result,) = mwu(Sample.cut(years, values, 1993, "pre"))
    >>> result.estimate, round(result.p_two_sided, 4)
    (4.0, 0.0286)
    """
    design.require(pre=1, post=1)
    batch.require(_varies(batch), f"{_CONSTANT}, so there are no ranks to compare")
    pre, post = design.split(batch.values)
    shifts = np.sort((post[:, :, None] - pre[:, None, :]).reshape(len(post), -1), axis=1)
    names = ("p_two_sided", "p_greater", "p_less", "statistic", "ci_low", "ci_high")
    columns = np.array(
        [
            (*mann_whitney(x, y), *shift_interval(x, y, s, 1.0 - level))
            for x, y, s in zip(pre, post, shifts, strict=True)
        ]
    ).T
    shared = Result(
        method="mwu",
        null="A value from after the event is as likely to be above as below one from before it.",
        reference="Mann & Whitney (1947); Hodges & Lehmann (1963)",
        parameter="hodges_lehmann_shift",
        note="exact given the ties",
    )
    numbers = {"estimate": np.median(shifts, axis=1)}
    return (Answer(shared, numbers | dict(zip(names, columns, strict=True))),)


@OnSamples
def perm_shift(design: EventDesign, batch: Batch) -> tuple[Answer, ...]:
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
    design.require(pre=1, post=1)
    batch.require(_varies(batch), f"{_CONSTANT}, so every rotation gives the same difference")
    n, observed = len(design.years), _difference(design, batch)
    shared = Result(
        method="perm_shift",
        null="The series is stationary: the event's years could lie anywhere in it.",
        reference="Chernozhukov, Wuthrich & Zhu (2021), cyclic shifts",
        parameter="mean_difference",
        note=f"exact over {n} rotations; smallest attainable p = 1/{n}",
    )
    rotated = batch.values @ rotations(design.mean_difference()).T
    p_values = tail_shares(rotated, observed, batch.values)
    return (Answer(shared, {"estimate": observed, "statistic": observed, **p_values}),)


def tail_shares(values: Floats, observed: Floats, data: Floats) -> dict[str, Floats]:
    """p-values (b,): shares of the statistics (b, m) at least as extreme as the observed (b,)."""
    tie = _rounding(data)[:, None]
    seen = observed[:, None]
    reached = {
        "p_two_sided": np.abs(values) >= np.abs(seen) - tie,
        "p_greater": values >= seen - tie,
        "p_less": values <= seen + tie,
    }
    return {k: np.count_nonzero(which, axis=1) / values.shape[1] for k, which in reached.items()}


def _rounding(data: Floats) -> Floats:
    # Sums in another order differ in the last digit; equal statistics must count as equal.
    return np.asarray(1e-12 * np.abs(data).sum(axis=-1))


def _varies(batch: Batch) -> NDArray[np.bool_]:
    return np.asarray(np.ptp(batch.values, axis=1) != 0)


def _difference(design: EventDesign, batch: Batch) -> Floats:
    pre, post = design.split(batch.values)
    return np.asarray(post.mean(axis=1) - pre.mean(axis=1))


def _permuted(chosen: Assignments, y: Floats, level: float) -> tuple[float, ...]:
    """Two-sided p-value, both one-sided ones, and the ends of the interval, of one series."""
    post, differences = chosen.design.post, chosen.differences(y)
    observed, tie = float(y[post].mean() - y[~post].mean()), float(_rounding(y))
    greater = int(np.count_nonzero(differences >= observed - tie))
    less = int(np.count_nonzero(differences <= observed + tie))
    if abs(observed) <= tie:
        both = chosen.total
    elif observed > 0:
        both = greater + int(np.count_nonzero(differences <= tie - observed))
    else:
        both = less + int(np.count_nonzero(differences >= -tie - observed))
    p_values = [count / chosen.total for count in (both, greater, less)]
    # The identity always counts, so `rank` further assignments may be passed without rejection.
    rank = ceil((1.0 - level) / 2 * chosen.total - 1e-9) - 1
    if rank < 1:
        return (*p_values, np.nan, np.nan)
    # An assignment reaches the observed difference from the shift w on; those that fall with it
    # never do.
    w = np.subtract(observed, differences, out=differences)
    w /= chosen.falls
    ends = []
    for sign in (1.0, -1.0):
        # Equal shifts may differ in the last digits and must not change places for it.
        same, place = _around(w, rank - 1, near=1e-10 * float(np.abs(y).sum()))
        ends.append(float(sign * np.sort(sign * chosen.ends(y, observed, same))[place]))
        np.negative(w, out=w)
    return (*p_values, *ends)


def _around(values: Floats, rank: int, near: float) -> tuple[NDArray[np.intp], int]:
    """Positions of the values `near` the one of ascending `rank`, and its rank among them."""
    # The value lies below a quantile of a sample that is somewhat higher: only those below it are
    # put in order.
    sample, share = values[::_SAMPLED], (rank + 1) / len(values)
    wanted = share * len(sample) + 5.0 * np.sqrt(share * len(sample)) + 5.0
    place = min(int(wanted), len(sample) - 1)
    bound = np.partition(sample, place)[place]
    low = np.flatnonzero(values <= bound)
    if len(low) <= rank or place == len(sample) - 1:
        low, bound = np.arange(len(values)), np.inf
    ordered = values[low]
    value = np.partition(ordered, rank)[rank]
    if value + near >= bound:
        low, ordered = np.arange(len(values)), values
    same = low[np.abs(ordered - value) <= near]
    return same, rank - int(np.count_nonzero(ordered < value - near))
