"""Everything a report is built from, read once: results with their places, the study, its sources.

Rows keep the file and the key that find them again, so that each number can carry its trace.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.metadata import load_sources
from scripts.common.periods import parse_period, split_window
from scripts.common.report_model import Cell, Cite, Reference, Traced
from scripts.common.report_references import read_references
from scripts.common.wording import FEW
from scripts.common.wording_periods import noun_of, words_of

# Cited by the text on the methods: always, and where breaks at an unknown date were sought.
_ALWAYS_CITED = ("andrews1993median", "benjamini1995", "holm1979")
_CITED_OF_BREAKS = ("bai1997", "bai1998", "eo2015")
# So many hypotheses are shown one by one, three pages of a table: of more, those with the smallest
# adjusted p-values. Nobody reads more, and results/verdicts.csv has all.
SHOWN = 60
# What sentences count over all series, shown or not.
_COUNTED_TRENDS = ("mk", "trend_boot_ar1")
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


Keep = Callable[[Row], bool]


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


def read_inputs(
    study: Mapping[str, Any],
    path_to_sources: str,
    path_to_verdicts: str,
    paths_to_events: Iterable[str],
    path_to_assessments: str,
    paths_to_processed: Sequence[str],
    path_to_validation: str,
    path_to_bib: str,
    path_to_methods: str,
    paths_to_captions: Iterable[str],
    paths_to_trends: Iterable[str] = (),
    paths_to_breaks: Iterable[str] = (),
    paths_to_partitions: Iterable[str] = (),
    paths_to_panel: Iterable[str] = (),
    paths_to_scorecard: Iterable[str] = (),
    paths_to_facts: Iterable[str] = (),
    paths_to_leave_one_out: Iterable[str] = (),
    paths_to_placebo: Iterable[str] = (),
    paths_to_multiverse: Iterable[str] = (),
    paths_to_forensics: Iterable[str] = (),
    paths_to_external: Iterable[str] = (),
    paths_to_claims: Iterable[str] = (),
) -> Inputs:
    """Read all results that the report shows; what a study has not is left out.

    Of more hypotheses than the report can show only what its sentences count is kept.
    """
    sources = load_sources(path_to_sources)
    records = json.loads(Path(path_to_validation).read_text(encoding="utf-8"))
    about = yaml.safe_load(Path(path_to_methods).read_text(encoding="utf-8"))
    verdicts = tuple(_rows([path_to_verdicts], ("hypothesis",)))
    shown = _shown(verdicts)
    of_series = frozenset(row["series"] for row in verdicts if row["hypothesis"] in shown)
    every = len(shown) == len(verdicts)
    ran: set[str] = set()

    def read(paths: Iterable[str], keys: tuple[str, ...], keep: Keep) -> tuple[Row, ...]:
        kept = []
        for row in _rows(paths, keys):
            ran.add(row.cells.get("test") or row.cells.get("method", ""))
            if every or keep(row):
                kept.append(row)
        return tuple(kept)

    def of_shown(row: Row) -> bool:
        return row["hypothesis"] in shown

    trends = read(
        paths_to_trends,
        ("series", "window", "method", "parameter"),
        lambda row: row["series"] in of_series or row["method"] in _COUNTED_TRENDS,
    )
    breaks = read(
        paths_to_breaks,
        ("series", "window", "model", "trimming", "test"),
        lambda row: row["series"] in of_series or (row["test"], row["model"]) == ("supf", "mean"),
    )
    events = read(paths_to_events, ("hypothesis", "event_year", "method", "parameter"), of_shown)
    panel = read(paths_to_panel, ("panel", "event_year", "method", "parameter"), lambda _: True)
    methods = {id: texts for id, texts in about.items() if id in ran}
    cited = {*_ALWAYS_CITED, *(_CITED_OF_BREAKS if breaks else ())}
    cited |= {key for texts in methods.values() for key in texts.get("cite", [])}
    curves = [path for path in paths_to_multiverse if every or Path(path).stem in shown]
    return Inputs(
        study=study,
        sources=sources,
        verdicts=verdicts,
        events=events,
        trends=trends,
        breaks=breaks,
        partitions=read(
            paths_to_partitions,
            ("series", "window", "model", "n_breaks"),
            lambda row: row["series"] in of_series,
        ),
        panel=panel,
        predictions=tuple(_rows(paths_to_scorecard, ("theory", "hypothesis"))),
        facts=tuple(_rows(paths_to_facts, ("id",))),
        assessments=read(
            [path_to_assessments],
            ("hypothesis", "method", "parameter"),
            lambda row: row["primary"] == "True" or of_shown(row),
        ),
        dropped=read(paths_to_leave_one_out, ("hypothesis", "dropped_year"), of_shown),
        placebo=read(paths_to_placebo, ("hypothesis", "placebo_year"), of_shown),
        curves=tuple(_first_rows(curves, ("hypothesis", "specification"))),
        forensics=tuple(_rows(paths_to_forensics, ("table", "series", "year", "rank"))),
        external=tuple(_rows(paths_to_external, ("series", "year"))),
        claims=tuple(_rows(paths_to_claims, ("claim",))),
        validation={record["table"]: record for record in records},
        printed=_printed(paths_to_processed, None if every else of_series),
        figures=tuple(read_drawing(path) for path in paths_to_captions),
        references=read_references(path_to_bib, _cited_works(study, sources), cited),
        methods=methods,
        data_hash=hash_of(paths_to_processed),
        shown=shown,
        shown_series=of_series,
    )


def _shown(verdicts: Sequence[Row]) -> frozenset[str]:
    """The hypotheses that are shown one by one."""
    ranked = sorted(verdicts, key=lambda row: float(row["p_adjusted"] or 2.0))
    return frozenset(row["hypothesis"] for row in ranked[:SHOWN])


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
    own = [study["work"]] if study.get("work") else []
    keys = dict.fromkeys([*own, *(table["work"] for table in tables)])
    return {key: sources["works"][key] for key in keys}


def _rows(paths: Iterable[str], keys: tuple[str, ...]) -> Iterable[Row]:
    for path in paths:
        for cells in _cells(path):
            named = [cells[key] for key in keys if cells.get(key)]
            yield Row(cells, path, f"row {' '.join(named)}")


def _first_rows(paths: Iterable[str], keys: tuple[str, ...]) -> Iterable[Row]:
    """The first row of each file: a curve repeats its summary in all of them."""
    for path in paths:
        yield from islice(_rows([path], keys), 1)


def _printed(paths: Iterable[str], only: frozenset[str] | None) -> dict[str, tuple[Source, ...]]:
    found: dict[str, list[Source]] = {}
    for path in paths:
        for cells in _cells(path):
            if only is not None and cells["series"] not in only:
                continue
            place = f"{cells['source_file']}, line {cells['source_line']}"
            value = float(cells["value"]) if cells["value"] else None
            source = Source(
                parse_period(cells["year"]),
                cells["printed"],
                value,
                cells["status"],
                f"{place}, column {cells['source_column']}",
            )
            found.setdefault(cells["series"], []).append(source)
    return {series: tuple(sources) for series, sources in found.items()}


def _cells(path: str) -> Iterator[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
