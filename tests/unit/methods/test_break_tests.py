"""The three tests and their p-values, and the straight trend that passes for a break."""

from dataclasses import replace

import numpy as np
import pytest

from scripts.methods.ar1_reference import NullModel, RhoTable, tabulate_rho
from scripts.methods.break_tests import f_tests, f_tests_of_each, sup_f_of_straight_trend
from scripts.methods.f_statistics import MODELS, BreakModel, f_path, regressors, tabulate_breaks
from scripts.methods.result import Infeasible
from tests.reference.certified import break_cases
from tests.unit.methods.little_samples import (
    KINDS,
    SHARE,
    YEARS,
    alone,
    of_kind,
    reasons_as_text,
    together,
)

FLAT = RhoTable(np.array([-0.9, 0.99]), np.array([-0.9, 0.99]))


def run(y, model, draws, rng):
    nulls = tabulate_breaks(model, draws, rng)
    return f_tests(y, model, nulls, rng.standard_normal((draws, len(y))))


def test_share_of_exim_breaks_after_1989():
    test = run(SHARE, BreakModel(YEARS, "mean", 0.15), 99, np.random.default_rng(1))[0]
    assert (round(test.statistic, 3), test.break_year) == (22.826, 1989)


def test_the_three_tests_share_date_and_autocorrelation():
    model = BreakModel(YEARS, "mean", 0.2)
    three = run(SHARE, model, 199, np.random.default_rng(3))
    assert [t.test for t in three] == ["supf", "avef", "expf"]
    assert {(t.break_year, t.rho) for t in three} == {(1989, three[0].rho)}


@pytest.mark.parametrize(("years", "y", "model", "kind", "r"), break_cases("bootstrap"))
def test_bootstraps_within_three_standard_errors_of_rs(years, y, model, kind, r):
    draws, rng = 9999, np.random.default_rng(7)
    breaks = BreakModel(years, model, 0.15)
    # The autocorrelation that the R script simulates, whatever that of the residuals.
    nulls = tabulate_breaks(breaks, draws, rng, r["rho"] + np.array([0.0, 1e-9]))
    tests = f_tests(y, breaks, nulls, rng.standard_normal((draws, len(y))))
    for test in tests:
        for errors, p in (("iid", test.p_boot_iid), ("ar1", test.p_boot_ar1)):
            theirs = r[f"p_{errors}_{test.test}"]
            pooled = (theirs * r["draws"] + p * draws) / (r["draws"] + draws)
            error = np.sqrt(pooled * (1 - pooled) * (1 / r["draws"] + 1 / draws))
            assert abs(p - theirs) <= 3 * error


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


@pytest.mark.parametrize("name", MODELS)
def test_series_together_have_the_tests_that_each_has_alone(name):
    years, series = together()
    rng, model = np.random.default_rng(6), BreakModel(years, name, 0.15)
    nulls, multipliers = tabulate_breaks(model, 99, rng), rng.standard_normal((99, len(years)))
    found = reasons_as_text(f_tests_of_each(series, model, nulls, multipliers))
    tests = [result if isinstance(result, str) else result[1] for result in found]
    assert tests == alone(lambda y: f_tests(y, model, nulls, multipliers), series)
    np.testing.assert_array_equal(found[0][0].statistic, f_path(series[0], model).statistic)


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


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("gap", [0, 3])
def test_finite_or_infeasible(n, kind, model, gap):
    (years, y), rng = of_kind(kind, n, gap), np.random.default_rng(1)
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
