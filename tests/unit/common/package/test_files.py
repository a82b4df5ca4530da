"""Which files a package holds, and how the zip holds them."""

import zipfile

from scripts.common.package.files import sources_of, write_zip


def test_sources_are_what_gitignore_leaves(tmp_path):
    for path in ("a/x.py", "a/y.pyc", ".venv/z.py", ".git/config", "keep/.venv.txt", ".ci/run"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text(".venv/\n*.pyc\n")
    assert sources_of(tmp_path) == [".ci/run", ".gitignore", "a/x.py", "keep/.venv.txt"]


def test_programs_stay_executable_in_the_zip(tmp_path):
    program = tmp_path / "run"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    write_zip("top", {"run": program, "text": b"t"}, tmp_path / "z.zip")
    with zipfile.ZipFile(tmp_path / "z.zip") as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}
    assert modes == {"top/run": "0o100755", "top/text": "0o100644"}
