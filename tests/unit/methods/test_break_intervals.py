"""Bai's intervals against R, and their limiting distribution against Yao's quantiles."""

import numpy as np
import pytest

from scripts.methods.break_intervals import _lower, _upper, break_intervals
from scripts.methods.breaks import bai_perron
from tests.reference.certified import break_cases, nile


def argmax_cdf(x, xi=1.0, phi=1.0):
    side = _lower if x < 0 else _upper
    return float(side(np.array([abs(x)]), np.array([xi]), np.array([phi]))[0])


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


@pytest.mark.parametrize(("years", "y", "model", "kind", "r"), break_cases("partitions"))
def test_equal_to_strucchange(years, y, model, kind, r):
    # confint(strucchange::breakpoints(...), het.reg and het.err TRUE or FALSE)
    listed = sum(q.startswith("rss_") for q in r)
    for p in bai_perron(years, y, model).partitions[:listed]:
        for errors in ("heterogeneous", "homogeneous"):
            if f"{errors}_{p.breaks}_1_low" not in r:
                continue
            intervals = break_intervals(years, y, p, model, heterogeneous=errors == "heterogeneous")
            for i, interval in enumerate(intervals):
                ends = [r[f"{errors}_{p.breaks}_{i + 1}_{end}"] for end in ("low", "high")]
                if np.isnan(ends).any():
                    assert interval.low_size is interval.high_size is None
                else:
                    assert [interval.low_size, interval.high_size] == ends


def test_nile_breaks_in_1898():
    years, y = nile()
    interval = break_intervals(years, y, bai_perron(years, y).partitions[1])[0]
    assert (interval.low_year, interval.break_year, interval.high_year) == (1895, 1898, 1902)


def test_interval_that_leaves_the_sample_dates_nothing():
    y = np.random.default_rng(3).standard_normal(19)
    found = bai_perron(range(1981, 2000), y)
    interval = break_intervals(range(1981, 2000), y, found.partitions[1])[0]
    assert not interval.identified
    clear = y + np.where(np.arange(19) < 9, 0, 20)
    found = bai_perron(range(1981, 2000), clear)
    interval = break_intervals(range(1981, 2000), clear, found.partitions[1])[0]
    assert interval.identified
    assert interval.low_year <= interval.break_year == 1989 <= interval.high_year


def test_segment_that_fits_exactly_has_no_interval():
    y = np.array([1.0, 1, 1, 1, 5, 6, 5, 7])
    partition = bai_perron(range(8), y).partitions[1]
    assert partition.sizes == (4,)
    interval = break_intervals(range(8), y, partition)[0]
    assert (interval.low_year, interval.low_size, interval.identified) == (None, None, False)
