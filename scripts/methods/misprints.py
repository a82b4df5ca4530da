"""What a printed number may have been meant to be: the slips that could have produced it.

A slip keeps most of what was meant: one digit mistaken for another, digits in a wrong order, a
decimal point one or two places off. Any number can be reached from any other by enough slips, so
candidates are kept to one slip and to the simplest two, and how many of them would do is counted
beside each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

Kind = Literal["digit", "transposition", "decimal", "permutation"]
LONGEST_PERMUTED = 8  # digits; more have too many orders for any of them to be evidence


@dataclass(frozen=True)
class Candidate:
    """A number that one cell may have been meant to hold.

    Parameters
    ----------
    value : float
    decimals : int
        How many the cell would then print.
    text : str
        As it would be printed.
    kind : str
        ``digit`` (one digit is another), ``transposition`` (two neighbouring digits exchanged),
        ``decimal`` (point one or two places off), ``permutation`` (any other order of the digits).
    slips : int
        1, or 2 for two places and for ``permutation``.
    """

    value: float
    decimals: int
    text: str
    kind: Kind
    slips: int


def candidates(
    value: float, decimals: int, largest: float, *, grouped: bool, whole: bool
) -> list[Candidate]:
    """All candidates for a printed number, each once, by its simplest slip.

    Parameters
    ----------
    value : float
        The printed number, positive.
    decimals : int
        Its printed decimals.
    largest : float
        What the cell cannot exceed: 100 for a share in percent.
    grouped : bool
        Whether the table separates thousands by commas.
    whole : bool
        Whether the cell counts something, so that it never prints decimals.

    Returns
    -------
    list of Candidate
        Simplest first, then by value. Numbers that would be printed with a leading zero
        before another digit, zero, and the printed number itself are left out.

    Examples
    --------
    >>> [c.text for c in candidates(62.6, 1, 100, grouped=False, whole=False)][:3]
    ['6.26', '12.6', '22.6']
    """
    digits = f"{value:.{decimals}f}".replace(".", "")
    found: dict[float, Candidate] = {}
    for kind, slips, changed, places in _slips(digits, decimals):
        meant = float(f"{changed}e-{places}")
        padded = changed.startswith("0") and len(changed) > places + 1
        if padded or meant == value or not 0 < meant <= largest or (whole and places):
            continue
        text = f"{meant:{',' if grouped else ''}.{places}f}"
        found.setdefault(meant, Candidate(meant, places, text, kind, slips))
    return sorted(found.values(), key=lambda c: (c.slips, c.value))


def _slips(digits: str, decimals: int) -> Iterator[tuple[Kind, int, str, int]]:
    """Yield kind, number of slips, digits and decimals, simplest first."""
    for i, old in enumerate(digits):
        for new in "0123456789":
            if new != old:
                yield "digit", 1, digits[:i] + new + digits[i + 1 :], decimals
    for i in range(len(digits) - 1):
        swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        yield "transposition", 1, swapped, decimals
    bare = digits.lstrip("0")
    for places in (1, 2):
        more, fewer = decimals + places, max(decimals - places, 0)
        yield "decimal", places, bare.zfill(more + 1), more
        yield "decimal", places, bare + "0" * (places - decimals + fewer), fewer
    if len(digits) <= LONGEST_PERMUTED:
        for order in sorted(set(permutations(digits))):
            yield "permutation", 2, "".join(order), decimals
