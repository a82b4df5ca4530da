"""Sentences that set theories, methods and two numbers side by side."""

import pytest

from scripts.common.wording.comparisons import (
    failing_sentence,
    scorecard_conclusion,
    tools_sentence,
    two_numbers,
    widest_gap_sentence,
)


def test_a_scorecard_says_what_follows():
    none, some, bad = {"cannot tell": 3}, {"yes": 1, "cannot tell": 2}, {"no": 1}
    assert scorecard_conclusion({"a": none, "b": none}).startswith("The tables cannot tell the")
    assert "what did not happen" in scorecard_conclusion({"a": none, "b": bad})
    assert scorecard_conclusion({"a": some, "b": bad}) == "Only a has predictions that fit."
    assert scorecard_conclusion({"a": some, "b": some}).startswith("A and b each have predictions")
    assert failing_sentence("growth", {"higher after, Crisis": ["A", "B"]}) == (
        "Growth fails for A and B (higher after, Crisis)."
    )


@pytest.mark.parametrize(
    ("values", "unit", "numbers", "arithmetic"),
    [
        ((937, 1000), "persons", "937 (1985–1988) and 1,000 (1999) persons", "63 more, or 6.7%"),
        (
            (26, 8),
            "% of flows",
            "26% (1985–1988) and 8% (1999) of flows",
            "18 points less, or 69.2%",
        ),
        ((1.5, 1.5), "yen", "1.5 (1985–1988) and 1.5 (1999) yen", "no difference"),
        ((0, 4), "yen", "0 (1985–1988) and 4 (1999) yen", "4 more"),
    ],
)
def test_two_numbers(values, unit, numbers, arithmetic):
    assert two_numbers(*values, ("1985-1988", "1999"), unit) == (numbers, arithmetic)


def test_usual_tools_are_counted_beside_the_one_used():
    found = {"here": (0, 8), "least squares": (1, 8), "Newey–West": (3, 5)}
    assert tools_sentence(found, "here") == (
        "Called significant at p ≤ 0.05: one of eight by least squares and three of five by"
        " Newey–West; none of eight by the test used here."
    )
    assert widest_gap_sentence("slope", 0.21, {"cosines": 0.0001}) == (
        "They differ most on the slope: p < 0.001 by cosines, where the test used here has"
        " p = 0.21."
    )
