"""Periods of time as integers that follow each other by one: years, quarters and months.

A year is itself. Quarters and months count on from a number that no year reaches, so that an
integer says by itself what it is, and distances in time are differences whatever the frequency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Frequency = Literal["annual", "quarterly", "monthly"]
# What one period is called; the number of them in a year; what stands before the first one's count.
NOUNS: dict[Frequency, str] = {"annual": "year", "quarterly": "quarter", "monthly": "month"}
FREQUENCIES: dict[str, Frequency] = {noun: frequency for frequency, noun in NOUNS.items()}
PER_YEAR: dict[Frequency, int] = {"annual": 1, "quarterly": 4, "monthly": 12}
EXAMPLES: dict[Frequency, str] = {"annual": "1997", "quarterly": "1997Q3", "monthly": "1997M07"}
PERIOD = "period"  # of several frequencies
LAST_PERIOD = 999_999  # beyond any period
_ORIGIN: dict[Frequency, int] = {"annual": 0, "quarterly": 100_000, "monthly": 200_000}
_LETTERS: dict[Frequency, str] = {"quarterly": "Q", "monthly": "M"}
_NUMBER = re.compile(r"(?<![0-9.,])[12][0-9]{5}(?![0-9]|[.,][0-9])")
_FORM = re.compile(r"(?P<year>[0-9]{4})(-?Q(?P<quarter>[1-4])|(M|-)(?P<month>0[1-9]|1[0-2]))?")


def parse_period(text: str) -> int:
    """The period of ``1997``, ``1997Q3`` (``1997-Q3``) or ``1997M07`` (``1997-07``).

    Raises
    ------
    ValueError
        If the text is none of these.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no year, quarter or month such as 1997, 1997Q3 or 1997M07")
    year = int(found["year"])
    if found["quarter"]:
        return period(year, int(found["quarter"]), "quarterly")
    return period(year, int(found["month"]), "monthly") if found["month"] else year


def period(year: int, part: int, frequency: Frequency) -> int:
    """The period of a year and the number, from 1, of the quarter or month in it."""
    return _ORIGIN[frequency] + PER_YEAR[frequency] * year + part - 1


def as_period(written: int | str) -> int:
    """The period of a year as YAML reads it, a number, or of a label; raises as `parse_period`."""
    return parse_period(str(written))


def period_label(number: int) -> str:
    """``1997``, ``1997Q3`` or ``1997M07``: what `parse_period` reads back."""
    frequency = frequency_of(number)
    if frequency == "annual":
        return str(number)
    year, part = divmod(number - _ORIGIN[frequency], PER_YEAR[frequency])
    digits = {"quarterly": 1, "monthly": 2}[frequency]
    return f"{year}{_LETTERS[frequency]}{part + 1:0{digits}}"


def frequency_of(number: int) -> Frequency:
    """Which of the three a period is."""
    if number >= _ORIGIN["monthly"]:
        return "monthly"
    return "quarterly" if number >= _ORIGIN["quarterly"] else "annual"


def year_of(number: int) -> int:
    """The year that a period lies in."""
    frequency = frequency_of(number)
    return (number - _ORIGIN[frequency]) // PER_YEAR[frequency]


def split_window(window: str) -> tuple[int, int]:
    """First and last period of a window such as ``1980-1996``, ``1961Q1-1986Q3``.

    Raises
    ------
    ValueError
        If it is not two periods of one kind, joined by a hyphen.
    """
    found = re.fullmatch(r"([0-9]{4}(?:[QM][0-9]+)?)-([0-9]{4}(?:[QM][0-9]+)?)", window)
    if found is None:
        raise ValueError(f"{window!r} is no window such as 1980-1996 or 1961Q1-1986Q3")
    first, last = parse_period(found[1]), parse_period(found[2])
    if frequency_of(first) != frequency_of(last):
        raise ValueError(f"{window!r} joins periods of two kinds")
    return first, last


def window_label(first: int, last: int) -> str:
    """What `split_window` reads back."""
    return f"{period_label(first)}-{period_label(last)}"


def relabelled(sentence: str) -> str:
    """A sentence of a method, which knows only integers, with the labels of quarters and months."""
    return _NUMBER.sub(lambda found: period_label(int(found[0])), sentence)


def noun_of(periods: Iterable[int]) -> str:
    """What some periods are: ``year``, ``quarter``, ``month``, or ``period`` for several kinds."""
    found = {frequency_of(period) for period in periods}
    return NOUNS[found.pop()] if len(found) == 1 else PERIOD
