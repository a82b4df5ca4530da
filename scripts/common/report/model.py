"""What a report is made of, whatever it is rendered to: sections of paragraphs, tables and so on.

Text is plain text in small pieces (runs), never markup: each template escapes it for its format.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Traced:
    """A number in a text, and where it comes from."""

    text: str
    trace: str


@dataclass(frozen=True)
class Cite:
    """A work cited: `text` as "Andrews (1993)", `key` of its entry in the references."""

    key: str
    text: str


Run = str | Traced | Cite
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `role` is ``plain``, ``lead`` (the answer) or ``note`` (small)."""

    runs: Runs
    role: Literal["plain", "lead", "note"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Items:
    """A bulleted list; a term, where given, introduces its item in bold."""

    items: tuple[tuple[str, Runs], ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Cell:
    """A cell; `pad` is what it lacks on the right so that decimals align, never printed."""

    text: str
    trace: str = ""
    pad: str = ""
    after: str = ""


@dataclass(frozen=True)
class Column:
    """A column; `span` columns share the header, those after the first have ``header=None``."""

    header: str | None
    align: Literal["left", "right"] = "right"
    span: int = 1


@dataclass(frozen=True)
class Table:
    """A table; the first column names its rows. `source` says where its numbers stand."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...] = ()
    large: bool = False
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}: a row of {len(row)}, not {len(self.columns)}")


def left(*headers: str) -> list[Column]:
    """Columns of words."""
    return [Column(header, "left") for header in headers]


def right(*headers: str) -> list[Column]:
    """Columns of numbers."""
    return [Column(header) for header in headers]


def pair(header: str) -> list[Column]:
    """Two columns of numbers under one header, such as the ends of an interval."""
    return [Column(header, span=2), Column(None)]


def table_of(
    id: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    source: str,
    *notes: str,
    large: bool = False,
) -> Table:
    """A table whose decimals stand in line; see `Table`."""
    return Table(id, caption, tuple(columns), aligned(columns, rows), source, notes, large)


@dataclass(frozen=True)
class Figure:
    """A figure that is already drawn, with everything that is printed beside it."""

    id: str
    title: str
    caption: str
    alt: str
    kind: Literal["figure"] = "figure"

    @property
    def heading(self) -> str:
        """The title as a sentence: with a full stop unless it ends in a mark of its own."""
        return self.title if self.title.endswith((".", "?", "!")) else f"{self.title}."


@dataclass(frozen=True)
class Reference:
    """An entry of the references, in the fields of BibTeX."""

    key: str
    type: str
    fields: dict[str, str]
    cited_as: str
    formatted: str
    url: str = ""


@dataclass(frozen=True)
class References:
    """The list of references, in order."""

    entries: tuple[Reference, ...]
    kind: Literal["references"] = "references"


Block = Paragraph | Items | Table | Figure | References


@dataclass(frozen=True)
class Section:
    """A section with its blocks, then its subsections; ids are stable, for links.

    Blocks of a section that is `narrow` stand in two columns where there is room, as on paper.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    subsections: tuple[Section, ...] = ()
    appendix: bool = False
    narrow: bool = False


@dataclass(frozen=True)
class Report:
    """The whole report: `front` is the first page, before the sections.

    `edition` names the version of the study and of its data.
    """

    title: str
    subtitle: str
    front: tuple[Block, ...]
    sections: tuple[Section, ...]
    summary: tuple[str, ...]
    edition: str

    def placed(self) -> Iterator[tuple[str, Block]]:
        """All blocks in reading order, each with its section; ``front`` is the first page."""
        yield from (("front", block) for block in self.front)
        for section in self.sections:
            yield from _placed(section)

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        return (block for _, block in self.placed())


def prose(template: str, **fields: Run | Sequence[Run]) -> Runs:
    """Fill the named fields of a sentence with runs, keeping traces and citations.

    Raises
    ------
    KeyError
        If a field has no value: a report never has a hole.
    """
    runs: list[Run] = []
    for text, name, _, _ in string.Formatter().parse(template):
        if text:
            runs.append(text)
        if name is not None:
            value = fields[name]
            runs += [value] if isinstance(value, str | Traced | Cite) else list(value)
    return tuple(runs)


def paragraph(
    template: str, role: Literal["plain", "lead", "note"] = "plain", **fields: Run | Sequence[Run]
) -> Paragraph:
    """A paragraph from a sentence with fields; see `prose`."""
    return Paragraph(prose(template, **fields), role)


def marked(text: str, numbers: Sequence[Traced]) -> Runs:
    """Cut a sentence at those of the numbers that stand in it, in the order given.

    A number does not match a part of another one, such as 5 in 95%.
    """
    runs: list[Run] = []
    rest = text
    for number in numbers:
        found = re.search(rf"(?<![\d.,]){re.escape(number.text)}(?![.,]?\d)", rest)
        if found and number.text:
            runs += [rest[: found.start()], number]
            rest = rest[found.end() :]
    return tuple(run for run in (*runs, rest) if run != "")


def plain_text(runs: Sequence[Run]) -> str:
    """The words of some runs without their traces."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def aligned(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> tuple[tuple[Cell, ...], ...]:
    """Pad the cells of right-aligned columns so that their decimal points stand in line."""
    widths = [0] * len(columns)
    for row in rows:
        for i, cell in enumerate(row):
            if columns[i].align == "right":
                widths[i] = max(widths[i], len(_decimals(cell.text)))
    return tuple(
        tuple(
            Cell(cell.text, cell.trace, _padding(cell.text, widths[i]), cell.after)
            for i, cell in enumerate(row)
        )
        for row in rows
    )


def _decimals(text: str) -> str:
    """The decimal point and what follows, of a text that is a number; else nothing."""
    head, point, tail = text.rpartition(".")
    return point + tail if point and tail.isdigit() and head[-1:].isdigit() else ""


def _padding(text: str, width: int) -> str:
    have = _decimals(text)
    if not text[-1:].isdigit() or len(have) >= width:
        return ""
    return "." * (not have) + "0" * (width - max(len(have), 1))


def _placed(section: Section) -> Iterator[tuple[str, Block]]:
    yield from ((section.id, block) for block in section.blocks)
    for subsection in section.subsections:
        yield from _placed(subsection)
