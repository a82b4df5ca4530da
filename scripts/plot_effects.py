"""Draw every hypothesis as an estimate with its interval, by method: the forest plot of the study.

From results/events/*.csv to figures/effects.*: one column per question, one panel per unit, the
primary method large, others small below it. What cannot be computed is listed with its years. Fails
if the texts in figures.yaml ask for a fact that is not there.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common import figure_style as style
from scripts.common.figure_data import headline, interval_facts
from scripts.common.figure_files import Publication, save_figure
from scripts.common.figure_forest import ROW, Row, forest_panels, height_of, markers_of
from scripts.common.logs import logged
from scripts.common.wording import QUESTIONS

FURNITURE, TOP = 9.5, 6.0  # mm: axis and its label of one panel, titles of the columns
COLUMNS = ["hypothesis", "series", "event", "question", "method", "parameter", "role", "estimate"]
COLUMNS += ["ci_low", "ci_high", "unit", "smallest_effect", "status", "reason", "n_pre", "n_post"]


def plot_effects(
    paths_to_events: list[str],
    series: list[dict[str, Any]],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    primary: dict[str, dict[str, str]],
    publication: Publication,
    path_to_figure: str,
) -> None:
    """Draw the estimates of all hypotheses.

    Parameters
    ----------
    series, events, hypotheses : list of dict
        Fields of `scripts.common.config.Series`, `Event` and `Hypothesis`; hypotheses in the order
        to draw.
    primary : dict
        Method and parameter that decide, by question.
    """
    found = pd.concat([pd.read_csv(path) for path in paths_to_events], ignore_index=True)
    words = publication.labels("effects")
    names = {one["id"]: one["short_label"] for one in series} | {
        e["id"]: e["label"] for e in events
    }
    first = headline(found, hypotheses, primary)
    panels = forest_panels(first, found, names, words)
    heights = [sum(row.height for row in rows) for rows in panels.values()]
    figure = style.new_figure(style.DOUBLE, TOP + sum(heights) + FURNITURE * len(panels))
    axes = figure.subplots(
        len(panels),
        len(QUESTIONS),
        sharex="row",
        sharey="row",
        height_ratios=heights,
        squeeze=False,
    )
    markers = markers_of(words["methods"], primary)
    for i, (unit, rows) in enumerate(panels.items()):
        for j, question in enumerate(QUESTIONS):
            _draw_panel(axes[i][j], rows, question, markers, words)
            axes[i][j].set_xlabel(words["difference"].format(unit=unit))
            if i == 0:
                second = words["smallest"] if j == 0 else ""
                style.panel_title(axes[i][j], "ab"[j], QUESTIONS[question], second, pad=4)
                _name_methods(axes[i][j], rows[0], question, words["methods"], everything=j == 0)
    answers = [es for rows in panels.values() for row in rows for es in row.estimates.values()]
    drawn = [estimate for estimates in answers for estimate in estimates]
    facts = {
        **interval_facts(first),
        "names": names,
        "questions": words["questions"],
        "infeasible": [h for h, row in first.items() if row["status"] != "ok"],
        "primary": {q: words["methods"][m["method"]] for q, m in primary.items()},
    }
    save_figure(figure, path_to_figure, pd.DataFrame(drawn, columns=COLUMNS), facts, publication)


def _draw_panel(
    axis: Axes,
    rows: list[Row],
    question: str,
    markers: dict[str, str],
    words: dict[str, Any],
) -> None:
    primaries = [es[0] for row in rows for es in row.estimates.values()]
    ends = [0.0] + [e[k] for e in primaries for k in ("ci_low", "ci_high", "smallest_effect")]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    axis.set_ylim(rows[-1].top + rows[-1].height, 0)
    axis.spines["left"].set_visible(False)
    axis.set_yticks([row.top + ROW / 2 for row in rows], [row.label for row in rows])
    axis.tick_params(axis="y", length=0)
    for tick, row in zip(axis.yaxis.get_major_ticks(), rows, strict=True):
        tick.label1.set_color(style.INK if row.estimates else style.QUIET)
    style.plain_numbers(axis.xaxis)
    for i, row in enumerate(rows):
        answers = row.estimates.get(question, [])
        if i and (row.detailed or rows[i - 1].detailed):
            axis.axhline(row.top, color=style.BAND, lw=0.6, zorder=0)
        if answers and answers[0]["status"] != "ok":
            text = words["infeasible"].format(pre=answers[0]["n_pre"], post=answers[0]["n_post"])
            place = {"transform": axis.get_yaxis_transform(), "ha": "center"}
            style.write(axis, 0.5, row.top + ROW / 2, text, style.QUIET, **place)
            continue
        axis.plot((0, 0), (row.top, row.top + row.height), color=style.QUIET, lw=0.6, zorder=1)
        for line, answer in enumerate(answers):
            y = height_of(row, line)
            look: dict[str, Any] = {"marker": "o", "size": 4.8, "width": 1.6}
            if line:
                marker = markers[words["methods"][answer["method"]]]
                look = {"marker": marker, "size": 2.9, "width": 0.7, "colour": style.QUIET}
                look["face"] = "white"
            else:
                style.mark_smallest(axis, y, answer["smallest_effect"], 0.38 * ROW)
            interval = (answer["estimate"], answer["ci_low"], answer["ci_high"])
            style.draw_interval(axis, y, *interval, **look)


def _name_methods(
    axis: Axes, row: Row, question: str, names: dict[str, str], *, everything: bool
) -> None:
    """Write the name of each method beside its interval in the first row of the figure."""
    named = {names[e["method"]] for es in row.estimates.values() for e in es}
    if not everything:
        named -= {names[e["method"]] for e in row.estimates.get(next(iter(QUESTIONS)), [])}
    for line, answer in enumerate(row.estimates.get(question, [])):
        if names[answer["method"]] in named:
            axis.annotate(
                names[answer["method"]],
                xy=(np.nanmax([answer["estimate"], answer["ci_high"]]), height_of(row, line)),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=style.QUIET if line else style.INK,
            )


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        plot_effects(
            paths_to_events=list(snakemake.input.events),
            series=snakemake.params.series,
            events=snakemake.params.events,
            hypotheses=snakemake.params.hypotheses,
            primary=snakemake.params.primary,
            publication=Publication.given(snakemake.input, snakemake.params.publication),
            path_to_figure=snakemake.output[0].removesuffix(".pdf"),
        )
