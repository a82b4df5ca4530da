"""Figures: nothing overlaps or is cut, colours stay apart, files say what they are and repeat."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jinja2
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from scripts import plot_effects, plot_exim_breaks, plot_exim_share, plot_jica, plot_oda
from scripts.common import figure_style as style
from scripts.common.config import load_study
from scripts.common.figure_data import fitted_paths
from scripts.common.figure_files import Publication, save_figure
from scripts.common.tables import PROCESSED_COLUMNS, write_csv

ROOT = Path(__file__).parents[2]
Draw = Callable[..., tuple[Figure, Path]]
FORMATS = ("pdf", "svg", "png", "csv", "md")
MODULES = {
    "exim_share": plot_exim_share,
    "exim_breaks": plot_exim_breaks,
    "effects": plot_effects,
    "oda": plot_oda,
    "jica": plot_jica,
}
# As printed; "-" is a year without a number.
PRINTED = {
    "exim_loans": "79.1 90.2 - 77.0 52.4 41.3 11.9 198.7 42.0 135.7 199.7 188.7 319.3 163.7 188.5"
    " 251.2 330.6 939.3 201.4 203.7",
    "exim_share": "8.5 5.6 - 8.0 6.7 4.7 1.1 14.1 2.9 8.0 12.6 12.7 16.7 13.1 10.9 15.3 22.3 24.5"
    " 12.2 18.8",
    "jica_experts": "1292 1354 1513 1583 1565 1804 1915 2385 3351",
    "jica_share": "50.3 49.7 51.9 52.9 51.4 59.0 59.0 59.6 57.6",
    "oda_china_usd": "832.2 723 585.3 1050.8 1350.7 1479.4 1380.2 861.7 576.9 1158.2 1226",
    "oda_china_share": "55.7 51 46.3 50.6 60.2 61.8 54.5 51.6 47 66.9 -",
    "oda_indonesia_usd": "1145.3 867.8 1065.5 1356.7 1148.9 886.2 892.4 965.6 496.9 828.5 1605.8",
    "oda_indonesia_share": "67.2 57.2 60.9 68.8 60.1 56.9 68.5 90.9 62.9 66.6 -",
    "oda_thailand_usd": "488.9 418.6 406.2 414 350.2 382.6 667.4 664 468.3 558.4 880.3",
    "oda_thailand_share": "74.4 57.2 63.5 59.5 62.2 70.4 80.7 82.7 77.9 62.6 -",
    "oda_philippines_usd": "403.8 647.5 458.9 1030.7 758.4 591.6 416.1 414.5 319 297.6 413",
    "oda_philippines_share": "53.3 58.8 53.2 67 56.8 62.8 55.6 55.4 56.2 56.4 -",
    "oda_malaysia_usd": "79.6 372.6 199.9 157.1 - - 64.8 - - 179.1 122.61",
    "oda_malaysia_share": "60.3 81.3 73.2 80.6 - - 60.7 - - 90.4 -",
    "oda_pooled_share": "62.2 58 56.7 61.9 59.6 61.4 62 67.8 58.4 65.8 -",
}
FIRST = {"exim": 1980, "jica": 1991, "oda": 1989}
METHODS = {
    "higher_after": {
        "shift_boot_ar1": "level_shift",
        "shift_ols": "level_shift",
        "welch": "mean_difference",
        "perm_mean": "mean_difference",
        "mwu": "hodges_lehmann_shift",
    },
    "changed_course": {"its_boot_ar1": "average_gap", "its_ols": "average_gap"},
}


@pytest.fixture(scope="module")
def study() -> Any:
    return load_study(ROOT / "config.yaml", ROOT / "data/raw/sources.yaml")


def processed(table: str) -> pd.DataFrame:
    rows = [
        {"series": name, "year": FIRST[table] + i, "value": None if text == "-" else float(text)}
        for name, numbers in PRINTED.items()
        if name.startswith(table)
        for i, text in enumerate(numbers.split())
    ]
    frame = pd.DataFrame(rows).reindex(columns=PROCESSED_COLUMNS)
    frame["status"] = np.where(frame["value"].isna(), "missing", "observed")
    return frame


def event_rows(hypotheses: list[dict[str, Any]]) -> pd.DataFrame:
    """Estimates of every method: of about the true size, the intervals of very different widths."""
    rows = []
    for i, h in enumerate(hypotheses):
        infeasible = h["series"].startswith("oda") and h["series"].endswith("share")
        infeasible &= h["question"] == "changed_course"
        for j, (method, parameter) in enumerate(METHODS[h["question"]].items()):
            estimate = h["smallest_effect"] * ((i * 7) % 5 - 1)
            half = h["smallest_effect"] * ((i * 3) % 4 + 1.5) * (20 if (i, j) == (4, 2) else 1)
            row = {"estimate": estimate, "ci_low": estimate - half, "ci_high": estimate + half}
            row |= {"status": "ok", "parameter": parameter, "unit": h["unit"]}
            if j == 3:  # a permutation interval that does not exist
                row |= {"ci_low": None, "ci_high": None}
            if infeasible:
                row = {"status": "infeasible", "reason": "needs 2", "parameter": None}
            shared = {"hypothesis": h["id"], "event_year": "drop", "method": method}
            rows.append(shared | {"n_pre": 8, "n_post": 1} | row)
    columns = ["hypothesis", "event_year", "method", "parameter", "estimate", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=[*columns, "unit", "status", "reason", "n_pre", "n_post"])


def break_frames(series: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    paths, tests = [], []
    peaks = ((23, 1989), (9, 1995), (5, 1986), (34, 1996))
    shared = {"window": "1980-1999", "trimming": 0.15}
    for (model, name), (top, year) in zip(product(("mean", "trend"), series), peaks, strict=True):
        keys = {"series": name, "model": model, **shared}
        for y in [1981, *range(1983, 1998)]:
            paths.append({**keys, "year": y, "statistic": top * np.exp(-((y - year) ** 2) / 16)})
        found = {"test": "supf", "statistic": top, "break_year": year, "rho": 0.4, "draws": 9999}
        tests.append({**keys, **found, "p_boot_iid": 0.0004, "p_boot_ar1": 0.17})
    return pd.DataFrame(paths), pd.DataFrame(tests)


@pytest.fixture(scope="module")
def draw(study: Any, tmp_path_factory: pytest.TempPathFactory) -> Draw:
    """Draw a figure by its script from literal inputs, once for each folder that is asked for."""
    folder, done = tmp_path_factory.mktemp("study"), {}

    def run(figure_id: str, name: str = "figures") -> tuple[Figure, Path]:
        module, path = MODULES[figure_id], folder / name / figure_id
        if path not in done:
            drawn: list[Figure] = []

            def save(figure: Figure, *others: Any) -> None:
                drawn.append(figure)
                save_figure(figure, *others)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "save_figure", save)
                plot = getattr(module, f"plot_{figure_id}")
                plot(**inputs(study, figure_id, folder), path_to_figure=str(path))
            done[path] = drawn[0]
        return done[path], path

    return run


def inputs(study: Any, figure_id: str, folder: Path) -> dict[str, Any]:
    """What the rule of a figure gives its script."""
    tables = [figure_id.split("_")[0]] if figure_id != "effects" else list(FIRST)
    hypotheses = [h for table in tables for h in study.hypotheses_of(table)]
    write_csv(event_rows(hypotheses), folder / "events.csv")
    series = [vars(s) for table in tables for s in study.series_of(table)]
    texts = ROOT / "scripts/templates"
    given: dict[str, Any] = {
        "series": sorted(series, key=lambda s: s["kind"] != "share"),
        "hypotheses": hypotheses,
        "primary": study.methods["primary"],
        "publication": Publication(
            texts / "figures.yaml",
            texts / "figure.md.j2",
            ROOT / "data/raw/sources.yaml",
            tables,
            study.title,
            study.subtitle,
        ),
        "events": [
            {"id": e.id, "label": e.label, "year": e.year(study.calendars[tables[0]])}
            for e in study.events.values()
        ],
    }
    if figure_id == "effects":
        return {**given, "paths_to_events": [str(folder / "events.csv")]}
    if figure_id == "exim_breaks":
        del given["primary"]
        names = ("fstats", "breaks")
        for name, frame in zip(
            names, break_frames([s["id"] for s in given["series"]]), strict=True
        ):
            write_csv(frame, folder / f"{name}.csv")
            given[f"path_to_{name}"] = str(folder / f"{name}.csv")
        return {**given, "window": "1980-1999", "trimming": 0.15}
    write_csv(processed(tables[0]), folder / "series.csv")
    given["path_to_series"] = str(folder / "series.csv")
    if figure_id == "oda":
        del given["primary"]
        amounts = [s["id"] for s in series if s["kind"] == "amount"]
        pairs = [(name, name.replace("_usd", "_share")) for name in amounts]
        return {**given, "pairs": pairs, "pooled": "oda_pooled_share"}
    return {**given, "path_to_events": str(folder / "events.csv")}


def text_boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield every text that is drawn, with its box in pixels."""
    figure.draw_without_rendering()
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts: list[Text] = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes._right_title]
        for axis in (axes.xaxis, axes.yaxis):
            ticks = axis._update_ticks()
            texts += [axis.label, *(tick.label1 for tick in ticks if tick.label1.get_visible())]
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            bare = Text.get_window_extent(text, renderer)  # of an annotation: without its arrow
            yield text.get_text(), bare


