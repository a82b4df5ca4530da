"""Test every series of one table for a trend in every window.

From data/processed/{table}.csv and results/nulls/{table}.npz to results/trends/{table}.csv, one row
for each series, window and method. Infeasible tests are rows with their reason.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from scripts.common.battery import Method, run_battery
from scripts.common.logs import logged
from scripts.common.nulls import read_nulls
from scripts.common.tables import read_processed, series_values, write_csv
from scripts.methods import linear_inference, trends
from scripts.methods.design import Floats, trend_id
from scripts.methods.linear_model import trend_model
from scripts.methods.result import Result

COLUMNS = [
    *("series", "window", "method", "parameter", "estimate", "unit", "se", "ci_low", "ci_high"),
    *("statistic", "variance", "df", "p_two_sided", "p_exact", "p_greater", "p_less", "p_mc_se"),
    *("n_obs", "status", "reason", "note", "null", "reference"),
]


def fit_trends(
    path_to_series: str, path_to_nulls: str, spans: list[dict[str, Any]], path_to_output: str
) -> None:
    """Run the trend battery on every series of one table.

    Parameters
    ----------
    spans : list of dict
        ``series``, ``unit``, ``window``, ``first_year`` and ``last_year``, one entry for each
        series and window.
    """
    frame = read_processed(path_to_series)
    rows = []
    for span in spans:
        years, values = series_values(frame, span["series"], span["first_year"], span["last_year"])
        for row in run_battery(_methods(years.tolist(), values, path_to_nulls)):
            # Mann-Kendall's standard error is that of S; the contract asks for its square.
            variance = row["se"] ** 2 if row.get("parameter") == "tau_b" else None
            rows.append(
                {
                    **row,
                    "series": span["series"],
                    "window": span["window"],
                    "unit": row.get("unit", "").format(unit=span["unit"]),
                    "variance": variance,
                    "n_obs": row.get("n_obs", len(years)),
                }
            )
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


def _methods(years: list[int], values: Floats, path_to_nulls: str) -> list[Method]:
    nulls = read_nulls(path_to_nulls, trend_id(years))
    tables = {k.removeprefix("trend/"): t for k, t in nulls.items()}

    # The model is built inside each method, so that what makes it infeasible becomes its reason.
    def regression(infer: Callable[..., tuple[Result, ...]], *more: Any) -> tuple[Result, ...]:
        return infer(trend_model(years), values, *more)

    return [
        ("trend_boot_ar1", partial(regression, linear_inference.by_boot_ar1, tables)),
        ("trend_ols", partial(regression, linear_inference.by_ols)),
        ("trend_hac", partial(regression, linear_inference.by_hac)),
        ("mk", partial(trends.mk, years, values)),
        ("mk_pw", partial(trends.mk_pw, years, values)),
        ("mk_hr", partial(trends.mk_hr, years, values)),
        ("sen", partial(trends.sen, years, values)),
    ]


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        fit_trends(
            path_to_series=snakemake.input.series,
            path_to_nulls=snakemake.input.nulls,
            spans=snakemake.params.spans,
            path_to_output=snakemake.output[0],
        )
