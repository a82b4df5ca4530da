"""What the report says of the little study: its tables, its sentences, and what it leaves out."""

import re
from pathlib import Path

import pytest

from scripts.common.report.content import APPENDICES, SECTIONS
from scripts.common.report.model import Items, Paragraph, Report, plain_text
from scripts.common.wording.terms import QUESTIONS
from tests.unit import little_report
from tests.unit.little_page import joined
from tests.unit.little_report import VERDICTS, content, tables

# By table: a row, the columns that are looked at, and their cells.
CELLS = [
    ("scorecard", 0, 0, ["Growth (a rise)", "0", "1", "1", "2"]),
    ("scorecard", 1, 0, ["Decline (a fall)", "1", "1", "0", "2"]),
    # A sign and a word, so that neither colour nor sight is needed.
    ("predictions-table", 0, -2, ["? cannot tell", "✗ fails"]),
    ("predictions-table", 1, -2, ["✗ fails", "✓ fits"]),
    (
        *("breaks-table", 0, 0),
        # The interval of the second break leaves the sample.
        [
            *("Share", "1980–1996", "19", "22.8", "1989", "0.002", "0.17", "0.45"),
            *("1986–1988, 1991", "1989 (1988–1993), 1995", "1989"),
        ],
    ),
    (
        *("trends-table", 0, 0),
        [
            *("Share", "19", "88", "0.002", "0.11", "< 0.001", "0.78", "0.39", "1.22", "0.80"),
            *("0.054", "0.033", "points"),
        ],
    ),
    ("panel-table", 0, 3, ["0.059", "log points", "−0.455", "0.440", "0.66", "0.43", "47"]),
    ("usual-tools-table", 0, 1, ["level shift", "4.6", "points", "0.27", "–", "0.027", "–"]),
    (
        *("trust-designs", 0, 3),
        ["4.1", "0.2", "double variance, ρ = 0.6", "95.9", "14.6", "3.6", "yes"],
    ),
    ("trust-designs", 1, -1, ["no"]),
    ("trust-bank_share_accord_higher_after", 0, -1, ["yes; it decides"]),
    ("trust-bank_share_accord_higher_after", 1, -1, ["no"]),
    ("trust-bank_share_accord_higher_after", 2, -1, ["never rejects"]),
    (
        *("robustness-primary", 0, 1),
        ["−0.4", "5.0", "points", "0.28", "0.90", "none", "2 of 3", "2 of 3"],
    ),
    ("multiverse-primary", 0, 1, ["112", "0.62", "12", "4", "21", "–", "0.31", "0.24"]),
]
COLUMNS = {
    "claims-doubtful": {-1: ["contradicted", "contradicted", "approximately"]},
    "corrections-table": {2: ["4.6", "−6.5", "110"], 7: ["3.2", "3.2", "3"]},
    "verdicts-higher_after": {7: ["14.2", "14"]},
    "verdicts-changed_course": {7: ["> 10 sd", "–"]},
}
SENTENCES = [
    "Only decline has predictions that fit.",
    "Growth fails for Share (changed course, Accord).",
    "937 (1985–1988) and 1,000 (1995–1998) persons per year",
    "63 more, or 6.7%",
    "two means as well, allow no test",
    "its earlier segment ends in 1986–1988, 1991.",
    "there are two, and with so few even it is only approximate",
    "6.0% above that of the years before (95% interval −36.5 to 55.2%;",
    "S = −9, p = 0.75",
    "Not computed: bank both, jump and bend by Driscoll–Kraay (too few years).",
    "gives one more p-value: one is at or below 0.05, none of them from the bootstrap",
    "2 units, 3 cells not observed",
    "none of two by the test used here",
    "level shift of the Share after the Accord: p = 0.027 by Newey–West",
    "For one of the two hypotheses that can be tested a method is usable; for the other the",
    "For two more the years allow no test at all.",
    "Of four trials of other methods on the primary hypotheses none is usable; the worst,",
    "claims an effect in up to 28% of the series",
    "Share, Accord: changed course (without 1983 and 1986).",
    "the actual date is number 2 of 3; one of the two other dates",
    "Of 112 specifications, 12% by hypothesis are significant in the claimed direction (joint"
    " p = 0.24); 21% decide otherwise",
    "Of three pairs of an amount and a share, two imply one that does.",
    "939.3 and 25.1% imply a total of 3,742 (3,734 to 3,750 with rounding), where 1,600 by the"
    " years around would be expected. That is consistent with a misprint of 393.9 or 339.9 as"
    " 939.3 (Loans). In all, four repairs of two slips would bring it in line.",
    "where 2,500 by the other source would be expected. No simple misprint of either cell",
    "Of two printed numbers that the other source has as well, one agrees within",
    "printed 62.6, elsewhere 82.1; 19.5 points below the external series, where 4.0 is allowed",
    "Loans, no number: 1993, a repayment of 2.1 billion yen; 1994, no number in",
    "393.9 for 939.3, suspected (number 1 of the candidates by likelihood). The total",
    "of the three verdicts that such a cell enters one moves: Share, Accord: changed course"
    " (from “not supported” to “supported”). The sign of the estimate or the adjusted decision"
    " changes for Share, Accord: changed course.",
    "Four sentences of the paper that state a quantity were read in five ways",
    "One holds, one holds approximately, two are contradicted and one cannot be tested.",
    "“jumped 63%” (said: 63; computed: 57.6 and 36.9).",
    # A title with a mark of its own gets no full stop.
    "Title of bank_share? About bank_share.",
]
# Digits that are no number of the results: years and dates, places, and names of methods.
NO_NUMBER = re.compile(
    r"AR\(1\)|HC[13]|\bar1\b|\b(1[89]|20)\d\d([-–]\d{2,4})?(-\d\d)?[a-z]?\b"
    r"|(Table|Figure|Section|page|Note) [\d.]+"
)


