"""Studies through profiles/slurm, on a SLURM of this machine alone, give a local run's bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.bench.synthetic import ONE_AT_A_TIME, write_study
from tests.reliability.studies import FEW, ROOT, surroundings
from tests.slurm.one_machine import CPUS, one_machine

GENERATED = ["data/processed", "results", "build", "figures", "report"]
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
        yield {**surroundings(), **environment}


def snakemake(folder: Path, environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", str(CPUS), "--directory", str(folder)]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def generated(folder: Path) -> dict[str, bytes]:
    paths = [p for top in GENERATED for p in (folder / top).rglob("*") if p.is_file()]
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in paths
        if p.name != ".snakemake_timestamp"
    }


def with_few_draws(folder: Path) -> None:
    """What is compared here does not depend on how many draws there are."""
    path = folder / "config.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in ("methods", "calibration"):
        config.setdefault(part, {}).update(FEW[part])
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


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


def compared(cluster: Path, slurm: dict[str, str]) -> list[tuple[str, str]]:
    """Run a study on the cluster and a copy of it locally, compare them; the jobs submitted."""
    local = cluster.with_name("local")
    shutil.copytree(cluster, local)
    snakemake(cluster, slurm, "--profile", "profiles/slurm", *HERE)
    snakemake(local, surroundings())

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
    study = tmp_path / "cluster"
    shutil.copytree(ROOT / "examples/null", study)
    with_few_draws(study)
    compared(study, slurm)


def test_a_thousand_series_on_a_cluster(slurm: dict[str, str], tmp_path: Path) -> None:
    study = tmp_path / "cluster"
    write_study(study, 1000, ONE_AT_A_TIME, chunk=250, designs=11)
    with_few_draws(study)
    submitted = compared(study, slurm)
    # A job for each part of each of two rules, and one at least for everything that is shared.
    assert len(submitted) >= 2 * 4 + 3
