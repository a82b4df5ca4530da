"""Draw the study on one page: the question, the key series, the answers, how far to trust them.

From data/processed/{table}.csv, results/verdicts.csv, results/methods.csv and results/scorecard.csv
to figures/overview.*. Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scripts.common.figures import data, style
from scripts.common.figures.choice import first_hypotheses
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.figures.predictions import draw_predictions
from scripts.common.formatting import decimals_for, interval, number, percentage
from scripts.common.tables import read_processed
from scripts.common.wording.terms import overall_answer

MOST = 5  # answers that a panel has room for
HEIGHT, HEAD = 116.0, 11.0  # mm: all, and the question above the panels
PANEL = 78.0  # mm, about: the width of the panel of years
GLYPHS = {"o": "●", "s": "□", "D": "◇"}
COLUMNS = ["panel", "mark", "series", "hypothesis", "year", "value", "ci_low", "ci_high", "unit"]
COLUMNS += ["verdict", "usable", "method", "worst_size", "theory", "fits", "count"]


def plot_overview(
    path_to_series: str,
    path_to_verdicts: str,
    path_to_methods: str,
    series: dict[str, Any],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    limits: dict[str, float],
    publication: Publication,
    path_to_figure: str,
    path_to_scorecard: str | None = None,
) -> None:
    """Draw four panels below the question of the study and its answer; three without predictions.

    Parameters
    ----------
    series : dict
        Fields of `scripts.common.study.model.Series`, of the key series.
    events : list of dict
        ``id``, ``label`` and ``year``, the year in the calendar of the series' table.
    hypotheses : list of dict
        Fields of `scripts.common.study.model.Hypothesis`, of the primary family.
    limits : dict
        As in `scripts.plot_calibration`.
    """
    values = data.on_calendar(read_processed(path_to_series), series["id"])
    verdicts = pd.read_csv(path_to_verdicts).set_index("hypothesis")
    every = Counter(verdicts.loc[[h["id"] for h in hypotheses], "verdict"])
    hypotheses, others = first_hypotheses(hypotheses, MOST)
    answers = [{**h, **verdicts.loc[h["id"]].to_dict()} for h in hypotheses]
    methods = pd.read_csv(path_to_methods)
    card = pd.read_csv(path_to_scorecard) if path_to_scorecard else None
    shared = replace(publication, kind="scorecard").labels("scorecard")
    name = replace(publication, tables=(series["table"],)).calendar_name()
    words = {**shared, **publication.labels("overview"), "calendar_name": name}
    flagged = publication.flagged_years()
    happened = data.shown_events(events, hypotheses, values["year"])
    paths = data.fitted_paths(values, [h for h in hypotheses if h["series"] == series["id"]])
    names = {e["id"]: e["label"] for e in events}
    asked = {h["id"]: f"{names[h['event']]}, {words['questions'][h['question']]}" for h in answers}
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    rect = (0, 0, 1, 1 - HEAD / HEIGHT)
    figure.set_layout_engine("constrained", rect=rect, wspace=0.04)
    panels = figure.subplots(2, 2, width_ratios=[1.5, 1], height_ratios=[1.2, 1])
    years, found, size, last = panels.ravel()
    _draw_years(years, values, paths, happened, flagged, words)
    _draw_answers(found, answers, asked, words)
    sizes = _draw_sizes(size, methods, answers, asked, limits, words)
    counted = draw_predictions(last, card, words) if card is not None else {}
    pad = 5 + 9.5 * style.mark_events(years, happened, width=PANEL)
    style.panel_title(years, "a", series["short_label"], series["unit"], pad)
    unit = words["points"] if series["kind"] == "share" else series["unit"]
    style.panel_title(found, "b", words["differences"], unit, pad)
    style.panel_title(size, "c", words["false_alarms"], pad=14)
    if card is None:
        last.set_axis_off()
    else:
        style.panel_title(last, "d", words["heading"], pad=14)
    answer = overall_answer(every)
    _write_head(figure, publication, answer)
    facts = {
        **data.series_facts(values, [series["id"]]),
        "series": series,
        "by": f"{name[:1].lower()}{name[1:]}",
        "answers": answers,
        "asked": asked,
        "answer": answer,
        "question": publication.title,
        "flagged": flagged,
        "suspected": data.doubtful_years(values),
        "missing": data.missing_years(values),
        "limits": limits,
        "sizes": sizes,
        "theories": counted,
        "n": 0 if card is None else len(card),
        "others": others,
        "fits": words["fits"],
    }
    rows = data.year_rows(values, paths) + _answer_rows(answers, series)
    rows += [{"panel": "false alarms", **one} for one in sizes]
    rows += [
        {"panel": "theories", "theory": theory, "fits": fit, "count": count}
        for theory, counts in counted.items()
        for fit, count in counts.items()
    ]
    save_figure(figure, path_to_figure, pd.DataFrame(rows, columns=COLUMNS), facts, publication)


def _answer_rows(answers: list[dict[str, Any]], series: dict[str, Any]) -> list[dict[str, Any]]:
    kept = ("series", "ci_low", "ci_high", "unit", "verdict", "usable")
    return [
        {"panel": "differences", "mark": a["parameter"], "hypothesis": a["id"]}
        | {"value": a["estimate"]}
        | {key: a[key] for key in kept}
        for a in answers
    ]


def _write_head(figure: Figure, publication: Publication, answer: str) -> None:
    """Write the question of the study, whose it is, and the answer above the panels."""
    top = 1 - 1.0 / HEIGHT
    look: dict[str, Any] = {"va": "top", "fontsize": style.LARGE}
    figure.text(0.004, top, publication.title, weight="bold", **look)
    figure.text(0.004, top - 4.4 / HEIGHT, answer, color=style.MEAN.text, **look)
    look |= {"ha": "right", "fontsize": style.SMALL, "color": style.QUIET}
    figure.text(0.996, top, publication.subtitle, **look)


def _draw_years(
    axis: Axes,
    values: pd.DataFrame,
    paths: list[data.FittedPath],
    events: list[dict[str, Any]],
    flagged: list[int],
    words: dict[str, Any],
) -> None:
    years = values["year"].tolist()
    style.year_axis(axis, years[0], years[-1], words["calendar_name"])
    style.draw_paths(axis, paths)
    labels = style.draw_printed(axis, values, flagged, words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    style.from_zero(axis, heights)
    ends = [path for path in paths if path.years[-1] == years[-1]]
    labels += [
        (path.heights[-1], words["projected_lines"], style.PATH.text)
        for path in ends
        if path.mark == "projected line"
    ]
    labels += [
        (path.heights[-1], words["mean"], style.MEAN.text) for path in ends if path.mark == "mean"
    ]
    style.margin_labels(axis, labels, gap=14)


def _draw_answers(
    axis: Axes, answers: list[dict[str, Any]], asked: dict[str, str], words: dict[str, Any]
) -> None:
    ends = [0.0, *(a[k] for a in answers for k in ("ci_low", "ci_high"))]
    ends += [data.towards_claim(a) for a in answers]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    axis.set_ylim(len(answers) - 0.5, -0.8)
    axis.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    style.plain_numbers(axis.xaxis)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    for i, a in enumerate(answers):
        mean = a["question"] == "higher_after"
        role, marker = (style.MEAN, "o") if mean else (style.PATH, "D")
        label = {"bbox": style.PAPER, "va": "center"}
        style.write(axis, axis.get_xlim()[0], i - 0.42, asked[a["id"]], role.text, **label)
        style.mark_smallest(axis, i, data.towards_claim(a), 0.24)
        face = None if a["usable"] else "white"
        found = (a["estimate"], a["ci_low"], a["ci_high"])
        style.draw_interval(axis, i, *found, marker=marker, colour=role.colour, face=face)
        digits = decimals_for(a["unit"])
        said = words["estimate"].format(
            estimate=number(a["estimate"], digits),
            interval=interval(a["ci_low"], a["ci_high"], digits),
        )
        where: dict[str, Any] = {"coords": axis.get_yaxis_transform(), "va": "center"}
        style.note(axis, a["verdict"], (1, i - 0.42), (3, 0), weight="bold", **where)
        style.note(axis, said, (1, i), (3, 0), style.QUIET, **where)


def _draw_sizes(
    axis: Axes,
    methods: pd.DataFrame,
    answers: list[dict[str, Any]],
    asked: dict[str, str],
    limits: dict[str, float],
    words: dict[str, Any],
) -> list[dict[str, Any]]:
    """Draw the false alarms of the chosen method and of the usual ones; returns what is drawn."""
    drawn: list[dict[str, Any]] = []
    axis.set_ylim(len(answers) - 0.5, -0.8)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.axvline(100 * limits["promised"], color=style.INK, lw=0.8, zorder=1)
    axis.axvline(100 * limits["usable"], color=style.INK, lw=0.8, ls=(0, (2, 2)), zorder=1)
    for i, answer in enumerate(answers):
        own = methods[(methods["hypothesis"] == answer["id"]) & methods["eligible"]]
        usual = own[own["method"].isin(words["usual"]) & ~own["primary"]]
        chosen = own[own["primary"]]
        role = style.MEAN if answer["question"] == "higher_after" else style.PATH
        # Beside the rules, so that these are not cut.
        style.write(axis, 100 * limits["usable"] + 1, i - 0.44, asked[answer["id"]], role.text)
        rates = 100 * pd.concat([usual, chosen])["worst_size"]
        axis.plot((rates.min(), rates.max()), (i, i), color=style.HAIR, lw=0.8, zorder=2)
        for one in pd.concat([usual, chosen]).to_dict("records"):
            name, rate = words["methods"][one["method"]], 100 * one["worst_size"]
            marker = "o" if one["primary"] else words["usual"][one["method"]]
            colour = style.MEAN.colour if one["primary"] else style.QUIET
            face = colour if one["primary"] and one["usable"] else "white"
            axis.plot(rate, i, marker=marker, ms=5.0, mfc=face, mec=colour, mew=0.9, zorder=3)
            drawn.append({"hypothesis": answer["id"], "mark": name})
            drawn[-1] |= {key: one[key] for key in ("method", "usable", "worst_size")}
    key = {one["mark"]: words["usual"].get(one["method"], "o") for one in drawn}
    _draw_key(axis, key)
    axis.set_xlim(0, None)
    style.plain_numbers(axis.xaxis)
    rules = [percentage(limits[key]) for key in ("promised", "usable")]
    axis.set_xlabel(words["rules"].format(*rules))
    return drawn


def _draw_key(axis: Axes, marks: dict[str, str]) -> None:
    """Write the names of methods with their marks in one line above a panel."""
    before: Any = "axes fraction"
    for name, mark in marks.items():
        colour = style.MEAN.text if mark == "o" else style.QUIET
        first = before == "axes fraction"
        place, offset = ((0, 1), (0, 4)) if first else ((1, 0), (9, 0))
        look = {"coords": before, "va": "bottom"}
        before = style.note(axis, f"{GLYPHS[mark]} {name}", place, offset, colour, **look)


if __name__ == "__main__":
    draw(plot_overview, snakemake)
