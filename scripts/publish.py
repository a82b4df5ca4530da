"""Put the complete checked set in place: every figure and the report, and the manifest of it all.

From the staged files below build/ to figures/ and report/, with results/manifest.json, which holds
the SHA-256 of every input, result and published file. A file of the last set that the new one does
not have is taken away, unless somebody changed it.
"""

import json
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.common.runs.publishing import digest
from scripts.common.runs.publishing import publish as put_in_place
from scripts.common.runs.script import run
from scripts.common.runs.surroundings import installed
from scripts.common.tables import write_json

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def publish(
    paths_to_staged: list[str],
    stage: str,
    paths_to_raw: list[str],
    paths_to_code: list[str],
    paths_to_results: list[str],
    path_to_lock: str,
    about: dict[str, Any],
    journal: str,
    path_to_manifest: str,
) -> None:
    """Publish one complete version.

    Parameters
    ----------
    paths_to_staged : list of str
        Files and folders of files below `stage`; each is published at the same place without
        that folder.
    paths_to_raw, paths_to_code, paths_to_results : list of str
        What the set was made from: listed with their digests.
    path_to_lock : str
        The pinned requirements; the versions installed are those listed.
    about : dict
        Title, version and seed of the study.
    journal : str
        Where an unfinished publication is noted; see `scripts.common.runs.publishing`.
    """
    files = [file for path in paths_to_staged for file in _files(Path(path))]
    pinned = _PINNED.findall(Path(path_to_lock).read_text(encoding="utf-8"))
    staged = {file.relative_to(stage).as_posix(): file.as_posix() for file in files}
    manifest = {
        **about,
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": installed(sorted(set(pinned))),  # some are for other systems
        "inputs": _digests([*paths_to_raw, *paths_to_code, path_to_lock]),
        "results": _digests(paths_to_results),
        "published": {target: digest(source) for target, source in sorted(staged.items())},
    }
    draft = f"{stage}/manifest.json"
    write_json(manifest, draft)
    gone = _no_longer(path_to_manifest, staged)
    put_in_place({**staged, path_to_manifest: draft}, gone, journal)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    # A hidden file is Snakemake's own: it says when the folder was made.
    return sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))


def _digests(paths: Iterable[str]) -> dict[str, str]:
    return {path: digest(path) for path in sorted(paths)}


def _no_longer(path_to_manifest: str, staged: dict[str, str]) -> list[str]:
    """Files of the last set that the new one lacks, as long as they are as they were published."""
    if not Path(path_to_manifest).is_file():
        return []
    last = json.loads(Path(path_to_manifest).read_text(encoding="utf-8"))["published"]
    return [
        path
        for path, was in last.items()
        if path not in staged and Path(path).is_file() and digest(path) == was
    ]


def _commit() -> str | None:
    """The commit of the working folder, where there is one."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() or None


if __name__ == "__main__":
    run(publish, snakemake)
