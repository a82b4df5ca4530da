"""Least squares by QR with exact refinement: coefficients, residuals and the unscaled covariance.

The QR solution is refined on the augmented system (Bjorck 1967, BIT 7, 257-278) with residuals
summed in twice the precision, so every number is right to nearly the last digit of a double for the
data as stored. What is left on ill-conditioned data, such as NIST's Filip, is the rounding of the
data.

Checked against the NIST StRD linear regression sets, R's ``lm`` and exact rational arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Floats
from scripts.methods.result import Infeasible

# A residual sum of squares below this fraction of the total is rounding noise: the fit is exact.
EXACT_FIT = 1e-24
EXACT = "the fit is exact, so no variance can be estimated"

# Each step gains the digits that the condition number leaves; three are enough for NIST's Filip.
REFINEMENTS = 3


@dataclass(frozen=True)
class Fits:
    """Ordinary least squares fits on the same regressors: of b series, or of one without (b,).

    Attributes
    ----------
    beta : (b, k) coefficients
    unscaled : (k, k) inverse of X'X
    residuals : (b, n) y - X beta
    rss : (b,) residual sums of squares
    df : residual degrees of freedom, n - k
    """

    beta: Floats
    unscaled: Floats
    residuals: Floats
    rss: Floats
    df: int

    @property
    def covariance(self) -> Floats:
        """(b, k, k) classical covariances of the coefficients."""
        return np.asarray(self.unscaled * (self.rss / self.df)[..., None, None])

    def of(self, kept: NDArray[np.bool_] | int) -> Fits:
        """The fits of those series that are `kept` (b,), or of the one at a place."""
        beta, residuals, rss = (v[kept] for v in (self.beta, self.residuals, self.rss))
        return Fits(beta, self.unscaled, residuals, rss, self.df)

    def leave_errors(self, y: Floats) -> NDArray[np.bool_]:
        """(b,) whether the fit to `y` (b, n) is not exact, so that a variance can be estimated."""
        return np.asarray(self.rss > negligible(y))


def negligible(y: Floats) -> Floats:
    """Residual sums of squares (...) of series `y` (..., n) up to which a fit is exact."""
    total = np.einsum("...j,...j->...", y, y)
    return np.asarray(EXACT_FIT * np.maximum(total, np.finfo(float).tiny))


def solve(x: Floats, y: Floats) -> Fits:
    """Fit y = x beta + e.

    Parameters
    ----------
    x : (n, k) array
        Regressors, a constant included where one is wanted.
    y : (n,) array

    Raises
    ------
    Infeasible
        If the regressors are not linearly independent, or no residual degree of freedom is left.

    Examples
    --------
    >>> fit = solve(np.array([[1.0, 0], [1, 1], [1, 2]]), np.array([1.0, 1, 3]))
    >>> fit.beta.round(4).tolist(), fit.df
    ([0.6667, 1.0], 1)
    """
    return solve_each(x, y[None, :]).of(0)


def solve_each(x: Floats, y: Floats) -> Fits:
    """Fit every series in the rows of `y` (b, n), as `solve` does."""
    n, k = x.shape
    if n <= k:
        raise Infeasible(f"needs more than {k} observations for {k} coefficients; has {n}")
    if np.any(~np.any(x != 0, axis=0)):
        raise Infeasible("a regressor is zero in every observed year")
    # Columns to about unit length, so that the rank test does not depend on units; powers of two
    # change no digit.
    scale = np.exp2(np.rint(np.log2(np.linalg.norm(x, axis=0))))
    q, r = np.linalg.qr(x / scale)
    if np.abs(np.diag(r)).min() < 1e-12:
        raise Infeasible("the regressors are not linearly independent in the observed years")
    # One right-hand side for the coefficients, and one for each column of the inverse of X'X.
    f = np.column_stack([y.T, np.zeros((n, k))])
    g = np.column_stack([np.zeros((k, len(y))), -np.eye(k)])
    e, b = _augmented(x / scale, q, np.linalg.solve(r, np.eye(k)), f, g)
    inverse, b, e = b[:, len(y) :], b[:, : len(y)], np.ascontiguousarray(e[:, : len(y)].T)
    unscaled = 0.5 * (inverse + inverse.T) / np.outer(scale, scale)
    rss = np.array([fsum(squares) for squares in (e**2).tolist()])
    return Fits(np.ascontiguousarray((b / scale[:, None]).T), unscaled, e, rss, n - k)


def _augmented(a: Floats, q: Floats, r_inv: Floats, f: Floats, g: Floats) -> tuple[Floats, Floats]:
    """Solve e + a b = f, a'e = g, from a = q r and with the remainders of twice the precision."""
    e, b = np.zeros_like(f), np.zeros_like(g)
    for _ in range(1 + REFINEMENTS):
        left_f = _remainder(f, e, a, b)
        left_g = _remainder(g, np.zeros_like(g), a.T, e)
        along = r_inv.T @ left_g
        projected = q.T @ left_f
        e = e + left_f - q @ (projected - along)
        b = b + r_inv @ (projected - along)
    return e, b


def _remainder(f: Floats, e: Floats, a: Floats, b: Floats) -> Floats:
    """f - e - a @ b, rounded once: products are split into two doubles that hold them exactly."""
    terms = -a[:, :, None] * b[None, :, :]
    high_a, high_b = _high_half(a)[:, :, None], _high_half(b)[None, :, :]
    low_a, low_b = a[:, :, None] - high_a, b[None, :, :] - high_b
    rest = -(high_a * high_b + terms + high_a * low_b + low_a * high_b + low_a * low_b)
    summands = np.concatenate([f[:, None, :], -e[:, None, :], terms, rest], axis=1)
    return _summed(summands)


def _summed(terms: Floats) -> Floats:
    """Sums over the middle axis as if in twice the precision, then rounded."""
    lost = np.zeros((terms.shape[0], terms.shape[2]))
    while terms.shape[1] > 1:
        if terms.shape[1] % 2:
            terms = np.concatenate([terms, np.zeros_like(terms[:, :1])], axis=1)
        one, other = terms[:, ::2], terms[:, 1::2]
        # Knuth's two-sum: what rounding takes from each sum is a double itself.
        terms = one + other
        part = terms - one
        lost += ((one - (terms - part)) + (other - part)).sum(axis=1)
    return np.asarray(terms[:, 0] + lost)


def _high_half(z: Floats) -> Floats:
    # Dekker (1971), Numerische Mathematik 18, 224-242: the upper 26 bits of every double.
    shifted = 134217729.0 * z
    return np.asarray(shifted - (shifted - z))
