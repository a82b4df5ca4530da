"""Text and names for LaTeX: escaping, names of macros, templates whose values are always escaped.

What comes out is ASCII, so that it compiles under any input and font encoding, with no package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from scripts.common.errors import UserError
from scripts.common.latex.letters import ACCENTS, DOTLESS, LETTERS
from scripts.common.templates import jinja

LONGEST_TEXT = 10_000
# Longer words may be broken, at every so many letters.
LONGEST_WORD, PIECE = 24, 8

# Controls, marks of direction and the like, and halves of letters.
_DROPPED = ("Cc", "Cf", "Cs")
_FIXED_BLANKS = {0x00A0: "~", 0x202F: "~"}
_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
# Side by side these would join to another sign.
_JOINING = re.compile(r"--|''|,,|``|[?!]`")
_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def latex(text: str) -> str:
    """Text as LaTeX that prints it and does nothing else.

    Marks of direction and control characters are dropped, white space becomes single blanks, and a
    text of more than `LONGEST_TEXT` characters is cut. A letter that the usual fonts lack, such as
    a kanji, stands as its code: (U+8F38).
    """
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _DROPPED)
    text = unicodedata.normalize("NFC", _BREAKABLE.sub(" ", "".join(kept)))
    return re.sub(r"\S+", lambda word: _word(word[0]), text).translate(_FIXED_BLANKS)


def macro_name(*parts: str) -> str:
    r"""A name of letters only from ids: ("exim_share_plaza", "CiLow") is \EximSharePlazaCiLow."""
    words = [word for part in parts for word in re.split(r"[^A-Za-z0-9]+", part) if word]
    name = "".join(word[0].upper() + word[1:] for word in words)
    return re.sub(r"\d", lambda found: _DIGITS[int(found[0])], name)


def one_each(names: Iterable[tuple[str, str]]) -> None:
    """Stop if a name of a macro is made from two things.

    Parameters
    ----------
    names : iterable of (name, origin)

    Raises
    ------
    UserError
        Naming the macro and both origins.
    """
    seen: dict[str, str] = {}
    for name, origin in names:
        if name in seen:
            raise UserError(
                f"the LaTeX macro \\{name} would stand for two things: {seen[name]}; and {origin}."
                " Names hold letters only; give one of them an id that differs by a letter."
            )
        seen[name] = origin


def latex_environment(folder: str | Path) -> jinja2.Environment:
    """Jinja for LaTeX and BibTeX, with ``<<value>>`` and ``<% block %>``; all texts are escaped."""
    environment = jinja(
        folder,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        autoescape=True,
        finalize=_escaped,
    )
    environment.filters["plain"] = _plain
    return environment


def _escaped(value: Any) -> Any:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return Markup(latex(value))


def _plain(text: str) -> Markup:
    """Ids, names of macros and comments, which stand as they are, in one line."""
    return Markup(" ".join(text.split()))


def _word(word: str) -> str:
    step = PIECE if len(word) > LONGEST_WORD else LONGEST_WORD
    return r"\-".join(_piece(word[i : i + step]) for i in range(0, len(word), step))


def _piece(letters: str) -> str:
    made = ""
    for letter in letters:
        next_one = _letter(letter)
        apart = "{}" if _JOINING.fullmatch(made[-1:] + next_one[:1]) else ""
        made += apart + next_one
    return made


def _letter(letter: str) -> str:
    if letter in LETTERS:
        return LETTERS[letter]
    if letter.isascii():
        return letter
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if marks and all(mark in ACCENTS for mark in marks):
        made = DOTLESS.get(base) or _letter(base)
        for mark in marks:
            made = f"{ACCENTS[mark]}{{{made}}}"
        return made
    alike = unicodedata.normalize("NFKD", letter)
    return f"(U+{ord(letter):04X})" if alike == letter else "".join(map(_letter, alike))
