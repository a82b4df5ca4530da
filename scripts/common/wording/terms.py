"""Sentences built from results; each kind of sentence is written once, here.

A sentence about a series begins with its label and a colon, so that any label fits. Estimates are
said as a size and a side ("4.6 points above"), never as a signed rise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.common.formatting import (
    decimals_for,
    interval,
    number,
    p_equals,
    percentage,
    quantity,
)
from scripts.common.wording.periods import in_periods
from scripts.methods.verdicts import VERDICTS, Verdict

QUESTIONS = {
    "higher_after": "Higher after?",
    "changed_course": "Changed course?",
}
QUESTION_MEANINGS = {
    "higher_after": "is the level after the event above the level before it?",
    "changed_course": "does the series leave the path that the years before the event had set?",
}
_YARDSTICKS = {
    "higher_after": "the mean of the years before",
    "changed_course": "the path of the years before, on average",
}
VERDICT_MEANINGS: dict[Verdict, str] = {
    "supported": "a difference in the claimed direction, significant after adjustment.",
    "supported but fragile": "the same, but the decision changes under some reasonable choices.",
    "not supported": (
        "not significant, and the interval rules out a difference in the claimed direction that is"
        " large enough to talk about."
    ),
    "contradicted": "significant after adjustment, in the direction opposite to the claim.",
    "cannot tell": (
        "the test cannot be run, no test keeps its promised error rate on these years, its interval"
        " leaves too much open, or what it finds does not outlast the adjustment for the other"
        " hypotheses."
    ),
}
# Below so many observations the persistence of the errors is hardly known: the standard error of an
# autocorrelation is about 1/sqrt(n).
FEW = 30
MOST_NAMED = 8  # more things than these are counted in a sentence, not named
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
CHANGES = {"up": "rise", "down": "fall"}
# Why a question stays open; reasons of one verdict and of several together.
NO_INTERVAL = "no interval could be computed"
NOT_PASSED = "the interval leaves out no change, but the adjusted p-value does not pass"


def question_put(question: str, claimed: str) -> str:
    """The question as it is put to a series that is claimed to rise (``up``) or fall (``down``)."""
    lower = question == "higher_after" and claimed == "down"
    return "Lower after?" if lower else QUESTIONS[question]


def verdict_sentence(
    *,
    verdict: Verdict,
    label: str,
    event: str,
    question: str,
    unit: str,
    estimate: float | None,
    ci_low: float | None,
    ci_high: float | None,
    p_adjusted: float | None,
    smallest_effect: float,
    claimed: str,
    reason: str = "",
    p_value: float | None = None,
    level: float = 0.95,
    usable: bool = True,
    n_obs: int = 0,
    noun: str = "year",
) -> str:
    """One sentence with the estimate and its interval, and one with what it means.

    Parameters
    ----------
    p_value : float, optional
        Before adjustment; with it, "cannot tell" says whether the adjustment decided.
    level : float
        Coverage of the interval.
    usable : bool
        Whether any method keeps its promised error rate on this design.
    n_obs : int
        Observations before and after the event; where they are not few nobody says so.
    noun : str
        What a period is called, as from `scripts.common.periods.noun_of`.
    """
    if estimate is None:
        why = f" ({reason})" if reason else ""
        why = in_periods(why, noun)
        return f"{label}: no estimate for the {event}. Cannot tell: the test cannot be run{why}."
    numbers = f"{percentage(level)} interval {interval(ci_low, ci_high, decimals_for(unit))}"
    where = position(estimate, unit)
    where = "the same as" if where == "level" else where
    fact = f"the level was {where} {in_periods(_YARDSTICKS[question], noun)}"
    meaning = _meaning(
        verdict, claimed, quantity_of_effect(smallest_effect, unit), smallest_effect,
        ci_low, ci_high, p_value, p_adjusted, 1.0 - level,
    )  # fmt: skip
    if not usable:
        meaning = in_periods(unusable(n_obs), noun)
    return (
        f"{label}: after the {event} {fact} ({numbers}; adjusted {p_equals(p_adjusted)})."
        f" {verdict.capitalize()}: {meaning}."
    )


def unusable(n_obs: int) -> str:
    """Why nothing can be told of a design: "... on so few years" if they are few."""
    on = "so few years" if n_obs < FEW else "these years"
    return f"no method keeps its promised error rate on {on}"


def short_answer(
    verdict: str,
    estimate: float | None,
    ci_low: float | None,
    ci_high: float | None,
    unit: str,
    level: float = 0.95,
) -> str:
    """A verdict with its estimate, for one line: "cannot tell; 4.6 points above (95% ...)"."""
    if estimate is None:
        return f"{verdict}; the test cannot be run"
    numbers = f"{percentage(level)} interval {interval(ci_low, ci_high, decimals_for(unit))}"
    return f"{verdict}; {position(estimate, unit)} ({numbers})"


def position(estimate: float, unit: str) -> str:
    """Where the years after lie: "4.6 points above", "level"."""
    digits = decimals_for(unit)
    if number(abs(estimate), digits) == number(0.0, digits):
        return "level"
    return f"{quantity(abs(estimate), unit)} {'above' if estimate > 0 else 'below'}"


def quantity_of_effect(effect: float, unit: str) -> str:
    """A smallest effect as declared, without decimals it does not have: "5 points"."""
    return quantity(effect, unit, decimals_for(unit) if effect % 1 else 0)


def counts_phrase(counts: Mapping[str, int]) -> str:
    """Verdicts counted for a sentence, the commonest first.

    For example "three are “cannot tell” and one is “not supported”".
    """
    held = _held(counts)
    if len(held) == 1 and counts[held[0]] > 1:
        return f"all are “{held[0]}”"
    parts = [f"{count_word(counts[v])} {'is' if counts[v] == 1 else 'are'} “{v}”" for v in held]
    return listed(parts) or "none could be judged"


def open_sentence(reasons: Mapping[str, int]) -> str:
    """Why questions stay open: how many for each reason, as one sentence; at least one reason."""
    if len(reasons) == 1:
        reason, count = next(iter(reasons.items()))
        which = "The one that stays open does so since" if count == 1 else "They stay open since"
        return f"{which} {reason}."
    parts = [f"for {count_word(count)}, {reason}" for reason, count in reasons.items()]
    return f"Why they cannot tell: {'; '.join(parts)}."


def overall_answer(counts: Mapping[str, int]) -> str:
    """The answer to all hypotheses about one claim together, as a sentence."""
    total, open_ones = sum(counts.values()), counts.get("cannot tell", 0)
    supported = counts.get("supported", 0) + counts.get("supported but fragile", 0)
    if total == 0:
        return "Nothing could be judged."
    if supported == total:
        return "The tables support it."
    if supported:
        return f"The tables support it for {count_word(supported)} of {counted(total, 'question')}."
    if open_ones == 0:
        return "The tables do not show that it did."
    if open_ones == total:
        return "The tables do not show that it did, nor that it did not."
    part = "mostly" if 2 * open_ones > total else "in part"
    return f"The tables do not show that it did; {part} they cannot tell either way."


def counts_line(counts: Mapping[str, int]) -> str:
    """Verdicts counted for a terminal, the commonest first: "28 cannot tell, 2 not supported"."""
    return ", ".join(f"{counts[v]:,} {v}" for v in _held(counts)) or "no verdict"


def count_word(count: int) -> str:
    """A count as running text has it: words up to ten, digits beyond."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"


