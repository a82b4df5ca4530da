"""The table of docs/reruns.md: what is edited, and the exact set of rules that run again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.studies import Study
from tests.workflow.edits import ALL, Edit
from tests.workflow.reruns import PAGE, made, printed, row
from tests.workflow.reruns import found as found_in

pytestmark = pytest.mark.workflow

Rules = dict[Edit, frozenset[str]]
TABLE = printed(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reruns")
    return [folder / "1", folder / "2"]


@pytest.fixture(scope="module")
def found(built: Study, copies: list[Path]) -> Rules:
    return found_in(built, copies)


def test_the_table_has_every_edit_and_no_other() -> None:
    assert list(TABLE) == [row(edit) for edit in ALL]


@pytest.mark.parametrize("edit", ALL, ids=lambda edit: f"{edit.what} ({edit.path})")
def test_an_edit_reruns_what_the_table_says(edit: Edit, found: Rules) -> None:
    assert sorted(found[edit]) == sorted(TABLE[row(edit)])


def test_edits_are_taken_back(found: Rules, copies: list[Path]) -> None:
    assert [Study(copy).planned() for copy in copies] == [{}] * len(copies)


def test_a_run_starts_what_was_planned(found: Rules, copies: list[Path]) -> None:
    edit = next(edit for edit in ALL if edit.path.endswith("methods/forensics.py"))
    study = Study(copies[0])
    before = time.time()
    with made(edit, study.folder):
        study.complete()
    logs = [path for path in study.folder.glob("logs/**/*.log") if path.stat().st_mtime > before]
    ran = {path.relative_to(study.folder / "logs").parts[0].removesuffix(".log") for path in logs}
    assert ran == found[edit]
