"""Changed course: does the series leave the path that the years before the event set? (E2)

Tests that are not a contrast of the segmented regression; those are in `linear_inference`, and the
forecast from the years before in `counterfactual`.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np

from scripts.methods.design import EventDesign, Floats, Sample, trend_design
from scripts.methods.exact_tests import tail_shares
from scripts.methods.least_squares import ols, solve
from scripts.methods.linear_inference import wald
from scripts.methods.linear_model import segmented_model, shift_model
from scripts.methods.result import Infeasible, Result

# Rows of a year and the years that follow it: the shape of the years after the event.
Block = np.ndarray


def chow_mean(sample: Sample) -> tuple[Result, ...]:
    """Chow's F test (``chow``, parameter ``mean``) of an equal mean before and after a known date.

    Assumes independent errors of one variance.

    References
    ----------
    Chow (1960), Econometrica 28, 591-605. Checked against R's ``strucchange::sctest``.
    """
    model = shift_model(sample.design)
    fit = ols(model.x, sample.values)
    test = wald(model, model.contrasts[0], fit.beta, fit.covariance, fit.df, "chow", "Chow (1960)")
    # With one restriction F is the square of t; the estimate belongs to `shift_ols`.
    f = None if test.statistic is None else test.statistic**2
    return (
        Result(
            method="chow",
            null="The same mean holds before and after the event.",
            reference="Chow (1960)",
            parameter="mean",
            unit="",
            statistic=f,
            df=test.df,
            df_num=1.0,
            p_two_sided=test.p_two_sided,
        ).with_counts(sample.design.n_pre, sample.design.n_post),
    )


def chow_trend(sample: Sample) -> tuple[Result, ...]:
    """Chow's F test (``chow``, parameter ``trend``) of an equal line before and after a known date.

    References
    ----------
    As `chow_mean`.
    """
    model = segmented_model(sample.design)
    fit = ols(model.x, sample.values)
    joint = next(c for c in model.contrasts if c.parameter == "joint")
    test = wald(model, joint, fit.beta, fit.covariance, fit.df, "chow", "Chow (1960)")
    null = "The same line holds before and after the event."
    return (replace(test, method="chow", parameter="trend", null=null),)


def conformal(sample: Sample) -> tuple[Result, ...]:
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
    sample.design.require(pre=1, post=1)
    u = ols(trend_design(sample.design.years), sample.values).residuals
    rotated = np.array([np.roll(u, shift) for shift in range(len(u))])[:, sample.design.post]
    # The mean of u sets both one-sided p-values, the mean of |u| the two-sided one.
    signed, size = rotated.mean(axis=1), np.abs(rotated).mean(axis=1)
    p_values = tail_shares(signed, float(signed[0]), sample.values)
    p_values["p_two_sided"] = tail_shares(size, float(size[0]), sample.values)["p_two_sided"]
    result = Result(
        method="conformal",
        null="The years after the event follow the same line, with the same errors, as the others.",
        reference="Chernozhukov, Wuthrich & Zhu (2021)",
        parameter="mean_absolute_residual",
        statistic=float(size[0]),
        note=f"exact over {len(u)} rotations; smallest attainable p = 1/{len(u)}",
        **p_values,
    )
    return (result.with_counts(sample.design.n_pre, sample.design.n_post),)


def endsample_s(sample: Sample) -> tuple[Result, ...]:
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
    design, y = sample.design, sample.values
    blocks, before = blocks_like_after(design)
    x = trend_design(design.years)
    m, k = design.n_post, x.shape[1]
    u = ols(x, y).residuals
    sigma = np.mean([np.outer(u[b], u[b]) for b in blocks], axis=0)
    if np.linalg.cond(sigma) > 1e12:
        raise Infeasible("the covariance of a block of residuals is singular")
    weight = np.linalg.inv(sigma)

    def form(residuals: Floats, block: Block) -> float:
        if m <= k:
            return float(residuals @ weight @ residuals)
        a = x[block].T @ weight
        return float((a @ residuals) @ np.linalg.solve(a @ x[block], a @ residuals))

    statistic = form(u[design.post], blocks[-1])
    subsampled = []
    for block in before:
        kept = np.setdiff1d(np.arange(design.n_pre), block[: ceil(m / 2)])
        beta = solve(x[kept], y[kept]).beta
        subsampled.append(form(y[block] - x[block] @ beta, block))
    reached = int(np.sum(np.array(subsampled) >= statistic * (1 - 1e-12)))
    total = len(before)
    result = Result(
        method="endsample_s",
        null="The line of the years before the event holds in the years after it.",
        reference="Andrews (2003)",
        parameter="line",
        unit="",
        statistic=statistic,
        p_two_sided=(1 + reached) / (total + 1),
        note=(
            f"{'P' if m <= k else 'S'} form; {reached} of {total} blocks reach it; "
            f"smallest attainable p = 1/{total + 1}"
        ),
    )
    return (result.with_counts(design.n_pre, design.n_post),)


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
