"""The multiverse: which specifications there are, what they estimate, and the joint test."""

from dataclasses import replace

import numpy as np
import pytest

from scripts.methods.ar1_reference import Restriction, tabulate_nulls
from scripts.methods.multiverse import (
    Choices,
    Outcome,
    looked_up,
    model_of,
    reading,
    specifications,
)
from scripts.methods.result import Infeasible
from scripts.methods.specification_curve import Universe, effect_in_sd, estimate, key_of, summarise

YEARS = (*range(1980, 1982), *range(1983, 1997))
CHOICES = Choices(
    event_year=("drop", "pre"),
    window=((1980, 1996), (1981, 1991)),
    outcome=("level",),
    table={"as_printed": (), "suspect_dropped": (1994,)},
    last_year={"kept": (), "dropped": (1999,)},
    trend=("none", "linear"),
    hold_covariate=("no",),
    gap={"missing": (), "interpolated": (1982,)},
    covariance=("hac", "ols"),
)

CORRECTED = (1994,)
BOTH_TABLES = replace(
    CHOICES,
    event_year=("drop",),
    trend=("none",),
    covariance=("ols",),
    table={"as_printed": (), "corrected": (), "suspect_dropped": CORRECTED},
    corrected={"corrected": CORRECTED},
)


def universe(values: np.ndarray, choices: Choices = CHOICES, question: str = "higher_after"):
    names = choices.outcome
    return Universe(
        observed=YEARS,
        values=values,
        corrected=values + 5.0 * np.isin(YEARS, CORRECTED),
        sign=1.0,
        specifications=specifications(choices, question, YEARS, 1985),
        outcomes={name: Outcome(name, log=name == "log") for name in names},
        log_covariate={y: np.log(250.0 - 5 * (y - 1980) + (y % 3)) for y in range(1980, 1997)},
    )


