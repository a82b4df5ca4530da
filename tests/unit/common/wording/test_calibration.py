"""Sentences about trust and robustness over the truth table of their inputs."""

import pytest

from scripts.common.wording.calibration import (
    at_least,
    at_most,
    dropped_sentence,
    multiverse_sentence,
    others_sentence,
    placebo_sentence,
    usable_sentence,
)
from tests.unit.common.wording.grammar import is_clean


def test_bounds_are_rounded_away_from_the_promise():
    assert at_most(0.0405) == "4.1%"
    assert at_most(0.05) == "5.0%"
    assert at_least(0.9595) == "95.9%"
    assert at_least(0.95) == "95.0%"


@pytest.mark.parametrize("usable", [0, 1, 2])
@pytest.mark.parametrize("others", [0, 1, 12])
@pytest.mark.parametrize("untried", [0, 1, 6])
def test_usable_methods_are_counted(usable, others, untried):
    if usable + others:
        sentence = usable_sentence(usable, usable + others, untried)
        is_clean(sentence)
        assert ("cannot tell" in sentence) == (others > 0)
        assert ("allow no test" in sentence) == (untried > 0)


@pytest.mark.parametrize(("rivals", "usable"), [(1, 0), (1, 1), (34, 0), (34, 12)])
def test_other_methods_are_counted(rivals, usable):
    is_clean(others_sentence(rivals, usable, "Step", 0.563))
    assert "in up to 56% of" in others_sentence(rivals, usable, "Step", 0.563)


@pytest.mark.parametrize("flips", [{}, {"A": ["1983"]}, {"A": ["1983", "1986"], "B, C": ["1990"]}])
@pytest.mark.parametrize("total", [0, 1, 4])
def test_years_left_out_are_counted(flips, total):
    is_clean(dropped_sentence(flips, total))


def test_years_left_out_are_named():
    assert dropped_sentence({}, 4).endswith("no adjusted decision of four hypotheses.")
    assert "(without 1983 and 1986)" in dropped_sentence({"A": ["1983", "1986"]}, 2)


@pytest.mark.parametrize("ranks", [[(1, 1)], [(1, 9)], [(2, 9)], [(1, 9), (4, 8)], [(3, 9)] * 4])
@pytest.mark.parametrize(("significant", "others"), [(0, 0), (0, 1), (1, 1), (0, 30), (2, 30)])
def test_placebo_dates_are_counted(ranks, significant, others):
    is_clean(placebo_sentence(ranks, significant, others))


def test_placebo_dates_are_ranked():
    assert "actual date is the largest of 9; none of the eight other dates" in placebo_sentence(
        [(1, 9)], 0, 8
    )
    assert "the largest for one of two hypotheses, and at the least number 4 of 8;" in (
        placebo_sentence([(1, 9), (4, 8)], 3, 15)
    )


@pytest.mark.parametrize("shares", [[], [0.1], [0.1, 0.1], [0.04, 0.21]])
@pytest.mark.parametrize("flips", [[], [0.0], [0.2, 0.9]])
@pytest.mark.parametrize("p", [[], [0.3], [0.0001, 0.4]])
def test_specification_curves(shares, flips, p):
    is_clean(multiverse_sentence(112, shares, flips, p))
    assert multiverse_sentence(0, shares, flips, p) == "No specification could be computed."
