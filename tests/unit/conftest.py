"""Every figure drawn once for all tests, by its own script from literal inputs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from scripts.common.figures.files import save_figure
from scripts.common.study.load import load_study
from tests.unit.little_figures import KINDS, ROOT, inputs
from tests.unit.little_forensics import claims_inputs, forensics_inputs
from tests.unit.little_overview import overview_inputs, workflow_inputs

OWN = {"overview": overview_inputs, "workflow": workflow_inputs}
OWN |= {"forensics": forensics_inputs, "claims": claims_inputs}
Draw = Callable[..., tuple[Figure, Path]]


@pytest.fixture(scope="session")
def study() -> Any:
    raw = ROOT / "data/raw"
    return load_study(ROOT / "config.yaml", raw / "sources.yaml", raw / "corrections.yaml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def draw(study: Any, tmp_path_factory: pytest.TempPathFactory) -> Draw:
    """Draw a figure by its script from literal inputs, once for each folder that is asked for."""
    folder, done = tmp_path_factory.mktemp("study"), {}

    def run(figure_id: str, name: str = "figures") -> tuple[Figure, Path]:
        stem = f"plot_{KINDS.get(figure_id, figure_id)}"
        module, path = import_module(f"scripts.{stem}"), folder / name / figure_id
        if path not in done:
            drawn: list[Figure] = []

            def save(figure: Figure, *others: Any) -> None:
                drawn.append(figure)
                save_figure(figure, *others)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "save_figure", save)
                plot = getattr(module, stem)
                if figure_id in OWN:
                    given = OWN[figure_id](study, folder)
                else:
                    given = inputs(study, figure_id, folder)
                plot(**given, path_to_figure=str(path))
            done[path] = drawn[0]
        return done[path], path

    return run
