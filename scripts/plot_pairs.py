"""Draw pairs of an amount and the share that belongs to it, period by period.

From data/processed/{table}.csv to figures/{figure}.*: one column per pair, amounts above, shares
below on common scales, with the share of all together behind each. Nothing is estimated.
Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, lettering, marks, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication
from scripts.common.tables import read_processed

HEIGHT = 96.0  # mm
COLUMNS = ["panel", "mark", "series", "year", "value", "unit"]


def plot_pairs(
    path_to_series: str,
    series: dict[str, dict[str, Any]],
    pairs: list[tuple[str, str]],
    events: dict[str, dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    pooled: str = "",
    others: int = 0,
) -> None:
    """Draw one column of panels per pair; see `scripts.common.study.parameters.of_figure`."""
    names = [name for pair in pairs for name in pair] + ([pooled] if pooled else [])
    frame, words = read_processed(path_to_series, names), publication.labels()
    calendar = {name: data.on_calendar(frame, name) for name in names}
    facts = data.series_facts(frame, names)
    span = facts["first"], facts["last"]
    # Events that no hypothesis is about would only fill these small panels.
    happened = [e for e in data.shown_events(events, hypotheses, frame["year"]) if e["tested"]]
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    panels = figure.subplots(2, len(pairs), sharex=True, sharey="row", squeeze=False)
    for (above, below), (amount, share) in zip(panels.T, pairs, strict=True):
        for axis, name in ((above, amount), (below, share)):
            lettering.year_axis(axis, *span, most=3)
            marks.mark_events(axis, happened, labelled=False)
            if name == share and pooled:
                label = words["pooled"] if below is panels[1][0] else ""
                _draw_pooled(below, calendar[pooled], label)
            _draw(axis, calendar[name], words["suspected"])
        lettering.panel_title(above, series[amount]["short_label"].split(",")[0])
    _name_events(panels[0][0], happened)
    for row, kind in zip(panels, zip(*pairs, strict=True), strict=True):
        first = series[kind[0]]
        row[0].set_ylabel(words["axis"].get(first["kind"], first["unit"]))
        row[0].set_ylim(0, 1.13 * max(calendar[name]["value"].max() for name in kind))
        lettering.plain_numbers(row[0].yaxis)
    _explain_missing(panels[0], [calendar[amount] for amount, _ in pairs], words["missing"])
    figure.supxlabel(words["calendar_name"], fontsize=style.SMALL)
    rows = [row for name in names for row in data.year_rows(calendar[name])]
    table = pd.DataFrame(rows, columns=COLUMNS)
    about = [series[name] for name in table["series"]]
    table = table.assign(unit=[s["unit"] for s in about], panel=[s["kind"] for s in about])
    facts |= {
        "series": series,
        "pairs": pairs,
        "events": {event["id"]: event for event in happened},
        "absent": any(facts["missing"].values()),
        "pooled": pooled,
        "others": others,
    }
    save_figure(figure, table, facts, publication)


def _draw(axis: Axes, values: pd.DataFrame, suspected: str) -> None:
    doubtful = data.doubtful_years(values)
    marks.draw_series(
        axis, list(values["year"]), list(values["value"]), open_years=doubtful, size=2.8
    )
    marks.mark_missing(axis, data.missing_years(values))
    for one in values[values["year"].isin(doubtful)].to_dict("records"):
        look: dict[str, Any] = {"ha": "center", "va": "top", "coords": "data", "zorder": 6}
        lettering.note(axis, suspected, (one["year"], one["value"]), (0, -4), style.QUIET, **look)


def _draw_pooled(axis: Axes, values: pd.DataFrame, label: str) -> None:
    role = style.CONTEXT
    axis.plot(
        values["year"], values["value"], color=role.colour, lw=role.width, ls=role.dash, zorder=2
    )
    if label:
        first = values.dropna(subset="value").iloc[0]
        lettering.write(axis, first["year"], first["value"] + 4, label, role.text, va="bottom")


def _name_events(axis: Axes, events: list[dict[str, Any]]) -> None:
    look: dict[str, Any] = {"coords": axis.get_xaxis_transform(), "ha": "right", "va": "top"}
    for event in events:
        lettering.note(axis, event["label"], (event["year"] - 0.6, 1), (0, -1), **look)


def _explain_missing(axes: list[Axes], columns: list[pd.DataFrame], text: str) -> None:
    """Say what the crosses mean above the first run of them."""
    for axis, values in zip(axes, columns, strict=True):
        absent = data.missing_years(values)
        if absent:
            centre = (absent[0] + absent[-1]) / 2
            lines = (centre, 0.1 * axis.get_ylim()[1], text)
            lettering.write(axis, *lines, style.QUIET, ha="center", va="bottom")
            return


if __name__ == "__main__":
    draw(plot_pairs, snakemake)
