"""Draw the scorecard of the two theories: which prediction fits, which fails, what cannot be told.

From results/scorecard.csv to figures/scorecard.*: one row per series and event, one column per
theory and question. Fails if a prediction is marked by a word that figures.yaml does not know.
"""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication, theory_name

ROW, HEAD, KEY = 4.6, 17.0, 9.0  # mm: a row, the headings of the columns, the key below
MOST = 40  # series at one event: a page
GAP = 0.35  # columns: between two theories
COLUMNS = ["theory", "predicted", "series", "event", "question", "hypothesis", "verdict", "fits"]


def plot_scorecard(
    path_to_scorecard: str,
    series: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    publication: Publication,
) -> None:
    """Draw one cell per prediction; see `scripts.common.study.parameters.of_figure`."""
    card = pd.read_csv(path_to_scorecard)
    words = publication.labels()
    theories = list(dict.fromkeys(card["theory"]))
    questions = list(dict.fromkeys(card["question"]))
    x = {
        (theory, question): i * (len(questions) + GAP) + j
        for i, theory in enumerate(theories)
        for j, question in enumerate(questions)
    }
    drawn, others = _first_rows(card)
    y, labels = _rows(drawn, series, events)
    figure = style.new_figure(style.SINGLE, ROW * len(labels) + HEAD + KEY)
    axis = figure.subplots()
    axis.set_xlim(-0.5, max(x.values()) + 0.5)
    axis.set_ylim(len(labels) - 0.5, -0.5)
    _name_rows(axis, labels)
    _name_columns(axis, card, x, words)
    for one in drawn.to_dict("records"):
        place = (x[one["theory"], one["question"]], y[one["series"], one["event"]])
        axis.plot(*place, ls="none", mew=0.9, zorder=3, **style.FITS[one["fits"]])
    counts = {fit: int((card["fits"] == fit).sum()) for fit in style.FITS}
    _draw_key(axis, counts, words)
    facts = {
        "counts": counts,
        "n": len(card),
        "theories": {t: _predicted(card, t, words) for t in theories},
        "questions": words["columns"],
        "decided": [
            {**one, "series": series[one["series"]]["short_label"]}
            | {"event": events[one["event"]]["label"]}
            for one in card[card["fits"] != "cannot tell"].to_dict("records")
        ],
        "fits": words["fits"],
        "others": others,
    }
    save_figure(figure, card[COLUMNS], facts, publication)


def _first_rows(card: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the predictions of the first series and events, and how many are left out."""
    keys = list(zip(card["series"], card["event"], strict=True))
    first = set(list(dict.fromkeys(keys))[:MOST])
    kept = [key in first for key in keys]
    return card[kept], len(card) - sum(kept)


def _rows(
    card: pd.DataFrame, series: dict[str, dict[str, Any]], events: dict[str, dict[str, Any]]
) -> tuple[dict[tuple[str, str], int], list[tuple[str, bool]]]:
    """Return the height of each series and event, and all labels; True for those of an event."""
    heights: dict[tuple[str, str], int] = {}
    labels: list[tuple[str, bool]] = []
    for event, part in card.groupby("event", sort=False):
        labels.append((events[str(event)]["label"], True))
        for name in dict.fromkeys(part["series"]):
            heights[name, str(event)] = len(labels)
            labels.append((series[name]["short_label"], False))
    return heights, labels


def _name_rows(axis: Axes, labels: list[tuple[str, bool]]) -> None:
    axis.spines[:].set_visible(False)
    axis.tick_params(axis="x", length=0)
    colours = [style.QUIET if heading else style.INK for _, heading in labels]
    named = zip(labels, colours, strict=True)
    lettering.name_rows(axis, [(i, one[0], {"color": c}) for i, (one, c) in enumerate(named)])
    for i, (_, heading) in enumerate(labels):
        axis.axhline(i + 0.5, color=style.HAIR if heading else style.BAND, lw=0.6, zorder=0)


def _name_columns(
    axis: Axes, card: pd.DataFrame, x: dict[tuple[str, str], float], words: dict[str, Any]
) -> None:
    axis.set_xticks(list(x.values()), [words["columns"][question] for _, question in x])
    axis.xaxis.tick_top()
    for theory in dict.fromkeys(name for name, _ in x):
        middle = sum(v for (name, _), v in x.items() if name == theory)
        middle /= sum(name == theory for name, _ in x)
        look: dict[str, Any] = {"coords": axis.get_xaxis_transform(), "ha": "center"}
        named, said = theory_name(theory, words), _predicted(card, theory, words)
        lettering.note(axis, named, (middle, 1), (0, 35), size=style.LARGE, **look)
        lettering.note(axis, said, (middle, 1), (0, 25), style.QUIET, **look)


def _predicted(card: pd.DataFrame, theory: str, words: dict[str, Any]) -> str:
    """Return in words what a theory predicts; empty where that differs from row to row."""
    ways = card.loc[card["theory"] == theory, "predicted"].unique()
    return words["predicted"][ways[0]] if len(ways) == 1 else ""


def _draw_key(axis: Axes, counts: dict[str, int], words: dict[str, Any]) -> None:
    """Explain the marks below the rows, with how often each occurs."""
    low, _ = axis.get_ylim()
    left, right = axis.get_xlim()
    step = (right - left) / len(counts)
    for i, (fit, count) in enumerate(counts.items()):
        place = (left + (i - 0.55 + 0.12 * i) * step, low + 1.0)
        axis.plot(*place, ls="none", mew=0.9, clip_on=False, **style.FITS[fit])
        lettering.note(
            axis, f"{words['fits'][fit]}: {count}", place, (6, 0), coords="data", va="center"
        )


if __name__ == "__main__":
    draw(plot_scorecard, snakemake)
