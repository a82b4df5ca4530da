"""Draw what the paper says against what its tables say, one row per claim.

From results/claims.csv to figures/claims.*: claims with a number on a relative scale, claims of a
direction below them in two columns, both grouped by verdict. Fails if figures.yaml has no word for
a verdict or a relation.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from scripts.common.figures import lettering, style
from scripts.common.figures.files import draw, save_figure
from scripts.common.figures.texts import Publication
from scripts.common.formatting import number, quantity

ROW, HEAD = 3.15, 15.0  # mm: a row, and what stands above the rows of a panel
MARGIN = 7.0  # points left and right of all
LINEAR = 10.0  # percent: the scale is linear up to here, logarithmic beyond
TICKS = [-100, -10, 0, 10, 100]
VERDICTS = ("contradicted", "holds approximately", "holds")
DIRECTIONS = ("rises", "falls")
MARKERS = {"contradicted": "X", "holds approximately": "s", "holds": "o"}
COLUMNS = [
    *("panel", "claim", "locator", "about", "relation", "quoted", "quoted_low", "quoted_high"),
    *("tolerance", "computed", "unit", "deviation", "verdict", "suspected"),
]


def plot_claims(path_to_claims: str, publication: Publication) -> None:
    """Draw one row per claim that the tables can test, worst verdicts first."""
    claims, words = pd.read_csv(path_to_claims), publication.labels()
    tested = claims[claims["verdict"].isin(VERDICTS)]
    rank = tested["verdict"].map({verdict: i for i, verdict in enumerate(VERDICTS)})
    panel = np.where(tested["relation"].isin(DIRECTIONS), "directions", "numbers")
    tested = tested.assign(rank=rank, panel=panel, reference=_references(tested))
    tested = tested.sort_values("rank", kind="stable")
    tested["deviation"] = 100 * (tested["computed"] / tested["reference"] - 1)
    panels = {name: tested[tested["panel"] == name] for name in ("numbers", "directions")}
    panels = {name: own for name, own in panels.items() if len(own)}
    sizes = [len(own) + own["verdict"].nunique() for own in panels.values()]
    figure = style.new_figure(style.DOUBLE, ROW * sum(sizes) + HEAD * len(panels))
    # The labels are so long that rounding to pixels adds up to points: leave them some room.
    figure.set_layout_engine("constrained", w_pad=MARGIN / 72)
    axes = figure.subplots(len(panels), 1, height_ratios=sizes, squeeze=False)[:, 0]
    for axis, (name, own), size in zip(axes, panels.items(), sizes, strict=True):
        axis.set_ylim(size - 0.4, -0.6)
        places = _name_rows(axis, own, words)
        (_draw_numbers if name == "numbers" else _draw_directions)(axis, own, places, words)
        lettering.panel_title(axis, words["panels"][name])
    counts = {verdict: int((claims["verdict"] == verdict).sum()) for verdict in words["verdicts"]}
    facts = {
        "counts": counts,
        "n": len(claims),
        "sentences": claims["sentence"].nunique(),
        "suspected": int(tested["suspected"].notna().sum()),
        "contradicted": tested[tested["verdict"] == "contradicted"].to_dict("records"),
        "linear": LINEAR,
    }
    for text, shift in zip(words["columns"], (5, words["margin"]), strict=True):
        look: dict[str, Any] = {"coords": axes[0].get_yaxis_transform(), "va": "center"}
        lettering.note(axes[0], text, (1, 0), (shift, 0), weight="bold", **look)
    untested = words["untested"].format(n=counts["not testable"])
    lettering.note(axes[-1], untested, (0, 0), (0, -16), style.INK, ha="right", va="top")
    save_figure(figure, tested.reindex(columns=COLUMNS), facts, publication)


def _references(claims: pd.DataFrame) -> pd.Series:
    """Return the number that counts as quoted: the bound, or the middle of a range.

    "Nearly x" is x, whatever is accepted below it.
    """
    low, high = claims["quoted_low"], claims["quoted_high"]
    middle = (low.fillna(high) + high.fillna(low)) / 2
    return middle.where(claims["relation"] != "nearly", high)


def _name_rows(axis: Axes, claims: pd.DataFrame, words: dict[str, Any]) -> list[float]:
    """Write what each row is about on the left, headings of verdicts above; return the heights."""
    places: list[float] = []
    rows: list[tuple[float, str, dict[str, Any]]] = []
    for verdict, own in claims.groupby("rank"):
        heading = words["verdicts"][VERDICTS[int(str(verdict))]]
        rows.append((len(rows), f"{heading}: {len(own)}", {"fontweight": "bold"}))
        for one in own.to_dict("records"):
            places.append(len(rows))
            rows.append((len(rows), _about(one, words), {}))
    lettering.name_rows(axis, rows)
    for place, *_ in rows:
        axis.axhline(place + 0.5, color=style.BAND, lw=0.5, zorder=0)
    return places


def _about(claim: Mapping[Any, Any], words: dict[str, Any]) -> str:
    """Return what a claim is about, shortened, and its page."""
    text = str(claim["about"])
    for long, short in words["short"].items():
        text = text.replace(long, short)
    page = str(claim["locator"]).rsplit("page ", 1)[-1].split(",")[0].split(";")[0]
    return str(words["row"]).format(about=_typeset(text), page=page)


def _typeset(text: str) -> str:
    """Return a text with the page's dashes and apostrophes."""
    return re.sub(r"(?<=\d)-(?=\d)", "–", text).replace("'", "’")


