"""Figures `forensics` and `claims`: what is drawn is what is known, and doubts are marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from tests.unit.conftest import Draw
from tests.unit.little_forensics import claim_rows, external_rows


def texts(axes: list[Axes]) -> list[str]:
    return [text.get_text() for axis in axes for text in axis.texts]


def points(axes: list[Axes], marker: str, face: str | None = None) -> set[tuple[float, float]]:
    """The points of all lines with a marker (and a face)."""
    lines: list[Line2D] = [line for axis in axes for line in axis.lines]
    chosen = [
        line
        for line in lines
        if line.get_marker() == marker and face in (None, line.get_markerfacecolor())
    ]
    found = [xy for line in chosen for xy in np.asarray(line.get_xydata(), dtype=float)]
    return {(round(float(x), 6), round(float(y), 6)) for x, y in found}


def test_forensics_marks_doubted_pairs_and_names_candidates(draw: Draw) -> None:
    figure, path = draw("forensics")
    table = pd.read_csv(path.with_suffix(".csv"))
    totals = table[table["panel"] == "totals"]
    doubted = totals[totals["doubted"]]
    assert list(zip(doubted["series"], doubted["year"], strict=True)) == [
        ("exim_loans", 1997),
        ("oda_thailand_usd", 1998),
    ]
    heights = set(doubted["implied_total"].round(6))
    assert heights <= {y for _, y in points(figure.axes, "o", "white")}
    assert not heights & {y for _, y in points(figure.axes, "o", "#000000")}
    meant = table[table["panel"] == "candidates"]
    assert len(meant) == 4, "one that does not agree is left out"
    diamonds = points(figure.axes, "D", "white")
    expected = set(zip(meant["year"], meant["candidate_total"].round(6), strict=True))
    assert expected <= diamonds
    written = texts(figure.axes)
    for text in ("if amount 399.3", "if amount 393.9", "if share 54.5%", "if share 82.6%"):
        assert text in written
    page = path.with_suffix(".md").read_text("utf-8")
    assert "2 equally simple slips, such as a misprint of 399.3 or 54.5%" in page
    assert "a misprint of 82.6%, and no other slip as simple" in page


def test_forensics_shows_every_printed_share_beside_the_external_one(draw: Draw) -> None:
    figure, path = draw("forensics")
    table = pd.read_csv(path.with_suffix(".csv"))
    shares = table[table["panel"] == "shares"]
    known = external_rows().dropna(subset="difference")
    assert shares["difference"].tolist() == known["difference"].tolist()
    heights = {y for _, y in points([figure.axes[-1]], "o")}
    assert set(shares["difference"].round(6)) <= heights
    assert {y for _, y in points([figure.axes[-1]], "o", "white")} == {-18.3}
    assert "1998: 62.6% printed, 80.9% there" in texts(figure.axes)


def test_claims_are_drawn_by_verdict(draw: Draw) -> None:
    figure, path = draw("claims")
    table = pd.read_csv(path.with_suffix(".csv"))
    tested = claim_rows()[claim_rows()["verdict"] != "not testable"]
    assert sorted(table["claim"]) == sorted(tested["claim"])
    numbers = table[table["panel"] == "numbers"].set_index("relation")["deviation"]
    assert numbers["equals"] == 100 * (82.7 / 80 - 1)
    assert numbers["nearly"] == 100 * (24.5 / 25 - 1), "nearly x is compared with x"
    assert round(numbers["between"], 6) == round(100 * (61 / 55 - 1), 6)
    assert round(numbers["at most"], 6) == -97.3
    above, below = figure.axes
    drawn = {x for marker in "Xso" for x, _ in points([above], marker)}
    assert set(numbers.round(6)) <= drawn
    assert {x for x, _ in points([above], "o", "white")} == {-2.0}, "rests on a doubtful cell"
    assert points([below], "X") == {(-1.0, 1.0)}
    assert points([below], "o") == {(-1.0, 3.0)}, "fell, as the paper says"
    labels = [label.get_text() for axis in figure.axes for label in axis.get_yticklabels()]
    assert "mean Ex-Im share, 1994–1996 (p. 12)" in labels
    assert "Not testable with any table: 1" in texts(figure.axes)
