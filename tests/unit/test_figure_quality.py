"""What every figure must be: nothing overlaps, colours stay apart, files say what they are."""

from __future__ import annotations

import hashlib
import re
import zlib
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from PIL import Image

from scripts.common.figures import style
from scripts.common.figures.calibration import LOOKS
from scripts.common.figures.curve import POINTS
from scripts.common.study.figures import KINDS
from tests.unit.drawings import Draw
from tests.unit.figure_boxes import collisions, drawn_boxes, published_boxes
from tests.unit.little_figures import ROOT

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
FIGURES = {figure["id"]: figure["draws"] for figure in CONFIG["figures"]}
AIR = 0.5 / 72  # inches: a box holds the room of the line, and so much of it is air


def test_every_kind_is_drawn_and_in_the_readme() -> None:
    scripts = {path.stem.removeprefix("plot_") for path in (ROOT / "scripts").glob("plot_*.py")}
    assert set(FIGURES.values()) == scripts == set(KINDS)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| `plot_(\w+)` \|", readme, re.MULTILINE)) == FIGURES


@pytest.mark.parametrize("figure_id", FIGURES)
def test_texts_neither_overlap_nor_leave_the_canvas(figure_id: str, draw: Draw) -> None:
    figure, path = draw(figure_id)
    boxes = list(drawn_boxes(figure))
    assert len(boxes) > 10
    assert collisions(boxes, figure.bbox, AIR * figure.dpi) == []
    assert collisions(*published_boxes(path.with_suffix(".svg").read_text("utf-8")), 0.0) == []
    sizes = {t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()}
    assert sizes <= {style.SMALL, style.LARGE}


def test_what_overlaps_is_found() -> None:
    figure = style.new_figure(style.SINGLE, 50)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for x, text in ((0.2, "one two"), (0.21, "three"), (0.98, "leaves"), (0.6, "alone")):
        axes.text(x, 0.5, text)
    assert collisions(list(drawn_boxes(figure)), figure.bbox, 1.0) == [
        "'leaves' leaves the canvas",
        "'one two' overlaps 'three'",
    ]
    look = 'style="font-size: 7px; text-anchor: middle"'
    texts = "".join(
        f'<text {look} x="{x}" y="{y}" transform="rotate({turn} {x} {y})">{text}</text>'
        for x, y, turn, text in (
            (50, 50, 0, "middle"), (62, 51, 0, "there"), (50, 80, -90, "up"), (2, 20, 0, "out"),
        )
    )  # fmt: skip
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{texts}</svg>'
    assert collisions(*published_boxes(svg), 0.0) == [
        "'out' leaves the canvas",
        "'middle' overlaps 'there'",
    ]


@pytest.mark.parametrize("figure_id", FIGURES)
def test_page_says_everything(figure_id: str, draw: Draw, study: Any) -> None:
    _, path = draw(figure_id)
    page = path.with_suffix(".md").read_text(encoding="utf-8")
    for part in ("Caption.** ", "Alternative text.** ", "Source.**", "How to cite.** "):
        assert re.search(rf"^\*\*{re.escape(part)}", page, re.MULTILINE), part
    title = page.splitlines()[0].removeprefix("# ")
    assert title
    assert title[-1].isalnum(), "others put a full stop after it"
    cited = f"Figure `{figure_id}` (version {study.version}, data `{digest(path)}`)"
    assert cited in page
    assert not re.search(r"\{\{|\}\}|\{%|\bnan\b|None|Undefined", page)
    assert not re.search(r" ,| \.|\s;", page.split("**Files.**")[0])


def digest(path: Path) -> str:
    return hashlib.sha256(path.with_suffix(".csv").read_bytes()).hexdigest()[:12]


@pytest.mark.parametrize("figure_id", FIGURES)
def test_files_say_what_they_are(figure_id: str, draw: Draw, study: Any) -> None:
    _, path = draw(figure_id)
    title = path.with_suffix(".md").read_text(encoding="utf-8").splitlines()[0][2:]
    subject = f"Figure {figure_id}, version {study.version}, data {digest(path)}"
    with Image.open(path.with_suffix(".png")) as png:
        said_in_png = [png.info[key] for key in ("Title", "Author", "Description")]
    assert said_in_png == [title, study.author, subject]
    svg = ElementTree.fromstring(path.with_suffix(".svg").read_text(encoding="utf-8"))
    assert [child.tag.rsplit("}")[-1] for child in svg][:2] == ["title", "desc"]
    said = " ".join(svg.itertext())
    assert title in said
    assert study.author in said
    assert subject in said
    assert "<dc:date>" not in path.with_suffix(".svg").read_text(encoding="utf-8")
    pdf = path.with_suffix(".pdf").read_bytes()
    for key in (b"/Title", b"/Author"):
        assert key in pdf
    assert subject.encode() in pdf
    assert b"CreationDate" not in pdf
    width = re.search(rb"/MediaBox \[ *0 0 ([\d.]+) ", pdf)
    assert width
    assert round(float(width[1]) / 72 / style.MM, 1) in (style.SINGLE, style.DOUBLE)


@pytest.mark.parametrize("figure_id", FIGURES)
def test_text_is_text_in_fonts_that_the_file_holds(figure_id: str, draw: Draw) -> None:
    _, path = draw(figure_id)
    svg = path.with_suffix(".svg").read_text(encoding="utf-8")
    assert svg.count("@font-face") == 2
    pdf = path.with_suffix(".pdf").read_bytes()
    fonts = pdf.count(b"/Type /FontDescriptor")
    assert fonts == len(re.findall(rb"/FontFile2 ", pdf)) > 0, "TrueType, each embedded"
    assert b"/Type3" not in pdf
    written = sum(content.count(b"BT\n") for content in streams(pdf))
    assert written >= svg.count("<text") > 10


