"""A small copy of the study in a folder of its own, to be killed, broken and built elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
MEASURED = Path(__file__).parent / "measured"
SOURCE = ["Snakefile", "config.yaml", "requirements.txt", "CITATION.cff", "figures.yaml"]
SOURCE += ["scripts", "data", "profiles"]
# What moved since the run before: history, not part of a version.
HISTORY = ("report/headlines.json", "report/moved.txt")
MANIFEST, JOURNAL, STAGE = "results/manifest.json", "results/.publishing.json", "build"
# Few draws: what is measured here does not depend on how many there are.
FEW = {
    "methods": {"null_draws": 999, "bootstrap_draws": 199},
    "calibration": {"replications": 200},
    "multiverse": {"draws": 199, "joint_draws": 99},
}

Version = dict[str, str]


class Study:
    """The project in a folder, with a published version or without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def copied(cls, folder: Path) -> Study:
        """The source of the project alone, with few draws and without anything generated."""
        folder.mkdir(parents=True)
        ignored = shutil.ignore_patterns("processed", "__pycache__")
        for name in SOURCE:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=ignored)
            else:
                shutil.copy2(source, folder / name)
        study = cls(folder)
        config = yaml.safe_load(study.read("config.yaml"))
        for part, values in FEW.items():
            config[part] |= values
        study.write("config.yaml", yaml.safe_dump(config, sort_keys=False))
        return study

    @classmethod
    def built(cls, folder: Path) -> Study:
        """A small study after a complete run; one that stands there is taken as it is."""
        if folder.exists():
            return cls(folder)
        study = cls.copied(folder)
        study.complete()
        return study

    def clone(self, folder: Path) -> Study:
        """The same study elsewhere, with times of files and Snakemake's records."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Study(folder)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        self.write(path, text.replace(old, new, 1))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a run in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env=surroundings(),
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run to the end; returns exit status and what the terminal shows."""
        process = self.start(*arguments)
        shown, _ = process.communicate()
        return process.returncode, shown

    def complete(self) -> Version:
        """Run to the end without a fault; returns the version published."""
        status, shown = self.run()
        assert status == 0, shown
        return self.published()

    def published(self) -> Version:
        """SHA-256 of every file of the published set, its manifest included."""
        tops = [self.folder / "figures", self.folder / "report"]
        paths = [p for top in tops for p in top.rglob("*") if p.is_file()]
        manifest = self.folder / MANIFEST
        found = {}
        for path in [*sorted(paths), *([manifest] if manifest.is_file() else [])]:
            name = path.relative_to(self.folder).as_posix()
            # A hidden file is a draft, which no reader takes for a figure.
            if name not in HISTORY and not path.name.startswith("."):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


def surroundings() -> dict[str, str]:
    """The environment of a user's shell, which knows nothing of a test run."""
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}


def kill(process: subprocess.Popen[str]) -> bool:
    """SIGKILL the whole group of a run, children included; whether it still ran."""
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def record(name: str, content: dict[str, Any]) -> None:
    """Keep what was measured beside the code that measured it."""
    MEASURED.mkdir(exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (MEASURED / f"{name}.json").write_text(text + "\n", encoding="utf-8")
