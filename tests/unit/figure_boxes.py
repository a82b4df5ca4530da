"""Boxes of the texts of a figure, as drawn and as published, and where they are in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from xml.etree import ElementTree

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D, Bbox

Boxes = Sequence[tuple[str, Bbox]]
SVG = "{http://www.w3.org/2000/svg}"


def collisions(boxes: Boxes, canvas: Bbox, air: float) -> list[str]:
    """Say which texts overlap by more than `air` both ways, and which leave the canvas."""
    found = [
        f"{text!r} leaves the canvas"
        for text, box in boxes
        if box.x0 < canvas.x0 or box.y0 < canvas.y0 or box.x1 > canvas.x1 or box.y1 > canvas.y1
    ]
    return found + [
        f"{one!r} overlaps {other!r}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) >= air and min(a.y1, b.y1) - max(a.y0, b.y0) >= air
    ]


def drawn_boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield every text that is drawn, with the box of its line in pixels, from the renderer."""
    figure.draw_without_rendering()
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts: list[Text] = [*figure.texts]
    for axes in figure.axes:
        texts += [*axes.texts]
        if not axes.axison:
            continue
        texts += [axes.title, axes._left_title, axes._right_title]
        for axis in (axes.xaxis, axes.yaxis):
            ticks = axis._update_ticks()
            named = [label for tick in ticks for label in (tick.label1, tick.label2)]
            texts += [axis.label, *(label for label in named if label.get_visible())]
    texts += [axes._left_title for axes in figure.axes if not axes.axison]
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            paper = text.get_bbox_patch()  # hides what it covers
            # Of an annotation the text alone, without its arrow.
            bare = Text.get_window_extent(text, renderer)
            yield text.get_text(), paper.get_window_extent(renderer) if paper else bare


def published_boxes(svg: str) -> tuple[Boxes, Bbox]:
    """Return every text of a published file with the box of its ink in points, and the canvas."""
    root = ElementTree.fromstring(svg)
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    boxes = [(element.text or "", _ink(element)) for element in root.iter(f"{SVG}text")]
    return boxes, Bbox([[0, 0], [width, height]])


def _ink(element: ElementTree.Element) -> Bbox:
    look = element.attrib["style"]
    # A style says "font-size: 7px; font-family: ..." or "font: 700 8px 'DejaVu Sans'; ...".
    size = float(re.search(r"([\d.]+)px", look)[1])  # type: ignore[index]
    bold = "bold" if re.search(r"font: (700|bold)|font-weight: (700|bold)", look) else "normal"
    font = FontProperties(family="DejaVu Sans", weight=bold, size=size)
    text = element.text or ""
    length, *_ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    anchor = re.search(r"text-anchor: (\w+)", look)
    back = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor[1] if anchor else "start"]
    place = element.attrib["transform"]
    turn = re.search(r"rotate\(([-\d.]+)", place)
    moved = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", place)
    at = moved.groups() if moved else (element.attrib["x"], element.attrib["y"])
    ink = TextPath((-back * length, 0), text, prop=font)
    onto = Affine2D().scale(1, -1).rotate_deg(float(turn[1]) if turn else 0.0)
    return ink.get_extents(onto.translate(*map(float, at)))
