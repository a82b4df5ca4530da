"""The whole pipeline, built once in a temporary copy; each test works on a copy of that."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SOURCE = [
    "Snakefile",
    "config.yaml",
    "CITATION.cff",
    "figures.yaml",
    "requirements.txt",
    "scripts",
    "data",
    "profiles",
]
PUBLISHED = ["data/processed", "results", "figures", "report"]


class Study:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # A new user's shell knows nothing of this test run.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        command = [sys.executable, "-m", "snakemake", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**environment, "COLUMNS": "200"},
        )

    def planned(self, *arguments: str) -> dict[str, int]:
        """Rules that a run would start now, with the number of their jobs."""
        answer = self.snakemake("--dry-run", *arguments)
        assert answer.returncode == 0, answer.stderr
        lines = answer.stdout.splitlines()
        if "job" not in " ".join(lines):
            return {}
        start = next((i for i, line in enumerate(lines) if line.startswith("job  ")), None)
        if start is None:
            return {}
        jobs = {}
        for line in lines[start + 2 :]:
            name, count = line.split()
            if name == "total":
                break
            jobs[name] = int(count)
        return {name: count for name, count in jobs.items() if name != "all"}

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {path}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def hashes(self) -> dict[str, str]:
        """SHA-256 of every published file."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for top in PUBLISHED
            for path in sorted((self.folder / top).rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The pipeline after a full run, with few draws so that it is quick."""
    folder = tmp_path_factory.mktemp("built") / "a study, with spaces"
    folder.mkdir()
    for name in SOURCE:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("processed", "__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)
    config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    config["methods"] |= {"null_draws": 999, "bootstrap_draws": 199}
    config["calibration"] |= {"replications": 200}
    config["multiverse"] |= {"draws": 199, "joint_draws": 99}
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    study = Study(folder)
    answer = study.snakemake("--cores", "2")
    assert answer.returncode == 0, answer.stderr
    return study


@pytest.fixture
def study(built: Study, tmp_path: Path) -> Study:
    """A copy of the built pipeline that a test may edit."""
    shutil.copytree(built.folder, tmp_path / "study")
    return Study(tmp_path / "study")


Edit = Callable[[Study], None]
