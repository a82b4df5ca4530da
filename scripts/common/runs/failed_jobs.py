"""What becomes of the outputs of a job that fails: they stand as they are, and are made again.

Of outputs marked ``update`` Snakemake keeps copies and, when the job fails, restores them: with the
time of that moment, and after recording the job as done, so that the next run takes the old outputs
for new. The copies also need room on a disk that may be full, and take back what was published.
Scripts write a file whole or not at all, so there is nothing to restore.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from snakemake.jobs import Job
from snakemake.persistence import FileBackupMixin, PersistenceBase


def make_again_what_failed() -> None:
    """Have Snakemake keep neither copies nor, of a failed job, the record that it was done.

    The mark that it set when the job began stays, as after a kill, and the next run obeys it
    (``rerun-incomplete``).
    """
    failed = set()
    end_job, record = Job.postprocess, PersistenceBase.finished

    async def postprocess(job: Job, *args: Any, error: bool = False, **settings: Any) -> None:
        if error:
            failed.add(job)
        await end_job(job, *args, error=error, **settings)

    async def finished(persistence: PersistenceBase, job: Job) -> None:
        if job not in failed:
            await record(persistence, job)

    def restore_output(_: FileBackupMixin, path: Path) -> bool:
        return path.exists()

    Job.postprocess = postprocess
    PersistenceBase.finished = finished
    FileBackupMixin.backup_output = lambda *_: None
    FileBackupMixin.restore_output = restore_output
