"""Numbers, tables, figures and citations for LaTeX, of a little study."""

import re
from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.latex.text import latex
from scripts.common.report.content import write_report
from scripts.common.report.reading import read_inputs
from scripts.write_latex import write_latex
from tests.unit import little_latex

MACRO = re.compile(r"^\\newcommand\{\\([A-Za-z]+)\}\{(.*)\} % from (.+)$", re.MULTILINE)


def _texts(given):
    """Every file written, by path below the folder."""
    root = Path(given["path_to_numbers"]).parents[2]
    paths = [given[f"path_to_{name}"] for name in ("numbers", "tables", "figures", "bib")]
    paths += sorted(Path(given["path_to_folder_of_tables"]).glob("*"))
    return {str(Path(p).relative_to(root)): Path(p).read_text(encoding="utf-8") for p in paths}


def _macros(given):
    text = Path(given["path_to_numbers"]).read_text(encoding="utf-8")
    found = {name: (value, origin) for name, value, origin in MACRO.findall(text)}
    assert len(found) == text.count("\\newcommand")
    return found


@pytest.fixture
def given(tmp_path):
    given = little_latex.write(tmp_path)
    write_latex(**given)
    return given


def test_numbers_are_named_and_say_where_they_stand(given):
    macros = {name: value for name, (value, _) in _macros(given).items()}
    assert macros["BankShareAccordHigherAfterInterval"] == r"\ensuremath{-}8.2 to 17.2"
    assert macros["BankLoansAccordChangedCourseEstimate"] == "--"
    assert (macros["StudyHypotheses"], macros["StudyCannotTell"]) == ("4", "3")
    assert (macros["PrimaryHypotheses"], macros["PrimaryNotSupported"]) == ("2", "1")
    assert (macros["ClaimsTotal"], macros["ClaimJumpedComputed"]) == ("5", "57.6")
    assert macros["ForensicsBankLoansOneNineNineSevenCandidate"] == "393.9"
    origin = _macros(given)["BankShareAccordHigherAfterCiLow"][1]
    assert origin.endswith("verdicts.csv, row bank_share_accord_higher_after, column ci_low")


def test_numbers_are_those_of_the_report(given):
    """Wherever a table of the report shows a column that has a macro, both say the same."""
    inputs = read_inputs(given["study"], given["paths"])
    tables = [b for b in write_report(inputs, []).blocks() if b.kind == "table"]
    cells = [c for t in tables for row in t.rows for c in row if "verdicts.csv, row" in c.trace]
    named = _macros(given).items()  # an interval is traced to its lower end
    macros = {origin: value for name, (value, origin) in named if not name.endswith("Interval")}
    shown = {c.trace: latex(c.text) for c in cells}
    shared = [
        trace
        for trace in shown
        if trace in macros
        and trace.endswith(("estimate", "ci_low", "ci_high", "_value", "_adjusted"))
    ]
    assert len(shared) >= 15
    assert {trace: macros[trace] for trace in shared if shown[trace]} == {
        trace: shown[trace] for trace in shared if shown[trace]
    }


def test_a_result_changes_what_rests_on_it_and_nothing_else(given):
    before, texts = _macros(given), _texts(given)
    path = Path(given["paths"]["verdicts"][0])
    changed = path.read_text(encoding="utf-8").replace("17.18", "19.18", 1)
    path.write_text(changed, encoding="utf-8")
    write_latex(**given)
    after = _macros(given)
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {f"BankShareAccordHigherAfter{end}" for end in ("CiHigh", "Interval")}
    again = _texts(given)
    assert again["figures/figures.bib"] == texts["figures/figures.bib"]
    assert again["report/latex/figures.tex"] == texts["report/latex/figures.tex"]


def test_the_same_bytes_twice_and_no_table_of_an_earlier_run(given):
    before = _texts(given)
    stale = Path(given["path_to_folder_of_tables"], "stale.tex")
    stale.write_text("x", encoding="utf-8")
    write_latex(**given)
    assert _texts(given) == before


def test_what_a_killed_run_left_of_the_tables_is_no_obstacle(given):
    before = _texts(given)
    folder = Path(given["path_to_folder_of_tables"])
    half = folder.with_name(f".{folder.name}.part") / "half.tex"
    half.parent.mkdir()
    half.write_text("x", encoding="utf-8")
    write_latex(**given)
    assert _texts(given) == before
    assert not half.parent.exists()


def test_every_figure_and_table_has_a_macro(given):
    texts = _texts(given)
    assert r"\newcommand{\FigureBankShare}" in texts["report/latex/figures.tex"]
    assert "{fig:bank_share}" in texts["report/latex/figures.tex"]
    read = re.findall(r"\\input\{\\TablePath/(.+?)\}", texts["report/latex/tables.tex"])
    assert sorted(f"report/latex/tables/{id}.tex" for id in read) == sorted(
        path for path in texts if "/tables/" in path
    )


def test_entries_of_figures_carry_version_and_data(given):
    bib = _texts(given)["figures/figures.bib"]
    entry = bib[bib.index("@misc{figure_bank_share,") :].split("\n}\n")[0]
    assert r"author = {{The Group} and M\" {u}ller, Ann}".replace('" ', '"') in entry
    assert r"note = {Figure bank\_share, version 1.2.3, data 0a1b2c}" in entry
    assert "year = {2026}" in entry
    assert r"title = {{A study: 100\% \& more}}" in bib
    assert "@article{paper," in bib
    assert "doi" not in bib.lower()


def test_a_name_for_two_results_stops_the_run(given):
    path = Path(given["paths"]["claims"][0])
    again = path.read_text(encoding="utf-8").replace("\nfelt,", "\nRose,")
    path.write_text(again, encoding="utf-8")
    with pytest.raises(UserError, match=r"\\ClaimRoseVerdict would stand for two things"):
        write_latex(**given)
