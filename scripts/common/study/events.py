"""Events: what happened, and the period of a table's calendar that holds it."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.common.periods import Frequency, period

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september"]
MONTHS += ["october", "november", "december"]


@dataclass(frozen=True)
class Event:
    """Something that happened on a date; `date` is ISO: a day, a month or a bare year."""

    id: str
    label: str
    date: str
    source: str

    def period(self, calendar: str, frequency: Frequency = "annual") -> int:
        """The period that holds the date and is therefore partly exposed.

        Parameters
        ----------
        calendar : str
            ``calendar``; ``fiscal_april``, under which the year t runs from April t to March t+1;
            ``fiscal_october_end``, under which it runs from October t-1 to September t.
        frequency : str
            Fiscal quarters count from the first month of the fiscal year; months are those of the
            calendar. A bare year is that year in any calendar.

        Raises
        ------
        ValueError
            If a bare year is to be placed in a quarter or month.
        """
        year, month = int(self.date[:4]), int(self.date[5:7] or 0)
        if not month:
            if frequency == "annual":
                return year
            raise ValueError(f"{self.date!r} names no month")
        if frequency == "monthly":
            return period(year, month, "monthly")
        first, by_end = _begin(calendar)
        year += by_end - (month < first)
        if frequency == "annual":
            return year
        return period(year, (month - first) % 12 // 3 + 1, "quarterly")


def _begin(calendar: str) -> tuple[int, bool]:
    """First month of a calendar's year, and whether the year is named by the one it ends in."""
    if calendar == "calendar":
        return 1, False
    _, month, *end = calendar.split("_")
    return MONTHS.index(month) + 1, bool(end)
