"""Everything a report is built from, read once: results with their places, the study, its sources.

Rows keep the file and the key that find them again, so that each number can carry its trace.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal, TypeVar

from scripts.common.formatting import number
from scripts.common.periods import noun_of, split_window
from scripts.common.report.model import Cell, Cite, Figure, Reference, Traced
from scripts.common.wording.periods import words_of
from scripts.common.wording.terms import FEW

# So many hypotheses are shown one by one, three pages of a table: of more, those with the smallest
# adjusted p-values. Nobody reads more, and results/verdicts.csv has all.
SHOWN = 60

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Row:
    """One row of a results file."""

    cells: Mapping[str, str]
    file: str
    key: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> float | None:
        """The number in a column, None where the cell is empty or the column is not there."""
        text = self.cells.get(column, "")
        return float(text) if text else None

    def p(self, column: str = "p_two_sided") -> float:
        """The p-value in a column, one where there is none: nothing was found."""
        p = self.number(column)
        return 1.0 if p is None else p

    def trace(self, column: str) -> str:
        """Where the number stands: file, row and column."""
        return f"{self.file}, {self.key}, column {column}"

    def cell(self, column: str, text: str, after: str = "") -> Cell:
        """A table cell that shows `text` for a column of this row; a dash where it is empty."""
        if not text:
            return Cell("–", self.trace(column))
        return Cell(text, self.trace(column), after=after)

    def rounded(self, column: str, digits: int = 1) -> Cell:
        """A table cell that shows the number in a column."""
        return self.cell(column, number(self.number(column), digits))

    def traced(self, column: str, text: str) -> Traced:
        """A piece of running text that shows `text` for a column of this row."""
        return Traced(text, self.trace(column))


@dataclass(frozen=True)
class Source:
    """A cell of a raw table as processed: its value and where it is printed."""

    year: int
    printed: str
    value: float | None
    status: str
    place: str


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by what they share, in the order in which it first occurs."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


@dataclass(frozen=True)
class Inputs:
    """What all sections are written from."""

    study: Mapping[str, Any]
    sources: Mapping[str, Any]
    verdicts: tuple[Row, ...]
    events: tuple[Row, ...]
    trends: tuple[Row, ...]
    breaks: tuple[Row, ...]
    partitions: tuple[Row, ...]
    panel: tuple[Row, ...]
    predictions: tuple[Row, ...]
    facts: tuple[Row, ...]
    assessments: tuple[Row, ...]
    dropped: tuple[Row, ...]
    placebo: tuple[Row, ...]
    curves: tuple[Row, ...]
    forensics: tuple[Row, ...]
    external: tuple[Row, ...]
    claims: tuple[Row, ...]
    validation: Mapping[str, Mapping[str, Any]]
    printed: Mapping[str, tuple[Source, ...]]
    figures: tuple[Figure, ...]
    references: tuple[Reference, ...]
    methods: Mapping[str, Mapping[str, Any]]
    data_hash: str
    shown: frozenset[str]
    shown_series: frozenset[str]

    @property
    def noun(self) -> str:
        """What a period of the study is called."""
        return noun_of(split_window(row["window"])[0] for row in self.verdicts)

    @property
    def few(self) -> bool:
        """Whether the hypotheses rest on few observations, so that persistence is hardly known."""
        sizes = [int(row["n_pre"]) + int(row["n_post"]) for row in self.verdicts if row["n_pre"]]
        return not sizes or median(sizes) < FEW

    @property
    def replicates(self) -> bool:
        """Whether the study holds the sentences of a work against its tables."""
        return bool(self.study.get("work")) and bool(self.claims)

    @property
    def as_printed(self) -> str:
        """What the values of the tables are: as printed in a work under study, or as given."""
        return "as printed" if self.study.get("work") else "as given"

    def is_shown(self, row: Row) -> bool:
        """Whether a row of a hypothesis stands in the tables of the report."""
        return row["hypothesis"] in self.shown

    @property
    def primary(self) -> list[Row]:
        """The verdicts on the primary hypotheses."""
        return [row for row in self.verdicts if row["primary"] == "True"]

    def method(self, id: str, form: Literal["name", "short"] = "name") -> str:
        """The name of a method, or its name in a table; its id where the texts have none."""
        return str(self.methods.get(id, {}).get(form, id.replace("_", " ")))

    def own_words(self) -> frozenset[str]:
        """What the study itself says of years, which the report does not put otherwise."""
        quoted = [list(row.cells.values()) for row in (*self.claims, *self.facts)]
        return words_of([dict(self.study), dict(self.sources), quoted])

    def table_of(self, row: Row) -> str:
        """The table that a row's series belongs to."""
        return str(self.study["series"][row["series"]]["table"])

    def label(self, series: str) -> str:
        """The label of a series for running text."""
        return str(self.study["series"][series]["label"])

    def short_label(self, series: str) -> str:
        """The label of a series for a table."""
        return str(self.study["series"][series]["short_label"])

    def event(self, name: str) -> str:
        """The label of an event."""
        return str(self.study["events"][name]["label"])

    def cite(self, key: str) -> Cite:
        """A work cited as "Andrews (1993)"."""
        return next(Cite(key, r.cited_as) for r in self.references if r.key == key)

    @property
    def level(self) -> float:
        """Coverage of the intervals."""
        return float(self.study["methods"]["level"])

    @property
    def alpha(self) -> float:
        """What is left to the level: the bound of a significant p-value."""
        return round(1.0 - self.level, 6)
