"""The report: one content in two forms, nothing harmful, nothing from elsewhere, the same twice."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scripts.common.report.content import APPENDICES, SECTIONS, write_report
from scripts.common.report.model import (
    Items,
    Paragraph,
    Report,
    Traced,
    marked,
    plain_text,
    prose,
)
from scripts.common.report.reading import read_inputs
from scripts.common.report.rendering import (
    printable,
    typst_source,
)
from scripts.common.wording.terms import QUESTIONS
from scripts.render_report import render_report
from tests.unit import little_report
from tests.unit.test_report_rendering import HARMFUL

TEMPLATES = little_report.TEMPLATES


class Page(HTMLParser):
    """What a browser would see: texts, headings, images, ids, links, addresses that load."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.headings, self.images, self.ids = [], [], [], []
        self.links, self.loads, self.tags = [], [], []
        self._hidden = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        self.tags.append(tag)
        self.ids += [about["id"]] if "id" in about else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(about)
        if tag == "a":
            self.links.append(about["href"])
        elif about.get("href"):
            self.loads.append(about["href"])
        self.loads += [
            about[k] for k in ("src", "srcset", "poster", "data", "action") if about.get(k)
        ]
        self._hidden += tag in ("style", "script") or about.get("aria-hidden") == "true"

    def handle_endtag(self, tag):
        if tag in ("style", "script", "span") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data):
        if not self._hidden:
            self.texts.append(data)

    @property
    def text(self):
        return _joined("".join(self.texts))


def _joined(text):
    """Without spaces, line breaks and places to break a word."""
    return re.sub(r"[\s\u200b\u00ad]", "", text)


def _words_of(report):
    """Every sentence, caption, header and cell of the content."""
    yield from (report.title, report.subtitle)
    sections = [*report.sections, *(part for s in report.sections for part in s.subsections)]
    yield from (section.title for section in sections)
    for block in report.blocks():
        if block.kind == "paragraph":
            yield plain_text(block.runs)
        elif block.kind == "items":
            for term, runs in block.items:
                yield term + plain_text(runs)
        elif block.kind == "table":
            yield block.caption
            yield from (column.header for column in block.columns if column.header)
            yield from (t for row in block.rows for cell in row for t in (cell.text, cell.after))
            yield from block.notes
            yield block.source
        elif block.kind == "figure":
            yield f"{block.heading} {block.caption}"


def _content(arguments):
    paths = {
        k: v for k, v in arguments["paths"].items() if k not in ("templates", "paths_to_figures")
    }
    inputs = read_inputs(arguments["study"], paths)
    return write_report(inputs, [arguments["path_to_pdf"], arguments["path_to_html"]])


def _rendered(arguments):
    render_report(**{**arguments, "paths": dict(arguments["paths"])})
    return Path(arguments["path_to_pdf"]), Path(arguments["path_to_html"]).read_text("utf-8")


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    arguments = little_report.write(tmp_path_factory.mktemp("little"))
    pdf, html = _rendered(arguments)
    return _content(arguments), pdf, Page(html), html


def _strings_of(source):
    """The text of a typst document: its string literals, in order."""
    literals = re.findall(
        r'#"((?:[^"\\]|\\.)*)"|strong\("((?:[^"\\]|\\.)*)"\)|"((?:[^"\\]|\\.)*)"', source
    )
    text = "".join(a or b or c for a, b, c in literals)
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def test_both_forms_hold_all_of_the_content(little):
    report, _, page, _ = little
    typst = _joined(_strings_of(typst_source(report, TEMPLATES)))
    cites = {
        b.key: b.cited_as for b in report.blocks() if b.kind == "references" for b in b.entries
    }
    for key, cited in cites.items():
        typst = typst.replace(f"{key}prose", _joined(cited))
    for words in _words_of(report):
        assert _joined(words) in page.text, words
        if not words.startswith("Title of"):  # title and caption are two literals there
            assert _joined(words) in typst, words


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_pdf_holds_every_cell(little):
    report, pdf, _, _ = little
    run = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    text = _joined(run.stdout.decode())
    for block in report.blocks():
        if block.kind == "table":
            for row in block.rows:
                short = [cell.text for cell in row if len(cell.text) <= 12]  # never wrapped
                assert all(_joined(words) in text for words in short), short


