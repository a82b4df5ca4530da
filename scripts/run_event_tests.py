"""Test every hypothesis about one table at its known date, by every method.

From data/processed/{table}.csv and results/nulls/{table}.npz to results/events/{table}.csv, one row
for each hypothesis, coding of the event year, method and parameter. The same from
data/processed/corrected/{table}.csv to results/events/corrected/{table}.csv, for the hypotheses
that a corrected cell enters. Infeasible tests are rows with their reason. Fails if a series no
longer has the years that its design was calibrated for.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.battery import run_battery
from scripts.common.errors import UserError
from scripts.common.event_battery import event_methods
from scripts.common.logs import logged
from scripts.common.nulls import read_nulls
from scripts.common.study import Hypothesis
from scripts.common.tables import read_processed, series_values, write_csv
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
    path_to_nulls: str,
    hypotheses: list[dict[str, Any]],
    observed: dict[str, list[int]],
    kinds: dict[str, str],
    path_to_output: str,
    path_to_corrected_output: str,
) -> None:
    """Run the known-date battery on every hypothesis of one table, as printed and as corrected.

    Parameters
    ----------
    hypotheses : list of dict
        Fields of `scripts.common.study.Hypothesis`.
    observed : dict
        Years that each series is declared to print a number for.
    kinds : dict
        ``share``, ``amount`` or ``count``, by series.
    """
    asked = [Hypothesis(**h) for h in hypotheses]
    printed, corrected = read_processed(path_to_series), read_processed(path_to_corrected)
    entered = [h for h in asked if _enters(corrected, h)]
    for frame, chosen, path in (
        (printed, asked, path_to_output),
        (corrected, entered, path_to_corrected_output),
    ):
        rows = list(_tested(frame, path_to_nulls, chosen, observed, kinds))
        write_csv(pd.DataFrame(rows, columns=COLUMNS), path)


def _enters(corrected: pd.DataFrame, hypothesis: Hypothesis) -> bool:
    """Whether the window of a hypothesis holds a corrected cell of its series."""
    own = corrected[
        (corrected["series"] == hypothesis.series) & (corrected["status"] == "corrected")
    ]
    return bool(own["year"].between(hypothesis.first_year, hypothesis.last_year).any())


def _tested(
    frame: pd.DataFrame,
    path_to_nulls: str,
    hypotheses: Sequence[Hypothesis],
    observed: dict[str, list[int]],
    kinds: dict[str, str],
) -> Iterator[dict[str, Any]]:
    for hypothesis in hypotheses:
        years, values = series_values(
            frame, hypothesis.series, hypothesis.first_year, hypothesis.last_year
        )
        _require_declared(hypothesis, years, observed[hypothesis.series])
        for coding in CODINGS:
            sample = Sample.cut(years.tolist(), values, hypothesis.event_year, coding)
            nulls = read_nulls(path_to_nulls, sample.design.id)
            kind = kinds[hypothesis.series]
            for row in run_battery(event_methods(hypothesis.question, kind, sample, nulls)):
                yield _labelled(row, hypothesis, coding, sample)


def _labelled(
    row: dict[str, Any], hypothesis: Hypothesis, coding: str, sample: Sample
) -> dict[str, Any]:
    claimed = row.get("p_greater" if hypothesis.claimed == "up" else "p_less")
    return {
        **row,
        "hypothesis": hypothesis.id,
        "series": hypothesis.series,
        "event": hypothesis.event,
        "question": hypothesis.question,
        "window": hypothesis.window,
        "event_year": coding,
        "unit": row.get("unit", "").format(unit=hypothesis.unit),
        "p_claimed_direction": claimed,
        "n_pre": sample.design.n_pre,
        "n_post": sample.design.n_post,
    }


def _require_declared(hypothesis: Hypothesis, years: np.ndarray, declared: list[int]) -> None:
    wanted = [y for y in declared if hypothesis.first_year <= y <= hypothesis.last_year]
    if years.tolist() != wanted:
        different = sorted(set(wanted) ^ set(years.tolist()))
        raise UserError(
            f"{hypothesis.series} prints a number in other years than data/raw/sources.yaml "
            f"declares: {', '.join(map(str, different))}. Declare missing years there."
        )


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        run_event_tests(
            path_to_series=snakemake.input.series,
            path_to_corrected=snakemake.input.corrected,
            path_to_nulls=snakemake.input.nulls,
            hypotheses=snakemake.params.hypotheses,
            observed=snakemake.params.observed,
            kinds=snakemake.params.kinds,
            path_to_output=snakemake.output.printed,
            path_to_corrected_output=snakemake.output.corrected,
        )