def streams(pdf: bytes) -> list[bytes]:
    """The compressed parts of a file that can be read without their keys."""
    parts = re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return [zlib.decompressobj().decompress(part) for part in parts]


def test_both_widths_are_there(draw: Draw) -> None:
    widths = {round(draw(figure_id)[0].get_figwidth() / style.MM) for figure_id in FIGURES}
    assert widths == {style.SINGLE, style.DOUBLE}


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
APART = {"grey": 20.0, "deuteranopia": 25.0}  # CIE 1976 differences; 2.3 is just noticeable


def distances(one: str, other: str) -> dict[str, float]:
    """How far two colours are apart where hue is lost, in part or altogether."""
    seen = [lab(np.clip(DEUTERANOPIA @ linear(c), 0, 1)) for c in (one, other)]
    grey = abs(lab(linear(one))[0] - lab(linear(other))[0])
    return {"grey": float(grey), "deuteranopia": float(np.linalg.norm(seen[0] - seen[1]))}


def test_colours_stay_apart_in_grey_and_for_the_colour_blind() -> None:
    colours = sorted({role.colour for role in style.ROLES.values()})
    for one, other in combinations(colours, 2):
        assert all(found >= APART[way] for way, found in distances(one, other).items())
    dashes = [str(role.dash) + role.marker for role in style.ROLES.values()]
    assert len(set(dashes)) == len(style.ROLES), "nor do colours carry the difference alone"


MEAN = {"color": style.MEAN.colour, "ls": style.MEAN.dash, "lw": style.MEAN.width}
TOGETHER = {  # what stands for different things in one panel
    "false alarms": [MEAN, *LOOKS.values()],
    "specifications": list(POINTS.values()),
    "predictions": list(style.FITS.values()),
}


@pytest.mark.parametrize("panel", TOGETHER)
def test_what_shares_a_panel_differs_in_colour_or_in_form(panel: str) -> None:
    for one, other in combinations(TOGETHER[panel], 2):
        shape = [str(one.get(k)) != str(other.get(k)) for k in ("marker", "ls")]
        sizes = [one.get(k, 1.0) / other.get(k, 1.0) for k in ("ms", "lw")]
        form = any(shape) or any(max(ratio, 1 / ratio) >= 1.5 for ratio in sizes)
        colours = [look.get("color", look.get("mec")) for look in (one, other)]
        apart = all(found >= APART[way] for way, found in distances(*colours).items())
        assert form or apart, (one, other)


def test_text_can_be_read() -> None:
    paper = 1.05
    for colour in {style.QUIET, *(role.text for role in style.ROLES.values())}:
        contrast = paper / (float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) + 0.05)
        assert contrast >= 4.5, colour


def test_suspected_and_partial_years_look_different_and_are_named(draw: Draw) -> None:
    figure, path = draw("exim_share")
    fills = {
        int(year): line.get_fillstyle() + str(line.get_markerfacecolor())
        for line in figure.axes[0].lines
        if line.get_marker() == "o"
        for year in np.asarray(line.get_xdata())
    }
    assert len({fills[1996], fills[1997], fills[1999]}) == 3
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("misprint?") == texts.count("half a year?") == 2
    page = path.with_suffix(".md").read_text("utf-8")
    assert "Open points (1997)" in page
    assert "half-filled point of 1999" in page
    oda, path = draw("oda")
    texts = [text.get_text() for axes in oda.axes for text in axes.texts]
    assert texts.count("misprint?") == 1
    assert "in 1998 may be a misprint" in path.with_suffix(".md").read_text("utf-8")


def test_overview_says_what_the_results_say(draw: Draw) -> None:
    figure, path = draw("overview")
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    for verdict in ("cannot tell", "supported but fragile", "not supported", "contradicted"):
        assert texts.count(verdict) == 1
    assert "−6.0 (−9.5 to 2.0)" in texts
    (said,) = [t.get_text() for t in figure.texts if t.get_text().startswith("The tables")]
    assert "one of four questions" in said
    assert said in path.with_suffix(".md").read_text("utf-8")


def test_workflow_is_drawn_as_it_is(draw: Draw) -> None:
    figure, path = draw("workflow")
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [p for p in figure.axes[0].patches if isinstance(p, FancyBboxPatch)]
    texts = [t for t in figure.axes[0].texts if t.get_ha() == "center" and t.get_text()]
    for text in texts:
        ink = text.get_window_extent(renderer)
        around = [box.get_window_extent(renderer) for box in boxes]
        held = [a for a in around if a.x0 <= ink.x0 and ink.x1 <= a.x1 and a.contains(*ink.p0)]
        assert held, f"{text.get_text()!r} is wider than its box"
    rows = [line.split(",") for line in path.with_suffix(".csv").read_text().splitlines()[1:]]
    edges = {(row[1], row[5]) for row in rows if row[0] == "edge"}
    assert ("clean_table", "judge_all") not in edges, "implied by a longer way"
    assert {("run_tests", "judge_all"), ("plot", "write_report")} <= edges
    sees = {row[1]: row[4] for row in rows if row[0] == "rule"}
    assert [name for name, seen in sees.items() if seen == "False"] == [
        "tabulate_nulls",
        "choose_methods",
    ]
    assert next(row[3] for row in rows if row[1] == "plot") == "2", "figures are one box"
