"""The claims of the paper as data: ``claims.yaml`` read, checked and judged.

A sentence is either not testable, for a stated reason, or has readings: ways of taking its words,
each with an expression, a relation and the number that the sentence gives. The verdict follows from
how far the computed value lies from what the relation accepts:

- ``holds`` within half a unit of the last digit that the paper printed. A number said in words, a
  bound and a direction have no digit to round; they hold or they do not.
- ``holds approximately`` within the tolerance that the reading argues for.
- ``contradicted`` beyond.
- ``not testable`` where a value is missing and the record gives the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scripts.common.claims.expressions import Computed, Data, MissingValue, evaluate
from scripts.common.errors import Fault, UserError
from scripts.common.strict_yaml import read_yaml, schema_errors

_SCHEMA = Path(__file__).with_name("claims.schema.yaml")
NEARLY = Fraction(9, 10)  # `nearly x` is from a tenth below x up to x
STRICT = ("more than", "less than", "rises", "falls")
ROUNDED = ("equals", "between")
# What the schema's validator would say by printing the whole record.
MESSAGES = {
    "not": "has no place here",
    "oneOf": "does not have one of the accepted forms",
}
BOUNDS = {"more than": "at least", "less than": "at most"}


@dataclass(frozen=True)
class Fact:
    """A number of the text, from ``facts.csv``; `printed` is its text."""

    value: Fraction
    printed: str
    decimals: int
    unit: str
    locator: str
    quote: str


@dataclass(frozen=True)
class Quoted:
    """What a sentence says, as a range of accepted values; None leaves an end open.

    `rounding` is half a unit of the last printed digit, 0 where no digit was printed; `digits` says
    whether the paper printed the number or a word that the reading puts into numbers.
    """

    text: str
    digits: bool
    low: Fraction | None
    high: Fraction | None
    rounding: Fraction


class ClaimsError(UserError):
    """Everything that is wrong with the claims, said at once."""

    def __init__(self, path: str | Path, faults: Sequence[str]) -> None:
        count = f"{len(faults)} problem{'s' if len(faults) > 1 else ''}"
        super().__init__("\n".join([f"{count} in {Path(path).as_posix()}:", *faults]))


def load_claims(path: str | Path, facts: Mapping[str, Fact]) -> list[dict[str, Any]]:
    """Read the sentences and check their form and names; expressions are checked when computed.

    Raises
    ------
    ClaimsError
        Naming each sentence or reading, key, value and what is accepted.
    """
    try:
        content = read_yaml(path)
    except UserError as error:
        raise ClaimsError(path, [f"It cannot be read: {error}"]) from error
    faults = list(_form_faults(content)) or list(_name_faults(content["sentences"], facts))
    if faults:
        raise ClaimsError(path, faults)
    sentences: list[dict[str, Any]] = content["sentences"]
    return sentences


def quoted_of(reading: Mapping[str, Any], facts: Mapping[str, Fact]) -> Quoted:
    """Return the range of values that a reading accepts."""
    relation = reading["relation"]
    if relation in ("rises", "falls"):
        zero = Fraction(0)
        low, high = (zero, None) if relation == "rises" else (None, zero)
        return Quoted(relation, False, low, high, zero)
    given = reading["quoted"] if relation == "between" else [reading["quoted"]]
    numbers = [facts[one].value if one in facts else Fraction(str(one)) for one in given]
    text = "-".join(facts[one].printed if one in facts else str(one) for one in given)
    printed = [facts[one].decimals for one in given if one in facts and not reading.get("in_words")]
    rounding = Fraction(0)
    if relation in ROUNDED and printed:
        rounding = Fraction(1, 2 * 10 ** max(printed))
    first, last = numbers[0], numbers[-1]
    ranges: dict[str, tuple[Fraction | None, Fraction | None]] = {
        "equals": (first, last),
        "between": (first, last),
        "nearly": (NEARLY * first, first),
        "at least": (first, None),
        "at most": (None, last),
    }
    return Quoted(text, bool(printed), *ranges[BOUNDS.get(relation, relation)], rounding)


def shortfall_of(value: Fraction, quoted: Quoted) -> Fraction:
    """Return how far a value lies outside the accepted range, 0 inside."""
    below = Fraction(0) if quoted.low is None else quoted.low - value
    above = Fraction(0) if quoted.high is None else value - quoted.high
    return max(below, above, Fraction(0))


def verdict_of(value: Fraction, quoted: Quoted, relation: str, tolerance: Fraction | None) -> str:
    """Judge a computed value: ``holds``, ``holds approximately`` or ``contradicted``."""
    shortfall = shortfall_of(value, quoted)
    on_bound = relation in STRICT and value in (quoted.low, quoted.high)
    if shortfall <= quoted.rounding and not on_bound:
        return "holds"
    if tolerance is not None and shortfall <= tolerance:
        return "holds approximately"
    return "contradicted"


def compute(reading: Mapping[str, Any], data: Data) -> Computed | None:
    """Compute a reading's expression; None where it is declared not testable and indeed is not.

    Raises
    ------
    Fault
        If the expression cannot be computed, or can although the record denies it.
    """
    declared = "not_testable" in reading
    try:
        computed = evaluate(reading["expression"], data)
    except MissingValue:
        if declared:
            return None
        raise
    if declared:
        message = "has all its values printed, though not_testable says one is missing"
        raise Fault("not_testable", message, "Take the key not_testable out.")
    return computed


def _form_faults(content: Any) -> Iterator[str]:
    """Yield where the file breaks its schema."""
    for error in schema_errors(content, _SCHEMA):
        place = _place(content, list(error.absolute_path))
        accepted = error.schema.get("description", "see docs/claims.md for the form")
        if error.validator == "additionalProperties":
            accepted = f"the keys are {', '.join(error.schema['properties'])}"
        yield f"{place}: {MESSAGES.get(error.validator, error.message)}. Remedy: {accepted}."


def _place(content: Any, path: list[str | int]) -> str:
    """Return a path as ids of sentence and reading, and the key."""
    names = []
    for step in path:
        content = content[step]
        if isinstance(step, str):
            names.append(step)
        elif isinstance(content, dict) and "id" in content:  # instead of `readings[0]`
            names[-1] = str(content["id"])
        else:
            names[-1] += f"[{step}]"
    return ", ".join(names) or "the top level"


def _name_faults(sentences: Sequence[dict[str, Any]], facts: Mapping[str, Fact]) -> Iterator[str]:
    """Yield ids that stand twice, facts that do not exist, and numbers without a unit."""
    readings = [r for s in sentences for r in s.get("readings", [])]
    ids = [s["id"] for s in sentences if "not_testable" in s] + [r["id"] for r in readings]
    for kind, names in (("sentence", [s["id"] for s in sentences]), ("claim", ids)):
        for name in (name for name, count in Counter(names).items() if count > 1):
            yield f"{name}, id: stands twice among the {kind} ids. Remedy: rename one."
    for sentence in sentences:
        for name in set(sentence.get("facts", [])) - facts.keys():
            yield f'{sentence["id"]}, facts: "{name}" is no row of facts.csv. Remedy: add it there.'
        for reading in sentence.get("readings", []):
            yield from _reading_faults(sentence, reading)


def _reading_faults(sentence: Mapping[str, Any], reading: Mapping[str, Any]) -> Iterator[str]:
    place = f"{sentence['id']}, {reading['id']}"
    quoted = reading.get("quoted", [])
    names = [one for one in (quoted if isinstance(quoted, list) else [quoted]) if str(one) == one]
    known = sentence.get("facts", [])
    for name in names:
        if name not in known:
            remedy = f"Use one of {', '.join(known) or 'none'}, or a number."
            yield f'{place}, quoted: "{name}" is no fact of this sentence. Remedy: {remedy}'
    if not names and "unit" not in reading:
        yield f"{place}, unit: is missing. Remedy: give the unit of the computed number."
    if not names and "in_words" in reading:
        yield f"{place}, in_words: belongs to a quoted fact. Remedy: take it out."
