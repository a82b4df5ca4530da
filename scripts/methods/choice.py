"""Choosing the method that a verdict rests on, from size and power on the design alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from scripts.methods.calibration import Rate
from scripts.methods.design import EventDesign
from scripts.methods.linear_model import segmented_model, shift_model

# A verdict needs an estimate with an interval in the unit of the series, so these can be primary.
ELIGIBLE = frozenset({"level_shift", "average_gap", "mean_difference", "hodges_lehmann_shift"})
# Their smallest attainable p-value leaves no interval at 95%.
WITHOUT_INTERVAL = frozenset({"perm_shift"})
TARGET_POWER = 0.80
UNIT_EFFECT = 1.0


@dataclass(frozen=True)
class Assessment:
    """How far one method can be trusted on one design.

    Attributes
    ----------
    worst_size, worst_size_mc_se : largest rejection rate under no effect, and its Monte Carlo error
    worst_errors, worst_rho : where it occurs
    power_1sd : power at one stationary standard deviation, Gaussian errors, averaged over rho
    coverage : smallest coverage of the 95% interval, one minus the worst size: the interval holds
        what the test does not reject
    mde80_sd : smallest effect with 80% power, in stationary standard deviations, averaged over rho;
        None beyond the largest effect simulated
    usable : the worst size keeps within the limit
    eligible : it gives an estimate with an interval in the unit of the series
    primary : the method whose estimate is reported, see `primary_of`
    """

    method: str
    parameter: str
    worst_size: float
    worst_size_mc_se: float
    worst_errors: str
    worst_rho: float
    power_1sd: float | None
    coverage: float
    mde80_sd: float | None
    usable: bool
    eligible: bool
    primary: bool = False


def assess(rates: Sequence[Rate], usable_size: float, up_to_rho: float) -> Assessment:
    """Assess one method and parameter from its rejection rates."""
    considered = [r for r in rates if r.rho <= up_to_rho]
    worst = max((r for r in considered if r.effect_sd == 0), key=lambda r: r.rejection_rate)
    powers = _power_by_effect(considered)
    method, parameter = worst.method, worst.parameter
    return Assessment(
        method=method,
        parameter=parameter,
        worst_size=worst.rejection_rate,
        worst_size_mc_se=worst.mc_se,
        worst_errors=worst.errors,
        worst_rho=worst.rho,
        power_1sd=powers.get(UNIT_EFFECT),
        coverage=1.0 - worst.rejection_rate,
        mde80_sd=_detectable(powers),
        usable=worst.rejection_rate <= usable_size,
        eligible=parameter in ELIGIBLE and method not in WITHOUT_INTERVAL,
    )


def primary_of(assessments: Sequence[Assessment]) -> Assessment | None:
    """The usable, eligible method with the highest power at one standard deviation.

    Where none is usable, the eligible method with the smallest worst size: its estimate is shown,
    but no verdict rests on it. A method that never rejects keeps any error rate, so power must
    exceed zero. None where there is no such method at all.

    Examples
    --------
    >>> def assessed(method, size, power):
    ...     cells = [(0.0, size), (1.0, power)]
    ...     law = (method, "level_shift", "gaussian", 0.0)
    ...     return assess([Rate(*law, *cell, 0.001, 999) for cell in cells], 0.075, 0.6)
    >>> liberal, weak = assessed("liberal", 0.3, 0.9), assessed("weak", 0.04, 0.3)
    >>> primary_of([liberal, weak, assessed("strong", 0.05, 0.6)]).method
    'strong'
    """
    able = [a for a in assessments if a.eligible and a.power_1sd]
    usable = [a for a in able if a.usable]
    if usable:
        return max(usable, key=lambda a: (a.power_1sd or 0.0, a.method))
    return min(able, key=lambda a: (a.worst_size, a.method), default=None)


def residual_sd(design: EventDesign, question: str, ols_se: float | None) -> float | None:
    """Standard deviation of the errors, from the least squares error of the decisive parameter.

    It turns an effect in standard deviations into the unit of the series. None without an error.
    """
    if ols_se is None:
        return None
    return float(ols_se / _se_of_unit_errors(design, question))


@cache
def _se_of_unit_errors(design: EventDesign, question: str) -> float:
    model = segmented_model(design) if question == "changed_course" else shift_model(design)
    unscaled = np.linalg.inv(model.x.T @ model.x)
    row = model.contrasts[0].rows[0]
    return float(np.sqrt(row @ unscaled @ row))


def _power_by_effect(rates: Sequence[Rate]) -> dict[float, float]:
    gaussian = [r for r in rates if r.errors == "gaussian" and r.effect_sd > 0]
    effects = sorted({r.effect_sd for r in gaussian})
    return {
        e: float(np.mean([r.rejection_rate for r in gaussian if r.effect_sd == e])) for e in effects
    }


def _detectable(powers: dict[float, float]) -> float | None:
    # Linear between simulated effects; power rises with the effect but for simulation noise.
    effects = np.array(list(powers))
    reached = np.maximum.accumulate(np.array(list(powers.values()))) if powers else effects
    if len(reached) == 0 or reached[-1] < TARGET_POWER:
        return None
    return float(np.interp(TARGET_POWER, reached, effects))
