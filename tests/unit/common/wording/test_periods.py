"""Texts about years are said of quarters and months; what the study says itself stays."""

from __future__ import annotations

from scripts.common.periods import noun_of, parse_period
from scripts.common.report.model import Cell, Column, Table
from scripts.common.wording.periods import (
    calendar_name,
    content_in_periods,
    in_periods,
    template_in_periods,
    words_of,
)


def test_words_are_exchanged_and_own_words_kept() -> None:
    text = "Years before: deaths per year, 3 years; annual series"
    assert in_periods(text, "year") == text
    said = in_periods(text, "quarter", ["deaths per year"])
    assert said == "Quarters before: deaths per year, 3 quarters; quarterly series"


def test_fields_of_templates_are_no_words() -> None:
    text = "after {year}, {{ event.year }} a year{% if year %}s{% endif %}"
    said = template_in_periods({"year": [text]}, "month")
    assert said == {"year": ["after {year}, {{ event.year }} a month{% if year %}s{% endif %}"]}


def test_a_table_keeps_its_names_and_traces() -> None:
    cells = ((Cell("no year", "x.csv, row year"),),)
    table = Table("year", "By year", (Column("Year"),), cells, "rows by year")
    said = content_in_periods(table, "month", frozenset())
    assert (said.id, said.caption, said.source) == ("year", "By month", "rows by year")
    assert said.columns[0].header == "Month"
    assert said.rows[0][0] == Cell("no month", "x.csv, row year")


def test_nouns_and_calendars() -> None:
    assert noun_of([1997]) == "year"
    assert noun_of([parse_period("1997Q3")]) == "quarter"
    assert noun_of([1997, parse_period("1997M07")]) == "period"
    assert calendar_name("fiscal_april", "annual") == "Fiscal year (April to March)"
    assert calendar_name("fiscal_october_end", "annual") == "Fiscal year (October to September)"
    assert calendar_name("fiscal_april", "monthly") == "Month"
    assert words_of({"a": ["per year", "none"]}) == {"per year"}
