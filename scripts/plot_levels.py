"""Draw series of a table in one narrow column, before and after their events.

From data/processed/{table}.csv, results/events/{table}.csv and results/methods.csv to
figures/{figure}.*: one panel per series, with the mean and the line before and after each event
and the difference in words. Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, style
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.formatting import decimals_for, interval, number

ROW = 52.0  # mm, of one series
PANEL = 66.0  # mm, about: the width of a panel
COLUMNS = ["panel", "mark", "series", "hypothesis", "year", "value", "ci_low", "ci_high", "unit"]


def plot_levels(
    path_to_series: str,
    path_to_events: str,
    path_to_methods: str,
    series: list[dict[str, Any]],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    path_to_figure: str,
    others: int = 0,
) -> None:
    """Draw one panel per series; parameters as in `plot_event_study`."""
    names = [one["id"] for one in series]
    files = (path_to_series, path_to_events, path_to_methods)
    frame, own, rows = data.of_series(names, hypotheses, *files)
    words = publication.labels(Path(path_to_figure).name)
    years = sorted(frame["year"].unique())
    happened = data.shown_events(events, own, years)
    figure = style.new_figure(style.SINGLE, ROW * len(series))
    panels = figure.subplots(len(series), 1, squeeze=False)[:, 0]
    plotted = []
    for i, (axis, one) in enumerate(zip(panels, series, strict=True)):
        values = data.on_calendar(frame, one["id"])
        found = [rows[h["id"]] for h in own if h["series"] == one["id"]]
        paths = data.fitted_paths(values, found)
        style.year_axis(
            axis, years[0], years[-1], words["calendar_name"] if one is series[-1] else "", 5
        )
        above = style.mark_events(axis, happened, labelled=i == 0, width=PANEL)
        _draw_years(axis, values, paths, words)
        _write_differences(axis, found, words)
        pad = 5 + 9.5 * above
        unit = "" if one["unit"] in one["short_label"] else one["unit"]
        style.panel_title(axis, "abcdefgh"[i], one["short_label"], unit, pad)
        plotted += data.year_rows(values, paths) + data.difference_rows(found)
    facts = {
        **data.series_facts(frame, names),
        **data.interval_facts(rows),
        **data.event_facts(rows, happened, words),
        "series": {one["id"]: one for one in series},
        "events": {event["id"]: event for event in happened},
        "drawn": [{**one, "letter": "abcdefgh"[i]} for i, one in enumerate(series)],
        "gaps": {name: data.missing_years(data.on_calendar(frame, name)) for name in names},
        "doubts": {name: data.doubtful_years(data.on_calendar(frame, name)) for name in names},
        "flagged": [],
        "others": others,
    }
    table = pd.DataFrame(plotted, columns=COLUMNS)
    table["unit"] = table["unit"].fillna(table["series"].map({s["id"]: s["unit"] for s in series}))
    save_figure(figure, path_to_figure, table, facts, publication)


def _draw_years(
    axis: Axes, values: pd.DataFrame, paths: list[data.FittedPath], words: dict[str, Any]
) -> None:
    style.draw_paths(axis, paths)
    named = style.draw_printed(axis, values, [], words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    low, high = min(heights), max(heights)
    # Two lines of words stand in the upper left, above the years before the event.
    axis.set_ylim(low - 0.12 * (high - low), high + 0.35 * (high - low))
    last = int(values["year"].max())
    ends = [path for path in paths if path.years[-1] == last and path.mark != "line"]
    labels = {
        "mean": (words["mean"], style.MEAN.text),
        "projected line": (words["projected_lines"], style.PATH.text),
    }
    named += [(path.heights[-1], *labels[path.mark]) for path in ends]
    style.margin_labels(axis, named, gap=14)


def _write_differences(axis: Axes, rows: list[dict[str, Any]], words: dict[str, Any]) -> None:
    for i, row in enumerate(rows):
        digits = decimals_for(row["unit"])
        role = style.MEAN if row["question"] == "higher_after" else style.PATH
        text = words["difference"].format(
            question=words["questions"][row["question"]],
            estimate=number(row["estimate"], digits),
            interval=interval(row["ci_low"], row["ci_high"], digits),
        )
        axis.annotate(
            text,
            xy=(0, 1),
            xycoords="axes fraction",
            xytext=(5, -4 - 10 * i),
            textcoords="offset points",
            va="top",
            color=role.text,
            bbox=style.PAPER,
            zorder=6,
        )


if __name__ == "__main__":
    draw(plot_levels, snakemake)
