"""Draw the evidence for a break in every candidate year: the path of F statistics.

From results/fstats/{table}.csv, results/breaks/{table}.csv and results/partitions/{table}.csv to
figures/exim_breaks.*: one column per series, one row per model, the maximum marked with its year
and its p-values, beside it the breaks that BIC chooses. Fails if the texts in figures.yaml ask for
a fact that is not there.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common import figure_data as data
from scripts.common import figure_style as style
from scripts.common.figure_breaks import chosen_breaks, write_test
from scripts.common.figure_files import Publication, save_figure
from scripts.common.logs import logged

HEIGHT = 122.0  # mm
PANEL = 80.0  # mm, about: the width of a panel
MODELS = ("mean", "trend")


def plot_exim_breaks(
    path_to_fstats: str,
    path_to_breaks: str,
    path_to_partitions: str,
    series: list[dict[str, Any]],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    window: str,
    trimming: float,
    publication: Publication,
    path_to_figure: str,
) -> None:
    """Draw one panel per series and model.

    Parameters
    ----------
    series, hypotheses : list of dict
        Fields of `scripts.common.config.Series` and `Hypothesis`.
    events : list of dict
        ``id``, ``label`` and ``year``, the year in the calendar of the table.
    window, trimming : str, float
        Which path is drawn: years, and share of the observations that each side must hold.
    """
    paths, tests = pd.read_csv(path_to_fstats), pd.read_csv(path_to_breaks)
    paths, tests = (
        f[(f["window"] == window) & (f["trimming"] == trimming)] for f in (paths, tests)
    )
    tests = tests[tests["test"] == "supf"].set_index(["series", "model"])
    chosen = chosen_breaks(pd.read_csv(path_to_partitions), window)
    words = publication.labels("exim_breaks")
    first, last = map(int, window.split("-"))
    happened = data.shown_events(events, hypotheses, range(first, last + 1))
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    panels = figure.subplots(len(MODELS), len(series), sharex=True, sharey=True, squeeze=False)
    panels[0][0].set_ylim(0, 1.2 * paths["statistic"].max())
    for row, model in enumerate(MODELS):
        for column, one in enumerate(series):
            axis = panels[row][column]
            path = paths[(paths["series"] == one["id"]) & (paths["model"] == model)]
            style.year_axis(axis, first, last, 5, words["axis"] if row else "")
            above = style.mark_events(axis, happened, labelled=row == 0, width=PANEL)
            test, breaks = tests.loc[(one["id"], model)], chosen.get((one["id"], model), [])
            _draw_path(axis, path, test, breaks)
            write_test(axis, test, breaks, words)
            letter = "abcdefgh"[row * len(series) + column]
            title = f"{one['short_label']}: {words['models'][model]}"
            style.panel_title(axis, letter, title, pad=5 + 9.5 * above)
    for row in panels:
        row[0].set_ylabel(words["statistic"])
    drawn = paths[paths["model"].isin(MODELS)].assign(mark="path", break_year=paths["year"])
    found = tests.reset_index().assign(mark="maximum")
    found["year"] = found["break_year"]
    columns = ["series", "window", "model", "trimming", "mark", "year", "statistic"]
    columns += ["p_boot_iid", "p_boot_ar1", "rho", "p_straight_trend", "date_set_ar1"]
    columns += ["date_identified"]
    best = pd.DataFrame(
        {"series": name, "window": window, "model": model, "mark": "chosen by BIC", "year": year}
        for (name, model), years in chosen.items()
        for year in years
    )
    parts = [part.reindex(columns=columns) for part in (drawn, found, best)]
    table = pd.concat(parts, ignore_index=True)
    facts = {
        "series": {one["id"]: one for one in series},
        "window": window,
        "trimming": trimming,
        "tests": {f"{t['series']}_{t['model']}": t for t in found.to_dict("records")},
        "chosen": {f"{s}_{m}": chosen.get((s, m), []) for s, m in tests.index},
        "draws": int(tests["draws"].iloc[0]),
    }
    save_figure(figure, path_to_figure, table, facts, publication)


def _draw_path(axis: Axes, path: pd.DataFrame, test: Any, breaks: list[int]) -> None:
    # On every calendar year, so that the line breaks where a year is no candidate.
    years = np.arange(path["year"].min(), path["year"].max() + 1)
    values = path.set_index("year")["statistic"].reindex(years)
    style.draw_series(axis, years.tolist(), values.tolist(), size=2.6)
    ring: dict[str, Any] = {"mfc": "none", "mec": style.PATH.colour, "mew": 1.4, "zorder": 5}
    axis.plot(int(test["break_year"]), float(test["statistic"]), "o", ms=7, **ring)
    if not breaks:  # an empty line counts as a point in the corner of the figure
        return
    on_axis: dict[str, Any] = {
        "transform": axis.get_xaxis_transform(),
        "clip_on": False,
        "zorder": 5,
    }
    axis.plot(breaks, [0.0] * len(breaks), "^", ms=5.5, color=style.MEAN.colour, mew=0, **on_axis)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        plot_exim_breaks(
            path_to_fstats=snakemake.input.fstats,
            path_to_breaks=snakemake.input.breaks,
            path_to_partitions=snakemake.input.partitions,
            series=snakemake.params.series,
            events=snakemake.params.events,
            hypotheses=snakemake.params.hypotheses,
            window=snakemake.params.window,
            trimming=snakemake.params.trimming,
            publication=Publication.given(snakemake.input, snakemake.params.publication),
            path_to_figure=snakemake.output[0].removesuffix(".pdf"),
        )
