"""Say whether what is published is one complete version, made from what lies here now.

    make verify

Compares every file that results/manifest.json lists with its digest there. Ends with status 1 if
anything is altered, missing, stale or foreign. Reads only; run by hand, not by a rule.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.common.runs.publishing import (
    HISTORY,
    JOURNAL,
    MANIFEST,
    STAGE,
    digest,
    is_draft,
    read_manifest,
)

PUBLISHED = ("figures", "report")


def verify(root: str | Path) -> list[str]:
    """What is wrong with the published set, a sentence each; nothing if it is whole.

    Parameters
    ----------
    root : path
        The study's folder.
    """
    folder = Path(root)
    if (folder / JOURNAL).is_file():
        return ["A publication was interrupted while files were put in place; make finishes it."]
    if not (folder / MANIFEST).is_file():
        return [f"There is no {MANIFEST}, so nothing was published yet; run make."]
    manifest = read_manifest(folder)
    return [
        *_published(folder, manifest["published"]),
        *_foreign(folder, manifest["published"]),
        *_stale(folder, manifest),
    ]


def _published(folder: Path, listed: dict[str, str]) -> Iterator[str]:
    for path, was in listed.items():
        if not (folder / path).is_file():
            yield f"{path} is missing; run make."
        elif (now := digest(folder / path)) != was:
            staged = folder / STAGE / path
            if staged.is_file() and digest(staged) == now:
                yield (
                    f"{path} is of another version than the rest of the set: it was made alone;"
                    " run make."
                )
            else:
                yield f"{path} was altered after it was published; delete it and run make."


def _foreign(folder: Path, listed: dict[str, str]) -> Iterator[str]:
    for name in PUBLISHED:
        for path in sorted((folder / name).rglob("*")):
            place = path.relative_to(folder).as_posix()
            known = place in listed or place in HISTORY or is_draft(path)
            if path.is_file() and not known:
                yield f"{place} is foreign: the pipeline did not publish it."


def _stale(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    for kind, said in (("inputs", "has changed"), ("results", "is newer or older")):
        for path, was in manifest[kind].items():
            if not (folder / path).is_file():
                yield f"{path}, from which the set was made, is missing; run make."
            elif digest(folder / path) != was:
                yield f"{path} {said} since the set was published, so the set is stale; run make."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--study", default=".", help="the folder of the study")
    found = verify(parser.parse_args().study)
    print("\n".join(found) or "One complete version, made from what lies here now.")
    sys.exit(bool(found))
