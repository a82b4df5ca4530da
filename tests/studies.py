"""Copies of the project and other studies in folders of their own: to be run, edited, compared."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from scripts.common.runs.publishing import HISTORY, MANIFEST, digest

ROOT = Path(__file__).parents[1]
SOURCE = ["Snakefile", "config.yaml", "requirements.txt", "CITATION.cff", "figures.yaml"]
SOURCE += ["scripts", "data", "profiles"]
GENERATED = ("data/processed", "results", "figures", "report")
# What is tried here does not depend on how many draws there are.
FEW = {
    "methods": {"null_draws": 999, "bootstrap_draws": 199},
    "calibration": {"replications": 200},
    "multiverse": {"draws": 199, "joint_draws": 99},
}
_JOBS = re.compile(r"^(\w+) +(\d+)$", re.MULTILINE)

Version = dict[str, str]


class Study:
    """A study in a folder, after a run or before.

    Parameters
    ----------
    folder : path
        Its config, data and all that is generated.
    project : path
        Where Snakemake is started: the folder that holds the Snakefile, by default the study's.
    """

    def __init__(self, folder: Path, project: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.project = (project or folder).absolute()

    @classmethod
    def source(cls, folder: Path) -> Study:
        """The source of the project alone, without anything generated."""
        lay_down(SOURCE, folder)
        return cls(folder)

    @classmethod
    def built(cls, folder: Path) -> Study:
        """The project with few draws after a run; what stands there already is taken as it is."""
        if folder.exists():
            return cls(folder)
        study = cls.source(folder).with_few_draws()
        study.complete()
        return study

    def with_few_draws(self, *parts: str) -> Study:
        """The same study with few draws in some parts of its config, by default in all of `FEW`."""
        config = yaml.safe_load(self.read("config.yaml"))
        for part in parts or FEW:
            config.setdefault(part, {}).update(FEW[part])
        self.write("config.yaml", yaml.safe_dump(config, sort_keys=False))
        return self

    def clone(self, folder: Path) -> Study:
        """The same study elsewhere, with times of files and Snakemake's records."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Study(folder, None if self.project == self.folder else self.project)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        self.write(path, replaced(self.read(path), old, new))

    def start(
        self,
        *arguments: str,
        within: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> subprocess.Popen[str]:
        """Start a run.

        Parameters
        ----------
        within : sequence of str
            A command that starts the command that it is given.
        variables : mapping
            Of the environment, beside those of `surroundings`.
        settings
            Of `subprocess.Popen`.
        """
        command = [*within, sys.executable, "-m", "snakemake", "--cores", "2"]
        return subprocess.Popen(
            [*command, "--directory", str(self.folder), *arguments],
            cwd=self.project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=surroundings() | dict(variables or {}),
            **settings,
        )

    def run(self, *arguments: str, **settings: Any) -> tuple[int, str]:
        """Run to the end, as `start` does; returns exit status and what the terminal shows."""
        process = self.start(*arguments, **settings)
        shown, _ = process.communicate()
        return process.returncode, shown

    def complete(self, *arguments: str, **settings: Any) -> str:
        """Run to the end without a fault; returns what the terminal shows."""
        status, shown = self.run(*arguments, **settings)
        assert status == 0, shown
        return shown

    def stopped(self) -> str:
        """Run into a fault; returns what the terminal shows."""
        status, shown = self.run()
        assert status != 0, shown
        return shown

    def planned(self, *arguments: str) -> dict[str, int]:
        """Rules that a run would start now, with the number of their jobs."""
        jobs = _JOBS.findall(self.complete("--dry-run", *arguments))
        return {rule: int(count) for rule, count in jobs if rule not in ("all", "total")}

    def hashes(self, *tops: str) -> Version:
        """SHA-256 of files, and of every file below folders; by default of all generated ones."""
        files = files_below(self.folder, *(tops or GENERATED))
        return {file.relative_to(self.folder).as_posix(): digest(file) for file in files}

    def published(self) -> Version:
        """SHA-256 of every file of the published set, its manifest included."""
        found = self.hashes("figures", "report", MANIFEST)
        # A hidden file is a draft, which no reader takes for a figure.
        hidden = {name for name in found if Path(name).name.startswith(".")}
        return {name: found[name] for name in found if name not in {*HISTORY, *hidden}}


def lay_down(names: Iterable[str], folder: Path) -> None:
    """Copy files and folders of the project, without anything generated."""
    ignored = shutil.ignore_patterns("processed", "__pycache__")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, folder / name)


def files_below(folder: Path, *tops: str) -> Iterator[Path]:
    """Files of a folder, by name or by the folders that they lie in."""
    for top in (folder / name for name in tops):
        found = [top, *sorted(top.rglob("*"))]
        yield from (path for path in found if path.is_file())


def replaced(text: str, old: str, new: str) -> str:
    """A text in which the first `old` has become `new`."""
    assert old in text, f"{old!r} is not there"
    return text.replace(old, new, 1)


def surroundings() -> dict[str, str]:
    """The environment of a new user's shell, which knows nothing of a test run or of make."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MAKE"))}
    return kept | {"COLUMNS": "200"}


def asked(description: str, **numbers: int) -> argparse.Namespace:
    """What a command is given: the folder where studies are built, and numbers with defaults."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the studies are built")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()
