"""The forensics of printed tables: intervals, planted misprints, clean tables, candidates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from scripts.methods.forensics import (
    FALSE_ALARMS,
    Totals,
    _expectation,
    calibrate,
    implied_totals,
    least_remarkable,
    screen,
)
from tests.bench.planted import FACTORS, NAMES, detection, false_alarms, flags, real, yardstick_of


def totals(years, logs, half=0.001):
    logs = np.asarray(logs, dtype=float)
    return Totals(np.asarray(years, dtype=np.int64), logs, logs - half, logs + half)


YEARS = np.array([1980, 1981, *range(1983, 2000)])
CALM = np.log(1000) + 0.05 * np.random.default_rng(11).standard_normal(len(YEARS))


@pytest.fixture(scope="module")
def yardstick():
    return calibrate([YEARS], np.random.default_rng(1), draws=4000)


def screened(logs, yardstick, half=0.001):
    return screen([totals(YEARS, logs, half)], yardstick)[0]


def test_an_interval_is_as_wide_as_the_digits_of_both_cells_allow():
    found = implied_totals(
        np.array([1986, 1999]),
        np.array([11.9, 122.61]),
        np.array([1.0, 2.0]),
        np.array([1.1, 90.0]),
        np.array([1.0, 0.0]),
    )
    assert np.exp(found.log) == pytest.approx([11.9 / 0.011, 122.61 / 0.9])
    assert np.exp(found.low) == pytest.approx([11.85 / 0.0115, 122.605 / 0.905])
    assert np.exp(found.high) == pytest.approx([11.95 / 0.0105, 122.615 / 0.895])


def test_the_least_remarkable_rounding_is_zero_inside_and_the_near_end_outside():
    one = np.ones(3)
    found = least_remarkable(np.array([0.0, 2, -3]), np.array([1.0, 3, -2]), 0.5 * one, one / 2)
    assert found.tolist() == [0, 3, -5]


def test_only_the_planted_years_are_flagged_even_beside_each_other(yardstick):
    for bad in ([0], [18], [9], [8, 10], [9, 10], [1, 2]):
        logs = CALM.copy()
        logs[bad] += np.log(5)
        assert np.flatnonzero(screened(logs, yardstick).flagged).tolist() == bad


def test_a_flagged_year_is_in_nobody_s_expectation(yardstick):
    small, large = CALM.copy(), CALM.copy()
    small[9] += np.log(5)
    large[9] += np.log(500)
    first, second = (screened(x, yardstick) for x in (small, large))
    assert first.flagged[9]
    assert first.expected == pytest.approx(second.expected)
    assert first.unit == pytest.approx(second.unit)


def test_what_rounding_can_explain_is_not_flagged(yardstick):
    logs = CALM.copy()
    logs[9] += np.log(2)
    narrow = totals(YEARS, logs)
    low = narrow.low.copy()
    low[9] = CALM[9]
    assert screen([narrow], yardstick)[0].flagged[9]
    assert not screen([Totals(YEARS, logs, low, narrow.high)], yardstick)[0].flagged.any()


@pytest.mark.parametrize(("shift", "growth", "scale"), [(3.0, 0, 1), (0, 0.2, 1), (0, 0, 0.3)])
def test_unit_growth_and_volatility_move_no_score(yardstick, shift, growth, scale):
    logs = CALM.copy()
    logs[9] += 0.3
    moved = shift + growth * (YEARS - 1980) + scale * logs
    assert screened(moved, yardstick, 1e-9).z == pytest.approx(screened(logs, yardstick, 1e-9).z)


def test_reversed_time_reverses_the_flags(yardstick):
    logs = CALM.copy()
    logs[3] += 2
    mirrored = np.sort(-YEARS)
    back = calibrate([mirrored], np.random.default_rng(1), draws=4000)
    found = screen([totals(mirrored, logs[::-1])], back)[0]
    assert found.flagged[::-1].tolist() == screened(logs, yardstick).flagged.tolist()


def test_missing_years_thin_the_window_and_do_not_stretch_it():
    # Symmetric, so without growth: the middle year has two neighbours within three years, or six.
    logs = np.array([3.0, 3, 3, 1, 0, 1, 3, 3, 3])
    every = np.ones(9, dtype=bool)
    gapped = np.array([0, 1, 2, 6, 8, 10, 14, 15, 16])
    assert _expectation(np.arange(9), logs, every)[4] == 3
    assert _expectation(gapped, logs, every)[4] == 1


def test_identical_totals_are_no_division_by_zero(yardstick):
    found = screened(np.full(len(YEARS), 7.0), yardstick)
    assert not found.flagged.any()
    assert np.isfinite(found.z).all()


def test_a_quiet_series_borrows_the_table_s_scale_and_a_wild_one_keeps_its_own():
    years = [np.arange(1989, 1999)] * 3
    rng = np.random.default_rng(5)
    logs = [sd * rng.standard_normal(10) for sd in (0.2, 0.2, 2.0)]
    found = screen([totals(*x) for x in zip(years, logs, strict=True)], calibrate(years, rng, 500))
    assert np.median(found[2].unit) > 3 * np.median(found[0].unit)


@pytest.mark.parametrize("name", NAMES)
def test_clean_tables_raise_no_more_alarms_than_promised(name):
    assert false_alarms(name, 200) <= binom.ppf(0.999, 200, FALSE_ALARMS)


# 24 cells x 7 sizes x 3 tables: 504 planted errors, each more than rounding can hide.
@pytest.mark.parametrize("clean", [True, False], ids=["synthetic", "printed"])
def test_larger_errors_are_found_more_often_and_large_ones_mostly(clean):
    rates = np.mean([detection(name, 24, clean) for name in NAMES], axis=0)
    assert (np.diff(rates) >= -0.03).all(), rates
    assert rates[FACTORS.index(1.1)] < 0.2
    assert rates[FACTORS.index(10)] > 0.8
    assert rates[FACTORS.index(5)] > 0.6


def test_1997_is_the_one_pair_that_its_neighbours_doubt():
    found = {}
    for name in NAMES:
        table = real(name)
        for series, flagged in zip(table, flags(table, yardstick_of(table, name)), strict=True):
            found.setdefault(name, []).extend(series.years[flagged].tolist())
    assert found == {"exim": [1997], "oda": [], "jica": []}
