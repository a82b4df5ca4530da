"""The exact null distribution of the rank sum given the ties, and what follows from it.

The sums of k out of n mid-ranks are counted as coefficients of the product of (1 + w z^rank), in
ranks doubled to be integers. The product of untied ranks is kept; a tie divides it by the factors
of the ranks it replaces and multiplies it by those of their mean.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Floats

# Exact integers, or doubles where the numbers would not fit.
Counts = NDArray[np.int64] | NDArray[np.float64]
# Integers below this many are counted without overflow.
_COUNTABLE = 2**62


def mann_whitney(pre: Floats, post: Floats) -> tuple[float, float, float, float]:
    """Two-sided p-value, those of an increase and a decrease, and U, exact given the ties."""
    ascending, k = np.sort(np.concatenate([pre, post])), len(post)
    # Twice the mid-rank of a value: the values below it and those not above it, and one.
    first, last = (np.searchsorted(ascending, ascending, side) for side in ("left", "right"))
    doubled = first + last + 1
    observed = int(doubled[np.searchsorted(ascending, post)].sum())
    two, greater, less = _tails(doubled.tobytes(), k)
    u = observed / 2 - k * (k + 1) / 2
    return float(two[observed]), float(greater[observed]), float(less[observed]), u


def shift_interval(pre: Floats, post: Floats, shifts: Floats, alpha: float) -> tuple[float, float]:
    """Hull of the shifts that the two-sided test does not reject; NaN where it has no ends.

    The test changes only where a shift makes two values equal. Without ties on a side it depends on
    the number of differences above the shift alone, so the ends are order statistics of these. With
    ties it is made between neighbouring differences, from either side until one is not rejected.

    Parameters
    ----------
    shifts : (n_pre n_post,) pairwise differences, ascending
    """
    if not (_tied(pre) or _tied(post)):
        rank = _untied_rank(len(pre), len(post), alpha)
        return (shifts[rank - 1], shifts[-rank]) if rank else (np.nan, np.nan)
    knots = np.unique(shifts)
    pad = 1.0 + float(np.ptp(knots))
    inner = 0.5 * (knots[1:] + knots[:-1])
    between = np.concatenate([[knots[0] - pad], inner, [knots[-1] + pad]])
    above = len(shifts) - np.searchsorted(shifts, between, side="right")
    open_ = np.flatnonzero(~_rejected_whatever_the_ties(len(pre), len(post), alpha)[above])

    def first_kept(order: NDArray[np.intp]) -> int:
        kept = (i for i in order if mann_whitney(pre, post - between[i])[0] > alpha)
        return int(next(kept, 0))

    low, high = first_kept(open_), first_kept(open_[::-1])
    if low == 0 or high in (0, len(between) - 1):
        return np.nan, np.nan
    return float(knots[low - 1]), float(knots[high])


def rank_sum_p_values(n: int, k: int) -> Floats:
    """Two-sided p-value of every rank sum of k out of n untied values, indexed by the sum."""
    return _tails((2 * np.arange(1, n + 1)).tobytes(), k)[0][::2]


def _tied(values: Floats) -> bool:
    ascending = np.sort(values)
    return bool((ascending[1:] == ascending[:-1]).any())


@lru_cache(maxsize=64)
def _tails(doubled: bytes, k: int) -> tuple[Floats, Floats, Floats]:
    """Shares of the sums of k of the ranks, beyond each sum on both sides, above and below it."""
    ranks = np.frombuffer(doubled, dtype=np.int64)
    n, total = len(ranks), int(ranks.sum())
    if 2 * k > n:
        # What k of them do not sum to is the sum of the others.
        two, upper, lower = (tail[::-1] for tail in _tails(doubled, n - k))
        return two, lower, upper
    counts = _counts(ranks, k)
    at_most, at_least = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
    # Mid-ranks have the mean of ranks, so the centre of their doubles is an integer.
    centre = k * (n + 1)
    distance = np.abs(np.arange(total + 1) - centre)
    all_ = at_most[-1]
    below = np.where(distance <= centre, at_most[np.maximum(centre - distance, 0)], 0)
    above = np.where(centre + distance <= total, at_least[np.minimum(centre + distance, total)], 0)
    both = np.where(distance == 0, all_, below + above)
    return both / all_, at_least / all_, at_most / all_


def _counts(ranks: NDArray[np.int64], k: int) -> Counts:
    """Number of k-subsets of doubled ranks with each possible sum."""
    n, total = len(ranks), int(ranks.sum())
    untied = 2 * np.arange(1, n + 1)
    if comb(n, k) >= _COUNTABLE:
        return np.asarray(_multiplied(_nothing_chosen(k, total, np.float64), ranks)[k])
    table = _untied_counts(n, k).copy()
    for rank in untied[ranks != untied]:
        # From the sums with that rank to those without it, in order of the number of ranks.
        for size in range(1, k + 1):
            table[size, rank:] -= table[size - 1, :-rank]
    return np.asarray(_multiplied(table, ranks[ranks != untied])[k])


@lru_cache(maxsize=8)
def _untied_counts(n: int, k: int) -> Counts:
    return _multiplied(_nothing_chosen(k, n * (n + 1), np.int64), 2 * np.arange(1, n + 1))


def _nothing_chosen(k: int, total: int, kind: type[np.generic]) -> Counts:
    table = np.zeros((k + 1, total + 1), dtype=kind)
    table[0, 0] = 1
    return table


def _multiplied(table: Counts, ranks: NDArray[np.int64]) -> Counts:
    """Numbers of subsets by size and sum, with further ranks to choose from."""
    for rank in ranks:
        table[1:, rank:] += table[:-1, :-rank]
    return table


def _untied_p_values(n_pre: int, n_post: int) -> Floats:
    """Two-sided p-value of every U without ties, from 0 to n_pre n_post."""
    least = n_post * (n_post + 1) // 2
    return rank_sum_p_values(n_pre + n_post, n_post)[least : least + n_pre * n_post + 1]


@lru_cache(maxsize=64)
def _untied_rank(n_pre: int, n_post: int, alpha: float) -> int:
    """The smallest U that the two-sided test without ties does not reject."""
    return int(np.argmax(_untied_p_values(n_pre, n_post) > alpha))


@lru_cache(maxsize=64)
def _rejected_whatever_the_ties(n_pre: int, n_post: int, alpha: float) -> NDArray[np.bool_]:
    """Which U, from 0 to n_pre n_post, are rejected by the two-sided test under any ties.

    The mid-rank sum is the mean of the untied one over the orders of tied values, so by Jensen's
    inequality no convex function of it has a larger mean: P(|U - c| >= d) is at most the mean of
    max(|U - c| - a, 0) without ties over d - a, for any a from 0 to d.
    """
    least = n_post * (n_post + 1)
    doubled = 2 * np.arange(1, n_pre + n_post + 1)
    upper = _tails(doubled.tobytes(), n_post)[1][least : least + 2 * n_pre * n_post + 1 : 2]
    share = upper - np.append(upper[1:], 0.0)
    distance = np.abs(np.arange(len(share)) - n_pre * n_post / 2)
    gap = np.maximum(distance[:, None] - distance, 0.0)
    excess = share @ gap
    bound = np.divide(excess, gap, out=np.ones_like(gap), where=gap > 0).min(axis=1)
    return np.asarray(bound <= alpha * (1 - 1e-9))
