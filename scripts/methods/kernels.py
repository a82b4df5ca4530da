"""Two-sided p-values of many series on one design at once: the battery as array code.

Calibration asks for the p-values of millions of simulated series. Each kernel takes series in the
rows of a matrix (b, n) and returns their p-values (b,), equal to those of the one-at-a-time
function of the same method. Methods whose null distribution depends on more than the design
(``fraclogit``, ``loglevel``) or that fit a state-space model (``counterfactual``) have no kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from math import ceil, comb

import numpy as np
from scipy.special import fdtrc, stdtr

from scripts.methods.ar1_likelihood import ar1_kernel
from scripts.methods.ar1_reference import NullTable, Restriction
from scripts.methods.assignments import assignments, drawn_assignments, rotations
from scripts.methods.changed_course import blocks_like_after
from scripts.methods.design import EventDesign, Floats, trend_design
from scripts.methods.linear_model import Contrast, LinearModel, segmented_model, shift_model
from scripts.methods.rank_sums import rank_sum_p_values
from scripts.methods.result import Infeasible
from scripts.methods.sandwich import Spacing, bartlett, cosines, require_seen_errors

Kernel = Callable[[Floats], Floats]
Name = tuple[str, str]
# Equal statistics summed in another order differ in the last digits and must count as equal.
_TIE = 1e-12
# Re-arrangements at a time that a kernel compares all series with.
_CHUNK = 50
# Assignments that calibration compares a series with.
_ENUMERATED = 2_000


def higher_after_kernels(design: EventDesign, nulls: Mapping[str, NullTable]) -> dict[Name, Kernel]:
    """Kernels of every feasible test of "higher after", by (method, parameter)."""
    kernels = _regressions(shift_model(design), nulls)
    for name, build in (
        (("welch", "mean_difference"), _welch),
        (("perm_mean", "mean_difference"), _perm_mean),
        (("mwu", "hodges_lehmann_shift"), _mwu),
        (("perm_shift", "mean_difference"), _perm_shift),
    ):
        with suppress(Infeasible):
            kernels[name] = build(design)
    return kernels


def changed_course_kernels(
    design: EventDesign, nulls: Mapping[str, NullTable]
) -> dict[Name, Kernel]:
    """Kernels of every feasible test of "changed course", by (method, parameter)."""
    kernels: dict[Name, Kernel] = {}
    with suppress(Infeasible):
        kernels = _regressions(segmented_model(design), nulls)
        if ("its_ols", "joint") in kernels:
            # Chow's test of the line is the joint F test of the segmented regression.
            kernels["chow", "trend"] = kernels["its_ols", "joint"]
    for name, build in (
        (("conformal", "mean_absolute_residual"), _conformal),
        (("endsample_s", "line"), _endsample),
    ):
        with suppress(Infeasible):
            kernels[name] = build(design)
    return kernels


def regression_kernel(
    covariance: str, model: LinearModel, contrast: Contrast, table: NullTable | None
) -> Kernel:
    """Kernel of one contrast by ``boot_ar1``, ``hac`` or ``ols``; raises `Infeasible`."""
    if covariance == "boot_ar1":
        if table is None:
            raise Infeasible("its null distribution is not tabulated")
        return _boot_ar1(model, contrast, table)
    return _hac(model, contrast) if covariance == "hac" else _ols(model, contrast)


def _regressions(model: LinearModel, nulls: Mapping[str, NullTable]) -> dict[Name, Kernel]:
    kernels: dict[Name, Kernel] = {}
    for contrast in model.contrasts:
        parameter = contrast.parameter
        table = nulls.get(f"{model.prefix}/{parameter}")
        if table is not None:
            kernels[f"{model.prefix}_boot_ar1", parameter] = _boot_ar1(model, contrast, table)
        builders: dict[str, Callable[[LinearModel, Contrast], Kernel]] = {"ols": _ols}
        if len(contrast.rows) == 1:
            by_rows = partial(_hac, spacing="rows")
            builders |= {"hac": _hac, "hac_rows": by_rows, "ewc": _ewc, "ar1": ar1_kernel}
        for ending, build in builders.items():
            with suppress(Infeasible):
                kernels[f"{model.prefix}_{ending}", parameter] = build(model, contrast)
    return kernels


def _boot_ar1(model: LinearModel, contrast: Contrast, table: NullTable) -> Kernel:
    restriction = Restriction(model.years, model.x, contrast.rows)

    def kernel(y: Floats) -> Floats:
        e = restriction.null_residuals(y)
        return table.p_value(restriction.statistic(e), table.rho_hat(restriction.r1(e)))

    return kernel


def _ols(model: LinearModel, contrast: Contrast) -> Kernel:
    restriction = Restriction(model.years, model.x, contrast.rows)

    def kernel(y: Floats) -> Floats:
        statistic = restriction.statistic(restriction.null_residuals(y))
        if restriction.q == 1:
            return _two_sided_t(statistic, restriction.df)
        return np.asarray(fdtrc(restriction.q, restriction.df, statistic))

    return kernel


def _hac(model: LinearModel, contrast: Contrast, spacing: Spacing = "calendar") -> Kernel:
    n, k = model.x.shape
    return _weighted(model, contrast, bartlett(model, spacing=spacing)[0] * n / (n - k), n - k)


def _ewc(model: LinearModel, contrast: Contrast) -> Kernel:
    waves = cosines(model)
    b = waves.shape[1]
    return _weighted(model, contrast, 2.0 / b * waves @ waves.T, b)


def _weighted(model: LinearModel, contrast: Contrast, weights: Floats, df: float) -> Kernel:
    """t with a sandwich variance: a quadratic form in the residuals, one matrix for all series."""
    require_seen_errors(model)
    basis = np.linalg.qr(model.x)[0]
    estimator = contrast.rows[0] @ np.linalg.pinv(model.x)

    def kernel(y: Floats) -> Floats:
        scores = (y - (y @ basis) @ basis.T) * estimator
        variance = np.einsum("ij,ij->i", scores @ weights, scores)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(y @ estimator) / np.sqrt(variance)
        # Where the variance estimate is not positive the test is infeasible: it does not reject.
        return np.where(variance > 0, _two_sided_t(t, df), 1.0)

    return kernel


def _welch(design: EventDesign) -> Kernel:
    design.require(pre=2, post=2)
    post = design.post

    def kernel(y: Floats) -> Floats:
        groups = [y[:, ~post], y[:, post]]
        parts = np.array([g.var(axis=1, ddof=1) / g.shape[1] for g in groups])
        shares = parts / parts.sum(axis=0)
        sizes = np.array([[g.shape[1] - 1.0] for g in groups])
        df = 1.0 / np.sum(shares**2 / sizes, axis=0)
        difference = groups[1].mean(axis=1) - groups[0].mean(axis=1)
        return _two_sided_t(np.abs(difference) / np.sqrt(parts.sum(axis=0)), df)

    return kernel


def _perm_mean(design: EventDesign) -> Kernel:
    n, k = len(design.years), design.n_post
    # Of many assignments some are drawn: to know how often a test rejects, the p-value of each
    # simulated series need not be known to more than half a point.
    many = comb(n, k) > _ENUMERATED
    chosen = drawn_assignments(design, _ENUMERATED) if many else assignments(n, k)
    indicator = np.zeros((len(chosen), n))
    np.put_along_axis(indicator, chosen.astype(np.intp), 1.0, axis=1)
    # Difference in means as one matrix: every assignment of every series in one product.
    contrast = indicator / k - (1.0 - indicator) / (n - k)
    return _rearranged(contrast, design.mean_difference())


def _perm_shift(design: EventDesign) -> Kernel:
    difference = design.mean_difference()
    return _rearranged(rotations(difference), difference)


def _rearranged(contrasts: Floats, observed: Floats) -> Kernel:
    """Share of re-arranged contrasts (m, n) whose absolute value reaches the observed one's."""

    def kernel(y: Floats) -> Floats:
        reach = np.abs(y @ observed) - _TIE * np.abs(y).sum(axis=1)
        columns, reached = np.ascontiguousarray(y.T), np.zeros(len(y), dtype=np.intp)
        # One memory for all parts: fresh pages would cost as much as the product.
        memory = np.empty((_CHUNK, len(y)))
        for start in range(0, len(contrasts), _CHUNK):
            some = contrasts[start : start + _CHUNK]
            size = np.matmul(some, columns, out=memory[: len(some)])
            reached += np.sum(np.abs(size, out=size) >= reach, axis=0, dtype=np.int16)
        return reached / len(contrasts)

    return kernel


