"""Kendall's S and its null distribution against enumeration and scipy."""

import itertools
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from scripts.methods.kendall import (
    kendall_counts,
    kendall_s,
    kendall_variance,
    regional_scores,
    tau_b,
)
from tests.unit.methods.little_samples import TIED


@pytest.mark.parametrize("values", TIED)
def test_counts_and_variance_equal_enumeration(values):
    scores = [kendall_s(np.array(p, dtype=float)) for p in itertools.permutations(values)]
    counts = kendall_counts(np.array(values, dtype=float))
    repeats = len(scores) // sum(counts)
    pairs = len(counts) - 1
    found = {s: c * repeats for s, c in zip(range(-pairs, pairs + 1, 2), counts, strict=True) if c}
    assert found == Counter(scores)
    assert kendall_variance(np.array(values, dtype=float)) == pytest.approx(np.var(scores))


def test_tau_b_with_ties_equals_scipy():
    y = np.round(np.random.default_rng(3).standard_normal(25))
    assert tau_b(y) == pytest.approx(stats.kendalltau(range(25), y).statistic, rel=1e-12)


def test_covariance_equals_enumeration_with_ties():
    values = np.array([[1, 2, 2], [2, 2, 1], [3, 1, 3], [2, 5, 3], [7, 6, 4.0]])
    scores = np.array(
        [regional_scores(values[list(p)])[0] for p in itertools.permutations(range(5))]
    )
    np.testing.assert_allclose(regional_scores(values)[2], np.cov(scores.T, bias=True), atol=1e-12)


def test_variance_of_each_series_is_that_of_its_observed_years():
    values = np.random.default_rng(1).standard_normal((9, 3))
    values[[1, 4], 0] = np.nan
    values[7:, 2] = np.nan
    s, _, covariance = regional_scores(values)
    for g in range(3):
        observed = values[~np.isnan(values[:, g]), g]
        assert s[g] == kendall_s(observed)
        assert covariance[g, g] == pytest.approx(kendall_variance(observed))
