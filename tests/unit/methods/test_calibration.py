"""Size and power against plain loops over scipy and statsmodels, and against numbers quoted."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from scripts.methods import calibration
from scripts.methods.calibration import (
    EFFECTS,
    ERROR_LAWS,
    LARGE_EFFECTS,
    RHOS,
    SIZE_ONLY,
    calibrate,
    errors_at,
)
from scripts.methods.design import EventDesign
from scripts.methods.kernels import changed_course_kernels, higher_after_kernels

PLAZA = EventDesign((1980, 1981, 1983, 1984, *range(1986, 1997)), 1986)
CRISIS = EventDesign((*range(1986, 1997), 1998, 1999), 1998)
NO_GAP = EventDesign(tuple(range(1980, 1996)), 1986)


def rates(design, names, replications=10_000, seed=1):
    """Rejection rates of some methods by (method, errors, rho, effect)."""
    kernels = {k: kernel for k, kernel in higher_after_kernels(design, {}).items() if k in names}
    found = calibrate(design, kernels, replications, np.random.default_rng(seed))
    return {(r.method, r.errors, r.rho, r.effect_sd): r for r in found}


def looped_rate(design, p_value, rho, effect, replications, errors="gaussian", seed=2024):
    """The same cell as anyone would write it: another generator, one series after the other."""
    rng = np.random.Generator(np.random.MT19937(seed))
    first, post = design.years[0], np.array([y >= design.first_post for y in design.years])
    rejected = 0
    for _ in range(replications):
        u = [rng.normal()]
        for _ in range(design.years[-1] - first):
            u.append(rho * u[-1] + np.sqrt(1 - rho**2) * rng.normal())
        y = np.array([u[year - first] for year in design.years])
        if errors == "variance_doubles":
            y[post] *= np.sqrt(2)
        y[post] += effect
        rejected += p_value(y, post) <= 0.05
    rate = rejected / replications
    return rate, np.sqrt(rate * (1 - rate) / replications)


def by_statsmodels_ols(y, post):
    return sm.OLS(y, sm.add_constant(post.astype(float))).fit().pvalues[1]


def by_scipy_welch(y, post):
    return stats.ttest_ind(y[post], y[~post], equal_var=False).pvalue


def by_statsmodels_hac(y, post):
    fit = sm.OLS(y, sm.add_constant(post.astype(float))).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}, use_t=True
    )
    return fit.pvalues[1]


CELLS = {
    "OLS t, Plaza step, rho 0.4": (
        *(PLAZA, ("shift_ols", "level_shift"), by_statsmodels_ols, "gaussian", 0.4, 0.0),
    ),
    "Welch, Plaza step, rho 0.2, one sd, variance doubles": (
        *(PLAZA, ("welch", "mean_difference"), by_scipy_welch, "variance_doubles", 0.2, 1.0),
    ),
    "HAC(2), no gap, rho 0.6": (
        *(NO_GAP, ("shift_hac", "level_shift"), by_statsmodels_hac, "gaussian", 0.6, 0.0),
    ),
}


@pytest.mark.parametrize(
    ("design", "name", "p_value", "errors", "rho", "effect"), CELLS.values(), ids=CELLS
)
def test_three_cells_against_plain_loops(design, name, p_value, errors, rho, effect):
    ours = rates(design, {name}, 10_000)[name[0], errors, rho, effect]
    looped, mc_se = looped_rate(design, p_value, rho, effect, 1_200, errors)
    assert abs(ours.rejection_rate - looped) < 3 * np.hypot(ours.mc_se, mc_se)


# Rejection rates in percent, found independently before this module was written; HAC with two lags
# and neighbouring rows taken as one year apart.
QUOTED = {
    "HAC, Plaza step": (PLAZA, "shift_hac_rows", {0.0: 16, 0.3: 21, 0.6: 31}),
    "HAC, crisis step": (CRISIS, "shift_hac_rows", {0.0: 30, 0.3: 36, 0.6: 43}),
    "OLS, Plaza step": (PLAZA, "shift_ols", {0.0: 5, 0.2: 9, 0.4: 15, 0.6: 24, 0.8: 37}),
}


@pytest.mark.parametrize(("design", "method", "quoted"), QUOTED.values(), ids=QUOTED)
def test_sizes_that_were_quoted(design, method, quoted):
    kernel = higher_after_kernels(design, {})[method, "level_shift"]
    innovations = np.random.default_rng(8).standard_normal((80, 10_000))
    for rho, percent in quoted.items():
        p_values = kernel(errors_at(design, rho, innovations, "gaussian"))
        assert 100 * np.mean(p_values <= 0.05) == pytest.approx(percent, abs=2)


def test_exact_sizes_where_theory_gives_them():
    found = rates(PLAZA, {("shift_ols", "level_shift")}, 10_000, 4)
    size = found["shift_ols", "gaussian", 0.0, 0.0]
    assert abs(size.rejection_rate - 0.05) < 3 * size.mc_se
    n, k = len(PLAZA.years), PLAZA.n_post
    noncentrality = 1.0 / np.sqrt(1 / k + 1 / (n - k))
    limit = stats.t.ppf(0.975, n - 2)
    power = stats.nct.sf(limit, n - 2, noncentrality) + stats.nct.cdf(-limit, n - 2, noncentrality)
    found_power = found["shift_ols", "gaussian", 0.0, 1.0]
    assert abs(found_power.rejection_rate - power) < 3 * found_power.mc_se


@pytest.mark.parametrize("errors", ERROR_LAWS)
@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_errors_are_what_they_are_called(errors, rho):
    rng = np.random.default_rng(12)
    u = errors_at(PLAZA, rho, calibration._innovations(PLAZA, errors, 40_000, rng), errors)
    scale = np.where(PLAZA.post & (errors == "variance_doubles"), np.sqrt(2.0), 1.0)
    t = np.array(PLAZA.years)
    expected = rho ** np.abs(t[:, None] - t[None, :]) * np.outer(scale, scale)
    assert np.cov(u.T) == pytest.approx(expected, abs=0.08)
    assert u.mean(axis=0) == pytest.approx(np.zeros(len(t)), abs=0.03)
    if rho == 0:
        # A Student t with 5 degrees of freedom exceeds three of its standard deviations in 1.2%.
        law = stats.t(5, scale=np.sqrt(0.6)) if errors == "t5" else stats.norm()
        assert np.mean(np.abs(u / scale) > 3) == pytest.approx(2 * law.sf(3), rel=0.1)


def test_every_cell_once_with_its_monte_carlo_error():
    kernels = changed_course_kernels(PLAZA, {})
    found = list(calibrate(PLAZA, kernels, 50, np.random.default_rng(1)))
    cells = {(r.method, r.parameter, r.errors, r.rho, r.effect_sd) for r in found}
    sized = sum(parameter in SIZE_ONLY for _, parameter in kernels)
    effects = len(ERROR_LAWS) * len(EFFECTS) + len(LARGE_EFFECTS)
    expected = sized * len(ERROR_LAWS) + (len(kernels) - sized) * effects
    assert len(cells) == len(found) == len(RHOS) * expected
    for r in found:
        assert r.effect_sd in EFFECTS or r.errors == "gaussian"
        assert r.effect_sd == 0 or r.parameter not in SIZE_ONLY
        assert r.replications == 50
        spread = r.rejection_rate * (1 - r.rejection_rate) / 50
        assert r.mc_se == pytest.approx(np.sqrt(spread), abs=1e-15)


@pytest.mark.parametrize("build", [higher_after_kernels, changed_course_kernels])
def test_the_same_rates_again_and_in_any_order_of_methods(build):
    kernels = build(CRISIS, {})
    backwards = dict(reversed(kernels.items()))
    few = dict(list(kernels.items())[:2])
    first, again, other, part = (
        {
            (r.method, r.parameter, r.errors, r.rho, r.effect_sd): r
            for r in calibrate(CRISIS, k, 60, np.random.default_rng(6))
        }
        for k in (kernels, build(CRISIS, {}), backwards, few)
    )
    assert first == again == other
    assert part == {key: first[key] for key in part}


def test_power_rises_with_the_effect():
    found = rates(PLAZA, {("shift_ols", "level_shift")}, 4_000)
    for errors in ERROR_LAWS:
        for rho in RHOS:
            powers = [found["shift_ols", errors, rho, e].rejection_rate for e in EFFECTS]
            assert np.all(np.diff(powers) > -0.02)
            assert powers[-1] > powers[0] + 0.3
