"""Test every hypothesis about one part of a table at its known date, by every method.

From data/processed/{part}.csv and the null tables of its designs to results/events/{part}.csv, one
row for each hypothesis, coding of the event period, method and parameter. The same from
data/processed/corrected/{part}.csv to results/events/corrected/{part}.csv, for the hypotheses that
a corrected cell enters. Series of one design are tested together. Infeasible tests are rows with
their reason. Fails if a series no longer has the periods that its design was calibrated for.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from scripts.common.errors import UserError
from scripts.common.estimation.battery import Row, unit_of
from scripts.common.estimation.event_battery import Asked, answered
from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.observations import Observations
from scripts.common.periods import period_label, relabelled
from scripts.common.runs.script import run
from scripts.common.study.model import Hypothesis
from scripts.common.tables import read_processed, write_records
from scripts.methods.design import CODINGS, Sample

COLUMNS = [
    *("hypothesis", "series", "event", "question", "window", "event_year", "method", "parameter"),
    *("estimate", "unit", "se", "ci_low", "ci_high", "statistic", "df", "df_num", "p_two_sided"),
    *("p_claimed_direction", "p_greater", "p_less", "p_exact", "p_mc_se", "n_pre", "n_post"),
    *("status", "reason", "note", "null", "reference"),
]


def run_event_tests(
    path_to_series: str,
    path_to_corrected: str,
    paths_to_nulls: list[str],
    hypotheses: list[Hypothesis],
    observed: dict[str, list[int]],
    kinds: dict[str, str],
    skip: list[str],
    codings: Literal["all", "headline"],
    path_to_events: str,
    path_to_corrected_events: str,
) -> None:
    """Run the known-date battery on every hypothesis of one part, as printed and as corrected.

    Parameters
    ----------
    paths_to_nulls : list of str
        Files that between them hold the null tables of all designs.
    observed : dict
        Periods that each series is declared to print a number for.
    kinds : dict
        ``share``, ``amount`` or ``count``, by series.
    skip : list of str
        Ids of methods that are not run.
    codings : {"all", "headline"}
        Whether the event period is also coded in the ways that are not the hypothesis's own.
    """
    printed, corrected = read_processed(path_to_series), read_processed(path_to_corrected)
    entered = list(_entered(corrected, hypotheses))
    for frame, chosen, path in (
        (printed, hypotheses, path_to_events),
        (corrected, entered, path_to_corrected_events),
    ):
        samples = list(_samples(frame, chosen, observed, codings))
        nulls = read_designs(paths_to_nulls, {sample.design.id for _, _, sample in samples})
        battery = (Asked(h.question, kinds[h.series], sample) for h, _, sample in samples)
        tested = zip(samples, answered(battery, nulls, skip), strict=True)
        rows = (_labelled(row, *about) for about, own in tested for row in own)
        write_records(COLUMNS, rows, path)


def _entered(corrected: pd.DataFrame, hypotheses: Sequence[Hypothesis]) -> Iterator[Hypothesis]:
    """The hypotheses whose window holds a corrected cell of their series."""
    cells = corrected[corrected["status"] == "corrected"]
    years = {str(series): own.tolist() for series, own in cells.groupby("series")["year"]}
    for h in hypotheses:
        if any(h.first_year <= year <= h.last_year for year in years.get(h.series, [])):
            yield h


def _samples(
    frame: pd.DataFrame,
    hypotheses: Sequence[Hypothesis],
    observed: dict[str, list[int]],
    codings: str,
) -> Iterator[tuple[Hypothesis, str, Sample]]:
    observations = Observations(frame)
    for h in hypotheses:
        years, values = observations.within(h.series, h.first_year, h.last_year)
        _require_declared(h, years, observed[h.series])
        for coding in CODINGS if codings == "all" else (h.coding,):
            yield h, coding, Sample.cut(years.tolist(), values, h.event_year, coding)


def _labelled(row: Row, hypothesis: Hypothesis, coding: str, sample: Sample) -> Row:
    claimed = row.get("p_greater" if hypothesis.claimed == "up" else "p_less")
    return {
        **row,
        "hypothesis": hypothesis.id,
        "series": hypothesis.series,
        "event": hypothesis.event,
        "question": hypothesis.question,
        "window": hypothesis.window,
        "event_year": coding,
        "unit": unit_of(row, hypothesis.unit, hypothesis.event_year),
        "p_claimed_direction": claimed,
        "n_pre": sample.design.n_pre,
        "n_post": sample.design.n_post,
        "reason": relabelled(row["reason"]),
    }


def _require_declared(hypothesis: Hypothesis, years: np.ndarray, declared: list[int]) -> None:
    wanted = [y for y in declared if hypothesis.first_year <= y <= hypothesis.last_year]
    if years.tolist() != wanted:
        different = sorted(set(wanted) ^ set(years.tolist()))
        raise UserError(
            f"{hypothesis.series} prints a number in other periods than data/raw/sources.yaml "
            f"declares: {', '.join(map(period_label, different))}. Declare missing ones there."
        )


if __name__ == "__main__":
    run(run_event_tests, snakemake)