@pytest.mark.parametrize("figure_id", MODULES)
def test_texts_neither_overlap_nor_leave_the_canvas(figure_id: str, draw: Draw) -> None:
    figure, _ = draw(figure_id)
    boxes = list(text_boxes(figure))
    assert len(boxes) > 10
    canvas = figure.bbox
    for text, box in boxes:
        inside = canvas.x0 <= box.x0 and box.x1 <= canvas.x1
        assert inside, f"{text!r} leaves the canvas sideways"
        assert canvas.y0 <= box.y0, f"{text!r} leaves the canvas below"
        assert box.y1 <= canvas.y1, f"{text!r} leaves the canvas above"
    # A box holds the room of the line; half a point of that is air.
    air = 0.5 / 72 * figure.dpi
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = min(a.x1, b.x1) - max(a.x0, b.x0) < air or min(a.y1, b.y1) - max(a.y0, b.y0) < air
        assert apart, f"{one!r} overlaps {other!r}"
    sizes = {t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()}
    assert sizes <= {style.SMALL, style.LARGE}


@pytest.mark.parametrize("figure_id", MODULES)
def test_page_says_everything(figure_id: str, draw: Draw) -> None:
    figure, path = draw(figure_id)
    assert round(figure.get_figwidth() / style.MM) in (style.SINGLE, style.DOUBLE)
    assert all(path.with_suffix(f".{ending}").stat().st_size > 500 for ending in FORMATS)
    page = path.with_suffix(".md").read_text(encoding="utf-8")
    for part in (
        "# ",
        "**Caption.** ",
        "**Alternative text.** ",
        "**Source.**",
        "**How to cite.** ",
    ):
        assert part in page
    assert "Hatch (2002), Table" in page
    assert not re.search(r"\{\{|\}\}|\{%|\bnan\b|None|Undefined", page)
    assert not re.search(r" ,| \.|\s;", page.split("**Files.**")[0])


