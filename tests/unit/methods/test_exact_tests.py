"""Exact tests against enumeration written the long way, and R where it has them."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from scripts.methods.design import EventDesign, Sample
from scripts.methods.exact_tests import mwu, perm_mean, perm_shift
from tests.reference.certified import certified
from tests.unit.methods.little_samples import (
    SHARE,
    assert_same,
    assert_sound_everywhere,
    exim,
    exim_case,
    split,
)

R = certified("higher_after")
METHODS = {"perm_mean": perm_mean, "mwu": mwu, "perm_shift": perm_shift}
SAMPLES = {
    "no_ties": split([3, 1, 4], [15, 9, 2, 6]),
    "ties": split([2, 2, 3, 5], [5, 5, 2, 8]),
    "decimal_ties": split([0.1, 0.3, 0.2], [0.3, 0.1 + 0.2, 0.7]),
    "one_after": split([1, 2, 3, 4, 5], [9]),
    "one_before": split([1], [2, 3, 4, 5, 2]),
    "separated": split([1, 2, 3, 4], [5, 6, 7, 8]),
    "falling": split([9, 8, 8], [1, 2, 2]),
}


def exactly(sample):
    """Values as they would be printed, so that 0.1 + 0.2 is 0.3."""
    return [Fraction(str(round(v, 9))) for v in sample.values]


def shares(statistics, observed):
    total = len(statistics)
    return tuple(
        float(Fraction(sum(1 for s in statistics if reached(s)), total))
        for reached in (
            lambda s: abs(s) >= abs(observed),
            lambda s: s >= observed,
            lambda s: s <= observed,
        )
    )


def mean_difference(values, chosen):
    inside = [values[i] for i in chosen]
    outside = [v for i, v in enumerate(values) if i not in chosen]
    return sum(inside) / Fraction(len(inside)) - sum(outside) / Fraction(len(outside))


def p_values(result):
    return (result.p_two_sided, result.p_greater, result.p_less)


@pytest.mark.parametrize("name", SAMPLES)
def test_perm_mean_is_the_enumeration(name):
    sample = SAMPLES[name]
    values, n, k = exactly(sample), len(sample.values), sample.design.n_post
    every = [mean_difference(values, c) for c in combinations(range(n), k)]
    observed = mean_difference(values, tuple(range(n - k, n)))
    (result,) = perm_mean(sample)
    assert p_values(result) == pytest.approx(shares(every, observed), rel=1e-12)
    assert result.estimate == pytest.approx(float(observed))


@pytest.mark.parametrize("name", SAMPLES)
def test_perm_shift_is_the_enumeration(name):
    sample = SAMPLES[name]
    values, n, k = exactly(sample), len(sample.values), sample.design.n_post
    every = [mean_difference(values, tuple((s + i) % n for i in range(k))) for s in range(n)]
    (result,) = perm_shift(sample)
    assert p_values(result) == pytest.approx(shares(every, every[n - k]), rel=1e-12)
    assert result.note.endswith(f"smallest attainable p = 1/{n}")


@pytest.mark.parametrize("name", SAMPLES)
def test_mwu_is_the_enumeration_of_mid_ranks(name):
    sample = SAMPLES[name]
    values, n, k = exactly(sample), len(sample.values), sample.design.n_post
    rank = [
        Fraction(1 + 2 * sum(w < v for w in values) + sum(w == v for w in values), 2)
        for v in values
    ]
    every = [sum(rank[i] for i in c) - Fraction(k * (n + 1), 2) for c in combinations(range(n), k)]
    observed = sum(rank[n - k :]) - Fraction(k * (n + 1), 2)
    if name == "decimal_ties":
        # The test ranks the doubles it is given, and 0.1 + 0.2 is not 0.3 there.
        sample = split([0.1, 0.3, 0.2], [0.3, 0.3, 0.7])
    (result,) = mwu(sample)
    assert p_values(result) == pytest.approx(shares(every, observed), rel=1e-12)


@pytest.mark.parametrize("name", [n for n in R if "mwu_statistic" in R[n]])
def test_mwu_is_rs_where_r_is_exact(name):
    # wilcox.test(post, pre, exact = TRUE, conf.int = TRUE)
    (result,) = mwu(exim_case(name))
    for quantity in ("statistic", "estimate", "p_two_sided", "p_greater", "p_less"):
        assert getattr(result, quantity) == pytest.approx(R[name][f"mwu_{quantity}"], rel=1e-8)
    if result.ci_low is not None:
        assert result.ci_low == pytest.approx(R[name]["mwu_ci_low"], rel=1e-8)
        assert result.ci_high == pytest.approx(R[name]["mwu_ci_high"], rel=1e-8)


def test_at_least_one_series_is_compared_with_r():
    assert sum("mwu_ci_low" in quantities for quantities in R.values()) >= 3


@pytest.mark.parametrize("method", [perm_mean, mwu])
def test_the_interval_holds_the_shifts_that_are_not_rejected(method):
    pre, post = [3.0, 1, 4, 1.5, 5], [9, 2.5, 6, 5.25, 3.5, 8]
    (result,) = method(split(pre, post))
    for shift, inside in (
        (result.ci_low - 1e-6, False),
        (result.ci_low + 1e-6, True),
        (result.ci_high - 1e-6, True),
        (result.ci_high + 1e-6, False),
    ):
        (moved,) = method(split(pre, [v - shift for v in post]))
        rejected = min(moved.p_greater, moved.p_less) <= 0.025
        assert rejected != inside


@pytest.mark.parametrize("method", [perm_mean, mwu])
def test_no_interval_where_nothing_can_be_rejected(method):
    # One year of four can be in four places: no p-value is below 25%.
    (result,) = method(split([1, 2, 3], [9]))
    assert (result.ci_low, result.ci_high) == (None, None)


def test_a_series_may_have_more_than_a_byte_of_periods():
    design = EventDesign(tuple(range(1800, 1950)), 1940)
    (result,) = perm_mean(Sample(design, np.where(design.post, 1.0, np.linspace(0.0, 0.5, 150))))
    # No other choice of ten periods reaches the last ten, which alone stand out.
    assert result.p_two_sided == result.p_greater == 1 / 100_000
    assert result.p_less == 1.0


@pytest.mark.parametrize("method", METHODS)
def test_every_sample_gives_numbers_or_a_reason(method):
    assert_sound_everywhere(METHODS[method])


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_and_the_unit_move_only_what_they_should(method):
    results = METHODS[method](exim())
    assert_same(results, METHODS[method](exim(values=SHARE + 100)))
    assert_same(results, METHODS[method](exim(values=SHARE * 1e6)), but=1e6)


@pytest.mark.parametrize("method", METHODS)
def test_reversed_in_time_only_the_sign_changes(method):
    (one,) = METHODS[method](split([3, 1, 4, 1], [5, 9, 2, 6, 8]))
    (other,) = METHODS[method](split([8, 6, 2, 9, 5], [1, 4, 1, 3]))
    assert other.estimate == pytest.approx(-one.estimate)
    assert other.p_two_sided == pytest.approx(one.p_two_sided)
    assert other.p_less == pytest.approx(one.p_greater)


@pytest.mark.parametrize("method", [perm_mean, mwu])
def test_the_order_within_a_side_does_not_matter(method):
    assert_same(
        method(split([3, 1, 4, 1], [5, 9, 2, 6, 8])), method(split([1, 1, 3, 4], [9, 8, 6, 5, 2]))
    )


def test_too_many_assignments_are_sampled_around_the_exact_answer():
    years = tuple(range(1970, 2000))
    y = np.random.default_rng(5).standard_normal(30) + 0.8 * (np.array(years) >= 1985)
    sample = Sample(EventDesign(years, 1985), y)
    result = perm_mean(sample)[0]
    assert "assignments drawn" in result.note
    assert result.p_two_sided == perm_mean(sample)[0].p_two_sided
    # At n = 30 the permutation distribution is close to the t distribution.
    p = stats.ttest_ind(sample.post, sample.pre).pvalue
    assert result.p_two_sided == pytest.approx(p, abs=0.01)
    assert result.p_two_sided >= 1 / 100_000
    assert result.ci_low < result.estimate < result.ci_high
