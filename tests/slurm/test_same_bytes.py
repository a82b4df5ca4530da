"""A study through profiles/slurm, on a SLURM of this machine alone, gives a local run's bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.studies import Study, surroundings
from tests.slurm.one_machine import CPUS, one_machine

GENERATED = ["data/processed", "results", "build", "figures", "report"]
# No accounting to ask for the state of a job, and jobs too short to wait long for.
HERE = [
    *("--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "2"),
]

pytestmark = pytest.mark.slurm


@pytest.fixture(scope="module")
def slurm() -> Iterator[dict[str, str]]:
    with one_machine() as environment:
        yield {**surroundings(), **environment}


def snakemake(study: Study, environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", str(CPUS), *arguments]
    done = subprocess.run(
        command, cwd=study.folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def generated(study: Study) -> dict[str, bytes]:
    paths = [p for top in GENERATED for p in (study.folder / top).rglob("*") if p.is_file()]
    return {
        p.relative_to(study.folder).as_posix(): p.read_bytes()
        for p in paths
        if p.name != ".snakemake_timestamp"
    }


def jobs(environment: dict[str, str]) -> list[tuple[str, str]]:
    """Rule or group, and state, of every job that was ever submitted."""
    said = subprocess.run(
        ["squeue", "--noheader", "--states=all", "--format=%k|%T"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    rows = (line.rpartition("|") for line in said.stdout.splitlines())
    return [(name, state) for name, _, state in rows]


def test_a_cluster_gives_the_bytes_of_a_local_run(slurm: dict[str, str], tmp_path: Path) -> None:
    local, cluster = Study.copied(tmp_path / "local"), Study.copied(tmp_path / "cluster")
    snakemake(cluster, slurm, "--profile", "profiles/slurm", *HERE)
    snakemake(local, surroundings())

    expected, found = generated(local), generated(cluster)
    assert expected, "the local run made nothing"
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []

    submitted = jobs(slurm)
    assert {state for _, state in submitted} == {"COMPLETED"}
    named = " ".join(name for name, _ in submitted)
    for heavy in ("calibrate_nulls", "calibrate_design", "find_breaks", "run_multiverse"):
        assert heavy in named, f"{heavy} did not run on the cluster: {named}"
