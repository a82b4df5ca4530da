"""Everything a report is built from, read once: results with their places, the study, its sources.

Rows keep the file and the key that find them again, so that each number can carry its trace.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.metadata import load_sources
from scripts.common.report_model import Cell, Cite, Reference, Traced
from scripts.common.report_references import read_references

# Cited by the text on the methods, whatever methods ran.
_ALWAYS_CITED = ("andrews1993median", "bai1997", "bai1998", "benjamini1995", "eo2015", "holm1979")
# The parts of a figure's .md that stand beside it here; see scripts/templates/figure.md.j2.
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_CAPTION = re.compile(r"^\*\*Caption\.\*\*(.+?)(?=^\*\*|\Z)", re.MULTILINE | re.DOTALL)
_ALT = re.compile(r"^\*\*Alternative text\.\*\*(.+?)(?=^\*\*|\Z)", re.MULTILINE | re.DOTALL)


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

    def trace(self, column: str) -> str:
        """Where the number stands: file, row and column."""
        return f"{self.file}, {self.key}, column {column}"

    def cell(self, column: str, text: str, after: str = "") -> Cell:
        """A table cell that shows `text` for a column of this row; a dash where it is empty."""
        if not text:
            return Cell("–", self.trace(column))
        return Cell(text, self.trace(column), after=after)

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


@dataclass(frozen=True)
class Drawing:
    """A figure's texts and files."""

    id: str
    title: str
    caption: str
    alt: str


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
    figures: tuple[Drawing, ...]
    references: tuple[Reference, ...]
    methods: Mapping[str, Mapping[str, Any]]
    data_hash: str

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


def read_inputs(
    study: Mapping[str, Any],
    path_to_sources: str,
    path_to_verdicts: str,
    paths_to_events: Iterable[str],
    paths_to_trends: Iterable[str],
    paths_to_breaks: Iterable[str],
    paths_to_partitions: Iterable[str],
    path_to_panel: str,
    path_to_scorecard: str,
    path_to_facts: str,
    path_to_assessments: str,
    path_to_leave_one_out: str,
    path_to_placebo: str,
    paths_to_multiverse: Iterable[str],
    path_to_forensics: str,
    path_to_external: str,
    path_to_claims: str,
    paths_to_processed: Sequence[str],
    path_to_validation: str,
    path_to_bib: str,
    path_to_methods: str,
    paths_to_captions: Iterable[str],
) -> Inputs:
    """Read all results that the report shows."""
    sources = load_sources(path_to_sources)
    records = json.loads(Path(path_to_validation).read_text(encoding="utf-8"))
    methods = yaml.safe_load(Path(path_to_methods).read_text(encoding="utf-8"))
    events = tuple(_rows(paths_to_events, ("hypothesis", "event_year", "method", "parameter")))
    trends = tuple(_rows(paths_to_trends, ("series", "window", "method", "parameter")))
    breaks = tuple(_rows(paths_to_breaks, ("series", "window", "model", "trimming", "test")))
    panel = tuple(_rows([path_to_panel], ("panel", "event_year", "method", "parameter")))
    ran = {r["method"] for r in (*events, *trends, *panel)} | {r["test"] for r in breaks}
    methods = {id: about for id, about in methods.items() if id in ran}
    cited = {*_ALWAYS_CITED, *(key for about in methods.values() for key in about.get("cite", []))}
    return Inputs(
        study=study,
        sources=sources,
        verdicts=tuple(_rows([path_to_verdicts], ("hypothesis",))),
        events=events,
        trends=trends,
        breaks=breaks,
        partitions=tuple(_rows(paths_to_partitions, ("series", "window", "model", "n_breaks"))),
        panel=panel,
        predictions=tuple(_rows([path_to_scorecard], ("theory", "hypothesis"))),
        facts=tuple(_rows([path_to_facts], ("id",))),
        assessments=tuple(_rows([path_to_assessments], ("hypothesis", "method", "parameter"))),
        dropped=tuple(_rows([path_to_leave_one_out], ("hypothesis", "dropped_year"))),
        placebo=tuple(_rows([path_to_placebo], ("hypothesis", "placebo_year"))),
        curves=tuple(_first_rows(paths_to_multiverse, ("hypothesis", "specification"))),
        forensics=tuple(_rows([path_to_forensics], ("table", "series", "year", "rank"))),
        external=tuple(_rows([path_to_external], ("series", "year"))),
        claims=tuple(_rows([path_to_claims], ("claim",))),
        validation={record["table"]: record for record in records},
        printed=_printed(paths_to_processed),
        figures=tuple(read_drawing(path) for path in paths_to_captions),
        references=read_references(path_to_bib, _cited_works(study, sources), cited),
        methods=methods,
        data_hash=hash_of(paths_to_processed),
    )


def hash_of(paths: Sequence[str]) -> str:
    """Twelve digits that change with any byte of the files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]


def read_drawing(path: str) -> Drawing:
    """Read the texts of a figure from its ``.md``.

    Raises
    ------
    UserError
        If the file has no title, caption or alternative text.
    """
    text = Path(path).read_text(encoding="utf-8")
    parts = {
        "title": _TITLE.search(text),
        "caption": _CAPTION.search(text),
        "alternative text": _ALT.search(text),
    }
    found = {name: " ".join(match[1].split()) for name, match in parts.items() if match}
    lacking = [name for name in parts if not found.get(name)]
    if lacking:
        raise UserError(f"{path} has no {' and no '.join(lacking)}; run the figure's rule again.")
    return Drawing(Path(path).stem, *(found[name] for name in parts))


def _cited_works(study: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """The work under study and those that the tables in use come from."""
    tables = [sources["tables"][table] for table in study["tables"]]
    keys = dict.fromkeys([study["work"], *(table["work"] for table in tables)])
    return {key: sources["works"][key] for key in keys}


def _rows(paths: Iterable[str], keys: tuple[str, ...]) -> Iterable[Row]:
    for path in paths:
        for cells in _cells(path):
            named = [cells[key] for key in keys if cells.get(key)]
            yield Row(cells, path, f"row {' '.join(named)}")


def _first_rows(paths: Iterable[str], keys: tuple[str, ...]) -> Iterable[Row]:
    """The first row of each file: a curve repeats its summary in all of them."""
    for path in paths:
        yield from list(_rows([path], keys))[:1]


def _printed(paths: Iterable[str]) -> dict[str, tuple[Source, ...]]:
    found: dict[str, list[Source]] = {}
    for path in paths:
        for cells in _cells(path):
            place = f"{cells['source_file']}, line {cells['source_line']}"
            value = float(cells["value"]) if cells["value"] else None
            source = Source(
                int(cells["year"]),
                cells["printed"],
                value,
                cells["status"],
                f"{place}, column {cells['source_column']}",
            )
            found.setdefault(cells["series"], []).append(source)
    return {series: tuple(sources) for series, sources in found.items()}


def _cells(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
