"""Draw the workflow for readers: what each rule reads, which rules never see a printed value.

From the graph that the Snakefile computes of itself to figures/workflow.*: one box per rule, the
rules that draw figures together in one; stages from top to bottom. Fails if the texts in
figures.yaml ask for a fact that is not there.
"""

from collections.abc import Callable
from graphlib import TopologicalSorter
from itertools import pairwise
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from scripts.common.figures import style
from scripts.common.figures.files import Publication, draw, save_figure
from scripts.common.figures.graph import Drawing, ancestors, laid_out, layered, reduced
from scripts.common.wording.terms import sentence_case

LAYER, BOX, STAGE = 13.5, 7.6, 21.0  # mm: a layer, the height of a box, the names of the stages
HEAD = 1.2  # mm, of an arrow
GAP, WIDEST = 2.6, 24.0  # mm: between two boxes of a layer; a box and its gap at most
PRINTED = "printed"
COLUMNS = ["mark", "rule", "stage", "jobs", "sees_values", "to"]


def plot_workflow(
    graph: list[dict[str, Any]], publication: Publication, path_to_figure: str
) -> None:
    """Draw the rules and what goes from one to another.

    Parameters
    ----------
    graph : list of dict
        As from `scripts.common.runs.rule_graph.rule_graph`: ``rule``, ``stage``, ``after``,
        ``printed`` and ``jobs``, in the order of the Snakefile.
    """
    words = publication.labels("workflow")
    rules = _in_order(_grouped(graph))
    parents = {name: one["after"] for name, one in rules.items()}
    sees = {name: name == PRINTED or PRINTED in above for name, above in ancestors(parents).items()}
    drawn = reduced(parents)
    layers = layered(drawn, {name: one["stage"] for name, one in rules.items()})
    drawing = laid_out(drawn, layers)
    height = LAYER * (max(layers.values()) + 1.9)
    figure = style.new_figure(style.DOUBLE, height)
    figure.set_layout_engine("none")
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set_axis_off()
    axis.set(xlim=(0, style.DOUBLE), ylim=(height, 0))
    to_mm, width = _scaled(drawing)
    _name_stages(axis, rules, layers)
    for edge, points in drawing.edges.items():
        _draw_edge(axis, [to_mm(point) for point in points], seen=sees[edge[0]])
    for name, place in drawing.places.items():
        _draw_box(axis, to_mm(place), width, _text(name, rules[name], words), seen=sees[name])
    _draw_key(axis, height - 0.5 * LAYER, words)
    nodes: list[dict[str, Any]] = [
        {"mark": "rule", "rule": name, "sees_values": sees[name]}
        | {key: one[key] for key in ("stage", "jobs")}
        for name, one in rules.items()
    ]
    edges = [{"mark": "edge", "rule": one, "to": other} for one, other in drawing.edges]
    unseeing = [name.replace("_", " ") for name in rules if not sees[name]]
    facts = {
        "n": len(graph),
        "figures": rules["plot"]["jobs"],
        "printed": rules[PRINTED]["jobs"],
        "jobs": sum(one["jobs"] for one in graph),
        "unseeing": unseeing,
        "stages": list(dict.fromkeys(one["stage"] for one in graph)),
    }
    table = pd.DataFrame(nodes + edges, columns=COLUMNS).astype({"jobs": "Int64"})
    save_figure(figure, path_to_figure, table, facts, publication)


def _grouped(graph: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the printed tables and the rules by name, each with what it reads after.

    The rules that draw figures are one, named ``plot``.
    """
    alias = {g["rule"]: "plot" if g["rule"].startswith("plot_") else g["rule"] for g in graph}
    files = {path for one in graph for path in one["printed"]}
    first = {"stage": graph[0]["stage"], "jobs": len(files), "after": set()}
    rules: dict[str, dict[str, Any]] = {PRINTED: first}
    for one in graph:
        own = rules.setdefault(
            alias[one["rule"]], {"stage": one["stage"], "jobs": 0, "after": set()}
        )
        own["jobs"] += one["jobs"]
        own["after"] |= {alias[name] for name in one["after"]}
        own["after"] |= {PRINTED} if one["printed"] else set()
    return rules


def _in_order(rules: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return rules after those that they read, otherwise as they were."""
    places = {name: i for i, name in enumerate(rules)}
    sorter = TopologicalSorter({name: one["after"] for name, one in rules.items()})
    sorter.prepare()
    ready: list[str] = []
    ordered = {}
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=places.__getitem__)
        name = ready.pop(0)
        ordered[name] = rules[name]
        sorter.done(name)
    return ordered


