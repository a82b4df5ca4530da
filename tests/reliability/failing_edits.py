"""Make edits that fail and see what stands: `python -m tests.reliability.failing_edits FOLDER`.

Every fault of `faults.FAULTS` is laid into a study with a complete version A. Faults in scripts and
of the disk come with an edit of the input, so that the run has work before and after the fault. The
run must end with an exit status that is not 0, and A must stand byte for byte. Then the fault is
taken back, and a plain run must give the version that an undisturbed run gives. Where a small file
system can be mounted, a disk that is truly full is tried as well.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.reliability.faults import FAULTS, Fault
from tests.reliability.kills import EDITS, leftovers, standing, undisturbed
from tests.reliability.studies import Study, Version, record

# Bytes that the full disk still has.
FREE = (0, 600_000, 6_000_000, 14_000_000)


def measure(folder: Path) -> dict[str, Any]:
    """Try all faults; each is recorded as soon as it is done."""
    a = Study.built(folder / "A")
    versions = a.published(), undisturbed(a, folder, "claim")[0]
    done: list[dict[str, Any]] = []
    for free in FREE:
        try:
            _keep(done, full_disk(a, folder / "disk", free, versions))
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            print(f"No file system can be mounted here: {error}")
            break
    for fault in FAULTS:
        _keep(done, failed_edit(a.clone(folder / "faulty"), fault, versions))
    return _summary(done)


def failed_edit(study: Study, fault: Fault, versions: tuple[Version, Version]) -> dict[str, Any]:
    """Lay in one fault, run, take it back, run."""
    edited = fault.kind in ("exception", "disk")
    if edited:
        study.edit(*EDITS["claim"])
    text = study.read(fault.path)
    study.write(fault.path, fault.change(text))
    status, shown = study.run()
    stood = standing(study, *versions)
    study.write(fault.path, text)
    return {
        "kind": fault.kind,
        "path": fault.path,
        "failed": status != 0,
        "traceback": "Traceback" in shown,
        "stood": stood,
        **_recovered(study, versions[edited]),
    }


def full_disk(
    a: Study, place: Path, free: int, versions: tuple[Version, Version]
) -> dict[str, Any]:
    """Run on a file system of which `free` bytes are left, then on the same with room."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", place], check=True)
    try:
        study = a.clone(place / "study")
        study.edit(*EDITS["claim"])
        ballast = place / "ballast"
        ballast.write_bytes(bytes(max(shutil.disk_usage(place).free - free, 0)))
        status, shown = study.run()
        stood = standing(study, *versions)
        ballast.unlink()
        return {
            "kind": "full file system",
            "path": f"{free} bytes free",
            "failed": status != 0,
            "traceback": "Traceback" in shown,
            "stood": stood,
            **_recovered(study, versions[1]),
        }
    finally:
        subprocess.run(["umount", place], check=True)


def _recovered(study: Study, expected: Version) -> dict[str, Any]:
    status, shown = study.run()
    return {
        "completed": status == 0,
        "same_bytes": study.published() == expected,
        "lock": "LockException" in shown,
        "leftovers": len(leftovers(study)),
    }


def _keep(done: list[dict[str, Any]], outcome: dict[str, Any]) -> None:
    done.append(outcome)
    print(f"{len(done)} {json.dumps(outcome)}", flush=True)
    record("failing_edits", _summary(done))


def _summary(done: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "edits": len(done),
        "kinds": dict(Counter(d["kind"] for d in done)),
        "failed": sum(d["failed"] for d in done),
        "stood": dict(Counter(d["stood"] for d in done)),
        "completed": sum(d["completed"] for d in done),
        "same_bytes": sum(d["same_bytes"] for d in done),
        "locks": sum(d["lock"] for d in done),
        "leftovers": sum(d["leftovers"] > 0 for d in done),
        "each": done,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the studies are built")
    measure(parser.parse_args().folder)
