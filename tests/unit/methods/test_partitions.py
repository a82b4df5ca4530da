"""Best partitions, sequential tests, and how surely each break is dated."""

import itertools
import tracemalloc

import numpy as np
import pytest

from scripts.methods.best_cuts import mean_costs, trend_costs
from scripts.methods.break_bootstrap import Bootstrap
from scripts.methods.break_dates import break_date_set
from scripts.methods.break_intervals import argmax_cdf, break_intervals
from scripts.methods.breaks import MODELS, BreakModel, f_path, regressors, segments
from scripts.methods.partitions import best_partitions, fit_segments
from scripts.methods.result import Infeasible
from scripts.methods.sequential_breaks import sequential_tests

GAPPED = [1, 2, 4, 5, 6, 9, 10, 11, 13, 14, 15, 16, 17, 18]


def enumerated(x, y, m, h):
    cuts = itertools.combinations(range(1, len(y)), m)
    allowed = [c for c in cuts if all(b - a >= h for a, b in segments(c, len(y)))]
    return min((fit_segments(x, y, c).rss, c) for c in allowed)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("h", [3, 4])
def test_dynamic_programme_equals_enumeration(model, seed, h):
    y = np.random.default_rng(seed).standard_normal(len(GAPPED)).cumsum()
    x = regressors(GAPPED, model)
    found = best_partitions(GAPPED, y, model, h)
    assert len(found.partitions) == len(y) // h
    for p in found.partitions:
        rss, sizes = enumerated(x, y, p.breaks, h)
        assert p.sizes == sizes
        assert p.rss == pytest.approx(rss, rel=1e-12)
        assert p.break_years == tuple(GAPPED[size - 1] for size in sizes)


@pytest.mark.parametrize(("model", "costs"), [("mean", mean_costs), ("trend", trend_costs)])
def test_costs_equal_qr(model, costs):
    rng = np.random.default_rng(1)
    t = np.cumsum(rng.integers(1, 3, 400)).astype(float)
    y = 1e3 + 5 * t + rng.standard_normal(400)
    x = regressors(t, model)
    e = fit_segments(x, y, ()).residuals
    for start in (0, 7, 390):
        firsts = range(start, start + 5)
        found = costs(t, e[None, :], firsts)[0]
        assert found.shape == (5, 400 - start)
        for row, first in enumerate(firsts):
            for last in range(first + 3, 401, 13):
                exact = fit_segments(x[first:last], y[first:last], ()).rss
                assert found[row, last - start - 1] == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize("model", MODELS)
def test_partition_ignores_level_and_unit_and_mirrors_with_time(model):
    y = np.random.default_rng(8).standard_normal(14).cumsum()
    found = best_partitions(GAPPED, y, model, 3)
    moved = best_partitions(GAPPED, 100 - 7 * y, model, 3)
    mirrored = best_partitions([-t for t in GAPPED[::-1]], y[::-1], model, 3)
    for p, q, r in zip(found.partitions, moved.partitions, mirrored.partitions, strict=True):
        assert p.sizes == q.sizes == tuple(14 - size for size in r.sizes[::-1])
        assert q.rss == pytest.approx(49 * p.rss, rel=1e-10)
        assert r.bic == pytest.approx(p.bic, rel=1e-10)
    assert found.chosen_bic == moved.chosen_bic == mirrored.chosen_bic


def test_criteria_by_hand():
    y = np.array([0.0, 1, 0, 1, 5, 6, 5, 6])
    one = best_partitions(range(8), y).partitions[1]
    assert (one.sizes, one.rss) == ((4,), pytest.approx(2.0))
    # Four parameters for BIC: two means, a date, the variance; LWZ leaves the variance out.
    assert one.bic == pytest.approx(8 * (np.log(2 / 8) + 1 + np.log(2 * np.pi)) + 4 * np.log(8))
    assert one.lwz == pytest.approx(np.log(2 / 5) + 3 / 8 * 0.299 * np.log(8) ** 2.1)


def test_exact_partition_is_chosen_and_ends_the_list():
    y = np.array([0.0] * 4 + [1.0] * 4 + [3.0] * 4)
    found = best_partitions(range(12), y)
    assert [p.breaks for p in found.partitions] == [0, 1, 2]
    assert found.partitions[2].bic is None
    assert found.chosen_bic == found.chosen_lwz == 2


def test_large_samples_take_little_memory():
    y = np.random.default_rng(0).standard_normal(5000) + np.repeat([0, 1, 0, 2, 1], 1000)
    found = best_partitions(range(5000), y)
    assert found.partitions[4].sizes == pytest.approx((1000, 2000, 3000, 4000), abs=15)
    tracemalloc.start()
    best_partitions(range(1000), y[:1000])
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