def _mwu(design: EventDesign) -> Kernel:
    post = design.post
    p_of_sum = rank_sum_p_values(len(post), design.n_post)
    ranks = np.arange(1.0, len(post) + 1)

    def kernel(y: Floats) -> Floats:
        ascending = post[y.argsort(axis=1)]
        return np.asarray(p_of_sum[(ascending @ ranks).astype(np.intp)])

    return kernel


def _conformal(design: EventDesign) -> Kernel:
    design.require(pre=1, post=1)
    basis = np.linalg.qr(trend_design(design.years))[0]
    after = design.post.astype(float) / design.n_post
    rolled = rotations(after)

    def kernel(y: Floats) -> Floats:
        size = np.abs(y - (y @ basis) @ basis.T)
        reach = size @ after - _TIE * np.abs(y).sum(axis=1)
        return np.asarray(np.mean(size @ rolled.T >= reach[:, None], axis=1))

    return kernel


def _endsample(design: EventDesign) -> Kernel:
    blocks, before = blocks_like_after(design)
    x = trend_design(design.years)
    basis = np.linalg.qr(x)[0]
    m, k = design.n_post, x.shape[1]
    # Residual makers of the line without the first half of each block, one matrix per block.
    makers = []
    for block in before:
        kept = np.setdiff1d(np.arange(design.n_pre), block[: ceil(m / 2)])
        maker = np.zeros((m, len(x)))
        maker[:, block] = np.eye(m)
        maker[:, kept] -= x[block] @ np.linalg.pinv(x[kept])
        makers.append(maker)

    def form(u: Floats, weight: Floats, block: np.ndarray) -> Floats:
        if m <= k:
            return np.asarray(np.einsum("bi,bij,bj->b", u, weight, u))
        a = x[block].T @ weight
        score = np.einsum("bki,bi->bk", a, u)
        inner = np.linalg.solve(a @ x[block], score[:, :, None])[:, :, 0]
        return np.asarray(np.sum(score * inner, axis=1))

    def kernel(y: Floats) -> Floats:
        u = y - (y @ basis) @ basis.T
        sigma = np.mean([u[:, b, None] * u[:, None, b] for b in blocks], axis=0)
        weight = np.linalg.inv(sigma)
        observed = form(u[:, design.post], weight, blocks[-1]) * (1 - _TIE)
        reached = sum(
            form(y @ maker.T, weight, block) >= observed
            for maker, block in zip(makers, before, strict=True)
        )
        return np.asarray((1.0 + reached) / (len(before) + 1.0))

    return kernel


def _two_sided_t(t: Floats, df: Floats | float) -> Floats:
    return np.asarray(2.0 * stdtr(df, -np.abs(t)))
