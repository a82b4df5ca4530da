"""Errors that are meant for the user: plain sentences that name the place and the way out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

LONGEST_VALUE_SHOWN = 60


class UserError(Exception):
    """A mistake the user can mend; its message is shown as it stands, without a traceback."""


class Fault(ValueError):
    """What is wrong with one text, said before its place in a file is known.

    Parameters
    ----------
    rule, message, remedy : str
        As in `Problem`.
    """

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy = rule, message, remedy

    def at(
        self,
        file: str,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> Problem:
        """Return the fault as a problem at a place."""
        return Problem(file, self.rule, self.message, self.remedy, line, column, value)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one file.

    Parameters
    ----------
    file : str
        The file as the user knows it, for example ``data/raw/exim.csv``.
    rule : str
        Short id of the rule that is broken, for example ``number``.
    message : str
        What is wrong, as the rest of a sentence that begins with the value where there is one.
    remedy : str
        What to do about it, as a sentence.
    line : int, optional
        Line of the file, the first being 1.
    column : str, optional
        Name of the column.
    value : str, optional
        The offending text as it stands in the file.
    """

    file: str
    rule: str
    message: str
    remedy: str
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """Return the problem as one line: place, value, what is wrong, rule, remedy."""
        line = None if self.line is None else f"line {self.line}"
        column = None if self.column is None else f"column {self.column}"
        place = ", ".join(part for part in (self.file, line, column) if part)
        value = "" if self.value is None else f'"{_shown(self.value)}" '
        return f"{place}: {value}{self.message} (rule: {self.rule}). Remedy: {self.remedy}"


class TableError(UserError):
    """Everything that is wrong with the tables, said at once.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = f"{count} problem{'s' if count > 1 else ''} in the tables:"
        super().__init__("\n".join([heading, *map(str, self.problems)]))


def answered(answer: Callable[[], str]) -> int:
    """Print what a command answers, or on stderr why it cannot; returns the program's status."""
    try:
        print(answer())
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _shown(text: str) -> str:
    """Return a cell so that it can be printed anywhere: short, invisible characters spelled out."""
    if len(text) > LONGEST_VALUE_SHOWN:
        text = text[: LONGEST_VALUE_SHOWN - 3] + "..."
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    """Return ``\\x00`` or the like; a surrogate stands for the byte it could not decode."""
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else ascii(character)[1:-1]
