"""Draw the study on one page: the question, the key series, the answers, how far to trust them.

From data/processed/{table}.csv, results/verdicts.csv, results/methods.csv and results/scorecard.csv
to figures/overview.*. Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.fitted import FittedPath, fitted_paths
from scripts.common.figures.texts import Publication, difference_unit, method_label, theory_name
from scripts.common.formatting import decimals_for, interval, number, percentage
from scripts.common.tables import read_processed
from scripts.common.wording.terms import overall_answer

MOST = 5  # answers that a panel has room for
HEIGHT, HEAD = 116.0, 11.0  # mm: all, and the question above the panels
PER_LINE, MOST_MARKS = 12, 72  # predictions
PANEL = 78.0  # mm, about: the width of the panel of years
GLYPHS = {"o": "●", "s": "□", "D": "◇"}
COLUMNS = [*data.COLUMNS, "verdict", "usable", "method", "worst_size", "theory", "fits", "count"]


def plot_overview(
    path_to_series: str,
    path_to_verdicts: str,
    path_to_methods: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    limits: dict[str, float],
    publication: Publication,
    path_to_scorecard: str | None = None,
) -> None:
    """Draw one series, and what is said of it; see `scripts.common.study.parameters.of_figure`."""
    ((key, about),) = series.items()
    values = data.on_calendar(read_processed(path_to_series), key)
    verdicts = pd.read_csv(path_to_verdicts).set_index("hypothesis")
    verdict = overall_answer(Counter(verdicts.loc[[h["id"] for h in hypotheses], "verdict"]))
    answers = [{**h, **verdicts.loc[h["id"]].to_dict()} for h in hypotheses[:MOST]]
    card = pd.read_csv(path_to_scorecard) if path_to_scorecard else None
    name = replace(publication, tables=(about["table"],)).calendar_name()
    words = publication.labels("scorecard") | publication.labels() | {"calendar_name": name}
    flagged = publication.flagged_years()
    happened = data.shown_events(events, answers, values["year"])
    paths = fitted_paths(values, [h for h in hypotheses[:MOST] if h["series"] == key])
    asked = {
        a["id"]: f"{events[a['event']]['label']}, {words['questions'][a['question']]}"
        for a in answers
    }
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    rect = (0, 0, 1, 1 - HEAD / HEIGHT)
    figure.set_layout_engine("constrained", rect=rect, wspace=0.04)
    panels = figure.subplots(2, 2, width_ratios=[1.5, 1], height_ratios=[1.2, 1])
    years, found, size, last = panels.ravel()
    _draw_years(years, values, paths, flagged, words)
    _draw_answers(found, answers, asked, words)
    sizes = _draw_sizes(size, pd.read_csv(path_to_methods), answers, asked, limits, words)
    pad = 5 + 9.5 * marks.mark_events(years, happened, width=PANEL)
    lettering.panel_title(years, about["short_label"], about["unit"], pad)
    unit = difference_unit(about["unit"], words)
    lettering.panel_title(found, words["differences"], unit, pad)
    lettering.panel_title(size, words["false_alarms"], pad=14)
    counted = _draw_theories(last, card, words)
    _write_head(figure, publication, verdict)
    facts = {
        **data.series_facts(values, series),
        "series": about,
        "by": f"{name[:1].lower()}{name[1:]}",
        "answers": answers,
        "asked": asked,
        "answer": verdict,
        "question": publication.title,
        "flagged": flagged,
        "limits": limits,
        "sizes": sizes,
        "theories": counted,
        "n": 0 if card is None else len(card),
        "others": len(hypotheses) - len(answers),
    }
    rows = data.year_rows(values, paths) + _other_rows(answers, sizes, counted)
    save_figure(figure, pd.DataFrame(rows, columns=COLUMNS), facts, publication)


def _other_rows(
    answers: list[dict[str, Any]],
    sizes: list[dict[str, Any]],
    counted: dict[str, dict[str, int]],
) -> list[dict[str, Any]]:
    """Return what the panels beside the years draw as rows of plotted data."""
    rows = [
        {**row, "verdict": a["verdict"], "usable": a["usable"]}
        for row, a in zip(data.difference_rows(answers), answers, strict=True)
    ]
    rows += [{"panel": "false alarms", **one} for one in sizes]
    return rows + [
        {"panel": "theories", "theory": theory, "fits": fit, "count": count}
        for theory, counts in counted.items()
        for fit, count in counts.items()
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
    paths: list[FittedPath],
    flagged: list[int],
    words: dict[str, Any],
) -> None:
    years = values["year"].tolist()
    lettering.year_axis(axis, years[0], years[-1], words["calendar_name"])
    marks.draw_paths(axis, paths)
    labels = marks.draw_printed(axis, values, flagged, words)
    heights = [*values["value"].dropna(), *(v for path in paths for v in path.heights)]
    marks.from_zero(axis, heights)
    said = {"mean": words["mean"], "projected line": words["projected_lines"]}
    labels += marks.path_labels(paths, years[-1], said)
    lettering.margin_labels(axis, labels, gap=14)


def _draw_answers(
    axis: Axes, answers: list[dict[str, Any]], asked: dict[str, str], words: dict[str, Any]
) -> None:
    marks.hold_intervals(axis, answers)
    marks.bare_rows(axis, len(answers))
    axis.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    for i, a in enumerate(answers):
        role, marker = style.ASKED[a["question"]]
        label = {"bbox": style.PAPER, "va": "center"}
        lettering.write(axis, axis.get_xlim()[0], i - 0.42, asked[a["id"]], role.text, **label)
        marks.mark_smallest(axis, i, data.towards_claim(a), 0.24)
        face = None if a["usable"] else "white"
        found = (a["estimate"], a["ci_low"], a["ci_high"])
        marks.draw_interval(axis, i, *found, marker=marker, colour=role.colour, face=face)
        digits = decimals_for(a["unit"])
        said = words["estimate"].format(
            estimate=number(a["estimate"], digits),
            interval=interval(a["ci_low"], a["ci_high"], digits),
        )
        where: dict[str, Any] = {"coords": axis.get_yaxis_transform(), "va": "center"}
        lettering.note(axis, a["verdict"], (1, i - 0.42), (3, 0), weight="bold", **where)
        lettering.note(axis, said, (1, i), (3, 0), style.QUIET, **where)


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
    marks.bare_rows(axis, len(answers))
    axis.axvline(100 * limits["promised"], color=style.INK, lw=0.8, zorder=1)
    axis.axvline(100 * limits["usable"], color=style.INK, lw=0.8, ls=(0, (2, 2)), zorder=1)
    for i, answer in enumerate(answers):
        own = methods[(methods["hypothesis"] == answer["id"]) & methods["eligible"]]
        usual = own[own["method"].isin(words["usual"]) & ~own["primary"]]
        chosen = own[own["primary"]]
        role, _ = style.ASKED[answer["question"]]
        # Beside the rules, so that these are not cut.
        lettering.write(axis, 100 * limits["usable"] + 1, i - 0.44, asked[answer["id"]], role.text)
        rates = 100 * pd.concat([usual, chosen])["worst_size"]
        axis.plot((rates.min(), rates.max()), (i, i), color=style.HAIR, lw=0.8, zorder=2)
        for one in pd.concat([usual, chosen]).to_dict("records"):
            name, rate = method_label(one["method"], words), 100 * one["worst_size"]
            marker = "o" if one["primary"] else words["usual"][one["method"]]
            colour = style.MEAN.colour if one["primary"] else style.QUIET
            face = colour if one["primary"] and one["usable"] else "white"
            axis.plot(rate, i, marker=marker, ms=5.0, mfc=face, mec=colour, mew=0.9, zorder=3)
            drawn.append({"hypothesis": answer["id"], "mark": name})
            drawn[-1] |= {key: one[key] for key in ("method", "usable", "worst_size")}
    key = {one["mark"]: words["usual"].get(one["method"], "o") for one in drawn}
    _draw_key(axis, key)
    axis.set_xlim(0, None)
    lettering.plain_numbers(axis.xaxis)
    rules = [percentage(limits[key]) for key in ("promised", "usable")]
    axis.set_xlabel(words["rules"].format(*rules))
    return drawn


def _draw_theories(
    axis: Axes, card: pd.DataFrame | None, words: dict[str, Any]
) -> dict[str, dict[str, int]]:
    """Draw a mark for each prediction of each theory, below it the counts; returns these.

    Of more predictions than have room the marks are left out.
    """
    counted: dict[str, dict[str, int]] = {}
    axis.set_axis_off()
    if card is None:
        return counted
    line = 0.0
    for theory, own in card.groupby("theory", sort=False):
        found = {fit: int((own["fits"] == fit).sum()) for fit in style.FITS}
        ways = own["predicted"].unique()
        way = f": {words['predicted'][ways[0]]}" if len(ways) == 1 else ""
        lettering.write(axis, -0.5, line, theory_name(str(theory), words) + way)
        marks = [fit for fit, count in found.items() for _ in range(count)]
        marks = marks if len(card) <= MOST_MARKS else []
        for k, fit in enumerate(marks):
            place = k % PER_LINE, line + 1 + k // PER_LINE
            axis.plot(*place, ls="none", mew=0.9, zorder=3, **style.FITS[fit])
        line += 1 + -(-len(marks) // PER_LINE)
        said = ", ".join(words["counts"][fit].format(n=count) for fit, count in found.items())
        lettering.write(axis, -0.5, line, said, style.QUIET)
        line += 1.6
        counted[str(theory)] = found
    axis.set(xlim=(-0.6, PER_LINE), ylim=(line - 0.9, -0.6))
    lettering.panel_title(axis, words["heading"], pad=14)
    return counted


def _draw_key(axis: Axes, named: dict[str, str]) -> None:
    """Write the names of methods with their marks in one line above a panel."""
    before: Any = "axes fraction"
    for name, mark in named.items():
        colour = style.MEAN.text if mark == "o" else style.QUIET
        first = before == "axes fraction"
        place, offset = ((0, 1), (0, 4)) if first else ((1, 0), (9, 0))
        look = {"coords": before, "va": "bottom"}
        before = lettering.note(axis, f"{GLYPHS[mark]} {name}", place, offset, colour, **look)


if __name__ == "__main__":
    draw(plot_overview, snakemake)
