"""Does an answer hang on one period, or on the date? Leave one out; placebo dates.

From data/processed/, results/methods.csv and the null tables of the designs to one file
of the primary method with each period left out, and one of the primary method with every other
admissible period as if the event had been in it. Infeasible ones are rows with their reason.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.estimation.battery import Row
from scripts.common.estimation.event_battery import Asked, answered
from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.observations import Observations
from scripts.common.periods import period_label, relabelled
from scripts.common.runs.script import run
from scripts.common.study.model import Hypothesis
from scripts.common.tables import read_processed, write_records
from scripts.methods.design import EventDesign, Floats, Sample

NUMBERS = [
    *("method", "parameter", "estimate", "unit", "ci_low", "ci_high", "p_two_sided", "n_pre"),
    *("n_post", "status", "reason"),
]
ABOUT = ["hypothesis", "series", "event", "question"]
# What a row says beside the hypothesis, and the sample that it is about.
Variant = tuple[Hypothesis, Row, Sample]


def run_robustness(
    paths_to_series: list[str],
    paths_to_nulls: list[str],
    path_to_methods: str,
    hypotheses: list[Hypothesis],
    kinds: dict[str, str],
    path_to_leave_one_out: str,
    path_to_placebo: str,
) -> None:
    """Run the primary method of every hypothesis of one or more parts on samples beside its own.

    Parameters
    ----------
    paths_to_series : list of str
        Processed tables of the hypotheses' series.
    paths_to_nulls : list of str
        Files that between them hold the null tables of all designs.
    kinds : dict
        ``share``, ``amount`` or ``count``, by series.
    """
    frames = [read_processed(path) for path in paths_to_series]
    observations = Observations(pd.concat(frames, ignore_index=True))
    primary = _primary(path_to_methods)
    dropped: list[Variant] = []
    placebo: list[Variant] = []
    for h in hypotheses:
        years, values = observations.within(h.series, h.first_year, h.last_year)
        own = Sample.cut(years.tolist(), values, h.event_year, h.coding)
        for year, sample in _without_each_year(own):
            dropped.append((h, {"dropped_year": period_label(year)}, sample))
        for year in h.placebo_years(years.tolist()):
            sample = Sample.cut(years.tolist(), values, year, h.coding)
            about = {"placebo_year": period_label(year), "actual": year == h.event_year}
            placebo.append((h, about, sample))
    nulls = read_designs(paths_to_nulls, {s.design.id for _, _, s in (*dropped, *placebo)})
    for variants, columns, path in (
        (dropped, ["dropped_year"], path_to_leave_one_out),
        (placebo, ["placebo_year", "actual"], path_to_placebo),
    ):
        rows = _rows(variants, primary, kinds, nulls)
        write_records([*ABOUT, *columns, *NUMBERS], rows, path)


def _primary(path_to_methods: str) -> dict[str, tuple[str, str]]:
    methods = pd.read_csv(path_to_methods)
    chosen = methods[methods["primary"]]
    pairs = zip(chosen["method"], chosen["parameter"], strict=True)
    return dict(zip(chosen["hypothesis"], pairs, strict=True))


def _without_each_year(sample: Sample) -> Iterator[tuple[int, Sample]]:
    for i, year in enumerate(sample.design.years):
        kept: Floats = np.delete(sample.values, i)
        years = tuple(y for y in sample.design.years if y != year)
        yield year, Sample(EventDesign(years, sample.design.first_post), kept)


def _rows(
    variants: list[Variant],
    primary: dict[str, tuple[str, str]],
    kinds: dict[str, str],
    nulls: dict[str, Any],
) -> Iterator[Row]:
    """The primary method's answer for each variant, in their order."""
    able = [variant for variant in variants if variant[0].id in primary]
    answers = iter(
        answered(
            (Asked(h.question, kinds[h.series], s, primary[h.id][0]) for h, _, s in able), nulls
        )
    )
    for h, about, sample in variants:
        row = {"status": "infeasible", "reason": "no method is calibrated here"}
        if h.id in primary:
            method, parameter = primary[h.id]
            own = next(answers)
            found = next((r for r in own if r.get("parameter") == parameter), own[0])
            row = {"method": method, "parameter": parameter, **found}
        yield {
            **{k: getattr(h, k) for k in ABOUT[1:]},
            "hypothesis": h.id,
            **about,
            **row,
            "reason": relabelled(row["reason"]),
            "n_pre": sample.design.n_pre,
            "n_post": sample.design.n_post,
            "unit": h.unit,
        }


if __name__ == "__main__":
    run(run_robustness, snakemake)
