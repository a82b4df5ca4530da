"""The exact null distribution of Kendall's S over all orderings of a series, ties included.

It depends on nothing but how often each value occurs, so series share it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache, lru_cache

import numpy as np

from scripts.methods.design import Floats


def kendall_counts(y: Floats) -> list[int]:
    """Numbers of orderings of the multiset `y` with S = -P, -P + 2, ..., P.

    P is the number of untied pairs. The inversions of a multiset have the Gaussian multinomial
    coefficient as generating function (MacMahon).
    """
    return list(_multiset_counts(_tie_sizes(y)))


def _tie_sizes(y: Floats) -> tuple[int, ...]:
    """How often each value occurs, ascending: all that the null distribution of S depends on."""
    return tuple(sorted(Counter(y.tolist()).values()))


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
