"""One content in two forms, nothing harmful, nothing from elsewhere."""

import itertools
import re
import shutil
import subprocess

import pytest

from scripts.common.report.model import plain_text
from scripts.common.report.rendering import (
    html_environment,
    typst_environment,
    typst_source,
    typst_string,
)
from tests.unit.little_page import joined
from tests.unit.little_report import HARMFUL, TEMPLATES


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


def _strings_of(source):
    """The text of a typst document: its string literals, in order."""
    literals = re.findall(
        r'#"((?:[^"\\]|\\.)*)"|strong\("((?:[^"\\]|\\.)*)"\)|"((?:[^"\\]|\\.)*)"', source
    )
    text = "".join(a or b or c for a, b, c in literals)
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_environments_escape_by_themselves(text):
    typst = typst_environment(TEMPLATES).from_string("#{{ x }}").render(x=text)
    assert typst == f"#{typst_string(text)}"
    assert re.fullmatch(r'#"(?:[^"\\\n]|\\["\\n])*"', typst)
    html = html_environment(TEMPLATES).from_string('<p title="{{ x }}">{{ x }}</p>').render(x=text)
    assert html.count("<") == 2
    assert html.count('"') == 2


def test_both_forms_hold_all_of_the_content(little):
    report = little.report
    typst = joined(_strings_of(typst_source(report, TEMPLATES)))
    cites = {
        b.key: b.cited_as for b in report.blocks() if b.kind == "references" for b in b.entries
    }
    for key, cited in cites.items():
        typst = typst.replace(f"{key}prose", joined(cited))
    for words in _words_of(report):
        assert joined(words) in little.page.text, words
        if not words.startswith("Title of"):  # title and caption are two literals there
            assert joined(words) in typst, words


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_pdf_holds_every_cell(little, tmp_path):
    (tmp_path / "report.pdf").write_bytes(little.pdf)
    command = ["pdftotext", str(tmp_path / "report.pdf"), "-"]
    run = subprocess.run(command, capture_output=True, check=True)
    text = joined(run.stdout.decode())
    for table in little.tables.values():
        for row in table.rows:
            short = [cell.text for cell in row if len(cell.text) <= 12]  # never wrapped
            assert all(joined(words) in text for words in short), short


def test_the_pdf_is_tagged(little):
    assert b"/MarkInfo" in little.pdf
    assert b"/StructTreeRoot" in little.pdf


def test_no_field_is_left_unfilled(little):
    for words in _words_of(little.report):
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bTrue\b|\bFalse\b", words), words
    assert "{{" not in little.html
    assert "None" not in little.page.texts


def test_html_loads_nothing_from_elsewhere(little):
    page = little.page
    loads = page.all("href", *({*page.tags} - {"a"}))
    for name in ("src", "srcset", "poster", "data", "action"):
        loads += page.all(name)
    assert loads
    assert all(address.startswith("data:") for address in loads)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", little.html)
    assert "default-src 'none'" in little.html
    assert set(page.tags).isdisjoint({"iframe", "object", "embed", "link rel=stylesheet"})


def test_html_can_be_read_without_seeing(little):
    page, html = little.page, little.html
    headings = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(headings))
    images = page.tags.count("img")
    assert images
    assert sum(bool(alt.strip()) for alt in page.all("alt", "img")) == images
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.all("href", "a") if link[0] == "#"} <= set(page.ids)
    assert '<html lang="en">' in html
    assert html.count("<table") == html.count("<thead>") == html.count('tabindex="0"') - images


def test_every_number_carries_its_trace(little):
    cell = re.search(r'<td[^>]*data-trace="([^"]*)"[^>]*>4\.6<', little.html)
    assert "verdicts.csv, row bank_share_accord_higher_after, column estimate" in cell[1]
    printed = re.search(r'<td[^>]*data-trace="([^"]*)"[^>]*>79\.1<', little.html)
    assert printed[1] == "data/raw/bank.csv, line 2, column loans"
