"""Changed course: does the series leave the path that the years before the event set? (E2)

Tests that are not a contrast of the segmented regression; those are in `linear_inference`, and the
forecast from the years before in `counterfactual`.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np

from scripts.methods.assignments import rotations
from scripts.methods.design import EventDesign, Floats, trend_design
from scripts.methods.each import Answer, Batch, OnSamples
from scripts.methods.exact_tests import tail_shares
from scripts.methods.least_squares import EXACT, solve_each
from scripts.methods.linear_inference import fits_of, wald
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model
from scripts.methods.result import Infeasible, Result

# Rows of a year and the years that follow it: the shape of the years after the event.
Block = np.ndarray


@OnSamples
def chow_mean(design: EventDesign, batch: Batch) -> tuple[Answer, ...]:
    """Chow's F test (``chow``, parameter ``mean``) of an equal mean before and after a known date.

    Assumes independent errors of one variance.

    References
    ----------
    Chow (1960), Econometrica 28, 591-605. Checked against R's ``strucchange::sctest``.

    Examples
    --------
    >>> from scripts.methods.design import Sample
    >>> years, values = range(1990, 1998), np.array([1.0, 3, 2, 4, 6, 5, 7, 9])
    >>> (result,) = chow_mean(Sample.cut(years, values, 1993, "pre"))
    >>> round(result.statistic, 3), result.df_num, result.df
    (15.764, 1.0, 6.0)
    """
    test = _f_test(shift_model(design), "level_shift", batch)
    # With one restriction F is the square of t; the estimate belongs to `shift_ols`.
    numbers = {
        "statistic": test.numbers["statistic"] ** 2,
        "p_two_sided": test.numbers["p_two_sided"],
    }
    shared = Result(
        method="chow",
        null="The same mean holds before and after the event.",
        reference="Chow (1960)",
        parameter="mean",
        unit="",
        df=test.shared.df,
        df_num=1.0,
    )
    return (Answer(shared, numbers),)


@OnSamples
def chow_trend(design: EventDesign, batch: Batch) -> tuple[Answer, ...]:
    """Chow's F test (``chow``, parameter ``trend``) of an equal line before and after a known date.

    References
    ----------
    As `chow_mean`.
    """
    test = _f_test(segmented_model(design), "joint", batch)
    null = "The same line holds before and after the event."
    shared = replace(test.shared, method="chow", parameter="trend", null=null)
    return (Answer(shared, test.numbers),)


@OnSamples
def conformal(design: EventDesign, batch: Batch) -> tuple[Answer, ...]:
    """Conformal test that nothing happened: residuals of one line through all years, rotated.

    Under the null the line fitted to all years leaves residuals whose blocks look alike wherever
    they lie. The residuals are moved through all n positions of the observed years, the end joined
    to the beginning (cyclic moving blocks); the two-sided p-value is the share of rotations whose
    mean |u| over the years after the event is at least the observed one, the one-sided ones use the
    mean of u. Valid for stationary errors around a line; a gap in the years is closed up.

    Raises
    ------
    Infeasible
        With no year on a side, or if one line fits all years exactly.

    References
    ----------
    Chernozhukov, Wuthrich & Zhu (2021), JASA 116, 1849-1864. Checked by enumeration.
    """
    design.require(pre=1, post=1)
    fits = solve_each(trend_design(design.years), batch.values)
    u = fits.residuals[batch.require(fits.leave_errors(batch.values), EXACT)]
    n = u.shape[1]
    rotated = rotations(design.post / design.n_post).T
    u_after = design.split(u)[1]
    observed = _mean_in_order(u_after), _mean_in_order(np.abs(u_after))
    # The mean of u sets both one-sided p-values, the mean of |u| the two-sided one.
    p_values = tail_shares(u @ rotated, observed[0], batch.values)
    of_size = tail_shares(np.abs(u) @ rotated, observed[1], batch.values)
    p_values["p_two_sided"] = of_size["p_two_sided"]
    shared = Result(
        method="conformal",
        null="The years after the event follow the same line, with the same errors, as the others.",
        reference="Chernozhukov, Wuthrich & Zhu (2021)",
        parameter="mean_absolute_residual",
        note=f"exact over {n} rotations; smallest attainable p = 1/{n}",
    )
    return (Answer(shared, {"statistic": observed[1], **p_values}),)


@OnSamples
def endsample_s(design: EventDesign, batch: Batch) -> tuple[Answer, ...]:
    """End-of-sample instability test for few years after the event, by subsampling.

    S compares the m years after the event with every block of the same shape before it. For block j
    with regressors X_j and residuals u_j, S_j = u_j' W X_j (X_j' W X_j)^-1 X_j' W u_j, W the
    inverse of the average of u u' over all blocks. The observed S takes its residuals from the line
    through all years, S_j from the line through the years before the event without the first
    ceil(m/2) years of block j. With m <= 2, the number of coefficients, X_j drops out: the P form
    u_j' W u_j.

    Departures from the source: a block is one of calendar years, so one that would straddle a gap
    is left out; the p-value counts the observed block, (1 + b) / (B + 1), since the source's b / B
    (in the note) can be zero.

    Raises
    ------
    Infeasible
        If fewer than two blocks, or no more than m of them, fit into the years before the event; if
        one line fits all years, or their blocks, exactly.

    References
    ----------
    Andrews (2003), Econometrica 71, 1661-1694.
    """
    blocks, before = blocks_like_after(design)
    x = trend_design(design.years)
    fits = solve_each(x, batch.values)
    u = fits.residuals[batch.require(fits.leave_errors(batch.values), EXACT)]
    sigma: Floats = np.asarray(sum(u[:, b, None] * u[:, None, b] for b in blocks)) / len(blocks)
    kept = batch.require(
        np.linalg.cond(sigma) <= 1e12, "the covariance of a block of residuals is singular"
    )
    u, weight, y = u[kept], np.asarray(np.linalg.inv(sigma[kept])), batch.values
    statistic = _s_form(design.split(u)[1], weight, x[blocks[-1]])
    reached = np.zeros(len(y), dtype=int)
    for block in before:
        kept_years = np.setdiff1d(np.arange(design.n_pre), block[: ceil(len(block) / 2)])
        beta = solve_each(x[kept_years], y[:, kept_years]).beta
        line = (x[block] @ beta[:, :, None])[:, :, 0]
        subsampled = _s_form(y.take(block, axis=1) - line, weight, x[block])
        reached += subsampled >= statistic * (1 - 1e-12)
    total, kind = len(before), "P" if design.n_post <= x.shape[1] else "S"
    least = f"smallest attainable p = 1/{total + 1}"
    notes = [f"{kind} form; {number} of {total} blocks reach it; {least}" for number in reached]
    shared = Result(
        method="endsample_s",
        null="The line of the years before the event holds in the years after it.",
        reference="Andrews (2003)",
        parameter="line",
        unit="",
    )
    numbers = {"statistic": statistic, "p_two_sided": (1 + reached) / (total + 1)}
    return (Answer(shared, numbers, notes),)


def blocks_like_after(design: EventDesign) -> tuple[list[Block], list[Block]]:
    """Rows of all blocks of the shape of the years after the event, and of those before it.

    A block is a translate in calendar time of the years after the event, observed in full. The last
    block is those years themselves.
    """
    design.require(pre=3, post=1)
    years, m = np.array(design.years), design.n_post
    wanted = years[:, None] + (years[design.post] - years[design.n_pre])
    blocks = [np.searchsorted(years, row) for row in wanted[np.isin(wanted, years).all(axis=1)]]
    before = [block for block in blocks if block[-1] < design.n_pre]
    if len(before) < max(2, m + 1):
        raise Infeasible(
            f"needs at least {max(2, m + 1)} blocks of {m} years before the event; "
            f"has {len(before)}"
        )
    return blocks, before


def _f_test(model: LinearModel, parameter: str, batch: Batch) -> Answer:
    fits = fits_of(model, batch)
    contrast = next(c for c in model.contrasts if c.parameter == parameter)
    return wald(model, contrast, fits.beta, fits.covariance, fits.df, "chow", "Chow (1960)")


def _mean_in_order(values: Floats) -> Floats:
    """(b,) means of the rows of (b, m), summed from left to right."""
    return np.asarray(np.add.accumulate(values, axis=1)[:, -1] / values.shape[1])


def _s_form(u: Floats, weight: Floats, x: Floats) -> Floats:
    """(b,) statistics of residuals (b, m) of a block with regressors (m, k); weight (b, m, m)."""
    column = u[:, :, None]
    if len(x) <= x.shape[1]:
        return np.asarray((u[:, None, :] @ weight @ column)[:, 0, 0])
    a = x.T @ weight
    score = a @ column
    solved = np.linalg.solve(a @ x, score)
    return np.asarray((score.transpose(0, 2, 1) @ solved)[:, 0, 0])
