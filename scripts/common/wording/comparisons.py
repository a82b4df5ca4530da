"""Sentences that set things side by side: theories, methods, and two numbers of one quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.common.formatting import number, p_equals
from scripts.common.wording.terms import count_word, listed, sentence_case, so_many

FIT_WORDS = {"yes": "fits", "no": "fails", "cannot tell": "cannot tell"}
Fits = Mapping[str, int]  # how many predictions, by a key of `FIT_WORDS`


def scorecard_conclusion(fits: Mapping[str, Fits]) -> str:
    """What follows for the theories together, over all cases of none, one or several that fit."""
    fitting = [theory for theory, counts in fits.items() if counts.get("yes")]
    failing = any(counts.get("no") for counts in fits.values())
    if len(fitting) > 1:
        return (
            f"{sentence_case(listed(fitting))} each have predictions that fit, so which of them"
            " holds depends on the series."
        )
    if fitting:
        return f"Only {fitting[0]} has predictions that fit."
    if failing:
        return (
            "No prediction of any theory is borne out; the little that the tables can tell is what"
            " did not happen. They do not decide between the theories."
        )
    return "The tables cannot tell the theories apart by any of these predictions."


def failing_sentence(theory: str, failing: Mapping[str, Sequence[str]]) -> str:
    """For which series a theory fails, by question and event: "... (changed course, Crisis)"."""
    parts = [f"{listed(list(series))} ({where})" for where, series in failing.items()]
    joined = listed(parts) if len(parts) < 3 else "; ".join(parts)
    return f"{sentence_case(theory)} fails for {joined}."


def two_numbers(
    first: float, second: float, periods: tuple[str, str], unit: str
) -> tuple[str, str]:
    """Two numbers of one quantity, and the arithmetic of their difference.

    Returns
    -------
    tuple of str
        "937 (1985–1988) and 1,000 (1995–1998) persons per year", "63 more, or 6.7%".
    """
    digits = 0 if first == round(first) and second == round(second) else 1
    name, after = (unit.removeprefix("% "), "%") if unit.startswith("%") else (unit, "")
    when = [period.replace("-", "–") for period in periods]
    values = [
        f"{number(value, digits)}{after} ({period})"
        for value, period in zip((first, second), when, strict=True)
    ]
    difference = second - first
    if number(abs(difference), digits) == number(0, digits):
        return f"{values[0]} and {values[1]} {name}", "no difference"
    side = "more" if difference > 0 else "less"
    size = number(abs(difference), digits) + (" points" if after else "")
    share = f", or {number(100 * abs(difference) / abs(first))}%" if first else ""
    return f"{values[0]} and {values[1]} {name}", f"{size} {side}{share}"


def tools_sentence(found: Mapping[str, tuple[int, int]], primary: str, alpha: float = 0.05) -> str:
    """How many of the same statistics each method calls significant.

    Parameters
    ----------
    found : mapping
        By name of the method: how many are significant, and of how many that it could test.
    primary : str
        Name of the method that the verdicts rest on, a key of `found`.
    """
    parts = {name: f"{so_many(low)} of {count_word(total)}" for name, (low, total) in found.items()}
    others = [f"{part} by {name}" for name, part in parts.items() if name != primary]
    return (
        f"Called significant at p ≤ {alpha:g}: {listed(others)};"
        f" {parts[primary]} by the test used here."
    )


def widest_gap_sentence(what: str, p_primary: float, others: Mapping[str, float]) -> str:
    """The statistic on which the methods differ most."""
    said = [f"{p_equals(p)} by {name}" for name, p in others.items()]
    return (
        f"They differ most on the {what}: {listed(said)}, where the test used here has"
        f" {p_equals(p_primary)}."
    )
