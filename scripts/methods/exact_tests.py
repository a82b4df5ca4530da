"""Higher after, by re-arrangement: exact tests of the data against their own orders. (E1)

Which re-arrangements count as equally likely is the assumption of each test. As in `higher_after`,
every function takes a `Sample`, or by `each` a design and the values (b, n) of many series, and its
estimate is the level after minus the level before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from math import ceil, comb

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import EventDesign, Floats
from scripts.methods.each import Answer, Batch, OnSamples
from scripts.methods.rank_sums import mann_whitney, shift_interval
from scripts.methods.result import Infeasible, Result

MAX_ASSIGNMENTS = 2_000_000
DRAWN = 99_999
# Years whose choices are looked up together: 4,096 sums fit into the processor's nearest memory.
_DIGITS = 12
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
    """
    design.require(pre=1, post=1)
    batch.require(_varies(batch), f"{_CONSTANT}, so every assignment gives the same difference")
    chosen = _assignments_of(design)
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
    ).with_counts(design.n_pre, design.n_post)
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
    """
    design.require(pre=1, post=1)
    batch.require(_varies(batch), f"{_CONSTANT}, so there are no ranks to compare")
    pre, post = batch.values[:, : design.n_pre], batch.values[:, design.n_pre :]
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
    ).with_counts(design.n_pre, design.n_post)
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
    n, k = len(design.years), design.n_post
    step = np.where(design.post, 1.0 / k, -1.0 / (n - k))
    rotations = np.array([np.roll(step, -shift) for shift in range(n)])
    observed = _difference(design, batch)
    shared = Result(
        method="perm_shift",
        null="The series is stationary: the event's years could lie anywhere in it.",
        reference="Chernozhukov, Wuthrich & Zhu (2021), cyclic shifts",
        parameter="mean_difference",
        note=f"exact over {n} rotations; smallest attainable p = 1/{n}",
    ).with_counts(design.n_pre, design.n_post)
    p_values = tail_shares(batch.values @ rotations.T, observed, batch.values)
    return (Answer(shared, {"estimate": observed, "statistic": observed, **p_values}),)


def tail_shares(values: Floats, observed: Floats, data: Floats) -> dict[str, Floats]:
    """p-values (b,): shares of the statistics (b, m) at least as extreme as the observed (b,)."""
    tie = _rounding(data)[:, None]
    seen = observed[:, None]
    return {
        "p_two_sided": np.mean(np.abs(values) >= np.abs(seen) - tie, axis=1),
        "p_greater": np.mean(values >= seen - tie, axis=1),
        "p_less": np.mean(values <= seen + tie, axis=1),
    }


def _rounding(data: Floats) -> Floats:
    # Sums in another order differ in the last digit; equal statistics must count as equal.
    return np.asarray(1e-12 * np.abs(data).sum(axis=-1))


def _varies(batch: Batch) -> NDArray[np.bool_]:
    return np.asarray(np.ptp(batch.values, axis=1) != 0)


def _difference(design: EventDesign, batch: Batch) -> Floats:
    pre, post = batch.values[:, : design.n_pre], batch.values[:, design.n_pre :]
    return np.asarray(post.mean(axis=1) - pre.mean(axis=1))


def assignments(n: int, k: int) -> np.ndarray:
    """(m, k) positions of every choice of k years out of n; `Infeasible` if they are too many."""
    if comb(n, k) > MAX_ASSIGNMENTS:
        raise Infeasible(f"{comb(n, k):,} assignments are more than {MAX_ASSIGNMENTS:,}")
    flat = np.fromiter(chain.from_iterable(combinations(range(n), k)), np.int8, comb(n, k) * k)
    return flat.reshape(-1, k).astype(np.intp)


@dataclass(frozen=True)
class _Assignments:
    """Assignments of k years, the observed one among them, prepared for the sums of any series.

    Attributes
    ----------
    design : EventDesign
    chosen : (m, k) positions of the years that each one chooses
    codes : (m,) arrays, one for every `_DIGITS` years: the years chosen among them as binary digits
    falls : (m,) by how much less than the observed difference each one's falls, if the years after
        the event fall by one
    unmoved : positions of those that fall as much
    """

    design: EventDesign
    chosen: NDArray[np.int8]
    codes: tuple[NDArray[np.intp], ...]
    falls: Floats
    unmoved: NDArray[np.intp]

    @property
    def total(self) -> int:
        """Their number."""
        return len(self.chosen)

    def differences(self, y: Floats) -> Floats:
        """(m,) differences in means of one series."""
        n, k = len(y), self.chosen.shape[1]
        sums = np.zeros(self.total)
        for i, code in enumerate(self.codes):
            part = y[i * _DIGITS : (i + 1) * _DIGITS]
            # The sum of every choice among these years, looked up by its digits.
            sums += (_binary(len(part)) @ part).take(code, mode="clip")
        sums *= 1.0 / k + 1.0 / (n - k)
        sums -= y.sum() / (n - k)
        return sums

    def ends(self, y: Floats, observed: float, some: NDArray[np.intp]) -> Floats:
        """Shifts from which on some of the assignments reach the observed difference."""
        n, k = len(y), self.chosen.shape[1]
        sums = y[self.chosen[some]].sum(axis=1)
        differences = sums / k - (y.sum() - sums) / (n - k)
        return np.asarray((observed - differences) / self.falls[some])


def _binary(digits: int) -> Floats:
    """(2^digits, digits) digits of every number, the last digit first."""
    numbers = np.arange(2**digits)
    return np.asarray((numbers[:, None] >> np.arange(digits)) & 1, dtype=float)


@lru_cache(maxsize=1)
def _assignments_of(design: EventDesign) -> _Assignments:
    n, k = len(design.years), design.n_post
    exact = comb(n, k) <= MAX_ASSIGNMENTS
    chosen = (assignments(n, k) if exact else drawn_assignments(design)).astype(np.int8)
    codes, years = [], np.arange(n)
    for start in range(0, n, _DIGITS):
        inside = (years >= start) & (years < start + _DIGITS)
        digit = np.where(inside, 1 << (years % _DIGITS), 0).astype(np.int16)
        codes.append(digit[chosen].sum(axis=1, dtype=np.intp))
    # After subtracting delta from the years after the event, an assignment's difference falls by
    # delta times b, its own difference of the step.
    overlap = design.post.astype(np.int8)[chosen].sum(axis=1, dtype=np.intp)
    falls = 1.0 - (overlap / k - (k - overlap) / (n - k))
    return _Assignments(design, chosen, tuple(codes), falls, np.flatnonzero(falls <= 1e-12))


def drawn_assignments(design: EventDesign) -> NDArray[np.intp]:
    """(DRAWN + 1, k) the observed assignment and random others, the same on every call."""
    n, k = len(design.years), design.n_post
    keys = np.random.default_rng(n * 1000 + k).random((DRAWN, n))
    drawn = np.argpartition(keys, k, axis=1)[:, :k]
    return np.vstack([np.flatnonzero(design.post), drawn])


def _permuted(chosen: _Assignments, y: Floats, level: float) -> tuple[float, ...]:
    """Two-sided p-value, both one-sided ones, and the ends of the interval, of one series."""
    post, differences = chosen.design.post, chosen.differences(y)
    observed, tie = float(y[post].mean() - y[~post].mean()), float(_rounding(y))
    reached = [
        np.count_nonzero(np.abs(differences) >= abs(observed) - tie),
        np.count_nonzero(differences >= observed - tie),
        np.count_nonzero(differences <= observed + tie),
    ]
    p_values = [count / chosen.total for count in reached]
    # The identity always counts, so `rank` further assignments may be passed without rejection.
    rank = ceil((1.0 - level) / 2 * chosen.total - 1e-9) - 1
    if rank < 1:
        return (*p_values, np.nan, np.nan)
    # An assignment reaches the observed difference from the shift w on; those that fall with it
    # never do.
    with np.errstate(divide="ignore", invalid="ignore"):
        w = (observed - differences) / chosen.falls
    ends = []
    for sign in (1.0, -1.0):
        from_end = sign * w
        from_end[chosen.unmoved] = np.inf
        # Equal shifts may differ in the last digits and must not change places for it.
        same, place = _around(from_end, rank - 1, near=1e-10 * float(np.abs(y).sum()))
        ends.append(float(sign * np.sort(sign * chosen.ends(y, observed, same))[place]))
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
