"""Sentences about doubtful cells and claims over the truth table of their inputs."""

import itertools

import pytest

from scripts.common.wording.problems import (
    CLAIM_VERDICTS,
    candidate_sentence,
    claims_sentence,
    contradicted_sentence,
    external_sentence,
    flagged_sentence,
    implied_sentence,
    survival_sentence,
)
from tests.unit.common.wording.grammar import is_clean


@pytest.mark.parametrize(("pairs", "flagged"), [(1, 0), (1, 1), (73, 0), (73, 1), (73, 12)])
def test_flagged_totals_are_counted(pairs, flagged):
    is_clean(flagged_sentence(pairs, flagged))


def test_a_flagged_total_says_what_it_is_beside():
    ends = ("3,734", "3,750")
    sentence = implied_sentence("939.3", "25.1%", "3,742", ends, {"the years around": "1,600"})
    is_clean(sentence)
    assert sentence.endswith("where 1,600 by the years around would be expected.")
    both = {"the years around": "1,600", "the other source": "1,500"}
    assert "1,600 by the years around and 1,500 by the other source would" in implied_sentence(
        "939.3", "25.1%", "3,742", ends, both
    )


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ({}, "No simple misprint"),
        ({1: 1}, "In all, one repair of one slip would bring it in line."),
        ({2: 5}, "In all, five repairs of two slips would bring it in line."),
        ({2: 5, 1: 15}, "In all, 15 repairs of one and five repairs of two slips would bring"),
    ],
)
@pytest.mark.parametrize("meant", [["393.9"], ["393.9", "339.9"]])
def test_a_candidate_is_never_the_only_word(ways, told, meant):
    repairs = {"939.3 (Loans)": meant, "24.5 (Share)": ["54.5"]}
    sentence = candidate_sentence(repairs, ways)
    is_clean(sentence)
    assert told in sentence
    assert ("consistent with a misprint of 393.9 " in sentence) == bool(ways)
    assert ("as 939.3 (Loans), or of 54.5 as 24.5 (Share)." in sentence) == bool(ways)


@pytest.mark.parametrize(("compared", "agreeing"), [(1, 0), (1, 1), (9, 9), (90, 0), (90, 1)])
def test_external_numbers_are_counted(compared, agreeing):
    is_clean(external_sentence(compared, agreeing))


@pytest.mark.parametrize("entered", [1, 2, 12])
@pytest.mark.parametrize("changed", [[], ["A (from “x” to “y”)"]])
def test_survival_is_said_for_all_or_for_each(entered, changed):
    sentence = survival_sentence(entered, changed)
    is_clean(sentence)
    assert ("as printed" in sentence) == (not changed)
    is_clean(survival_sentence(0, []))


@pytest.mark.parametrize("counts", list(itertools.product((0, 1, 12), repeat=4)))
def test_claims_are_counted(counts):
    if any(counts):
        is_clean(claims_sentence(dict(zip(CLAIM_VERDICTS, counts, strict=True))))


def test_what_is_contradicted_stands_beside_what_was_said():
    sentence = contradicted_sentence({"jumped 63%": [("63", "57.6"), ("63", "36.9")]})
    assert sentence == "Contradicted: “jumped 63%” (said: 63; computed: 57.6 and 36.9)."
