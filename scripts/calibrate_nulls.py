"""Tabulate the null distributions of the AR(1)-referred tests for every design of one table.

From the designs alone (observed years, event year, windows) to results/nulls/{table}.npz. No value
of any series is read: an edited cell does not run this again. A design on which a model cannot be
fitted has no entry; the test itself then states why.
"""

from contextlib import suppress
from typing import Any

from scripts.common.estimation.nulls import write_nulls
from scripts.common.estimation.seeds import stream
from scripts.common.runs.script import run
from scripts.common.study.model import Span
from scripts.methods.ar1_reference import NullTable, Restriction, tabulate_nulls
from scripts.methods.design import CODINGS, EventDesign, trend_id
from scripts.methods.linear_model import LinearModel, segmented_model, shift_model, trend_model
from scripts.methods.result import Infeasible


def calibrate_nulls(
    designs: list[dict[str, Any]],
    variants: list[dict[str, Any]],
    spans: list[Span],
    draws: int,
    seed: int,
    path_to_output: str,
) -> None:
    """Write the null tables of all designs of one table of the study.

    Parameters
    ----------
    designs : list of dict
        ``years`` observed and ``event_year``, one entry for each event design; ``codings`` of the
        event period, where these are not all.
    variants : list of dict
        ``years``, ``first_post`` and ``question`` of the samples with a year left out or a placebo
        date; only the parameter that a verdict can rest on is tabulated.
    spans : list of Span
        Each series in each window.
    draws : int
        Simulated series of each null distribution.
    """
    nulls: dict[str, NullTable] = {}
    for design in _event_designs(designs):
        models: dict[str, Restriction] = {}
        for build in (shift_model, segmented_model):
            with suppress(Infeasible):
                models |= _restrictions(build(design))
        nulls |= _tabulated(design.id, models, draws, seed)
    for variant in variants:
        design = EventDesign(tuple(variant["years"]), variant["first_post"])
        name = "average_gap" if variant["question"] == "changed_course" else "level_shift"
        build = segmented_model if name == "average_gap" else shift_model
        with suppress(Infeasible):
            decisive = {k: m for k, m in _restrictions(build(design)).items() if k.endswith(name)}
            for key, table in _tabulated(design.id, decisive, draws, seed).items():
                nulls.setdefault(key, table)
    for years in sorted({span.years for span in spans}):
        with suppress(Infeasible):
            nulls |= _tabulated(trend_id(years), _restrictions(trend_model(years)), draws, seed)
    write_nulls(nulls, path_to_output)


def _event_designs(designs: list[dict[str, Any]]) -> list[EventDesign]:
    cut = {
        EventDesign.cut(d["years"], d["event_year"], coding)
        for d in designs
        for coding in d.get("codings", CODINGS)
    }
    return sorted(cut, key=lambda design: design.id)


def _restrictions(model: LinearModel) -> dict[str, Restriction]:
    return {f"{model.prefix}/{name}": r for name, r in model.restrictions().items()}


def _tabulated(
    name: str, models: dict[str, Restriction], draws: int, seed: int
) -> dict[str, NullTable]:
    if not models:
        return {}
    tables = tabulate_nulls(models, draws, stream(seed, "nulls", name))
    return {f"{name}/{key}": table for key, table in tables.items()}


if __name__ == "__main__":
    run(calibrate_nulls, snakemake)
