"""Draw series of a table with what the hypotheses about them compare.

From data/processed/{table}.csv, results/events/{table}.csv and results/methods.csv to
figures/{figure}.*: one row per series, with means and lines before and after each event, beside
them the differences with their intervals. Fails if figures.yaml asks for a fact not there.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.fitted import FittedPath
from scripts.common.figures.texts import Publication, difference_unit

ROW = 59.0  # mm, of one series
PANEL = 118.0  # mm, about: the width of a panel of years


def plot_event_study(
    path_to_series: str,
    path_to_events: str,
    path_to_methods: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    others: int = 0,
) -> None:
    """Draw one row of panels per series; see `scripts.common.study.parameters.of_figure`."""
    files = (path_to_series, path_to_events, path_to_methods)
    tested = data.Tested.read(series, events, hypotheses, *files)
    words, flagged = publication.labels(), publication.flagged_years()
    figure = style.new_figure(style.DOUBLE, ROW * len(series))
    panels = figure.subplots(len(series), 2, squeeze=False, width_ratios=[3.1, 1.0])
    drawn = []
    for i, (name, one) in enumerate(series.items()):
        left, right = panels[i]
        values, found, paths = tested.about(name)
        lettering.year_axis(
            left, *tested.span, words["calendar_name"] if i == len(series) - 1 else ""
        )
        above = marks.mark_events(left, tested.events, labelled=i == 0, width=PANEL)
        _draw_years(left, values, paths, flagged, words)
        _draw_differences(right, found, events, words)
        pad = 5 + 9.5 * above
        letter = lettering.panel_title(left, one["short_label"], one["unit"], pad)
        unit = difference_unit(one["unit"], words)
        lettering.panel_title(right, words["differences"], unit, pad)
        drawn.append({**one, "letter": letter})
    facts = {**tested.facts(words), "flagged": flagged, "drawn": drawn, "others": others}
    save_figure(figure, tested.table(), facts, publication)


def _draw_years(
    axis: Axes,
    values: pd.DataFrame,
    paths: list[FittedPath],
    flagged: list[int],
    words: dict[str, str],
) -> None:
    marks.draw_paths(axis, paths)
    labels = marks.draw_printed(axis, values, flagged, words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    marks.from_zero(axis, heights)
    if min(heights) < 0:  # a line may be projected to where no value can be
        axis.axhline(0, color=style.HAIR, lw=0.6, zorder=1)
    last = int(values["year"].max())
    labels += marks.path_labels(paths, last, {"projected line": words["projected"]})
    lettering.margin_labels(axis, labels)
    lowest = min(paths, key=lambda path: path.years[0], default=None)
    for path in paths:
        if path is not lowest and path.mark == "mean" and path.years[-1] < last:
            start = (path.years[0] - 0.45, path.heights[0])
            lettering.write(axis, *start, words["mean"], style.MEAN.text, ha="right")


def _draw_differences(
    axis: Axes,
    rows: list[dict[str, Any]],
    events: dict[str, dict[str, Any]],
    words: dict[str, Any],
) -> None:
    marks.hold_intervals(axis, rows, air=0.05)
    marks.bare_rows(axis, len(rows), foot=0.4)
    axis.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    for i, row in enumerate(rows):
        role, marker = style.ASKED[row["question"]]
        label = f"{events[row['event']]['label']}, {words['questions'][row['question']]}"
        lettering.write(axis, axis.get_xlim()[0], i - 0.36, label, role.text, bbox=style.PAPER)
        marks.mark_smallest(axis, i, data.towards_claim(row))
        interval = (row["estimate"], row["ci_low"], row["ci_high"])
        marks.draw_interval(axis, i, *interval, marker=marker, colour=role.colour)


if __name__ == "__main__":
    draw(plot_event_study, snakemake)
