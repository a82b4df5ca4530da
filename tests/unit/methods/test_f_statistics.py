"""F statistics over all dates against separate fits and R, and their tabulated null."""

import numpy as np
import pytest

from scripts.methods.ar1_reference import simulate_ar1
from scripts.methods.f_statistics import (
    MODELS,
    BreakModel,
    SplitModel,
    f_path,
    functionals,
    regressors,
    segments,
    tabulate_breaks,
)
from scripts.methods.hansen import p_hansen
from tests.reference.certified import TIGHT, break_cases
from tests.unit.methods.little_samples import SHARE, YEARS

# R takes tail probabilities as one minus a probability, so those below 1e-7 lose digits.
ROUNDING = 1e-15


def rss(x, y):
    return float(np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2))


@pytest.mark.parametrize("model", MODELS)
def test_f_path_equals_separate_fits(model):
    breaks = BreakModel(YEARS, model, 0.15)
    x, n, k = regressors(YEARS, model), len(YEARS), breaks.k
    expected = []
    for size in breaks.candidates:
        split = rss(x[:size], SHARE[:size]) + rss(x[size:], SHARE[size:])
        expected.append((rss(x, SHARE) - split) / (split / (n - 2 * k)))
    np.testing.assert_allclose(f_path(SHARE, breaks).statistic, expected, rtol=1e-10)


@pytest.mark.parametrize(("years", "y", "model", "kind", "r"), break_cases("f"))
def test_equal_to_strucchange(years, y, model, kind, r):
    # strucchange::Fstats, sctest
    breaks = BreakModel(years, model, int(kind[1:]) / 100)
    path = f_path(y, breaks)
    expected = [r[f"f_{i + 1}"] for i in range(len(path.years))]
    np.testing.assert_allclose(path.statistic, expected, rtol=TIGHT)
    assert path.break_year == years[int(r["breakpoint"]) - 1]
    for test, values in functionals(path.statistic[None, :]).items():
        assert values[0] == pytest.approx(r[test], rel=TIGHT)
        if len(breaks.candidates) > 1:
            p = p_hansen(test, float(values[0]), breaks.k, breaks.candidates[0] / len(y))
            assert p == pytest.approx(r[f"p_{test}"], rel=TIGHT, abs=ROUNDING)


@pytest.mark.parametrize("model", MODELS)
def test_f_is_invariant_to_level_unit_and_reversal(model):
    breaks = BreakModel(YEARS, model, 0.15)
    path = f_path(SHARE, breaks).statistic
    np.testing.assert_allclose(f_path(1e3 + 0.1 * SHARE, breaks).statistic, path, rtol=1e-9)
    mirrored = BreakModel([-year for year in YEARS[::-1]], model, 0.15)
    np.testing.assert_allclose(f_path(SHARE[::-1], mirrored).statistic, path[::-1], rtol=1e-9)


def test_functionals():
    found = functionals(np.array([[2.0, 4.0], [0.0, 1e5]]))
    assert list(found) == ["supf", "avef", "expf"]
    np.testing.assert_allclose(found["supf"], [4.0, 1e5])
    np.testing.assert_allclose(found["avef"], [3.0, 5e4])
    np.testing.assert_allclose(
        found["expf"], [np.log((np.exp(1) + np.exp(2)) / 2), 5e4 - np.log(2)], rtol=1e-14
    )


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
