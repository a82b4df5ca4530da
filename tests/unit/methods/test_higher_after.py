"""Group comparisons against R, by hand, and over a sweep."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from scripts.methods.higher_after import fraclogit, hedges_g, loglevel, welch
from scripts.methods.result import Infeasible
from tests.reference.certified import certified
from tests.unit.methods.little_samples import (
    SHARE,
    assert_same,
    assert_sound,
    assert_sound_everywhere,
    exim,
    exim_case,
    split,
)

R = certified("higher_after")
METHODS = {"welch": welch, "hedges_g": hedges_g, "fraclogit": fraclogit, "loglevel": loglevel}


@pytest.mark.parametrize("name", R)
@pytest.mark.parametrize("method", [welch, hedges_g, loglevel])
def test_equal_to_r(name, method):
    # t.test(post, pre); gamma() and pt(ncp); lm(log(y) ~ after)
    (result,) = method(exim_case(name))
    numbers = {k: v for k, v in R[name].items() if k.startswith(result.method)}
    assert len(numbers) >= 3
    for key, value in numbers.items():
        quantity = key.removeprefix(f"{result.method}_")
        assert getattr(result, quantity) == pytest.approx(value, rel=1e-8), key


@pytest.mark.parametrize("name", [name for name in R if "share" in name])
def test_fraclogit_is_rs_quasibinomial_with_its_sandwich(name):
    # glm(I(y / 100) ~ after, quasibinomial), sandwich::vcovHC(type = "HC1" and "HC3")
    compared = 0
    for result in fraclogit(exim_case(name)):
        for quantity in ("estimate", "se", "p_two_sided"):
            key = f"{result.method}_{result.parameter}_{quantity}"
            if key in R[name]:
                assert getattr(result, quantity) == pytest.approx(R[name][key], rel=1e-8), key
                compared += 1
    assert compared == 10


def test_welch_by_hand():
    # Means 2 and 6, variances 1 and 4 over 3 and 3: se^2 = 5/3, df = (5/3)^2 / (1/18 + 16/18).
    (result,) = welch(split([1, 2, 3], [4, 6, 8]))
    assert result.estimate == pytest.approx(4)
    assert result.se == pytest.approx((5 / 3) ** 0.5)
    assert result.df == pytest.approx(50 / 17)
    assert (result.n_pre, result.n_post, result.n_obs) == (3, 3, 6)


def test_hedges_g_by_hand():
    # d = 4 / sqrt(2.5); the factor for 4 degrees of freedom is gamma(2) / sqrt(2) / gamma(1.5).
    (result,) = hedges_g(split([1, 2, 3], [4, 6, 8]))
    factor = 1 / (2**0.5 * (np.pi**0.5 / 2))
    assert result.estimate == pytest.approx(4 / 2.5**0.5 * factor, rel=1e-12)


def test_hedges_g_covers_the_true_difference_at_its_level():
    rng = np.random.default_rng(8)
    inside = 0
    for _ in range(300):
        sample = split(rng.normal(size=4).tolist(), (0.8 + rng.normal(size=6)).tolist())
        (result,) = hedges_g(sample)
        inside += result.ci_low <= 0.8 <= result.ci_high
    assert inside / 300 == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 300) ** 0.5)


def test_hedges_g_ends_are_where_the_noncentral_t_says():
    sample = exim()
    (result,) = hedges_g(sample)
    n0, n1 = sample.design.n_pre, sample.design.n_post
    unit = (1 / n0 + 1 / n1) ** 0.5
    t = stats.ttest_ind(sample.post, sample.pre).statistic
    assert stats.nct.sf(t, n0 + n1 - 2, result.ci_low / unit) == pytest.approx(0.025, rel=1e-8)
    assert stats.nct.cdf(t, n0 + n1 - 2, result.ci_high / unit) == pytest.approx(0.025, rel=1e-8)


def test_fraclogit_marginal_effect_is_the_difference_in_means():
    results = {(r.method, r.parameter): r for r in fraclogit(exim())}
    assert set(results) == {
        (f"fraclogit_{kind}", parameter)
        for kind in ("hc1", "hc3")
        for parameter in ("average_marginal_effect", "log_odds_ratio")
    }
    (plain,) = welch(exim())
    hc1, hc3 = (results[f"fraclogit_{k}", "average_marginal_effect"] for k in ("hc1", "hc3"))
    assert hc1.estimate == pytest.approx(plain.estimate)
    assert hc1.se < hc3.se
    assert hc1.unit == "percentage points"


@pytest.mark.parametrize("values", [[0.0, 10, 20, 30], [10, 20, 30, 100.0], [-1.0, 2, 3, 4]])
def test_fraclogit_needs_shares_inside_their_bounds(values):
    with pytest.raises(Infeasible, match="strictly between 0 and 100"):
        fraclogit(split(values[:2], values[2:]))


def test_loglevel_is_a_ratio_of_geometric_means():
    (result,) = loglevel(split([1, 4], [8, 32]))
    assert result.estimate == pytest.approx(8)
    assert result.ci_low * result.ci_high == pytest.approx(64)
    assert result.unit == "ratio"
    with pytest.raises(Infeasible, match="positive"):
        loglevel(split([0.0, 4], [8, 32]))


@pytest.mark.parametrize("method", METHODS)
def test_every_sample_gives_numbers_or_a_reason(method):
    assert_sound_everywhere(METHODS[method])


@pytest.mark.parametrize("method", METHODS)
def test_one_year_after(method):
    sample = split([3.0, 1, 4, 1, 5], [9.0])
    if method in ("welch", "fraclogit"):
        with pytest.raises(Infeasible, match="at least 2 years before and 2 after"):
            METHODS[method](sample)
    else:
        for result in METHODS[method](sample):
            assert_sound(result)


def test_a_constant_and_the_unit_move_only_what_they_should():
    sample = exim()
    moved, scaled = (exim(values=v) for v in (SHARE + 100, SHARE * 1e6))
    assert_same(welch(sample), welch(moved))
    assert_same(welch(sample), welch(scaled), but=1e6)
    assert_same(hedges_g(sample), hedges_g(moved))
    assert_same(hedges_g(sample), hedges_g(scaled))
    assert_same(loglevel(sample), loglevel(scaled))


@pytest.mark.parametrize("method", [welch, hedges_g, fraclogit])
def test_before_and_after_exchanged_change_only_the_sign(method):
    forward = method(split([1, 2, 4, 3], [7, 5, 9]))
    backward = method(split([7, 5, 9], [1, 2, 4, 3]))
    for one, other in zip(forward, backward, strict=True):
        assert other.estimate == pytest.approx(-one.estimate)
        assert other.ci_low == pytest.approx(-one.ci_high)
        assert other.p_greater == (one.p_less and pytest.approx(one.p_less))


def test_hedges_g_ends_where_the_noncentral_t_fails_far_from_them():
    # Twenty and nineteen values with t = 5.745, at which scipy has no number for noncentrality -4.
    df, t, unit = 37, 5.745, np.sqrt(1 / 20 + 1 / 19)
    assert np.isnan(special.nctdtr(df, -4.0, t))
    pre, post = np.tile([-1.0, 1.0], 10), np.append(np.tile([-1.0, 1.0], 9), 0.0)
    gap = t * unit * np.sqrt((20 + 18) / df)
    (result,) = hedges_g(split(pre.tolist(), (post + gap).tolist()))
    tails = [special.nctdtr(df, end / unit, t) for end in (result.ci_low, result.ci_high)]
    assert tails == pytest.approx([0.975, 0.025], abs=1e-9)
