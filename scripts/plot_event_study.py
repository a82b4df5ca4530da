"""Draw series of a table with what the hypotheses about them compare.

From data/processed/{table}.csv, results/events/{table}.csv and results/methods.csv to
figures/{figure}.*: one row per series, with means and lines before and after each event, beside
them the differences with their intervals. Fails if figures.yaml asks for a fact not there.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, style
from scripts.common.figures.files import Publication, draw, save_figure

ROW = 59.0  # mm, of one series
PANEL = 118.0  # mm, about: the width of a panel of years
COLUMNS = ["panel", "mark", "series", "hypothesis", "year", "value", "ci_low", "ci_high", "unit"]


def plot_event_study(
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
    """Draw one row of panels per series.

    Parameters
    ----------
    series, hypotheses : list of dict
        Fields of `scripts.common.study.load.Series` and `Hypothesis`, in the order to draw.
    events : list of dict
        ``id``, ``label`` and ``year``, the year in the calendar of the table.
    path_to_methods : str
        Says which method is the primary one of each hypothesis.
    path_to_figure : str
        Without an ending; its last part is the id of the figure.
    others : int
        Series of the table that are not drawn.
    """
    names = [one["id"] for one in series]
    files = (path_to_series, path_to_events, path_to_methods)
    frame, own, rows = data.of_series(names, hypotheses, *files)
    words, flagged = publication.labels(Path(path_to_figure).name), publication.flagged_years()
    years = sorted(frame["year"].unique())
    happened = data.shown_events(events, own, years)
    calendar = {name: data.on_calendar(frame, name) for name in names}
    figure = style.new_figure(style.DOUBLE, ROW * len(series))
    panels = figure.subplots(len(series), 2, squeeze=False, width_ratios=[3.1, 1.0])
    plotted, last, zero = [], len(series) - 1, []
    for i, one in enumerate(series):
        left, right = panels[i]
        values = calendar[one["id"]]
        found = [rows[h["id"]] for h in own if h["series"] == one["id"]]
        paths = data.fitted_paths(values, found)
        style.year_axis(left, years[0], years[-1], words["calendar_name"] if i == last else "")
        above = style.mark_events(left, happened, labelled=i == 0, width=PANEL)
        zero.append(_draw_years(left, values, paths, flagged, words))
        _draw_differences(right, found, happened, words)
        pad = 5 + 9.5 * above
        style.panel_title(left, "acegik"[i], one["short_label"], one["unit"], pad)
        unit = words["points"] if one["kind"] == "share" else one["unit"]
        style.panel_title(right, "bdfhjl"[i], words["differences"], unit, pad)
        plotted += data.year_rows(values, paths) + data.difference_rows(found)
    facts = {
        **data.series_facts(frame, names),
        **data.interval_facts(rows),
        **data.event_facts(rows, happened, words),
        "series": {one["id"]: one for one in series},
        "missing": data.missing_years(calendar[names[0]]),
        "flagged": flagged,
        "suspected": sorted({y for name in names for y in data.doubtful_years(calendar[name])}),
        "events": {event["id"]: event for event in happened},
        "gaps": {name: data.missing_years(calendar[name]) for name in names},
        "doubts": {name: data.doubtful_years(calendar[name]) for name in names},
        "drawn": [{**one, "letter": "acegik"[i]} for i, one in enumerate(series)],
        "zero": zero,
        "others": others,
    }
    table = pd.DataFrame(plotted, columns=COLUMNS)
    table["unit"] = table["unit"].fillna(table["series"].map({s["id"]: s["unit"] for s in series}))
    save_figure(figure, path_to_figure, table, facts, publication)


def _draw_years(
    axis: Axes,
    values: pd.DataFrame,
    paths: list[data.FittedPath],
    flagged: list[int],
    words: dict[str, str],
) -> bool:
    """Draw a series with its paths; returns whether the axis holds zero."""
    style.draw_paths(axis, paths)
    labels = style.draw_printed(axis, values, flagged, words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    zero = style.from_zero(axis, heights)
    if min(heights) < 0:  # a line may be projected to where no value can be
        axis.axhline(0, color=style.HAIR, lw=0.6, zorder=1)
    last = int(values["year"].max())
    labels += [
        (path.heights[-1], words["projected"], style.PATH.text)
        for path in paths
        if path.mark == "projected line" and path.years[-1] == last
    ]
    style.margin_labels(axis, labels)
    lowest = min(paths, key=lambda path: path.years[0], default=None)
    for path in paths:
        if path is not lowest and path.mark == "mean" and path.years[-1] < last:
            start = (path.years[0] - 0.45, path.heights[0])
            style.write(axis, *start, words["mean"], style.MEAN.text, ha="right")
    return zero


def _draw_differences(
    axis: Axes, rows: list[dict[str, Any]], events: list[dict[str, Any]], words: dict[str, Any]
) -> None:
    ends = [0.0, *(row[k] for row in rows for k in ("ci_low", "ci_high"))]
    ends += [data.towards_claim(row) for row in rows]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_xlim(low - 0.05 * (high - low), high + 0.05 * (high - low))
    axis.set_ylim(len(rows) - 0.4, -0.8)
    axis.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    style.plain_numbers(axis.xaxis)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    names = {event["id"]: event["label"] for event in events}
    for i, row in enumerate(rows):
        mean = row["question"] == "higher_after"
        role, marker = (style.MEAN, "o") if mean else (style.PATH, "D")
        label = f"{names[row['event']]}, {words['questions'][row['question']]}"
        style.write(axis, axis.get_xlim()[0], i - 0.36, label, role.text, bbox=style.PAPER)
        style.mark_smallest(axis, i, data.towards_claim(row))
        interval = (row["estimate"], row["ci_low"], row["ci_high"])
        style.draw_interval(axis, i, *interval, marker=marker, colour=role.colour)


if __name__ == "__main__":
    draw(plot_event_study, snakemake)
