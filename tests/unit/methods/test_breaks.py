"""F statistics over all dates, their p-values, and the straight trend that passes for a break."""

from dataclasses import replace

import numpy as np
import pytest

from scripts.methods.ar1_reference import NullModel, RhoTable, simulate_ar1, tabulate_rho
from scripts.methods.break_bootstrap import innovation_sd, tabulate_breaks
from scripts.methods.break_tests import f_tests
from scripts.methods.breaks import (
    FUNCTIONALS,
    MODELS,
    BreakModel,
    SplitModel,
    f_path,
    functionals,
    regressors,
    segments,
)
from scripts.methods.hansen import p_hansen
from scripts.methods.result import Infeasible
from scripts.methods.straight_trend import sup_f_of_straight_trend

YEARS = [1980, 1981, *range(1983, 2000)]
# fmt: off
SHARE = np.array([
    8.5, 5.6, 8, 6.7, 4.7, 1.1, 14.1, 2.9, 8, 12.6, 12.7, 16.7, 13.1, 10.9, 15.3, 22.3, 24.5, 12.2,
    18.8,
])
# fmt: on
FLAT = RhoTable(np.array([-0.9, 0.99]), np.array([-0.9, 0.99]))


def rss(x, y):
    return float(np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2))


def run(y, model, draws, rng):
    nulls = tabulate_breaks(model, draws, rng)
    return f_tests(y, model, nulls, rng.standard_normal((draws, len(y))))


@pytest.mark.parametrize("model", MODELS)
def test_f_path_equals_separate_fits(model):
    breaks = BreakModel(YEARS, model, 0.15)
    x, n, k = regressors(YEARS, model), len(YEARS), breaks.k
    expected = []
    for size in breaks.candidates:
        split = rss(x[:size], SHARE[:size]) + rss(x[size:], SHARE[size:])
        expected.append((rss(x, SHARE) - split) / (split / (n - 2 * k)))
    np.testing.assert_allclose(f_path(SHARE, breaks).statistic, expected, rtol=1e-10)


def test_share_of_exim_breaks_after_1989():
    test = run(SHARE, BreakModel(YEARS, "mean", 0.15), 99, np.random.default_rng(1))[0]
    assert (round(test.statistic, 3), test.break_year) == (22.826, 1989)


@pytest.mark.parametrize("model", MODELS)
def test_f_is_invariant_to_level_unit_and_reversal(model):
    breaks = BreakModel(YEARS, model, 0.15)
    path = f_path(SHARE, breaks).statistic
    np.testing.assert_allclose(f_path(1e3 + 0.1 * SHARE, breaks).statistic, path, rtol=1e-9)
    mirrored = BreakModel([-year for year in YEARS[::-1]], model, 0.15)
    np.testing.assert_allclose(f_path(SHARE[::-1], mirrored).statistic, path[::-1], rtol=1e-9)


def test_functionals():
    found = functionals(np.array([[2.0, 4.0], [0.0, 1e5]]))
    assert list(found) == list(FUNCTIONALS)
    np.testing.assert_allclose(found["supf"], [4.0, 1e5])
    np.testing.assert_allclose(found["avef"], [3.0, 5e4])
    np.testing.assert_allclose(
        found["expf"], [np.log((np.exp(1) + np.exp(2)) / 2), 5e4 - np.log(2)], rtol=1e-14
    )


def test_the_three_tests_share_date_and_autocorrelation():
    model = BreakModel(YEARS, "mean", 0.2)
    three = run(SHARE, model, 199, np.random.default_rng(3))
    assert [t.test for t in three] == list(FUNCTIONALS)
    assert {(t.break_year, t.rho) for t in three} == {(1989, three[0].rho)}


@pytest.mark.parametrize("model", MODELS)
def test_tabulated_null_equals_simulation_at_the_series_own_autocorrelation(model):
    rng, draws = np.random.default_rng(12), 9999
    breaks = BreakModel(YEARS, model, 0.15)
    table = tabulate_breaks(breaks, draws, rng)
    for rho in (-0.33, 0.0, 0.42, 0.88):
        u = simulate_ar1(YEARS, rho, rng.standard_normal((draws, 20)))
        for test, values in functionals(breaks.f_paths(breaks.null_residuals(u))).items():
            asked = np.quantile(values, [0.5, 0.9, 0.95, 0.99])
            p = table[test].p_value(asked, np.full(4, rho))
            expected = np.array([0.5, 0.1, 0.05, 0.01])
            # Three standard errors of a difference, of which the table bears half.
            assert np.all(
                np.abs(p - expected) <= 3 * np.sqrt(2 * expected * (1 - expected) / draws)
            )


def test_hansen_between_the_tabulated_trimmings():
    # Andrews (2003), corrected 5% critical values of supF for trimming 0.15: 8.68 and 11.72.
    assert p_hansen("supf", 8.68, 1, 0.15) == pytest.approx(0.05, abs=0.004)
    assert p_hansen("supf", 11.72, 2, 0.15) == pytest.approx(0.05, abs=0.004)


@pytest.mark.parametrize("test", FUNCTIONALS)
@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("tau", [0.005, 0.01, 0.1, 0.15, 0.2, 0.33, 0.49, 0.495, 0.5])
def test_hansen_p_falls_with_the_statistic(test, k, tau):
    # strucchange's comes back to one where its polynomial turns down.
    p = [p_hansen(test, x, k, tau) for x in np.linspace(0, 60, 241)]
    assert all(0 <= value <= 1 for value in p)
    assert np.all(np.diff(p) <= 1e-12)
    assert p[0] > 0.9
    assert p[-1] < 1e-3


