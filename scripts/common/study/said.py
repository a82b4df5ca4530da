"""How faults of the config are put into words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

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
    close = get_close_matches(str(word), names, n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return f"{word!r} is not known{hint}; known are {', '.join(names)}."
