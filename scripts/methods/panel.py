"""Panel: did the recipients of one donor change together after an event?

Regressions with recipient fixed effects, of three models:

``panel_shift``   y = a_i + d D + e                        is the level higher after?
``panel_trend``   y = a_i + b t + d D + e                  ... beside a common straight trend?
``panel_its``     y = a_i + b t + d D + g D (t - T0) + e   do level and slope leave that trend?

t is the calendar year, D is one from T0 on, and T0 is the first year counted as after the event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scripts.methods.design import Coding, EventDesign, Floats
from scripts.methods.each import t_test
from scripts.methods.least_squares import EXACT, negligible
from scripts.methods.result import Infeasible, Result

PanelModel = Literal["shift", "trend", "its"]
PANEL_MODELS: tuple[PanelModel, ...] = get_args(PanelModel)
SAME_LEVEL = "The level is the same before and after the event in all units."
# By parameter of the models with a trend.
NULLS = {
    "level_change": "The common line does not jump at the event.",
    "slope": "The units have no common trend before the event.",
    "slope_change": "The common trend has the same slope before and after the event.",
}


@dataclass(frozen=True)
class Panel:
    """Observed cells of several units, in the order of units and years.

    Attributes
    ----------
    units : (N,) number of the unit, 0, 1, ...
    years : (N,) calendar years
    values : (N,) observed values
    first_post : first year counted as after the event
    dropped : cells of the rectangle of units and years that are not observed
    """

    units: NDArray[np.intp]
    years: NDArray[np.intp]
    values: Floats
    first_post: int
    dropped: int

    @classmethod
    def cut(cls, years: Sequence[int], table: Floats, event_year: int, coding: Coding) -> Panel:
        """Cut a table (n, m), NaN where not observed, at the event year; columns are units.

        Columns without any observation are left out. `coding` is that of `EventDesign.cut`.
        """
        design = EventDesign.cut(years, event_year, coding)
        kept = table[np.isin(years, design.years)]
        kept = kept[:, ~np.isnan(kept).all(axis=0)]
        unit, row = np.nonzero(~np.isnan(kept.T))
        observed_years = np.array(design.years, dtype=np.intp)[row]
        values = kept[row, unit]
        return cls(unit, observed_years, values, design.first_post, kept.size - len(values))

    @property
    def n_units(self) -> int:
        """Number of units with an observation."""
        return len(np.unique(self.units))


@dataclass(frozen=True)
class WithinFit:
    """A panel regression after the fixed effects: deviations from the means of the units."""

    names: tuple[str, ...]
    x: Floats
    y: Floats
    beta: Floats
    residuals: Floats
    bread: Floats
    df: int


def panel_dk(
    panel: Panel, model: PanelModel = "shift", bandwidth: int | None = None, level: float = 0.95
) -> tuple[Result, ...]:
    """Fixed effects with Driscoll-Kraay errors: robust to dependence across units and over years.

    The scores of a year are summed over units; Bartlett weights join years by their calendar
    distance, so that a year without observations adds nothing and closes no gap. Small sample: the
    covariance is multiplied by N / (N - k), k with the fixed effects, and the t distribution has
    one degree of freedom less than there are years. With about ten years the method is fragile.

    Parameters
    ----------
    bandwidth : largest lag in years; by default floor(4 (T / 100)^(2/9)) for T observed years

    Raises
    ------
    Infeasible
        If the model is not determined or fits exactly, or if the years before or after the event
        are no more than the coefficients that belong to them: their summed scores are then zero,
        and the errors would be too small.

    References
    ----------
    Driscoll and Kraay (1998), Review of Economics and Statistics 80, 549-560; Hoechle (2007), Stata
    Journal 7, 281-312, for bandwidth and t distribution. On balanced panels without gaps equal to
    linearmodels' ``PanelOLS`` (kernel covariance, debiased), and to sandwich's ``vcovPL`` but for
    the small-sample factor; with gaps checked against the formula written out in R.

    Examples
    --------
    >>> aid = np.array([[1.0, 2], [2, 1], [1, 3], [2, 3], [5, 4], [4, 6], [6, 5]])
    >>> (result,) = panel_dk(Panel.cut(range(1990, 1997), aid, 1993, "pre"))
    >>> round(result.estimate, 3), result.note
    (3.125, 'bandwidth 2; 2 units, 0 cells not observed')
    """
    fit = within(panel, model)
    observed = np.unique(panel.years)
    n_years, n_after = len(observed), int(np.sum(observed >= panel.first_post))
    _require_years(model, n_years - n_after, n_after)
    lags = int(np.floor(4 * (n_years / 100) ** (2 / 9))) if bandwidth is None else bandwidth
    covariance = _covariance(panel, fit, observed, lags)
    # With fewer years than parameters the scores can cancel: nothing is left but rounding.
    classical = np.diag(fit.bread) * (fit.residuals @ fit.residuals) / fit.df
    results = []
    for i, name in enumerate(fit.names):
        if covariance[i, i] <= 1e-12 * classical[i]:
            raise Infeasible(f"the scores of the {name} sum to zero over the units in every year")
        numbers = t_test(fit.beta[i], np.sqrt(covariance[i, i]), n_years - 1, level)
        results.append(
            result_of(
                panel,
                f"panel_{model}_dk",
                name,
                "Driscoll and Kraay (1998)",
                f"bandwidth {lags}",
                df=float(n_years - 1),
                **{key: float(number) for key, number in numbers.items()},
            )
        )
    return tuple(results)


def within(panel: Panel, model: PanelModel) -> WithinFit:
    """Fit a panel model by least squares on deviations from the means of the units."""
    names = {
        "shift": ("level_change",),
        "trend": ("slope", "level_change"),
        "its": ("slope", "level_change", "slope_change"),
    }[model]
    g, n, k = panel.n_units, len(panel.values), len(names)
    if n <= g + k:
        raise Infeasible(f"needs more than {g + k} cells for {g} units and {k} slopes; has {n}")
    t = panel.years.astype(float)
    post = (panel.years >= panel.first_post).astype(float)
    columns = {
        "slope": t - t.mean(),
        "level_change": post,
        "slope_change": post * (t - panel.first_post),
    }
    raw = np.column_stack([columns[name] for name in names])
    x, y = (v - _unit_means(panel, v) for v in (raw, panel.values[:, None]))
    y = y[:, 0]
    scale = np.linalg.norm(x, axis=0)
    if np.any(scale <= 1e-12 * np.linalg.norm(raw, axis=0)):
        raise Infeasible("no unit is observed both before and after the event")
    q, r = np.linalg.qr(x / scale)
    if np.abs(np.diag(r)).min() < 1e-10:
        raise Infeasible("the regressors are not linearly independent in the observed cells")
    r_inv = np.linalg.solve(r, np.eye(k)) / scale[:, None]
    beta = r_inv @ (q.T @ y)
    residuals = y - x @ beta
    residuals = residuals - q @ (q.T @ residuals)
    if residuals @ residuals <= negligible(panel.values):
        raise Infeasible(EXACT)
    return WithinFit(names, x, y, beta, residuals, r_inv @ r_inv.T, n - g - k)


def result_of(
    panel: Panel, method: str, parameter: str, reference: str, note: str, **numbers: float | None
) -> Result:
    """Result of one parameter by one method: what both methods say of it, and its numbers."""
    after = int(np.sum(panel.years >= panel.first_post))
    return Result(
        method=method,
        null=SAME_LEVEL if "_shift_" in method else NULLS[parameter],
        reference=reference,
        parameter=parameter,
        unit="{unit}" if parameter == "level_change" else "{unit} per year",
        n_obs=len(panel.values),
        n_pre=len(panel.values) - after,
        n_post=after,
        note=f"{note}; {panel.n_units} units, {panel.dropped} cells not observed",
        **numbers,
    )


def _covariance(panel: Panel, fit: WithinFit, observed: NDArray[np.intp], lags: int) -> Floats:
    """(k, k) covariance of the coefficients from the scores of the observed years."""
    scores = np.array([(fit.x * fit.residuals[:, None])[panel.years == t].sum(0) for t in observed])
    distance = np.abs(np.subtract.outer(observed, observed))
    weights = np.clip(1 - distance / (lags + 1), 0, None)
    covariance = fit.bread @ (scores.T @ weights @ scores) @ fit.bread
    return np.asarray(covariance * (len(fit.y) / fit.df))


def _require_years(model: PanelModel, n_before: int, n_after: int) -> None:
    # As many coefficients as years on one side make the residuals of each such year sum to zero.
    after, before = (1 + (model == "its"), 1 + (model != "shift"))
    if n_after <= after or n_before <= before:
        raise Infeasible(
            f"needs at least {before + 1} years before and {after + 1} after the event, else those "
            f"years are fitted exactly on average; has {n_before} and {n_after}"
        )


def _unit_means(panel: Panel, columns: Floats) -> Floats:
    """(N, c) mean of each column over the cells of the same unit."""
    member = (panel.units[:, None] == np.unique(panel.units)).astype(float)
    return np.asarray(member @ ((member.T @ columns) / member.sum(axis=0)[:, None]))
