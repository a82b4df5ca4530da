"""The verdict function, row by row of its truth table."""

import gc

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from scripts.methods.verdicts import VERDICTS, Family, decision, fits_prediction, judge

FOUND = {"estimate": 6.0, "ci_low": 2.0, "ci_high": 10.0, "p_adjusted": 0.01}
NOTHING = {"estimate": 1.0, "ci_low": -3.0, "ci_high": 4.0, "p_adjusted": 0.60}
WIDE = {"estimate": 1.0, "ci_low": -9.0, "ci_high": 9.0, "p_adjusted": 0.60}


def mirrored(numbers: dict) -> dict:
    """The same evidence for a fall instead of a rise."""
    return {
        "estimate": -numbers["estimate"],
        "ci_low": -numbers["ci_high"],
        "ci_high": -numbers["ci_low"],
        "p_adjusted": numbers["p_adjusted"],
    }


CASES = [
    (FOUND, {}, "supported"),
    (FOUND, {"flips_multiverse": 0.20}, "supported"),
    (FOUND, {"flips_multiverse": 0.21}, "supported but fragile"),
    (FOUND, {"flips_leave_one_out": True}, "supported but fragile"),
    (FOUND, {"flips_corrected": True}, "supported but fragile"),
    (
        FOUND,
        {"flips_multiverse": 0.0, "flips_leave_one_out": False, "flips_corrected": False},
        "supported",
    ),
    (FOUND, {"usable": False}, "cannot tell"),
    ({**FOUND, "p_adjusted": 0.05}, {}, "supported"),
    # An interval that excludes zero does not help a decision that the adjustment takes back.
    ({**FOUND, "p_adjusted": 0.051}, {}, "cannot tell"),
    (mirrored(FOUND), {}, "contradicted"),
    (mirrored(FOUND), {"flips_leave_one_out": True}, "contradicted"),
    (NOTHING, {}, "not supported"),
    (NOTHING, {"usable": False}, "cannot tell"),
    ({**NOTHING, "ci_high": 5.0}, {}, "cannot tell"),
    ({**NOTHING, "ci_high": 4.999}, {}, "not supported"),
    # A large fall may be plausible; what is ruled out is the claimed rise.
    ({**NOTHING, "ci_low": -30.0}, {}, "not supported"),
    (WIDE, {}, "cannot tell"),
    ({**WIDE, "ci_low": None, "ci_high": None}, {}, "cannot tell"),
    ({**FOUND, "estimate": None}, {}, "cannot tell"),
    ({**FOUND, "p_adjusted": None}, {}, "cannot tell"),
]


@pytest.mark.parametrize(("numbers", "more", "verdict"), CASES)
def test_truth_table(numbers, more, verdict):
    assert judge(**numbers, claimed="up", smallest_effect=5.0, **more) == verdict


@pytest.mark.parametrize(
    ("numbers", "more", "verdict"), [c for c in CASES if None not in c[0].values()]
)
def test_a_claimed_fall_is_the_mirror_image(numbers, more, verdict):
    answer = judge(**mirrored(numbers), claimed="down", smallest_effect=5.0, **more)
    assert answer == verdict


def test_every_verdict_is_reached():
    assert {verdict for _, _, verdict in CASES} == set(VERDICTS)


def adjusted(p_values, method):
    """By statsmodels; None stays None and does not count."""
    known = [p for p in p_values if p is not None]
    found = iter(multipletests(known, method=method)[1] if known else [])
    return [None if p is None else float(next(found)) for p in p_values]


def test_an_infeasible_test_does_not_count_in_its_family():
    holm = Family([0.01, None, 0.04, 0.03], "holm").adjusted
    assert holm[1] is None
    assert holm == pytest.approx([0.03, None, 0.06, 0.06], abs=1e-15)
    assert Family([None, None], "holm").adjusted == [None, None]


@pytest.mark.parametrize(
    ("predicted", "numbers", "fits"),
    [
        ("up", FOUND, "yes"),
        ("down", FOUND, "no"),
        ("none", FOUND, "no"),
        ("up", mirrored(FOUND), "no"),
        ("down", mirrored(FOUND), "yes"),
        ("none", mirrored(FOUND), "no"),
        ("up", NOTHING, "no"),
        ("down", NOTHING, "no"),
        ("none", NOTHING, "yes"),
        ("up", WIDE, "cannot tell"),
        ("down", WIDE, "cannot tell"),
        ("none", WIDE, "cannot tell"),
        # One side ruled out, the other not.
        ("none", {**NOTHING, "ci_low": -30.0}, "cannot tell"),
        ("down", {**NOTHING, "ci_low": -30.0}, "cannot tell"),
        ("up", {**FOUND, "estimate": None}, "cannot tell"),
    ],
)
def test_predictions_fit_by_the_same_evidence(predicted, numbers, fits):
    assert fits_prediction(predicted, **numbers, smallest_effect=5.0) == fits


def test_a_decision_is_the_sign_and_the_significance():
    assert decision(2.0, 0.01) == (True, True)
    assert decision(-2.0, 0.01) == (False, True)
    assert decision(2.0, 0.06) == (True, False)
    assert decision(None, 0.01) is None
    assert decision(2.0, None) is None


@pytest.mark.parametrize("method", ["holm", "fdr_bh"])
def test_another_p_value_of_one_member_is_adjusted_as_if_it_were_its_own(method, monkeypatch):
    monkeypatch.setattr(gc, "collect", int)  # or statsmodels collects garbage at every call
    rng = np.random.default_rng(5)
    for size in (1, 2, 3, 12):
        p = [None if u > 0.9 else float(np.round(u * u, 2)) for u in rng.random(size)]
        family = Family(p, method)
        assert family.adjusted == adjusted(p, method)
        tried = [0.0, 1e-4, 0.01, 0.04, *(q for q in p if q is not None), 0.7, 1.0, None]
        for place in range(size):
            found = family.instead(place, tried)
            for other, answer in zip(tried, found, strict=True):
                changed = [other if i == place else q for i, q in enumerate(p)]
                assert answer == adjusted(changed, method)[place]
