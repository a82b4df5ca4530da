"""The tutorial of docs/own-study.md works as printed, and the skeleton runs untouched."""

import os
import time

import pytest

from scripts.verify import verify
from tests.studies import ROOT, SOURCE, lay_down
from tests.workflow.tutorial import follow, shell

pytestmark = pytest.mark.studies

SECONDS = 60  # in which the skeleton's report is promised on two idle cores


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project that was set up before, without any result."""
    folder = tmp_path_factory.mktemp("own") / "project"
    lay_down([*SOURCE, "Makefile"], folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def test_the_tutorial_step_by_step(project):
    assert follow(ROOT / "docs/own-study.md", project) == {"save", "edit", "run", "stops"}
    assert not (project / "results").exists()  # the main study is untouched
    assert verify(project / "my-study") == []
    summary = (project / "my-study/report/summary.txt").read_text(encoding="utf-8")
    assert "Yen per US$, Plaza Accord (1985)" in summary


def test_the_untouched_skeleton_has_its_report_in_a_minute(project, tmp_path):
    study = tmp_path / "a study, elsewhere"
    assert shell(project, f'make new STUDY="{study}"').returncode == 0
    start = time.monotonic()
    answer = shell(project, f'make STUDY="{study}"')
    seconds = time.monotonic() - start
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (study / "report/report.pdf").stat().st_size > 0
    if os.getloadavg()[0] < 3:  # a busy machine says nothing about the promise
        assert seconds < SECONDS
    again = shell(project, f'.venv/bin/snakemake --directory "{study}"')
    assert "Nothing to be done" in again.stdout + again.stderr
