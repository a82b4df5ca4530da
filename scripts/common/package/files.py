"""Which files a package holds, and the zip of them: the same bytes for the same files."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pathspec

from scripts.common.files import replacing

OLDEST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold
GIT = ".git"


def sources_of(root: str | Path) -> list[str]:
    """Everything that .gitignore does not leave out, as sorted paths below `root`."""
    folder = Path(root)
    lines = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = pathspec.GitIgnoreSpec.from_lines(lines)
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        folders[:] = [
            name
            for name in folders
            if name != GIT and not ignored.match_file(f"{(inside / name).as_posix()}/")
        ]
        paths = [(inside / name).as_posix() for name in files if name != GIT]
        found += [path for path in paths if not ignored.match_file(path)]
    return sorted(found)


def write_zip(top: str, files: Mapping[str, Path | bytes], path_to_zip: str | Path) -> None:
    """Write a zip, whole or not at all: sorted, with one date, and modes 644 or 755.

    Parameters
    ----------
    top : str
        Folder that holds everything in the zip.
    files : mapping
        From the path in that folder to a file or its content.
    """
    with replacing(path_to_zip) as draft, zipfile.ZipFile(draft, "w") as archive:
        for name in sorted(files):
            content = files[name]
            mode = 0o100644
            if isinstance(content, Path):
                mode = 0o100755 if os.access(content, os.X_OK) else mode
                content = content.read_bytes()
            entry = zipfile.ZipInfo(f"{top}/{name}", OLDEST)
            entry.create_system, entry.external_attr = 3, mode << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
