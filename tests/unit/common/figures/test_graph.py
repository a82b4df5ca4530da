"""Where the nodes of a graph stand."""

from __future__ import annotations

from scripts.common.figures.graph import laid_out, layered, reduced


def test_a_graph_is_drawn_downwards_and_apart() -> None:
    parents = {"a": set(), "b": {"a"}, "c": {"a", "b"}, "d": {"a"}, "e": {"c", "d", "a"}}
    drawn = reduced(parents)
    assert drawn["c"] == {"b"}
    assert drawn["e"] == {"c", "d"}
    layers = layered(drawn, dict.fromkeys("ab", "first") | dict.fromkeys("cde", "second"))
    assert layers == {"a": 0, "b": 1, "c": 2, "d": 2, "e": 3}
    drawing = laid_out(drawn, layers)
    assert abs(drawing.places["c"][0] - drawing.places["d"][0]) >= 1 - 1e-9
    assert [layer for _, layer in drawing.edges["a", "d"]] == [0, 1, 2]
