"""What an import left to its user: texts that begin with TODO, which no report may print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.common.errors import Fault

TODO = "TODO"


def unfinished_faults(node: Any, place: str = "") -> Iterator[Fault]:
    """Yield every text of a mapping, at any depth, that is still to be written.

    Parameters
    ----------
    node : mapping, or anything below one
    place : str
        Its keys so far, joined by points.
    """
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from unfinished_faults(value, f"{place}.{key}" if place else str(key))
    elif isinstance(node, str) and node.startswith(TODO):
        remedy = "Write in its place what you know, or take an optional key out."
        yield Fault("unfinished", f"{place}: {node}", remedy)
