"""Make edits that fail and see what stands: `python -m tests.reliability.failing_edits FOLDER`.

Every fault of `faults.FAULTS` is laid into a study with a complete version A. Faults in scripts and
of the disk come with an edit of the input, so that the run has work before and after the fault. The
run must end with an exit status that is not 0, and A must stand byte for byte. Then the fault is
taken back, and a plain run must give the version that an undisturbed run gives. Where a small file
system can be mounted, a disk that is truly full is tried as well.

What was done and what the terminal showed is kept in FOLDER; a measurement that was interrupted
goes on there. After a change of the code begin with another folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.reliability.faults import FAULTS, Fault
from tests.reliability.trials import EDITS, record, recovered, standing, undisturbed
from tests.studies import Study, Version, asked

# Bytes the full disk still has: too few to begin, to keep a figure, for the report, to publish.
FREE = (0, 600_000, 6_000_000, 10_500_000, 12_000_000)
# The script that failed, as Snakemake names its copy of it.
STEP = re.compile(r"/tmp\w+\.(\w+)\.py' returned non-zero")


def measure(folder: Path) -> None:
    """Try all faults; each is recorded as soon as it is done."""
    a = Study.built(folder / "A")
    versions = a.published(), undisturbed(a, folder, "claim")[0]
    cases = {
        ("full file system", f"{free} bytes free", ""): partial(full_disk, a, folder, free)
        for free in (FREE if mountable(folder / "disk") else ())
    } | {
        (fault.kind, fault.path, fault.said): partial(failed_edit, a, folder, fault)
        for fault in FAULTS
    }
    kept, terminals = folder / "done.json", folder / "terminals"
    terminals.mkdir(exist_ok=True)
    done: list[dict[str, Any]] = json.loads(kept.read_text()) if kept.is_file() else []
    for case, attempt in cases.items():
        named = dict(zip(("kind", "path", "said"), case, strict=True))
        if any(named.items() <= outcome.items() for outcome in done):
            continue
        outcome = attempt(versions)
        (terminals / f"{len(done) + 1}.txt").write_text(outcome.pop("terminal"), encoding="utf-8")
        done.append(named | outcome)
        print(f"{len(done)}/{len(cases)} {json.dumps(done[-1], ensure_ascii=False)}", flush=True)
        kept.write_text(json.dumps(done), encoding="utf-8")
        record("failing_edits", {"each": done})


def failed_edit(
    a: Study, folder: Path, fault: Fault, versions: tuple[Version, Version]
) -> dict[str, Any]:
    """Lay in one fault, run, take it back, run."""
    study = a.clone(folder / "faulty")
    edited = fault.kind in ("exception", "disk")
    if edited:
        study.edit(*EDITS["claim"])
    path, text = study.folder / fault.path, study.read(fault.path)
    status = path.stat()
    study.write(fault.path, fault.change(text))
    outcome = _attempted(study, versions)
    study.write(fault.path, text)
    # As after a fault outside of the files: their times do not say what is to be made again.
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return outcome | recovered(study, versions[edited])


def full_disk(
    a: Study, folder: Path, free: int, versions: tuple[Version, Version]
) -> dict[str, Any]:
    """Run on a file system of which `free` bytes are left, then on the same with room."""
    place = folder / "disk"
    with _mounted(place):
        study = a.clone(place / "study")
        study.edit(*EDITS["claim"])
        ballast = place / "ballast"
        ballast.write_bytes(bytes(max(shutil.disk_usage(place).free - free, 0)))
        outcome = _attempted(study, versions)
        ballast.unlink()
        return outcome | recovered(study, versions[1])


def mountable(place: Path) -> bool:
    """Whether a small file system can be mounted here."""
    try:
        with _mounted(place):
            return True
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"No file system can be mounted: {error}")
        return False


@contextmanager
def _mounted(place: Path) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def _attempted(study: Study, versions: tuple[Version, Version]) -> dict[str, Any]:
    """Run with the fault: how it ended, what the terminal showed, what stands."""
    status, shown = study.run()
    step = STEP.search(shown)
    return {
        "failed": status != 0,
        "step": step and step[1],
        "traceback": _traceback(shown, study.folder),
        "terminal": shown,
        "stood": standing(study, *versions),
    }


def _traceback(shown: str, folder: Path) -> str:
    """Whose traceback the terminal shows: `ours` passes through a script of the study."""
    lines = [line for line in shown.splitlines() if line.strip().startswith('File "')]
    scripts = (f"{folder}/scripts/", f"{folder}/.snakemake/scripts/")
    if any(place in line for line in lines for place in scripts):
        return "ours"
    # The place in the Snakefile where an error was raised is one line of its own.
    return "Snakemake" if "Traceback (most recent call last)" in shown else "none"


if __name__ == "__main__":
    measure(asked(__doc__).folder)
