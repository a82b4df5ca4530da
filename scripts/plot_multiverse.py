"""Draw specification curves: every defensible way to ask a question, and what each answers.

From results/multiverse/{hypothesis}.csv to figures/multiverse.*: one column per hypothesis, above
the estimates in order with their intervals, below the choices behind each. Fails if a curve has no
feasible specification.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import style
from scripts.common.figures.choice import first_hypotheses
from scripts.common.figures.curve import (
    draw_choices,
    draw_curve,
    explain,
    heights_of,
    option_rows,
    ordered,
)
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.formatting import number, p_equals, percentage
from scripts.common.wording.terms import question_put

MOST = 3  # curves side by side
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
    path_to_figure: str,
) -> None:
    """Draw one column per hypothesis.

    Parameters
    ----------
    paths_to_curves : list of str
        In the order of `hypotheses`.
    hypotheses : list of dict
        Fields of `scripts.common.study.model.Hypothesis`.
    series, events : dict
        Fields of `scripts.common.study.model.Series` and `Event`, by id.
    """
    words = publication.labels("multiverse")
    hypotheses, others = first_hypotheses(hypotheses, MOST)
    read = [pd.read_csv(path) for path in paths_to_curves[:MOST]]
    curves = [ordered(curve) for curve in read]
    rows = option_rows(curves, words)
    choices = ROW * ((rows[-1].height if rows else 0.0) + 1.2)
    figure = style.new_figure(style.DOUBLE, CURVE + choices + FURNITURE)
    panels = figure.subplots(
        2, len(curves), sharey="row", squeeze=False, height_ratios=[CURVE, choices]
    )
    panels[0][0].set_ylim(*heights_of(curves))
    explain(panels[0][0], words)
    facts = []
    for i, (h, raw, curve) in enumerate(zip(hypotheses, read, curves, strict=True)):
        above, below = panels[0][i], panels[1][i]
        names = (series[h["series"]]["short_label"], events[h["event"]]["label"])
        found = {**_summary(raw, curve), "windows": _windows(raw)}
        style.panel_title(above, "abcd"[i], f"{names[0]}, {names[1]}", pad=24)
        _subtitle(above, question_put(h["question"], h["claimed"]), found, words)
        draw_curve(above, curve, words)
        draw_choices(below, curve, rows)
        above.set_xticks([])
        style.plain_numbers(below.xaxis)
        below.set_xlabel(words["axis"])
        facts.append({**h, **found, "name": ", ".join(names)})
    one_unit = all(len(set(curve["outcome"])) == 1 for curve in curves)
    unit = words["points"] if hypotheses[0]["unit"].startswith("%") else hypotheses[0]["unit"]
    panels[0][0].set_ylabel(words["difference"].format(unit=unit if one_unit else words["sd"]))
    style.plain_numbers(panels[0][0].yaxis)
    table = pd.concat(curves, ignore_index=True).reindex(columns=COLUMNS)
    given = {"panels": facts, "choices": words["choices"], "drawn": [r.choice for r in rows]}
    given |= {"questions": words["questions"], "others": others}
    save_figure(figure, path_to_figure, table, given, publication)


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
        "p_joint_median": float(first["p_joint_median"]),
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
        style.note(axis, text, (0, 1), (0, height), style.QUIET)


if __name__ == "__main__":
    draw(plot_multiverse, snakemake)