def noise(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(len(YEARS))


def summary(u: Universe, seed: int = 7):
    return summarise(u, estimate(u, {}), {}, 199, np.random.default_rng(seed))


def test_every_combination_once_and_the_headline_first():
    found = specifications(CHOICES, "higher_after", YEARS, 1985)
    # 2 codings x 3 samples (1994 lies in the first window only, 1999 in none) x trend x gap x cov.
    assert len(found) == 2 * 3 * 2 * 2 * 2
    assert len({s.identity for s in found}) == len(found)
    assert {s.last_year for s in found} == {"kept"}
    assert {s.window for s in found if s.table == "suspect_dropped"} == {(1980, 1996)}
    head = found[0]
    assert (head.event_year, head.window, head.covariance) == ("drop", (1980, 1996), "hac")
    assert head.design.years == tuple(y for y in YEARS if y != 1985)


def test_the_segmented_line_takes_no_second_trend():
    found = specifications(CHOICES, "changed_course", YEARS, 1985)
    assert {s.trend for s in found} == {"none"}


def test_a_dropped_event_year_makes_its_codings_one():
    choices = replace(CHOICES, table={"as_printed": (), "suspect_dropped": (1985,)})
    found = specifications(choices, "higher_after", YEARS, 1985)
    # Without 1985, "pre" is "drop": only the printed table tells them apart.
    assert {s.event_year for s in found if s.table == "suspect_dropped"} == set()


def test_a_correction_counts_only_where_its_year_is_read():
    found = specifications(BOTH_TABLES, "higher_after", YEARS, 1985)
    corrected = [s for s in found if s.table == "corrected"]
    assert {(s.window, s.corrected) for s in corrected} == {((1980, 1996), CORRECTED)}
    dropped = replace(BOTH_TABLES, corrected={"corrected": (1985,)})
    found = specifications(dropped, "higher_after", YEARS, 1985)
    assert "corrected" not in {s.table for s in found}
    # 1983 lies outside this window, yet 1982 is filled from it.
    choices = replace(
        BOTH_TABLES, window=((1980, 1982), (1984, 1996)), corrected={"corrected": (1983,)}
    )
    found = specifications(choices, "higher_after", YEARS, 1981)
    assert {s.gap for s in found if s.table == "corrected"} == {"interpolated"}


def test_a_corrected_specification_takes_the_corrected_values():
    u = universe(noise(), replace(BOTH_TABLES, gap={"missing": ()}, window=((1980, 1996),)))
    printed, corrected, dropped = estimate(u, {})
    after = sum(y > 1985 for y in YEARS)
    assert corrected.estimate - printed.estimate == pytest.approx(5.0 / after)
    assert dropped.estimate not in (printed.estimate, corrected.estimate)


def test_a_filled_year_lies_between_its_neighbours():
    values = np.arange(len(YEARS), dtype=float) ** 2
    filled = reading((1981, 1982, 1983), YEARS) @ values
    np.testing.assert_allclose(filled, [1.0, 2.5, 4.0])


def test_trend_and_covariate_are_held_fixed():
    u = universe(noise(), replace(CHOICES, hold_covariate=("no", "yes")))
    full = next(s for s in u.specifications if (s.trend, s.hold_covariate) == ("linear", "yes"))
    model = u.model(full)
    t = np.array(model.years, dtype=float)
    yen = np.array([u.log_covariate[y] for y in model.years])
    y = 3.0 + 2.0 * (t > 1985) + 0.4 * t - 1.5 * yen
    estimator = model.contrasts[0].rows[0] @ np.linalg.pinv(model.x)
    assert estimator @ y == pytest.approx(2.0, abs=1e-9)


def test_effect_in_standard_deviations_before_the_event():
    u = universe(noise())
    specification = u.specifications[0]
    design, values = specification.design, reading(specification.design.years, YEARS) @ noise()
    before, after = values[~design.post], values[design.post]
    expected = (after.mean() - before.mean()) / before.std(ddof=1)
    assert effect_in_sd(u.model(specification), values[None])[0] == pytest.approx(expected)
    line = specifications(CHOICES, "changed_course", YEARS, 1985)[0]
    segmented = model_of(line, {})
    t = np.array(design.years, dtype=float)[~design.post]
    residuals = before - np.polyval(np.polyfit(t - t.mean(), before, 1), t - t.mean())
    sd = np.sqrt(np.sum(residuals**2) / (len(before) - 2))
    gap = float(segmented.contrasts[0].rows[0] @ np.linalg.pinv(segmented.x) @ values)
    assert effect_in_sd(segmented, values[None])[0] == pytest.approx(gap / sd)


def test_outcomes():
    years, values = (1990, 1991), np.array([2.0, 6.0])
    divided = Outcome("real", divisor={1990: 1.0, 1991: 2.0})
    np.testing.assert_allclose(divided.of(years, values), [2.0, 3.0])
    np.testing.assert_allclose(Outcome("log", log=True).of(years, values), np.log(values))
    with pytest.raises(Infeasible, match="positive"):
        Outcome("log", log=True).of(years, values - 2.0)
    with pytest.raises(Infeasible, match="1992"):
        looked_up({1990: 1.0}, (1990, 1992))


def test_an_infeasible_specification_has_its_reason():
    u = universe(noise(), replace(CHOICES, window=((1980, 1996), (1986, 1996))))
    points = estimate(u, {})
    for specification, point in zip(u.specifications, points, strict=True):
        assert bool(point.reason) == (specification.window == (1986, 1996))
        assert (point.estimate is None) == bool(point.reason)
    assert summary(u).n_specifications == sum(not p.reason for p in points)


def test_no_feasible_specification_is_an_empty_summary():
    u = universe(noise(), replace(CHOICES, window=((1986, 1996),)))
    s = summary(u)
    assert (s.n_specifications, s.median_effect, s.p_joint_median) == (0, None, None)


def test_flips_count_against_the_headline():
    u = universe(noise() + 8.0 * (np.array(YEARS) > 1985))
    s = summary(u)
    points = estimate(u, {})
    assert s.share_significant_claimed == np.mean([p.decision == 1 for p in points])
    assert s.share_decision_flips == np.mean([p.decision != points[0].decision for p in points])
    assert s.share_sign_flips == np.mean([p.estimate < 0 for p in points])


def test_the_joint_test_sees_a_large_effect_and_its_opposite():
    step = (np.array(YEARS) > 1985).astype(float)
    choices = replace(CHOICES, trend=("none",))
    up, down = (summary(universe(noise() + k * step, choices)) for k in (8.0, -8.0))
    assert up.p_joint_median <= 0.02
    assert up.share_significant_claimed == 1.0
    assert up.p_joint_share < down.p_joint_share
    assert down.p_joint_median >= 0.95
    assert down.p_joint_share == 1.0


def test_the_joint_test_is_level_under_the_null():
    choices = replace(CHOICES, gap={"missing": ()}, covariance=("ols",))
    p = [summary(universe(noise(100 + i), choices), seed=i).p_joint_median for i in range(120)]
    # Binomial(120, 0.1): more than 21 happens once in two hundred times.
    assert 2 <= np.sum(np.array(p) <= 0.10) <= 21
    assert 0.35 <= np.mean(p) <= 0.65


@pytest.mark.parametrize("question", ["higher_after", "changed_course"])
def test_location_and_scale_move_nothing(question):
    u = universe(noise(), CHOICES, question)
    moved = replace(u, values=40.0 + 3.0 * u.values, corrected=40.0 + 3.0 * u.corrected)
    a, b = (summary(v) for v in (u, moved))
    assert a.p_joint_median == b.p_joint_median
    assert a.median_effect == pytest.approx(b.median_effect)
    assert a.share_significant_claimed == b.share_significant_claimed


def test_the_same_stream_gives_the_same_summary():
    assert summary(universe(noise())) == summary(universe(noise()))


def test_boot_ar1_is_referred_to_the_table_of_its_own_model():
    choices = replace(CHOICES, covariance=("boot_ar1",))
    u = universe(noise(), choices)
    nulls = {}
    for s in u.specifications:
        model = u.model(s)
        (restriction,) = model.restrictions().values()
        assert isinstance(restriction, Restriction)
        named = tabulate_nulls({"x": restriction}, 199, np.random.default_rng(3))
        nulls[key_of(model)] = named["x"]
    for point in estimate(u, nulls):
        assert point.ci_low <= point.estimate <= point.ci_high
        assert point.significant == (point.ci_low > 0 or point.ci_high < 0)
