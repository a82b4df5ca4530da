"""The grammar of every kind of sentence over the truth table of its inputs."""

import itertools
import re

import pytest

from scripts.common.wording import (
    counted,
    counts_line,
    counts_phrase,
    listed,
    overall_answer,
    quantity_of_effect,
    short_answer,
    verdict_sentence,
)
from scripts.common.wording_calibration import (
    at_least,
    at_most,
    detectable,
    distrust_sentence,
    dropped_sentence,
    placebo_sentence,
)
from scripts.common.wording_comparisons import (
    failing_sentence,
    scorecard_conclusion,
    scorecard_sentence,
    tools_sentence,
    two_numbers,
    widest_gap_sentence,
)
from scripts.common.wording_evidence import (
    break_sentence,
    date_sentence,
    panel_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trend_alone_sentence,
    trend_sentence,
)
from scripts.methods.verdicts import VERDICTS, judge

UNITS = ("% of commitments", "billion yen", "US$ million", "experts")
INTERVALS = [
    (-9.0, -8.0, -7.0), (-6.0, -2.0, 3.0), (-8.0, 0.01, 8.0), (-1.0, 1.0, 3.0), (1.0, 4.0, 9.0),
    (6.0, 7.0, 9.0), (None, 2.0, None),
]  # fmt: skip


def _cases():
    for (low, estimate, high), p, p_adjusted, claimed, unit, question in itertools.product(
        INTERVALS,
        (0.001, 0.04, 0.4),
        (0.0004, 0.3),
        ("up", "down"),
        UNITS,
        ("higher_after", "changed_course"),
    ):
        if p <= p_adjusted:
            yield low, estimate, high, p, p_adjusted, claimed, unit, question


@pytest.mark.parametrize("case", list(_cases()))
def test_sentence_holds_over_the_truth_table(case):
    low, estimate, high, p, p_adjusted, claimed, unit, question = case
    verdict = judge(
        estimate=estimate, ci_low=low, ci_high=high, p_adjusted=p_adjusted, claimed=claimed,
        smallest_effect=5.0,
    )  # fmt: skip
    sentence = verdict_sentence(
        verdict=verdict, label="Japan's aid to China", event="Asian crisis", question=question,
        unit=unit, estimate=estimate, ci_low=low, ci_high=high, p_adjusted=p_adjusted, p_value=p,
        smallest_effect=5.0, claimed=claimed,
    )  # fmt: skip
    assert sentence.startswith("Japan's aid to China: after the Asian crisis the level was ")
    assert sentence.count(". ") == 1
    assert sentence.endswith(".")
    assert f" {verdict.capitalize()}: " in sentence
    fact, meaning = sentence.split(". ", 1) if ". " in sentence else (sentence, "")
    # A side is said in words, so no signed amount stands before "above" or "below".
    assert not re.search(r"[−-][\d.,US$]+ ?\w* (points? |million )?(above|below)", fact)
    assert "  " not in sentence
    assert "{" not in sentence
    assert "because" not in sentence
    wanted, other = ("rise", "fall") if claimed == "up" else ("fall", "rise")
    assert meaning == "" or wanted in meaning or "interval" in meaning or "significant" in meaning
    if verdict == "contradicted":
        assert f"a {other} is significant" in meaning
    if verdict == "not supported":
        assert f"a {wanted} of {quantity_of_effect(5.0, unit)} or more is ruled out" in meaning


def _judged(estimate, low, high, p, p_adjusted, **more):
    verdict = judge(
        estimate=estimate, ci_low=low, ci_high=high, p_adjusted=p_adjusted, claimed="up",
        smallest_effect=5.0,
    )  # fmt: skip
    return verdict_sentence(
        verdict=verdict, label="Share", event="Accord", question="higher_after", unit="% of all",
        estimate=estimate, ci_low=low, ci_high=high, p_adjusted=p_adjusted, p_value=p,
        smallest_effect=5.0, claimed="up", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "meaning"),
    [
        (
            (4.6, -8.2, 17.2, 0.3, 0.8),
            "the interval holds both no change and a rise of 5 points or",
        ),
        ((9.0, 4.0, 13.0, 0.006, 0.14), "significant by itself (p = 0.006), but not once adjusted"),
        ((9.0, 4.0, 13.0, 0.06, 0.14), "the interval leaves out no change, but the adjusted"),
        ((1.0, None, None, 0.3, 0.8), "no interval could be computed"),
        ((-6.5, -27.8, 3.7, 0.1, 0.5), "ruled out by the interval, a fall of that size is not"),
        ((1.0, -2.0, 4.0, 0.3, 0.8), "a rise of 5 points or more is ruled out by the interval."),
        (
            (-8.0, -9.0, -7.0, 0.001, 0.01),
            "a fall is significant after adjustment, where the claim",
        ),
        (
            (8.0, 6.0, 9.0, 0.001, 0.01),
            "a rise is significant after adjustment; the interval starts",
        ),
        ((8.0, 2.0, 9.0, 0.001, 0.01), "adjustment; its size may be less than 5 points."),
    ],
)
def test_each_case_says_its_reason(numbers, meaning):
    assert meaning in _judged(*numbers)


