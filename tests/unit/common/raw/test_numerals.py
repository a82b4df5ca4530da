"""Numbers to the letter."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.common.errors import Fault
from scripts.common.raw.numerals import parse_number

NUMBER = {"type": "number"}
GROUPED = {"type": "number", "groupChar": ","}
CONTINENTAL = {"type": "number", "groupChar": ".", "decimalChar": ","}
INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("8.5", NUMBER, (8.5, 1)),
        ("40", NUMBER, (40.0, 0)),
        ("-0.25", NUMBER, (-0.25, 2)),
        ("122.61", GROUPED, (122.61, 2)),
        ("1,145.3", GROUPED, (1145.3, 1)),
        ("1,234,567", GROUPED, (1234567.0, 0)),
        ("832.2", GROUPED, (832.2, 1)),
        ("1.145,3", CONTINENTAL, (1145.3, 1)),
        ("387890015", INTEGER, (387890015.0, 0)),
        ("73.8408930273888", NUMBER, (73.8408930273888, 13)),
    ],
)
def test_numbers_as_printed(text: str, field: dict[str, str], expected: tuple[float, int]) -> None:
    assert parse_number(text, field) == expected


@pytest.mark.parametrize(
    ("text", "field"),
    [("1,145.3", NUMBER), ("11,45.3", GROUPED), (",145", GROUPED), ("1145,3", GROUPED),
     ("8.5", INTEGER), ("5.", NUMBER), ("", NUMBER), ("-", NUMBER), ("--1", NUMBER)],
)  # fmt: skip
def test_near_numbers_are_refused(text: str, field: dict[str, str]) -> None:
    with pytest.raises(Fault, match="is not a"):
        parse_number(text, field)


@given(st.text(alphabet="0123456789.,-+eO ５△", max_size=8))
def test_any_text_is_a_finite_number_or_a_fault(text: str) -> None:
    try:
        value, decimals = parse_number(text, GROUPED)
    except Fault:
        return
    assert math.isfinite(value)
    assert value == round(float(text.replace(",", "")), decimals)
    assert text.isascii()
