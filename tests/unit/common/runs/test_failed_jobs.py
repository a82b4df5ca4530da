"""After a job that failed the old output stands, and the next run makes it again."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
SNAKEFILE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from scripts.common.runs.failed_jobs import make_again_what_failed
make_again_what_failed()

rule one:
    input: "in.txt"
    output: update("out.txt")
    params: word=open("word.txt").read()
    shell: "test ! -e full && cat in.txt word.txt > out.txt"
"""


@pytest.fixture
def run(tmp_path):
    """Run a study of one job in a folder; whether it succeeded, and what the output holds."""

    def run(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", "--cores", "1", "--rerun-incomplete"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        out = (tmp_path / "out.txt").read_text(encoding="utf-8")
        return done.returncode == 0, out

    (tmp_path / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")
    return run


@pytest.mark.parametrize("edit", [{"in": "2"}, {"word": "b"}], ids=["input", "parameter"])
def test_what_failed_stands_and_is_made_again(run, tmp_path, edit):
    assert run(**{"in": "1", "word": "a"}) == (True, "1a")
    (tmp_path / "full").touch()
    assert run(**edit) == (False, "1a")
    (tmp_path / "full").unlink()
    assert run() == (True, "2a" if "in" in edit else "1b")
