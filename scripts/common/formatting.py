"""Numbers as text: rounding happens here, once, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"


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
    if unit.endswith(" per year"):
        unit, per = unit.removesuffix(" per year"), " per year"
    else:
        per = ""
    text = number(value, decimals_for(unit) if digits is None else digits)
    one = text.removeprefix(MINUS) == "1"
    if unit.startswith("%"):
        return f"{text} point{'' if one else 's'}{per}"
    if unit == "US$ million":
        sign, digits_only = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"{sign}US${digits_only} million{per}"
    if one and " " not in unit:  # a count: 1 expert, 2 experts
        unit = unit.removesuffix("s")
    return f"{text} {unit}{per}"


def difference_unit(unit: str) -> str:
    """The unit of a difference, for the column of a table: shares differ by points."""
    return "points" if unit.startswith("%") else unit


def year_ranges(years: Sequence[int]) -> str:
    """Years in ascending order with runs joined: "1986–1989, 1991"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
