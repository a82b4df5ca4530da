"""Draw every hypothesis as an estimate with its interval, by method: the forest plot of the study.

From results/events/*.csv and results/methods.csv to figures/effects.*: one column per question, one
panel per unit, the primary method large; other methods small below it for the primary family. What
cannot be computed is listed with its years. Fails if the texts in figures.yaml ask for a fact that
is not there.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import style
from scripts.common.figures.choice import smallest_p
from scripts.common.figures.data import headline, interval_facts, towards_claim
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.figures.forest import ROW, Row, family_of, forest_panels
from scripts.common.wording.terms import QUESTIONS

MOST = 60  # hypotheses: a page
FURNITURE, TOP = 9.5, 6.0  # mm: axis and its label of one panel, titles of the columns
COLUMNS = ["hypothesis", "series", "event", "question", "method", "parameter", "role", "usable"]
COLUMNS += ["estimate", "ci_low", "ci_high", "unit", "smallest_effect", "status", "reason"]
COLUMNS += ["n_pre", "n_post"]


def plot_effects(
    paths_to_events: list[str],
    path_to_methods: str,
    series: list[dict[str, Any]],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    path_to_figure: str,
) -> None:
    """Draw the estimates of all hypotheses.

    Parameters
    ----------
    path_to_methods : str
        Says which method is the primary one of each hypothesis, and whether it is usable.
    series, events, hypotheses : list of dict
        Fields of `scripts.common.study.model.Series`, `Event` and `Hypothesis`; hypotheses in the
        order to draw.
    """
    found = pd.concat([pd.read_csv(path) for path in paths_to_events], ignore_index=True)
    words = publication.labels("effects")
    names = {one["id"]: one["short_label"] for one in series} | {
        e["id"]: e["label"] for e in events
    }
    first = headline(found, hypotheses, pd.read_csv(path_to_methods))
    first, others = smallest_p(first, MOST)
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
    for i, (unit, rows) in enumerate(panels.items()):
        for j, question in enumerate(QUESTIONS):
            _draw_panel(axes[i][j], rows, question, words)
            axes[i][j].set_xlabel(words["difference"].format(unit=unit))
            if i == 0:
                second = words["smallest"] if j == 0 else ""
                style.panel_title(axes[i][j], "ab"[j], QUESTIONS[question], second, pad=4)
    answers = [es for rows in panels.values() for row in rows for es in row.estimates.values()]
    drawn = [estimate for estimates in answers for estimate in estimates]
    computed = {h: row for h, row in first.items() if row["status"] == "ok"}
    facts = {
        **interval_facts(first),
        "names": names,
        "questions": words["questions"],
        "infeasible": [h for h in first if h not in computed],
        "unusable": [h for h, row in computed.items() if not row["usable"]],
        "primary": sorted(
            {words["methods"].get(row["method"], row["method"]) for row in computed.values()}
        ),
        "units": list(panels),
        "others": others,
        "detailed": any(row.lines for rows in panels.values() for row in rows),
    }
    save_figure(figure, path_to_figure, pd.DataFrame(drawn, columns=COLUMNS), facts, publication)


def _draw_panel(axis: Axes, rows: list[Row], question: str, words: dict[str, Any]) -> None:
    primaries = [es[0] for row in rows for es in row.estimates.values()]
    ends = [0.0] + [e[k] for e in primaries for k in ("ci_low", "ci_high")]
    ends += [towards_claim(e) for e in primaries]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    axis.set_ylim(rows[-1].top + rows[-1].height, 0)
    style.plain_numbers(axis.xaxis)
    _name_rows(axis, rows)
    for above, row in zip([None, *rows], rows, strict=False):
        if above and (row.lines or above.lines):
            axis.axhline(row.top, color=style.BAND, lw=0.6, zorder=0)
        for answer in row.estimates.get(question, []):
            _draw_answer(axis, row, answer, words)


def _name_rows(axis: Axes, rows: list[Row]) -> None:
    """Name hypotheses in black; in grey events, families of methods and methods."""
    ticks = [(row.place(), row.label, bool(row.estimates)) for row in rows]
    ticks += [(row.place(label), label, False) for row in rows for label, _ in row.lines]
    axis.set_yticks([y for y, *_ in ticks], [label for _, label, _ in ticks])
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    for tick, (_, _, strong) in zip(axis.yaxis.get_major_ticks(), ticks, strict=True):
        tick.label1.set_color(style.INK if strong else style.QUIET)


def _draw_answer(axis: Axes, row: Row, answer: dict[str, Any], words: dict[str, Any]) -> None:
    y, other = row.place(answer["line"]), answer["role"] == "other"
    if answer["status"] != "ok":
        text = words["too_few"] if other else words["infeasible"]
        text = text.format(pre=answer["n_pre"], post=answer["n_post"])
        place = {"transform": axis.get_yaxis_transform(), "ha": "right" if other else "center"}
        style.write(axis, 0.98 if other else 0.5, y, text, style.QUIET, **place)
        return
    axis.plot((0, 0), (row.top, row.top + row.height), color=style.QUIET, lw=0.6, zorder=1)
    look: dict[str, Any] = {"size": 4.8, "width": 1.6}
    if other:
        marker = words["families"][family_of(words)[answer["method"]]]["marker"]
        look = {"marker": marker, "size": 2.9, "width": 0.7, "colour": style.QUIET}
    else:
        style.mark_smallest(axis, y, towards_claim(answer), 0.38 * ROW)
    face = "white" if other or not answer["usable"] else None
    interval = (answer["estimate"], answer["ci_low"], answer["ci_high"])
    style.draw_interval(axis, y, *interval, face=face, **look)


if __name__ == "__main__":
    draw(plot_effects, snakemake)