def test_hansen_with_a_single_date_is_chi_squared():
    assert p_hansen("supf", 3.841458820694124, 1, 0.5) == pytest.approx(0.05, rel=1e-12)
    assert p_hansen("expf", 3.841458820694124 / 2, 1, 0.5) == pytest.approx(0.05, rel=1e-12)
    with pytest.raises(Infeasible, match="1 and 2 parameters"):
        p_hansen("supf", 1.0, 3, 0.15)


def test_bootstrap_p_is_uniform_under_its_own_null():
    rng = np.random.default_rng(11)
    model = BreakModel(range(20), "mean", 0.15)
    nulls = {
        # A lookup that returns an autocorrelation of about zero, the truth.
        test: replace(table, median_r1=table.rho * 1e9)
        for test, table in tabulate_breaks(model, 199, rng).items()
    }
    p = [
        f_tests(rng.standard_normal(20), model, nulls, rng.standard_normal((199, 20)))[0]
        for _ in range(300)
    ]
    assert np.mean([t.p_boot_ar1 <= 0.1 for t in p]) == pytest.approx(0.1, abs=0.055)
    assert np.mean([t.p_boot_iid <= 0.1 for t in p]) == pytest.approx(0.1, abs=0.055)


def test_split_model_without_breaks_is_the_break_model():
    whole, split = BreakModel(YEARS, "mean", 0.2), SplitModel(YEARS, "mean", (), 3)
    residuals = whole.null_residuals(SHARE[None, :])
    np.testing.assert_allclose(whole.f_paths(residuals), split.f_paths(residuals), rtol=1e-12)
    assert whole.candidate_years == split.candidate_years


@pytest.mark.parametrize("model", MODELS)
def test_split_model_equals_separate_fits(model):
    sizes, least = (6, 12), 3
    split = SplitModel(YEARS, model, sizes, least)
    x, n = regressors(YEARS, model), len(YEARS)

    def total(cuts):
        return sum(rss(x[a:b], SHARE[a:b]) for a, b in segments(cuts, n))

    expected = []
    for size in split.candidates:
        cuts = tuple(sorted((*sizes, int(size))))
        expected.append((total(sizes) - total(cuts)) / (total(cuts) / (n - split.k * 4)))
    path = split.f_paths(split.null_residuals(SHARE[None, :]))[0]
    np.testing.assert_allclose(path, expected, rtol=1e-9)


def test_innovation_sd_makes_the_expected_rss_the_observed_one():
    model = NullModel(YEARS, regressors(YEARS, "trend"))
    rng = np.random.default_rng(5)
    rho, draws = 0.6, 4000
    u = rng.standard_normal((draws, 21))
    series = np.empty((draws, 20))
    series[:, 0] = u[:, 0] / np.sqrt(1 - rho**2)
    for t in range(1, 20):
        series[:, t] = rho * series[:, t - 1] + u[:, t]
    residuals = model.null_residuals(series[:, np.array(YEARS) - 1980])
    squares = [innovation_sd(e, model, rho) ** 2 for e in residuals]
    assert np.mean(squares) == pytest.approx(1.0, abs=0.05)


def test_straight_trend_gives_large_sup_f_without_a_break():
    model = BreakModel(YEARS, "mean", 0.15)
    rng = np.random.default_rng(2)
    rhos = tabulate_rho(NullModel(YEARS, regressors(YEARS, "trend")), 999, rng)
    innovations = rng.standard_normal((1999, 20))
    test = sup_f_of_straight_trend(SHARE, model, rhos, innovations)
    # A line explains a supF of 22.8 easily: the break test alone cannot tell the two apart.
    assert 0.3 < test.p_value < 0.6
    assert test.slope == pytest.approx(np.polyfit(YEARS, SHARE, 1)[0], rel=1e-9)
    step = np.where(np.array(YEARS) > 1990, 10.0, 0.0) + rng.standard_normal(19)
    assert sup_f_of_straight_trend(step, model, rhos, innovations).p_value < 0.05
    with pytest.raises(Infeasible, match="mean model"):
        sup_f_of_straight_trend(SHARE, BreakModel(YEARS, "trend", 0.15), rhos, innovations)


def samples(n):
    rng = np.random.default_rng(n)
    step = np.where(np.arange(n) < n // 2, 1.0, 2.0)
    return {
        "noise": rng.standard_normal(n),
        "constant": np.full(n, 3.3),
        "zero": np.zeros(n),
        "line": 0.1 * np.arange(n) + 1e6,
        "step": step,
        "ties": np.round(rng.standard_normal(n)),
        "outlier": np.eye(1, n, n // 2)[0],
    }


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", samples(3))
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("gap", [False, True])
def test_finite_or_infeasible(n, kind, model, gap):
    years = [y + (3 if gap and y > n // 2 else 0) for y in range(n)]
    y, rng = samples(n)[kind], np.random.default_rng(1)
    try:
        breaks = BreakModel(years, model, 0.15)
        tests = run(y, breaks, 99, rng)
    except Infeasible:
        return
    for test in tests:
        assert np.isfinite(test.statistic)
        for p in (test.p_hansen, test.p_boot_iid, test.p_boot_ar1):
            assert 0 <= p <= 1
    if model == "mean":
        try:
            innovations = rng.standard_normal((99, years[-1] - years[0] + 1))
            p = sup_f_of_straight_trend(y, breaks, FLAT, innovations).p_value
        except Infeasible:
            return
        assert 0 < p <= 1
