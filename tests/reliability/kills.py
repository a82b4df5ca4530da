"""Kill runs and see what stands: `python -m tests.reliability.kills FOLDER`.

Each run has an edited input to work on, from a complete version A towards a version B. It gets
SIGKILL, children included, at a random moment or while it puts the set in place. Then

- the published set must be all of A or all of B, or a journal must stand that says which files are
  still to be renamed: `make verify` says so, and the next command finishes it without computing;
- a plain run must complete, without any other command, and give B byte for byte.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.reliability.studies import JOURNAL, STAGE, Study, Version, kill, record

# What is edited: a claim, which a figure and the report show, and a cell that most steps use.
EDITS = {
    "claim": ("data/raw/claims.yaml", "quoted: 50\n", "quoted: 49\n"),
    "cell": ("data/raw/jica.csv", "50.3", "50.4"),
}


def measure(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill `count` runs, two of five while they publish; more, if some end before.

    Parameters
    ----------
    folder : path
        For the studies, some 100 MB; a study built there before is used again.
    """
    draw = random.Random(seed)
    a = Study.built(folder / "A")
    kills: list[dict[str, Any]] = []
    number = 0
    while sum(k["running"] for k in kills) < count:
        aimed = number % 5 < 2
        edit = "cell" if aimed or number % 10 == 9 else "claim"
        kills.append(one_kill(a, folder, edit, aimed, draw))
        number += 1
        print(f"{number}/{count} {json.dumps(kills[-1])}", flush=True)
        record("kills", summary(kills, seed))
    return summary(kills, seed)


def one_kill(a: Study, folder: Path, edit: str, aimed: bool, draw: random.Random) -> dict[str, Any]:
    """Kill one run on one edit and complete it; what stood after each."""
    old, (new, seconds) = a.published(), undisturbed(a, folder, edit)
    assert new != old
    study = (Study(folder / f"staged-{edit}") if aimed else a).clone(folder / "victim")
    if not aimed:
        study.edit(*EDITS[edit])
    started = time.monotonic()
    process = study.start()
    if aimed:
        await_publication(study, process, draw)
    else:
        time.sleep(draw.uniform(0, seconds))
    running = kill(process)
    outcome = {
        "edit": edit,
        "aimed": aimed,
        "seconds": round(time.monotonic() - started, 2),
        "running": running,
        "stood": standing(study, old, new),
    }
    status, shown = study.run()
    if status != 0:
        print(shown, flush=True)
    return {
        **outcome,
        "completed": status == 0,
        "lock": "LockException" in shown,
        "same_bytes": study.published() == new,
        "leftovers": len(leftovers(study)),
    }


def undisturbed(a: Study, folder: Path, edit: str) -> tuple[Version, float]:
    """The version that an undisturbed run on the edited input gives, and its seconds.

    Beside it a study stays in which all of B is made and nothing of it published.
    """
    kept = folder / f"{edit}.json"
    if not kept.is_file():
        study = a.clone(folder / "undisturbed")
        study.edit(*EDITS[edit])
        started = time.monotonic()
        status, shown = study.run("render_report", "write_latex")
        assert status == 0, shown
        seconds = time.monotonic() - started
        study.clone(folder / f"staged-{edit}")
        kept.write_text(json.dumps([study.complete(), seconds]), encoding="utf-8")
    version, seconds = json.loads(kept.read_text(encoding="utf-8"))
    return version, seconds


def await_publication(study: Study, process: subprocess.Popen[str], draw: random.Random) -> None:
    """Wait for a moment within the putting in place, chosen at random."""
    draft, journal = study.folder / STAGE / "manifest.json", study.folder / JOURNAL
    before = draft.stat().st_mtime_ns
    while process.poll() is None and draft.stat().st_mtime_ns == before:
        time.sleep(0.0002)
    if draw.random() < 0.5:
        time.sleep(draw.uniform(0, 0.1))
        return
    while process.poll() is None and not journal.exists():
        pass  # the journal stands for some milliseconds
    time.sleep(draw.uniform(0, 0.004))


def standing(study: Study, old: Version, new: Version) -> str:
    """Which version stands: old, new, journal (renaming was interrupted, as it says) or mixed."""
    if (study.folder / JOURNAL).is_file():
        return "journal"
    now = study.published()
    if now in (old, new):
        return "old" if now == old else "new"
    return "mixed"


def leftovers(study: Study) -> list[str]:
    """Drafts that a killed process left and the completed run did not take away."""
    tops = ("data", "results", "build", "figures", "report")
    hidden = [p for top in tops for p in (study.folder / top).rglob(".*")]
    return [p.as_posix() for p in hidden if p.suffix in (".part", ".new")]


def summary(kills: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Counts, and each kill."""
    return {
        "seed": seed,
        "kills": len(kills),
        "aimed": sum(k["aimed"] for k in kills),
        "running": sum(k["running"] for k in kills),
        "stood": dict(Counter(k["stood"] for k in kills)),
        "completed": sum(k["completed"] for k in kills),
        "same_bytes": sum(k["same_bytes"] for k in kills),
        "locks": sum(k["lock"] for k in kills),
        "leftovers": sum(k["leftovers"] > 0 for k in kills),
        "each": kills,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the studies are built")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20021031)
    given = parser.parse_args()
    measure(given.folder, given.count, given.seed)