def test_no_field_is_left_unfilled(little):
    report, _, page, html = little
    for words in _words_of(report):
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bTrue\b|\bFalse\b", words), words
    assert "{{" not in html
    assert "None" not in page.texts


def test_a_hole_in_a_sentence_is_an_error():
    with pytest.raises(KeyError):
        prose("The level was {size} above.")


def test_html_loads_nothing_from_elsewhere(little):
    _, _, page, html = little
    assert all(address.startswith("data:") for address in page.loads)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", html)
    assert "default-src 'none'" in html
    assert set(page.tags).isdisjoint({"iframe", "object", "embed", "link rel=stylesheet"})


def test_html_can_be_read_without_seeing(little):
    _, _, page, html = little
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert page.images
    assert all(image.get("alt", "").strip() for image in page.images)
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)
    assert '<html lang="en">' in html
    assert (
        html.count("<table")
        == html.count("<thead>")
        == html.count('tabindex="0"') - len(page.images)
    )


def test_every_number_carries_its_trace(little):
    _, _, _, html = little
    cell = re.search(r'<td[^>]*data-trace="([^"]*)"[^>]*>4\.6<', html)
    assert "verdicts.csv, row bank_share_accord_higher_after, column estimate" in cell[1]
    printed = re.search(r'<td[^>]*data-trace="([^"]*)"[^>]*>79\.1<', html)
    assert printed[1] == "data/raw/bank.csv, line 2, column loans"


def test_the_pdf_is_tagged_and_the_same_bytes_twice(tmp_path):
    arguments = little_report.write(tmp_path / "one")
    pdf, html = _rendered(arguments)
    first = pdf.read_bytes()
    again, html_again = _rendered(arguments)
    assert again.read_bytes() == first
    assert html_again == html
    assert b"/MarkInfo" in first
    assert b"/StructTreeRoot" in first
    assert not list(pdf.parent.glob(".*"))


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_harmful_text_comes_out_as_text(tmp_path, text):
    label = f"L {text} L"
    _, html = _rendered(little_report.write(tmp_path, label=label, note=text))
    page = Page(html)
    assert page.tags.count("script") == 1
    assert _joined(printable(" ".join(text.split()))) in page.text
    assert "\u202e" not in html
    assert "\x00" not in html


def test_an_unchanged_summary_is_short_and_says_where(little):
    report, _, _, _ = little
    assert len(report.summary) <= 14
    assert all(len(line) <= 100 for line in report.summary[:-1])
    assert "cannot tell; 4.6 points above (95% interval −8.2 to 17.2)" in report.summary[2]
    assert report.summary[-1].startswith("Report: ")
    assert report.summary[-1].endswith("report.html")


def test_a_failing_render_leaves_the_last_report(tmp_path):
    arguments = little_report.write(tmp_path)
    pdf, html = _rendered(arguments)
    before = pdf.read_bytes()
    Path(arguments["paths"]["verdicts"][0]).write_text("hypothesis\nx\n", encoding="utf-8")
    with pytest.raises(KeyError):
        _rendered(arguments)
    assert pdf.read_bytes() == before
    assert Path(arguments["path_to_html"]).read_text("utf-8") == html


def _tables(report):
    return {block.id: block for block in report.blocks() if block.kind == "table"}


def _texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_the_scorecard_is_the_first_table(little):
    report, _, page, _ = little
    tables = _tables(report)
    assert next(iter(tables)) == "scorecard"
    assert _texts(tables["scorecard"]) == [
        ["Growth (a rise)", "0", "1", "1", "2"],
        ["Decline (a fall)", "1", "1", "0", "2"],
    ]
    assert "Only decline has predictions that fit." in [
        plain_text(block.runs) for block in report.front if block.kind == "paragraph"
    ]
    # A sign and a word, so that neither colour nor sight is needed.
    higher, course = _texts(tables["predictions-table"])
    assert (higher[-2:], course[-2:]) == (["? cannot tell", "✗ fails"], ["✗ fails", "✓ fits"])
    cell = tables["predictions-table"].rows[1][-1]
    assert cell.trace.endswith("row decline bank_share_accord_changed_course, column fits")
    assert (
        "Decline predicts a fall: Section of decline (Accord)." in tables["predictions-table"].notes
    )
    assert _joined("Growth fails for Share (changed course, Accord).") in page.text


