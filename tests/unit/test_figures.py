"""Figures: what is drawn is what is known, the same each time, and doubts are marked."""

from __future__ import annotations

import time
from typing import Any

import jinja2
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from scripts import plot_levels
from scripts.common.figures import style
from tests.unit import little_figures
from tests.unit.drawings import Draw
from tests.unit.little_figures import METHODS, method_rows, placebo_rows, processed
from tests.unit.little_forensics import claim_rows, external_rows

FORMATS = ("pdf", "svg", "png", "csv", "md")


def texts(axes: list[Axes]) -> list[str]:
    return [text.get_text() for axis in axes for text in axis.texts]


def points(
    axes: list[Axes], marker: str | None = None, face: str | None = None
) -> set[tuple[float, float]]:
    """The points of all lines (with a marker and a face)."""
    lines: list[Line2D] = [line for axis in axes for line in axis.lines]
    return {
        (round(float(x), 6), round(float(y), 6))
        for line in lines
        if marker in (None, line.get_marker()) and face in (None, line.get_markerfacecolor())
        for x, y in np.asarray(line.get_xydata(), dtype=float)
    }


def rounded(frame: pd.DataFrame) -> set[tuple[float, float]]:
    return {(round(float(x), 6), round(float(y), 6)) for x, y in frame.to_numpy()}


def test_missing_fact_stops_the_figure(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot_levels.data, "series_facts", lambda *_: {"doubts": {}})
    with pytest.raises(jinja2.UndefinedError, match="first"):
        draw("jica", "stopped")


@pytest.mark.parametrize("figure_id", ["exim_share", "jica"])
def test_csv_holds_what_is_plotted(figure_id: str, draw: Draw) -> None:
    figure, path = draw(figure_id)
    table = pd.read_csv(path.with_suffix(".csv"))
    printed = table[table["mark"].isin(["observed", "missing", "suspected"])].sort_values(
        ["series", "year"]
    )
    expected = processed(figure_id.split("_")[0]).sort_values(["series", "year"])
    np.testing.assert_array_equal(printed["value"], expected["value"])
    drawn = points(figure.axes)
    years = table[(table["panel"] == "years") & (table["mark"] != "mean")].dropna(subset="value")
    assert rounded(years[["year", "value"]]) <= drawn
    heights = {y for _, y in drawn}
    assert {round(v, 6) for v in table.loc[table["mark"] == "mean", "value"]} <= heights
    ends = {x for x, _ in drawn}
    found = table[table["panel"] == "differences"]
    assert len(found) == len(found["hypothesis"].unique()) > 0
    if figure_id == "exim_share":
        assert {round(v, 6) for v in found["ci_low"]} <= ends


def test_calibration_csv_holds_what_is_plotted(draw: Draw) -> None:
    figure, path = draw("calibration")
    table = pd.read_csv(path.with_suffix(".csv"))
    table["rejection_rate"] *= 100
    size, power = (table[table["panel"] == panel] for panel in ("size", "power"))
    drawn = points(figure.axes)
    assert rounded(size[["rho", "rejection_rate"]]) <= drawn | laws_of_the_primary(size)
    shown = power[power["rho"].isin([0.0, 0.4, 0.8])]
    assert rounded(shown[["effect_sd", "rejection_rate"]]) <= drawn
    assert "perm_shift" not in set(table["method"])
    assert "cyclic shifts" in path.with_suffix(".md").read_text("utf-8")


def laws_of_the_primary(size: pd.DataFrame) -> set[tuple[float, float]]:
    """The other laws of the primary method are a field, not lines."""
    return rounded(size[size["method"].str.contains("boot")][["rho", "rejection_rate"]])


