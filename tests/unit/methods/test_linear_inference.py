"""Inference on linear models against R, statsmodels, definitions and symmetry."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy import stats

from scripts.methods.ar1_reference import tabulate_nulls
from scripts.methods.design import EventDesign, Sample
from scripts.methods.least_squares import solve
from scripts.methods.linear_inference import by_ar1, by_boot_ar1, by_ewc, by_hac, by_ols
from scripts.methods.linear_model import segmented_model, shift_model, trend_model
from scripts.methods.result import Infeasible
from tests.reference.certified import certified, nile
from tests.unit.methods.little_samples import (
    SHARE,
    YEARS,
    assert_same,
    assert_sound,
    assert_sound_everywhere,
    exim,
    split,
)

R = certified("linear_inference")
MODELS = {
    "shift": shift_model,
    "its": segmented_model,
    "trend": lambda design: trend_model(design.years),
}
METHODS = {
    "ols": by_ols,
    "hac": by_hac,
    "hac_rows": partial(by_hac, spacing="rows"),
    "ewc": by_ewc,
    "ar1": by_ar1,
}


def case(name):
    if name == "nile":
        years, flow = nile()
        return EventDesign(tuple(years), 1899), flow
    if name == "exim_share":
        return EventDesign(YEARS, 1987), SHARE
    inside = [1983 <= y <= 1996 for y in YEARS]
    return EventDesign(tuple(range(1983, 1997)), 1990), SHARE[inside]


@pytest.mark.parametrize("name", R)
@pytest.mark.parametrize("prefix", MODELS)
@pytest.mark.parametrize(
    ("kind", "method"),
    [("ols", by_ols), ("hac", by_hac), ("hac5", partial(by_hac, bandwidth=5)), ("ar1", by_ar1)],
    ids=["ols", "hac", "hac5", "ar1"],
)
def test_equal_to_r(name, prefix, kind, method):
    # lm, sandwich::NeweyWest(lag, prewhite = FALSE, adjust = TRUE), arima(xreg, method = "ML")
    design, y = case(name)
    results = method(MODELS[prefix](design), y)
    # R's arima stops its search some way off the maximum.
    rel = 2e-5 if kind == "ar1" else 1e-8
    compared = 0
    for result in results:
        for quantity in ("estimate", "se", "p_two_sided", "ci_low", "statistic"):
            key = f"{prefix}_{kind}_{result.parameter}_{quantity}"
            if key in R[name]:
                assert getattr(result, quantity) == pytest.approx(R[name][key], rel=rel), key
                compared += 1
    # NeweyWest does not know the calendar: no reference where a year is missing.
    assert compared > 0 or (name == "exim_share" and kind.startswith("hac"))


def test_ar1_reports_the_autocorrelation_that_r_finds():
    design, y = case("exim_share")
    note = by_ar1(shift_model(design), y)[0].note
    assert note == f"rho = {R['exim_share']['shift_ar1_rho']:.3f}"


def test_ar1_says_when_the_autocorrelation_is_at_the_end_of_its_range():
    result = by_ar1(trend_model(range(10)), (-1.0) ** np.arange(10))[0]
    assert result.note == "rho = -0.999, the end of its range"
    assert_sound(result)


@pytest.mark.parametrize("prefix", MODELS)
@pytest.mark.parametrize("lags", [0, 1, 2, 4])
def test_hac_is_the_sum_over_calendar_lags(prefix, lags):
    # The definition, on the calendar with zeros for the missing years.
    sample = exim()
    model = MODELS[prefix](sample.design)
    fit = solve(model.x, sample.values)
    years = np.array(model.years)
    scores = np.zeros((years[-1] - years[0] + 1, model.x.shape[1]))
    scores[years - years[0]] = model.x * fit.residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        gamma = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (gamma + gamma.T)
    n = len(years)
    covariance = fit.unscaled @ meat @ fit.unscaled * n / (n - model.x.shape[1])
    result = by_hac(model, sample.values, bandwidth=lags)[0]
    row = model.contrasts[0].rows[0]
    assert result.se == pytest.approx(np.sqrt(row @ covariance @ row), rel=1e-12)
    assert result.df == n - model.x.shape[1]
    assert result.method == f"{prefix}_hac"


@pytest.mark.parametrize("prefix", MODELS)
def test_rows_as_neighbours_are_what_statsmodels_computes(prefix):
    import statsmodels.api as sm

    sample = exim()
    model = MODELS[prefix](sample.design)
    theirs = sm.OLS(sample.values, model.x).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}, use_t=True
    )
    rows, calendar = (
        by_hac(model, sample.values, bandwidth=2, spacing=s) for s in ("rows", "calendar")
    )
    for contrast, result in zip(model.contrasts, rows, strict=True):
        assert result.method == f"{prefix}_hac_rows"
        if len(contrast.rows) == 1:
            test = theirs.t_test(contrast.rows)
            assert result.se == pytest.approx(test.sd.item(), rel=1e-10)
            assert result.p_two_sided == pytest.approx(float(test.pvalue), rel=1e-9)
        else:
            test = theirs.f_test(contrast.rows)
            assert result.statistic == pytest.approx(float(test.fvalue), rel=1e-9)
            assert result.p_two_sided == pytest.approx(float(test.pvalue), rel=1e-9)
    # 1982 and 1985 are missing, so the calendar has something to say.
    assert rows[0].se != pytest.approx(calendar[0].se, rel=1e-3)


@pytest.mark.parametrize(("n", "lags"), [(8, 2), (14, 2), (19, 2), (30, 2), (64, 3), (100, 3)])
def test_the_default_bandwidth(n, lags):
    y = np.sin(np.arange(n) ** 2)
    assert by_hac(trend_model(range(n)), y)[0].note == f"bandwidth {lags}"


def test_ewc_is_the_average_of_squared_cosine_sums():
    # Lazarus, Lewis, Stock & Watson (2018), for a mean: Lambda_j = sqrt(2/T) sum y cos(...).
    design, y = case("exim_share_1983_1996")
    model = segmented_model(design)
    fit = solve(model.x, y)
    n, b = len(y), 3
    z = model.x * fit.residuals[:, None]
    omega = np.zeros((4, 4))
    for j in range(1, b + 1):
        weights = np.sqrt(2 / n) * np.cos(np.pi * j * (np.arange(1, n + 1) - 0.5) / n)
        omega += np.outer(weights @ z, weights @ z) / b
    bread = np.linalg.inv(model.x.T @ model.x / n)
    covariance = bread @ omega @ bread / n
    results = {r.parameter: r for r in by_ewc(model, y)}
    level = results["level_change"]
    assert level.se == pytest.approx(np.sqrt(covariance[2, 2]), rel=1e-9)
    assert level.df == 3
    assert level.p_two_sided == pytest.approx(2 * stats.t.sf(abs(fit.beta[2]) / level.se, 3))
    wald = fit.beta[2:] @ np.linalg.solve(covariance[2:, 2:], fit.beta[2:])
    joint = results["joint"]
    # Hotelling: (B - q + 1) / (B q) Wald ~ F(q, B - q + 1), here q = 2.
    assert joint.statistic == pytest.approx(wald / 2 * 2 / 3, rel=1e-8)
    assert (joint.df_num, joint.df) == (2, 2)
    assert joint.p_two_sided == pytest.approx(stats.f.sf(wald / 3, 2, 2), rel=1e-8)


def test_hotellings_reference_is_right_for_independent_normal_scores():
    # W = B * (2 x 2 covariance of B normal scores): its F must reject at 5%, without the correction
    # it would reject about half the time.
    rng = np.random.default_rng(5)
    z = rng.standard_normal((20_000, 3, 2))
    v = np.einsum("rbi,rbj->rij", z, z) / 3
    x = rng.standard_normal((20_000, 2))
    f = np.einsum("ri,ri->r", x, np.linalg.solve(v, x[:, :, None])[:, :, 0]) / 2
    assert np.mean(stats.f.sf(f * 2 / 3, 2, 2) < 0.05) == pytest.approx(0.05, abs=0.005)


@pytest.mark.parametrize(("n", "cosines"), [(12, 3), (19, 3), (30, 4), (100, 9)])
def test_the_default_number_of_cosines(n, cosines):
    y = np.sin(np.arange(n) ** 2)
    assert by_ewc(trend_model(range(n)), y)[0].df == cosines


@pytest.mark.parametrize("method", [by_hac, by_ewc])
def test_a_year_that_is_fitted_exactly_has_no_robust_variance(method):
    one_after = split([3.0, 1, 4, 1, 5, 9], [2.0])
    with pytest.raises(Infeasible, match="1986 is fitted exactly"):
        method(shift_model(one_after.design), one_after.values)
    two_after = exim(1997)
    with pytest.raises(Infeasible, match="fitted exactly"):
        method(segmented_model(two_after.design), two_after.values)


def test_one_year_after_has_a_parametric_answer():
    sample = split([3.0, 1, 4, 1, 5, 9], [2.0])
    assert_sound(by_ols(shift_model(sample.design), sample.values)[0])
    assert_sound(by_ar1(shift_model(sample.design), sample.values)[0])


@pytest.mark.parametrize("prefix", MODELS)
@pytest.mark.parametrize("method", METHODS)
def test_every_sample_gives_numbers_or_a_reason(prefix, method):
    def run(sample):
        return METHODS[method](MODELS[prefix](sample.design), sample.values)

    assert_sound_everywhere(run)


@pytest.mark.parametrize("prefix", MODELS)
@pytest.mark.parametrize("method", METHODS)
def test_a_constant_and_the_unit_move_only_what_they_should(prefix, method):
    sample = exim()
    model = MODELS[prefix](sample.design)
    results = METHODS[method](model, sample.values)
    assert_same(results, METHODS[method](model, sample.values + 100))
    assert_same(results, METHODS[method](model, sample.values * 1e6), but=1e6)
    assert {r.method for r in results} == {f"{prefix}_{method}"}


@pytest.mark.parametrize("method", METHODS)
def test_time_reversed_the_trend_changes_only_its_sign(method):
    years = tuple(-y for y in reversed(YEARS))
    one = METHODS[method](trend_model(YEARS), SHARE)[0]
    other = METHODS[method](trend_model(years), SHARE[::-1])[0]
    assert other.estimate == pytest.approx(-one.estimate)
    assert other.se == pytest.approx(one.se)
    assert other.p_two_sided == pytest.approx(one.p_two_sided)
    assert other.p_greater == pytest.approx(one.p_less)


def test_boot_ar1_has_the_least_squares_estimate_and_one_sided_halves():
    sample = exim()
    model = shift_model(sample.design)
    tables = tabulate_nulls(model.restrictions(), 999, np.random.default_rng(2))
    (result,) = by_boot_ar1(model, sample.values, tables)
    (plain,) = by_ols(model, sample.values)
    assert (result.estimate, result.se) == pytest.approx((plain.estimate, plain.se))
    assert result.statistic == pytest.approx(plain.statistic)
    assert result.p_greater == pytest.approx(result.p_two_sided / 2)
    assert result.p_greater + result.p_less == pytest.approx(1)
    (falling,) = by_boot_ar1(model, -sample.values, tables)
    assert falling.p_less == pytest.approx(result.p_greater)
    assert falling.ci_low == pytest.approx(-result.ci_high)


def test_a_line_by_hand():
    # 1, 1, 3 at 0, 1, 2: slope 1, rss 2/3 on one degree of freedom, standard error sqrt(1/3).
    result = by_ols(trend_model((0, 1, 2)), np.array([1.0, 1.0, 3.0]))[0]
    assert (result.estimate, result.se) == pytest.approx((1.0, 3**-0.5))
    # Student t with one degree of freedom is Cauchy's: P(|t| > sqrt 3) = 1/3.
    assert result.p_two_sided == pytest.approx(1 / 3)


def test_the_average_gap_is_fit_minus_projection():
    sample = exim(1997)
    gap = by_ols(segmented_model(sample.design), sample.values)[0]
    years = np.array(sample.design.years)
    before = np.polyfit(years[years < 1997] - 1980, sample.pre, 1)
    projected = np.polyval(before, years[years > 1997] - 1980)
    assert gap.parameter == "average_gap"
    # Two years after: the fit passes through them.
    assert gap.estimate == pytest.approx(np.mean(sample.post - projected))


def test_samples_are_cut_in_the_order_of_years():
    sample = Sample.cut(YEARS, SHARE, 1985, "drop")
    assert sample.pre.tolist() == [8.5, 5.6, 8.0, 6.7]
