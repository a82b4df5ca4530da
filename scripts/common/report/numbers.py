"""Every traced number of a report in reading order, with the place it stands in and comes from."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.common.report.model import Block, Items, Paragraph, Report, Table, Traced
from scripts.common.trace.places import Place

NumberRow = tuple[str, str, str, str, str, str]
NUMBER_COLUMNS = ("text", "place", "kind", "file", "row", "column")


def traced_numbers(report: Report) -> Iterator[NumberRow]:
    """Yield a row of `NUMBER_COLUMNS` for each traced run and each traced table cell.

    The place is the id of the table, else of the section; ``front`` is the first page.
    """
    for place, block in report.placed():
        kind = "cell" if isinstance(block, Table) else "text"
        for text, trace in _traced(block):
            origin = Place.of(trace)
            where = block.id if isinstance(block, Table) else place
            yield text, where, kind, origin.file, origin.row, origin.column


def _traced(block: Block) -> Iterator[tuple[str, str]]:
    """Texts and traces of a block."""
    if isinstance(block, Table):
        cells = (cell for row in block.rows for cell in row)
        yield from ((cell.text, cell.trace) for cell in cells if cell.trace and cell.text)
    elif isinstance(block, Paragraph | Items):
        parts = [block.runs] if isinstance(block, Paragraph) else [runs for _, runs in block.items]
        runs = (run for part in parts for run in part)
        yield from ((run.text, run.trace) for run in runs if isinstance(run, Traced))
