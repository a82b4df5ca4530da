"""What the break tests of all series on one set of years share: null tables and random draws."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from scripts.methods.ar1_reference import (
    RHO_GRID,
    NullModel,
    NullTable,
    RhoTable,
    _kept_counts,
    _rising,
    simulate_ar1,
    tabulate_rho,
)
from scripts.methods.breaks import FUNCTIONALS, BreakModel, Functional, functionals
from scripts.methods.design import Floats

# Draws for the median residual autocorrelation of a segmented fit; sampling error is far larger.
RHO_DRAWS = 1999
# A date set simulates its null at every candidate year, so it takes a fifth of the draws for each.
DATE_SET_SHARE = 5


def tabulate_breaks(
    model: BreakModel, draws: int, rng: np.random.Generator, rhos: Floats = RHO_GRID
) -> dict[Functional, NullTable]:
    """Null distributions of supF, aveF and expF under AR(1) errors, at every rho of a grid.

    They depend on the design alone, since F is invariant to the coefficients of the break-free
    model and to scale. The same innovations serve every rho and all three.
    """
    innovations = rng.standard_normal((draws, model.years[-1] - model.years[0] + 1))
    exceed = _kept_counts(draws)
    medians: list[float] = []
    critical: dict[Functional, list[Floats]] = {test: [] for test in FUNCTIONALS}
    for rho in rhos:
        e = model.null_residuals(simulate_ar1(model.years, float(rho), innovations))
        medians.append(float(np.median(model.r1(e))))
        for test, values in functionals(model.f_paths(e)).items():
            critical[test].append(np.sort(values)[::-1][exceed - 1])
    return {
        test: NullTable(
            rhos, _rising(medians), exceed.astype(float), np.array(critical[test]), draws
        )
        for test in FUNCTIONALS
    }


class Bootstrap:
    """Random draws on one set of years, the same for every series and every null model.

    Common random numbers: what is simulated depends on the design and its stream, not on which
    series are tested or in what order.

    Parameters
    ----------
    years : (n,) observed years
    draws : bootstrap draws B
    rng : stream named by the design
    """

    def __init__(self, years: Sequence[int], draws: int, rng: np.random.Generator) -> None:
        self.years, self.draws = tuple(years), draws
        self._wild, self._ar1, rho = rng.spawn(3)
        self._rho_seed = int(rho.integers(2**63))
        self._rhos: dict[tuple[int, tuple[int, ...]], RhoTable] = {}

    @cached_property
    def multipliers(self) -> Floats:
        """(draws, n) standard normal multipliers of residuals."""
        return self._wild.standard_normal((self.draws, len(self.years)))

    @cached_property
    def innovations(self) -> Floats:
        """(draws, span) standard normal innovations of AR(1) errors."""
        span = self.years[-1] - self.years[0] + 1
        # A simulation goes from year to year, so the draws of a year lie side by side.
        return np.asfortranarray(self._ar1.standard_normal((self.draws, span)))

    def errors(
        self, model: NullModel, residuals: Floats, rho: float, draws: int
    ) -> tuple[Floats, Floats]:
        """Simulated errors (draws, n): wild, and AR(1) of the scale of the residuals (n,)."""
        wild = residuals * self.multipliers[:draws]
        ar1 = simulate_ar1(self.years, rho, self.innovations[:draws])
        return wild, innovation_sd(residuals, model, rho) * ar1

    def rho_hat(self, model: NullModel, residuals: Floats, sizes: tuple[int, ...]) -> float:
        """Median-unbiased autocorrelation of residuals (1, n) of a model segmented at `sizes`.

        Its table is made once for every number of coefficients and `sizes`.
        """
        key = (model.null_basis.shape[1], sizes)
        if key not in self._rhos:
            rng = np.random.default_rng(self._rho_seed)
            self._rhos[key] = tabulate_rho(model, RHO_DRAWS, rng)
        return float(self._rhos[key].rho_hat(model.r1(residuals))[0])


def innovation_sd(residuals: Floats, model: NullModel, rho: float) -> float:
    """Innovation sd of AR(1) errors whose expected residual sum of squares is the observed one.

    Parameters
    ----------
    residuals : (n,) residuals of `model`
    """
    t = np.array(model.years)
    powers = rho ** np.arange(t[-1] - t[0] + 1)
    covariance = powers[np.abs(t[:, None] - t[None, :])] / (1.0 - rho**2)
    basis = model.null_basis
    expected = np.trace(covariance) - np.trace(basis.T @ covariance @ basis)
    return float(np.sqrt(residuals @ residuals / expected))
