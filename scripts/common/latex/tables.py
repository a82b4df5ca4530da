"""The report's tables for LaTeX: which columns may wrap, and how small the letters must be.

Widths are estimated, for the fonts of LaTeX, and only decide between forms; what wraps is set by
tabularx to the width that the page has.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scripts.common.report.model import Cell, Column, Table

TEXT_WIDTH = 440  # points; of a page of A4 with margins of 2.5 cm, a little less
# Tried in order: size, points of an average letter, points between columns, number of letters
# beyond which a text may be wrapped.
FORMS = (
    ("footnotesize", 4.5, 6.0, 14),
    ("scriptsize", 4.05, 4.0, 14),
    ("scriptsize", 4.05, 4.0, 8),
)
PAGE = 600  # points that the rows of a table may be high, so that heading, caption and notes fit
_LEADING = {"footnotesize": 11.0, "scriptsize": 9.5}  # points from line to line
_DASHES = ("-", "–")


@dataclass(frozen=True)
class Head:
    """A heading in lines, over `span` columns."""

    lines: tuple[str, ...]
    align: str
    span: int


@dataclass(frozen=True)
class Sheet:
    """A table with its layout.

    Parameters
    ----------
    size : str
        Command of the size of its letters.
    gap : float
        Points between columns, half of it on either side.
    columns : sequence of str
        Specification of each column; an ``X`` is wrapped.
    wrapped : bool
        Whether it takes all the width there is.
    height : float
        Points that its rows take.
    fits : bool
        Whether a page can hold it.
    """

    table: Table
    size: str
    gap: float
    columns: tuple[str, ...]
    heads: tuple[Head, ...]
    wrapped: bool
    height: float
    fits: bool = True


def laid_out(table: Table) -> Sheet:
    """Choose the size and the columns that wrap; the first form that fits, else the last."""
    for size, letter, gap, longest in FORMS:
        widths, least = _natural(table, letter), _least(table, letter, longest)
        room = TEXT_WIDTH - gap * (len(widths) - 1)
        elastic = [i for i, width in enumerate(widths) if width > least[i] and sum(widths) > room]
        room -= sum(width for i, width in enumerate(widths) if i not in elastic)
        shares = _shared(room, {i: (least[i], widths[i]) for i in elastic})
        sheet = _sheet(table, size, letter, gap, widths, shares)
        if sheet.height <= PAGE and sum(least[i] for i in elastic) <= room:
            return sheet
    return replace(sheet, fits=False)


def _sheet(
    table: Table,
    size: str,
    letter: float,
    gap: float,
    widths: Sequence[float],
    shares: dict[int, float],
) -> Sheet:
    mean = sum(shares.values()) / max(len(shares), 1)
    columns = tuple(
        rf">{{\hsize={shares[i] / mean:.3f}\hsize\raggedright\arraybackslash}}X"
        if i in shares
        else column.align[0]
        for i, column in enumerate(table.columns)
    )
    heads = []
    for i, column in enumerate(table.columns):
        if column.header is not None:
            width = sum(shares.get(j, widths[j]) for j in range(i, i + column.span))
            align = "c" if column.span > 1 else column.align[0]
            heads.append(Head(_lines(column.header, width / letter), align, column.span))
    height = _LEADING[size] * sum(
        max(
            math.ceil(letter * _length(_shown(cell)) / shares.get(i, math.inf)) or 1
            for i, cell in enumerate(row)
        )
        for row in table.rows
    )
    return Sheet(table, size, gap, columns, tuple(heads), bool(shares), height)


def _natural(table: Table, letter: float) -> list[float]:
    """Width of each column if no cell is wrapped; its heading always is, between words."""
    return [
        letter * max([_length(_shown(row[i])) for row in table.rows] + [_longest_word(column)])
        for i, column in enumerate(table.columns)
    ]


def _least(table: Table, letter: float, longest: int) -> list[float]:
    """Width below which a column cannot go: its longest word, or all of it if it is short."""
    least = []
    for i, column in enumerate(table.columns):
        texts = [_shown(row[i]) for row in table.rows]
        wraps = column.align == "left" and max(map(len, texts), default=0) > longest
        pieces = [word for text in texts for word in text.split(" ")] if wraps else texts
        least.append(letter * max([_length(piece) for piece in pieces] + [_longest_word(column)]))
    return least


def _shared(room: float, ends: dict[int, tuple[float, float]]) -> dict[int, float]:
    """Room for the columns that wrap: the least each needs, the rest by what each lacks."""
    spare = room - sum(least for least, _ in ends.values())
    lacking = {i: natural - least for i, (least, natural) in ends.items()}
    return {
        i: least + max(spare, 0.0) * lacking[i] / sum(lacking.values())
        for i, (least, _) in ends.items()
    }


def _shown(cell: Cell) -> str:
    return cell.text + cell.pad + cell.after


def _length(text: str) -> float:
    """Letters of average width; a sign of mathematics is wider."""
    return len(text) + 0.6 * sum(letter in "−+<>±✓✗–" for letter in text)


def _longest_word(column: Column) -> float:
    words = _words(column.header or "") if column.span == 1 else []
    return max(map(_length, words), default=0.0)


def _lines(header: str, width: float) -> tuple[str, ...]:
    """The words of a heading in lines of at most `width` letters."""
    lines = [""]
    for word in _words(header):
        longer = f"{lines[-1]}{'' if lines[-1].endswith(_DASHES) else ' '}{word}".strip()
        if lines[-1] and _length(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def _words(header: str) -> list[str]:
    """What may stand in lines of its own: words, also those before and after a dash."""
    return re.split(r" |(?<=[-–])", header)
