"""What the periods of a study are called: texts are written for years and said of quarters, months.

One frequency needs one set of texts. What a study says itself (labels, units, reasons) is its own
and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from scripts.common.periods import NOUNS, PERIOD, Frequency

Content = TypeVar("Content")

YEAR = "year"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_WORD = re.compile(r"\b([Yy]ears?|annual)\b")
# What a template or a format fills in; a name there is no word.
_FIELD = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\})", re.DOTALL)
# Fields of the report that name things.
_NAMES = ("id", "key", "kind", "role", "trace", "align", "source", "entries")


def in_periods(text: str, noun: str, kept: Iterable[str] = ()) -> str:
    """A text about years, said of periods of another kind.

    Parameters
    ----------
    noun : str
        As from `noun_of`.
    kept : iterable of str
        Words of the study, which stay where they stand in the text.
    """
    if noun == YEAR or not _WORD.search(text):
        return text
    own = sorted((words for words in kept if words and words in text), key=len, reverse=True)
    if not own:
        return _WORD.sub(lambda found: _said(found[0], noun), text)
    parts = re.split(f"({'|'.join(map(re.escape, own))})", text)
    return "".join(part if i % 2 else in_periods(part, noun) for i, part in enumerate(parts))


def template_in_periods(texts: Any, noun: str) -> Any:
    """Templates, in whatever lists and mappings they stand, said of periods of another kind."""
    if isinstance(texts, dict):
        return {name: template_in_periods(text, noun) for name, text in texts.items()}
    if isinstance(texts, list):
        return [template_in_periods(text, noun) for text in texts]
    if not isinstance(texts, str) or noun == YEAR:
        return texts
    parts = _FIELD.split(texts)
    return "".join(part if i % 2 else in_periods(part, noun) for i, part in enumerate(parts))


def content_in_periods(content: Content, noun: str, kept: frozenset[str]) -> Content:
    """A report, or a part of it, said of periods of another kind; names and traces stay."""
    if noun == YEAR:
        return content
    return _of_content(content, noun, kept)  # type: ignore[no-any-return]


def words_of(node: Any) -> frozenset[str]:
    """All texts in nested lists and mappings that speak of years: what a study says itself."""
    if isinstance(node, str):
        return frozenset([node, " ".join(node.split())] if _WORD.search(node) else [])
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return frozenset().union(*(words_of(one) for one in inner))


def calendar_name(calendar: str, frequency: Frequency) -> str:
    """What the time axis of a table shows: "Fiscal year (April to March)", "Quarter"."""
    if frequency != "annual":
        return NOUNS[frequency].capitalize()
    if calendar == "calendar":
        return "Calendar year"
    month = calendar.removeprefix("fiscal_").removesuffix("_end")
    first = [name.lower() for name in _MONTHS].index(month)
    return f"Fiscal year ({_MONTHS[first]} to {_MONTHS[first - 1]})"


def _said(word: str, noun: str) -> str:
    if word == "annual":
        return "such" if noun == PERIOD else f"{noun}ly"
    said = noun.capitalize() if word[0] == "Y" else noun
    return f"{said}s" if word.endswith("s") else said


def _of_content(content: Any, noun: str, kept: frozenset[str]) -> Any:
    if isinstance(content, str):
        return in_periods(content, noun, kept)
    if isinstance(content, tuple):
        return tuple(_of_content(one, noun, kept) for one in content)
    if is_dataclass(content) and not isinstance(content, type):
        found = {f.name: getattr(content, f.name) for f in fields(content) if f.name not in _NAMES}
        return replace(
            content, **{name: _of_content(value, noun, kept) for name, value in found.items()}
        )
    return content
