"""Where the nodes of a directed graph stand: layers in order of the stages, few crossings.

After Sugiyama, Tagawa & Toda (1981), Methods for visual understanding of hierarchical system
structures, IEEE Transactions on Systems, Man, and Cybernetics 11(2): 109-125.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scripts.common.figures.lettering import spread

Parents = Mapping[str, set[str]]
ORDERING, STRAIGHTENING = 24, 200  # sweeps
STIFF = 0.2  # how much less an edge at a node pulls than one between two layers that it passes
BEND = 0.35  # width of the corridor of an edge that passes a layer, in parts of a node


@dataclass(frozen=True)
class Drawing:
    """Places of nodes and the points that edges pass.

    Attributes
    ----------
    places : mapping
        Node to (x, layer); x in nodes' widths.
    edges : mapping
        (from, to) to the points (x, layer) from one to the other, one in every layer.
    """

    places: dict[str, tuple[float, int]]
    edges: dict[tuple[str, str], list[tuple[float, int]]]


def ancestors(parents: Parents) -> dict[str, set[str]]:
    """Return all that comes before each node; `parents` lists nodes after their parents."""
    above: dict[str, set[str]] = {}
    for node, own in parents.items():
        above[node] = own.union(*(above[parent] for parent in own))
    return above


def reduced(parents: Parents) -> dict[str, set[str]]:
    """Leave out edges that a longer path implies."""
    above = ancestors(parents)
    return {
        node: {one for one in own if not any(one in above[other] for other in own)}
        for node, own in parents.items()
    }


def layered(parents: Parents, stages: Mapping[str, str]) -> dict[str, int]:
    """Return the layer of each node: below its parents and below every earlier stage."""
    layers: dict[str, int] = {}
    first: dict[str, int] = {}
    for node, own in parents.items():
        start = first.setdefault(stages[node], max(layers.values(), default=-1) + 1)
        layers[node] = max([start, *(layers[parent] + 1 for parent in own)])
    return layers


def laid_out(parents: Parents, layers: Mapping[str, int]) -> Drawing:
    """Place nodes in their layers so that few edges cross and most are short."""
    routes: dict[tuple[str, str], list[str]] = {}
    rows: list[list[str]] = [[] for _ in range(max(layers.values()) + 1)]
    for node, layer in layers.items():
        rows[layer].append(node)
    for node, own in parents.items():
        for parent in sorted(own):
            # All edges of one node into the same layer share a corridor.
            passed = [f"{parent}>{k}" for k in range(layers[parent] + 1, layers[node])]
            routes[parent, node] = [parent, *passed, node]
            for k, name in enumerate(passed, layers[parent] + 1):
                rows[k] += [] if name in rows[k] else [name]
    beside: dict[str, set[str]] = {name: set() for row in rows for name in row}
    for route in routes.values():
        for one, other in pairwise(route):
            beside[one].add(other)
            beside[other].add(one)
    x = _placed(rows, beside, layers)
    level = {name: k for k, row in enumerate(rows) for name in row}
    return Drawing(
        {node: (x[node], layers[node]) for node in layers},
        {edge: [(x[name], level[name]) for name in route] for edge, route in routes.items()},
    )


def _placed(
    rows: Sequence[list[str]], beside: Mapping[str, set[str]], layers: Mapping[str, int]
) -> dict[str, float]:
    """Order each layer by the layers around it, to and fro; then pull edges straight."""
    x = {name: i - len(row) / 2 for row in rows for i, name in enumerate(row)}
    level = {name: k for k, row in enumerate(rows) for name in row}
    half = {name: 0.5 if name in layers else BEND / 2 for name in x}
    orders = [sorted(row) for row in rows]
    for sweep in range(ORDERING + STRAIGHTENING):
        down, ordering = sweep % 2 == 0, sweep < ORDERING
        for k in range(len(rows)) if down else reversed(range(len(rows))):
            wanted = {}
            for name in orders[k]:
                near = sorted(beside[name])
                if ordering:  # by the layer that was passed before
                    near = [other for other in near if (level[other] < k) is down] or near
                weights = [STIFF ** ((name in layers) + (other in layers)) for other in near]
                wanted[name] = float(np.average([x[other] for other in near], weights=weights))
            if ordering:
                orders[k].sort(key=lambda name: (wanted[name], name))
            steps = [half[a] + half[b] for a, b in pairwise(orders[k])]
            places = spread([wanted[name] for name in orders[k]], steps)
            x.update(zip(orders[k], places, strict=True))
    return x
