"""A package: whole or refused, the same bytes, described as what it holds, measured by its run."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.package.files import sources_of, write_zip
from scripts.common.package.record import peak_memory, read_steps, running_time
from scripts.common.runs.memory import peak_memory as own_peak_memory
from scripts.package import package
from scripts.reproduce import differences, other_versions, reproduce
from tests.unit.little_package import MANIFEST, little_package, record, write_record

TOP = "regionalizing-the-state-0.1.0"


@pytest.fixture
def study(tmp_path):
    little_package(tmp_path)
    return tmp_path


def read(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{TOP}/{name}").decode()


def crate_of(path):
    graph = json.loads(read(path, "ro-crate-metadata.json"))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_the_package_holds_sources_outputs_and_both_readmes_but_no_record_of_the_machine(study):
    with zipfile.ZipFile(package(study)) as archive:
        names = {name.removeprefix(f"{TOP}/") for name in archive.namelist()}
    assert {"Snakefile", "config.yaml", "data/raw/jica.csv", "README-study.md"} <= names
    assert {MANIFEST, "data/processed/jica.csv", "figures/jica.md"} <= names
    assert not [n for n in names if n.startswith((".snakemake", "logs", "dist", "build", "/"))]
    assert read(study / f"dist/{TOP}.zip", "README-study.md") == "# The study\n"


def test_the_same_study_gives_the_same_bytes(study, monkeypatch):
    first = package(study).read_bytes()
    for path in study.rglob("*.csv"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert package(study).read_bytes() == first


def test_it_refuses_what_verify_finds_wrong_and_keeps_the_last_package(study):
    last = package(study).read_bytes()
    (study / "figures/jica.md").write_text("# altered\n")
    with pytest.raises(UserError, match=r"figures/jica\.md was altered"):
        package(study)
    assert (study / f"dist/{TOP}.zip").read_bytes() == last


def test_it_refuses_without_a_record_of_the_run(study):
    for file in (study / ".snakemake/metadata").iterdir():
        file.unlink()
    with pytest.raises(UserError, match="run make here first"):
        package(study)


def test_every_other_file_is_in_the_crate_with_its_digest(study):
    path = package(study)
    crate = crate_of(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            inside = name.removeprefix(f"{TOP}/")
            if inside != "ro-crate-metadata.json":
                was = hashlib.sha256(archive.read(name)).hexdigest()
                assert crate[inside]["sha256"] == was, inside


def test_the_crate_tells_the_run_its_licences_and_versions(study):
    crate = crate_of(package(study))
    run = crate["#run"]
    assert run["startTime"] == "2001-09-09T01:46:40+00:00"
    assert run["endTime"] == "2001-09-09T01:46:51+00:00"
    assert {"@id": "data/raw/jica.csv"} in run["object"]
    assert {"@id": "figures/jica.md"} in run["result"]
    assert crate["data/raw/fx.csv"]["license"]["@id"].startswith("https://opendatacommons.org/")
    own = crate["data/raw/jica.csv"]["license"]["@id"]
    assert crate[own]["name"].startswith("Facts as printed")
    assert crate["#software-snakemake"]["softwareVersion"] == "1.0"
    assert crate["./"]["datePublished"] == "2026-11-23"


def test_the_readme_maps_figures_and_tables_to_rules_and_measures_the_run(study):
    readme = read(package(study), "README.md")
    assert (
        r"| Figure 3 | Experts \| and their share | `plot_levels` | `scripts/plot_levels.py` |"
        in readme
    )
    assert "| Table 7 | Values & signs. | `data/processed/jica.csv` | `clean_table` |" in readme
    assert "3 steps; at least one was running for 6 s; one after another they take 7 s." in readme
    assert "The longest is `plot_levels` with 4 s." in readme
    assert "At most 210 MB in a process (`plot_levels`)." in readme
    for section in ("Overview", "Dataset list", "Computational requirements", "References"):
        assert f"\n## {section}\n" in readme


def test_steps_are_those_the_target_rests_on_whatever_the_length_of_their_paths(tmp_path):
    long = f"results/{'x' * 300}.csv"
    write_record(tmp_path, long, record("long", ["data/raw/a.csv"], 0, 3))
    write_record(tmp_path, "b", record("short", [long], 3, 4))
    write_record(tmp_path, "other", record("unused", ["data/raw/a.csv"], 0, 9))
    steps = read_steps(tmp_path, "b")
    assert [(s.rule, s.script, s.outputs) for s in steps] == [
        ("long", "scripts/long.py", (long,)),
        ("short", "scripts/short.py", ("b",)),
    ]
    assert running_time(steps) == (4, 4)


def test_a_log_without_its_memory_is_told(study):
    (study / "logs/publish.log").write_text("finished\n")
    with pytest.raises(UserError, match="--forceall"):
        peak_memory(study, read_steps(study, MANIFEST))


def test_memory_is_in_megabytes():
    assert 10 < own_peak_memory() < 100_000


def test_sources_are_what_gitignore_leaves(tmp_path):
    for path in ("a/x.py", "a/y.pyc", ".venv/z.py", ".git/config", "keep/.venv.txt", ".ci/run"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text(".venv/\n*.pyc\n")
    assert sources_of(tmp_path) == [".ci/run", ".gitignore", "a/x.py", "keep/.venv.txt"]


def test_programs_stay_executable_in_the_zip(tmp_path):
    program = tmp_path / "run"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    write_zip("top", {"run": program, "text": b"t"}, tmp_path / "z.zip")
    with zipfile.ZipFile(tmp_path / "z.zip") as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}
    assert modes == {"top/run": "0o100755", "top/text": "0o100644"}


def test_what_came_out_differently_is_named(tmp_path):
    (tmp_path / "same").write_text("1")
    (tmp_path / "other").write_text("2")
    one = hashlib.sha256(b"1").hexdigest()
    manifest = {"results": {"same": one, "other": one}, "published": {"gone": one}}
    assert differences(manifest, Path(tmp_path)) == [
        f"other differs; compare it with {tmp_path.name}/other.",
        "gone was not made.",
    ]


def test_other_versions_are_named(study):
    manifest = {"python": "2.7.0", "packages": {"no-such-package": "1.0"}}
    first, second = other_versions(manifest)
    assert first.endswith("here and was 2.7.0 there.")
    assert second == "no-such-package is not installed here and was 1.0 there."


def test_nothing_is_reproduced_from_a_broken_set(study):
    (study / "data/raw/jica.csv").write_text("changed")
    found = reproduce(study)
    assert "data/raw/jica.csv has changed" in " ".join(found)
    assert not (study / "reproduced").exists()
