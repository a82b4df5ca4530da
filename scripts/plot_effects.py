"""Draw every hypothesis as an estimate with its interval, by method: the forest plot of the study.

From results/events/*.csv and results/methods.csv to figures/effects.*: one column per question, one
panel per unit, the primary method large; other methods small below it for the primary family. What
cannot be computed is listed with its years. Fails if the texts in figures.yaml ask for a fact that
is not there.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, marks, style
from scripts.common.figures.data import headline, interval_facts, towards_claim
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.forest import ROW, Row, forest_panels
from scripts.common.figures.texts import Publication, family_of, method_label
from scripts.common.wording.terms import QUESTIONS

MOST = 60  # hypotheses: a page
FURNITURE, TOP = 9.5, 6.0  # mm: axis and its label of one panel, titles of the columns
COLUMNS = ["hypothesis", "series", "event", "question", "method", "parameter", "role", "usable"]
COLUMNS += ["estimate", "ci_low", "ci_high", "unit", "smallest_effect", "status", "reason"]
COLUMNS += ["n_pre", "n_post"]


def plot_effects(
    paths_to_events: list[str],
    path_to_methods: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
) -> None:
    """Draw the estimates of all; see `scripts.common.study.parameters.of_figure`."""
    found = pd.concat([pd.read_csv(path) for path in paths_to_events], ignore_index=True)
    words = publication.labels()
    names = {name: one["short_label"] for name, one in series.items()}
    names |= {name: one["label"] for name, one in events.items()}
    first = headline(found, hypotheses, pd.read_csv(path_to_methods))
    first, others = _smallest_p(first, MOST)
    panels = forest_panels(first, found, names, words)
    heights = [sum(row.height for row in rows) for rows in panels.values()]
    figure = style.new_figure(style.DOUBLE, TOP + sum(heights) + FURNITURE * len(panels))
    shared: dict[str, Any] = {"sharex": "row", "sharey": "row", "squeeze": False}
    axes = figure.subplots(len(panels), len(QUESTIONS), height_ratios=heights, **shared)
    for i, (unit, rows) in enumerate(panels.items()):
        for j, question in enumerate(QUESTIONS):
            _draw_panel(axes[i][j], rows, question, words)
            axes[i][j].set_xlabel(words["difference"].format(unit=unit))
            if i == 0:
                second = words["smallest"] if j == 0 else ""
                lettering.panel_title(axes[i][j], QUESTIONS[question], second, pad=4)
    answers = [es for rows in panels.values() for row in rows for es in row.estimates.values()]
    drawn = [estimate for estimates in answers for estimate in estimates]
    computed = {h: row for h, row in first.items() if row["status"] == "ok"}
    facts = {
        **interval_facts(first),
        "names": names,
        "infeasible": [h for h in first if h not in computed],
        "unusable": [h for h, row in computed.items() if not row["usable"]],
        "primary": sorted({method_label(row["method"], words) for row in computed.values()}),
        "units": list(panels),
        "others": others,
        "detailed": any(row.lines for rows in panels.values() for row in rows),
    }
    save_figure(figure, pd.DataFrame(drawn, columns=COLUMNS), facts, publication)


def _smallest_p(
    rows: Mapping[str, dict[str, Any]], most: int
) -> tuple[dict[str, dict[str, Any]], int]:
    """Return the rows of the smallest p-values, in their own order, and how many are left out."""

    def rank(name: str) -> tuple[float, int]:
        p = rows[name].get("p_two_sided")
        return (2.0 if p is None or p != p else float(p)), order[name]

    order = {name: i for i, name in enumerate(rows)}
    kept = set(sorted(rows, key=rank)[:most])
    return {name: row for name, row in rows.items() if name in kept}, len(rows) - len(kept)


def _draw_panel(axis: Axes, rows: list[Row], question: str, words: dict[str, Any]) -> None:
    marks.hold_intervals(axis, [es[0] for row in rows for es in row.estimates.values()])
    axis.set_ylim(rows[-1].top + rows[-1].height, 0)
    # Hypotheses in black; in grey events, families of methods and methods.
    names = [(row.place(), row.label, bool(row.estimates)) for row in rows]
    names += [(row.place(label), label, False) for row in rows for label, _ in row.lines]
    colours = {True: style.INK, False: style.QUIET}
    lettering.name_rows(axis, [(y, text, {"color": colours[main]}) for y, text, main in names])
    for above, row in zip([None, *rows], rows, strict=False):
        if above and (row.lines or above.lines):
            axis.axhline(row.top, color=style.BAND, lw=0.6, zorder=0)
        for answer in row.estimates.get(question, []):
            _draw_answer(axis, row, answer, words)


def _draw_answer(axis: Axes, row: Row, answer: dict[str, Any], words: dict[str, Any]) -> None:
    y, other = row.place(answer["line"]), answer["role"] == "other"
    if answer["status"] != "ok":
        text = words["too_few"] if other else words["infeasible"]
        text = text.format(pre=answer["n_pre"], post=answer["n_post"])
        place = {"transform": axis.get_yaxis_transform(), "ha": "right" if other else "center"}
        lettering.write(axis, 0.98 if other else 0.5, y, text, style.QUIET, **place)
        return
    axis.plot((0, 0), (row.top, row.top + row.height), color=style.QUIET, lw=0.6, zorder=1)
    look: dict[str, Any] = {"size": 4.8, "width": 1.6}
    if other:
        marker = words["families"][family_of(words)[answer["method"]]]["marker"]
        look = {"marker": marker, "size": 2.9, "width": 0.7, "colour": style.QUIET}
    else:
        marks.mark_smallest(axis, y, towards_claim(answer), 0.38 * ROW)
    face = "white" if other or not answer["usable"] else None
    interval = (answer["estimate"], answer["ci_low"], answer["ci_high"])
    marks.draw_interval(axis, y, *interval, face=face, **look)


if __name__ == "__main__":
    draw(plot_effects, snakemake)
