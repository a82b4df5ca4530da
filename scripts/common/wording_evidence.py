"""Sentences about trends and unknown breaks; the others are in `scripts.common.wording`."""

from __future__ import annotations

from scripts.common.formatting import number, p_equals
from scripts.common.wording import counted, listed

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


def _verb(subjects: list[str], singular: str, plural: str) -> str:
    return singular if len(subjects) == 1 else plural
