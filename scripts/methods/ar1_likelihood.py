"""Regression with Gaussian AR(1) errors by exact maximum likelihood, for many series at once.

An observation d years after the previous one has, given it, mean rho^d times the previous error and
variance (1 - rho^(2d)) / (1 - rho^2) in units of the innovation variance; the first has the
stationary variance. A gap is thus a missing observation on the calendar grid. Coefficients and
variance are concentrated out, which leaves a profile over rho alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import elementwise
from scipy.special import stdtr

from scripts.methods.design import Floats, neighbours
from scripts.methods.linear_model import Contrast, LinearModel
from scripts.methods.result import Infeasible

# Candidates for rho, closer together near one in absolute value, where the likelihood bends most.
RHO_CANDIDATES: Floats = np.tanh(np.linspace(-3.8, 3.8, 153))
# `ar1_kernel` seeks the top among every third candidate, then by a parabola.
_EVERY = 3


@dataclass(frozen=True)
class Ar1Fits:
    """Maximum likelihood fits of b series.

    Attributes
    ----------
    rho : (b,) autocorrelation of the errors; an end of `RHO_CANDIDATES` where the likelihood rises
        beyond it
    beta : (b, k) coefficients, generalised least squares at that rho
    unscaled : (b, k, k) covariance of the coefficients for an innovation variance of one
    rss : (b,) sum of squared standardised innovations
    loglik : (b,) maximised log-likelihood
    """

    rho: Floats
    beta: Floats
    unscaled: Floats
    rss: Floats
    loglik: Floats


class Ar1Regression:
    """Array code for y = x beta + u with AR(1) errors u, on one set of years.

    Parameters
    ----------
    years : (n,) observed years, ascending
    x : (n, k) regressors of full rank

    Raises
    ------
    Infeasible
        With fewer than two pairs of neighbouring years, without which rho rests on the gaps alone,
        or fewer than two degrees of freedom, with which the likelihood has no maximum.

    References
    ----------
    Jones (1980), Technometrics 22, 389-395. Checked against statsmodels' ``ARIMA`` and R's
    ``arima``.
    """

    def __init__(self, years: tuple[int, ...], x: Floats) -> None:
        n, k = x.shape
        if n < k + 2:
            raise Infeasible(
                f"needs at least {k + 2} observations for {k} coefficients and an autocorrelation; "
                f"has {n}"
            )
        if len(neighbours(years)) < 2:
            raise Infeasible("needs at least two pairs of neighbouring years")
        self.distance = np.diff(np.array(years))
        # Orthonormal regressors keep the cross products of `_gls` as well conditioned as can be.
        self.basis, self.to_basis = np.linalg.qr(x)
        # (g, n, n) from a series to its standardised residuals at each candidate.
        whitener = self._whitened(np.tile(np.eye(n), (len(RHO_CANDIDATES), 1, 1)), RHO_CANDIDATES)
        q = np.linalg.qr(whitener @ self.basis)[0]
        self.makers = whitener - q @ (q.transpose(0, 2, 1) @ whitener)

    def fit(self, y: Floats) -> Ar1Fits:
        """Fit each series in the rows of `y` (b, n).

        The profile is evaluated at every candidate and its highest point refined to the zero of the
        score between the two neighbouring candidates.
        """
        # The estimate moves with any combination of the regressors; taking out the least squares
        # fit first keeps the cross products free of cancellation.
        start = _each(y, self.basis)
        residuals = y - _each(start, self.basis.T)
        best = np.argmax(self.profile(residuals), axis=1)
        rho = RHO_CANDIDATES[best]
        inner = np.flatnonzero((best > 0) & (best < len(RHO_CANDIDATES) - 1))
        low, high = RHO_CANDIDATES[best[inner] - 1], RHO_CANDIDATES[best[inner] + 1]
        root = elementwise.find_root(
            lambda r, i: self._score(residuals[i], r), (low, high), args=(inner,)
        )
        # Without a change of sign the profile has two peaks that close together: keep the
        # candidate.
        rho[inner] = np.where(root.success, root.x, rho[inner])
        return self._at(residuals, start, rho)

    def profile(self, residuals: Floats, every: int = 1) -> Floats:
        """(b, g) log-likelihood at `every`-th of `RHO_CANDIDATES`, one matrix for each."""
        makers = self.makers[::every]
        rss = [np.einsum("ij,ij->i", *[residuals @ maker.T] * 2) for maker in makers]
        return self._loglik(np.array(rss), RHO_CANDIDATES[::every]).T

    def linear_maps(self, rho: float) -> tuple[Floats, Floats, Floats]:
        """What one rho does to any series: (k, n) to coefficients, (k, k) unscaled, (n, n).

        The last leaves standardised residuals, whose squares sum to rss.
        """
        n = len(self.basis)
        whitener = self._whitened(np.eye(n)[None], np.array([rho]))[0]
        q, r = np.linalg.qr(whitener @ self.basis)
        back = np.linalg.inv(r @ self.to_basis)
        return back @ q.T @ whitener, back @ back.T, whitener - q @ (q.T @ whitener)

    def _at(self, residuals: Floats, start: Floats, rho: Floats) -> Ar1Fits:
        delta, inverse, rss = self._gls(residuals, rho)
        back = np.linalg.inv(self.to_basis)
        unscaled = back @ inverse @ back.T
        return Ar1Fits(rho, _each(start + delta, back.T), unscaled, rss, self._loglik(rss, rho))

    def _gls(self, u: Floats, rho: Floats) -> tuple[Floats, Floats, Floats]:
        """Coefficients (b, k), inverse cross products (b, k, k) and weighted rss (b,)."""
        z = self._whitened(np.broadcast_to(self.basis, (len(u), *self.basis.shape)), rho)
        w = self._whitened(u[:, :, None], rho)
        zt = z.transpose(0, 2, 1)
        inverse = np.linalg.inv(zt @ z)
        delta = inverse @ (zt @ w)
        rss = np.sum((w - z @ delta) ** 2, axis=(1, 2))
        return delta[:, :, 0], np.asarray(inverse), np.asarray(rss)

    def _whitened(self, z: Floats, rho: Floats) -> Floats:
        """(b, n, m) standardised innovations of z (b, n, m), one rho (b,) for each series."""
        power = rho[:, None] ** self.distance
        variance = self._variance(rho)
        out = np.array(z, dtype=float, order="C")
        out[:, 1:] -= power[:, :, None] * z[:, :-1]
        return out / np.sqrt(variance)[:, :, None]

    def _variance(self, rho: Floats) -> Floats:
        """(b, n) innovation variances, one for neighbouring years."""
        r2 = rho[:, None] ** 2
        later = (1.0 - r2**self.distance) / (1.0 - r2)
        return np.concatenate([1.0 / (1.0 - r2), later], axis=1)

    def _loglik(self, rss: Floats, rho: Floats) -> Floats:
        """Log-likelihood for weighted rss (b, ...) at rho (b,)."""
        n = len(self.basis)
        determinant = np.log(self._variance(rho)).sum(axis=1).reshape(-1, *[1] * (rss.ndim - 1))
        return np.asarray(-0.5 * n * (np.log(2.0 * np.pi * rss / n) + 1.0) - 0.5 * determinant)

    def _score(self, u: Floats, rho: Floats) -> Floats:
        """(b,) derivative of the profile; the coefficients are optimal and so drop out."""
        delta, _, rss = self._gls(u, rho)
        e = u - delta @ self.basis.T
        d, r = self.distance, rho[:, None]
        variance = self._variance(rho)
        innovation = e.copy()
        innovation[:, 1:] -= r**d * e[:, :-1]
        slope = np.zeros_like(e)
        slope[:, 1:] = -d * r ** (d - 1) * e[:, :-1]
        # Derivative of (1 - rho^(2d)) / (1 - rho^2), and of its limit for the first observation.
        steps = (2 * r * variance[:, 1:] - 2 * d * r ** (2 * d - 1)) / (1 - r**2)
        bend = np.concatenate([2 * r * variance[:, :1] ** 2, steps], axis=1)
        rss_slope = np.sum(
            2 * innovation * slope / variance - innovation**2 * bend / variance**2, axis=1
        )
        return np.asarray(
            -0.5 * len(self.basis) * rss_slope / rss - 0.5 * np.sum(bend / variance, axis=1)
        )


def ar1_kernel(model: LinearModel, contrast: Contrast) -> Callable[[Floats], Floats]:
    """Two-sided p-values (b,) of one contrast for series in the rows of a matrix (b, n).

    One of `kernels`: quicker than `Ar1Regression.fit`, for millions of simulated series.
    """
    regression = Ar1Regression(model.years, model.x)
    n, k = model.x.shape
    row = contrast.rows[0]
    maps = [regression.linear_maps(float(rho)) for rho in RHO_CANDIDATES]
    estimators = np.array([row @ estimator for estimator, _, _ in maps])
    unscaled = np.array([row @ u @ row for _, u, _ in maps])
    # The sum of squares at each candidate is a quadratic form in the n - k coordinates of the
    # residuals: linear in their products, so that one matrix serves all candidates.
    rest = np.linalg.svd(regression.basis)[0][:, k:]
    i, j = np.triu_indices(n - k)
    whitened = np.array([maker @ rest for _, _, maker in maps])
    squares = whitened.transpose(0, 2, 1) @ whitened
    forms = squares[:, i, j] * np.where(i == j, 1.0, 2.0)
    # What the log-likelihood adds to -n/2 log(rss) at each candidate, read off any one series.
    added = regression.profile(rest.T[:1])[0] + 0.5 * n * np.log(squares[:, 0, 0])

    def kernel(y: Floats) -> Floats:
        z = y @ rest
        products = z[:, i] * z[:, j]

        def p_at(candidate: NDArray[np.intp]) -> Floats:
            rss = np.einsum("ij,ij->i", products, forms[candidate])
            estimate = np.einsum("ij,ij->i", y, estimators[candidate])
            return np.asarray(
                2.0 * stdtr(n - k, -np.abs(estimate / np.sqrt(unscaled[candidate] * rss / (n - k))))
            )

        # The method refines rho by a root of the score; here p is interpolated between candidates,
        # which decides otherwise in a few series of a thousand (tested).
        rss = products @ forms[::_EVERY].T
        position = _EVERY * _vertex(added[::_EVERY] - 0.5 * n * np.log(rss))
        below = np.floor(position).astype(np.intp)
        p_below, p_above = (p_at(g) for g in (below, np.minimum(below + 1, len(maps) - 1)))
        return p_below + (position - below) * (p_above - p_below)

    return kernel


def _each(rows: Floats, matrix: Floats) -> Floats:
    """``rows @ matrix``, each row by itself, so that none is rounded as others beside it need."""
    return np.asarray((rows[:, None, :] @ matrix)[:, 0])


def _vertex(profile: Floats) -> Floats:
    """(b,) place of the top of each profile (b, g), in steps and fractions of one."""
    top = np.argmax(profile, axis=1)
    inner = np.clip(top, 1, profile.shape[1] - 2)
    low, middle, high = (profile[np.arange(len(top)), inner + i] for i in (-1, 0, 1))
    # The vertex of the parabola through the highest point and its neighbours.
    vertex = 0.5 * (low - high) / np.minimum(low - 2 * middle + high, -1e-300)
    return np.asarray(top + np.where(top == inner, np.clip(vertex, -0.5, 0.5), 0.0))
