"""Draw pairs of an amount and the share that belongs to it, period by period.

From data/processed/{table}.csv to figures/{figure}.*: one column per pair, amounts above, shares
below on common scales, with the share of all together behind each. Nothing is estimated.
Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import data, style
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.tables import read_processed

HEIGHT = 96.0  # mm
COLUMNS = ["panel", "mark", "series", "year", "value", "unit"]


def plot_pairs(
    path_to_series: str,
    series: list[dict[str, Any]],
    pairs: list[tuple[str, str]],
    events: list[dict[str, Any]],
    hypotheses: list[dict[str, Any]],
    publication: Publication,
    path_to_figure: str,
    pooled: str = "",
    others: int = 0,
) -> None:
    """Draw one column of panels per pair of amount and share.

    Parameters
    ----------
    series, hypotheses : list of dict
        Fields of `scripts.common.study.load.Series` and `Hypothesis`.
    pairs : list of (str, str)
        Ids of an amount and of the share that belongs to it.
    events : list of dict
        ``id``, ``label`` and ``year``, the year in the calendar of the table.
    pooled : str
        Id of the share of all of them together, if there is one.
    others : int
        Pairs of the table that are not drawn.
    """
    frame = read_processed(path_to_series)
    words = publication.labels(Path(path_to_figure).name)
    about = {one["id"]: one for one in series}
    calendar = {name: data.on_calendar(frame, name) for name in about}
    years = sorted(frame["year"].unique())
    # Events that no hypothesis is about would only fill these small panels.
    happened = [e for e in data.shown_events(events, hypotheses, years) if e["tested"]]
    figure = style.new_figure(style.DOUBLE, HEIGHT)
    panels = figure.subplots(2, len(pairs), sharex=True, sharey="row", squeeze=False)
    for column, pair in enumerate(pairs):
        for row, name in enumerate(pair):
            axis = panels[row][column]
            style.year_axis(axis, years[0], years[-1], most=3)
            style.mark_events(axis, happened, labelled=False)
            if row == 1 and pooled:
                _draw_pooled(axis, calendar[pooled], words["pooled"] if column == 0 else "")
            _draw(axis, calendar[name], words["suspected"])
            if row == 0:
                title = about[name]["short_label"].split(",")[0]
                style.panel_title(axis, "abcdefghijkl"[column], title)
                _name_events(axis, happened, words, first=column == 0)
    for row, name in enumerate(pairs[0]):
        unit = words["axis"].get(about[name]["kind"], about[name]["unit"])
        panels[row][0].set_ylabel(unit)
        panels[row][0].set_ylim(0, 1.13 * max(calendar[p[row]]["value"].max() for p in pairs))
        style.plain_numbers(panels[row][0].yaxis)
    _explain_missing(panels[0], [calendar[amount] for amount, _ in pairs], words["missing"])
    figure.supxlabel(words["calendar_name"], fontsize=style.SMALL)
    names = [name for pair in pairs for name in pair] + ([pooled] if pooled else [])
    rows = [row for name in names for row in data.year_rows(calendar[name])]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["unit"] = table["series"].map({name: one["unit"] for name, one in about.items()})
    table["panel"] = table["series"].map({name: about[name]["kind"] for name in about})
    facts = {
        **data.series_facts(frame, about),
        "series": about,
        "pairs": pairs,
        "suspected": {name: data.doubtful_years(calendar[name]) for name in names},
        "events": {event["id"]: event for event in happened},
        "absent": any(data.missing_years(calendar[name]) for name in names),
        "pooled": pooled,
        "others": others,
    }
    save_figure(figure, path_to_figure, table, facts, publication)


def _draw(axis: Axes, values: pd.DataFrame, suspected: str) -> None:
    doubtful = data.doubtful_years(values)
    style.draw_series(
        axis, list(values["year"]), list(values["value"]), open_years=doubtful, size=2.8
    )
    style.mark_missing(axis, data.missing_years(values))
    for one in values[values["year"].isin(doubtful)].to_dict("records"):
        look: dict[str, Any] = {"ha": "center", "va": "top", "coords": "data", "zorder": 6}
        style.note(axis, suspected, (one["year"], one["value"]), (0, -4), style.QUIET, **look)


def _draw_pooled(axis: Axes, values: pd.DataFrame, label: str) -> None:
    role = style.CONTEXT
    axis.plot(
        values["year"], values["value"], color=role.colour, lw=role.width, ls=role.dash, zorder=2
    )
    if label:
        first = values.dropna(subset="value").iloc[0]
        style.write(axis, first["year"], first["value"] + 4, label, role.text, va="bottom")


def _name_events(
    axis: Axes, events: list[dict[str, Any]], words: dict[str, Any], *, first: bool
) -> None:
    for event in events if first else []:
        axis.annotate(
            event["label"],
            xy=(event["year"] - 0.6, 1),
            xycoords=axis.get_xaxis_transform(),
            xytext=(0, -1),
            textcoords="offset points",
            ha="right",
            va="top",
        )


def _explain_missing(axes: list[Axes], columns: list[pd.DataFrame], text: str) -> None:
    """Say what the crosses mean above the first run of them."""
    for axis, values in zip(axes, columns, strict=True):
        absent = data.missing_years(values)
        if absent:
            centre = (absent[0] + absent[-1]) / 2
            lines = (centre, 0.1 * axis.get_ylim()[1], text)
            style.write(axis, *lines, style.QUIET, ha="center", va="bottom")
            return


if __name__ == "__main__":
    draw(plot_pairs, snakemake)
