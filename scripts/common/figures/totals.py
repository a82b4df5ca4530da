"""Panels of doubt: implied totals, what a misprint would explain, printed less external shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from scripts.common.figures import lettering, marks, style
from scripts.common.formatting import number
from scripts.common.periods import period_label, year_of

GAP = 1.5  # years between two recipients
STEP = 8.6  # points: least distance of two candidates' labels
DIGITS = [1, 1.5, 2, 3, 5, 7]  # first digits of the ticks of a logarithmic axis


def pairs_of(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of results/forensics.csv, with `doubted` for those flagged."""
    pairs = found.drop_duplicates(["series", "share_series", "year"])
    return pairs.assign(doubted=pairs["flagged"] | pairs["flagged_external"]).sort_values("year")


def drawn_candidates(found: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates that agree with all that is known, likeliest first."""
    return found[found["candidate_agrees"].eq(True)].sort_values(["series", "year", "rank"])


def draw_totals(axis: Axes, pairs: pd.DataFrame, most: int = 6) -> None:
    """Draw the implied totals of one series with what the rounding of both cells leaves open.

    Dashed: the level that the neighbours lead one to expect; dotted: the external total.
    """
    first, last = int(pairs["year"].min()), int(pairs["year"].max())
    lettering.year_axis(axis, first, last, most=most)
    rows = pairs.set_index("year").reindex(range(first, last + 1))
    years = rows.index.tolist()
    for column, role in (("neighbours_total", style.PATH), ("external_total", style.CONTEXT)):
        axis.plot(years, rows[column], color=role.colour, lw=role.width, ls=role.dash, zorder=2)
    doubted = pairs.loc[pairs["doubted"], "year"].tolist()
    axis.vlines(years, rows["implied_low"], rows["implied_high"], color=style.INK, lw=2.2, zorder=3)
    marks.draw_series(axis, years, rows["implied_total"].tolist(), open_years=doubted, size=2.8)


def log_axis(axis: Axes, lowest: float, highest: float) -> None:
    """Make the height logarithmic, with few round ticks from `lowest` to `highest`."""
    axis.set_yscale("log")
    axis.set_ylim(lowest, highest)
    decades = np.arange(np.floor(np.log10(lowest)), np.ceil(np.log10(highest)) + 1)
    ticks = [digit * 10.0**decade for decade in decades for digit in DIGITS]
    axis.yaxis.set_major_locator(FixedLocator([t for t in ticks if lowest <= t <= highest]))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 0)))


def mark_candidates(axis: Axes, candidates: pd.DataFrame) -> None:
    """Draw the totals that candidates would imply, open, at the year of the doubted pair."""
    look: dict[str, Any] = {"marker": "D", "ms": 3.4, "mfc": "white", "mec": style.MEAN.colour}
    axis.plot(
        candidates["year"], candidates["candidate_total"], ls="none", mew=0.8, zorder=5, **look
    )


def list_candidates(
    axis: Axes, candidates: pd.DataFrame, words: Mapping[str, Any], height: float
) -> None:
    """Name candidates beside their totals, on a panel that shares its height with the totals.

    Parameters
    ----------
    height : float
        Of the panel in points, about.
    """
    axis.set_xlim(0, 1)
    axis.axis("off")
    rows = candidates.sort_values("candidate_total").to_dict("records")
    low, high = np.log10(axis.get_ylim())
    heights = [float(np.log10(row["candidate_total"])) for row in rows]
    places = lettering.spread(heights, STEP / height * (high - low), high)
    for row, at, place in zip(rows, heights, places, strict=True):
        axis.plot(0.02, 10**at, marker="D", ms=3.4, mfc="white", mec=style.MEAN.colour, mew=0.8)
        axis.plot((0.05, 0.17), (10**at, 10**place), color=style.HAIR, lw=0.5, zorder=0)
        lettering.write(axis, 0.19, 10**place, named(row, words), style.MEAN.text)


def named(row: Mapping[Any, Any], words: Mapping[str, Any]) -> str:
    """Return a candidate in words: "if loans 393.9"."""
    cell = "share" if row["candidate_cell"] == row["share_series"] else "amount"
    return str(words["if"][cell]).format(candidate=row["candidate"])


def recipient(one: Mapping[str, Any]) -> str:
    """Return the name of a series without what it measures: "Thailand", "JICA experts"."""
    return str(one["short_label"].split(",")[0])


def draw_differences(
    axis: Axes, checked: pd.DataFrame, series: dict[str, dict[str, Any]], words: dict[str, Any]
) -> None:
    """Draw printed less external shares, recipient beside recipient, year by year."""
    start = 0.0
    ticks: dict[float, int] = {}
    low, high = checked["difference"].min(), checked["difference"].max()
    axis.set_ylim(low - 0.1 * (high - low), high + 0.22 * (high - low))
    lettering.plain_numbers(axis.yaxis)
    for name, own in checked.groupby("series", sort=False):
        first, last = int(own["year"].min()), int(own["year"].max())
        rows = own.set_index("year").reindex(range(first, last + 1))
        places = [start + year - first for year in rows.index]
        tolerance = float(own["tolerance"].iloc[0])
        axis.fill_between(
            (places[0] - 0.6, places[-1] + 0.6), -tolerance, tolerance, color=style.BAND, lw=0
        )
        off = own.loc[~own["agrees"].astype(bool), "year"]
        doubted = [start + year - first for year in off]
        marks.draw_series(axis, places, rows["difference"].tolist(), open_years=doubted, size=2.8)
        for place, year in zip(doubted, off, strict=True):
            value = float(rows.loc[year, "difference"])
            text = words["outlier"].format(
                year=period_label(year),
                printed=number(rows.loc[year, "printed"]),
                external=number(rows.loc[year, "external"]),
            )
            lettering.note(
                axis, text, (place, value), (-5, 0), coords="data", ha="right", va="center"
            )
        middle = ((places[0] + places[-1]) / 2, 1)
        look: dict[str, Any] = {"coords": axis.get_xaxis_transform(), "ha": "center", "va": "top"}
        lettering.note(
            axis, recipient(series[str(name)]), middle, (0, -1), size=style.LARGE, **look
        )
        ticks |= dict(zip(places, rows.index, strict=True))
        start = places[-1] + 1 + GAP
    axis.axhline(0, color=style.QUIET, lw=0.6, zorder=1)
    axis.set_xlim(-0.9, start - GAP - 0.1)
    labelled = [
        place for place, p in ticks.items() if year_of(p) % 5 == 0 and year_of(p - 1) != year_of(p)
    ]
    axis.set_xticks(labelled, [str(year_of(ticks[place])) for place in labelled])
    axis.set_xticks(list(ticks), minor=True)
    axis.set_ylabel(words["points"])
