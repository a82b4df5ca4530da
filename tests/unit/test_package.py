"""A package: whole or refused, the same bytes, described as what it holds."""

import hashlib
import json
import os
import zipfile

import pytest

from scripts.common.errors import UserError
from scripts.common.runs.publishing import MANIFEST
from scripts.package import package
from tests.unit.little_package import little_package

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
