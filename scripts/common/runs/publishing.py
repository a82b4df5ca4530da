"""Put a complete set of files in place, all of them or none.

New files are laid beside the old ones under draft names, then listed in a journal, and only then
renamed. Before the journal stands, nothing published has changed; once it stands, the set can be
finished at any later time (`finish`), whatever ended the process that wrote it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from scripts.common.tables import write_json

# Of a study: where a set is made, what it is recorded in, what says that putting it in place was
# interrupted, and, not part of any version, what moved since the run before.
STAGE, MANIFEST, JOURNAL = "build", "results/manifest.json", "results/.publishing.json"
HISTORY = ("report/headlines.json", "report/moved.txt")
DRAFT = ".new"


def publish(staged: Mapping[str, str], dropped: Iterable[str], path_to_journal: str | Path) -> None:
    """Replace every published file by its staged copy.

    Parameters
    ----------
    staged : mapping
        From the published path to the file that is to stand there. The last one is put in place
        last.
    dropped : iterable of str
        Published files that the new set no longer has.
    path_to_journal : path
        Beside the published files, on the same file system.
    """
    finish(path_to_journal)
    drafts = {}
    try:
        for target, source in staged.items():
            place = Path(target)
            place.parent.mkdir(parents=True, exist_ok=True)
            drafts[target] = place.with_name(f".{place.name}{DRAFT}").as_posix()
            shutil.copyfile(source, drafts[target])
        _flush(drafts.values())
        write_json({"replace": drafts, "drop": list(dropped)}, path_to_journal)
    except OSError:
        for draft in drafts.values():  # they would keep a full disk full
            Path(draft).unlink(missing_ok=True)
        raise
    finish(path_to_journal)


def finish(path_to_journal: str | Path) -> bool:
    """Finish a set whose journal stands; returns whether there was one."""
    journal = Path(path_to_journal)
    if not journal.is_file():
        return False
    entry = json.loads(journal.read_text(encoding="utf-8"))
    for target, draft in entry["replace"].items():
        with suppress(FileNotFoundError):  # it was renamed before the process ended
            os.replace(draft, target)
    for path in entry["drop"]:
        Path(path).unlink(missing_ok=True)
    journal.unlink(missing_ok=True)
    return True


def lost(path_to_manifest: str | Path) -> list[str]:
    """Published files and results that the manifest lists and that are no longer there."""
    manifest = Path(path_to_manifest)
    if not manifest.is_file():
        return []
    entry = json.loads(manifest.read_text(encoding="utf-8"))
    listed = [*entry["published"], *entry["results"]]
    return [path for path in listed if not Path(path).is_file()]


def read_manifest(root: str | Path) -> dict[str, Any]:
    """What the published set of a study is, and what it was made from."""
    manifest: dict[str, Any] = json.loads((Path(root) / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def is_draft(path: str | Path) -> bool:
    """Whether a file is a draft that an interrupted publication left; the next one replaces it."""
    name = Path(path).name
    return name.startswith(".") and name.endswith(DRAFT)


def digest(path: str | Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(paths: Iterable[str]) -> None:
    """Have the drafts on the disk before a journal promises them."""
    for path in paths:
        with Path(path).open("rb") as file:
            os.fsync(file.fileno())
