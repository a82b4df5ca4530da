"""Every traced number of a report in reading order, with the place it stands in and comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scripts.common.report.model import Block, Items, Paragraph, Report, Run, Section, Table, Traced
from scripts.common.trace.places import Place

NumberRow = tuple[str, str, str, str, str, str]
NUMBER_COLUMNS = ("text", "place", "kind", "file", "row", "column")


def traced_numbers(report: Report) -> Iterator[NumberRow]:
    """Yield a row of `NUMBER_COLUMNS` for each traced run and each traced table cell.

    The place is the id of the table, else of the section; ``front`` is the first page.
    """
    yield from _of_blocks(report.front, "front")
    for section in report.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[NumberRow]:
    yield from _of_blocks(section.blocks, section.id)
    for subsection in section.subsections:
        yield from _of_section(subsection)


def _of_blocks(blocks: Iterable[Block], place: str) -> Iterator[NumberRow]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _of_runs(block.runs, place)
        elif isinstance(block, Items):
            for _, runs in block.items:
                yield from _of_runs(runs, place)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    if cell.trace and cell.text:
                        yield _row(cell.text, block.id, "cell", cell.trace)


def _of_runs(runs: Iterable[Run], place: str) -> Iterator[NumberRow]:
    for run in runs:
        if isinstance(run, Traced):
            yield _row(run.text, place, "text", run.trace)


def _row(text: str, place: str, kind: str, trace: str) -> NumberRow:
    origin = Place.of(trace)
    return text, place, kind, origin.file, origin.row, origin.column
