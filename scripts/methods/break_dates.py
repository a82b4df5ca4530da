"""Unknown date: a bootstrap confidence set for the date of a single break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.methods.ar1_reference import NullModel
from scripts.methods.break_bootstrap import DATE_SET_SHARE, Bootstrap
from scripts.methods.breaks import BreakModel, f_path
from scripts.methods.design import Floats
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.result import Infeasible


@dataclass(frozen=True, kw_only=True)
class BreakDateSet:
    """Years that a likelihood ratio test of the date of a single break does not reject.

    ``p_iid`` and ``p_ar1`` (m,) belong to the candidate ``years`` (m,), ``set_iid`` and ``set_ar1``
    are the years kept at ``level``. A set may have holes. ``identified`` is False where ``set_ar1``
    reaches the first or the last candidate year, beyond which the data cannot be asked.
    """

    null: str
    reference: str
    years: tuple[int, ...]
    p_iid: tuple[float, ...]
    p_ar1: tuple[float, ...]
    set_iid: tuple[int, ...]
    set_ar1: tuple[int, ...]
    level: float
    identified: bool
    draws: int
    n_obs: int


def break_date_set(
    y: Floats, model: BreakModel, bootstrap: Bootstrap, level: float = 0.95
) -> BreakDateSet:
    """Confidence set for the date of a single break, by inverting a likelihood ratio test.

    For every candidate date the null says that the break is there. The statistic is the residual
    sum of squares with the break there, over the smallest one; its null distribution is simulated
    from the model fitted with the break there: residuals times standard normal draws (iid), or
    Gaussian AR(1) errors with the median-unbiased autocorrelation of those residuals (ar1). The set
    holds whatever is not rejected, so a break too small to be dated gives a wide set; Bai's
    interval assumes away that case. It presumes that there is a break; it does not test whether.

    Raises
    ------
    Infeasible
        If the break-free model or the model with one break fits exactly.

    References
    ----------
    Eo and Morley (2015), Quantitative Economics 6, 463-497, with bootstrap in place of their
    asymptotic critical values; the inversion is that of Hansen (2000), Econometrica 68, 575-603.
    """
    path, draws = f_path(y, model), bootstrap.draws // DATE_SET_SHARE
    observed = _likelihood_ratios(path.statistic[None, :], model.df)[0]
    if path.statistic.max() > model.df / EXACT_FIT / 10:
        raise Infeasible("the model with one break fits exactly, so no variance can be estimated")
    p_values: list[tuple[float, float]] = []
    for i, size in enumerate(model.candidates.tolist()):
        null = NullModel(model.years, model.directions[:, 2 * model.k * i : 2 * model.k * (i + 1)])
        residuals = null.null_residuals(y[None, :])
        rho = bootstrap.rho_hat(null, residuals, (size,))
        fitted = y - residuals[0]
        simulated = (
            _likelihood_ratios(model.f_paths(model.null_residuals(fitted + u)), model.df)[:, i]
            for u in bootstrap.errors(null, residuals[0], rho, draws)
        )
        iid, ar1 = (float((1 + np.sum(s >= observed[i])) / (draws + 1)) for s in simulated)
        p_values.append((iid, ar1))
    years = model.candidate_years
    sets = [
        tuple(year for year, p in zip(years, p_values, strict=True) if p[kind] > 1 - level)
        for kind in (0, 1)
    ]
    return BreakDateSet(
        null=f"The {model.model} breaks once, after the year in question.",
        reference="Eo and Morley (2015), bootstrapped",
        years=years,
        p_iid=tuple(p[0] for p in p_values),
        p_ar1=tuple(p[1] for p in p_values),
        set_iid=sets[0],
        set_ar1=sets[1],
        level=level,
        identified=years[0] not in sets[1] and years[-1] not in sets[1],
        draws=draws,
        n_obs=len(y),
    )


def _likelihood_ratios(paths: Floats, df: int) -> Floats:
    """(b, m) residual sum of squares at each date over the smallest, from F paths."""
    return np.asarray((1 + paths.max(axis=1)[:, None] / df) / (1 + paths / df))
