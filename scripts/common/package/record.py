"""What the last run did, by its own records: which step made which file, when, with what memory.

Read from what Snakemake keeps of every output below .snakemake/metadata, and from the logs.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError

METADATA = ".snakemake/metadata"
# As scripts/common/runs/logs.py writes it.
_MEMORY = re.compile(r"^peak memory (\d+) MB$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One job of the run.

    Parameters
    ----------
    outputs : tuple of str
        Paths below the study's folder.
    start, end : float
        Seconds since 1970.
    """

    rule: str
    log: str
    outputs: tuple[str, ...]
    start: float
    end: float

    @property
    def script(self) -> str:
        """Every rule runs the script of the same name."""
        return f"scripts/{self.rule}.py"


def read_steps(root: str | Path, target: str) -> list[Step]:
    """Every step that a file rests on, in the order in which they began.

    Raises
    ------
    UserError
        If there is no record of the step that made `target`.
    """
    records = _records(Path(root) / METADATA)
    if target not in records:
        raise UserError(f"No run in this folder made {target}; run make here first.")
    outputs: dict[tuple[str, str], list[str]] = {}
    waiting, seen = [target], {target}
    while waiting:
        path = waiting.pop()
        record = records[path]
        outputs.setdefault((record["rule"], record["log"][0]), []).append(path)
        new = [p for p in record["input"] if p in records and p not in seen]
        seen.update(new)
        waiting += new
    steps = [_step(paths, records[paths[0]]) for paths in outputs.values()]
    return sorted(steps, key=lambda step: (step.start, step.log))


def running_time(steps: Sequence[Step]) -> tuple[float, float]:
    """Seconds during which at least one step ran, and those of all steps one after another."""
    running, until = 0.0, 0.0
    for step in sorted(steps, key=lambda step: step.start):
        running += max(step.end - max(step.start, until), 0.0)
        until = max(until, step.end)
    return running, sum(step.end - step.start for step in steps)


def peak_memory(root: str | Path, steps: Iterable[Step]) -> tuple[int, Step]:
    """Megabytes of the step that used most, and that step.

    Raises
    ------
    UserError
        If a log does not say.
    """
    return max(((_memory(Path(root) / s.log), s) for s in steps), key=lambda found: found[0])


def _memory(log: Path) -> int:
    found = _MEMORY.search(log.read_text(encoding="utf-8")) if log.is_file() else None
    if not found:
        raise UserError(
            f"{log} does not say how much memory the step used."
            " Remedy: run everything once more, .venv/bin/snakemake --forceall"
        )
    return int(found[1])


def _records(folder: Path) -> dict[str, Any]:
    """The record of every output by its path; a long path is spread over folders marked with @."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = "".join(part.removeprefix("@") for part in file.relative_to(folder).parts)
            output = urlsafe_b64decode(name).decode("utf-8")
            found[output] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _step(outputs: Iterable[str], record: Mapping[str, Any]) -> Step:
    return Step(
        rule=record["rule"],
        log=record["log"][0],
        outputs=tuple(sorted(outputs)),
        start=record["starttime"],
        end=record["endtime"],
    )