@pytest.mark.parametrize("figure_id", ["calibration", "effects", "overview"])
def test_a_method_without_a_label_is_called_by_its_id(
    figure_id: str, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    for question, method in (("higher_after", "shift"), ("changed_course", "its")):
        _, *others = METHODS[question].items()
        first = (f"{method}_hac_rows", others[0][1])
        monkeypatch.setitem(METHODS, question, dict([first, *others]))
    figure, path = draw(figure_id, "unlabelled")
    assert "shift_hac_rows" in path.with_suffix(".csv").read_text("utf-8")
    said = texts(figure.axes)
    page = path.with_suffix(".md").read_text("utf-8")
    assert "shift hac rows" in "\n".join([page, *said])


def test_the_calibration_of_one_method_alone_names_no_other(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = method_rows
    monkeypatch.setattr(little_figures, "method_rows", lambda h: whole(h).query("primary"))
    _, path = draw("calibration", "alone")
    page = path.with_suffix(".md").read_text("utf-8")
    assert "false alarms of the chosen" in page
    assert "worst other method" not in page


def test_placebo_csv_holds_what_is_plotted(draw: Draw, study: Any) -> None:
    figure, path = draw("placebo")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert len(table) == len(
        placebo_rows([vars(h) for h in study.hypotheses_of("exim") if h.primary])
    )
    inside = table[(table["status"] == "ok") & (table["estimate"] > -50)]
    assert rounded(inside[["placebo_year", "estimate"]]) <= points(figure.axes)
    written = texts(figure.axes)
    assert written.count("−90") == 4, "an estimate beyond the panel is written down"
    assert written.count("cannot be computed") == 4


def test_multiverse_csv_holds_what_is_plotted(draw: Draw) -> None:
    figure, path = draw("multiverse")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert rounded(table[["place", "value"]]) <= points(figure.axes)
    for _, curve in table.groupby("hypothesis"):
        assert curve["place"].tolist() == list(range(1, 24)), "one of 24 is infeasible"
        assert curve["value"].is_monotonic_increasing
        assert curve["headline"].sum() == 1
    assert "1 more cannot be computed" in path.with_suffix(".md").read_text("utf-8")


def test_scorecard_shows_every_prediction(draw: Draw, study: Any) -> None:
    figure, path = draw("scorecard")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert len(table) == len(study.predictions)
    (axes,) = figure.axes
    low, high = sorted(axes.get_ylim())
    faces = [
        str(line.get_markerfacecolor())
        for line in axes.lines
        if line.get_marker() != "None" and low <= float(np.asarray(line.get_ydata())[0]) <= high
    ]
    assert len(faces) == len(table)
    for fit, mark in style.FITS.items():
        assert faces.count(mark["mfc"]) == (table["fits"] == fit).sum()
    shapes = {(mark["marker"], mark["ms"]) for mark in style.FITS.values()}
    assert len(shapes) == len(style.FITS), "the shapes tell them apart"


def test_breaks_say_what_is_not_identified(draw: Draw) -> None:
    figure, path = draw("exim_breaks")
    written = "\n".join(texts(figure.axes))
    assert written.count("break date not identified") == 3
    assert written.count("break date, AR(1): 1986–1989, 1991") == 1
    assert written.count("a straight trend alone: 45%") == 2
    assert written.count("breaks by BIC: none") == 2
    table = pd.read_csv(path.with_suffix(".csv"))
    assert table.loc[table["mark"] == "chosen by BIC", "year"].tolist() == [1989, 1995, 1996]


def test_effects_csv_lists_what_cannot_be_computed(draw: Draw) -> None:
    _, path = draw("effects")
    table = pd.read_csv(path.with_suffix(".csv"))
    infeasible = table[table["status"] == "infeasible"]
    assert set(infeasible.loc[infeasible["role"] == "primary", "reason"]) == {"needs 2"}
    assert infeasible.loc[infeasible["role"] == "other", "method"].tolist() == ["its_hac"]
    assert not infeasible["usable"].any() or set(infeasible["role"]) == {"primary", "other"}
    detailed = table[table["role"] == "other"]
    assert set(detailed["series"]) == {"exim_share"}, "the compact form elsewhere"
    assert {"shift_hac", "shift_ar1", "its_ols"} <= set(detailed["method"])
    assert set(table["hypothesis"]) == set(table.loc[table["role"] == "primary", "hypothesis"])


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


@pytest.mark.parametrize("figure_id", ["scorecard", "multiverse"])
def test_same_bytes_twice(figure_id: str, draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = draw(figure_id)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        _, second = draw(figure_id, "again")
    finally:
        monkeypatch.undo()
        time.tzset()
    for ending in FORMATS:
        one, two = (path.with_suffix(f".{ending}").read_bytes() for path in (first, second))
        assert one == two, ending
        assert not list(first.parent.glob(".*")), "a draft was left"