def test_missing_fact_stops_the_figure(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot_jica.data, "series_facts", lambda *_: {})
    with pytest.raises(jinja2.UndefinedError, match="first"):
        draw("jica", "stopped")


@pytest.mark.parametrize("figure_id", ["exim_share", "jica"])
def test_csv_holds_what_is_plotted(figure_id: str, draw: Draw) -> None:
    figure, path = draw(figure_id)
    table = pd.read_csv(path.with_suffix(".csv"))
    printed = table[table["mark"].isin(["observed", "missing"])].sort_values(["series", "year"])
    expected = processed(figure_id.split("_")[0]).sort_values(["series", "year"])
    np.testing.assert_array_equal(printed["value"], expected["value"])
    drawn = {
        (round(float(x), 6), round(float(y), 6))
        for axes in figure.axes
        for line in axes.lines
        for x, y in np.asarray(line.get_xydata())
    }
    points = table[(table["panel"] == "years") & (table["mark"] != "mean")].dropna(subset="value")
    assert {(round(x, 6), round(y, 6)) for x, y in points[["year", "value"]].to_numpy()} <= drawn
    heights = {y for _, y in drawn}
    assert {round(v, 6) for v in table.loc[table["mark"] == "mean", "value"]} <= heights
    ends = {x for x, _ in drawn}
    found = table[table["panel"] == "differences"]
    assert len(found) == len(found["hypothesis"].unique()) > 0
    if figure_id == "exim_share":
        assert {round(v, 6) for v in found["ci_low"]} <= ends


