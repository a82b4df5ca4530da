"""Batched kernels against the one-at-a-time function of the same method, series by series."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from scripts.common.estimation.event_battery import Asked, answered
from scripts.methods.ar1_likelihood import Ar1Regression
from scripts.methods.ar1_reference import NullTable, tabulate_nulls
from scripts.methods.calibration import errors_at
from scripts.methods.design import EventDesign, Sample
from scripts.methods.kernels import Kernel, Name, changed_course_kernels, higher_after_kernels
from scripts.methods.linear_inference import by_ar1
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model
from scripts.methods.result import Infeasible


def design_of(first: int, last: int, absent: tuple[int, ...], first_post: int) -> EventDesign:
    return EventDesign(tuple(y for y in range(first, last + 1) if y not in absent), first_post)


DESIGNS = {
    "plaza": design_of(1980, 1996, (1982, 1985), 1986),
    "crisis": design_of(1986, 1999, (1997,), 1998),
    "one_year_after": design_of(1989, 1998, (1997,), 1998),
    "many_gaps": design_of(1989, 1999, (1993, 1994, 1996, 1997), 1998),
    "no_gap": design_of(1980, 1991, (), 1986),
    "gap_after": design_of(1980, 1993, (1983, 1990), 1987),
}
KERNELS = {
    "higher_after": (higher_after_kernels, shift_model),
    "changed_course": (changed_course_kernels, segmented_model),
}
CASES = [(question, name) for question in KERNELS for name in DESIGNS]
# Their null distribution depends on more than the design, or they give no p-value.
WITHOUT_KERNEL = ("fraclogit", "loglevel", "counterfactual", "hedges_g")


def series(design: EventDesign, draws: int, rho: float = 0.4) -> np.ndarray:
    """AR(1) series of different levels and scales, some with a step, some with a line."""
    rng = np.random.default_rng(11)
    innovations = rng.standard_normal((61 + design.years[-1] - design.years[0], draws))
    u = errors_at(design, rho, innovations, "gaussian")
    t = np.array(design.years, dtype=float)
    u[1::3] += 1.5 * design.post
    u[2::3] += 0.3 * (t - t.mean())
    return 40.0 + u * np.geomspace(0.1, 50.0, draws)[:, None]


def feasible_model(question: str, design: EventDesign) -> LinearModel | None:
    try:
        return KERNELS[question][1](design)
    except Infeasible:
        return None


@cache
def nulls_of(question: str, name: str) -> dict[str, NullTable]:
    model = feasible_model(question, DESIGNS[name])
    if model is None:
        return {}
    try:
        models = {f"{model.prefix}/{p}": r for p, r in model.restrictions().items()}
    except Infeasible:
        return {}
    return tabulate_nulls(models, 499, np.random.default_rng(3))


@cache
def kernels_of(question: str, name: str) -> dict[Name, Kernel]:
    return KERNELS[question][0](DESIGNS[name], nulls_of(question, name))


def one_at_a_time(question: str, name: str, values: np.ndarray) -> dict[Name, float]:
    """The p-values of every method of the battery but those that say why they have no kernel."""
    asked = Asked(question, "amount", Sample(DESIGNS[name], values))
    nulls = {asked.sample.design.id: nulls_of(question, name)}
    (rows,) = answered([asked], nulls, WITHOUT_KERNEL)
    p_values = {
        (r["method"], r["parameter"]): r["p_two_sided"] for r in rows if r["status"] == "ok"
    }
    # A joint test by a sandwich variance or a likelihood has no kernel: no verdict rests on it.
    without = {key for key in p_values if key[1] == "joint" and not key[0].endswith("ols")}
    without = without - {("its_boot_ar1", "joint")} | {("chow", "mean")}
    return {key: p for key, p in p_values.items() if key not in without}


@pytest.mark.parametrize(("question", "name"), CASES)
def test_kernels_are_the_methods_themselves(question, name):
    y = series(DESIGNS[name], 7)
    kernels = kernels_of(question, name)
    together = {key: kernel(y) for key, kernel in kernels.items()}
    for i in range(len(y)):
        alone = one_at_a_time(question, name, y[i])
        assert set(alone) == set(kernels)
        for key in kernels:
            if not key[0].endswith("_ar1") or key[0].endswith("_boot_ar1"):
                assert together[key][i] == pytest.approx(alone[key], rel=0, abs=1e-10), key


@pytest.mark.parametrize(("question", "name"), CASES)
def test_parts_of_a_batch_give_the_same_p_values(question, name):
    y = series(DESIGNS[name], 40)
    for key, kernel in kernels_of(question, name).items():
        halves = np.concatenate([kernel(y[:17]), kernel(y[17:])])
        assert halves == pytest.approx(kernel(y), rel=0, abs=1e-12), key
        assert np.array_equal(kernel(y), kernel(y)), key


@pytest.mark.parametrize(("question", "name"), CASES)
def test_level_and_unit_change_no_p_value(question, name):
    y = series(DESIGNS[name], 40)
    for key, kernel in kernels_of(question, name).items():
        moved = kernel(1000.0 * (y + 7.0))
        assert moved == pytest.approx(kernel(y), rel=0, abs=1e-8), key


AR1_CASES = [
    (question, name, rho)
    for question, name in CASES
    for rho in (0.0, 0.6)
    if any(key[0] in ("shift_ar1", "its_ar1") for key in kernels_of(question, name))
]


def exact_ar1(model: LinearModel, y: np.ndarray) -> dict[str, np.ndarray]:
    """(b,) p-values of `by_ar1` for each single contrast, all series fitted at once."""
    fits, df = Ar1Regression(model.years, model.x).fit(y), len(model.years) - model.x.shape[1]
    p_values = {}
    for contrast in model.contrasts:
        if len(contrast.rows) == 1:
            row = contrast.rows[0]
            se = np.sqrt(fits.unscaled @ row @ row * fits.rss / df)
            p_values[contrast.parameter] = 2 * stats.t.sf(np.abs(fits.beta @ row) / se, df)
    return p_values


@pytest.mark.parametrize(("question", "name"), sorted({case[:2] for case in AR1_CASES}))
def test_likelihoods_of_a_batch_are_those_of_single_series(question, name):
    design = DESIGNS[name]
    model = KERNELS[question][1](design)
    y = series(design, 12) / 40.0
    together = exact_ar1(model, y)
    for i in range(len(y)):
        for result in by_ar1(model, y[i]):
            if result.parameter in together:
                expected = pytest.approx(together[result.parameter][i], rel=0, abs=1e-10)
                assert result.p_two_sided == expected


@pytest.mark.parametrize(("question", "name", "rho"), AR1_CASES)
def test_interpolated_likelihoods_decide_as_the_refined_ones(question, name, rho):
    design = DESIGNS[name]
    innovations = np.random.default_rng(5).standard_normal(
        (61 + design.years[-1] - design.years[0], 1500)
    )
    y = errors_at(design, rho, innovations, "gaussian")
    model = KERNELS[question][1](design)
    for parameter, p_values in exact_ar1(model, y).items():
        kernel = kernels_of(question, name)[f"{model.prefix}_ar1", parameter]
        quick, exact = kernel(y) <= 0.05, p_values <= 0.05
        assert np.mean(quick != exact) < 0.01, parameter
        assert abs(quick.mean() - exact.mean()) < 0.005, parameter
