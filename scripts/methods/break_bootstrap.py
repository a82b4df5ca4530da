"""Errors for the bootstraps of segmented models: wild, and AR(1) of the scale of the residuals."""

from __future__ import annotations

import numpy as np

from scripts.methods.ar1_reference import NullModel, simulate_ar1, tabulate_rho
from scripts.methods.design import Floats

# Draws for the median residual autocorrelation of a segmented fit; sampling error is far larger.
RHO_DRAWS = 1999


def estimated_rho(model: NullModel, residuals: Floats, rng: np.random.Generator) -> float:
    """Median-unbiased autocorrelation of null residuals (1, n), tabulated for their own model."""
    return float(tabulate_rho(model, RHO_DRAWS, rng).rho_hat(model.r1(residuals))[0])


def simulated_errors(
    model: NullModel, residuals: Floats, rho: float, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Simulated errors (draws, n): wild, and AR(1) of the scale of the residuals."""
    years = model.years
    wild = residuals * rng.standard_normal((draws, len(years)))
    innovations = rng.standard_normal((draws, years[-1] - years[0] + 1))
    return wild, innovation_sd(residuals, model, rho) * simulate_ar1(years, rho, innovations)


def innovation_sd(residuals: Floats, model: NullModel, rho: float) -> float:
    """Innovation sd of AR(1) errors whose expected residual sum of squares is the observed one.

    Parameters
    ----------
    residuals : (n,) residuals of `model`
    """
    t = np.array(model.years)
    covariance = rho ** np.abs(t[:, None] - t[None, :]) / (1.0 - rho**2)
    basis = model.null_basis
    expected = np.trace(covariance) - np.trace(basis.T @ covariance @ basis)
    return float(np.sqrt(residuals @ residuals / expected))
