"""Unknown dates: how many breaks? Sequential tests of one more break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scripts.methods.break_bootstrap import Bootstrap
from scripts.methods.breaks import SplitModel
from scripts.methods.design import Floats
from scripts.methods.partitions import Partitions
from scripts.methods.result import Infeasible


@dataclass(frozen=True, kw_only=True)
class SequentialTest:
    """supF(l + 1 | l): one more break, somewhere within the segments of the best l-break partition.

    ``break_year`` is the last year of the earlier part of the segment that splits best.
    """

    null: str
    reference: str
    breaks: int
    statistic: float
    break_year: int
    p_boot_iid: float
    p_boot_ar1: float
    rho: float
    draws: int
    n_obs: int


def sequential_tests(
    years: Sequence[int], y: Floats, found: Partitions, bootstrap: Bootstrap
) -> tuple[SequentialTest, ...]:
    """Test l + 1 breaks against l, for l = 0, 1, ... as far as a segment can still be split.

    F is the drop in the residual sum of squares by the best additional break over the residual
    variance with it; for l = 0 it is supF. The break dates of the null are held fixed in the
    bootstraps, as the limiting distribution allows, since they are estimated at a faster rate.
    ``p_boot_iid`` multiplies the null residuals by standard normal draws; ``p_boot_ar1`` simulates
    Gaussian AR(1) errors with the median-unbiased autocorrelation of the null residuals.

    Parameters
    ----------
    found : Partitions of the same series; their shortest segment bounds the new break as well

    References
    ----------
    Bai and Perron (1998), Econometrica 66, 47-78, who scale by the variance under either
    hypothesis; bootstraps instead of their tables.
    """
    tests, draws = [], bootstrap.draws
    for partition in found.partitions:
        try:
            model = SplitModel(years, found.model, partition.sizes, found.min_segment)
        except Infeasible:
            break
        if partition.bic is None:
            break
        residuals = model.null_residuals(y[None, :])
        rho = bootstrap.rho_hat(model, residuals, partition.sizes)
        path = model.f_paths(residuals)[0]

        simulated = (
            model.f_paths(model.null_residuals(u)).max(axis=1)
            for u in bootstrap.errors(model, residuals[0], rho, draws)
        )
        iid, ar1 = (float((1 + np.sum(s >= path.max())) / (draws + 1)) for s in simulated)
        tests.append(
            SequentialTest(
                null=f"The {found.model} breaks at most {partition.breaks} times.",
                reference="Bai and Perron (1998)",
                breaks=partition.breaks,
                statistic=float(path.max()),
                break_year=model.candidate_years[int(np.argmax(path))],
                p_boot_iid=iid,
                p_boot_ar1=ar1,
                rho=rho,
                draws=draws,
                n_obs=len(y),
            )
        )
    return tuple(tests)
