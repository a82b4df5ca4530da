"""The AR(1)-referred test: its table, its look-ups, its size, its interval."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.methods.ar1_reference import (
    RHO_GRID,
    Restriction,
    simulate_ar1,
    tabulate_nulls,
    tabulate_rho,
)
from scripts.methods.design import EventDesign
from scripts.methods.least_squares import solve
from scripts.methods.linear_inference import by_boot_ar1, by_ols
from scripts.methods.linear_model import segmented_model, shift_model
from scripts.methods.result import Infeasible
from tests.unit.methods.little_samples import SHARE, YEARS, assert_sound_everywhere, exim

DRAWS = 1999
SAMPLE = exim()


@pytest.fixture(scope="module")
def shift():
    model = shift_model(SAMPLE.design)
    (restriction,) = model.restrictions().values()
    tables = tabulate_nulls({"level_shift": restriction}, DRAWS, np.random.default_rng(1))
    return model, restriction, tables["level_shift"]


@pytest.fixture(scope="module")
def line():
    model = segmented_model(SAMPLE.design)
    restrictions = model.restrictions()
    return model, restrictions, tabulate_nulls(restrictions, DRAWS, np.random.default_rng(1))


def test_statistics_are_the_classical_t_and_f(shift, line):
    series = SHARE[np.isin(YEARS, SAMPLE.design.years)]
    for model, restrictions in ((shift[0], shift[0].restrictions()), line[:2]):
        for result in by_ols(model, series):
            restriction = restrictions[result.parameter]
            found = restriction.statistic(restriction.null_residuals(series[None, :]))[0]
            assert found == pytest.approx(abs(result.statistic), rel=1e-10)


def test_many_at_once_are_the_same_as_one_at_a_time(line):
    model, restrictions, _ = line
    y = np.random.default_rng(2).normal(size=(50, len(model.years))).cumsum(axis=1)
    for name, restriction in restrictions.items():
        together = restriction.statistic(restriction.null_residuals(y))
        alone = [abs(r.statistic) for row in y for r in by_ols(model, row) if r.parameter == name]
        assert together == pytest.approx(np.array(alone), rel=1e-9)


def test_the_statistic_forgets_location_scale_and_what_the_null_allows(line):
    _, restrictions, _ = line
    y = np.random.default_rng(3).normal(size=(20, len(SAMPLE.design.years)))
    for restriction in restrictions.values():
        allowed = restriction.x @ np.linalg.svd(restriction.rows)[2][restriction.q :].T
        moved = 7.0 * (y + allowed.sum(axis=1)) + 1000.0
        e, f = restriction.null_residuals(y), restriction.null_residuals(moved)
        assert restriction.statistic(f) == pytest.approx(restriction.statistic(e), rel=1e-8)
        assert restriction.r1(f) == pytest.approx(restriction.r1(e), rel=1e-8)


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.6])
def test_simulated_series_have_the_covariance_of_an_ar1(rho):
    years = SAMPLE.design.years
    innovations = np.random.default_rng(4).standard_normal((40_000, years[-1] - years[0] + 1))
    u = simulate_ar1(years, rho, innovations)
    distance = np.abs(np.subtract.outer(years, years))
    assert np.cov(u.T) == pytest.approx(rho**distance / (1 - rho**2), abs=0.05)


def test_a_look_up_is_the_direct_count(shift):
    _, restriction, table = shift
    rng = np.random.default_rng(1)
    years = SAMPLE.design.years
    innovations = rng.standard_normal((DRAWS, years[-1] - years[0] + 1))
    for rho in (0.0, 0.4, 0.8):
        u = simulate_ar1(years, rho, innovations)
        null = restriction.statistic(restriction.null_residuals(u))
        for value in (0.5, 1.0, 2.0, 3.0):
            counted = (1 + np.sum(null >= value)) / (DRAWS + 1)
            (found,) = table.p_value(np.array([value]), np.array([rho]))
            # Between kept order statistics, 2% apart in the tail count, the look-up interpolates.
            assert found == pytest.approx(counted, rel=0.02, abs=2 / DRAWS)
        largest = np.array([null.max() * 1.001])
        assert table.p_value(largest, np.array([rho])) == pytest.approx(1 / (DRAWS + 1))
        assert table.p_value(np.array([0.0]), np.array([rho])) == pytest.approx(1)


def test_rho_is_median_unbiased(shift):
    _, restriction, table = shift
    years = SAMPLE.design.years
    innovations = np.random.default_rng(5).standard_normal((4000, years[-1] - years[0] + 1))
    for rho in (0.0, 0.3, 0.7):
        u = simulate_ar1(years, rho, innovations)
        found = table.rho_hat(restriction.r1(restriction.null_residuals(u)))
        assert np.median(found) == pytest.approx(rho, abs=0.06)


def test_rho_stays_on_its_grid(shift):
    _, _, table = shift
    assert table.rho_hat(np.array([-9.0, 9.0])) == pytest.approx([RHO_GRID[0], RHO_GRID[-1]])
    assert np.all(np.diff(table.median_r1) >= 0)


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
def test_the_size_is_near_five_percent_where_least_squares_is_far_off(shift, rho):
    # A plain loop over fresh series; tried at R = 20,000 the sizes are 3.0, 3.6 and 5.2%.
    model, _, table = shift
    rng = np.random.default_rng(6)
    years, draws = SAMPLE.design.years, 600
    innovations = rng.standard_normal((draws, years[-1] - years[0] + 1))
    referred, classical = [], []
    for y in simulate_ar1(years, rho, innovations):
        restriction = shift[1]
        e = restriction.null_residuals(y[None, :])
        p = table.p_value(restriction.statistic(e), table.rho_hat(restriction.r1(e)))
        referred.append(p[0] <= 0.05)
        classical.append(by_ols(model, y)[0].p_two_sided <= 0.05)
    expected = {0.0: 0.030, 0.4: 0.036, 0.8: 0.052}[rho]
    assert np.mean(referred) == pytest.approx(expected, abs=0.025)
    if rho == 0.8:
        assert np.mean(classical) > 0.3


def test_the_interval_holds_the_values_that_are_not_rejected(shift):
    model, restriction, table = shift
    y, tables = SAMPLE.values, {"level_shift": table}
    (test,) = by_boot_ar1(model, y, tables)
    for value, kept in (
        (test.ci_low - 0.01, False),
        (test.ci_low + 0.01, True),
        (test.ci_high - 0.01, True),
        (test.ci_high + 0.01, False),
    ):
        (moved,) = by_boot_ar1(model, y - value * restriction.unit_shift, tables)
        assert (moved.p_two_sided >= 0.05) == kept
    assert test.ci_low < test.estimate < test.ci_high


def test_p_has_its_monte_carlo_error(shift):
    model, _, table = shift
    (result,) = by_boot_ar1(model, SAMPLE.values, {"level_shift": table})
    p = result.p_two_sided
    assert result.p_mc_se == pytest.approx((p * (1 - p) / DRAWS) ** 0.5)


@pytest.mark.parametrize("build", [shift_model, segmented_model])
def test_a_constant_and_the_unit_move_only_what_they_should(build, line):
    model = build(SAMPLE.design)
    tables = tabulate_nulls(model.restrictions(), 499, np.random.default_rng(9))
    results = by_boot_ar1(model, SAMPLE.values, tables)
    moved = by_boot_ar1(model, 1000 * (SAMPLE.values + 5), tables)
    for one, other in zip(results, moved, strict=True):
        assert other.p_two_sided == pytest.approx(one.p_two_sided, rel=1e-7)
        if one.ci_low is not None:
            assert other.ci_low == pytest.approx(1000 * one.ci_low, rel=1e-6)
            assert other.ci_high == pytest.approx(1000 * one.ci_high, rel=1e-6)


def test_the_same_stream_gives_the_same_table():
    restrictions = shift_model(SAMPLE.design).restrictions()
    one, other = (
        tabulate_nulls(restrictions, 99, np.random.default_rng(11))["level_shift"] for _ in range(2)
    )
    np.testing.assert_array_equal(one.critical, other.critical)


def test_rho_table_is_the_one_inside_the_null_table(shift):
    _, restriction, table = shift
    alone = tabulate_rho(restriction, DRAWS, np.random.default_rng(1))
    assert alone.median_r1 == pytest.approx(table.median_r1)


def test_every_sample_gives_numbers_or_a_reason():
    tables = {}

    def run(sample):
        model = shift_model(sample.design)
        restrictions = model.restrictions()
        if sample.design not in tables:
            tables[sample.design] = tabulate_nulls(restrictions, 99, np.random.default_rng(12))
        return by_boot_ar1(model, sample.values, tables[sample.design])

    assert_sound_everywhere(run)


def test_what_the_years_cannot_carry_says_why():
    spread = EventDesign((1980, 1982, 1984, 1986, 1988), 1984)
    with pytest.raises(Infeasible, match="two pairs of neighbouring years"):
        shift_model(spread).restrictions()
    with pytest.raises(Infeasible, match="more than 2 observed years"):
        Restriction((1980, 1981), np.eye(2), np.array([[0.0, 1.0]]))


def test_unit_shift_moves_the_tested_value_by_one_and_nothing_else(line):
    _, restrictions, _ = line
    for name in ("level_change", "slope_change", "average_gap"):
        restriction = restrictions[name]
        y = SAMPLE.values
        row = restriction.rows[0]
        before = solve(restriction.x, y).beta
        after = solve(restriction.x, y + restriction.unit_shift).beta
        assert row @ (after - before) == pytest.approx(1)
