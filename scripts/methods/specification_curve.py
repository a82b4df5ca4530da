"""The specification curve: every specification's answer, the curve in a few numbers, and its test.

Effects of different outcomes are compared in standard deviations of the years before the event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scripts.methods.ar1_reference import NullModel, NullTable, simulate_ar1, tabulate_rho
from scripts.methods.design import Floats, trend_design
from scripts.methods.kernels import regression_kernel
from scripts.methods.linear_inference import by_boot_ar1, by_hac, by_ols
from scripts.methods.linear_model import LinearModel
from scripts.methods.multiverse import Outcome, Specification, model_of, reading
from scripts.methods.result import Infeasible, Result

# A residual before the event that no value can move says nothing about the spread there.
_SEEN = 1e-9
ModelKey = tuple[tuple[int, ...], bytes]


@dataclass(frozen=True)
class Universe:
    """One hypothesis: its observed series, its specifications, and what they refer to.

    `values` (m,) are those printed in the years `observed`, `corrected` (m,) those of the corrected
    table. Without an effect both are one series, as the joint test simulates them.
    """

    observed: tuple[int, ...]
    values: Floats
    corrected: Floats
    sign: float
    specifications: Sequence[Specification]
    outcomes: Mapping[str, Outcome]
    log_covariate: Mapping[int, float]

    def model(self, specification: Specification) -> LinearModel:
        """The model of one specification; raises `Infeasible`."""
        return model_of(specification, self.log_covariate)


@dataclass(frozen=True)
class Point:
    """One specification's answer; None throughout, with the reason, where it is infeasible."""

    estimate: float | None = None
    estimate_sd: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_two_sided: float | None = None
    sign_as_claimed: bool | None = None
    significant: bool | None = None
    reason: str = ""

    @property
    def decision(self) -> int:
        """1 significantly up, -1 significantly down, 0 neither."""
        return int(np.sign(self.estimate or 0.0)) if self.significant else 0


@dataclass(frozen=True)
class Summary:
    """The curve in a few numbers, over its feasible specifications.

    Attributes
    ----------
    median_effect : median of ``estimate_sd``
    share_significant_claimed : significant in the claimed direction
    share_sign_flips, share_decision_flips : other sign, or other decision, than the headline's; a
        decision is significant upwards, significant downwards, or neither. None where the headline
        is infeasible.
    p_joint_median, p_joint_share : of the median and the share, against the null of no effect
    """

    median_effect: float | None = None
    share_significant_claimed: float | None = None
    share_sign_flips: float | None = None
    share_decision_flips: float | None = None
    p_joint_median: float | None = None
    p_joint_share: float | None = None
    n_specifications: int = 0


def key_of(model: LinearModel) -> ModelKey:
    """Equal for models that share a null distribution: years and regressors."""
    return model.years, model.x.tobytes()


def effect_in_sd(model: LinearModel, y: Floats) -> Floats:
    """(b,) estimates of series (b, n) in residual standard deviations before the event.

    The variance is the sum of squared residuals of the years before the event over its expectation
    for independent errors of unit variance (for a step alone, n_pre - 1). NaN where the model fits
    those years whatever their values.
    """
    assert model.n_pre is not None
    estimator = model.contrasts[0].rows[0] @ np.linalg.pinv(model.x)
    basis = np.linalg.qr(model.x)[0]
    before = (y - (y @ basis) @ basis.T)[:, : model.n_pre]
    df = model.n_pre - float(np.sum(basis[: model.n_pre] ** 2))
    if df < _SEEN:
        return np.full(len(y), np.nan)
    return np.asarray(y @ estimator / np.sqrt(np.einsum("ij,ij->i", before, before) / df))


def estimate(
    universe: Universe, nulls: Mapping[ModelKey, NullTable], level: float = 0.95
) -> list[Point]:
    """Every specification's estimate, interval and p-value, in the order of the specifications."""
    points = []
    for specification in universe.specifications:
        try:
            points.append(_point(universe, specification, nulls, level))
        except Infeasible as error:
            points.append(Point(reason=str(error)))
    return points


def alpha_of(level: float) -> float:
    """The level of a test from that of its interval, without the rounding of the difference."""
    return round(1.0 - level, 12)


