"""One run at a time: a killed run's lock goes, a live one's stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.common.runs.lock import alone

ROOT = Path(__file__).parents[4]
HOLD = "from scripts.common.runs.lock import alone; print(alone(), flush=True); input()"


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """A lock as Snakemake leaves it, in the working folder."""
    monkeypatch.chdir(tmp_path)
    stale = tmp_path / ".snakemake/locks/0.input.lock"
    stale.parent.mkdir(parents=True)
    stale.write_text("data/raw/t.csv", encoding="utf-8")
    return stale


def test_the_lock_of_a_killed_run_is_taken_away(lock):
    assert alone()
    assert not lock.exists()


def test_the_copy_of_a_folder_that_a_killed_job_was_making_is_taken_away(lock):
    copy = lock.parents[1] / "backups/build/report/latex/tables/one.tex"
    copy.parent.mkdir(parents=True)
    copy.write_text("last good", encoding="utf-8")
    assert alone()
    assert not copy.exists()


def test_the_lock_of_a_live_run_stays(lock):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    ) as other:
        assert other.stdout.readline().strip() == "True"
        lock.write_text("data/raw/t.csv", encoding="utf-8")
        assert not alone()
        assert lock.exists()
        other.kill()
