"""Rank tests of a trend, for one series and for several."""

import itertools

import numpy as np
import pymannkendall
import pytest
from scipy import stats

from scripts.methods.kendall import kendall_s, kendall_variance
from scripts.methods.result import Infeasible
from scripts.methods.trends import mk, mk_hr, mk_pw, mk_regional, sen
from tests.reference.certified import COLUMNS, TIGHT, certified, recipients, series
from tests.unit.methods.little_samples import KINDS, SHARE, TIED, YEARS, of_kind

R = certified("trends")
SINGLE = [mk, mk_pw, mk_hr, sen]


@pytest.mark.parametrize("values", TIED)
def test_exact_p_values_equal_enumeration(values):
    y = np.array(values[::-1], dtype=float)
    scores = np.array([kendall_s(np.array(p, dtype=float)) for p in itertools.permutations(values)])
    result, s = mk(range(len(y)), y)[0], kendall_s(y)
    assert result.p_exact == pytest.approx(np.mean(np.abs(scores) >= abs(s)), rel=1e-14)
    assert result.p_greater == pytest.approx(np.mean(scores >= s), rel=1e-14)
    assert result.p_less == pytest.approx(np.mean(scores <= s), rel=1e-14)


def test_perfect_trend_of_nine_years():
    result = mk(range(1991, 2000), np.arange(9.0))[0]
    assert result.p_exact == 2 / 362880 or result.p_exact == pytest.approx(2 / 362880, rel=1e-15)
    assert result.p_greater == pytest.approx(1 / 362880, rel=1e-15)
    assert (result.estimate, result.statistic) == (1.0, 36.0)


def test_share_of_exim():
    result = mk(YEARS, SHARE)[0]
    assert result.statistic == 88
    assert result.se**2 == pytest.approx(816)


@pytest.mark.parametrize("n", [5, 8, 19, 60])
def test_exact_p_equals_scipy_without_ties(n):
    y = np.random.default_rng(n).permutation(n).astype(float)
    result = mk(range(n), y)[0]
    for p, side in (
        (result.p_exact, "two-sided"),
        (result.p_greater, "greater"),
        (result.p_less, "less"),
    ):
        exact = stats.kendalltau(range(n), y, method="exact", alternative=side)
        assert p == pytest.approx(exact.pvalue, rel=1e-10)
    assert result.estimate == pytest.approx(exact.statistic, rel=1e-12)


@pytest.mark.parametrize("n", [20, 61, 200])
def test_normal_p_equals_pymannkendall(n):
    y = np.round(np.random.default_rng(n).standard_normal(n).cumsum(), 1)
    ours, theirs = mk(range(n), y)[0], pymannkendall.original_test(y)
    assert ours.p_two_sided == pytest.approx(theirs.p, rel=1e-9, abs=1e-15)
    assert (ours.statistic, ours.se**2) == (theirs.s, pytest.approx(theirs.var_s))
    assert (ours.p_exact is None) == (n > 60)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("n", [20, 21, 40])
def test_corrected_tests_equal_pymannkendall_without_gaps(seed, n):
    y = np.random.default_rng(seed).standard_normal(n).cumsum()
    theirs = pymannkendall.pre_whitening_modification_test(y)
    ours = mk_pw(range(1900, 1900 + n), y)[0]
    assert ours.p_two_sided == pytest.approx(theirs.p, rel=1e-9)
    try:
        ours = mk_hr(range(1900, 1900 + n), y)[0]
    except Infeasible:
        # The library goes on with the root of a negative number.
        with np.errstate(invalid="ignore"):
            assert not pymannkendall.hamed_rao_modification_test(y).var_s > 0
        return
    theirs = pymannkendall.hamed_rao_modification_test(y)
    assert ours.se**2 == pytest.approx(theirs.var_s, rel=1e-9)
    assert ours.p_two_sided == pytest.approx(theirs.p, rel=1e-9)


