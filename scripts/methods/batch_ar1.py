"""Two-sided p-values of the AR(1) regression for many series: a kernel of `batch`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from scripts.methods.ar1_likelihood import RHO_CANDIDATES, Ar1Regression
from scripts.methods.design import Floats
from scripts.methods.linear_model import Contrast, LinearModel

# The top of a likelihood is sought among every third candidate, then by a parabola.
_EVERY = 3


def ar1_kernel(model: LinearModel, contrast: Contrast) -> Callable[[Floats], Floats]:
    """Kernel of one contrast: series in the rows of a matrix (b, n) to p-values (b,)."""
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


def _vertex(profile: Floats) -> Floats:
    """(b,) place of the top of each profile (b, g), in steps and fractions of one."""
    top = np.argmax(profile, axis=1)
    inner = np.clip(top, 1, profile.shape[1] - 2)
    low, middle, high = (profile[np.arange(len(top)), inner + i] for i in (-1, 0, 1))
    # The vertex of the parabola through the highest point and its neighbours.
    vertex = 0.5 * (low - high) / np.minimum(low - 2 * middle + high, -1e-300)
    return np.asarray(top + np.where(top == inner, np.clip(vertex, -0.5, 0.5), 0.0))