def test_effects_csv_lists_what_cannot_be_computed(draw: Draw) -> None:
    _, path = draw("effects")
    table = pd.read_csv(path.with_suffix(".csv"))
    assert set(table.loc[table["status"] == "infeasible", "role"]) == {"primary"}
    assert (table.loc[table["status"] == "infeasible", "reason"] == "needs 2").all()
    compact = table[table["series"].str.startswith("oda")]
    assert set(compact["role"]) == {"primary"}
    assert set(table["hypothesis"]) == set(table.loc[table["role"] == "primary", "hypothesis"])


def test_a_missing_year_breaks_the_line() -> None:
    figure = style.new_figure(style.SINGLE, 50)
    axes = figure.subplots()
    style.draw_series(axes, [1980, 1981, 1982, 1983], [1.0, 2.0, float("nan"), 3.0])
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


def test_same_bytes_twice(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = draw("jica", "one")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        _, second = draw("jica", "two")
    finally:
        monkeypatch.undo()
        time.tzset()
    for ending in FORMATS:
        one, two = (path.with_suffix(f".{ending}").read_bytes() for path in (first, second))
        assert one == two, ending
        assert not list(first.parent.glob(".*")), "a draft was left"


def test_files_carry_their_fonts_and_names(draw: Draw) -> None:
    _, path = draw("jica")
    svg = path.with_suffix(".svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    names = [element.tag.rsplit("}")[-1] for element in root]
    assert names[:2] == ["title", "desc"]
    assert svg.count("@font-face") == 2
    assert "JICA experts" in svg, "text must stay text"
    assert "<dc:date>" not in svg
    pdf = path.with_suffix(".pdf").read_bytes()
    assert b"/FontFile2" in pdf, "TrueType, embedded"
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf
    assert b"Figure jica, data " in pdf
    assert b"Figure jica, data " in path.with_suffix(".png").read_bytes()


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear sRGB, white D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.clip(np.array(to_xyz) @ rgb, 0, None) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira & Fernandes (2009), deuteranopia at severity 1, for linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)


def test_colours_stay_apart_in_grey_and_for_the_colour_blind() -> None:
    colours = {role.colour for role in style.ROLES.values()}
    for one, other in combinations(sorted(colours), 2):
        grey = abs(lab(linear(one))[0] - lab(linear(other))[0])
        assert grey >= 20, f"{one} and {other} differ by {grey:.0f} in lightness"
        seen = [lab(np.clip(DEUTERANOPIA @ linear(c), 0, 1)) for c in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) >= 25
    looks = [(role.colour, str(role.dash), role.marker) for role in style.ROLES.values()]
    dashes = [str(role.dash) + role.marker for role in style.ROLES.values()]
    assert len(set(looks)) == len(set(dashes)) == len(style.ROLES)


def test_text_can_be_read() -> None:
    paper = 1.05
    for colour in {style.QUIET, *(role.text for role in style.ROLES.values())}:
        contrast = paper / (float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) + 0.05)
        assert contrast >= 4.5, colour
