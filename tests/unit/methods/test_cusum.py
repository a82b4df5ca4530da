"""Cumulated residuals against R, by hand and over a sweep."""

import numpy as np
import pytest

from scripts.methods.cusum import (
    _p_brown_durbin_evans,
    cusum_ols,
    cusum_ols_of_each,
    cusum_rec,
    cusum_rec_of_each,
    recursive_residuals,
)
from scripts.methods.f_statistics import MODELS, regressors
from scripts.methods.result import Infeasible
from tests.reference.certified import TIGHT, break_cases
from tests.unit.methods.little_samples import KINDS, alone, of_kind, reasons_as_text, together

YEARS = [1980, 1981, *range(1983, 1995)]
VALUES = np.random.default_rng(1).standard_normal(14).cumsum()


@pytest.mark.parametrize("model", MODELS)
def test_recursive_residuals_sum_to_the_residual_sum_of_squares(model):
    x = regressors(YEARS, model)
    w = recursive_residuals(tuple(YEARS), model) @ VALUES
    e = VALUES - x @ np.linalg.lstsq(x, VALUES, rcond=None)[0]
    assert w @ w == pytest.approx(e @ e, rel=1e-12)


def test_ols_cusum_by_hand():
    y = np.array([0.0, 0, 1, 1])
    result = cusum_ols(range(4), y)[0]
    # Residuals -1/2, -1/2, 1/2, 1/2; variance 1/3; the sums reach 1, over sqrt(4/3).
    assert result.statistic == pytest.approx(np.sqrt(3) / 2)
    assert result.p_two_sided == pytest.approx(
        2 * sum((-1) ** (i - 1) * np.exp(-2 * i**2 * 0.75) for i in range(1, 20))
    )
    assert result.note == "largest in 1"


@pytest.mark.parametrize(("years", "y", "model", "kind", "r"), break_cases("cusum"))
@pytest.mark.parametrize("test", [cusum_ols, cusum_rec])
def test_equal_to_strucchange(test, years, y, model, kind, r):
    # strucchange::efp(type = "OLS-CUSUM" and "Rec-CUSUM"), sctest
    (result,) = test(years, y, model)
    assert result.statistic == pytest.approx(r[result.method], rel=TIGHT)
    # R takes tail probabilities as one minus a probability, so those below 1e-7 lose digits.
    assert result.p_two_sided == pytest.approx(r[f"p_{result.method}"], rel=TIGHT, abs=1e-15)


def test_boundary_probability():
    # Brown, Durbin and Evans: crossing probability 5% at 0.948, 1% at 1.143, 10% at 0.850.
    for x, p in ((0.948, 0.05), (1.143, 0.01), (0.850, 0.10)):
        assert _p_brown_durbin_evans(x) == pytest.approx(p, rel=0.01)
    p = [_p_brown_durbin_evans(x) for x in np.linspace(0, 6, 601)]
    assert np.all(np.diff(p) < 0)
    assert p[0] == 1
    assert p[-1] > 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("test", [cusum_ols, cusum_rec])
def test_level_and_unit_do_not_matter(test, model):
    one, other = test(YEARS, VALUES, model)[0], test(YEARS, 50 - 3 * VALUES, model)[0]
    assert one.statistic == pytest.approx(other.statistic, rel=1e-9)
    assert one.note == other.note


@pytest.mark.parametrize("model", MODELS)
def test_ols_cusum_mirrors_with_time(model):
    one = cusum_ols(YEARS, VALUES, model)[0]
    other = cusum_ols([-t for t in YEARS[::-1]], VALUES[::-1], model)[0]
    assert one.statistic == pytest.approx(other.statistic, rel=1e-9)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("one", "each"), [(cusum_ols, cusum_ols_of_each), (cusum_rec, cusum_rec_of_each)]
)
def test_series_together_have_the_results_that_each_has_alone(one, each, model):
    years, series = together()
    results = alone(lambda y: one(years, y, model), series)
    expected = [r if isinstance(r, str) else r[0] for r in results]
    assert reasons_as_text(each(years, series, model)) == expected


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("test", [cusum_ols, cusum_rec])
def test_finite_or_infeasible(n, kind, model, test):
    years, y = of_kind(kind, n)
    exact = kind in ("constant", "zero") or (kind == "line" and model == "trend")
    try:
        result = test(years, y, model)[0]
    except Infeasible:
        return
    assert np.isfinite(result.statistic)
    assert 0 <= result.p_two_sided <= 1
    assert not exact