@pytest.mark.parametrize(("table", "row", "first", "wanted"), CELLS)
def test_the_row_of_a_table(little, table, row, first, wanted):
    assert little.cells(table)[row][first:] == wanted


@pytest.mark.parametrize(("table", "wanted"), COLUMNS.items())
def test_the_columns_of_a_table(little, table, wanted):
    assert {i: [row[i] for row in little.cells(table)] for i in wanted} == wanted


@pytest.mark.parametrize("words", SENTENCES)
def test_the_page_says(little, words):
    assert joined(words) in little.page.text


@pytest.mark.parametrize("words", ["Bonds:", "e-22", "?."])
def test_the_page_never_says(little, words):
    assert words not in little.page.text


def test_how_many_rows_there_are(little):
    rows = {id: len(table.rows) for id, table in little.tables.items()}
    once = ("breaks-table", "trends-table", "panel-table", "robustness-primary")
    assert {rows[id] for id in (*once, "multiverse-primary")} == {1}
    assert {rows[id] for id in ("scorecard", "predictions-table", "trust-designs")} == {2}
    assert (rows["trust-bank_share_accord_higher_after"], rows["claims-all"]) == (3, 5)


def test_the_scorecard_is_the_first_table(little):
    assert next(iter(little.tables)) == "scorecard"
    assert "Only decline has predictions that fit." in [
        plain_text(block.runs) for block in little.report.front if block.kind == "paragraph"
    ]
    cell = little.tables["predictions-table"].rows[1][-1]
    assert cell.trace.endswith("row decline bank_share_accord_changed_course, column fits")


def test_some_cells_and_captions(little):
    assert little.cells("breaks-all")[0][4] == "< 0.001"
    assert little.tables["trends-windows"].caption.startswith("Trends, 1986–1999:")
    # A method that gives no interval has no coverage.
    assert little.cells("trust-bank_share_accord_higher_after")[2][4] == "–"
    assert "facts.csv, row earlier, column value" in little.html
    predicted = "Decline predicts a fall: Section of decline (Accord)."
    assert predicted in little.tables["predictions-table"].notes


