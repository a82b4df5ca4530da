"""Draw the evidence for a break in every candidate period: the path of F statistics.

From results/fstats/{table}.csv, results/breaks/{table}.csv and results/partitions/{table}.csv to
figures/{figure}.*: one column per series, one row per model, the maximum marked with its date and
its p-values, beside it the breaks that BIC chooses. Fails if the texts in figures.yaml ask for a
fact that is not there.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, style
from scripts.common.figures.breaks import chosen_breaks, write_test
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.periods import split_window

HEIGHT = 122.0  # mm
PANELS = 160.0  # mm, about: the width of the panels together
WIDE = 2  # so many panels side by side have room for words and many labels
MODELS = ("mean", "trend")


def plot_breaks(
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
    others: int = 0,
) -> None:
    """Draw one panel per series and model.

    Parameters
    ----------
    series, hypotheses : list of dict
        Fields of `scripts.common.study.load.Series` and `Hypothesis`.
    events : list of dict
        ``id``, ``label`` and ``year``, the year in the calendar of the table.
    window, trimming : str, float
        Which path is drawn: periods, and share of the observations that each side must hold.
    others : int
        Series of the table that are not drawn.
    """
    names = [one["id"] for one in series]
    paths, tests = (
        data.read_periods(path, column)
        for path, column in ((path_to_fstats, "year"), (path_to_breaks, "break_year"))
    )
    paths, tests = (
        f[f["series"].isin(names) & (f["window"] == window) & (f["trimming"] == trimming)]
        for f in (paths, tests)
    )
    tests = tests[tests["test"] == "supf"].set_index(["series", "model"])
    chosen = chosen_breaks(pd.read_csv(path_to_partitions), window)
    words = publication.labels(Path(path_to_figure).name)
    first, last = split_window(window)
    hypotheses = [h for h in hypotheses if h["series"] in names]
    happened = data.shown_events(events, hypotheses, range(first, last + 1))
    width, most = PANELS / len(series), 6 if len(series) <= WIDE else 3
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    panels = figure.subplots(len(MODELS), len(series), sharex=True, sharey=True, squeeze=False)
    top = paths["statistic"].max()
    panels[0][0].set_ylim(0, (1.2 if len(series) <= WIDE else 1.75) * (top if top > 0 else 1.0))
    for row, model in enumerate(MODELS):
        for column, one in enumerate(series):
            axis = panels[row][column]
            path = paths[(paths["series"] == one["id"]) & (paths["model"] == model)]
            style.year_axis(axis, first, last, words["axis"] if row else "", most)
            above = style.mark_events(axis, happened, labelled=row == 0, width=width)
            if path.empty:
                style.note(axis, words["infeasible"], (0.5, 0.5), (0, 0), style.QUIET, ha="center")
            else:
                test, breaks = tests.loc[(one["id"], model)], chosen.get((one["id"], model), [])
                _draw_path(axis, path, test, breaks)
                write_test(axis, test, breaks, words, wide=len(series) <= WIDE)
            letter = "abcdefgh"[row * len(series) + column]
            about = words["models" if len(series) <= WIDE else "short_models"][model]
            title = f"{one['short_label']}: {about}"
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
        "others": others,
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
    draw(plot_breaks, snakemake)
