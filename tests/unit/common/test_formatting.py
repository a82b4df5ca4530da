"""Numbers as text."""

import pytest

from scripts.common.formatting import (
    difference_unit,
    interval,
    number,
    p_equals,
    p_value,
    percentage,
    quantity,
    span,
    year_ranges,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.04, 1, "0.0"),
        (-3.14, 1, "−3.1"),
        (1234.5, 0, "1,234"),
        (None, 1, ""),
        (float("nan"), 1, ""),
    ],
)
def test_number(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "< 0.001"), (0.0012, "0.001"), (0.068, "0.068"), (0.0996, "0.10"), (1.0, "1.00")],
)
def test_p_value(value, text):
    assert p_value(value) == text


def test_p_in_a_sentence():
    assert p_equals(0.0001) == "p < 0.001"
    assert p_equals(0.26) == "p = 0.26"


@pytest.mark.parametrize(
    ("value", "unit", "digits", "text"),
    [
        (4.59, "% of commitments", None, "4.6 points"),
        (1, "% of commitments", 0, "1 point"),
        (1, "% of commitments", 1, "1.0 points"),
        (0.78, "% of commitments per year", None, "0.8 points per year"),
        (200, "US$ million", None, "US$200 million"),
        (-200, "US$ million", None, "−US$200 million"),
        (1, "experts", None, "1 expert"),
        (300, "experts", None, "300 experts"),
        (1, "billion yen", None, "1 billion yen"),
    ],
)
def test_quantity(value, unit, digits, text):
    assert quantity(value, unit, digits) == text


def test_little_ones():
    assert interval(-9.0, 18.13) == "−9.0 to 18.1"
    assert interval(None, 1.0) == "not available"
    assert percentage(0.95) == "95%"
    assert percentage(0.975) == "97.5%"
    assert span("1980-1996") == "1980–1996"
    assert difference_unit("% of all") == "points"
    assert difference_unit("experts") == "experts"


def test_year_ranges():
    assert year_ranges([1986, 1987, 1988, 1991]) == "1986–1988, 1991"
    assert year_ranges([1995]) == "1995"
    assert year_ranges([]) == ""
