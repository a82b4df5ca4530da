"""Which code a script depends on: its imports through the project, and the files they name."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

TEMPLATES = Path("scripts/templates")
DATA_SUFFIXES = (".yaml", ".j2", ".css", ".bib", ".csv")


@cache
def modules_of(script: str | Path, root: str | Path) -> tuple[str, ...]:
    """Project modules that a script imports, directly or through others, as paths below `root`.

    The schemas and templates that these modules name count too. Snakemake does not see what a
    script uses; rules list these as inputs, so that an edited helper reruns its users.

    Parameters
    ----------
    script : path of the script, relative to `root`
    root : folder that holds the package `scripts`
    """
    root, found, waiting = Path(root), set(), [Path(script)]
    while waiting:
        used = waiting.pop()
        for path in _named((root / used).read_text(encoding="utf-8"), used):
            if path not in found and (root / path).is_file():
                found.add(path)
                if path.suffix == ".py":
                    waiting.append(path)
    return tuple(sorted(path.as_posix() for path in found))


@cache
def _named(code: str, module: Path) -> frozenset[Path]:
    """Modules and data files that a module names; most modules are reached from many scripts."""
    nodes = list(ast.walk(ast.parse(code, filename=module.as_posix())))
    return frozenset(_imported(nodes) | _data_files(nodes, module.parent))


def _imported(nodes: list[ast.AST]) -> set[Path]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("scripts"):
            # `from scripts.methods import trends` names a module, `from x.y import f` a function.
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("scripts")}
    return {Path(*name.split(".")).with_suffix(".py") for name in names}


def _data_files(nodes: list[ast.AST], folder: Path) -> set[Path]:
    """Schemas and templates that a module names: beside it, or among the templates."""
    texts = {n.value for n in nodes if isinstance(n, ast.Constant)}
    names = {t for t in texts if isinstance(t, str) and t.endswith(DATA_SUFFIXES)}
    return {place / name for name in names for place in (folder, TEMPLATES)}
