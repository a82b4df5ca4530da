"""Parts of a study's tables: the series that one job of a stage works through.

A table of few series is one part and bears the table's name, so that its results are the table's. A
table of more series than `chunk.series` is worked through in numbered parts, whose results are
joined: cost and memory of a job are those of a part, and parts run side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from scripts.common.study.model import Hypothesis, Span, Study

OfSeries = TypeVar("OfSeries", Hypothesis, Span)


@dataclass(frozen=True)
class Part:
    """Series of one table that go through the stages together.

    Parameters
    ----------
    name : str
        The table, or ``{table}/0001`` and so on.
    table : str
    series : tuple of str
        Ids, in the order of the table.
    """

    name: str
    table: str
    series: tuple[str, ...]

    def of_series(self, entries: Iterable[OfSeries]) -> list[OfSeries]:
        """Those of a table's hypotheses, or spans, that are about a series of this part."""
        own = set(self.series)
        return [entry for entry in entries if entry.series in own]


def parts_of(study: Study, table: str) -> list[Part]:
    """The parts of one table, of `chunk.series` series each, the last of what is left."""
    names, size = [s.id for s in study.series_of(table)], study.chunk["series"]
    if len(names) <= size:
        return [Part(table, table, tuple(names))]
    starts = range(0, len(names), size)
    return [
        Part(f"{table}/{number:04}", table, tuple(names[start : start + size]))
        for number, start in enumerate(starts, start=1)
    ]


def batches(names: Iterable[str], size: int) -> dict[str, list[str]]:
    """Calibrations in batches of `size`: one alone keeps its name, several get a number."""
    listed = list(names)
    if size == 1:
        return {name: [name] for name in listed}
    return {
        f"{number:04}": listed[start : start + size]
        for number, start in enumerate(range(0, len(listed), size), start=1)
    }
