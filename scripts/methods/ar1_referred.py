"""Tests of many series by their tabulated null distributions, and their inversion for intervals.

The null distributions are those of `ar1_reference`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scripts.methods.ar1_reference import NullModel, NullTable, Restriction
from scripts.methods.design import Floats
from scripts.methods.least_squares import Fits

# Where values are tried, in standard errors from the estimate: dense where ends of intervals lie.
_TRIED = np.linspace(0.0, 20.0, 401)
_HALVINGS = 40


def referred_tests(
    y: Floats, fits: Fits, model: Restriction, table: NullTable, level: float = 0.95
) -> tuple[dict[str, Floats], Floats, NDArray[np.bool_]]:
    """Test a restriction against its tabulated null; for one row, invert the test for an interval.

    The interval is the hull of all values that the two-sided test at ``1 - level`` does not reject;
    the autocorrelation is estimated anew under each of them.

    Parameters
    ----------
    y : (b, n) series
    fits : their least squares fits, none of them exact

    Returns
    -------
    numbers : (b,) arrays
        Fields of `Result`.
    rho : (b,) array
        The autocorrelation that each statistic is referred to.
    connected : (b,) array
        False where the values not rejected do not form one interval: the reported one is their hull
        and may hold a rejected value, even zero.
    """
    residuals = _one_by_one(model, y)
    statistic = model.statistic(residuals[:, None, :])[:, 0]
    rho = table.rho_hat(_r1_one_by_one(model, residuals))
    p = table.p_value(statistic, rho)
    numbers = {
        "statistic": statistic,
        "p_two_sided": p,
        "p_mc_se": np.sqrt(p * (1 - p) / table.draws),
    }
    if model.q > 1:
        return numbers, rho, np.ones(len(y), dtype=bool)
    estimate = (fits.beta[:, None, :] @ model.rows[0])[:, 0]
    se = np.sqrt((model.rows @ fits.covariance @ model.rows.T)[:, 0, 0])
    low, high, connected = _invert(model, table, y, estimate, se, 1.0 - level)
    # The null distribution of a signed t is symmetric, since -u is as likely as u.
    up, half = estimate > 0, p / 2
    numbers |= {
        "estimate": estimate,
        "se": se,
        "ci_low": low,
        "ci_high": high,
        "statistic": np.sign(estimate) * statistic,
        "p_greater": np.where(up, half, 1 - half),
        "p_less": np.where(up, 1 - half, half),
    }
    return numbers, rho, connected


def _one_by_one(model: NullModel, y: Floats) -> Floats:
    """(b, n) null residuals, each series by a product of its own.

    One product for all would round a series differently beside different others.
    """
    return model.null_residuals(y[:, None, :])[:, 0]


def _r1_one_by_one(model: NullModel, residuals: Floats) -> Floats:
    """`NullModel.r1` with the years of a series side by side in memory, summed in that order."""
    early, late = (residuals.take(model.pairs + i, axis=1) for i in (0, 1))
    lagged = np.einsum("ij,ij->i", early, late)
    return np.asarray(lagged / np.einsum("ij,ij->i", residuals, residuals))


def _invert(
    model: Restriction, table: NullTable, y: Floats, estimate: Floats, se: Floats, alpha: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    def accepted(values: Floats) -> NDArray[np.bool_]:
        shifted = y - values[:, None] * model.unit_shift
        rho = table.rho_hat(_r1_one_by_one(model, _one_by_one(model, shifted)))
        return np.asarray(table.p_value(np.abs(estimate - values) / se, rho) >= alpha)

    # Beyond the largest tabulated value at any rho nothing is accepted, so the search is bounded.
    reach = max(float(table.critical[:, 0].max()), 20.0) * 1.01
    steps = np.concatenate([_TRIED, np.geomspace(20.0, reach, 101)[1:]])
    ends, connected = [], np.ones(len(y), dtype=bool)
    for sign in (-1.0, 1.0):
        rho = table.rho_hat(_r1_along(model, y, estimate, se, sign * steps))
        size = np.broadcast_to(steps, rho.shape)
        kept = table.p_value(size.ravel(), rho.ravel()).reshape(rho.shape) >= alpha
        last = len(steps) - 1 - np.argmax(kept[:, ::-1], axis=1)
        connected &= (kept | (np.arange(len(steps)) > last[:, None])).all(axis=1)
        inside, outside = (sign * steps[last + i] * se for i in (0, 1))
        for _ in range(_HALVINGS):
            middle = 0.5 * (inside + outside)
            held = accepted(estimate + middle)
            inside, outside = np.where(held, middle, inside), np.where(held, outside, middle)
        ends.append(estimate + inside)
    return ends[0], ends[1], connected


def _r1_along(model: Restriction, y: Floats, estimate: Floats, se: Floats, steps: Floats) -> Floats:
    """(b, g) lag-1 autocorrelation of null residuals under ``estimate + steps * se``.

    The residuals are linear in the value, so both sums of products are quadratic in it.
    """
    at = model.null_residuals(y - estimate[:, None] * model.unit_shift)
    along = model.null_residuals(model.unit_shift[None, :])
    early, late = model.pairs, model.pairs + 1

    def quadratic(one: Floats, other: Floats, by: Floats, with_: Floats) -> Floats:
        constant = np.einsum("ij,ij->i", one, other)[:, None]
        slope = (one @ with_.T + other @ by.T)[:, :1] * se[:, None]
        bend = float((by @ with_.T)[0, 0]) * se[:, None] ** 2
        return np.asarray(constant - steps * slope + steps**2 * bend)

    lagged = quadratic(at[:, early], at[:, late], along[:, early], along[:, late])
    return np.asarray(lagged / quadratic(at, at, along, along))
