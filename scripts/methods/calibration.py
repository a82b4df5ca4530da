"""Test the tests: how often does each method reject on this very design, effect or no effect?

Series are simulated on the design's own years, with no value of the data in sight: AR(1) errors of
several autocorrelations and laws, and effects in units of their stationary standard deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from scripts.methods.ar1_reference import ar1_paths
from scripts.methods.design import EventDesign, Floats
from scripts.methods.kernels import Kernel, Name

ErrorLaw = Literal["gaussian", "t5", "variance_doubles"]
ERROR_LAWS: tuple[ErrorLaw, ...] = get_args(ErrorLaw)
RHOS = (0.0, 0.2, 0.4, 0.6, 0.8)
EFFECTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0)
# For Gaussian errors alone, to find the smallest detectable effect where it is large.
LARGE_EFFECTS = (4.0, 5.0, 6.0, 8.0, 10.0)
# Parameters whose size is measured but not their power: no verdict rests on them.
SIZE_ONLY = frozenset({"level_change", "slope_change"})
# Years simulated before the first one, so that a start outside the stationary law has faded.
_BURN_IN = 60


@dataclass(frozen=True)
class Rate:
    """Share of simulated series that a method rejects at 5%, in one cell of the calibration."""

    method: str
    parameter: str
    errors: ErrorLaw
    rho: float
    effect_sd: float
    rejection_rate: float
    mc_se: float
    replications: int


def calibrate(
    design: EventDesign,
    kernels: Mapping[Name, Kernel],
    replications: int,
    rng: np.random.Generator,
    alpha: float = 0.05,
) -> Iterator[Rate]:
    """Rejection rates of every method on one design.

    Parameters
    ----------
    kernels : mapping from (method, parameter) to batched p-values
    replications : int
        Simulated series; the same innovations serve every rho and effect of an error law. An effect
        is a shift of all years after the event, in stationary standard deviations.
    """
    step = design.post.astype(float)
    for errors in ERROR_LAWS:
        innovations = _innovations(design, errors, replications, rng)
        for rho in RHOS:
            noise = errors_at(design, rho, innovations, errors)
            for effect in EFFECTS + (LARGE_EFFECTS if errors == "gaussian" else ()):
                series = noise + effect * step
                # Tests that are one on this design share their kernel, which is asked once.
                rates: dict[Kernel, float] = {}
                for (method, parameter), kernel in kernels.items():
                    if effect > 0 and parameter in SIZE_ONLY:
                        continue
                    if kernel not in rates:
                        rates[kernel] = np.count_nonzero(kernel(series) <= alpha) / replications
                    rate = rates[kernel]
                    mc_se = float(np.sqrt(rate * (1 - rate) / replications))
                    yield Rate(method, parameter, errors, rho, effect, rate, mc_se, replications)


def errors_at(design: EventDesign, rho: float, innovations: Floats, errors: ErrorLaw) -> Floats:
    """(b, n) AR(1) errors of unit stationary variance at the observed years.

    Under ``variance_doubles`` the variance is one before the event and two after it.
    """
    u = ar1_paths(rho, innovations)
    u *= np.sqrt(1.0 - rho**2)
    observed = u[_BURN_IN + np.array(design.years) - design.years[0]].T
    if errors == "variance_doubles":
        observed = observed * np.where(design.post, np.sqrt(2.0), 1.0)
    return np.ascontiguousarray(observed)


def _innovations(
    design: EventDesign, errors: ErrorLaw, replications: int, rng: np.random.Generator
) -> Floats:
    shape = (_BURN_IN + design.years[-1] - design.years[0] + 1, replications)
    if errors == "t5":
        # Student t with 5 degrees of freedom has variance 5/3.
        return np.asarray(rng.standard_t(5, shape) * np.sqrt(3.0 / 5.0))
    return rng.standard_normal(shape)