def _draw_numbers(
    axis: Axes, claims: pd.DataFrame, places: list[float], words: dict[str, Any]
) -> None:
    axis.set_xscale("symlog", linthresh=LINEAR, linscale=1)
    deviations = claims["deviation"]
    axis.set_xlim(min(-100.0, 1.2 * deviations.min()), max(100.0, 1.6 * deviations.max()))
    low, high = axis.get_xlim()
    axis.xaxis.set_major_locator(FixedLocator([t for t in TICKS if low <= t <= high]))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(value)))
    axis.set_xlabel(words["axis"])
    axis.axvline(0, color=style.HAIR, lw=0.6, zorder=0)
    for place, one in zip(places, claims.to_dict("records"), strict=True):
        ends = [_percent(one[f"quoted_{end}"], one["reference"]) for end in ("low", "high")]
        inner = [low if np.isnan(ends[0]) else ends[0], high if np.isnan(ends[1]) else ends[1]]
        axis.plot(inner, (place, place), color=style.HAIR, lw=5.0, zorder=1)
        # What is not argued for is not tolerated; an open end needs no tolerance.
        slack = 100 * np.nan_to_num(one["tolerance"]) / abs(one["reference"])
        slack = max(slack, 100 * one["rounding"] / abs(one["reference"]))
        axis.plot((inner[0] - slack, inner[1] + slack), (place, place), color=style.INK, lw=0.7)
        axis.plot(0, place, marker="D", ms=4.2, mfc="white", mec=style.INK, mew=0.8, zorder=3)
        axis.plot(one["deviation"], place, **_mark(one))
        _write_numbers(axis, place, one, words)


def _draw_directions(
    axis: Axes, claims: pd.DataFrame, places: list[float], words: dict[str, Any]
) -> None:
    axis.set_xlim(-2, 2)
    axis.set_xticks((-1, 1), words["directions"])
    axis.axvline(0, color=style.HAIR, lw=0.6, zorder=0)
    for place, one in zip(places, claims.to_dict("records"), strict=True):
        said = 1 if one["relation"] == "rises" else -1
        axis.plot((0, 2 * said), (place, place), color=style.HAIR, lw=5.0, zorder=1)
        axis.plot(said, place, marker="D", ms=6.5, mfc="white", mec=style.INK, mew=0.8, zorder=3)
        axis.plot(float(np.sign(one["computed"])), place, **_mark(one))
        _write_numbers(axis, place, one, words)


def _mark(claim: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the mark of a computed number: its shape the verdict, open if it rests on a doubt."""
    colour = style.PATH.text if claim["verdict"] == "contradicted" else style.MEAN.colour
    face = "white" if isinstance(claim["suspected"], str) else colour
    marker = MARKERS[claim["verdict"]]
    size = 4.8 if marker == "X" else 3.6
    return {"marker": marker, "ms": size, "mfc": face, "mec": colour, "mew": 0.8, "zorder": 4}


def _write_numbers(
    axis: Axes, place: float, claim: Mapping[Any, Any], words: dict[str, Any]
) -> None:
    """Write the computed number and the quoted one in the right margin."""
    computed = _in_unit(claim["computed"], claim["unit"], words)
    said = words["relations"][claim["relation"]].format(quoted=_typeset(str(claim["quoted"])))
    look: dict[str, Any] = {"coords": axis.get_yaxis_transform(), "va": "center"}
    lettering.note(axis, computed, (1.0, place), (5, 0), **look)
    lettering.note(axis, said, (1.0, place), (words["margin"], 0), style.QUIET, **look)


def _in_unit(value: float, unit: str, words: dict[str, Any]) -> str:
    """Return a number with a short unit: "82.7%", "−88 billion yen", "1987"."""
    if unit == "year":
        return f"{value:.0f}"
    if unit.startswith("%"):
        return f"{number(value)}%"
    digits = 0 if abs(value) >= 100 else 1
    return quantity(value, words["units"].get(unit, unit), digits)


def _percent(value: float, reference: float) -> float:
    return 100 * (value / reference - 1)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 0)


if __name__ == "__main__":
    draw(plot_claims, snakemake)
