"""The skeleton of a study: written whole, or not at all."""

import pytest

from scripts.common.errors import UserError
from scripts.new_study import SKELETON, main, new_study


def test_the_skeleton_is_copied(tmp_path):
    files = new_study(tmp_path / "deep/in/a study")
    assert [f.as_posix() for f in files] == [
        "config.yaml",
        "data/raw/datapackage.json",
        "data/raw/sources.yaml",
        "data/raw/visits.csv",
    ]
    for file in files:
        copy = tmp_path / "deep/in/a study" / file
        assert copy.read_bytes() == (SKELETON / file).read_bytes()


def test_an_empty_folder_is_filled(tmp_path):
    assert new_study(tmp_path)


def test_what_is_there_is_never_touched(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is not empty"):
        new_study(tmp_path)
    with pytest.raises(UserError, match="is not empty"):
        new_study(tmp_path / "notes.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        new_study(tmp_path / "file/study")


def test_the_command_says_what_to_do_next(tmp_path, capsys):
    assert main([str(tmp_path / "study")]) == 0
    assert f'make STUDY="{tmp_path / "study"}"' in capsys.readouterr().out
    assert main([str(tmp_path / "study")]) == 1
    assert "is not empty" in capsys.readouterr().err
