"""Sentences about how far a method can be trusted, and how far an answer hangs on choices."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scripts.common.formatting import number, p_equals, p_value
from scripts.common.wording.terms import count_word, counted, listed, so_many, so_many_are

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


def percent(share: float | None, digits: int = 1) -> str:
    """A simulated share as a percentage with fixed decimals: "4.1%"; blank if None."""
    return "" if share is None else f"{number(100 * share, digits)}%"


def at_most(share: float | None) -> str:
    """A bound from above, rounded up: "4.1%" for 0.0405; blank if None."""
    return "" if share is None else percent(math.ceil(round(1000 * share, 6)) / 1000)


def at_least(share: float | None) -> str:
    """A bound from below, rounded down: "95.9%" for 0.9595; blank if None."""
    return "" if share is None else percent(math.floor(round(1000 * share, 6)) / 1000)


def usable_sentence(usable: int, calibrated: int, untried: int) -> str:
    """For how many hypotheses some method keeps its promise.

    Parameters
    ----------
    usable, calibrated : int
        Hypotheses with a usable method, of those whose designs allow a test; at least one.
    untried : int
        Hypotheses whose designs allow none.
    """
    asked = f"the {count_word(calibrated)} hypotheses" if calibrated > 1 else "the one hypothesis"
    text = f"For {so_many(usable)} of {asked} that can be tested a method is usable"
    rest = calibrated - usable
    if rest:
        text += f"; for the other{'s' if rest > 1 else ''} the verdict is “cannot tell”"
    if untried:
        text += f". For {counted(untried, 'more', 'more')} the years allow no test at all"
    return f"{text}."


def others_sentence(rivals: int, usable: int, worst: str, worst_size: float) -> str:
    """How many of the other methods keep their promise, and the one that is worst."""
    return (
        f"Of {counted(rivals, 'trial')} of other methods on the primary hypotheses"
        f" {so_many_are(usable)} usable; the worst, “{worst}”, claims an effect in up to"
        f" {percent(worst_size, 0)} of the series that have none."
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


def placebo_sentence(ranks: Sequence[tuple[int, int]], significant: int, others: int) -> str:
    """Where the actual dates stand among all dates by the size of their estimates.

    Parameters
    ----------
    ranks : sequence of (int, int)
        For each hypothesis, at least one, the rank of the actual date (one for the largest
        estimate) and how many dates could be computed.
    significant, others : int
        Of all other dates those that would have been called significant by themselves.
    """
    first = sum(rank == 1 for rank, _ in ranks)
    if len(ranks) == 1:
        rank, dates = ranks[0]
        place = "the largest" if rank == 1 else f"number {rank:,}"
        said = f"By the size of its estimate the actual date is {place} of {dates:,}"
    else:
        lowest = max(rank / dates for rank, dates in ranks)
        rank, dates = next(r for r in ranks if r[0] / r[1] == lowest)
        said = (
            "By the size of its estimate the actual date is the largest for"
            f" {so_many(first)} of {count_word(len(ranks))} hypotheses, and at the least number"
            f" {rank:,} of {dates:,}"
        )
    if not others:
        return f"{said}; no other date could be computed."
    rest = "the one other date" if others == 1 else f"the {count_word(others)} other dates"
    return f"{said}; {so_many(significant)} of {rest} would have been called significant."


def multiverse_sentence(
    n: int, shares: Sequence[float], decisions: Sequence[float], p_joint: Sequence[float]
) -> str:
    """The specification curves of several hypotheses in one sentence, with their joint tests.

    Parameters
    ----------
    n : int
        Specifications of all curves together; no curve, no sentence.
    shares, decisions, p_joint : sequence of float
        For each curve the share significant as claimed, the share that decides otherwise than the
        reported specification, and the p-value of the joint test; each may be empty.
    """
    if not n or not shares:
        return "No specification could be computed."
    joint = f" (joint {' to '.join(p_ends(p_joint))})" if p_joint else ""
    others = f"; {_range(decisions)} decide otherwise than the one reported" if decisions else ""
    return (
        f"Of {counted(n, 'specification')}, {_range(shares)} by hypothesis are significant in the"
        f" claimed direction{joint}{others}."
    )


def share_ends(shares: Sequence[float]) -> list[str]:
    """The smallest and largest share as `multiverse_sentence` says them, once if they are alike."""
    ends = [percent(end, 0) for end in (min(shares), max(shares))]
    return ends[:1] if ends[0] == ends[1] else ends


def p_ends(values: Sequence[float]) -> list[str]:
    """The same of p-values: "p = 0.24", then "0.31"."""
    ends = [p_equals(min(values)), p_value(max(values))]
    return ends[:1] if ends[0] == p_equals(max(values)) else ends


def _range(shares: Sequence[float]) -> str:
    return " to ".join(share_ends(shares))
