"""Sentences about verdicts: their grammar over the truth table of their inputs."""

import itertools
import re

import pytest

from scripts.common.wording.terms import (
    counted,
    counts_line,
    counts_phrase,
    listed,
    open_sentence,
    overall_answer,
    quantity_of_effect,
    short_answer,
    verdict_sentence,
)
from scripts.methods.verdicts import VERDICTS, judge
from tests.unit.common.wording.grammar import FAULTS, is_clean

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
    is_clean(sentence)
    fact, meaning = sentence.split(". ", 1) if ". " in sentence else (sentence, "")
    # A side is said in words, so no signed amount stands before "above" or "below".
    assert not re.search(r"[−-][\d.,US$]+ ?\w* (points? |million )?(above|below)", fact)
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


@pytest.mark.parametrize("usable", [True, False])
@pytest.mark.parametrize("reason", ["", "has 8 and 1"])
@pytest.mark.parametrize("estimate", [None, -0.04, 1.0, -1.0])
@pytest.mark.parametrize("unit", UNITS)
def test_no_sentence_of_a_verdict_has_a_hole(usable, reason, estimate, unit):
    interval = (None, None) if estimate is None else (estimate - 1, estimate + 1)
    sentence = verdict_sentence(
        verdict="cannot tell", label="Share", event="Accord", question="higher_after", unit=unit,
        estimate=estimate, ci_low=interval[0], ci_high=interval[1], p_adjusted=estimate and 0.5,
        smallest_effect=1.0, claimed="up", reason=reason, usable=usable,
    )  # fmt: skip
    is_clean(sentence)
    assert not re.search(r"\b1 (points|experts)\b", sentence)
    answer = short_answer("cannot tell", estimate, *interval, unit)
    assert not FAULTS.search(answer)


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
    is_clean(overall_answer(counts))
    assert not FAULTS.search(phrase)
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


@pytest.mark.parametrize("reasons", [{"A is so": 1}, {"A is so": 3}, {"A is so": 12, "B is": 1}])
def test_why_questions_stay_open(reasons):
    is_clean(open_sentence(reasons))
