"""Changed course, by forecast: where would a model of the years before the event have led? (E2)"""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np
from scipy import stats

from scripts.methods.design import EventDesign, Floats, Sample
from scripts.methods.result import Infeasible, Result

ForecastModel = Literal["local_level", "ar1_trend"]
COMPONENTS: dict[ForecastModel, dict[str, Any]] = {
    # A random walk seen through noise.
    "local_level": {"level": "llevel"},
    # A fixed line with AR(1) errors.
    "ar1_trend": {"level": True, "trend": True, "autoregressive": 1},
}
LABELS: dict[ForecastModel, str] = {
    "local_level": "local level",
    "ar1_trend": "fixed line with AR(1) errors",
}
MINIMUM_PRE = 6
# Slope of the log-likelihood per year, for a series of unit variance, that counts as a maximum.
FLAT = 1e-3


def counterfactual(
    sample: Sample, model: ForecastModel = "local_level", level: float = 0.95
) -> tuple[Result, ...]:
    """Gap between the years after the event and a forecast from the years before it alone.

    ``average_gap`` and ``cumulative_gap`` over the observed years after the event. The state-space
    model is fitted by exact maximum likelihood with an exact diffuse start, missing years missing.
    Its forecasts are jointly Gaussian, so the interval and p-value are analytic and need no
    simulation. They hold the uncertainty of the states, line and shocks, but treat the estimated
    variances (and autocorrelation) as known: too narrow with few years before the event.

    Parameters
    ----------
    model : ``local_level`` or ``ar1_trend``
        What the years before are taken to follow.

    Raises
    ------
    Infeasible
        With fewer than `MINIMUM_PRE` years before or none after, if the years before show no
        variation that the model leaves open, or if the likelihood has no maximum that can be found.

    References
    ----------
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter; Brodersen et
    al. (2015), Annals of Applied Statistics 9, 247-274, for the use. Fitted by statsmodels'
    ``UnobservedComponents``; the forecast distribution checked against its own.
    """
    design = sample.design
    design.require(pre=MINIMUM_PRE, post=1)
    # Standardised, so that the optimiser's path does not depend on the unit.
    centre, scale = float(sample.pre.mean()), float(sample.pre.std())
    if scale <= 1e-12 * max(float(np.abs(sample.pre).max()), np.finfo(float).tiny):
        raise Infeasible("the series is constant before the event")
    last = design.years[design.n_pre - 1]
    horizon = np.array(design.years)[design.post] - last
    mean, covariance = _forecast((sample.pre - centre) / scale, design, int(horizon[-1]), model)
    mean, covariance = mean[horizon - 1], covariance[np.ix_(horizon - 1, horizon - 1)]
    total = float(np.sum(sample.post - centre - scale * mean))
    total_se = scale * float(np.sqrt(covariance.sum()))
    weights = {"average_gap": 1 / len(horizon), "cumulative_gap": 1.0}
    return tuple(
        _result(sample, p, w * total, w * total_se, model, level) for p, w in weights.items()
    )


def _result(
    sample: Sample, parameter: str, gap: float, se: float, model: ForecastModel, level: float
) -> Result:
    half = float(stats.norm.ppf(0.5 + level / 2)) * se
    z = gap / se
    result = Result(
        method="counterfactual",
        null="The years after the event lie where a forecast from the years before expects them.",
        reference="Harvey (1989); Brodersen et al. (2015)",
        parameter=parameter,
        unit="{unit}" if parameter == "average_gap" else "{unit}, summed over years",
        estimate=gap,
        se=se,
        ci_low=gap - half,
        ci_high=gap + half,
        statistic=z,
        p_two_sided=float(2 * stats.norm.sf(abs(z))),
        p_greater=float(stats.norm.sf(z)),
        p_less=float(stats.norm.cdf(z)),
        note=f"{LABELS[model]}, fitted to {sample.design.n_pre} years",
    )
    return result.with_counts(sample.design.n_pre, sample.design.n_post)


def _forecast(
    z: Floats, design: EventDesign, steps: int, model: ForecastModel
) -> tuple[Floats, Floats]:
    """Means (steps,) and joint covariance (steps, steps) of the years after the last one before."""
    fitted = _fit(z, design, model)
    space = fitted.model.ssm
    a = fitted.filter_results.predicted_state[:, -1]
    p = fitted.filter_results.predicted_state_cov[:, :, -1]
    observe, move = space["design"][:1], space["transition"]
    shocks = space["selection"] @ space["state_cov"] @ space["selection"].T
    noise = float(space["obs_cov"][0, 0])
    mean, covariance = np.empty(steps), np.empty((steps, steps))
    for h in range(steps):
        mean[h] = (observe @ a)[0]
        # The covariance of year h with a later one carries its state error forward.
        carried = p @ observe.T
        for later in range(h, steps):
            covariance[h, later] = covariance[later, h] = (observe @ carried)[0, 0]
            carried = move @ carried
        covariance[h, h] += noise
        a, p = move @ a, move @ p @ move.T + shocks
    if covariance[0, 0] < 1e-12:
        raise Infeasible("the model fits the years before exactly, so no variance can be estimated")
    return mean, covariance


def _fit(z: Floats, design: EventDesign, model: ForecastModel) -> Any:
    # Loaded here: statsmodels takes longer to start than most methods take to run.
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    first = design.years[0]
    pre_years = np.array(design.years[: design.n_pre])
    calendar = np.full(pre_years[-1] - first + 1, np.nan)
    calendar[pre_years - first] = z
    with warnings.catch_warnings():
        # What the warnings say is checked below: a failure is a reason, not a line in a log.
        warnings.simplefilter("ignore")
        try:
            fitted = UnobservedComponents(
                calendar, **COMPONENTS[model], use_exact_diffuse=True
            ).fit(disp=False, maxiter=1000, pgtol=1e-8, factr=10.0)
        except (np.linalg.LinAlgError, ValueError) as error:
            raise Infeasible("the likelihood of the forecast model has no maximum") from error
    # The optimiser also calls it a failure when no step improves the last digit; its slope decides.
    if not np.isfinite(fitted.llf) or np.abs(fitted.mle_retvals["gopt"]).max() > FLAT:
        raise Infeasible("the fit of the forecast model did not converge")
    return fitted