@pytest.mark.parametrize("name", [*COLUMNS, "nile"])
def test_equal_to_r(name):
    # cor.test(method = "kendall"); Sen's slope and interval written out
    (years, y), r = series(name), R[name]
    kendall, slope = mk(years, y)[0], sen(years, y)[0]
    assert kendall.statistic == r["s"]
    assert kendall.estimate == pytest.approx(r["tau_b"], rel=TIGHT)
    assert kendall.p_two_sided == pytest.approx(r["p_normal"], rel=TIGHT)
    assert kendall_variance(y) == pytest.approx(r["variance"], rel=TIGHT)
    for ours, side in (("p_exact", "two.sided"), ("p_greater", "greater"), ("p_less", "less")):
        if f"p_exact_{side}" in r:
            assert getattr(kendall, ours) == pytest.approx(r[f"p_exact_{side}"], rel=TIGHT)
    assert slope.estimate == pytest.approx(r["slope"], rel=TIGHT)
    assert (slope.ci_low, slope.ci_high) == pytest.approx((r["low"], r["high"]), rel=TIGHT)


def test_gaps_are_calendar_gaps():
    y = np.random.default_rng(2).standard_normal(12).cumsum()
    gapped = [*range(6), *range(7, 13)]
    e = y - y.mean()
    r1 = (e[:-1] * e[1:])[np.arange(11) != 5].sum() / (e @ e)
    filtered = np.delete(y[1:] - r1 * y[:-1], 5)
    assert mk_pw(gapped, y)[0].statistic == kendall_s(filtered)
    assert mk_pw(gapped, y)[0].n_obs == 10
    assert mk(gapped, y)[0] == mk(range(12), y)[0]
    assert sen(gapped, y)[0].estimate == pytest.approx(stats.theilslopes(y, gapped).slope)


@pytest.mark.parametrize("method", SINGLE)
def test_level_unit_and_origin_of_time_do_not_matter(method):
    one = method(YEARS, SHARE)[0]
    other = method([y - 1900 for y in YEARS], 1000 + 10 * SHARE)[0]
    assert one.p_two_sided == other.p_two_sided
    assert one.statistic == other.statistic
    if method is sen:
        assert other.estimate == pytest.approx(10 * one.estimate, rel=1e-9)


@pytest.mark.parametrize("method", [mk, mk_hr, sen])
def test_reversing_time_turns_the_trend(method):
    one = method(YEARS, SHARE)[0]
    other = method([-y for y in YEARS[::-1]], SHARE[::-1])[0]
    assert other.estimate == pytest.approx(-one.estimate)
    if method is not sen:
        assert (other.p_greater, other.p_less) == pytest.approx((one.p_less, one.p_greater))


def test_regional_test():
    values = np.random.default_rng(4).standard_normal((11, 5)).cumsum(axis=0)
    together, independent = mk_regional(values)
    theirs = pymannkendall.regional_test(values)
    assert independent.p_two_sided == pytest.approx(theirs.p, rel=1e-9)
    assert independent.se**2 == pytest.approx(theirs.var_s)
    # The same series five times is one series, with five times its S.
    copies = mk_regional(np.repeat(values[:, :1], 5, axis=1))[0]
    assert copies.se == pytest.approx(5 * np.sqrt(kendall_variance(values[:, 0])))
    assert together.method == "mk_regional"
    values[:, 4] = 1.0
    assert mk_regional(values)[0].note == "4 of 5 series"
    with pytest.raises(Infeasible, match="at least 2 series"):
        mk_regional(values[:, 3:])
    with pytest.raises(Infeasible, match="cancel"):
        mk_regional(np.column_stack([values[:, 0], -values[:, 0]]))


@pytest.mark.parametrize("kind", ["usd", "share"])
def test_regional_test_equals_r(kind):
    r = R[f"regional_{kind}"]
    together, independent = mk_regional(recipients(kind)[1])
    assert together.statistic == r["s"]
    assert together.se**2 == pytest.approx(r["variance"], rel=TIGHT)
    assert independent.se**2 == pytest.approx(r["variance_independent"], rel=TIGHT)
    assert together.p_two_sided == pytest.approx(r["p"], rel=TIGHT)


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", SINGLE)
def test_finite_or_infeasible(n, kind, method):
    years, y = of_kind(kind, n)
    try:
        result = method(years, y)[0]
    except Infeasible:
        return
    for value in (result.estimate, result.statistic, result.se, result.ci_low, result.ci_high):
        assert value is None or np.isfinite(value)
    for p in (result.p_two_sided, result.p_exact, result.p_greater, result.p_less):
        assert p is None or 0 <= p <= 1
