"""Texts that try to be code reach report and tables as texts: HTML, PDF and CSV stay harmless."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.common.tables import csv_text, read_processed, write_rows
from tests.unit import little_report
from tests.unit.little_page import Page, joined

FORMULAS = [
    "=1+1",
    "+1",
    "@x",
    "\t=1+1",
    "\n=1+1",
    "-1+cmd|' /C calc'!A0",
    " =1+1",
    "=HYPERLINK(1)",
]
ORDINARY = [
    "-9.0",
    "-1,234.5",
    "-4e-05",
    "n/a",
    "--",
    "-",
    "–",
    "1,292",
    "",
    "a = b",
    "'tis",
    "−8.2",
]
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=1+1",
    "+1 @x \t=cmd()",
    "\u202eright to left\u2066\u200f",
    "long" * 2500,
)
NOTE = " ".join(HOSTILE)


def _cells(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text):
    ((_,), (cell,)) = _cells(csv_text(["note"], [[text]]))
    assert cell == f"'{text}"
    again = _cells(csv_text(["note"], [[cell]]))
    assert again[1] == [cell]  # written twice, marked once


def test_a_carriage_return_does_not_break_the_row():
    assert _cells(csv_text(["a", "b"], [["\r=1+1\r\nx", 2]]))[1] == ["'\n=1+1\nx", "2"]


@pytest.mark.parametrize("text", ORDINARY)
def test_numbers_and_codes_stay_as_they_are(text):
    assert csv_text(["note"], [[text, "x"]]).splitlines()[1] == f"{_quoted(text)},x"


def _quoted(text):
    return f'"{text}"' if "," in text else text


def test_numbers_are_written_as_numbers(tmp_path):
    write_rows(["a", "b"], [[-9.5, -3]], tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8") == "a,b\n-9.5,-3\n"


def test_printed_cells_come_back_as_printed(tmp_path):
    codes = ["n/a", "--", "-9.0", "1,292"]
    rows = [["t_x", 1990 + i, None, "%", "missing", text, 1, "t.csv", 2, "x"]
            for i, text in enumerate(codes)]  # fmt: skip
    header = "series,year,value,unit,status,printed,decimals,source_file,source_line,source_column"
    write_rows(header.split(","), rows, tmp_path / "t.csv")
    assert read_processed(tmp_path / "t.csv")["printed"].tolist() == codes


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The little report with ordinary texts, and with hostile ones wherever data holds text."""
    made = []
    for name in ("plain", "hostile"):
        folder = tmp_path_factory.mktemp(name)
        arguments = little_report.write(folder)
        if name == "hostile":
            _poison(folder)
        little_report.rendered(arguments)
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
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            poisoned = [row | {k: v for k, v in poison.items() if k in row} for row in rows]
            little_report.write_table(path, poisoned)


def _numbers(arguments):
    return _cells(Path(arguments["path_to_numbers"]).read_text("utf-8"))


def test_html_gains_no_element_and_no_handler(reports):
    texts = [Path(arguments["path_to_html"]).read_text("utf-8") for arguments in reports]
    plain, hostile = map(Page, texts)
    for tag in ("script", "img", "iframe", "link"):
        assert hostile.tags.count(tag) == plain.tags.count(tag)
    assert not any(name.startswith("on") for _, about in hostile.elements for name in about)
    assert "<script>alert(1)</script>" in hostile.text
    assert not re.search(
        "[\u202e\u2066\u200f]", Path(reports[1]["path_to_html"]).read_text("utf-8")
    )
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
