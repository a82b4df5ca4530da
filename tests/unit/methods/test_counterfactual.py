"""The local level against statsmodels' state-space form of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.tsa.statespace.structural import UnobservedComponents

from scripts.methods.counterfactual import LocalLevel, counterfactual
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

GAPS = np.array([0.0, 1, 2, 5, 6, 7, 9, 10, 12])


def state_space(z, years):
    calendar = np.full(int(years[-1] - years[0]) + 1, np.nan)
    calendar[(years - years[0]).astype(int)] = z
    return UnobservedComponents(calendar, level="llevel", use_exact_diffuse=True)


def parameters(model):
    return [model.variance * (1 - model.share), model.variance * model.share]


def before(values):
    sample = exim(1997, values)
    return sample.pre, np.array(sample.design.years, dtype=float)[~sample.design.post]


def cases():
    rng = np.random.default_rng(20021031)
    for n in (6, 9):
        for step in (0.0, 0.3, 3.0):
            z = np.cumsum(step * rng.normal(size=n)) + rng.normal(size=n)
            yield pytest.param(z, GAPS[:n], id=f"{n} years, step {step}")
    yield pytest.param(*before(SHARE), id="share")
    yield pytest.param(*before(LOANS), id="loans")


@pytest.mark.parametrize(("z", "years"), list(cases()))
def test_likelihood_and_forecasts_are_those_of_the_state_space_form(z, years):
    ours = LocalLevel.fitted(z, years)
    smoothed = state_space(z, years).smooth(parameters(ours))
    theirs = smoothed.get_forecast(5)
    assert ours.log_likelihood == pytest.approx(smoothed.llf, rel=1e-9)
    assert theirs.predicted_mean == pytest.approx(np.full(5, ours.level), rel=1e-8)
    covariance = ours.covariance(np.arange(1.0, 6.0))
    assert np.sqrt(np.diag(covariance)) == pytest.approx(theirs.se_mean, rel=1e-8)


@pytest.mark.filterwarnings("ignore:Maximum Likelihood optimization failed")
@pytest.mark.parametrize(("z", "years"), list(cases()))
def test_no_parameters_are_likelier(z, years):
    ours, theirs = LocalLevel.fitted(z, years), state_space(z, years)
    assert ours.log_likelihood >= theirs.fit(disp=False).llf - 1e-6 * abs(ours.log_likelihood)
    # A grid of its own, in both variances.
    noise, step = parameters(ours)
    for a in (0.5, 0.9, 1.0, 1.1, 2.0):
        for b in (0.5, 0.9, 1.0, 1.1, 2.0):
            assert theirs.loglike([a * noise, b * step]) <= ours.log_likelihood + 1e-9


def test_the_higher_of_two_maxima_is_taken():
    """At the bound without noise; the other maximum, without steps, is where an optimiser stops."""
    z = np.array([55.7, 51.0, 46.3, 50.6, 60.2, 61.8, 54.5, 51.6])
    years = np.arange(1989.0, 1997.0)
    model = LocalLevel.fitted(z, years)
    without_steps = state_space(z, years).loglike([z.var(ddof=1), 0.0])
    assert model.share == 1.0
    assert model.log_likelihood > without_steps + 0.1


def test_the_joint_covariance_is_that_of_simulated_paths():
    rng = np.random.default_rng(3)
    z, years = before(SHARE)
    model = LocalLevel.fitted(z, years)
    fitted = state_space(z, years).smooth(parameters(model))
    paths = fitted.simulate(3, anchor="end", repetitions=4000, rng=rng)
    covariance = model.covariance(np.arange(1.0, 4.0))
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


def test_a_constant_and_the_unit_move_only_what_they_should():
    results = counterfactual(exim(1997))
    assert_same(results, counterfactual(exim(1997, SHARE + 100)), rel=1e-9)
    assert_same(results, counterfactual(exim(1997, SHARE * 1e6)), rel=1e-9, but=1e6)


def test_few_years_before_are_not_enough():
    with pytest.raises(Infeasible, match="at least 6 years before"):
        counterfactual(exim(1985))
    with pytest.raises(Infeasible, match="constant before"):
        counterfactual(split([0.3] * 8, [1.0]))


def test_every_sample_gives_numbers_or_a_reason():
    assert_sound_everywhere(counterfactual, every=5)


def test_one_year_after():
    for result in counterfactual(split([3, 1, 4, 1, 5, 9, 2], [6])):
        assert_sound(replace(result))
