"""Faults planted in the pipeline itself: it stops, says where, and harms nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow


def latin_1(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"330.6", b"330.6\xb9"))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def huge(path: Path) -> None:
    os.truncate(path, 50_000_000)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)  # reading it would wait for ever


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.csv")


def repeated_key(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("tables: {}\n")


FAULTS: dict[str, tuple[str, Callable[[Path], None], list[str]]] = {
    "Latin-1 byte": ("exim.csv", latin_1, ["line 18", "column loans", r"330.6\xb9", "encoding"]),
    "cut inside a row": ("exim.csv", truncated, ["line 21", '"1999,2', "rule: row"]),
    "huge file": ("exim.csv", huge, ["larger than 40 MB", "rule: file"]),
    "pipe": ("exim.csv", pipe, ["is a pipe or a device", "rule: file"]),
    "link to nowhere": ("exim.csv", dangling, ["cannot be read", "rule: file"]),
    "repeated key": ("sources.yaml", repeated_key, ['the key "tables" stands in line']),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_stops_the_run_and_harms_nothing(kind: str, study) -> None:
    name, plant, words = FAULTS[kind]
    before = study.hashes()
    plant(study.folder / "data/raw" / name)
    answer = study.snakemake("--cores", "2")
    shown = answer.stdout + answer.stderr
    assert answer.returncode != 0
    for word in [f"data/raw/{name}", *words]:
        assert word in shown
    assert "Traceback" not in shown
    assert study.hashes() == before
