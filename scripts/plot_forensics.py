"""Draw what the printed pairs imply, what a misprint would explain, and what another source says.

From results/forensics.csv and results/external_check.csv to figures/forensics.*: implied totals by
year, one panel per pair of amount and share, and printed less external shares by recipient.
Fails if the texts in figures.yaml ask for a fact that is not there.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scripts.common.figures import lettering, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication
from scripts.common.figures.totals import (
    draw_differences,
    draw_totals,
    drawn_candidates,
    list_candidates,
    log_axis,
    mark_candidates,
    named,
    pairs_of,
    recipient,
)
from scripts.common.tables import with_periods

HEIGHTS = (54.0, 3.0, 40.0, 46.0)  # mm: the first pair, a line, the others, the external shares
MOST = 6  # pairs beside the first
COLUMNS = [
    *("panel", "series", "share_series", "year", "printed_amount", "printed_share"),
    *("implied_total", "implied_low", "implied_high", "neighbours_total", "external_total"),
    *("doubted", "candidate_cell", "candidate", "change", "candidate_total", "rank"),
    *("printed", "external", "difference", "tolerance", "agrees"),
]


def plot_forensics(
    path_to_forensics: str,
    series: dict[str, dict[str, Any]],
    publication: Publication,
    path_to_external: str | None = None,
) -> None:
    """Draw the first pair large, the others small, and the differences of the shares below."""
    found, words = with_periods(pd.read_csv(path_to_forensics), "year"), publication.labels()
    pairs, candidates = pairs_of(found), drawn_candidates(found)
    checked = _checked(path_to_external, found)
    every = list(dict.fromkeys(found["series"]))
    names = every[: 1 + MOST]
    heights = [HEIGHTS[0], *(HEIGHTS[1:3] if len(names) > 1 else ())]
    heights += HEIGHTS[3:] if len(checked) else []
    figure = style.new_figure(style.DOUBLE, sum(heights))
    rows = figure.add_gridspec(len(heights), 1, height_ratios=heights)
    above = rows[0].subgridspec(1, 2, width_ratios=(4, 1), wspace=0.02)
    first = figure.add_subplot(above[0])
    beside = figure.add_subplot(above[1], sharey=first)
    below = []
    if len(names) > 1:
        others = rows[2].subgridspec(1, len(names) - 1)
        below = [figure.add_subplot(others[i]) for i in range(len(names) - 1)]
    for axis, name in zip([first, *below], names, strict=True):
        pair, meant = (frame[frame["series"] == name] for frame in (pairs, candidates))
        _draw_pair(
            axis, pair, meant, foot=1.15 if axis is first else 1.4, most=6 if axis is first else 3
        )
        title = series[name]["short_label"] if axis is first else recipient(series[name])
        lettering.panel_title(axis, title)
    first.set_ylabel(words["total"].format(unit=series[names[0]]["unit"]))
    if below:
        below[0].set_ylabel(words["totals"])
        line = figure.add_subplot(rows[1])
        line.axis("off")
        # Out of the layout, or the text's width would push the panels apart.
        lettering.note(line, words["others"], (0, 0), (0, 0), style.QUIET).set_in_layout(False)
    _name_lines(first, pairs[pairs["series"] == names[0]], words)
    own = candidates[candidates["series"] == names[0]]
    list_candidates(beside, own, words, 0.8 * HEIGHTS[0] * style.MM * 72)
    for axis, name in zip(below, names[1:], strict=True):
        _name_best(axis, candidates[candidates["series"] == name], words)
    if len(checked):
        last = figure.add_subplot(rows[len(heights) - 1])
        draw_differences(last, checked, series, words)
        lettering.panel_title(last, words["differences"])
    facts = _facts(found, pairs, candidates, checked, series) | {"others": len(every) - len(names)}
    save_figure(figure, _table(pairs, candidates, checked), facts, publication)


def _checked(path: str | None, found: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that another source has, too; none without external checks."""
    columns = ["series", "year", "agrees", "difference", "tolerance", "printed", "external"]
    checked = with_periods(pd.read_csv(path), "year") if path else pd.DataFrame(columns=columns)
    return checked[checked["series"].isin(found["share_series"]) & checked["agrees"].notna()]