def so_many(count: int) -> str:
    """A count that stands for things named before: "none", "one", "12"."""
    return count_word(count) if count else "none"


def so_many_are(count: int) -> str:
    """The same with its verb: "none is", "one is", "two are"."""
    return f"{so_many(count)} {'is' if count < 2 else 'are'}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: "one year", "two years", "no hypotheses"."""
    noun = singular if count == 1 else plural or f"{singular}s"
    return f"{count_word(count)} {noun}"


def listed(items: Sequence[str], word: str = "and") -> str:
    """Items joined for a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    if any("," in item for item in items):
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def named(items: Sequence[str], singular: str, plural: str | None = None) -> str:
    """A few items by their names, more by their number: "a and b", "120 series"."""
    return listed(items) if len(items) <= MOST_NAMED else counted(len(items), singular, plural)


def sentence_case(text: str) -> str:
    """The text with its first letter as a capital, the others untouched."""
    return text[:1].upper() + text[1:]


def _held(counts: Mapping[str, int]) -> list[Verdict]:
    held = [verdict for verdict in VERDICTS if counts.get(verdict)]
    return sorted(held, key=lambda verdict: -counts[verdict])


def _meaning(
    verdict: Verdict,
    claimed: str,
    effect: str,
    smallest_effect: float,
    ci_low: float | None,
    ci_high: float | None,
    p_value: float | None,
    p_adjusted: float | None,
    alpha: float,
) -> str:
    """What the verdict says, as the rest of a sentence; always from the interval it rests on."""
    change = CHANGES[claimed]
    (other,) = {*CHANGES.values()} - {change}
    least, most = _towards(claimed, ci_low, ci_high)
    if verdict == "not supported":
        hedge = least is not None and least <= -smallest_effect
        tail = f", a {other} of that size is not" if hedge else ""
        return f"a {change} of {effect} or more is ruled out by the interval{tail}"
    if verdict == "contradicted":
        return f"a {other} is significant after adjustment, where the claim needs a {change}"
    if verdict in ("supported", "supported but fragile"):
        small = least is None or least < smallest_effect
        size = (
            f"its size may be less than {effect}"
            if small
            else f"the interval starts above {effect}"
            if claimed == "up"
            else f"the interval holds no {change} of less than {effect}"
        )
        but = ", but the decision changes under some reasonable choices" * verdict.endswith("ile")
        return f"a {change} is significant after adjustment{but}; {size}"
    if least is None or most is None:
        return NO_INTERVAL
    if p_value is not None and p_value <= alpha:
        return (
            f"significant by itself ({p_equals(p_value)}), but not once adjusted for the hypotheses"
            f" tested beside it ({p_equals(p_adjusted)})"
        )
    if least > 0 or most < 0:
        return NOT_PASSED
    return f"the interval holds both no change and a {change} of {effect} or more"


def _towards(
    claimed: str, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """The interval measured in the claimed direction."""
    if low is None or high is None:
        return None, None
    return (low, high) if claimed == "up" else (-high, -low)
