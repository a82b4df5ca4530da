"""Only plain files of a sane size are read; whatever else stands there is a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.common.errors import Fault, TableError
from scripts.common.files import check_plain_files, read_plain_file


def test_all_that_is_no_plain_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(b"1")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", 50_000_000)
    names = {
        "folder": "is a directory",
        "pipe": "is a pipe",
        "link": "cannot be read (No such file",
        "huge": "is larger than 40 MB",
        "absent": "cannot be read (No such file",
    }
    with pytest.raises(TableError) as caught:
        check_plain_files([tmp_path / name for name in ("good", *names)])
    for problem, (name, words) in zip(caught.value.problems, names.items(), strict=True):
        assert problem.file == (tmp_path / name).as_posix()
        assert problem.message.startswith(words)
        with pytest.raises(Fault) as refused:
            read_plain_file(tmp_path / name)
        assert refused.value.message == problem.message
    check_plain_files([tmp_path / "good"])
    assert read_plain_file(tmp_path / "good") == b"1"
