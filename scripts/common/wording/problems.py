"""Sentences about the printed tables: totals they imply, misprints, other sources, claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.common.wording.terms import count_word, counted, listed, sentence_case, so_many

CLAIM_VERDICTS = ("holds", "holds approximately", "contradicted", "not testable")
_HELD = {
    "holds": ("holds", "hold"),
    "holds approximately": ("holds approximately", "hold approximately"),
    "contradicted": ("is contradicted", "are contradicted"),
    "not testable": ("cannot be tested", "cannot be tested"),
}


def flagged_sentence(pairs: int, flagged: int) -> str:
    """How many printed pairs imply a total that cannot be right."""
    of = f"Of {counted(pairs, 'pair')} of an amount and a share"
    if not flagged:
        return f"{of}, none implies a total that stands out."
    return f"{of}, {count_word(flagged)} {'implies' if flagged == 1 else 'imply'} one that does."


def implied_sentence(
    amount: str, share: str, total: str, ends: tuple[str, str], beside: Mapping[str, str]
) -> str:
    """What a flagged pair implies, and what it is out of line with.

    Parameters
    ----------
    ends : (str, str)
        The interval that rounding leaves.
    beside : mapping
        At least one: what stands beside it ("the years around") and the total there.
    """
    others = " and ".join(f"{total_there} by {what}" for what, total_there in beside.items())
    return (
        f"{amount} and {share} imply a total of {total} ({ends[0]} to {ends[1]} with rounding),"
        f" where {others} would be expected."
    )


def candidate_sentence(repairs: Mapping[str, Sequence[str]], ways: Mapping[int, int]) -> str:
    """What a flagged pair is consistent with, and in how many ways as simple it can be repaired.

    Parameters
    ----------
    repairs : mapping
        By printed cell, as "939.3 (Loans)", the likeliest numbers that may have been meant.
    ways : mapping
        By number of slips, how many repairs would bring the pair in line; empty if none would.
    """
    if not ways:
        return "No simple misprint of either cell would bring it in line."
    parts = [f"{listed(meant, 'or')} as {cell}" for cell, meant in repairs.items()]
    said = f"That is consistent with a misprint of {', or of '.join(parts)}."
    counts = [f"{counted(n, 'repair')} of {count_word(slips)}" for slips, n in sorted(ways.items())]
    slip = "slip" if list(ways) == [1] else "slips"
    return f"{said} In all, {listed(counts)} {slip} would bring it in line."


def external_sentence(compared: int, agreeing: int) -> str:
    """How many printed numbers another source bears out."""
    of = f"Of {counted(compared, 'printed number')} that the other source has as well"
    if agreeing == compared:
        return f"{of}, all agree within the tolerance." if compared > 1 else f"{of}, it agrees."
    verb = "agrees" if agreeing < 2 else "agree"
    return f"{of}, {so_many(agreeing)} {verb} within the tolerance."


def survival_sentence(entered: int, changed: Sequence[str]) -> str:
    """Whether the verdicts that a corrected cell enters survive the corrected table.

    Parameters
    ----------
    changed : sequence of str
        Those that do not, each as "name (from “x” to “y”)".
    """
    if not entered:
        return "No corrected cell enters a hypothesis."
    which = f"the {count_word(entered)} verdicts" if entered > 1 else "the one verdict"
    if not changed:
        stay = "all stay" if entered > 1 else "stays"
        return f"On the corrected table {which} that such a cell enters {stay} as printed."
    moved = f"{count_word(len(changed))} {'moves' if len(changed) == 1 else 'move'}"
    return f"On the corrected table, of {which} that such a cell enters {moved}: {listed(changed)}."


def claims_sentence(counts: Mapping[str, int]) -> str:
    """How many readings of the paper's sentences hold, fail, or cannot be tested."""
    held = {verdict: n for verdict in CLAIM_VERDICTS if (n := counts.get(verdict, 0))}
    parts = [f"{count_word(n)} {_HELD[verdict][n != 1]}" for verdict, n in held.items()]
    if len(parts) == 1:
        ((verdict, total),) = held.items()
        return f"{'All' if total > 1 else 'It'} {_HELD[verdict][total != 1]}."
    return f"{sentence_case(', '.join(parts[:-1]))} and {parts[-1]}."


def contradicted_sentence(claims: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """What is contradicted: by quote, for each reading what is said and what the tables give."""
    parts = []
    for quote, readings in claims.items():
        quoted = dict.fromkeys(q for q, _ in readings)
        given = listed([computed for _, computed in readings])
        parts.append(f"“{quote}” (said: {listed(list(quoted))}; computed: {given})")
    return f"Contradicted: {'; '.join(parts)}."
