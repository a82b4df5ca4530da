"""One raw value moves the sentence, table, macro and figure that depend on it, and nothing else."""

import re

import pytest

pytestmark = pytest.mark.workflow

# Experts of 1995, printed 1,565. JICA's experts and all that is counted or adjusted together.
FIGURES_MOVED = {"jica", "effects"}
MAY_MOVE = {"forensics", "scorecard", "claims"}
OURS = re.compile("JicaExperts")
# The hash of the data; p-values of one family are adjusted together; claims about the experts.
TOGETHER = re.compile("StudyData|PAdjusted|Sentence|Claim.*(Experts|Advisers)|Forensics.*Jica")


def drawn(study):
    return {
        path.stem: path.read_bytes() for path in sorted((study.folder / "figures").glob("*.csv"))
    }


def macros(study):
    text = study.read("report/latex/numbers.tex")
    return dict(re.findall(r"^\\newcommand\{\\(\w+)\}\{(.*)\} %", text, re.MULTILINE))


def table(study, name):
    return study.read(f"report/latex/tables/{name}.tex")


def told(study):
    return drawn(study), macros(study), table(study, "printed-jica"), table(study, "printed-exim")


def test_one_value_moves_what_depends_on_it_and_nothing_else(built, edited):
    before, page = told(built), built.read("report/report.html")
    after, now = told(edited), edited.read("report/report.html")

    moved = {name for name in before[0] if before[0][name] != after[0][name]}
    assert moved >= FIGURES_MOVED
    assert moved <= FIGURES_MOVED | MAY_MOVE

    names = before[1].keys() | after[1].keys()
    changed = {name for name in names if before[1].get(name) != after[1].get(name)}
    assert any(OURS.match(name) for name in changed)
    assert [name for name in changed if not OURS.match(name) and not TOGETHER.search(name)] == []

    assert "1,575" in after[2]
    assert "1,575" not in before[2]
    assert before[3] == after[3]

    sentence = re.compile(r"<li>[^\n]*Experts dispatched[^\n]*</li>")
    assert sentence.findall(page) != sentence.findall(now)
    moved_cell = "data/raw/jica.csv, line 6, column experts: 1,565 -> 1,575"
    assert moved_cell in edited.read("report/moved.txt")
