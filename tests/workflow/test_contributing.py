"""What CONTRIBUTING.md asks of whoever adds something works as printed."""

import pytest

from tests.studies import ROOT, SOURCE, lay_down
from tests.workflow.tutorial import follow

pytestmark = pytest.mark.studies


def test_the_steps_of_contributing(tmp_path):
    project = tmp_path / "project"
    lay_down([*SOURCE, "Makefile", "pyproject.toml", "README.md", "docs", "tests"], project)
    (project / ".venv").symlink_to(ROOT / ".venv")
    assert follow(ROOT / "CONTRIBUTING.md", project) == {"save", "edit", "run"}
