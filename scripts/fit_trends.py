"""Test every series of one table for a trend in every window.

From data/processed/{table}.csv and the null tables of the designs to results/trends/{table}.csv,
one row for each series, window and method. Infeasible tests are rows with their reason.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from scripts.common.estimation.battery import Row, run_battery, run_on_each, unit_of
from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.observations import Observations, by_periods
from scripts.common.runs.script import run
from scripts.common.study.model import Span
from scripts.common.tables import read_processed, write_records
from scripts.methods import linear_inference, trends
from scripts.methods.ar1_reference import NullTable
from scripts.methods.design import Floats, trend_id
from scripts.methods.each import Answers
from scripts.methods.linear_model import LinearModel, trend_model
from scripts.methods.result import Infeasible

COLUMNS = [
    *("series", "window", "method", "parameter", "estimate", "unit", "se", "ci_low", "ci_high"),
    *("statistic", "variance", "df", "p_two_sided", "p_exact", "p_greater", "p_less", "p_mc_se"),
    *("n_obs", "status", "reason", "note", "null", "reference"),
]
RANK_TESTS = (trends.mk, trends.mk_pw, trends.mk_hr, trends.sen)


def fit_trends(
    path_to_series: str,
    paths_to_nulls: list[str],
    spans: list[Span],
    skip: list[str],
    path_to_output: str,
) -> None:
    """Run the trend battery on every series of one table.

    Parameters
    ----------
    paths_to_nulls : list of str
        Files that between them hold the null tables of all designs.
    spans : list of Span
        Each series in each window.
    skip : list of str
        Ids of methods that are not run.
    """
    samples = Observations(read_processed(path_to_series)).of_spans(spans)
    designs = by_periods(samples)
    nulls = read_designs(paths_to_nulls, [trend_id(years) for years in designs])
    found: dict[int, list[Row]] = {}
    for years, members in designs.items():
        values = np.array([samples[i][1] for i in members])
        results = _results(years, values, nulls[trend_id(years)], skip)
        for i, rows in zip(members, results, strict=True):
            found[i] = [_described(row, spans[i], len(years)) for row in rows]
    ordered = (row for i in range(len(spans)) for row in found[i])
    write_records(COLUMNS, ordered, path_to_output)


def _results(
    years: tuple[int, ...], values: Floats, nulls: dict[str, NullTable], skip: list[str]
) -> list[list[Row]]:
    """Rows of every series (b, n) observed in the same years."""
    tables = {key.removeprefix("trend/"): table for key, table in nulls.items()}
    regressions: dict[str, Callable[[LinearModel], Answers]] = {
        "trend_boot_ar1": lambda m: linear_inference.by_boot_ar1.each(m, values, tables),
        "trend_ols": lambda m: linear_inference.by_ols.each(m, values),
        "trend_hac": lambda m: linear_inference.by_hac.each(m, values),
    }

    def answers(infer: Callable[[LinearModel], Answers]) -> Answers:
        try:
            return infer(trend_model(years))
        except Infeasible as reason:
            return Answers({}, dict.fromkeys(range(len(values)), str(reason)))

    wanted = ((name, partial(answers, m)) for name, m in regressions.items() if name not in skip)
    rows = run_on_each(wanted, len(values))
    kept = [test for test in RANK_TESTS if test.__name__ not in skip]
    for own, y in zip(rows, values, strict=True):
        own += run_battery((test.__name__, partial(test, years, y)) for test in kept)
    return rows


def _described(row: Row, span: Span, n: int) -> Row:
    return {
        **row,
        "series": span.series,
        "window": span.window,
        "unit": unit_of(row, span.unit, span.first_year),
        # Mann-Kendall's standard error is that of S; the contract asks for its square.
        "variance": row["se"] ** 2 if row.get("parameter") == "tau_b" else None,
        "n_obs": row.get("n_obs", n),
    }


if __name__ == "__main__":
    run(fit_trends, snakemake)