def test_two_numbers_are_arithmetic_and_no_test(little):
    _, _, page, html = little
    assert _joined("937 (1985–1988) and 1,000 (1995–1998) persons per year") in page.text
    assert _joined("63 more, or 6.7%") in page.text
    assert _joined("two means as well, allow no test") in page.text
    assert _joined("Bonds:") not in page.text
    assert "facts.csv, row earlier, column value" in html


def test_a_date_that_is_not_identified_is_said_and_tiny_p_are_not_printed(little):
    report, _, page, _ = little
    tables = _tables(report)
    (row,) = _texts(tables["breaks-table"])
    assert row[:8] == ["Share", "1980–1996", "19", "22.8", "1989", "0.002", "0.17", "0.45"]
    # The interval of the second break leaves the sample.
    assert row[8:] == ["1986–1988, 1991", "1989 (1988–1993), 1995", "1989"]
    assert tables["breaks-all"].rows[0][4].text == "< 0.001"
    assert "e-22" not in page.text
    assert _joined("its earlier segment ends in 1986–1988, 1991.") in page.text


def test_trends_show_the_habits_of_the_field_and_other_windows_apart(little):
    tables = _tables(little[0])
    (row,) = _texts(tables["trends-table"])
    assert row[:6] == ["Share", "19", "88", "0.002", "0.11", "< 0.001"]
    assert row[6:] == ["0.78", "0.39", "1.22", "0.80", "0.054", "0.033", "points"]
    assert tables["trends-windows"].caption.startswith("Trends, 1986–1999:")


def test_the_panel_says_how_few_its_clusters_are(little):
    report, _, page, _ = little
    (row,) = _texts(_tables(report)["panel-table"])
    assert row[3:] == ["0.059", "log points", "−0.455", "0.440", "0.66", "0.43", "47"]
    for words in (
        "there are two, and with so few even it is only approximate",
        "6.0% above that of the years before (95% interval −36.5 to 55.2%;",
        "S = −9, p = 0.75",
        "Not computed: bank both, jump and bend by Driscoll–Kraay (too few years).",
        "gives one more p-value: one is at or below 0.05, none of them from the bootstrap",
        "2 units, 3 cells not observed",
    ):
        assert _joined(words) in page.text, words


def test_the_usual_tools_stand_beside_the_one_used(little):
    report, _, page, _ = little
    (first, *_) = _texts(_tables(report)["usual-tools-table"])
    assert first[1:] == ["level shift", "4.6", "points", "0.27", "–", "0.027", "–"]
    assert _joined("none of two by the test used here") in page.text
    assert (
        _joined("level shift of the Share after the Accord: p = 0.027 by Newey–West") in page.text
    )


def test_without_theories_panels_or_facts_there_is_a_report(tmp_path):
    arguments = little_report.write(tmp_path)
    for name in ("panel", "scorecard", "facts"):
        arguments["paths"][name] = []
    report = _content(arguments)
    assert not {"scorecard", "panel-table"} & set(_tables(report))
    assert "theories" not in [section.id for section in report.sections]
    _rendered(arguments)


def test_worst_size_coverage_and_power_stand_beside_every_method_that_decides(little):
    report, _, page, _ = little
    tables = _tables(report)
    first, second = _texts(tables["trust-designs"])
    assert first[3:] == ["4.1", "0.2", "double variance, ρ = 0.6", "95.9", "14.6", "3.6", "yes"]
    assert second[-1] == "no"
    methods = _texts(tables["trust-bank_share_accord_higher_after"])
    assert [row[-1] for row in methods] == ["yes; it decides", "no", "never rejects"]
    assert methods[2][4] == "–"
    for words in (
        "For one of the two hypotheses that can be tested a method is usable; for the other the",
        "For two more the years allow no test at all.",
        "Of four trials of other methods on the primary hypotheses none is usable; the worst,",
        "claims an effect in up to 28% of the series",
    ):
        assert _joined(words) in page.text, words
    detectable = [row[7] for name in QUESTIONS for row in _texts(tables[f"verdicts-{name}"])]
    assert detectable == ["14.2", "14", "> 10 sd", "–"]


def test_every_verdict_is_in_the_table_of_its_question(little):
    tables = _tables(little[0])
    found = {
        (question, row[0].text): row[-1].text
        for question in QUESTIONS
        for row in tables[f"verdicts-{question}"].rows
    }
    assert found == {
        (question, f"{'Share' if series == 'share' else 'Loans'}, Accord"): verdict
        for series, question, verdict, *_ in little_report.VERDICTS
    }
    assert next(iter(found)) == ("higher_after", "Share, Accord")  # the primary ones first


