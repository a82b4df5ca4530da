"""Studies through profiles/slurm, on a SLURM of this machine alone, give a local run's bytes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.synthetic import ONE_AT_A_TIME, write_study
from tests.slurm.one_machine import one_machine
from tests.studies import GENERATED, ROOT, Study, Version

HEAVY = ["calibrate_nulls", "calibrate_design", "run_event_tests", "calibrate_breaks"]
HEAVY += ["find_breaks"]
# No accounting to ask for the state of a job, and jobs too short to wait long for.
HERE = [
    *("--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "2"),
    *("--latency-wait", "5"),
]

pytestmark = pytest.mark.slurm


@pytest.fixture
def slurm() -> Iterator[dict[str, str]]:
    with one_machine() as environment:
        yield environment


def generated(study: Study) -> Version:
    found = study.hashes(*GENERATED, "build")
    return {name: was for name, was in found.items() if not name.endswith(".snakemake_timestamp")}


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


def compared(cluster: Study, slurm: dict[str, str]) -> list[tuple[str, str]]:
    """Run a study on the cluster and a copy of it locally, compare them; the jobs submitted."""
    # What it is compared with does not depend on how many draws there are.
    local = cluster.with_few_draws("methods", "calibration").clone(
        cluster.folder.with_name("local")
    )
    cluster.complete("--profile", "profiles/slurm", *HERE, variables=slurm)
    local.complete()

    expected, found = generated(local), generated(cluster)
    assert expected, "the local run made nothing"
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []

    submitted = jobs(slurm)
    assert {state for _, state in submitted} == {"COMPLETED"}
    named = " ".join(name for name, _ in submitted)
    assert [rule for rule in HEAVY if rule not in named] == [], named
    return submitted


def test_an_example_on_a_cluster(slurm: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/null", tmp_path / "cluster")
    compared(Study(tmp_path / "cluster", ROOT), slurm)


def test_a_table_in_parts_on_a_cluster(slurm: dict[str, str], tmp_path: Path) -> None:
    write_study(tmp_path / "cluster", 24, ONE_AT_A_TIME, chunk=6, designs=8)
    submitted = compared(Study(tmp_path / "cluster", ROOT), slurm)
    # A job for each part of each of two rules, and one at least for everything that is shared.
    assert len(submitted) >= 2 * 4 + 3