def test_every_verdict_is_in_the_table_of_its_question(little):
    found = {
        (question, row[0]): row[-1]
        for question in QUESTIONS
        for row in little.cells(f"verdicts-{question}")
    }
    assert found == {
        (question, f"{'Share' if series == 'share' else 'Loans'}, Accord"): verdict
        for series, question, verdict, *_ in VERDICTS
    }
    assert next(iter(found)) == ("higher_after", "Share, Accord")  # the primary ones first


def test_the_summary_is_short_and_says_where(little):
    summary = little.report.summary
    assert len(summary) <= 14
    assert all(len(line) <= 100 for line in summary[:-1])
    assert "cannot tell; 4.6 points above (95% interval −8.2 to 17.2)" in summary[2]
    assert summary[-1].startswith("Report: ")
    assert summary[-1].endswith("report.html")


def _without(folder, *names):
    """The arguments of a study that has not some of the results."""
    arguments = little_report.write(folder)
    for name in names:
        del arguments["paths"][name]
    return arguments


def test_without_theories_panels_or_facts_there_is_a_report(tmp_path):
    arguments = _without(tmp_path, "panel", "scorecard", "facts")
    report = content(arguments)
    assert not {"scorecard", "panel-table"} & set(tables(report))
    assert "theories" not in [section.id for section in report.sections]
    little_report.rendered(arguments)


def test_without_forensics_claims_or_corrections_there_is_a_report(tmp_path):
    arguments = _without(tmp_path, "forensics", "external", "claims")
    arguments["study"]["corrections"] = []
    report = content(arguments)
    assert not {"claims-doubtful", "claims-all"} & set(tables(report))
    (data,) = [section for section in report.sections if section.id == "data"]
    assert data.subsections == ()


def test_without_calibration_or_robustness_there_is_a_report(tmp_path):
    arguments = _without(tmp_path, "leave_one_out", "placebo", "multiverse")
    path = Path(arguments["paths"]["methods"][0])
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    shown = {section.id: section for section in content(arguments).sections}
    assert "robustness" not in shown
    assert [part.id for part in shown["trust"].subsections] == ["usual-tools"]
    assert shown["trust"].blocks == ()


def test_the_edition_changes_with_any_value(tmp_path):
    arguments = little_report.write(tmp_path)
    before = content(arguments).edition
    path = Path(arguments["paths"]["processed"][0])
    path.write_text(path.read_text("utf-8").replace("79.1", "79.2"), encoding="utf-8")
    assert re.fullmatch(r"Version 1\.2\.3, data [0-9a-f]{12}", before)
    assert content(arguments).edition != before


def _untraced(report):
    """Every digit in running text or in a table that says not where it comes from."""
    for block in report.blocks():
        if block.kind == "paragraph":
            runs = block.runs
        elif block.kind == "items":
            runs = [run for term, text in block.items for run in (term, *text)]
        elif block.kind == "table":
            runs = [cell.text for row in block.rows for cell in row if not cell.trace]
        else:
            continue
        for text in (run for run in runs if isinstance(run, str)):
            yield from re.findall(r".{0,30}\d.{0,30}", NO_NUMBER.sub("", text))


def test_no_number_in_the_prose_is_without_its_trace(little):
    assert list(_untraced(little.report)) == []


def test_an_untraced_number_would_be_found():
    texts = (Paragraph(("It was 4.6 points.",)), Items((("7%", ("in 1985",)),)))
    found = list(_untraced(Report("", "", texts, (), (), "")))
    assert found == ["It was 4.6 points.", "7%"]


def test_sections_are_a_list_to_add_to():
    assert all(callable(write) and write.__doc__ for write in (*SECTIONS, *APPENDICES))
