"""Faults of config.yaml and corrections.yaml as sentences: place, value and what is accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scripts.common.strict_yaml import schema_errors

MOST_NAMED = 100  # names that a sentence lists, and among which a misspelt one is looked for


def quoted(values: Sequence[Any]) -> str:
    """The values, each as it would be typed."""
    return ", ".join(repr(v) for v in values)


def unknown(word: Any, known: Collection[Any]) -> str:
    """That a name means nothing, what was likely meant, and what there is."""
    names = list(map(str, known))
    if len(names) > MOST_NAMED:
        few = ", ".join(names[:MOST_NAMED])
        return f"{word!r} is not known; known are {len(names)} names, the first of them {few}."
    return f"{word!r} is not known{_meant(str(word), names)}; known are {', '.join(names)}."


def form_errors(content: Any, schema: str, **defs: Any) -> list[Any]:  # jsonschema is untyped
    """Where a content breaks a schema beside this module, with definitions that it leaves open."""
    errors = schema_errors(content, Path(__file__).with_name(schema), **defs)
    return sorted(errors, key=lambda e: list(map(str, e.absolute_path)))


def place(path: Iterable[str | int]) -> str:
    """A path as it would be typed: ``hypotheses[0].event``."""
    steps = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return steps.lstrip(".") or "the top level"


def sentence(error: Any, where: str) -> str:
    """What a schema does not accept."""
    if error.validator == "additionalProperties":
        known = sorted(dict(error.schema).get("properties", {}))
        foreign = sorted(set(error.instance) - set(known))
        hint = _meant(foreign[0], known)
        return f"{where}: unknown key {quoted(foreign)}{hint}; known keys: {', '.join(known)}."
    if error.validator == "required":
        absent = [k for k in error.validator_value if k not in error.instance]
        return f"{where}: the key {quoted(absent)} is missing."
    if error.validator == "enum":
        return f"{where}: {error.instance!r} is not one of {quoted(error.validator_value)}."
    described = error.schema.get("description") if isinstance(error.schema, dict) else None
    wanted = described or f"of type {error.validator_value}"
    return f"{where}: {error.instance!r} does not fit; it must be {wanted}."


def _meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
