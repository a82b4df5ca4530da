"""Texts in pieces and tables whose decimals align."""

import pytest

from scripts.common.report.model import Cell, Column, Traced, aligned, marked, prose


def test_a_hole_in_a_sentence_is_an_error():
    with pytest.raises(KeyError):
        prose("The level was {size} above.")


def test_a_sentence_is_cut_at_its_numbers_in_their_order():
    five, half = Traced("5", "a"), Traced("0.5", "b")
    assert marked("95% of 5 and 0.5", [five, half]) == ("95% of ", five, " and ", half)
    assert marked("0.5", [five]) == ("0.5",)
    assert marked("5.", [five, half]) == (five, ".")


def test_decimals_align():
    columns = (Column("Name", "left"), Column("Number"))
    rows = aligned(columns, [(Cell("a"), Cell(t)) for t in ("4.65", "110", "3.2", "–", "< 0.001")])
    assert [row[1].pad for row in rows] == ["0", ".000", "00", "", ""]
    assert {row[0].pad for row in rows} == {""}