def _scaled(drawing: Drawing) -> tuple[Callable[[tuple[float, int]], tuple[float, float]], float]:
    """Return what turns places into mm from the upper left, and the width of a box."""
    every = [x for points in drawing.edges.values() for x, _ in points]
    left, right = min(every), max(every)
    pitch = min(WIDEST, (style.DOUBLE - STAGE) / (right - left + 1))
    start = (style.DOUBLE + STAGE - pitch * (right - left)) / 2

    def to_mm(place: tuple[float, int]) -> tuple[float, float]:
        return start + pitch * (place[0] - left), LAYER * (place[1] + 0.6)

    return to_mm, pitch - GAP


def _name_stages(axis: Axes, rules: dict[str, dict[str, Any]], layers: dict[str, int]) -> None:
    first: dict[str, int] = {}
    for name, one in rules.items():
        first[one["stage"]] = min(layers[name], first.get(one["stage"], layers[name]))
    for stage, layer in first.items():
        text = "\n".join(wrap(sentence_case(stage), 14))
        style.write(axis, 1.5, LAYER * (layer + 0.6), text, style.QUIET, linespacing=1.15)
        if layer:
            edge = LAYER * (layer + 0.1)
            axis.plot((0, style.DOUBLE), (edge, edge), color=style.BAND, lw=0.8, zorder=0)


def _draw_edge(axis: Axes, points: list[tuple[float, float]], *, seen: bool) -> None:
    """Draw a curve that leaves and meets the boxes upright, with an arrow head."""
    (x, y), (end, last) = points[0], points[-1]
    tip = last - BOX / 2
    stops = [(x, y + BOX / 2)]
    for x, y in points[1:-1]:  # straight past the boxes of a layer
        stops += [(x, y - BOX / 2), (x, y + BOX / 2)]
    stops.append((end, tip - HEAD))
    vertices, codes = [stops[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(stops):
        bend = 0.5 * (y1 - y0)
        vertices += [(x0, y0 + bend), (x1, y1 - bend), (x1, y1)]
        codes += [Path.CURVE4] * 3
    look = _look(seen=seen)
    path = Path(vertices, codes)
    axis.add_patch(PathPatch(path, fill=False, ec=look["ec"], ls=look["ls"], lw=0.8, zorder=1))
    head = [(end - 0.6, tip - 1.2 * HEAD), (end + 0.6, tip - 1.2 * HEAD), (end, tip)]
    axis.add_patch(Polygon(head, fc=look["ec"], lw=0, zorder=2))


def _draw_box(
    axis: Axes, place: tuple[float, float], width: float, text: str, *, seen: bool
) -> None:
    corner = place[0] - width / 2, place[1] - BOX / 2
    shape = "round,pad=0,rounding_size=0.8"
    face = style.BAND if seen else "white"
    box = FancyBboxPatch(corner, width, BOX, shape, fc=face, lw=1.0, zorder=3, **_look(seen=seen))
    axis.add_patch(box)
    style.write(axis, *place, text, ha="center", linespacing=1.1)


def _look(*, seen: bool) -> dict[str, Any]:
    return {
        "ec": style.QUIET if seen else style.MEAN.colour,
        "ls": "solid" if seen else (0, (3, 1.5)),
    }


def _text(name: str, one: dict[str, Any], words: dict[str, Any]) -> str:
    """Return what a box says, in two lines: the name of the rule and how often it runs."""
    if name in words["boxes"]:
        return str(words["boxes"][name]).format(n=one["jobs"])
    parts = name.split("_") + ([f"×{one['jobs']}"] if one["jobs"] > 1 else [])
    cuts = range(1, max(len(parts), 2))
    lines = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in cuts]
    return "\n".join(min(lines, key=lambda pair: max(map(len, pair)))).strip()


def _draw_key(axis: Axes, y: float, words: dict[str, Any]) -> None:
    x = STAGE
    for seen, text in zip((True, False), words["key"], strict=True):
        _draw_box(axis, (x, y), 6.0, "", seen=seen)
        style.write(axis, x + 4.5, y, text, style.INK if seen else style.MEAN.text)
        x += 12 + len(text) * style.LETTER * style.SMALL / 72 / style.MM


if __name__ == "__main__":
    draw(plot_workflow, snakemake)
