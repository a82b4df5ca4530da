"""Kill runs and see what stands: `python -m tests.reliability.kills FOLDER`.

Each run has an edited input to work on, from a complete version A towards a version B. It gets
SIGKILL, children included, at a random moment or while it puts the set in place. Then

- the published set must be all of A or all of B, or a journal must stand that says which files are
  still to be renamed: `make verify` says so, and the next command finishes it without computing;
- a plain run must complete, without any other command, and give B byte for byte.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from scripts.common.runs.publishing import JOURNAL, STAGE
from tests.reliability.trials import EDITS, record, recovered, standing, undisturbed
from tests.studies import Study, asked


def measure(folder: Path, count: int, seed: int) -> None:
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
        record("kills", {"seed": seed, "each": kills})


def one_kill(a: Study, folder: Path, edit: str, aimed: bool, draw: random.Random) -> dict[str, Any]:
    """Kill one run on one edit and complete it; what stood after each."""
    old, (new, seconds) = a.published(), undisturbed(a, folder, edit)
    assert new != old
    study = (Study(folder / f"staged-{edit}") if aimed else a).clone(folder / "victim")
    if not aimed:
        study.edit(*EDITS[edit])
    started = time.monotonic()
    process = study.start(start_new_session=True)
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
    return outcome | recovered(study, new)


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


def kill(process: subprocess.Popen[str]) -> bool:
    """SIGKILL the whole group of a run, children included; whether it still ran."""
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


if __name__ == "__main__":
    measure(**vars(asked(__doc__, count=50, seed=20021031)))