def test_infeasible_says_why():
    sentence = _judged(None, None, None, None, None, reason="needs 2 years; has 1")
    assert sentence == (
        "Share: no estimate for the Accord."
        " Cannot tell: the test cannot be run (needs 2 years; has 1)."
    )


def test_no_difference_is_level():
    assert "the level was the same as the mean of the years before" in _judged(
        0.04, -9.0, 9.0, 0.9, 0.9
    )
    assert short_answer("cannot tell", 0.0, -9.0, 9.0, "% of all").startswith("cannot tell; level ")


@pytest.mark.parametrize(
    "counts", [dict(zip(VERDICTS, n, strict=True)) for n in itertools.product((0, 1, 12), repeat=5)]
)
def test_counts_agree_with_their_verbs(counts):
    phrase = counts_phrase(counts)
    assert not re.search(r"\bone are\b|\b(two|12) is\b", phrase)
    assert sum(map(int, re.findall(r"\b\d+\b", counts_line(counts)))) == sum(counts.values())
    assert overall_answer(counts).endswith(".")


def test_little_phrases():
    assert counts_phrase({"cannot tell": 3, "not supported": 1}) == (
        "three are “cannot tell” and one is “not supported”"
    )
    assert counts_phrase({"cannot tell": 4}) == "all are “cannot tell”"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["China, aid", "b"]) == "China, aid; and b"
    assert [counted(n, "year") for n in (0, 1, 2, 1200)] == [
        "no years",
        "one year",
        "two years",
        "1,200 years",
    ]


@pytest.mark.parametrize("p", list(itertools.product((0.001, 0.2), repeat=2)))
def test_break_sentences(p):
    for sentence in (break_sentence("Share", 22.8, 1989, *p), trend_alone_sentence(4.8, *p)):
        assert sentence.endswith(").")
        assert "because" not in sentence
    rare = "rare without a break under either" in break_sentence("Share", 22.8, 1989, *p)
    assert rare == (max(p) < 0.05)


def test_straight_trend_sentences():
    assert "also produces a supF as large (p = 0.45)" in straight_trend_break_sentence(0.45)
    assert "seldom produces" in straight_trend_break_sentence(0.009)
    assert straight_trend_sentence([], 2).endswith("significant for no series.")
    assert straight_trend_sentence(["A", "B"], 2).endswith("significant for every series.")
    assert trend_sentence(["A"], [], 1, "1980–1999").startswith(
        "Over 1980–1999, by the exact Mann-Kendall test, A rises; one other shows no trend."
    )
    assert "A and B rise and C falls;" not in trend_sentence(["A", "B"], ["C"], 0, "1980–1999")
    assert "A and B rise and C falls." in trend_sentence(["A", "B"], ["C"], 0, "1980–1999")


@pytest.mark.parametrize("counts", list(itertools.product((0, 1, 2), repeat=3)))
def test_scorecard_sentences_agree_with_their_verbs(counts):
    fits = dict(zip(("yes", "no", "cannot tell"), counts, strict=True))
    sentence = scorecard_sentence("growth", fits)
    assert sentence.startswith("Growth: of its ")
    assert not re.search(r"one (fit|fail)\b|two (fits|fails)\b|none (fit|fail)\b", sentence)
    assert sentence.endswith(".")


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
    assert sentence.startswith("Aid: after the Crisis the common level was ")
    assert where.removeprefix("the level was ") in sentence
    assert sentence.endswith(meaning)
    assert ("Driscoll" in sentence) == (p_kraay is not None)
    assert "not available%" not in sentence


def test_dates_of_a_break():
    assert date_sentence(False, [1995]).startswith("The date is not identified:")
    assert date_sentence(True, [1994, 1995, 1997]).endswith("ends in 1994–1995, 1997.")


def test_bounds_are_rounded_away_from_the_promise():
    assert at_most(0.0405) == "4.1%"
    assert at_most(0.05) == "5.0%"
    assert at_least(0.9595) == "95.9%"
    assert at_least(0.95) == "95.0%"


def test_what_is_detectable_is_said_in_both_units_or_as_a_bound():
    text = detectable(3.62, 14.2, "% of commitments", 10, 0.8)
    assert text == "only from 3.6 standard deviations (14.2 points) on is it found in 80%"
    text = detectable(None, None, "experts", 10, 0.8)
    assert text.endswith("more than 10 standard deviations")


def test_a_design_that_cannot_tell_says_why():
    few = distrust_sentence("Step", 0.1383, "variance_doubles", 0.6, 0.075, 1)
    assert "with one year after the event and a variance that may double there" in few
    assert "13.9%" in few
    many = distrust_sentence("Step", 0.1, "t5", 0.6, 0.075, 11)
    assert "even with 11 years after the event" in many
    assert "heavy-tailed errors" in many


def test_robustness_is_counted_in_words():
    assert dropped_sentence({}, 4).endswith("no adjusted decision of four hypotheses.")
    assert "(without 1983 and 1986)" in dropped_sentence({"A": ["1983", "1986"]}, 2)
    assert "is the largest of 9; none of the other eight" in placebo_sentence(1, 9, 0)
    assert placebo_sentence(1, 1, 0) == "No other date could be computed."
