"""The exact rank sums against enumeration, and the shift interval against trying every shift."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from scripts.methods.rank_sums import mann_whitney, rank_sum_p_values, shift_interval

CASES = [(4, 9, 0), (9, 4, 0), (5, 5, 0), (3, 8, 1), (8, 3, 1), (6, 6, 1), (11, 5, 1), (2, 3, 1)]


@pytest.mark.parametrize(("n_pre", "n_post", "digits"), CASES)
def test_p_values_count_every_assignment(n_pre, n_post, digits):
    rng = np.random.default_rng(n_pre)
    for _ in range(4):
        values = np.round(rng.normal(size=n_pre + n_post), digits)
        ranks = stats.rankdata(values)
        sums = np.array([ranks[list(c)].sum() for c in combinations(range(len(values)), n_post)])
        own, centre = ranks[n_pre:].sum(), n_post * (len(values) + 1) / 2
        two, greater, less, u = mann_whitney(values[:n_pre], values[n_pre:])
        assert two == np.mean(np.abs(sums - centre) >= abs(own - centre))
        assert greater == np.mean(sums >= own)
        assert less == np.mean(sums <= own)
        assert u == own - n_post * (n_post + 1) / 2


@pytest.mark.parametrize(("n", "k"), [(4, 1), (7, 3), (9, 5)])
def test_rank_sum_table_is_the_enumeration(n, k):
    table = rank_sum_p_values(n, k)
    sums = np.array([sum(c) for c in combinations(range(1, n + 1), k)])
    for s in np.unique(sums):
        far = np.abs(sums - k * (n + 1) / 2) >= abs(s - k * (n + 1) / 2)
        assert table[s] == pytest.approx(far.mean())


@pytest.mark.parametrize(("n_pre", "n_post", "digits"), [*CASES, (14, 9, 1), (7, 18, 0)])
def test_the_interval_is_the_hull_of_the_shifts_that_are_not_rejected(n_pre, n_post, digits):
    rng = np.random.default_rng(n_post)
    for _ in range(4):
        pre, post = (np.round(2 * rng.normal(size=n), digits) for n in (n_pre, n_post))
        shifts = np.sort((post[:, None] - pre[None, :]).ravel())
        knots = np.unique(shifts.round(6))
        # Between the knots and beyond them; every one is tried.
        tried = np.concatenate([[knots[0] - 1], (knots[1:] + knots[:-1]) / 2, [knots[-1] + 1]])
        kept = np.flatnonzero([mann_whitney(pre, post - s)[0] > 0.05 for s in tried])
        found = shift_interval(pre, post, shifts, 0.05)
        if len(kept) == 0 or kept[0] == 0 or kept[-1] == len(tried) - 1:
            assert np.isnan(found).all()
        else:
            assert found == pytest.approx((knots[kept[0] - 1], knots[kept[-1]]), abs=1e-9)


def test_more_values_than_integers_can_count_are_counted_in_doubles():
    n, k = 70, 35
    p = rank_sum_p_values(n, k)
    own = k * (n + 1) // 2 + 160
    z = (160 - 0.5) / np.sqrt(k * k * (n + 1) / 12)
    assert p[own] == pytest.approx(2 * stats.norm.sf(z), rel=0.01)
    values = np.arange(n, dtype=float)
    values[:3] = 1.0
    two = mann_whitney(values[::2], values[1::2])[0]
    assert two == pytest.approx(p[int(stats.rankdata(values)[1::2].sum())], rel=1e-3)
