"""Escaping, alignment and references: the parts of the report that know no content."""

import re

import pytest

from scripts.common.report.model import Cell, Column, aligned
from scripts.common.report.references import read_references
from scripts.common.report.rendering import html_environment, typst_environment, typst_string
from tests.unit.little_report import TEMPLATES

HARMFUL = [
    "<script>alert(1)</script>",
    "#panic[x] $1/0$ @nobody *b* _i_ `c` [x] <label> // gone /* gone */",
    '=1+1 "quoted" \\" \\u{41} \\n',
    "{{ 7 * 7 }} {% raw %} ${x} %(x)s",
    "&amp; &#60; ' onmouseover=alert(1)",
    "\u202eright to left\u2066 \u200f\x00\x07 end",
    "x" * 10_000,
    "- item\n+ item\n/ term: x\n= heading\n",
]


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_environments_escape_by_themselves(text):
    typst = typst_environment(TEMPLATES).from_string("#{{ x }}").render(x=text)
    assert typst == f"#{typst_string(text)}"
    assert re.fullmatch(r'#"(?:[^"\\\n]|\\["\\n])*"', typst)
    html = html_environment(TEMPLATES).from_string('<p title="{{ x }}">{{ x }}</p>').render(x=text)
    assert html.count("<") == 2
    assert html.count('"') == 2


def test_decimals_align():
    columns = (Column("Name", "left"), Column("Number"))
    rows = aligned(columns, [(Cell("a"), Cell(t)) for t in ("4.65", "110", "3.2", "–", "< 0.001")])
    assert [row[1].pad for row in rows] == ["0", ".000", "00", "", ""]
    assert {row[0].pad for row in rows} == {""}


def test_references_are_sorted_and_told_apart():
    cited = {"andrews1993break", "andrews1993median", "mann1945", "mann1947"}
    entries = read_references(TEMPLATES / "report.bib", {}, cited)
    assert [entry.cited_as for entry in entries] == [
        "Andrews (1993a)",
        "Andrews (1993b)",
        "Mann (1945)",
        "Mann and Whitney (1947)",
    ]
    with pytest.raises(KeyError, match="nobody2000"):
        read_references(TEMPLATES / "report.bib", {}, {"nobody2000"})
