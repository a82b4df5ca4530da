"""Fit the panels: did aid to all recipients rise after the event?

From data/processed/{table}.csv to results/panel.csv: fixed effects with Driscoll-Kraay errors and a
wild cluster bootstrap with Webb weights, and the regional Kendall test of a common trend, for each
declared panel. Missing cells drop out; their number is in every row. Infeasible fits are rows with
their reason.
"""

from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.estimation.battery import run_battery
from scripts.common.estimation.seeds import stream
from scripts.common.runs.script import run
from scripts.common.tables import read_processed, write_csv
from scripts.methods.design import CODINGS, Floats
from scripts.methods.panel import PANEL_MODELS, Panel, PanelModel, panel_dk
from scripts.methods.panel_bootstrap import panel_wild
from scripts.methods.result import Result
from scripts.methods.trends import mk_regional

COLUMNS = [
    *("panel", "series", "event", "window", "event_year", "method", "parameter", "estimate"),
    *("unit", "se", "ci_low", "ci_high", "statistic", "df", "p_two_sided", "p_greater", "p_less"),
    *("n_obs", "n_pre", "n_post", "status", "reason", "note", "null", "reference", "locator"),
]


def fit_panel(
    paths_to_series: list[str], panels: list[dict[str, Any]], seed: int, path_to_output: str
) -> None:
    """Run the panel battery on every declared panel.

    Parameters
    ----------
    panels : list of dict
        ``id``, ``series`` (one per unit), ``event``, ``event_year``, ``scale`` (``log`` or
        ``level``), ``unit``, ``window``, ``first_year``, ``last_year`` and ``locator``.
    """
    frame = pd.concat([read_processed(p) for p in paths_to_series], ignore_index=True)
    rows: list[dict[str, Any]] = []
    for panel in panels:
        years = list(range(panel["first_year"], panel["last_year"] + 1))
        table = _table(frame, panel["series"], years)
        unit = "log points" if panel["scale"] == "log" else panel["unit"]
        about = {"panel": panel["id"], "series": ";".join(panel["series"])}
        about |= {k: panel[k] for k in ("event", "window", "locator")}
        for row in _results(panel, years, table, seed):
            rows.append({**row, **about, "unit": row.get("unit", "").format(unit=unit)})
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


def _results(
    panel: dict[str, Any], years: list[int], table: Floats, seed: int
) -> list[dict[str, Any]]:
    rows = run_battery([("mk_regional", partial(mk_regional, table))])
    scaled = np.log(table) if panel["scale"] == "log" else table
    for coding, model in product(CODINGS, PANEL_MODELS):
        rng = stream(seed, "panel", panel["id"], coding, model)
        cut = partial(Panel.cut, years, scaled, panel["event_year"], coding)
        methods = [
            (f"panel_{model}_dk", partial(_driscoll_kraay, cut, model)),
            (f"panel_{model}_wild", partial(_wild, cut, model, rng)),
        ]
        rows += [{**row, "event_year": coding} for row in run_battery(methods)]
    return rows


# The panel is cut inside each method, so that what makes it infeasible becomes its reason.
def _driscoll_kraay(cut: "partial[Panel]", model: PanelModel) -> tuple[Result, ...]:
    return panel_dk(cut(), model)


def _wild(cut: "partial[Panel]", model: PanelModel, rng: np.random.Generator) -> tuple[Result, ...]:
    return panel_wild(cut(), model, rng=rng)


def _table(frame: pd.DataFrame, series: list[str], years: list[int]) -> Floats:
    wide = frame.set_index(["year", "series"])["value"].unstack()  # noqa: PD010
    return wide.reindex(index=years, columns=series).to_numpy(dtype=float)


if __name__ == "__main__":
    run(fit_panel, snakemake)
