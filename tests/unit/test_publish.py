"""Publishing: a set is put in place as a whole, and `verify` says when what stands is not one."""

import json
import os

import pytest

from scripts.common.runs import publishing
from scripts.common.runs.publishing import HISTORY, JOURNAL, MANIFEST, STAGE, finish, lost
from scripts.publish import publish
from scripts.verify import verify

FILES = ("figures/a.pdf", "figures/a.csv", "report/report.pdf")


class Killed(BaseException):
    """Ends a publication as a signal would: nothing after it runs."""


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder with a lock, an input, a result and staged files of version 1, published."""
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "data/raw/t.csv": "1",
        "results/r.csv": "1",
        "lock.txt": "numpy==1\n",
    }.items():
        write(tmp_path / path, text)
    stage(tmp_path, "1")
    publish_set()
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def stage(folder, version, files=FILES):
    for path in files:
        write(folder / STAGE / path, f"{path} {version}")


def publish_set(files=FILES):
    publish(
        paths_to_staged=[f"{STAGE}/{path}" for path in files],
        stage=STAGE,
        paths_to_raw=["data/raw/t.csv"],
        paths_to_code=[],
        paths_to_results=["results/r.csv"],
        path_to_lock="lock.txt",
        about={"title": "A study", "version": "1.2.3", "seed": 1},
        journal=JOURNAL,
        path_to_manifest=MANIFEST,
    )


def versions(folder, files=FILES):
    return {(folder / path).read_text(encoding="utf-8").split()[-1] for path in files}


def test_a_published_set_is_whole(study):
    assert verify(study) == []
    manifest = json.loads((study / MANIFEST).read_text(encoding="utf-8"))
    assert list(manifest["published"]) == sorted(FILES)
    assert manifest["version"] == "1.2.3"
    assert "numpy" in manifest["packages"]


def test_nothing_is_published_yet(tmp_path):
    assert verify(tmp_path) == [f"There is no {MANIFEST}, so nothing was published yet; run make."]


def test_an_error_before_the_journal_leaves_the_old_set(study, monkeypatch):
    stage(study, "2")
    before = {path: (study / path).read_bytes() for path in (*FILES, MANIFEST)}

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_json", full)
    with pytest.raises(OSError, match="No space"):
        publish_set()
    assert verify(study) == []
    assert {path: (study / path).read_bytes() for path in before} == before
    assert not list(study.rglob(f"*{publishing.DRAFT}"))


@pytest.mark.parametrize("renamed", range(len(FILES) + 1))
def test_a_kill_between_any_two_renames_is_told_and_mended(study, monkeypatch, renamed):
    stage(study, "2")
    real, done = os.replace, []

    def replace(source, target):
        if str(source).endswith(".new"):
            if len(done) == renamed:
                raise Killed
            done.append(target)
        real(source, target)

    monkeypatch.setattr(publishing.os, "replace", replace)
    with pytest.raises(Killed):
        publish_set()
    monkeypatch.setattr(publishing.os, "replace", real)
    assert "interrupted" in verify(study)[0]
    assert finish(JOURNAL)
    assert versions(study) == {"2"}
    assert verify(study) == []
    assert list(study.rglob("*.new")) == []


def test_a_file_the_new_set_lacks_goes_unless_it_was_changed(study):
    (study / FILES[1]).write_text("mine", encoding="utf-8")
    publish_set(FILES[2:])
    assert not (study / FILES[0]).exists()
    assert (study / FILES[1]).read_text(encoding="utf-8") == "mine"
    assert verify(study) == [f"{FILES[1]} is foreign: the pipeline did not publish it."]


def test_verify_names_what_is_altered_missing_alone_foreign_and_stale(study):
    (study / FILES[0]).write_text("altered", encoding="utf-8")
    (study / FILES[2]).unlink()
    stage(study, "2", FILES[1:2])
    write(study / FILES[1], f"{FILES[1]} 2")
    write(study / "figures/mine.txt", "note")
    write(study / "data/raw/t.csv", "2")
    (study / "results/r.csv").unlink()
    for path in HISTORY:
        write(study / path, "history")
    found = verify(study)
    said = {
        FILES[0]: "was altered after",
        FILES[1]: "is of another version",
        FILES[2]: "is missing",
        "figures/mine.txt": "is foreign",
        "data/raw/t.csv": "has changed since",
        "results/r.csv": "is missing",
    }
    assert len(found) == len(said)
    for path, words in said.items():
        assert any(line.startswith(path) and words in line for line in found), path
    assert lost(study / MANIFEST) == [FILES[2], "results/r.csv"]


def test_of_a_folder_its_files_are_published_but_not_what_snakemake_hides_in_it(study):
    folder = study / STAGE / "report/tables"
    write(folder / "one.tex", "1")
    write(folder / ".snakemake_timestamp", "")
    publish_set([*FILES, "report/tables"])
    assert [p.name for p in (study / "report/tables").iterdir()] == ["one.tex"]
    assert verify(study) == []
