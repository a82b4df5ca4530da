"""How a rule calls its script: one function, with what the rule gives, under the rule's log."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from scripts.common.runs.logs import logged

# Inputs that say when a script runs again, and after what; it does not read them.
ORDER = ("code", "after")


def run(function: Callable[..., None], snakemake: Any) -> None:
    """Call the function of a script with the inputs, outputs and parameters of its rule."""
    with logged(snakemake.log[0]):
        function(**arguments(function, snakemake))


def arguments(function: Callable[..., None], snakemake: Any) -> dict[str, Any]:
    """What the rule of a script gives its function, by the function's own names.

    The input or output ``series`` is ``path_to_series``, or ``paths_to_series`` to a function that
    takes a list; outputs without a name are ``output``. Parameters of the rule keep their names. A
    function that takes ``paths`` gets all inputs there, lists by the rule's names.
    What function and rule do not have in common fails in the call, which names it.

    Parameters
    ----------
    function : callable
        What has a default the rule may leave out.
    snakemake : snakemake.script.Snakemake
    """
    taken = inspect.signature(function).parameters
    found = dict(snakemake.params.items())
    if "paths" in taken:
        found["paths"] = {name: _listed(value) for name, value in snakemake.input.items()}
    for files in (snakemake.output,) if "paths" in taken else (snakemake.input, snakemake.output):
        for name, value in _named(files):
            if f"paths_to_{name}" in taken:
                found[f"paths_to_{name}"] = _listed(value)
            elif name not in ORDER:
                one = not isinstance(value, str) and len(value) == 1
                found[f"path_to_{name}"] = value[0] if one else value
    return found


def _listed(files: Any) -> list[str]:
    return [files] if isinstance(files, str) else list(files)


def _named(files: Any) -> Iterator[tuple[str, Any]]:
    if files and not files.keys():
        yield "output", list(files)
    yield from files.items()
