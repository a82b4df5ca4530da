"""Sentences about how far a method can be trusted, and how far an answer hangs on choices."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scripts.common.formatting import number, p_equals, percentage, quantity
from scripts.common.wording import count_word, counted, listed, sentence_case

LAWS = {
    "gaussian": "normal errors",
    "t5": "heavy-tailed errors",
    "variance_doubles": "errors whose variance doubles after the event",
}
SHORT_LAWS = {
    "gaussian": "normal",
    "t5": "heavy tails",
    "variance_doubles": "double variance",
}
# Beyond so few years after an event, the reason for a failure is not their number.
FEW_YEARS = 3


def percent(share: float | None, digits: int = 1) -> str:
    """A simulated share as a percentage with fixed decimals: "4.1%"; blank if None."""
    return "" if share is None else f"{number(100 * share, digits)}%"


def at_most(share: float | None) -> str:
    """A bound from above, rounded up: "4.1%" for 0.0405; blank if None."""
    return "" if share is None else percent(math.ceil(round(1000 * share, 6)) / 1000)


def at_least(share: float | None) -> str:
    """A bound from below, rounded down: "95.9%" for 0.9595; blank if None."""
    return "" if share is None else percent(math.floor(round(1000 * share, 6)) / 1000)


def detectable(
    in_sd: float | None, in_unit: float | None, unit: str, largest: float, target: float
) -> str:
    """The smallest detectable effect as the end of a sentence.

    Parameters
    ----------
    in_sd : float, optional
        None where even the largest simulated effect, `largest`, is found too seldom.
    in_unit : float, optional
        The same in the unit of the series.
    target : float
        The power asked for.
    """
    if in_sd is None:
        return (
            f"even one of {largest:g} standard deviations is found in less than"
            f" {percentage(target)}, so the smallest detectable one is more than {largest:g}"
            " standard deviations"
        )
    size = "" if in_unit is None else f" ({quantity(in_unit, unit)})"
    return f"only from {number(in_sd)} standard deviations{size} on is it found in" + (
        f" {percentage(target)}"
    )


def trust_sentence(
    method: str,
    worst_size: float,
    errors: str,
    rho: float,
    coverage: float,
    power: float,
    smallest: str,
    level: float = 0.95,
) -> str:
    """What was found about the method that decides; `smallest` as `detectable` says it."""
    return (
        f"“{method}” decides. Of the series without an effect it claims one in at most"
        f" {at_most(worst_size)} ({LAWS.get(errors, errors)}, ρ = {rho:g}), so its"
        f" {percentage(level)} interval holds the truth in at least {at_least(coverage)}. An effect"
        f" of one standard deviation is found in {percent(power, 0)}; {smallest}."
    )


def distrust_sentence(
    method: str, worst_size: float, errors: str, rho: float, limit: float, n_post: int
) -> str:
    """Why a design has no usable method; `method` is the one that comes closest."""
    years = (
        f"with {counted(n_post, 'year')} after the event"
        if n_post <= FEW_YEARS
        else f"even with {counted(n_post, 'year')} after the event"
    )
    doubt = " and a variance that may double there" if errors == "variance_doubles" else ""
    law = "" if doubt else f"{LAWS.get(errors, errors)}, "
    return (
        f"This design cannot tell: {years}{doubt}, no method with an interval keeps its promise."
        f" The one that comes closest, “{method}”, claims an effect in up to {at_most(worst_size)}"
        f" of"
        f" the series that have none ({law}ρ = {rho:g}), where {percent(limit)} is allowed."
    )


def others_sentence(rivals: int, usable: int, worst: str, worst_size: float | None) -> str:
    """How many of the other methods are usable, and the one that is worst."""
    if not rivals or worst_size is None:
        return ""
    held = f"{count_word(usable) if usable else 'none'} {'is' if usable < 2 else 'are'} usable"
    return (
        f"Of {counted(rivals, 'other test')} {held}; the worst, “{worst}”, claims an effect in up"
        f" to"
        f" {percent(worst_size, 0)}."
    )


def dropped_sentence(flips: dict[str, Sequence[str]], total: int) -> str:
    """On which hypotheses leaving out one year flips the sign or the adjusted decision.

    Parameters
    ----------
    flips : dict
        The years, by the name of each hypothesis that flips.
    total : int
        Hypotheses that could be asked.
    """
    if not total:
        return "Leaving out one year at a time could not be computed for any of them."
    if not flips:
        which = "the primary hypothesis" if total == 1 else f"{count_word(total)} hypotheses"
        return f"Leaving out one year at a time flips no sign and no adjusted decision of {which}."
    parts = [f"{name} (without {listed(list(years))})" for name, years in flips.items()]
    return (
        "Leaving out one year at a time flips the sign or the adjusted decision for"
        f" {count_word(len(flips))} of {count_word(total)}: {'; '.join(parts)}."
    )


def placebo_sentence(rank: int, dates: int, significant: int) -> str:
    """Where the actual date stands among all dates by the size of its estimate.

    Parameters
    ----------
    rank : int
        One for the largest.
    dates : int
        All dates that could be computed, the actual one among them.
    significant : int
        Of the other dates those that would have been called significant by themselves.
    """
    others = dates - 1
    if not others:
        return "No other date could be computed."
    place = "the largest" if rank == 1 else f"number {rank:,} of {dates:,}"
    found = f"{count_word(significant) if significant else 'none'} of the other"
    return (
        f"By the size of its estimate the actual date is {place}"
        f"{f' of {dates:,}' if rank == 1 else ''}; {found} {count_word(others)} would have been"
        " called significant."
    )


def multiverse_sentence(
    n: int,
    median: float | None,
    share: float | None,
    sign_flips: float | None,
    flips: float | None,
    p_share: float | None,
) -> str:
    """A specification curve in one sentence, and its joint test."""
    if not n or median is None or share is None:
        return "No specification could be computed."
    where = "at zero"
    if number(abs(median)) != "0.0":
        where = (
            f"{number(abs(median))} standard deviations {'above' if median > 0 else 'below'} zero"
        )
    text = (
        f"{sentence_case(counted(n, 'specification'))}, the median effect {where};"
        f" {percent(share, 0)} are significant in the claimed direction"
    )
    if p_share is not None:
        text += f" (joint {p_equals(p_share)})"
    if sign_flips is not None and flips is not None:
        text += (
            f"; {percent(sign_flips, 0)} have another sign, and {percent(flips, 0)} lead to another"
            " decision, than the one reported"
        )
    return f"{text}."
