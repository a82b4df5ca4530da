"""Whether another run works in this folder, known even after a run was killed.

Snakemake's own lock outlives a killed run. The kernel's does not: it goes with the process that
holds it, so a lock of Snakemake's beside which nobody holds the kernel's is stale. So is the copy
that Snakemake keeps of an output while its job runs: a folder's would stop the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

PLACE = ".snakemake"


def alone() -> bool:
    """Take part in the runs of the working folder until this process ends.

    Returns
    -------
    bool
        Whether no other run takes part. Then the lock and the copies that a killed run left are
        taken away; otherwise they stay, and Snakemake refuses to run.
    """
    folder = Path(PLACE)
    folder.mkdir(exist_ok=True)
    # Never closed, since that would let go.
    held = os.open(folder / "running", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        nobody_else = True
        for stale in (folder / "locks").glob("*.lock"):
            stale.unlink()
        shutil.rmtree(folder / "backups", ignore_errors=True)
    except BlockingIOError:
        nobody_else = False
    fcntl.flock(held, fcntl.LOCK_SH)  # another process waits here only while it looks, as above
    return nobody_else