def _draw_pair(
    axis: Axes, pairs: pd.DataFrame, candidates: pd.DataFrame, foot: float, most: int
) -> None:
    draw_totals(axis, pairs, most)
    columns = ["implied_low", "implied_high", "neighbours_total", "external_total"]
    ends = np.concatenate(
        [pairs[columns].to_numpy(dtype=float).ravel(), candidates["candidate_total"]]
    )
    log_axis(axis, float(np.nanmin(ends)) / foot, float(np.nanmax(ends)) * 1.2)
    mark_candidates(axis, candidates)


def _name_lines(axis: Axes, pairs: pd.DataFrame, words: dict[str, Any]) -> None:
    """Name the expected level where there is most room above it, and the doubted pair."""
    tops = pairs.set_index("year")[["implied_total", "neighbours_total"]].max(axis=1)
    room = {year: tops.loc[year - 2 : year + 2].max() for year in tops.index[2:-2]}
    room = room or {tops.index[0]: tops.iloc[0]}
    year = min(room, key=lambda y: float(room[y]))
    place = (year, room[year])
    look: dict[str, Any] = {"coords": "data", "ha": "center", "va": "bottom"}
    lettering.note(axis, words["neighbours"], place, (0, 2), style.PATH.text, **look)
    for one in pairs[pairs["doubted"]].to_dict("records"):
        text = words["printed"].format(amount=one["printed_amount"], share=one["printed_share"])
        place = (one["year"], one["implied_total"])
        lettering.note(axis, text, place, (-5, 0), style.INK, "data", ha="right", va="center")


def _name_best(axis: Axes, candidates: pd.DataFrame, words: dict[str, Any]) -> None:
    """Name the likeliest candidate of each doubted pair at the foot of a small panel."""
    foot = axis.get_ylim()[0]
    for one in candidates.drop_duplicates("year").to_dict("records"):
        heights = (foot * 1.13, one["candidate_total"])
        axis.plot([one["year"]] * 2, heights, color=style.HAIR, lw=0.5, zorder=1)
        place, look = (one["year"], foot), {"ha": "right", "va": "bottom", "coords": "data"}
        lettering.note(axis, named(one, words), place, (5, 1), style.MEAN.text, **look)


def _table(pairs: pd.DataFrame, candidates: pd.DataFrame, checked: pd.DataFrame) -> pd.DataFrame:
    blocks = [
        pairs.assign(panel="totals").drop(columns=["candidate_cell", "candidate", "change"]),
        candidates.assign(panel="candidates").drop(columns=["implied_low", "implied_high"]),
        checked.assign(panel="shares"),
    ]
    kept = [block.reindex(columns=COLUMNS).astype(object) for block in blocks]
    return pd.concat(kept, ignore_index=True)


def _printed(candidate: Mapping[Any, Any]) -> str:
    is_share = candidate["candidate_cell"] == candidate["share_series"]
    return f"{candidate['candidate']}{'%' if is_share else ''}"


def _simplest(candidates: pd.DataFrame) -> pd.DataFrame:
    """Return those that need the fewest slips."""
    simplest: pd.DataFrame = candidates[candidates["slips"] == candidates["slips"].min()]
    return simplest


def _facts(
    found: pd.DataFrame,
    pairs: pd.DataFrame,
    candidates: pd.DataFrame,
    checked: pd.DataFrame,
    series: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return what the texts say: doubted pairs with their candidates, shares that disagree."""
    doubted = []
    for pair in pairs[pairs["doubted"]].to_dict("records"):
        own = candidates[
            (candidates["series"] == pair["series"]) & (candidates["year"] == pair["year"])
        ]
        doubted.append(
            {
                **pair,
                "name": recipient(series[pair["series"]]),
                "unit": series[pair["series"]]["unit"],
                "candidates": own.to_dict("records"),
                "simplest": [_printed(one) for one in _simplest(own).to_dict("records")],
                "equally": int(_simplest(own)["n_candidates"].max()) if len(own) else 0,
            }
        )
    off = checked[~checked["agrees"].astype(bool)]
    return {
        "doubted": doubted,
        "pairs": len(pairs),
        "names": [recipient(series[name]) for name in dict.fromkeys(found["series"])],
        "first": series[found["series"].iloc[0]],
        "compared": len(checked),
        "tolerance": float(checked["tolerance"].max()) if len(checked) else 0.0,
        "external": bool(pairs["external_total"].notna().any()),
        "off": [
            {**one, "name": recipient(series[one["series"]])} for one in off.to_dict("records")
        ],
    }


if __name__ == "__main__":
    draw(plot_forensics, snakemake)
