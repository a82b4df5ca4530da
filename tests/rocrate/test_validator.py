"""rocrate-validator passes a package at its REQUIRED level. Run by `make test-rocrate`."""

import os
import subprocess
import zipfile

import pytest

from scripts.package import package
from tests.unit.little_package import little_package

pytestmark = pytest.mark.rocrate


def validated(folder):
    """The answer of the validator; a cache, if one is named, saves fetching the JSON-LD context."""
    cache = os.environ.get("ROCRATE_CACHE")
    offline = ["--offline", "--cache-path", cache] if cache else []
    command = [os.environ["ROCRATE_VALIDATOR"], "-y", "validate", *offline, "--no-paging"]
    command += ["-p", "workflow-run-crate", "-l", "required", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def unpacked(tmp_path):
    little_package(tmp_path / "study")
    with zipfile.ZipFile(package(tmp_path / "study")) as archive:
        archive.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    return folder


def test_a_package_is_a_workflow_run_crate(unpacked):
    answer = validated(unpacked)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_package_that_lost_a_file_is_not(unpacked):
    (unpacked / "data/raw/jica.csv").unlink()
    assert validated(unpacked).returncode == 1
