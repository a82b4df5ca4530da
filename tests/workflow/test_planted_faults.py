"""Faults planted in the data and the choices: the run stops, says where, and harms nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.studies import Study
from tests.workflow.edits import text

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


EXIM, SOURCES = "data/raw/exim.csv", "data/raw/sources.yaml"
FAULTS: dict[str, tuple[str, Callable[[Path], None], list[str]]] = {
    "Latin-1 byte": (EXIM, latin_1, ["line 18", "column loans", r"330.6\xb9", "encoding"]),
    "cut inside a row": (EXIM, truncated, ["line 21", '"1999,2', "rule: row"]),
    "huge file": (EXIM, huge, ["larger than 40 MB", "rule: file"]),
    "pipe": (EXIM, pipe, ["is a pipe or a device", "rule: file"]),
    "link to nowhere": (EXIM, dangling, ["cannot be read", "rule: file"]),
    "expired correction": (
        EXIM,
        text("1997,939.3", "1997,393.9"),
        ["line 19", "column loans", '"393.9"', "exim_loans_1997"],
    ),
    "repeated key": (SOURCES, repeated_key, ['the key "tables" stands in line']),
    "wrong key": (
        "config.yaml",
        text("seed:", "sede:"),
        ["unknown key 'sede' (did you mean 'seed'?)"],
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_stops_the_run_and_harms_nothing(kind: str, study: Study) -> None:
    path, plant, words = FAULTS[kind]
    before = study.hashes()
    plant(study.folder / path)
    shown = study.stopped()
    for word in [path, *words]:
        assert word in shown
    assert "Traceback" not in shown
    assert study.hashes() == before
