"""Does an answer hang on one year, or on the date? Leave one year out; placebo dates.

From data/processed/, results/methods.csv and results/nulls/ to results/leave_one_out.csv (the
primary method with each year left out) and results/placebo.csv (the primary method with every other
admissible year as if the event had been in it). Infeasible ones are rows with their reason.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.battery import run_battery
from scripts.common.event_battery import event_methods
from scripts.common.logs import logged
from scripts.common.nulls import read_nulls
from scripts.common.study import Hypothesis
from scripts.common.tables import read_processed, series_values, write_csv
from scripts.methods.design import EventDesign, Floats, Sample

NUMBERS = [
    *("method", "parameter", "estimate", "unit", "ci_low", "ci_high", "p_two_sided", "n_pre"),
    *("n_post", "status", "reason"),
]
ABOUT = ["hypothesis", "series", "event", "question"]


def run_robustness(
    tables: list[str],
    folders: dict[str, str],
    path_to_methods: str,
    hypotheses: list[dict[str, Any]],
    kinds: dict[str, str],
    path_to_leave_one_out: str,
    path_to_placebo: str,
) -> None:
    """Run the primary method of every hypothesis on samples beside its own.

    Parameters
    ----------
    tables : list of str
        The analysed tables.
    folders : dict
        Folders of the processed ``series`` and of the tabulated ``nulls``.
    hypotheses : list of dict
        Fields of `scripts.common.study.Hypothesis`.
    kinds : dict
        ``share``, ``amount`` or ``count``, by series.
    """
    frames = {t: read_processed(f"{folders['series']}/{t}.csv") for t in tables}
    primary = _primary(path_to_methods)
    dropped: list[dict[str, Any]] = []
    placebo: list[dict[str, Any]] = []
    for h in (Hypothesis(**fields) for fields in hypotheses):
        years, values = series_values(frames[h.table], h.series, h.first_year, h.last_year)
        about: dict[str, Any] = {k: getattr(h, k) for k in ABOUT[1:]} | {"hypothesis": h.id}

        def answer(sample: Sample, h: Hypothesis = h) -> dict[str, Any]:
            nulls = f"{folders['nulls']}/{h.table}.npz"
            return _answer(sample, h, kinds[h.series], primary.get(h.id), nulls)

        own = Sample.cut(years.tolist(), values, h.event_year, h.coding)
        for year, sample in _without_each_year(own):
            dropped.append({**about, "dropped_year": year, **answer(sample)})
        for year in h.placebo_years(years.tolist()):
            sample = Sample.cut(years.tolist(), values, year, h.coding)
            actual = year == h.event_year
            placebo.append({**about, "placebo_year": year, "actual": actual, **answer(sample)})
    columns = [*ABOUT, "dropped_year", *NUMBERS]
    write_csv(pd.DataFrame(dropped, columns=columns), path_to_leave_one_out)
    columns = [*ABOUT, "placebo_year", "actual", *NUMBERS]
    write_csv(pd.DataFrame(placebo, columns=columns), path_to_placebo)


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


def _answer(
    sample: Sample, h: Hypothesis, kind: str, primary: tuple[str, str] | None, path_to_nulls: str
) -> dict[str, Any]:
    counts = {"n_pre": sample.design.n_pre, "n_post": sample.design.n_post, "unit": h.unit}
    if primary is None:
        return {**counts, "status": "infeasible", "reason": "no method is calibrated here"}
    method, parameter = primary
    nulls = read_nulls(path_to_nulls, sample.design.id)
    wanted = [m for m in event_methods(h.question, kind, sample, nulls) if m[0] == method]
    rows = run_battery(wanted)
    row = next((r for r in rows if r.get("parameter") == parameter), rows[0])
    return {"method": method, "parameter": parameter, **row, **counts}


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        run_robustness(
            tables=snakemake.params.tables,
            folders=snakemake.params.folders,
            path_to_methods=snakemake.input.methods,
            hypotheses=snakemake.params.hypotheses,
            kinds=snakemake.params.kinds,
            path_to_leave_one_out=snakemake.output.leave_one_out,
            path_to_placebo=snakemake.output.placebo,
        )
