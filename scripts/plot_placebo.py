"""Draw what the primary method says if the event is put into every other year that allows it.

From results/placebo.csv to figures/placebo.*: one panel per hypothesis, estimates and intervals by
placebo year, the year of the event marked. Fails if a hypothesis has no row for its own year.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication, difference_unit
from scripts.common.formatting import number
from scripts.common.tables import with_periods
from scripts.common.wording.terms import QUESTIONS, question_put

HEIGHT = 54.0  # mm, of one row of panels
MOST = 4  # series at one event: a page
COLUMNS = ["hypothesis", "series", "event", "question", "placebo_year", "actual", "method"]
COLUMNS += ["parameter", "estimate", "ci_low", "ci_high", "unit", "p_two_sided", "status", "reason"]


def plot_placebo(
    path_to_placebo: str,
    hypotheses: list[dict[str, Any]],
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    publication: Publication,
) -> None:
    """Draw one panel per hypothesis: a column per question, a row per series and event.

    See `scripts.common.study.parameters.of_figure`.
    """
    found = with_periods(pd.read_csv(path_to_placebo), "placebo_year")
    words = publication.labels()
    hypotheses, others = _of_first_pairs(hypotheses, MOST)
    about = list(dict.fromkeys((h["series"], h["event"]) for h in hypotheses))
    asked = [q for q in QUESTIONS if q in {h["question"] for h in hypotheses}]
    figure = style.new_figure(style.DOUBLE, HEIGHT * len(about))
    panels = figure.subplots(len(about), len(asked), squeeze=False)
    facts = []
    for h in hypotheses:
        row, column = about.index((h["series"], h["event"])), asked.index(h["question"])
        axis, name = panels[row][column], data.about_what(h, series, events)
        own = found[found["hypothesis"] == h["id"]]
        counts = _counted(own[own["status"] == "ok"], h)
        _draw_years(axis, own, h, words)
        title = f"{name}: {question_put(h['question'], h['claimed'])}"
        lettering.panel_title(axis, title, pad=14)
        lettering.note(axis, words["rank"].format(**counts), (0, 1), (0, 4), style.QUIET)
        unit = difference_unit(h["unit"], words)
        axis.set_ylabel("" if column else words["difference"].format(unit=unit))
        if row == len(about) - 1:
            axis.set_xlabel(words["axis"])
        facts.append({**h, **counts, "name": name})
    drawn = found[found["hypothesis"].isin([h["id"] for h in hypotheses])]
    given = {"panels": facts, "others": others}
    save_figure(figure, drawn.reindex(columns=COLUMNS), given, publication)


def _of_first_pairs(
    hypotheses: list[dict[str, Any]], most: int
) -> tuple[list[dict[str, Any]], int]:
    """Return the hypotheses of the first series and events, and how many are left out."""
    about = list(dict.fromkeys((h["series"], h["event"]) for h in hypotheses))[:most]
    kept = [h for h in hypotheses if (h["series"], h["event"]) in about]
    return kept, len(hypotheses) - len(kept)


def _counted(own: pd.DataFrame, hypothesis: dict[str, Any]) -> dict[str, Any]:
    """Count the other years, and those that go at least as far the claimed way."""
    sign = 1 if hypothesis["claimed"] == "up" else -1
    actual, others = own[own["actual"]], own[~own["actual"]]
    value = float(actual["estimate"].iloc[0]) if len(actual) else np.nan
    return {
        "estimate": value,
        "others": len(others),
        "reaching": int((sign * others["estimate"] >= sign * value).sum()),
    }


def _draw_years(
    axis: Axes, own: pd.DataFrame, hypothesis: dict[str, Any], words: dict[str, Any]
) -> None:
    lettering.year_axis(axis, hypothesis["first_year"], hypothesis["last_year"])
    known = own[own["status"] == "ok"]
    smallest = data.towards_claim(hypothesis)
    low, high = _limit(axis, known, smallest)
    axis.axhline(0, color=style.QUIET, lw=0.6, zorder=1)
    dashed: dict[str, Any] = {"color": style.INK, "lw": 0.8, "ls": (0, (2, 2)), "zorder": 1}
    axis.axhline(smallest, **dashed)
    axis.axvspan(
        hypothesis["event_year"] - 0.5, hypothesis["event_year"] + 0.5, color=style.BAND, lw=0
    )
    for one in known.to_dict("records"):
        colour = style.MEAN.colour if one["actual"] else style.INK
        look: dict[str, Any] = {
            "size": 5.4 if one["actual"] else min(3.2, marks.CROWD / len(known)),
            "width": 2.0 if one["actual"] else 0.8,
        }
        face = None if one["actual"] else "white"
        interval = (one["estimate"], one["ci_low"], one["ci_high"])
        place = one["placebo_year"]
        marks.draw_interval(axis, place, *interval, upright=True, colour=colour, face=face, **look)
        if not low <= one["estimate"] <= high:
            _write_outside(axis, place, one["estimate"])
    absent = own.loc[own["status"] != "ok", "placebo_year"].tolist()
    marks.label_missing(axis, absent, words["infeasible"])


def _limit(axis: Axes, known: pd.DataFrame, smallest: float) -> tuple[float, float]:
    """Set limits that hold the event's own year and what is not far less certain than usual."""
    widths = known["ci_high"] - known["ci_low"]
    usual = known[known["actual"] | (widths <= 2 * widths.median())]
    ends = [0.0, smallest, *(v for k in ("ci_low", "ci_high", "estimate") for v in usual[k])]
    low, high = np.nanmin(ends), np.nanmax(ends)
    axis.set_ylim(low - 0.05 * (high - low), high + 0.05 * (high - low))
    return axis.get_ylim()


def _write_outside(axis: Axes, year: int, estimate: float) -> None:
    """Write an estimate that lies beyond the panel beside the arrow head that points to it."""
    low, high = axis.get_ylim()
    left, below = year < np.mean(axis.get_xlim()), estimate < low
    place, offset = (year, low if below else high), (-4 if left else 4, 4 if below else -4)
    look = {"ha": "right" if left else "left", "va": "bottom" if below else "top"}
    lettering.note(axis, number(estimate, 0), place, offset, coords="data", **look)


if __name__ == "__main__":
    draw(plot_placebo, snakemake)
