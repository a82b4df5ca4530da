"""The forecast distribution against statsmodels' own forecasts and simulations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scripts.methods.counterfactual import COMPONENTS, _fit, _forecast, counterfactual
from scripts.methods.design import EventDesign, Sample
from scripts.methods.result import Infeasible
from tests.unit.methods.little_samples import (
    LOANS,
    SHARE,
    assert_same,
    assert_sound,
    assert_sound_everywhere,
    exim,
    split,
)


def standardised(sample):
    return (sample.pre - sample.pre.mean()) / sample.pre.std()


@pytest.mark.parametrize("model", COMPONENTS)
@pytest.mark.parametrize("values", [SHARE, LOANS], ids=["share", "loans"])
def test_each_year_is_statsmodels_forecast(model, values):
    sample = exim(1997, values)
    mean, covariance = _forecast(standardised(sample), sample.design, 5, model)
    theirs = _fit(standardised(sample), sample.design, model).get_forecast(5)
    assert mean == pytest.approx(theirs.predicted_mean, abs=1e-9)
    assert np.sqrt(np.diag(covariance)) == pytest.approx(theirs.se_mean, rel=1e-9)


def test_the_local_level_forecast_by_hand():
    # y = level + noise: the joint forecast variance is P + min(h, j) q + (h == j) s.
    sample = exim(1997)
    fitted = _fit(standardised(sample), sample.design, "local_level")
    noise, step = fitted.params
    p = fitted.filter_results.predicted_state_cov[0, 0, -1]
    _, covariance = _forecast(standardised(sample), sample.design, 4, "local_level")
    h = np.arange(4)
    expected = p + step * np.minimum(h[:, None], h) + noise * np.eye(4)
    assert covariance == pytest.approx(expected, rel=1e-10)


def test_the_joint_covariance_is_that_of_simulated_paths():
    rng = np.random.default_rng(3)
    sample = exim(1997)
    fitted = _fit(standardised(sample), sample.design, "ar1_trend")
    _, covariance = _forecast(standardised(sample), sample.design, 3, "ar1_trend")
    paths = fitted.simulate(3, anchor="end", repetitions=4000, rng=rng)
    # Standard error of a variance from 4,000 draws: about 2%.
    assert np.cov(paths[:, 0, :]) == pytest.approx(covariance, abs=0.08 * covariance.max())


def test_parameters_units_and_the_sum():
    average, total = counterfactual(exim(1997))
    assert (average.parameter, total.parameter) == ("average_gap", "cumulative_gap")
    assert total.estimate == pytest.approx(2 * average.estimate)
    assert total.p_two_sided == average.p_two_sided
    assert average.note == "local level, fitted to 16 years"
    assert average.n_pre == 16


def test_the_average_skips_years_that_are_not_observed():
    # With noise alone the forecast is the mean of the years before, in every year.
    rng = np.random.default_rng(1)
    years = (*range(1980, 1992), 1993, 1996)
    values = np.append(np.tile([1.0, -1.0], 6) + 0.01 * rng.normal(size=12), [5.0, 7.0])
    average = counterfactual(Sample(EventDesign(years, 1993), values))[0]
    assert average.estimate == pytest.approx(6 - values[:12].mean(), abs=1e-4)
    assert average.n_post == 2


def test_an_outlying_future_is_found_and_an_ordinary_one_is_not():
    rng = np.random.default_rng(4)
    pre = (50 + rng.normal(size=20)).tolist()
    assert counterfactual(split(pre, [70.0, 71.0]))[0].p_greater < 1e-6
    assert counterfactual(split(pre, [50.0, 50.5]))[0].p_two_sided > 0.5


@pytest.mark.parametrize("model", COMPONENTS)
def test_a_constant_and_the_unit_move_only_what_they_should(model):
    results = counterfactual(exim(1997), model)
    # The optimiser stops within its tolerance, not at the same last digit.
    assert_same(results, counterfactual(exim(1997, SHARE + 100), model), rel=1e-5)
    assert_same(results, counterfactual(exim(1997, SHARE * 1e6), model), rel=1e-5, but=1e6)


def test_few_years_before_are_not_enough():
    with pytest.raises(Infeasible, match="at least 6 years before"):
        counterfactual(exim(1985))
    with pytest.raises(Infeasible, match="constant before"):
        counterfactual(split([0.3] * 8, [1.0]))


def test_a_fit_that_does_not_converge_says_so(monkeypatch):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    fit = UnobservedComponents.fit
    monkeypatch.setattr(
        UnobservedComponents, "fit", lambda self, **kw: fit(self, **{**kw, "maxiter": 1})
    )
    with pytest.raises(Infeasible, match="did not converge"):
        counterfactual(exim(1997))


@pytest.mark.parametrize("model", COMPONENTS)
def test_every_sample_gives_numbers_or_a_reason(model):
    assert_sound_everywhere(lambda sample: counterfactual(sample, model), every=5)


def test_one_year_after():
    for result in counterfactual(split([3, 1, 4, 1, 5, 9, 2], [6])):
        assert_sound(replace(result))
