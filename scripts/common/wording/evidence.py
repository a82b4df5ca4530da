"""Sentences about trends, unknown breaks and panels; others are in `wording.terms`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from scripts.common.formatting import number, p_equals, percentage, quantity, year_ranges
from scripts.common.periods import period_label
from scripts.common.wording.terms import count_word, counted, named

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
        f"{label}: the level differs most between the years to {period_label(break_year)} and those"
        f" after it (supF {number(statistic)})."
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


def breaks_sentence(total: int, independent: int, both: Sequence[str], alpha: float) -> str:
    """How many series have a break in level somewhere, under one and under both references.

    Parameters
    ----------
    independent : int
        Series whose largest F would be rare without a break if the errors were independent.
    both : sequence of str
        Of these, the names of those for which it would be rare if they persist, too.
    """
    asked = (
        f"A break in level at an unknown date was sought in {counted(total, 'series', 'series')}"
    )
    if not independent:
        return (
            f"{asked}: none has a largest F that would be rare without one, even if the errors were"
            f" independent (p ≤ {alpha:g})."
        )
    has = f"{count_word(independent)} {'has' if independent == 1 else 'have'}"
    rest = f"only {named(both, 'series', 'series')}" if both else "none"
    return (
        f"{asked}: {has} a largest F that would be rare without one if the errors were independent"
        f" (p ≤ {alpha:g}), {rest} if they persist from year to year."
    )


def trends_sentence(found: Mapping[str, tuple[list[str], list[str], int]]) -> str:
    """Which series trend over which years, by the exact Mann-Kendall test, and its proviso.

    Parameters
    ----------
    found : mapping
        By window, at least one: names of those that rise, of those that fall, and how many others.
    """
    parts = []
    for window, (rising, falling, neither) in found.items():
        moved = [
            f"{named(names, 'series', 'series')} {one if len(names) == 1 else many}"
            for names, one, many in ((rising, "rises", "rise"), (falling, "falls", "fall"))
            if names
        ]
        if not moved:
            parts.append(f"over {window}, no series has a significant trend")
            continue
        others = f", {counted(neither, 'other')} {'shows' if neither == 1 else 'show'} no trend"
        parts.append(f"over {window}, {' and '.join(moved)}{others if neither else ''}")
    return (
        f"By the exact Mann–Kendall test, {'; '.join(parts)}. The test takes the years as"
        " exchangeable; errors that persist make it reject too often."
    )


def straight_trend_sentence(names: list[str], total: int) -> str:
    """For which series a straight trend is significant if errors persist as an AR(1)."""
    if not names:
        found = "no series"
    elif len(names) == total:
        found = "every series" if total > 1 else names[0]
    else:
        found = named(names, "series", "series")
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
    size, *ends = panel_numbers(estimate, low, high, unit)
    side = "above" if estimate > 0 else "below"
    where = f"{size} {side}" if any(digit in size for digit in "123456789") else "the same as"
    numbers = " to ".join(ends) + "%" * (unit == "log points") if all(ends) else "not available"
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


def panel_numbers(
    estimate: float | None, low: float | None, high: float | None, unit: str
) -> tuple[str, str, str]:
    """Size of the estimate and ends of the interval as `panel_sentence` says them."""
    if unit == "log points":
        estimate, low, high = (
            None if x is None else 100 * math.expm1(x) for x in (estimate, low, high)
        )
    size = 0.0 if estimate is None else abs(estimate)
    said = f"{number(size)}%" if unit == "log points" else quantity(size, unit)
    return said, number(low), number(high)
