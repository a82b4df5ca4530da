"""Running many methods on one sample: results as rows, infeasible methods as rows with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scripts.methods.result import Infeasible, Result

Method = tuple[str, Callable[[], tuple[Result, ...]]]


def run_battery(methods: Iterable[Method]) -> list[dict[str, Any]]:
    """One row per parameter of every method, in order.

    Parameters
    ----------
    methods : iterable of (id, function)
        Functions without arguments that return results or raise `Infeasible`.
    """
    rows: list[dict[str, Any]] = []
    for name, method in methods:
        try:
            rows += [{**vars(r), "status": "ok", "reason": ""} for r in method()]
        except Infeasible as reason:
            rows.append({"method": name, "status": "infeasible", "reason": str(reason)})
    return rows
