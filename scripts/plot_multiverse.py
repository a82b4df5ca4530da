"""Draw specification curves: every defensible way to ask a question, and what each answers.

From results/multiverse/{hypothesis}.csv to figures/multiverse.*: one column per hypothesis, above
the estimates in order with their intervals, below the choices behind each. Fails if a curve has no
feasible specification.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, style
from scripts.common.figures.curve import (
    draw_choices,
    draw_curve,
    explain,
    heights_of,
    option_rows,
    ordered,
)
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication, difference_unit
from scripts.common.formatting import number, p_equals, percentage
from scripts.common.wording.terms import question_put

CURVE, ROW, FURNITURE = 52.0, 2.9, 17.0  # mm: the curve, an option, titles and lowest axis
COLUMNS = ["hypothesis", "specification", "place", "value", "low", "high", "answer", "headline"]
COLUMNS += ["event_year", "window", "outcome", "table", "last_year", "trend", "hold_covariate"]
COLUMNS += ["gap", "covariance", "p_two_sided"]


def plot_multiverse(
    paths_to_curves: list[str],
    hypotheses: list[dict[str, Any]],
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    publication: Publication,
) -> None:
    """Draw one column per hypothesis; files of curves are in the same order.

    See `scripts.common.study.parameters.of_figure`.
    """
    words = publication.labels()
    read = [pd.read_csv(path) for path in paths_to_curves]
    curves = [ordered(curve) for curve in read]
    rows = option_rows(curves, words)
    choices = ROW * ((rows[-1].height if rows else 0.0) + 1.2)
    figure = style.new_figure(style.DOUBLE, CURVE + choices + FURNITURE)
    shared: dict[str, Any] = {"sharey": "row", "squeeze": False}
    panels = figure.subplots(2, len(curves), height_ratios=[CURVE, choices], **shared)
    panels[0][0].set_ylim(*heights_of(curves))
    explain(panels[0][0], words)
    facts = []
    for (above, below), h, raw, curve in zip(panels.T, hypotheses, read, curves, strict=True):
        name = data.about_what(h, series, events)
        found = {**_summary(raw, curve), "windows": _windows(raw)}
        lettering.panel_title(above, name, pad=24)
        _subtitle(above, question_put(h["question"], h["claimed"]), found, words)
        draw_curve(above, curve, words)
        draw_choices(below, curve, rows)
        above.set_xticks([])
        lettering.plain_numbers(below.xaxis)
        below.set_xlabel(words["axis"])
        facts.append({**h, **found, "name": name})
    one_unit = all(len(set(curve["outcome"])) == 1 for curve in curves)
    unit = difference_unit(hypotheses[0]["unit"], words) if one_unit else words["sd"]
    panels[0][0].set_ylabel(words["difference"].format(unit=unit))
    lettering.plain_numbers(panels[0][0].yaxis)
    table = pd.concat(curves, ignore_index=True).reindex(columns=COLUMNS)
    given = {"panels": facts, "choices": words["choices"], "drawn": [r.choice for r in rows]}
    save_figure(figure, table, given, publication)


def _summary(raw: pd.DataFrame, curve: pd.DataFrame) -> dict[str, Any]:
    first = raw.iloc[0]
    return {
        "n": len(curve),
        "left_out": len(raw) - len(curve),
        "infeasible": int((raw["status"] != "ok").sum()),
        "median": float(curve["value"].median()),
        "lowest": float(curve["value"].min()),
        "highest": float(curve["value"].max()),
        "share": float(first["share_significant_claimed"]),
        "p_joint": float(first["p_joint_share"]),
        "positive": float((curve["value"] > 0).mean()),
    }


def _windows(raw: pd.DataFrame) -> list[str]:
    return [window.replace("-", "–") for window in dict.fromkeys(raw["window"])]


def _subtitle(axis: Axes, question: str, found: dict[str, Any], words: dict[str, Any]) -> None:
    said = words["summary"].format(
        share=percentage(round(found["share"], 2)), joint=p_equals(found["p_joint"])
    )
    asked = words["asked"].format(question=question, n=number(found["n"], 0))
    for text, height in ((asked, 14), (said, 4)):
        lettering.note(axis, text, (0, 1), (0, height), style.QUIET)


if __name__ == "__main__":
    draw(plot_multiverse, snakemake)
