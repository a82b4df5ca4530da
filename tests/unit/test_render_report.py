"""The report as files: the same twice, whole or not at all, harmless whatever the texts."""

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.common.report.rendering import printable
from tests.unit import little_report
from tests.unit.little_page import Page, joined
from tests.unit.little_report import HARMFUL, rendered

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=1+1",
    "+1 @x \t=cmd()",
    "\u202eright to left\u2066\u200f",
    "long" * 2500,
)
NOTE = " ".join(HOSTILE)


def test_the_same_bytes_twice(tmp_path):
    arguments = little_report.write(tmp_path)
    first = rendered(arguments)
    assert rendered(arguments) == first
    assert not list(Path(arguments["path_to_pdf"]).parent.glob(".*"))


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_harmful_text_comes_out_as_text(tmp_path, text):
    _, html = rendered(little_report.write(tmp_path, label=f"L {text} L", note=text))
    page = Page(html)
    assert page.tags.count("script") == 1
    assert joined(printable(" ".join(text.split()))) in page.text
    assert "\u202e" not in html
    assert "\x00" not in html


def test_a_failing_render_leaves_the_last_report(tmp_path):
    arguments = little_report.write(tmp_path)
    before = rendered(arguments)
    Path(arguments["paths"]["verdicts"][0]).write_text("hypothesis\nx\n", encoding="utf-8")
    with pytest.raises(KeyError):
        rendered(arguments)
    assert little_report.written(arguments) == before


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The little report with ordinary texts, and with hostile ones wherever data holds text."""
    made = []
    for name in ("plain", "hostile"):
        folder = tmp_path_factory.mktemp(name)
        arguments = little_report.write(folder)
        if name == "hostile":
            _poison(folder)
        rendered(arguments)
        made.append(arguments)
    return made


def _poison(folder):
    """Hostile notes, reasons, labels of sources, quantities and quotes of facts."""
    sources = yaml.safe_load((folder / "sources.yaml").read_text("utf-8"))
    table = sources["tables"]["bank"]
    table["flags"][0]["note"] = NOTE
    table["missing"][0]["reason"] = HOSTILE[0]
    table["title"] = f"=1+1 {HOSTILE[0]}"
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources, allow_unicode=True), "utf-8")
    poison = {"quantity": HOSTILE[0], "locator": HOSTILE[3], "quote": NOTE, "reading": HOSTILE[1]}
    for path in (folder / name for name in ("facts.csv", "claims.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        poisoned = [row | {k: v for k, v in poison.items() if k in row} for row in rows]
        little_report.write_table(path, poisoned)


def _numbers(arguments):
    with Path(arguments["path_to_numbers"]).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_html_gains_no_element_and_no_handler(reports):
    texts = [Path(arguments["path_to_html"]).read_text("utf-8") for arguments in reports]
    plain, hostile = map(Page, texts)
    for tag in ("script", "img", "iframe", "link"):
        assert hostile.tags.count(tag) == plain.tags.count(tag)
    assert not any(name.startswith("on") for _, about in hostile.elements for name in about)
    assert "<script>alert(1)</script>" in hostile.text
    assert not re.search("[\u202e\u2066\u200f]", texts[1])
    assert "longlong" in hostile.text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_pdf_holds_the_texts(reports):
    pdf = reports[1]["path_to_pdf"]
    run = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    text = joined(run.stdout.decode())
    assert "<script>alert(1)</script>" in text
    assert "=1+1" in text
    assert "righttoleft" in text
    assert "longlong" in text


def test_the_numbers_of_the_report_are_inert(reports):
    header, *rows = _numbers(reports[1])
    assert header == ["text", "place", "kind", "file", "row", "column"]
    assert any("<script>" in row[0] for row in rows)
    assert not any(re.match(r"\s*[=+@]|[\t\r]", cell) for row in rows for cell in row)
    assert any(row[0].startswith("'=1+1") for row in rows)


def test_every_traced_text_of_the_page_is_listed_in_its_order(reports):
    page = Page(Path(reports[0]["path_to_html"]).read_text("utf-8"))
    traces = iter(page.all("data-trace"))
    listed = [row[3:] for row in _numbers(reports[0])[1:]]
    assert len(listed) > 50
    for parts in listed:  # cells without a text carry a trace in the page and are not listed
        assert any(all(part in trace for part in parts) for trace in traces), parts
