"""Every figure drawn once for all tests, by its own script from literal inputs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.figure import Figure
from snakemake.iocontainers import Namedlist

from scripts.common.figures.files import given, save_figure
from scripts.common.study.parameters import of_figure
from scripts.common.tables import write_csv
from tests.unit.little_figures import FILES, ROOT
from tests.unit.little_forensics import claim_rows, external_rows, forensics_rows
from tests.unit.little_overview import GRAPH, overview_files

FROM = {
    **FILES,
    "overview": overview_files,
    "forensics": lambda _: {"forensics": forensics_rows(), "external": external_rows()},
    "claims": lambda _: {"claims": claim_rows()},
    "workflow": lambda _: {},
}
WORDS = {
    "texts": str(ROOT / "scripts/templates/figures.yaml"),
    "page": str(ROOT / "scripts/templates/figure.md.j2"),
    "sources": str(ROOT / "data/raw/sources.yaml"),
    "own_texts": str(ROOT / "figures.yaml"),
}
Draw = Callable[..., tuple[Figure, Path]]


def drawer(study: Any, folder: Path) -> Draw:
    """Draw a figure by its script from literal inputs, once for each folder that is asked for."""
    done: dict[Path, Figure] = {}
    figures = {figure["id"]: figure for figure in study.figures}

    def rule(figure_id: str, path: Path) -> SimpleNamespace:
        """What the rule of a figure gives its script."""
        told, kind = of_figure(study, figures[figure_id]), figures[figure_id]["draws"]
        files: dict[str, Any] = dict(WORDS)
        for name, frames in FROM[kind]({**told, "predictions": study.predictions}).items():
            several = frames if isinstance(frames, list) else [frames]
            paths = [f"{path}.{name}{i}" for i in range(len(several))]
            for frame, written in zip(several, paths, strict=True):
                write_csv(frame, written)
            files[name] = paths if isinstance(frames, list) else paths[0]
        params = {"told": told} | ({"graph": GRAPH} if kind == "workflow" else {})
        return SimpleNamespace(
            input=Namedlist(fromdict=files),
            output=Namedlist([f"{path}.pdf", f"{path}.svg"]),
            params=Namedlist(fromdict=params),
        )

    def run(figure_id: str, name: str = "figures") -> tuple[Figure, Path]:
        path = folder / name / figure_id
        if path not in done:
            stem = f"plot_{figures[figure_id]['draws']}"
            module, drawn = import_module(f"scripts.{stem}"), []

            def save(figure: Figure, *others: Any) -> None:
                drawn.append(figure)
                save_figure(figure, *others)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "save_figure", save)
                plot = getattr(module, stem)
                plot(**given(plot, rule(figure_id, path)))
            done[path] = drawn[0]
        return done[path], path

    return run