def test_argmax_distribution():
    # Yao (1987): 95% quantile 7.687, 97.5% quantile 11.033.
    assert argmax_cdf(0.0) == pytest.approx(0.5, abs=1e-14)
    assert argmax_cdf(7.687) == pytest.approx(0.95, abs=2e-5)
    assert argmax_cdf(11.033) == pytest.approx(0.975, abs=2e-5)
    for xi, phi in ((1.0, 1.0), (2.0, 0.5), (0.3, 4.0), (50.0, 1.0)):
        grid = np.concatenate([-np.geomspace(1e4, 1e-6, 200), np.geomspace(1e-6, 1e4, 200)])
        cdf = np.array([argmax_cdf(float(v), xi, phi) for v in grid])
        assert np.all(np.diff(cdf) >= -1e-9)
        assert cdf[0] == pytest.approx(0, abs=1e-6)
        assert cdf[-1] == pytest.approx(1, abs=1e-6)
        assert argmax_cdf(-1e-13, xi, phi) == pytest.approx(argmax_cdf(0.0, xi, phi), abs=1e-5)


def test_interval_that_leaves_the_sample_dates_nothing():
    y = np.random.default_rng(3).standard_normal(19)
    found = best_partitions(range(1981, 2000), y)
    interval = break_intervals(range(1981, 2000), y, found.partitions[1])[0]
    assert not interval.identified
    clear = y + np.where(np.arange(19) < 9, 0, 20)
    found = best_partitions(range(1981, 2000), clear)
    interval = break_intervals(range(1981, 2000), clear, found.partitions[1])[0]
    assert interval.identified
    assert interval.low_year <= interval.break_year == 1989 <= interval.high_year


def test_segment_that_fits_exactly_has_no_interval():
    y = np.array([1.0, 1, 1, 1, 5, 6, 5, 7])
    partition = best_partitions(range(8), y).partitions[1]
    assert partition.sizes == (4,)
    interval = break_intervals(range(8), y, partition)[0]
    assert (interval.low_year, interval.low_size, interval.identified) == (None, None, False)


def test_sequential_tests_find_two_breaks():
    rng = np.random.default_rng(4)
    y = rng.standard_normal(30) + np.repeat([0, 6, 0], 10)
    found = best_partitions(range(30), y)
    tests = sequential_tests(range(30), y, found, Bootstrap(range(30), 199, rng))
    assert [t.breaks for t in tests][:3] == [0, 1, 2]
    assert tests[0].p_boot_iid < 0.05
    assert tests[1].p_boot_iid < 0.05
    assert tests[2].p_boot_iid > 0.05
    model = BreakModel(range(30), "mean", found.min_segment / 30 + 1e-9)
    assert tests[0].statistic == pytest.approx(f_path(y, model).statistic.max(), rel=1e-12)


def test_date_set_covers_and_narrows():
    rng = np.random.default_rng(6)
    model = BreakModel(range(30), "mean", 0.15)
    step, bootstrap = np.where(np.arange(30) < 15, 0.0, 1.0), Bootstrap(range(30), 999, rng)
    wide = break_date_set(rng.standard_normal(30) + 0.5 * step, model, bootstrap)
    narrow = break_date_set(rng.standard_normal(30) + 8 * step, model, bootstrap)
    assert not wide.identified
    assert narrow.identified
    assert 14 in narrow.set_iid
    assert len(narrow.set_iid) <= 3 < len(wide.set_iid)
    assert narrow.p_iid[narrow.years.index(14)] == 1.0


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", ["noise", "constant", "zero", "line", "step", "ties", "outlier"])
@pytest.mark.parametrize("model", MODELS)
def test_finite_or_infeasible(n, kind, model):
    years = [t + 2 * (t > n // 2) for t in range(n)]
    rng = np.random.default_rng(n)
    y = {
        "noise": rng.standard_normal(n),
        "constant": np.full(n, 3.3),
        "zero": np.zeros(n),
        "line": 0.1 * np.array(years) + 1e6,
        "step": np.where(np.arange(n) < n // 2, 1.0, 2.0),
        "ties": np.round(rng.standard_normal(n)),
        "outlier": np.eye(1, n, n // 2)[0],
    }[kind]
    try:
        found = best_partitions(years, y, model)
    except Infeasible:
        return
    for p in found.partitions:
        assert np.isfinite(p.rss)
        assert all(v is None or np.isfinite(v) for v in (p.bic, p.lwz))
        for interval in break_intervals(years, y, p, model):
            assert interval.identified == (None not in (interval.low_year, interval.high_year))
    bootstrap = Bootstrap(years, 95, rng)
    for test in sequential_tests(years, y, found, bootstrap):
        assert np.isfinite(test.statistic)
        assert 0 < test.p_boot_iid <= 1
        assert 0 < test.p_boot_ar1 <= 1
    try:
        dates = break_date_set(y, BreakModel(years, model, 0.15), bootstrap)
    except Infeasible:
        return
    assert all(0 < p <= 1 for p in dates.p_iid + dates.p_ar1)
