"""Numbers as text: rounding happens here, once, and nowhere else."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from scripts.common.periods import parse_period, period_label

MINUS = "\N{MINUS SIGN}"
_RATE = re.compile(r" per (year|quarter|month)$")


def number(value: float | None, digits: int = 1) -> str:
    """A number with `digits` decimals, a true minus sign and comma thousands; blank if None."""
    if value is None or math.isnan(value):
        return ""
    text = f"{value:,.{digits}f}"
    # -0.04 rounds to "-0.0", which is no number anyone would print.
    return text.replace("-", "") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def decimals_for(unit: str) -> int:
    """Decimals that suit a unit: none for counts and money in the hundreds, one for shares."""
    return 1 if unit.startswith("%") else 0


def p_value(value: float | None) -> str:
    """A p-value in APA style: two significant decimals, "< 0.001" below that; blank if None."""
    if value is None or math.isnan(value):
        return ""
    if value < 0.001:
        return "< 0.001"
    return f"{value:.3f}" if value < 0.0995 else f"{value:.2f}"


def p_equals(value: float | None) -> str:
    """A p-value as part of a sentence: "p = 0.26" or "p < 0.001"."""
    text = p_value(value)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval as "−9.0 to 18.1"; "not available" if an end is None."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "not available"
    return f"{number(low, digits)} to {number(high, digits)}"


def percentage(share: float) -> str:
    """A share of one as a percentage without needless decimals: "95%", "97.5%"."""
    return f"{100 * share:.10g}%"


def span(window: str) -> str:
    """A window as printed, with an en dash: "1980–1996"."""
    return window.replace("-", "–")


def quantity(value: float, unit: str, digits: int | None = None) -> str:
    """A number with its unit: "4.6 points", "88 billion yen", "US$200 million", "1 expert"."""
    unit, per = split_rate(unit)
    text = number(value, decimals_for(unit) if digits is None else digits)
    one = text.removeprefix(MINUS) == "1"
    if unit.startswith("%"):
        return f"{text} point{'' if one else 's'}{per}"
    if unit == "US$ million":
        sign, digits_only = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"{sign}US${digits_only} million{per}"
    if one and " " not in unit:  # a count: 1 expert, 2 experts
        unit = unit.removesuffix("s")
    times = "× " if unit[:1].isdigit() else ""  # 247 × 100 million m³
    return f"{text} {times}{unit}{per}"


def split_rate(unit: str) -> tuple[str, str]:
    """The unit of what changes and of the time it changes in: ("% of all", " per year")."""
    per = _RATE.search(unit)
    return (unit[: per.start()], per[0]) if per else (unit, "")


def difference_unit(unit: str) -> str:
    """The unit of a difference, for the column of a table: shares differ by points."""
    return "points" if unit.startswith("%") else unit


def as_period(value: object) -> int:
    """The period of a cell of results: a label, or a year that was read as a number."""
    return parse_period(str(value).removesuffix(".0"))


def periods_in(listed: object) -> list[int]:
    """The periods of a cell such as ``1986Q1;1986Q2``; none if it is empty."""
    text = "" if listed is None or listed != listed else str(listed)
    return [as_period(period) for period in text.split(";") if period]


def year_ranges(years: Sequence[int]) -> str:
    """Periods in ascending order with runs joined: "1986–1989, 1991"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    ends = ([period_label(run[0]), period_label(run[-1])] for run in runs)
    return ", ".join("–".join(dict.fromkeys(pair)) for pair in ends)
