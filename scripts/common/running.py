"""Whether another run works in this folder, known even after a run was killed.

Snakemake's own lock outlives a killed run. The kernel's does not: it goes with the process that
holds it, so a lock of Snakemake's beside which nobody holds the kernel's is stale.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

PLACE = ".snakemake"
_HELD: list[IO[str]] = []


def alone() -> bool:
    """Take part in the runs of the working folder until this process ends.

    Returns
    -------
    bool
        Whether no other run takes part. Then the lock that a killed run left is taken away;
        otherwise it stays, and Snakemake refuses to run.
    """
    folder = Path(PLACE)
    folder.mkdir(exist_ok=True)
    file = (folder / "running").open("w")
    _HELD.append(file)  # closing it would let go
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        nobody_else = True
        for stale in (folder / "locks").glob("*.lock"):
            stale.unlink()
    except BlockingIOError:
        nobody_else = False
    fcntl.flock(file, fcntl.LOCK_SH)  # another process waits here only while it looks, as above
    return nobody_else
