"""The AR(1) likelihood against its dense definition, statsmodels and R."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

from scripts.methods.ar1_likelihood import RHO_CANDIDATES, Ar1Regression
from scripts.methods.design import trend_design
from scripts.methods.result import Infeasible
from tests.unit.methods.little_samples import LOANS, SHARE, YEARS, exim

DESIGNS = {
    "shift": (exim().design.years, exim().design.step()),
    "segmented": (exim().design.years, exim().design.segmented()),
    "crisis": (exim(1997).design.years, exim(1997).design.step()),
    "trend": (YEARS, trend_design(YEARS)),
}


def series(years, draws=40):
    rng = np.random.default_rng(7)
    return 50 + rng.normal(size=(draws, len(years))).cumsum(axis=1) + rng.normal(size=len(years))


@pytest.mark.parametrize(("years", "x"), DESIGNS.values(), ids=DESIGNS)
def test_the_likelihood_is_the_normal_density_on_the_calendar(years, x):
    fits = Ar1Regression(years, x).fit(series(years, 5))
    distance = np.abs(np.subtract.outer(years, years))
    for i, y in enumerate(series(years, 5)):
        rho, sigma2 = fits.rho[i], fits.rss[i] / len(years)
        covariance = sigma2 * rho**distance / (1 - rho**2)
        density = stats.multivariate_normal(x @ fits.beta[i], covariance)
        assert fits.loglik[i] == pytest.approx(density.logpdf(y), abs=1e-9)
        inverse = np.linalg.inv(covariance / sigma2)
        assert fits.unscaled[i] == pytest.approx(np.linalg.inv(x.T @ inverse @ x), rel=1e-8)


@pytest.mark.parametrize(("years", "x"), DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("values", [SHARE, LOANS], ids=["share", "loans"])
def test_equal_to_statsmodels(years, x, values):
    from statsmodels.tsa.arima.model import ARIMA

    y = values[np.isin(YEARS, years)]
    y = y / y.std()
    fits = Ar1Regression(years, x).fit(y[None, :])
    grid = np.array(years) - years[0]
    calendar = np.full(grid[-1] + 1, np.nan)
    exog = np.zeros((grid[-1] + 1, x.shape[1]))
    calendar[grid], exog[grid] = y, x
    model = ARIMA(calendar, exog=exog, order=(1, 0, 0), trend="n")
    ours = np.concatenate([fits.beta[0], fits.rho, fits.rss / len(y)])
    assert model.loglike(ours) == pytest.approx(fits.loglik[0], abs=1e-10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its Hessian, not its estimates
        options = {"method": "bfgs", "gtol": 1e-9, "maxiter": 500, "disp": False}
        theirs = model.fit(method_kwargs=options)
    assert fits.loglik[0] == pytest.approx(theirs.llf, abs=1e-6)
    assert ours == pytest.approx(theirs.params, abs=1e-6)


@pytest.mark.parametrize(("years", "x"), DESIGNS.values(), ids=DESIGNS)
def test_no_rho_does_better(years, x):
    model = Ar1Regression(years, x)
    y = series(years, 10)
    fits = model.fit(y)
    residuals = y - (y @ model.basis) @ model.basis.T
    for rho in np.linspace(-0.998, 0.998, 999):
        others = model._at(residuals, np.zeros((10, x.shape[1])), np.full(10, rho))
        assert np.all(others.loglik <= fits.loglik + 1e-10)


def test_many_at_once_are_the_same_as_one_at_a_time():
    years, x = DESIGNS["segmented"]
    model = Ar1Regression(years, x)
    y = series(years)
    together = model.fit(y)
    for i in range(len(y)):
        alone = model.fit(y[i : i + 1])
        assert together.rho[i] == pytest.approx(alone.rho[0], abs=1e-10)
        assert together.beta[i] == pytest.approx(alone.beta[0], rel=1e-10, abs=1e-10)
        assert together.loglik[i] == pytest.approx(alone.loglik[0], abs=1e-10)


def test_regressors_units_and_time_reversal_leave_rho_alone():
    years, x = DESIGNS["segmented"]
    y = series(years)
    fits, beta = Ar1Regression(years, x).fit(y), np.array([3.0, -1.0, 20.0, 2.0])
    moved = Ar1Regression(years, x).fit(1000 * (y + x @ beta))
    mirrored = tuple(-t for t in years[::-1])
    back = Ar1Regression(mirrored, x[::-1]).fit(y[:, ::-1])
    assert moved.rho == pytest.approx(fits.rho, abs=1e-9)
    assert moved.beta == pytest.approx(1000 * (fits.beta + beta), rel=1e-7)
    assert back.rho == pytest.approx(fits.rho, abs=1e-9)
    assert back.beta == pytest.approx(fits.beta, abs=1e-8)
    assert back.loglik == pytest.approx(fits.loglik, abs=1e-9)


def test_a_likelihood_that_rises_to_the_end_stops_there():
    years = tuple(range(1980, 1990))
    alternating = (-1.0) ** np.arange(10)[None, :]
    assert Ar1Regression(years, np.ones((10, 1))).fit(alternating).rho[0] == RHO_CANDIDATES[0]


@pytest.mark.parametrize(
    ("years", "reason"),
    [((1980, 1981, 1982), "at least 4"), ((1980, 1982, 1984, 1986, 1987), "two pairs")],
)
def test_what_cannot_be_fitted_says_why(years, reason):
    with pytest.raises(Infeasible, match=reason):
        Ar1Regression(years, trend_design(years))
