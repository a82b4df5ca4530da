"""The period of a calendar that holds a date."""

from __future__ import annotations

import pytest

from scripts.common.periods import period_label
from scripts.common.study.events import MONTHS, Event


def held(date: str, calendar: str, frequency: str) -> str:
    return period_label(Event("x", "X", date, "nowhere").period(calendar, frequency))


@pytest.mark.parametrize(
    ("date", "calendar", "frequency", "label"),
    [
        ("1985-09-22", "calendar", "annual", "1985"),
        ("1985-09-22", "fiscal_april", "annual", "1985"),
        ("1998-02-20", "calendar", "annual", "1998"),
        ("1998-02-20", "fiscal_april", "annual", "1997"),
        ("1998-02", "fiscal_april", "annual", "1997"),
        ("1998-04-01", "fiscal_april", "annual", "1998"),
        # The US fiscal year 1998 ran from October 1997 to September 1998.
        ("1997-10-01", "fiscal_october_end", "annual", "1998"),
        ("1997-09-30", "fiscal_october_end", "annual", "1997"),
        ("1998-09-30", "fiscal_october_end", "annual", "1998"),
        # The Australian one is named by its two years, often by the second.
        ("1997-07-02", "fiscal_july_end", "annual", "1998"),
        ("1997-06-30", "fiscal_july", "annual", "1996"),
        ("1991", "fiscal_april", "annual", "1991"),
        ("1991", "fiscal_october_end", "annual", "1991"),
        ("1979-10-06", "calendar", "quarterly", "1979Q4"),
        ("1979-03-31", "calendar", "quarterly", "1979Q1"),
        ("1979-04-01", "fiscal_april", "quarterly", "1979Q1"),
        ("1979-03-31", "fiscal_april", "quarterly", "1978Q4"),
        ("1997-12-31", "fiscal_october_end", "quarterly", "1998Q1"),
        ("1998-01-01", "fiscal_october_end", "quarterly", "1998Q2"),
        ("1996-05-15", "calendar", "monthly", "1996M05"),
        ("1996-05", "calendar", "monthly", "1996M05"),
    ],
)
def test_the_period_that_holds_a_date(date, calendar, frequency, label):
    assert held(date, calendar, frequency) == label


@pytest.mark.parametrize("number", range(2, 13))
def test_a_fiscal_year_of_any_month_has_twelve_and_begins_with_it(number):
    for ending in ("", "_end"):
        calendar = f"fiscal_{MONTHS[number - 1]}{ending}"
        months = [f"{year}-{month:02}" for year in (2000, 2001) for month in range(1, 13)]
        years = [held(month, calendar, "annual") for month in months]
        named = "2001" if ending else "2000"
        assert years.count(named) == 12
        assert years.index(named) == number - 1
        quarters = [held(month, calendar, "quarterly") for month in months]
        own = [quarter for quarter in quarters if quarter.startswith(named)]
        assert own == [f"{named}Q{q}" for q in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]


@pytest.mark.parametrize("frequency", ["quarterly", "monthly"])
def test_a_bare_year_is_in_no_quarter(frequency):
    with pytest.raises(ValueError, match="names no month"):
        held("1991", "calendar", frequency)
