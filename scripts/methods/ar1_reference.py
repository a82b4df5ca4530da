"""The t statistic referred to its own null distribution under AR(1) errors on the design at hand.

For y = X beta + u and a linear restriction on beta, the classical t (or F) is invariant to
location and scale. If u is Gaussian AR(1), its null distribution depends on the autocorrelation rho
and on the observed years alone. It is tabulated once per design on a grid of rho; every p-value,
interval and calibration is then a look-up. The autocorrelation is the lag-1 autocorrelation of the
null-imposed residuals over calendar neighbours, made median-unbiased by inverting its median on the
same grid (Andrews 1993, Econometrica 61, 139-165).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Floats, neighbours
from scripts.methods.result import Infeasible

# From strongly alternating to nearly a random walk, finer where annual series lie; an estimate
# beyond an end is read as that end.
RHO_GRID: Floats = np.round(
    np.concatenate([np.arange(-0.9, -0.05, 0.1), np.arange(0.0, 0.96, 0.05), [0.99]]), 2
)


@dataclass(frozen=True)
class RhoTable:
    """Median lag-1 residual autocorrelation (g,) at each autocorrelation rho (g,) of the errors."""

    rho: Floats
    median_r1: Floats

    def rho_hat(self, r1: Floats) -> Floats:
        """Median-unbiased autocorrelation for residual autocorrelations `r1`, within the grid."""
        return np.interp(r1, self.median_r1, self.rho)


@dataclass(frozen=True)
class NullTable(RhoTable):
    """Tabulated null distribution of one statistic on one design.

    Attributes
    ----------
    exceed : (m,) numbers of draws, ascending
    critical : (g, m) value that `exceed` draws reach or exceed, at each rho
    draws : number of simulated series B
    """

    exceed: Floats
    critical: Floats
    draws: int

    def p_value(self, statistic: Floats, rho: Floats) -> Floats:
        """Two-sided p = (1 + b) / (B + 1), linear in rho between grid points.

        Parameters
        ----------
        statistic, rho : (m,) arrays
            Values of |t| (or F) and the autocorrelation each is referred to.
        """
        cell = np.clip(np.searchsorted(self.rho, rho, side="right") - 1, 0, len(self.rho) - 2)
        weight = (rho - self.rho[cell]) / (self.rho[cell + 1] - self.rho[cell])
        p = np.empty(len(statistic))
        for g in np.flatnonzero(np.bincount(cell)):
            here = cell == g
            low, high = (self._tail(statistic[here], int(g) + i) for i in (0, 1))
            p[here] = (1 - weight[here]) * low + weight[here] * high
        return p

    def _tail(self, statistic: Floats, g: int) -> Floats:
        b = np.interp(-statistic, -self.critical[g], self.exceed, left=0.0, right=self.draws)
        return np.asarray((1.0 + b) / (self.draws + 1.0))


class NullModel:
    """Array code for the residuals of many series under a null model on one set of years.

    Parameters
    ----------
    years : (n,) observed years
    regressors : (n, k) regressors of the null model
    """

    def __init__(self, years: Sequence[int], regressors: Floats) -> None:
        self.years = tuple(years)
        self.pairs = neighbours(years)
        if len(self.pairs) < 2:
            raise Infeasible("needs at least two pairs of neighbouring years")
        self.null_basis = np.linalg.qr(regressors)[0]

    def null_residuals(self, y: Floats) -> Floats:
        """(b, n) residuals of the null model for series in the rows of `y`."""
        return np.asarray(y - (y @ self.null_basis) @ self.null_basis.T)

    def r1(self, residuals: Floats) -> Floats:
        """(b,) lag-1 autocorrelation of null residuals over calendar neighbours."""
        e = residuals
        lagged = np.einsum("ij,ij->i", e[:, self.pairs], e[:, self.pairs + 1])
        return np.asarray(lagged / np.einsum("ij,ij->i", e, e))


class Restriction(NullModel):
    """|t| (one row) or F (several) of ``rows @ beta = 0`` in y = x beta + u, for many series."""

    def __init__(self, years: Sequence[int], x: Floats, rows: Floats) -> None:
        q, k = rows.shape
        if len(x) <= k:
            raise Infeasible(f"needs more than {k} observed years; has {len(x)}")
        if np.linalg.matrix_rank(x) < k:
            raise Infeasible("the regressors are not linearly independent in the observed years")
        # The regressors that satisfy the restriction: x times the null space of its rows.
        super().__init__(years, x @ np.linalg.svd(rows)[2][q:].T)
        self.x, self.rows, self.q, self.df = x, rows, q, len(x) - k
        # Orthonormal directions that the restriction forbids: all that the full model adds.
        self.added = np.linalg.svd(x - self.null_basis @ (self.null_basis.T @ x))[0][:, :q]
        # A combination of regressors that moves the restricted value by one and nothing else.
        self.unit_shift = x @ (rows[0] / (rows[0] @ rows[0]))

    def statistic(self, residuals: Floats) -> Floats:
        """(b,) |t| for one row, F for several, from null residuals."""
        explained = np.einsum("...j,...j->...", *[residuals @ self.added] * 2)
        rss = np.einsum("...j,...j->...", residuals, residuals) - explained
        f = explained / self.q / (rss / self.df)
        return np.asarray(np.sqrt(f) if self.q == 1 else f)


def simulate_ar1(years: Sequence[int], rho: float, innovations: Floats) -> Floats:
    """(b, n) stationary Gaussian AR(1) series of unit innovation variance at the observed years.

    Parameters
    ----------
    years : observed years; unobserved years in between are simulated and then left out
    rho : autocorrelation, |rho| < 1; or 1, a random walk that begins with the first innovation
    innovations : (b, span) standard normal draws, span = last year - first year + 1
    """
    u = ar1_paths(rho, innovations.T)
    return np.ascontiguousarray(u[np.array(years) - years[0]].T)


def ar1_paths(rho: float, innovations: Floats) -> Floats:
    """The paths of `simulate_ar1` in every year; years along the first axis."""
    u = np.empty(innovations.shape)
    u[0] = innovations[0] / (np.sqrt(1.0 - rho**2) if rho < 1 else 1.0)
    for t in range(1, len(u)):
        u[t] = rho * u[t - 1] + innovations[t]
    return u


def tabulate_rho(model: NullModel, draws: int, rng: np.random.Generator) -> RhoTable:
    """Median residual autocorrelation of a null model at every rho of the grid."""
    innovations = rng.standard_normal((draws, model.years[-1] - model.years[0] + 1))
    series = (simulate_ar1(model.years, float(rho), innovations) for rho in RHO_GRID)
    medians = [float(np.median(model.r1(model.null_residuals(u)))) for u in series]
    return RhoTable(RHO_GRID, _rising(medians))


def tabulate_nulls(
    models: Mapping[str, Restriction], draws: int, rng: np.random.Generator
) -> dict[str, NullTable]:
    """Simulate the null distributions of several restrictions on the same observed years."""

    def simulated(u: Floats) -> Iterator[tuple[str, Floats, Floats]]:
        for name, model in models.items():
            e = model.null_residuals(u)
            yield name, model.r1(e), model.statistic(e)

    return tabulate(next(iter(models.values())).years, simulated, draws, rng)


def tabulate(
    years: Sequence[int],
    simulated: Callable[[Floats], Iterable[tuple[str, Floats, Floats]]],
    draws: int,
    rng: np.random.Generator,
    rhos: Floats = RHO_GRID,
) -> dict[str, NullTable]:
    """Tabulate the null distributions of several statistics on the same observed years.

    The same innovations serve every rho and every statistic (common random numbers).

    Parameters
    ----------
    simulated : takes series (b, n); gives name, residual autocorrelations (b,) and values (b,) of
        each statistic
    """
    innovations = rng.standard_normal((draws, years[-1] - years[0] + 1))
    exceed = _kept_counts(draws)
    medians: dict[str, list[float]] = defaultdict(list)
    critical: dict[str, list[Floats]] = defaultdict(list)
    for rho in rhos:
        for name, r1, statistic in simulated(simulate_ar1(years, float(rho), innovations)):
            medians[name].append(float(np.median(r1)))
            critical[name].append(np.sort(statistic)[::-1][exceed - 1])
    return {
        name: NullTable(
            rhos, _rising(medians[name]), exceed.astype(float), np.array(critical[name]), draws
        )
        for name in critical
    }


def _rising(medians: list[float]) -> Floats:
    # The median rises with rho; simulation noise must not make its inverse ambiguous.
    return np.maximum.accumulate(np.array(medians))


def _kept_counts(draws: int) -> NDArray[np.intp]:
    if draws <= 100:
        return np.arange(1, draws + 1)
    # Every order statistic of the extreme hundred, then 2% apart: far finer than Monte Carlo error.
    spaced = np.geomspace(100, draws, max(2, int(np.log(draws / 100) / np.log(1.02))))
    return np.unique(np.concatenate([np.arange(1, 101), spaced.round().astype(int)]))
