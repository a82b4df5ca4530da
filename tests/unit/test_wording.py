"""The grammar of every kind of sentence over the truth table of its inputs."""

import itertools
import re

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
from scripts.common.wording.comparisons import (
    failing_sentence,
    scorecard_conclusion,
    tools_sentence,
    two_numbers,
    widest_gap_sentence,
)
from scripts.common.wording.evidence import (
    break_sentence,
    breaks_sentence,
    date_sentence,
    panel_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trends_sentence,
)
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

UNITS = ("% of commitments", "billion yen", "US$ million", "experts")
INTERVALS = [
    (-9.0, -8.0, -7.0), (-6.0, -2.0, 3.0), (-8.0, 0.01, 8.0), (-1.0, 1.0, 3.0), (1.0, 4.0, 9.0),
    (6.0, 7.0, 9.0), (None, 2.0, None),
]  # fmt: skip

# What no sentence may hold: a signed move, a plural of one, a hole, marks or spaces twice.
FAULTS = re.compile(
    r"(rose|fell|rises?|falls?|above|below|less|more) (by )?[−-]\d|[−-][\d.,]+ ?\w* (above|below)"
    r"|\b(1|one) (years|hypotheses|series are|pairs|cells|others|questions|specifications|ways)\b"
    r"|\b(one|none|it) (are|have|hold|give|agree|imply|fit|move|stay)\b"
    r"|\b(two|three|four|12) (is|has|holds|gives|agrees|implies|fits|moves|stays)\b"
    r"|\bNone\b|\bnan\b|\binf\b|[{}]|  |[.?!,;:]{2}|[.?!]\.|\s[.,;:?!]|\(\s|\(\)|“”|because"
)


def _is_clean(sentence):
    assert not FAULTS.search(sentence), sentence
    assert sentence.endswith("."), sentence
    assert sentence[0].isupper() or sentence[0].isdigit(), sentence


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
    _is_clean(sentence)
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
    _is_clean(sentence)
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
    _is_clean(overall_answer(counts))
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


@pytest.mark.parametrize("p", list(itertools.product((0.001, 0.2), repeat=2)))
def test_break_sentences(p):
    _is_clean(break_sentence("Share", 22.8, 1989, *p))
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
            _is_clean(sentence)
            assert (", none if they persist" in sentence) == (independent > 0 and not both)
    assert "none has a largest F" in breaks_sentence(total, 0, [], 0.05)
    assert "only A if they persist" in breaks_sentence(total, 1, ["A"], 0.05)


@pytest.mark.parametrize("rising", [[], ["A"], ["A", "B"]])
@pytest.mark.parametrize("falling", [[], ["C"], ["C", "D"]])
@pytest.mark.parametrize("neither", [0, 1, 12])
def test_trends_agree_with_their_verbs(rising, falling, neither):
    found = {"1980–1999": (rising, falling, neither), "1991–1999": ([], ["E"], 0)}
    sentence = trends_sentence(found)
    _is_clean(sentence)
    assert "; over 1991–1999, E falls. The test" in sentence
    assert ("A rises" in sentence) == (rising == ["A"])
    assert ("A and B rise" in sentence) == (len(rising) == 2)
    assert ("no series has a significant trend" in sentence) == (not rising and not falling)


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
    _is_clean(sentence)
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


@pytest.mark.parametrize("usable", [0, 1, 2])
@pytest.mark.parametrize("others", [0, 1, 12])
@pytest.mark.parametrize("untried", [0, 1, 6])
def test_usable_methods_are_counted(usable, others, untried):
    if usable + others:
        sentence = usable_sentence(usable, usable + others, untried)
        _is_clean(sentence)
        assert ("cannot tell" in sentence) == (others > 0)
        assert ("allow no test" in sentence) == (untried > 0)


@pytest.mark.parametrize(("rivals", "usable"), [(1, 0), (1, 1), (34, 0), (34, 12)])
def test_other_methods_are_counted(rivals, usable):
    _is_clean(others_sentence(rivals, usable, "Step", 0.563))
    assert "in up to 56% of" in others_sentence(rivals, usable, "Step", 0.563)


@pytest.mark.parametrize("flips", [{}, {"A": ["1983"]}, {"A": ["1983", "1986"], "B, C": ["1990"]}])
@pytest.mark.parametrize("total", [0, 1, 4])
def test_years_left_out_are_counted(flips, total):
    _is_clean(dropped_sentence(flips, total))


def test_years_left_out_are_named():
    assert dropped_sentence({}, 4).endswith("no adjusted decision of four hypotheses.")
    assert "(without 1983 and 1986)" in dropped_sentence({"A": ["1983", "1986"]}, 2)


@pytest.mark.parametrize("ranks", [[(1, 1)], [(1, 9)], [(2, 9)], [(1, 9), (4, 8)], [(3, 9)] * 4])
@pytest.mark.parametrize(("significant", "others"), [(0, 0), (0, 1), (1, 1), (0, 30), (2, 30)])
def test_placebo_dates_are_counted(ranks, significant, others):
    _is_clean(placebo_sentence(ranks, significant, others))


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
    _is_clean(multiverse_sentence(112, shares, flips, p))
    assert multiverse_sentence(0, shares, flips, p) == "No specification could be computed."


@pytest.mark.parametrize("reasons", [{"A is so": 1}, {"A is so": 3}, {"A is so": 12, "B is": 1}])
def test_why_questions_stay_open(reasons):
    _is_clean(open_sentence(reasons))


@pytest.mark.parametrize(("pairs", "flagged"), [(1, 0), (1, 1), (73, 0), (73, 1), (73, 12)])
def test_flagged_totals_are_counted(pairs, flagged):
    _is_clean(flagged_sentence(pairs, flagged))


def test_a_flagged_total_says_what_it_is_beside():
    ends = ("3,734", "3,750")
    sentence = implied_sentence("939.3", "25.1%", "3,742", ends, {"the years around": "1,600"})
    _is_clean(sentence)
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
    _is_clean(sentence)
    assert told in sentence
    assert ("consistent with a misprint of 393.9 " in sentence) == bool(ways)
    assert ("as 939.3 (Loans), or of 54.5 as 24.5 (Share)." in sentence) == bool(ways)


@pytest.mark.parametrize(("compared", "agreeing"), [(1, 0), (1, 1), (9, 9), (90, 0), (90, 1)])
def test_external_numbers_are_counted(compared, agreeing):
    _is_clean(external_sentence(compared, agreeing))


@pytest.mark.parametrize("entered", [1, 2, 12])
@pytest.mark.parametrize("changed", [[], ["A (from “x” to “y”)"]])
def test_survival_is_said_for_all_or_for_each(entered, changed):
    sentence = survival_sentence(entered, changed)
    _is_clean(sentence)
    assert ("as printed" in sentence) == (not changed)
    _is_clean(survival_sentence(0, []))


@pytest.mark.parametrize("counts", list(itertools.product((0, 1, 12), repeat=4)))
def test_claims_are_counted(counts):
    if any(counts):
        _is_clean(claims_sentence(dict(zip(CLAIM_VERDICTS, counts, strict=True))))


def test_what_is_contradicted_stands_beside_what_was_said():
    sentence = contradicted_sentence({"jumped 63%": [("63", "57.6"), ("63", "36.9")]})
    assert sentence == "Contradicted: “jumped 63%” (said: 63; computed: 57.6 and 36.9)."
