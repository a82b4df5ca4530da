"""Sentences about trends, unknown breaks and panels; the others are in `scripts.common.wording`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scripts.common.formatting import interval, number, p_equals, percentage, year_ranges
from scripts.common.wording import counted, listed, position

ALPHA = 0.05


def break_sentence(
    label: str, statistic: float, break_year: int, p_iid: float, p_ar1: float
) -> str:
    """What a supF test says, over the four cases of its two references.

    Parameters
    ----------
    p_iid, p_ar1 : float
        Bootstrap p-values if the errors are independent, and if they persist as an AR(1).
    """
    seen = (
        f"{label}: the level differs most between the years to {break_year} and those after it"
        f" (supF {number(statistic)})."
    )
    both = f"{p_equals(p_iid)} if the errors were independent, {p_equals(p_ar1)} if they persist"
    if p_iid > ALPHA and p_ar1 > ALPHA:
        return f"{seen} A series without a break gives one as large often enough ({both})."
    if p_iid <= ALPHA < p_ar1:
        return (
            f"{seen} That would be rare with independent errors, but a series whose errors persist"
            f" gives one as large without any break often enough ({both})."
        )
    if p_ar1 <= ALPHA < p_iid:
        return f"{seen} The two references disagree, so no break can be claimed ({both})."
    return f"{seen} That would be rare without a break under either reference ({both})."


def straight_trend_break_sentence(p_straight: float) -> str:
    """Whether a straight trend without a break gives a supF of the mean model as large."""
    if p_straight > ALPHA:
        return (
            "A straight trend alone, with no break in it, also produces a supF as large"
            f" ({p_equals(p_straight)})."
        )
    return f"A straight trend alone seldom produces a supF as large ({p_equals(p_straight)})."


def date_sentence(identified: bool, years: Sequence[int]) -> str:
    """Which years a break, presumed to be there, may be dated to if errors persist."""
    if not identified:
        return (
            "The date is not identified: the years that cannot be ruled out as its date reach the"
            " first or the last that could be asked about."
        )
    return f"If there is a break, its earlier segment ends in {year_ranges(years)}."


def trend_alone_sentence(statistic: float, p_iid: float, p_ar1: float) -> str:
    """What is left of a break in level once a straight trend is allowed for."""
    both = f"{p_equals(p_iid)} and {p_equals(p_ar1)}"
    if p_iid > ALPHA and p_ar1 > ALPHA:
        return (
            "A straight trend alone, with no break in it, also produces a large supF of the mean"
            f" model: beside such a trend no break stands out (supF {number(statistic)}, {both})."
        )
    if p_iid <= ALPHA and p_ar1 <= ALPHA:
        return (
            "A straight trend does not take its place: beside one, a break still stands out"
            f" (supF {number(statistic)}, {both})."
        )
    return (
        "Whether a straight trend would do in its place stays open: beside one, the two references"
        f" disagree (supF {number(statistic)}, {both})."
    )


def trend_sentence(rising: list[str], falling: list[str], neither: int, window: str) -> str:
    """Which series trend, by the exact Mann-Kendall test; the test takes years as exchangeable."""
    parts = []
    if rising:
        parts.append(f"{listed(rising)} {_verb(rising, 'rises', 'rise')}")
    if falling:
        parts.append(f"{listed(falling)} {_verb(falling, 'falls', 'fall')}")
    if not parts:
        return f"Over {window}, no series has a significant trend by the exact Mann-Kendall test."
    rest = f"; {counted(neither, 'other')} {'shows' if neither == 1 else 'show'} no trend"
    return (
        f"Over {window}, by the exact Mann-Kendall test, {' and '.join(parts)}"
        f"{rest if neither else ''}. The test takes the years as exchangeable; errors that persist"
        " make it reject too often."
    )


def straight_trend_sentence(names: list[str], total: int) -> str:
    """For which series a straight trend is significant if errors persist as an AR(1)."""
    if not names:
        found = "no series"
    elif len(names) == total:
        found = "every series" if total > 1 else names[0]
    else:
        found = listed(names)
    return f"Referred to AR(1) errors, the straight trend is significant for {found}."


def panel_sentence(
    label: str,
    event: str,
    estimate: float,
    low: float | None,
    high: float | None,
    unit: str,
    p_wild: float,
    p_kraay: float | None,
    level: float = 0.95,
) -> str:
    """What the common step of a panel says, over the cases of its two tests.

    Parameters
    ----------
    estimate, low, high : float
        In the unit; ``log points`` are said as a change in percent.
    p_wild, p_kraay : float
        Wild cluster bootstrap and Driscoll-Kraay; the latter None where it is infeasible.
    """
    held = low is not None and high is not None
    if unit == "log points":
        estimate = 100 * math.expm1(estimate)
        low, high = (None if x is None else 100 * math.expm1(x) for x in (low, high))
        size = f"{number(abs(estimate))}%"
        where = "level" if size == "0.0%" else f"{size} {'above' if estimate > 0 else 'below'}"
        numbers = interval(low, high) + "%" * held
    else:
        where, numbers = position(estimate, unit), interval(low, high)
    where = "the same as" if where == "level" else where
    tests = f"wild cluster bootstrap {p_equals(p_wild)}"
    if p_kraay is not None:
        tests += f", Driscoll–Kraay {p_equals(p_kraay)}"
    found = {p <= ALPHA for p in (p_wild, p_kraay) if p is not None}
    if len(found) == 2:
        meaning = "The two tests disagree, so no common change can be claimed."
    elif found == {True}:
        meaning = "A common change stands out."
    else:
        meaning = "No common change stands out."
    return (
        f"{label}: after the {event} the common level was {where} that of the years before"
        f" ({percentage(level)} interval {numbers}; {tests}). {meaning}"
    )


def _verb(subjects: list[str], singular: str, plural: str) -> str:
    return singular if len(subjects) == 1 else plural
