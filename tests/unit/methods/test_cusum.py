"""Cumulated residuals."""

import numpy as np
import pytest

from scripts.methods.breaks import MODELS, regressors
from scripts.methods.cusum import _p_brown_durbin_evans, cusum_ols, cusum_rec, recursive_residuals
from scripts.methods.result import Infeasible

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


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("kind", ["noise", "constant", "zero", "line", "step", "ties"])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("test", [cusum_ols, cusum_rec])
def test_finite_or_infeasible(n, kind, model, test):
    years = [t + 2 * (t > n // 2) for t in range(n)]
    rng = np.random.default_rng(n)
    y = {
        "noise": rng.standard_normal(n),
        "constant": np.full(n, 3.3),
        "zero": np.zeros(n),
        "line": 0.1 * np.array(years) + 1e6,
        "step": np.where(np.arange(n) < n // 2, 1.0, 2.0),
        "ties": np.round(rng.standard_normal(n)),
    }[kind]
    exact = kind in ("constant", "zero") or (kind == "line" and model == "trend")
    try:
        result = test(years, y, model)[0]
    except Infeasible:
        return
    assert np.isfinite(result.statistic)
    assert 0 <= result.p_two_sided <= 1
    assert not exact
