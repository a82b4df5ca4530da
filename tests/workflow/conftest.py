"""The whole pipeline, built once in a temporary copy; each test works on a copy of that."""

from pathlib import Path

import pytest

from tests.studies import Study

EDIT = '"1,565"', '"1,575"'


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The pipeline after a full run, with few draws so that it is quick."""
    return Study.built(tmp_path_factory.mktemp("built") / "a study, with spaces")


@pytest.fixture(scope="session")
def edited(built: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The built pipeline after one cell was edited, the experts of 1995, and a second run."""
    study = built.clone(tmp_path_factory.mktemp("edited") / "study")
    study.edit("data/raw/jica.csv", *EDIT)
    study.complete()
    return study


@pytest.fixture
def study(built: Study, tmp_path: Path) -> Study:
    """A copy of the built pipeline that a test may edit."""
    return built.clone(tmp_path / "study")
