"""Sentences about trends, breaks and panels over the truth table of their inputs."""

import itertools

import pytest

from scripts.common.wording.evidence import (
    break_sentence,
    breaks_sentence,
    date_sentence,
    panel_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trends_sentence,
)
from tests.unit.common.wording.grammar import is_clean


@pytest.mark.parametrize("p", list(itertools.product((0.001, 0.2), repeat=2)))
def test_break_sentences(p):
    is_clean(break_sentence("Share", 22.8, 1989, *p))
    rare = "rare without a break under either" in break_sentence("Share", 22.8, 1989, *p)
    assert rare == (max(p) < 0.05)


def test_straight_trend_sentences():
    assert "also produces a supF as large (p = 0.45)" in straight_trend_break_sentence(0.45)
    assert "seldom produces" in straight_trend_break_sentence(0.009)
    assert straight_trend_sentence([], 2).endswith("significant for no series.")
    assert straight_trend_sentence(["A", "B"], 2).endswith("significant for every series.")


@pytest.mark.parametrize("total", [1, 2, 15])
def test_breaks_agree_with_their_verbs(total):
    for independent in {0, 1, total}:
        for both in ([], ["A"][:independent], ["A", "B"][:independent]):
            sentence = breaks_sentence(total, independent, both, 0.05)
            is_clean(sentence)
            assert (", none if they persist" in sentence) == (independent > 0 and not both)
    assert "none has a largest F" in breaks_sentence(total, 0, [], 0.05)
    assert "only A if they persist" in breaks_sentence(total, 1, ["A"], 0.05)


@pytest.mark.parametrize("rising", [[], ["A"], ["A", "B"]])
@pytest.mark.parametrize("falling", [[], ["C"], ["C", "D"]])
@pytest.mark.parametrize("neither", [0, 1, 12])
def test_trends_agree_with_their_verbs(rising, falling, neither):
    found = {"1980–1999": (rising, falling, neither), "1991–1999": ([], ["E"], 0)}
    sentence = trends_sentence(found)
    is_clean(sentence)
    assert "; over 1991–1999, E falls. The test" in sentence
    assert ("A rises" in sentence) == (rising == ["A"])
    assert ("A and B rise" in sentence) == (len(rising) == 2)
    assert ("no series has a significant trend" in sentence) == (not rising and not falling)


@pytest.mark.parametrize(
    ("p_wild", "p_kraay", "meaning"),
    [
        (0.4, 0.3, "No common change stands out."),
        (0.4, None, "No common change stands out."),
        (0.01, 0.02, "A common change stands out."),
        (0.01, None, "A common change stands out."),
        (0.4, 0.001, "The two tests disagree, so no common change can be claimed."),
    ],
)
@pytest.mark.parametrize(
    ("numbers", "unit", "where"),
    [
        (
            (0.0587, -0.45, 0.44),
            "log points",
            "6.0% above that of the years before (95% interval −",
        ),
        ((-0.1, None, 0.44), "log points", "9.5% below that of the years before (95% interval not"),
        ((0.0001, -0.4, 0.4), "log points", "the level was the same as that of the years before ("),
        ((-4.8, -6.2, 18.6), "% of aid", "4.8 points below that of the years before (95% interval"),
    ],
)
def test_panel_sentences(p_wild, p_kraay, meaning, numbers, unit, where):
    sentence = panel_sentence("Aid", "Crisis", *numbers, unit, p_wild, p_kraay)
    is_clean(sentence)
    assert sentence.startswith("Aid: after the Crisis the common level was ")
    assert where.removeprefix("the level was ") in sentence
    assert sentence.endswith(meaning)
    assert ("Driscoll" in sentence) == (p_kraay is not None)
    assert "not available%" not in sentence


def test_dates_of_a_break():
    assert date_sentence(False, [1995]).startswith("The date is not identified:")
    assert date_sentence(True, [1994, 1995, 1997]).endswith("ends in 1994–1995, 1997.")
