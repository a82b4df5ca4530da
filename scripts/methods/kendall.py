"""Kendall's S of a series with time, and its null distribution over all orderings, ties included.

The distribution depends on nothing but how often each value occurs, so series share it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache, lru_cache

import numpy as np
from scipy.special import ndtr

from scripts.methods.design import Floats


def kendall_s(y: Floats) -> int:
    """Concordant minus discordant pairs of a series in time order."""
    signs = np.sign(y[None, :] - y[:, None])
    return int(np.triu(signs, 1).sum())


def tau_b(y: Floats) -> float:
    """Kendall's tau-b of a series with time, which has no ties."""
    pairs = len(y) * (len(y) - 1) // 2
    tied = sum(size * (size - 1) // 2 for size in Counter(y.tolist()).values())
    return float(kendall_s(y) / np.sqrt(pairs * (pairs - tied)))


def kendall_variance(y: Floats) -> float:
    """Variance of S over all orderings, corrected for ties."""
    ties = np.array(list(Counter(y.tolist()).values()), dtype=float)

    def term(m: Floats | int) -> Floats | int:
        return m * (m - 1) * (2 * m + 5)

    return float((term(len(y)) - np.sum(term(ties))) / 18)


def normal_p_values(s: int, variance: float) -> dict[str, float]:
    """Normal p-values of S with continuity correction, each towards the null."""
    sd = np.sqrt(variance)
    return {
        "p_two_sided": float(2 * ndtr(-(abs(s) - 1) / sd)) if s else 1.0,
        "p_greater": float(ndtr(-(s - 1) / sd)),
        "p_less": float(ndtr((s + 1) / sd)),
    }


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


def kendall_counts(y: Floats) -> list[int]:
    """Numbers of orderings of the multiset `y` with S = -P, -P + 2, ..., P.

    P is the number of untied pairs. The inversions of a multiset have the Gaussian multinomial
    coefficient as generating function (MacMahon).

    Examples
    --------
    >>> kendall_counts(np.array([1.0, 2, 3]))
    [1, 2, 2, 1]
    """
    return list(_multiset_counts(_tie_sizes(y)))


def exact_p_values(s: int, y: Floats) -> dict[str, float]:
    """Shares of the orderings of `y` at least as extreme as S: integers until one last division."""
    tails = _tails(_tie_sizes(y))
    pairs, total = len(tails) - 1, tails[0]
    # S and -S are equally likely, and S has the parity of the number of untied pairs.
    up, down = tails[(pairs + s) // 2], tails[(pairs - s) // 2]
    return {
        "p_exact": (2 * min(up, down) if s else total) / total,
        "p_greater": up / total,
        "p_less": down / total,
    }


def _tie_sizes(y: Floats) -> tuple[int, ...]:
    """How often each value occurs, ascending: all that the null distribution of S depends on."""
    return tuple(sorted(Counter(y.tolist()).values()))


@lru_cache(maxsize=256)
def _tails(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of orderings with S of at least -P, -P + 2, ..., P."""
    return tuple(itertools.accumulate(reversed(_multiset_counts(sizes))))[::-1]


@lru_cache(maxsize=256)
def _multiset_counts(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Coefficients of the Gaussian multinomial coefficient of n objects in groups of `sizes`."""
    counts = np.array(_permutation_counts(sum(sizes)), dtype=object)
    for size in sizes:
        for i in range(2, size + 1):
            # Divide by (1 - q^i) / (1 - q): exact in integers.
            product = counts.copy()
            product[1:] -= counts[:-1]
            for j in range(i, len(product)):
                product[j] += product[j - i]
            counts = product[: len(product) - (i - 1)]
    return tuple(int(c) for c in counts)


@cache
def _permutation_counts(n: int) -> tuple[int, ...]:
    """Numbers of permutations of n objects with 0, 1, ... inversions."""
    if n <= 1:
        return (1,)
    # Multiply by (1 - q^n) / (1 - q): sums of n neighbours.
    shorter = np.array(_permutation_counts(n - 1), dtype=object)
    counts = np.concatenate([shorter, np.zeros(n - 1, dtype=object)]).cumsum()
    counts[n:] -= counts[:-n].copy()
    return tuple(counts.tolist())
