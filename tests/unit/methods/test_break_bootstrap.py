"""Sequential tests and date sets, and the errors that both simulate."""

import numpy as np
import pytest

from scripts.methods.ar1_reference import NullModel
from scripts.methods.break_bootstrap import (
    Bootstrap,
    break_date_set,
    innovation_sd,
    sequential_tests,
)
from scripts.methods.breaks import bai_perron
from scripts.methods.f_statistics import MODELS, BreakModel, f_path, regressors
from scripts.methods.result import Infeasible
from tests.unit.methods.little_samples import KINDS, YEARS, of_kind


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


def test_sequential_tests_find_two_breaks():
    rng = np.random.default_rng(4)
    y = rng.standard_normal(30) + np.repeat([0, 6, 0], 10)
    found = bai_perron(range(30), y)
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
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", MODELS)
def test_finite_or_infeasible(n, kind, model):
    years, y = of_kind(kind, n)
    bootstrap = Bootstrap(years, 95, np.random.default_rng(n))
    try:
        tests = sequential_tests(years, y, bai_perron(years, y, model), bootstrap)
    except Infeasible:
        return
    for test in tests:
        assert np.isfinite(test.statistic)
        assert 0 < test.p_boot_iid <= 1
        assert 0 < test.p_boot_ar1 <= 1
    try:
        dates = break_date_set(y, BreakModel(years, model, 0.15), bootstrap)
    except Infeasible:
        return
    assert all(0 < p <= 1 for p in dates.p_iid + dates.p_ar1)
