"""Least squares against NIST, exact rational arithmetic and R."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.methods.design import CODINGS, EventDesign, trend_design
from scripts.methods.least_squares import solve, solve_each
from scripts.methods.result import Infeasible
from tests.reference.accuracy import digits, nist_sets
from tests.reference.exact import solve_exactly
from tests.unit.methods.little_samples import LOANS, SHARE, YEARS

DIGITS = {"Filip": 7, "Norris": 12, "Longley": 12, "NoInt1": 12, "NoInt2": 12}


@pytest.mark.parametrize("name", nist_sets())
def test_nist_certified_values(name):
    data = nist_sets()[name]
    fit = solve(data["X"], data["y"])
    assert digits(fit.beta, data["b"]) >= DIGITS.get(name, 9)
    assert digits(np.sqrt(np.diag(fit.covariance)), data["s"]) >= DIGITS.get(name, 9)


@pytest.mark.parametrize("name", ["Filip", "Longley", "Wampler5"])
def test_the_stored_doubles_are_solved_to_the_last_digits(name):
    # What NIST's Filip lacks in digits is the rounding of its powers, not the solver.
    data = nist_sets()[name]
    _assert_exact(data["X"], data["y"])


def study_designs():
    for event in (1985, 1997):
        for coding in CODINGS:
            design = EventDesign.cut(YEARS, event, coding)
            yield f"step_{design.id}", design.years, design.step()
            yield f"segmented_{design.id}", design.years, design.segmented()
    yield "trend", YEARS, trend_design(YEARS)
    raw = np.array(YEARS, dtype=float)
    yield "uncentred_trend", YEARS, np.column_stack([np.ones(len(raw)), raw])
    yield "uncentred_parabola", YEARS, np.column_stack([np.ones(len(raw)), raw, raw**2])


@pytest.mark.parametrize(("years", "x"), [pytest.param(*d[1:], id=d[0]) for d in study_designs()])
@pytest.mark.parametrize("values", [SHARE, LOANS, np.log(LOANS)], ids=["share", "loans", "log"])
def test_every_design_of_the_study_is_exact(years, x, values):
    _assert_exact(x, values[np.isin(YEARS, years)])


def _assert_exact(x, y):
    beta, inverse, rss = solve_exactly(x.tolist(), y.tolist())
    fit = solve(x, y)
    assert digits(fit.beta, np.array(beta, dtype=float)) >= 12
    assert fit.rss == pytest.approx(float(rss), rel=1e-13)
    se = [float(inverse[i][i] * rss / fit.df) ** 0.5 for i in range(len(beta))]
    assert digits(np.sqrt(np.diag(fit.covariance)), np.array(se)) >= 12


def test_a_line_by_hand():
    # Points (0, 1), (1, 1), (2, 3): slope 1, intercept 2/3, residuals 1/3, -2/3, 1/3.
    fit = solve(np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), np.array([1.0, 1.0, 3.0]))
    assert fit.beta == pytest.approx([2 / 3, 1.0])
    assert fit.residuals == pytest.approx([1 / 3, -2 / 3, 1 / 3])
    assert fit.rss == pytest.approx(2 / 3)
    assert fit.unscaled == pytest.approx(np.array([[5 / 6, -0.5], [-0.5, 0.5]]))


def test_units_of_the_regressors_do_not_matter():
    x = trend_design(YEARS)
    units = np.array([1e-9, 1e9])
    one, other = solve(x, SHARE), solve(x * units, SHARE)
    assert other.beta * units == pytest.approx(one.beta, rel=1e-13)
    assert other.residuals == pytest.approx(one.residuals, rel=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        (np.ones((2, 2)), np.array([1.0, 2.0]), "more than 2 observations"),
        (np.ones((4, 2)), np.arange(4.0), "not linearly independent"),
        (np.array([[1.0, 0.0]] * 4), np.arange(4.0), "zero in every observed year"),
    ],
)
def test_what_cannot_be_fitted_says_why(x, y, reason):
    with pytest.raises(Infeasible, match=reason):
        solve(x, y)


@pytest.mark.parametrize(
    ("x", "y", "beta"),
    [
        (np.ones((4, 1)), np.full(4, 0.1), [0.1]),
        (trend_design(range(1980, 1990)), 0.1 * np.arange(10.0), [0.45, 0.1]),
        (np.ones((4, 1)), np.zeros(4), [0.0]),
    ],
)
def test_an_exact_fit_leaves_no_errors(x, y, beta):
    fits = solve_each(x, np.array([y, y + np.arange(len(y)) ** 2]))
    assert fits.leave_errors(np.array([y, y + np.arange(len(y)) ** 2])).tolist() == [False, True]
    assert fits.beta[0] == pytest.approx(beta)
