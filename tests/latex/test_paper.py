"""Real LaTeX compiles what a paper reads: no error, nothing sticks out, numbers arrive.

The paper of docs/citing.md is compiled with the outputs of the last run; hostile texts, with those
of a little study.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.write_latex import write_latex
from tests.unit import little_latex
from tests.unit.little_report import HARMFUL

pytestmark = pytest.mark.latex
ROOT = Path(__file__).parents[2]
PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=2.5cm]{geometry}
\usepackage{booktabs,tabularx,graphicx}
\newcommand{\FigurePath}{figures}
\newcommand{\TablePath}{report/latex/tables}
\input{report/latex/numbers}\input{report/latex/tables}\input{report/latex/figures}
"""
WRONG = re.compile(r"^.*(?:Overfull|Float too large|undefined|multiply).*$", re.MULTILINE)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(ROOT / "report/latex", folder / "report/latex")
    shutil.copytree(ROOT / "figures", folder / "figures")
    return folder


def _compiled(folder, source, runs=1, bibliography=False):
    """Compile a paper; return its log and the text of its pages."""
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    for run in range(runs):
        _command(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper")
        if bibliography and run == 0:
            answer = _command(folder, "bibtex", "paper")
            assert "error message" not in answer
    log = (folder / "paper.log").read_text(encoding="latin-1")
    return log, _command(folder, "pdftotext", "-layout", "paper.pdf", "-")


def _command(folder, *command):
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-1000:]
    return answer.stdout


def _number(study, name):
    text = (study / "report/latex/numbers.tex").read_text(encoding="utf-8")
    value = re.search(rf"\\newcommand{{\\{name}}}{{(.*)}} %", text)[1]
    return value.replace(r"\ensuremath{-}", "−").replace(r"\ensuremath{<}", "<")


def test_the_paper_of_the_documentation_compiles(study):
    text = (ROOT / "docs/citing.md").read_text(encoding="utf-8")
    paper = re.search(r"```latex\n(.+?)```", text, re.DOTALL)[1]
    log, pages = _compiled(study, paper, runs=3, bibliography=True)
    assert WRONG.findall(log) == []
    words = " ".join(pages.split())
    for name in ("Interval", "PAdjusted", "Verdict"):
        assert _number(study, f"EximSharePlazaHigher{name}") in words
    assert _number(study, "StudyData") in words
    assert "Table 1: " in words
    assert "Figure 1: " in words
    assert "Walter Hatch. Regionalizing the State" in words


def test_every_table_figure_and_number_compiles(study):
    folder = study / "report/latex"
    floats = [
        rf"\{name}\clearpage"
        for kind in ("tables", "figures")
        for name in re.findall(
            r"\\newcommand{\\(\w+)}\[1\]\[tbp\]", (folder / f"{kind}.tex").read_text("utf-8")
        )
    ]
    names = re.findall(r"\\newcommand{\\(\w+)}", (folder / "numbers.tex").read_text("utf-8"))
    assert len(floats) > 30
    body = [*floats, r"\raggedright", *(rf"\{name}{{}}\par" for name in names)]
    source = "\n".join([PREAMBLE, r"\begin{document}", *body, r"\end{document}"])
    log, _ = _compiled(study, source, runs=2)
    assert WRONG.findall(log) == []
    fonts = _command(study, "pdffonts", "paper.pdf")
    assert "DejaVuSans" in fonts
    assert "Type 3" not in fonts  # bitmaps, which LaTeX draws where it lacks a font


def test_files_read_twice_do_no_harm(study):
    again = r"\input{report/latex/numbers}\input{report/latex/tables}\input{report/latex/figures}"
    _, pages = _compiled(
        study, rf"{PREAMBLE}{again}\begin{{document}}\StudyVersion\end{{document}}"
    )
    assert _number(study, "StudyVersion") in pages


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_hostile_texts_are_printed(tmp_path, text):
    given = little_latex.write(tmp_path, label=text, note=text)
    write_latex(**given)
    for page in Path(tmp_path, "figures").glob("*.md"):
        shutil.copy(ROOT / "figures/jica.pdf", page.with_suffix(".pdf"))
    source = (
        rf"{PREAMBLE}\begin{{document}}\raggedright\BankShareAccordHigherAfterSentence"
        "\n\n\\TableVerdictsHigherAfter\\FigureBankShare\\end{document}"
    )
    _, pages = _compiled(tmp_path, source)
    plain = [w for w in re.findall(r"[A-Za-z0-9]{3,12}", text) if len(text) < 1000]
    assert [word for word in plain if word not in pages.replace("-\n", "")] == []
    assert "Figure 1: " in pages
