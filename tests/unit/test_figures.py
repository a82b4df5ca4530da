"""Figures: nothing overlaps or is cut, colours stay apart, files say what they are and repeat."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from scripts import plot_levels
from scripts.common.figures import lettering, marks, style
from scripts.common.figures.calibration import gather
from scripts.common.figures.curve import option_rows, ordered
from scripts.common.figures.data import headline
from scripts.common.figures.fitted import fitted_paths
from tests.unit.conftest import Draw
from tests.unit.little_figures import (
    LIMITS,
    METHODS,
    curve_rows,
    method_rows,
    placebo_rows,
    processed,
    rate_rows,
)

ROOT = Path(__file__).parents[2]
FORMATS = ("pdf", "svg", "png", "csv", "md")


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
    drawn = drawn_points(figure)
    points = table[(table["panel"] == "years") & (table["mark"] != "mean")].dropna(subset="value")
    assert rounded(points[["year", "value"]]) <= drawn
    heights = {y for _, y in drawn}
    assert {round(v, 6) for v in table.loc[table["mark"] == "mean", "value"]} <= heights
    ends = {x for x, _ in drawn}
    found = table[table["panel"] == "differences"]
    assert len(found) == len(found["hypothesis"].unique()) > 0
    if figure_id == "exim_share":
        assert {round(v, 6) for v in found["ci_low"]} <= ends


def drawn_points(figure: Figure) -> set[tuple[float, float]]:
    return {
        (round(float(x), 6), round(float(y), 6))
        for axes in figure.axes
        for line in axes.lines
        for x, y in np.asarray(line.get_xydata())
    }


def rounded(frame: pd.DataFrame) -> set[tuple[float, float]]:
    return {(round(float(x), 6), round(float(y), 6)) for x, y in frame.to_numpy()}


def test_calibration_csv_holds_what_is_plotted(draw: Draw) -> None:
    figure, path = draw("calibration")
    table = pd.read_csv(path.with_suffix(".csv"))
    table["rejection_rate"] *= 100
    size, power = (table[table["panel"] == panel] for panel in ("size", "power"))
    points = drawn_points(figure)
    assert rounded(size[["rho", "rejection_rate"]]) <= points | laws_of_the_primary(size)
    shown = power[power["rho"].isin([0.0, 0.4, 0.8])]
    assert rounded(shown[["effect_sd", "rejection_rate"]]) <= points
    assert "perm_shift" not in set(table["method"])
    assert "cyclic shifts" in path.with_suffix(".md").read_text("utf-8")


def laws_of_the_primary(size: pd.DataFrame) -> set[tuple[float, float]]:
    """The other laws of the primary method are a field, not lines."""
    return rounded(size[size["method"].str.contains("boot")][["rho", "rejection_rate"]])


def test_calibration_needs_a_primary_method(study: Any) -> None:
    asked = next(h for h in study.hypotheses_of("exim") if h["primary"])
    methods = method_rows([asked]).assign(primary=False)
    with pytest.raises(ValueError, match="without a primary method"):
        gather(rate_rows(asked), methods, LIMITS, {"methods": {}, "families": {}, "silent": {}})


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
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    page = path.with_suffix(".md").read_text("utf-8")
    assert "shift hac rows" in "\n".join([page, *said])


def test_placebo_csv_holds_what_is_plotted(draw: Draw, study: Any) -> None:
    figure, path = draw("placebo")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert len(table) == len(placebo_rows([h for h in study.hypotheses_of("exim") if h["primary"]]))
    inside = table[(table["status"] == "ok") & (table["estimate"] > -50)]
    assert rounded(inside[["placebo_year", "estimate"]]) <= drawn_points(figure)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("−90") == 4, "an estimate beyond the panel is written down"
    assert texts.count("cannot be computed") == 4


def test_multiverse_csv_holds_what_is_plotted(draw: Draw) -> None:
    figure, path = draw("multiverse")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert rounded(table[["place", "value"]]) <= drawn_points(figure)
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
    texts = "\n".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert texts.count("break date not identified") == 3
    assert texts.count("break date, AR(1): 1986–1989, 1991") == 1
    assert texts.count("a straight trend alone: 45%") == 2
    assert texts.count("breaks by BIC: none") == 2
    table = pd.read_csv(path.with_suffix(".csv"))
    assert table.loc[table["mark"] == "chosen by BIC", "year"].tolist() == [1989, 1995, 1996]


def test_curve_of_several_outcomes_is_in_standard_deviations(study: Any) -> None:
    hypothesis = next(h for h in study.hypotheses_of("exim") if h["primary"])
    rows = curve_rows(hypothesis)
    one = ordered(rows)
    assert one["value"].tolist() == sorted(rows["estimate"].dropna())
    rows.loc[3, "outcome"] = "log"
    several = ordered(rows)
    np.testing.assert_allclose(several["value"], several["estimate"] / 4)
    np.testing.assert_allclose(several["high"] - several["low"], 4.0)
    assert set(one["window"]) == {"as_tested", "longer"}
    words = {"choices": {column: {"name": column, "options": {}} for column in rows}}
    found = {row.choice for row in option_rows([one], words)}
    assert found == {"event_year", "window", "trend", "hold_covariate"}


def test_headline_follows_the_chosen_method() -> None:
    hypothesis = {"id": "h", "coding": "drop", "question": "higher_after"}
    rows = [("a", "x", "ok", 1.0), ("b", "y", "ok", 2.0), ("b", "z", "ok", 3.0)]
    events = pd.DataFrame(rows, columns=["method", "parameter", "status", "estimate"])
    events = events.assign(hypothesis="h", event_year="drop")
    methods = pd.DataFrame({"hypothesis": ["h"], "method": ["b"], "parameter": ["z"]})
    chosen = headline(events, [hypothesis], methods.assign(primary=True, usable=False))["h"]
    assert (chosen["estimate"], chosen["usable"]) == (3.0, False)
    without = headline(events, [hypothesis], methods.assign(primary=False, usable=True))["h"]
    assert (without["method"], without["usable"]) == ("a", False)


def test_spread_moves_labels_as_little_as_possible() -> None:
    assert lettering.spread([1.0, 5.0], 2.0, 10.0) == [1.0, 5.0]
    assert lettering.spread([4.0, 4.0], 2.0, 10.0) == pytest.approx([3.0, 5.0])
    crowded = lettering.spread([9.0, 9.5, 9.6], 2.0, 10.0)
    assert crowded[-1] == pytest.approx(10.0)
    assert all(b - a >= 2 - 1e-9 for a, b in pairwise(crowded))


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


def test_a_missing_year_breaks_the_line() -> None:
    figure = style.new_figure(style.SINGLE, 50)
    axes = figure.subplots()
    marks.draw_series(axes, [1980, 1981, 1982, 1983], [1.0, 2.0, float("nan"), 3.0])
    line, points = axes.lines
    assert np.isnan(np.asarray(line.get_ydata(), dtype=float)).sum() == 1
    assert len(np.asarray(points.get_xdata())) == 4


def test_lines_and_means_are_least_squares() -> None:
    years = list(range(1980, 1990))
    values = pd.DataFrame(
        {"year": years, "value": [float(y - 1980 + 5 * (y > 1985)) for y in years]}
    )
    cut = {"first_year": 1980, "last_year": 1989, "event_year": 1985, "coding": "drop"}
    means = fitted_paths(values, [{"question": "higher_after", **cut}])
    assert [path.heights[0] for path in means] == pytest.approx([2.0, 12.5])
    before, ahead, after = fitted_paths(values, [{"question": "changed_course", **cut}])
    assert before.heights == pytest.approx([0, 1, 2, 3, 4])
    assert (ahead.mark, ahead.heights) == ("projected line", pytest.approx([4, 6, 7, 8, 9]))
    assert after.heights == pytest.approx([11, 12, 13, 14])


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
