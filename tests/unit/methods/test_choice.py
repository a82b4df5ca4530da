"""Which method a verdict may rest on: every way the choice can go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.methods.calibration import Rate
from scripts.methods.choice import Assessment, assess, primary_of


def rate(value, errors="gaussian", rho=0.0, effect=0.0, method="welch", parameter="level_shift"):
    return Rate(method, parameter, errors, rho, effect, value, value / 100, 10_000)


def assessed(method, worst_size, power, parameter="level_shift") -> Assessment:
    rates = [
        rate(worst_size, method=method, parameter=parameter),
        rate(power, effect=1.0, method=method, parameter=parameter),
    ]
    return assess(rates, usable_size=0.075, up_to_rho=0.6)


GOOD = assessed("good", 0.06, 0.5)
BETTER = assessed("better", 0.075, 0.6)
LIAR = assessed("liar", 0.0751, 0.99)
WORSE_LIAR = assessed("worse_liar", 0.3, 1.0)
MUTE = assessed("mute", 0.0, 0.0)
SHIFT = assessed("perm_shift", 0.05, 0.9, "mean_difference")
JOINT = assessed("its_ols", 0.05, 0.9, "joint")


@pytest.mark.parametrize(
    ("assessments", "chosen"),
    [
        ([GOOD, BETTER, LIAR], BETTER),
        ([LIAR, BETTER, GOOD], BETTER),
        ([GOOD], GOOD),
        ([GOOD, LIAR, WORSE_LIAR], GOOD),
        ([WORSE_LIAR, LIAR], LIAR),
        ([WORSE_LIAR, MUTE], WORSE_LIAR),
        ([GOOD, SHIFT, JOINT], GOOD),
        ([SHIFT, JOINT, LIAR], LIAR),
        ([SHIFT, JOINT], None),
        ([MUTE], None),
        ([], None),
    ],
)
def test_the_choice(assessments, chosen):
    assert primary_of(assessments) is chosen
    assert primary_of(assessments[::-1]) is chosen


def test_methods_that_tie_are_told_apart_by_name_in_any_order():
    one, other = replace(GOOD, method="a"), replace(GOOD, method="b")
    assert primary_of([one, other]) is primary_of([other, one])
    one, other = replace(LIAR, method="a"), replace(LIAR, method="b")
    assert primary_of([one, other]) is primary_of([other, one])


def test_only_methods_within_the_limit_are_usable():
    assert [a.usable for a in (GOOD, BETTER, LIAR, WORSE_LIAR)] == [True, True, False, False]
    assert [a.eligible for a in (GOOD, SHIFT, JOINT)] == [True, False, False]
    assert not GOOD.primary


def test_the_worst_size_is_over_all_errors_up_to_the_largest_rho():
    found = assess(
        [
            rate(0.04),
            rate(0.06, rho=0.6),
            rate(0.07, "t5", rho=0.4),
            rate(0.3, rho=0.8),
            rate(0.9, "variance_doubles", effect=1.0),
            rate(0.5, effect=1.0),
            rate(0.3, rho=0.6, effect=1.0),
            rate(0.1, rho=0.8, effect=1.0),
        ],
        usable_size=0.075,
        up_to_rho=0.6,
    )
    assert (found.worst_size, found.worst_size_mc_se) == (0.07, 0.07 / 100)
    assert (found.worst_errors, found.worst_rho) == ("t5", 0.4)
    assert found.coverage == pytest.approx(0.93)
    # Power is that under Gaussian errors, averaged over the autocorrelations considered.
    assert found.power_1sd == pytest.approx(0.4)
    assert found.usable


@pytest.mark.parametrize(
    ("powers", "effect"),
    [
        ({1.0: 0.6, 2.0: 1.0}, 1.5),
        ({0.5: 0.1, 1.0: 0.7, 1.5: 0.9, 2.0: 1.0}, 1.25),
        ({1.0: 0.2, 2.0: 0.8}, 2.0),
        ({1.0: 0.2, 3.0: 0.799}, None),
        # Simulation noise lets power fall for once.
        ({1.0: 0.6, 1.5: 0.59, 2.0: 1.0}, 1.75),
        ({}, None),
    ],
)
def test_smallest_detectable_effect(powers, effect):
    rates = [rate(0.05), *(rate(p, effect=e) for e, p in powers.items())]
    found = assess(rates, usable_size=0.075, up_to_rho=0.6)
    assert found.mde80_sd == (effect if effect is None else pytest.approx(effect))


def test_a_parameter_without_power_can_be_assessed_but_not_chosen():
    found = assess([rate(0.05, parameter="slope_change")], usable_size=0.075, up_to_rho=0.6)
    assert (found.power_1sd, found.mde80_sd, found.usable) == (None, None, True)
    assert primary_of([found]) is None
