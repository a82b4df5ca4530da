"""Files: read one that a user put there, or say why not; write one whole or not at all."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.common.errors import Fault, Problem, TableError

# Bytes. The files of a study of few series have under 100 kB, a table of 10,000 series in 60 years
# has 20 MB: what is larger is another file.
LARGEST_FILE = 40_000_000


def read_plain_file(path: str | Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    Fault
        If there is no such file, it may not be read, it is a directory, a pipe or a device
        (reading one might never end), or it has more than `LARGEST_FILE` bytes.
    """
    _check_plain(Path(path))
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(error) from error


def check_plain_files(paths: Iterable[str | Path]) -> None:
    """Raise `TableError` with every path that `read_plain_file` would refuse, without reading any.

    A link to nowhere counts as a file for Snakemake, which would call the study up to date.
    """
    problems: list[Problem] = []
    for path in paths:
        try:
            _check_plain(Path(path))
        except Fault as fault:
            problems.append(fault.at(Path(path).as_posix()))
    if problems:
        raise TableError(problems)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a neighbour of `path` to be written, which takes its place once it is complete.

    Folders are made; whatever fails, an older file stays and no draft is left.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    try:
        yield draft
        draft.replace(target)  # same folder, so the exchange is atomic
    finally:
        draft.unlink(missing_ok=True)


def _check_plain(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(error) from error
    if stat.S_ISDIR(status.st_mode):
        raise Fault("file", "is a directory", "Put the file itself in its place.")
    if not stat.S_ISREG(status.st_mode):
        raise Fault("file", "is a pipe or a device", "Put an ordinary file in its place.")
    if status.st_size > LARGEST_FILE:
        size = f"larger than {LARGEST_FILE // 1_000_000} MB"
        raise Fault("file", f"is {size}", "Check that this is the right file.")


def _unreadable(error: OSError) -> Fault:
    remedy = "Restore the file, or make it readable."
    return Fault("file", f"cannot be read ({error.strerror})", remedy)
