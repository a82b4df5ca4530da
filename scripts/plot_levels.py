"""Draw series of a table in one narrow column, before and after their events.

From data/processed/{table}.csv, results/events/{table}.csv and results/methods.csv to
figures/{figure}.*: one panel per series, with the mean and the line before and after each event
and the difference in words. Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.fitted import FittedPath
from scripts.common.figures.texts import Publication
from scripts.common.formatting import decimals_for, interval, number

ROW = 52.0  # mm, of one series
PANEL = 66.0  # mm, about: the width of a panel


def plot_levels(
    path_to_series: str,
    path_to_events: str,
    path_to_methods: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    others: int = 0,
) -> None:
    """Draw one panel per series; see `scripts.common.study.parameters.of_figure`."""
    files = (path_to_series, path_to_events, path_to_methods)
    tested = data.Tested.read(series, events, hypotheses, *files)
    words = publication.labels()
    figure = style.new_figure(style.SINGLE, ROW * len(series))
    panels = figure.subplots(len(series), 1, squeeze=False)[:, 0]
    drawn = []
    for axis, (name, one) in zip(panels, series.items(), strict=True):
        values, found, paths = tested.about(name)
        lettering.year_axis(
            axis, *tested.span, words["calendar_name"] if axis is panels[-1] else "", most=5
        )
        above = marks.mark_events(axis, tested.events, labelled=axis is panels[0], width=PANEL)
        _draw_years(axis, values, paths, words)
        _write_differences(axis, found, words)
        unit = "" if one["unit"] in one["short_label"] else one["unit"]
        letter = lettering.panel_title(axis, one["short_label"], unit, 5 + 9.5 * above)
        drawn.append({**one, "letter": letter})
    facts = {**tested.facts(words), "flagged": [], "drawn": drawn, "others": others}
    save_figure(figure, tested.table(), facts, publication)


def _draw_years(
    axis: Axes, values: pd.DataFrame, paths: list[FittedPath], words: dict[str, Any]
) -> None:
    marks.draw_paths(axis, paths)
    named = marks.draw_printed(axis, values, [], words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    low, high = min(heights), max(heights)
    # Two lines of words stand in the upper left, above the years before the event.
    axis.set_ylim(low - 0.12 * (high - low), high + 0.35 * (high - low))
    said = {"mean": words["mean"], "projected line": words["projected_lines"]}
    named += marks.path_labels(paths, int(values["year"].max()), said)
    lettering.margin_labels(axis, named, gap=14)


def _write_differences(axis: Axes, rows: list[dict[str, Any]], words: dict[str, Any]) -> None:
    for i, row in enumerate(rows):
        digits = decimals_for(row["unit"])
        role, _ = style.ASKED[row["question"]]
        text = words["difference"].format(
            question=words["questions"][row["question"]],
            estimate=number(row["estimate"], digits),
            interval=interval(row["ci_low"], row["ci_high"], digits),
        )
        look: dict[str, Any] = {"va": "top", "bbox": style.PAPER, "zorder": 6}
        lettering.note(axis, text, (0, 1), (5, -4 - 10 * i), role.text, **look)


if __name__ == "__main__":
    draw(plot_levels, snakemake)