def summarise(
    universe: Universe,
    points: Sequence[Point],
    nulls: Mapping[ModelKey, NullTable],
    draws: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> Summary:
    """Summarise a curve and test it as a whole (Simonsohn, Simmons & Nelson 2020).

    The null keeps what the specifications share: stationary Gaussian AR(1) series without an
    effect, run through every feasible specification. Their autocorrelation is the median-unbiased
    one of the headline series around its mean (``higher_after``) or line (``changed_course``); mean
    and standard deviation need not be known, since every statistic is free of location and scale.
    p = (1 + b) / (draws + 1), one-sided in the claimed direction.

    Departures from the source: errors are serially dependent instead of exchangeable; an outcome
    that is a transform of the series takes the simulated deviations to first order
    (`Outcome.of_deviations`), so that no outcome has an effect under the null and none is undefined
    for a simulated value.

    References
    ----------
    Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, 1208-1214.
    """
    kept = [s for s, p in zip(universe.specifications, points, strict=True) if not p.reason]
    feasible = [p for p in points if not p.reason]
    if not feasible:
        return Summary()
    effects = np.array([[np.nan if p.estimate_sd is None else p.estimate_sd] for p in feasible])
    median = float(_medians(effects)[0])
    share = float(np.mean([p.decision == universe.sign for p in feasible]))
    summary = Summary(
        median_effect=None if np.isnan(median) else median,
        share_significant_claimed=share,
        share_sign_flips=_flips(points, lambda p: p.sign_as_claimed),
        share_decision_flips=_flips(points, lambda p: p.decision),
        n_specifications=len(feasible),
    )
    try:
        series = _null_series(universe, draws, rng)
    except Infeasible:  # too few neighbouring years to know the autocorrelation
        return summary
    null_medians, null_shares = _null_curves(universe, kept, series, nulls, level)
    as_extreme = universe.sign * null_medians >= universe.sign * median
    return replace(
        summary,
        p_joint_median=None if np.isnan(median) else _p_value(as_extreme),
        p_joint_share=_p_value(null_shares >= share - 1e-12),
    )


def _point(
    universe: Universe,
    specification: Specification,
    nulls: Mapping[ModelKey, NullTable],
    level: float,
) -> Point:
    model = universe.model(specification)
    years = model.years
    known = universe.corrected if specification.corrected else universe.values
    values = reading(years, universe.observed) @ known
    y = universe.outcomes[specification.outcome].of(years, values)
    result = _result(model, y, specification.covariance, nulls, level)
    assert result.estimate is not None
    assert result.p_two_sided is not None
    effect = float(effect_in_sd(model, y[None, :])[0])
    return Point(
        estimate=result.estimate,
        estimate_sd=None if np.isnan(effect) else effect,
        ci_low=result.ci_low,
        ci_high=result.ci_high,
        p_two_sided=result.p_two_sided,
        sign_as_claimed=result.estimate * universe.sign > 0,
        significant=result.p_two_sided <= alpha_of(level),
    )


def _result(
    model: LinearModel,
    y: Floats,
    covariance: str,
    nulls: Mapping[ModelKey, NullTable],
    level: float,
) -> Result:
    (contrast,) = model.contrasts
    if covariance == "ols":
        return by_ols(model, y, level)[0]
    if covariance == "hac":
        return by_hac(model, y, level=level)[0]
    model.restrictions()  # says why, where there is no null distribution
    return by_boot_ar1(model, y, {contrast.parameter: nulls[key_of(model)]}, level)[0]


def _null_curves(
    universe: Universe,
    kept: Sequence[Specification],
    series: Floats,
    nulls: Mapping[ModelKey, NullTable],
    level: float,
) -> tuple[Floats, Floats]:
    """(b,) median effects and shares significant in the claimed direction of series (b, m)."""
    effects = np.empty((len(kept), len(series)))
    claimed = np.zeros(len(series))
    for i, specification in enumerate(kept):
        model = universe.model(specification)
        (contrast,) = model.contrasts
        deviations = series @ reading(model.years, universe.observed).T
        y = universe.outcomes[specification.outcome].of_deviations(model.years, deviations)
        kernel = regression_kernel(
            specification.covariance, model, contrast, nulls.get(key_of(model))
        )
        effects[i] = effect_in_sd(model, y)
        upward = y @ (contrast.rows[0] @ np.linalg.pinv(model.x)) > 0
        claimed += (kernel(y) <= alpha_of(level)) & (upward == (universe.sign > 0))
    return _medians(effects), claimed / len(kept)


def _null_series(universe: Universe, draws: int, rng: np.random.Generator) -> Floats:
    """(draws, m) series without an effect at the observed years."""
    headline = universe.specifications[0]
    years = headline.design.years
    line = trend_design(years)
    null = NullModel(years, line[:, :1] if headline.question == "higher_after" else line)
    values = reading(years, universe.observed) @ universe.values
    r1 = null.r1(null.null_residuals(values[None, :]))
    rho = float(tabulate_rho(null, draws, rng).rho_hat(r1)[0])
    span = universe.observed[-1] - universe.observed[0] + 1
    return simulate_ar1(universe.observed, rho, rng.standard_normal((draws, span)))


def _medians(effects: Floats) -> Floats:
    """(b,) medians over the rows that have an effect; a model has one for all series or none."""
    known = effects[~np.isnan(effects[:, 0])]
    return np.median(known, axis=0) if len(known) else np.full(effects.shape[1], np.nan)


def _flips(points: Sequence[Point], answer: Callable[[Point], object]) -> float | None:
    if points[0].reason:
        return None
    return float(np.mean([answer(p) != answer(points[0]) for p in points if not p.reason]))


def _p_value(as_extreme: NDArray[np.bool_]) -> float:
    return float((1 + np.sum(as_extreme)) / (1 + len(as_extreme)))