def test_robustness_names_the_years_the_rank_and_the_joint_test(little):
    report, _, page, _ = little
    (row,) = _texts(_tables(report)["robustness-primary"])
    assert row[1:] == ["−0.4", "5.0", "points", "0.28", "0.90", "none", "2 of 3", "2 of 3"]
    (row,) = _texts(_tables(report)["multiverse-primary"])
    assert row[1:] == ["112", "0.62", "12", "4", "21", "–", "0.31", "0.24"]
    for words in (
        "Share, Accord: changed course (without 1983 and 1986).",
        "the actual date is number 2 of 3; one of the two other dates",
        "Of 112 specifications, 12% by hypothesis are significant in the claimed direction (joint"
        " p = 0.24); 21% decide otherwise",
    ):
        assert _joined(words) in page.text, words


def test_the_problems_of_the_data_and_what_hangs_on_them(little):
    report, _, page, _ = little
    for words in (
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
    ):
        assert _joined(words) in page.text, words
    tables = _tables(report)
    assert [row[-1] for row in _texts(tables["claims-doubtful"])] == [
        *("contradicted", "contradicted", "approximately"),
    ]
    assert len(tables["claims-all"].rows) == 5
    assert [row[2] for row in _texts(tables["corrections-table"])] == ["4.6", "−6.5", "110"]
    assert [row[7] for row in _texts(tables["corrections-table"])] == ["3.2", "3.2", "3"]


def test_without_forensics_claims_or_corrections_there_is_a_report(tmp_path):
    arguments = little_report.write(tmp_path)
    arguments["study"]["corrections"] = []
    for name in ("forensics", "external", "claims"):
        del arguments["paths"][name]
    report = _content(arguments)
    assert not {"claims-doubtful", "claims-all"} & set(_tables(report))
    (data,) = [section for section in report.sections if section.id == "data"]
    assert data.subsections == ()


def test_the_edition_changes_with_any_value(tmp_path):
    arguments = little_report.write(tmp_path)
    before = _content(arguments).edition
    path = Path(arguments["paths"]["processed"][0])
    path.write_text(path.read_text("utf-8").replace("79.1", "79.2"), encoding="utf-8")
    assert re.fullmatch(r"Version 1\.2\.3, data [0-9a-f]{12}", before)
    assert _content(arguments).edition != before


def test_a_title_with_a_mark_of_its_own_gets_no_full_stop(little):
    _, _, page, _ = little
    assert _joined("Title of bank_share? About bank_share.") in page.text
    assert "?." not in page.text


# Digits that are no number of the results: years and dates, places, and names of methods.
NO_NUMBER = re.compile(
    r"AR\(1\)|HC[13]|\bar1\b|\b(1[89]|20)\d\d([-–]\d{2,4})?(-\d\d)?[a-z]?\b"
    r"|(Table|Figure|Section|page|Note) [\d.]+"
)


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
    assert list(_untraced(little[0])) == []


def test_an_untraced_number_would_be_found():
    texts = (Paragraph(("It was 4.6 points.",)), Items((("7%", ("in 1985",)),)))
    found = list(_untraced(Report("", "", texts, (), (), "")))
    assert found == ["It was 4.6 points.", "7%"]


def test_a_sentence_is_cut_at_its_numbers_in_their_order():
    five, half = Traced("5", "a"), Traced("0.5", "b")
    assert marked("95% of 5 and 0.5", [five, half]) == ("95% of ", five, " and ", half)
    assert marked("0.5", [five]) == ("0.5",)
    assert marked("5.", [five, half]) == (five, ".")


def test_without_calibration_or_robustness_there_is_a_report(tmp_path):
    arguments = little_report.write(tmp_path)
    path = Path(arguments["paths"]["methods"][0])
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    for name in ("leave_one_out", "placebo", "multiverse"):
        arguments["paths"][name] = []
    report = _content(arguments)
    shown = {section.id: section for section in report.sections}
    assert "robustness" not in shown
    assert [part.id for part in shown["trust"].subsections] == ["usual-tools"]
    assert shown["trust"].blocks == ()


def test_sections_are_a_list_to_add_to():
    assert all(callable(write) and write.__doc__ for write in (*SECTIONS, *APPENDICES))
