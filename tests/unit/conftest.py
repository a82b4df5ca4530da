"""The study as it is, an empty folder, and figures drawn from literal inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.common.study.load import load_study

ROOT = Path(__file__).parents[2]


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
def draw(study: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Draws a figure by its id; see `drawer`."""
    # Loads matplotlib and Snakemake, which the quick tests do without.
    from tests.unit.drawings import drawer

    return drawer(study, tmp_path_factory.mktemp("study"))
