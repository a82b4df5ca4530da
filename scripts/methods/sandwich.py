"""Covariances of least squares coefficients that allow for dependent errors: HAC and cosines."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scripts.methods.design import Floats
from scripts.methods.each import Batch
from scripts.methods.least_squares import Fits
from scripts.methods.linear_model import LinearModel
from scripts.methods.result import Infeasible

Spacing = Literal["calendar", "rows"]


def bartlett(
    model: LinearModel, bandwidth: int | None = None, spacing: Spacing = "calendar"
) -> tuple[Floats, int]:
    """Bartlett weights (n, n) on the products of two years' scores, and their bandwidth."""
    n = len(model.years)
    lags = round(0.75 * n ** (1 / 3)) if bandwidth is None else bandwidth
    position = np.array(model.years) if spacing == "calendar" else np.arange(n)
    distance = np.abs(position[:, None] - position[None, :])
    return np.maximum(1.0 - distance / (lags + 1), 0.0), lags


def cosines(model: LinearModel, number: int | None = None) -> Floats:
    """(n, B) cosines at the calendar positions of the observed years in their span."""
    n, k = model.x.shape
    b = max(3, round(0.4 * n ** (2 / 3))) if number is None else number
    if n - k < b:
        raise Infeasible(f"needs at least {b} degrees of freedom for {b} cosines; has {n - k}")
    first, last = model.years[0], model.years[-1]
    position = (np.array(model.years) - first + 0.5) / (last - first + 1)
    return np.cos(np.pi * np.outer(position, np.arange(1, b + 1)))


def require_seen_errors(model: LinearModel) -> None:
    """Raise `Infeasible` if a year is fitted exactly whatever its value: leverage one."""
    leverage = np.sum(np.linalg.qr(model.x)[0] ** 2, axis=1)
    exact = np.flatnonzero(leverage > 1.0 - 1e-9)
    if exact.size:
        year = model.years[int(exact[0])]
        raise Infeasible(f"{year} is fitted exactly whatever its value, so its error is unseen")


def sandwich(model: LinearModel, batch: Batch, fits: Fits, weights: Floats) -> tuple[Fits, Floats]:
    """Covariances (b, k, k) from weights (n, n) on the products of residuals of two years.

    Returns the fits of the series whose variances are positive, the batch being left with these,
    and their covariances.
    """
    require_seen_errors(model)
    scores = model.x * fits.residuals[:, :, None]
    covariance = fits.unscaled @ (scores.transpose(0, 2, 1) @ weights @ scores) @ fits.unscaled
    for contrast in model.contrasts:
        # Relative to the classical variance, which is positive.
        classical = contrast.rows @ fits.covariance @ contrast.rows.T
        variance = contrast.rows @ covariance @ contrast.rows.T
        smallest = np.linalg.eigvals(np.linalg.solve(classical, variance)).real.min(axis=1)
        reason = f"the estimated variance of {contrast.parameter} is not positive"
        kept = batch.require(smallest >= 1e-12, reason)
        fits, covariance = fits.of(kept), covariance[kept]
    return fits, np.asarray(covariance)
