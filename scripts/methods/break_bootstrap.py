"""Unknown dates, by simulation: how many breaks are there, and when was the only one?

Sequential tests of one more break, and a confidence set for the date of a single one. Both have a
null model of their own for every series, whose errors a `Bootstrap` simulates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scripts.methods.ar1_reference import NullModel, RhoTable, simulate_ar1, tabulate_rho
from scripts.methods.breaks import Partitions
from scripts.methods.design import Floats
from scripts.methods.f_statistics import BreakModel, SplitModel, f_path
from scripts.methods.least_squares import EXACT_FIT
from scripts.methods.result import Infeasible

# Draws for the median residual autocorrelation of a segmented fit; sampling error is far larger.
RHO_DRAWS = 1999
# A date set simulates its null at every candidate year, so it takes a fifth of the draws for each.
DATE_SET_SHARE = 5


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


class Bootstrap:
    """Random draws on one set of years, the same for every series and every null model.

    Common random numbers: what is simulated depends on the design and its stream, not on which
    series are tested or in what order.

    Parameters
    ----------
    years : (n,) observed years
    draws : bootstrap draws B
    rng : stream named by the design
    """

    def __init__(self, years: Sequence[int], draws: int, rng: np.random.Generator) -> None:
        self.years, self.draws = tuple(years), draws
        self._wild, self._ar1, rho = rng.spawn(3)
        self._rho_seed = int(rho.integers(2**63))
        self._rhos: dict[tuple[int, tuple[int, ...]], RhoTable] = {}

    @cached_property
    def multipliers(self) -> Floats:
        """(draws, n) standard normal multipliers of residuals."""
        return self._wild.standard_normal((self.draws, len(self.years)))

    @cached_property
    def innovations(self) -> Floats:
        """(draws, span) standard normal innovations of AR(1) errors."""
        span = self.years[-1] - self.years[0] + 1
        # A simulation goes from year to year, so the draws of a year lie side by side.
        return np.asfortranarray(self._ar1.standard_normal((self.draws, span)))

    def errors(
        self, model: NullModel, residuals: Floats, rho: float, draws: int
    ) -> tuple[Floats, Floats]:
        """Simulated errors (draws, n): wild, and AR(1) of the scale of the residuals (n,)."""
        wild = residuals * self.multipliers[:draws]
        ar1 = simulate_ar1(self.years, rho, self.innovations[:draws])
        return wild, innovation_sd(residuals, model, rho) * ar1

    def rho_hat(self, model: NullModel, residuals: Floats, sizes: tuple[int, ...]) -> float:
        """Median-unbiased autocorrelation of residuals (1, n) of a model segmented at `sizes`.

        Its table is made once for every number of coefficients and `sizes`.
        """
        key = (model.null_basis.shape[1], sizes)
        if key not in self._rhos:
            rng = np.random.default_rng(self._rho_seed)
            self._rhos[key] = tabulate_rho(model, RHO_DRAWS, rng)
        return float(self._rhos[key].rho_hat(model.r1(residuals))[0])


def innovation_sd(residuals: Floats, model: NullModel, rho: float) -> float:
    """Innovation sd of AR(1) errors whose expected residual sum of squares is the observed one.

    Parameters
    ----------
    residuals : (n,) residuals of `model`
    """
    t = np.array(model.years)
    powers = rho ** np.arange(t[-1] - t[0] + 1)
    covariance = powers[np.abs(t[:, None] - t[None, :])] / (1.0 - rho**2)
    basis = model.null_basis
    expected = np.trace(covariance) - np.trace(basis.T @ covariance @ basis)
    return float(np.sqrt(residuals @ residuals / expected))


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

    Examples
    --------
    >>> from scripts.methods.breaks import bai_perron
    >>> years, y = range(1990, 1998), np.array([0.0, 1, 0, 1, 5, 6, 5, 6])
    >>> bootstrap = Bootstrap(years, 199, np.random.default_rng(1))
    >>> tests = sequential_tests(years, y, bai_perron(years, y), bootstrap)
    >>> [(test.breaks, test.p_boot_iid < 0.05) for test in tests]
    [(0, True)]
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
