"""The tutorial of docs/own-study.md works as printed, and the skeleton runs untouched."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from scripts.verify import verify
from tests.studies import ROOT, SOURCE, lay_down, surroundings
from tests.workflow.tutorial import edited, steps

pytestmark = pytest.mark.studies

SECONDS = 60  # in which the skeleton's report is promised on two idle cores


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project that was set up before, without any result."""
    folder = tmp_path_factory.mktemp("own") / "project"
    lay_down([*SOURCE, "Makefile"], folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    bash = ["bash", "-euc", command]
    settings = {"cwd": folder, "env": surroundings()}
    return subprocess.run(bash, capture_output=True, text=True, check=False, **settings)


def test_the_tutorial_step_by_step(project):
    kinds = set()
    for step in steps(ROOT / "docs/own-study.md"):
        kinds.add(step.kind)
        file = project / step.file
        if step.kind == "save":
            file.write_text(step.body, encoding="utf-8")
        elif step.kind == "edit":
            text = file.read_text(encoding="utf-8")
            file.write_text(edited(text, step.body), encoding="utf-8")
        else:
            answer = shell(project, step.body)
            said = answer.stdout + answer.stderr
            assert (answer.returncode != 0) == (step.kind == "stops"), f"{step.body}\n{said}"
            for line in step.says:
                assert line in said, f"{line!r} is not in what {step.body!r} says:\n{said}"
    assert kinds == {"save", "edit", "run", "stops"}
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
