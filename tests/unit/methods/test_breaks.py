"""Best partitions against enumeration, least squares and R."""

import itertools
import tracemalloc

import numpy as np
import pytest

from scripts.methods.best_cuts import mean_costs, trend_costs
from scripts.methods.break_intervals import break_intervals, intervals_of_each
from scripts.methods.breaks import SegmentFitter, bai_perron, bai_perron_of_each
from scripts.methods.f_statistics import MODELS, regressors, segments
from scripts.methods.result import Infeasible
from tests.reference.certified import TIGHT, break_cases
from tests.unit.methods.little_samples import KINDS, alone, of_kind, reasons_as_text, together

GAPPED = [1, 2, 4, 5, 6, 9, 10, 11, 13, 14, 15, 16, 17, 18]


def fit_segments(x, y, sizes):
    return next(SegmentFitter(x).fits(y, [sizes]))


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
    found = bai_perron(GAPPED, y, model, h)
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
    found = bai_perron(GAPPED, y, model, 3)
    moved = bai_perron(GAPPED, 100 - 7 * y, model, 3)
    mirrored = bai_perron([-t for t in GAPPED[::-1]], y[::-1], model, 3)
    for p, q, r in zip(found.partitions, moved.partitions, mirrored.partitions, strict=True):
        assert p.sizes == q.sizes == tuple(14 - size for size in r.sizes[::-1])
        assert q.rss == pytest.approx(49 * p.rss, rel=1e-10)
        assert r.bic == pytest.approx(p.bic, rel=1e-10)
    assert found.chosen_bic == moved.chosen_bic == mirrored.chosen_bic


def test_criteria_by_hand():
    y = np.array([0.0, 1, 0, 1, 5, 6, 5, 6])
    one = bai_perron(range(8), y).partitions[1]
    assert (one.sizes, one.rss) == ((4,), pytest.approx(2.0))
    # Four parameters for BIC: two means, a date, the variance; LWZ leaves the variance out.
    assert one.bic == pytest.approx(8 * (np.log(2 / 8) + 1 + np.log(2 * np.pi)) + 4 * np.log(8))
    assert one.lwz == pytest.approx(np.log(2 / 5) + 3 / 8 * 0.299 * np.log(8) ** 2.1)


def test_exact_partition_is_chosen_and_ends_the_list():
    y = np.array([0.0] * 4 + [1.0] * 4 + [3.0] * 4)
    found = bai_perron(range(12), y)
    assert [p.breaks for p in found.partitions] == [0, 1, 2]
    assert found.partitions[2].bic is None
    assert found.chosen_bic == found.chosen_lwz == 2


def test_large_samples_take_little_memory():
    y = np.random.default_rng(0).standard_normal(5000) + np.repeat([0, 1, 0, 2, 1], 1000)
    found = bai_perron(range(5000), y)
    assert found.partitions[4].sizes == pytest.approx((1000, 2000, 3000, 4000), abs=15)
    tracemalloc.start()
    bai_perron(range(1000), y[:1000])
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


@pytest.mark.parametrize(("years", "y", "model", "kind", "r"), break_cases("partitions"))
def test_equal_to_strucchange(years, y, model, kind, r):
    # strucchange::breakpoints(y ~ 1 or y ~ t, h)
    found = bai_perron(years, y, model)
    listed = sum(q.startswith("rss_") for q in r)
    for p in found.partitions[:listed]:
        m = p.breaks
        assert p.rss == pytest.approx(r[f"rss_{m}"], rel=TIGHT)
        assert p.bic == pytest.approx(r[f"bic_{m}"], rel=TIGHT)
        assert p.sizes == tuple(int(r[f"break_{m}_{i + 1}"]) for i in range(m))
    # Ours may look at one break more than R, which leaves a segment's length of slack.
    if found.chosen_bic < listed:
        assert found.chosen_bic == int(r["chosen_bic"])


@pytest.mark.parametrize("model", MODELS)
def test_series_together_have_the_partitions_that_each_has_alone(model):
    years, series = together()
    found = bai_perron_of_each(years, series, model)
    assert reasons_as_text(found) == alone(lambda y: bai_perron(years, y, model), series)
    listed = [() if isinstance(one, Infeasible) else one.partitions for one in found]
    for y, partitions, intervals in zip(
        series, listed, intervals_of_each(years, series, listed, model), strict=True
    ):
        assert intervals == [break_intervals(years, y, p, model) for p in partitions]


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", MODELS)
def test_finite_or_infeasible(n, kind, model):
    years, y = of_kind(kind, n)
    try:
        found = bai_perron(years, y, model)
    except Infeasible:
        return
    for p in found.partitions:
        assert np.isfinite(p.rss)
        assert all(v is None or np.isfinite(v) for v in (p.bic, p.lwz))
        for interval in break_intervals(years, y, p, model):
            assert interval.identified == (None not in (interval.low_year, interval.high_year))
