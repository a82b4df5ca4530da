"""The specification curve: the estimate, interval and p-value of every specification.

Effects of different outcomes are compared in standard deviations of the years before the event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scripts.methods.ar1_reference import NullTable
from scripts.methods.design import Floats
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


def alpha_of(level: float) -> float:
    """The level of a test from that of its interval, without the rounding of the difference."""
    return round(1.0 - level, 12)
