"""Read what a report is built from: every file once, rows with the keys that find them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from scripts.common.errors import UserError
from scripts.common.periods import parse_period
from scripts.common.raw.metadata import load_sources
from scripts.common.report.inputs import SHOWN, Inputs, Row, Source
from scripts.common.report.model import Figure
from scripts.common.report.references import read_references
from scripts.common.tables import rows_of_series

Cells = Mapping[str, str]
# Cited by the text on the methods: always, and where breaks at an unknown date were sought.
_ALWAYS_CITED = ("andrews1993median", "benjamini1995", "holm1979")
_CITED_OF_BREAKS = ("bai1997", "bai1998", "eo2015")
# The parts of a figure's .md that stand beside it here; see scripts/templates/figure.md.j2.
_PARTS = {
    "title": re.compile(r"^# (.+)$", re.MULTILINE),
    **{
        part: re.compile(rf"^\*\*{part}\.\*\*(.+?)(?=^\*\*|\Z)", re.MULTILINE | re.DOTALL | re.I)
        for part in ("caption", "alternative text")
    },
}


class _Rows(NamedTuple):
    """Rows of results: their field of `Inputs`, and the columns that name one of them.

    Of more hypotheses than can be shown those rows are kept whose hypothesis or series, as `of`
    says, is shown, and those that sentences count: they have all cells of one of `counted`.
    """

    field: str
    keys: tuple[str, ...]
    of: str = ""
    counted: tuple[Cells, ...] = ()


# By the name of the input of the rule.
_VERDICTS = _Rows("verdicts", ("hypothesis",))
_CURVES = _Rows("curves", ("hypothesis", "specification"))
# Of these the methods are listed.
_TESTS = {
    "events": _Rows("events", ("hypothesis", "event_year", "method", "parameter"), "hypothesis"),
    "trends": _Rows(
        "trends",
        ("series", "window", "method", "parameter"),
        "series",
        ({"method": "mk"}, {"method": "trend_boot_ar1"}),
    ),
    "breaks": _Rows(
        "breaks",
        ("series", "window", "model", "trimming", "test"),
        "series",
        ({"test": "supf", "model": "mean"},),
    ),
    "panel": _Rows("panel", ("panel", "event_year", "method", "parameter")),
}
_OTHERS = {
    "partitions": _Rows("partitions", ("series", "window", "model", "n_breaks"), "series"),
    "scorecard": _Rows("predictions", ("theory", "hypothesis")),
    "facts": _Rows("facts", ("id",)),
    "methods": _Rows(
        "assessments", ("hypothesis", "method", "parameter"), "hypothesis", ({"primary": "True"},)
    ),
    "leave_one_out": _Rows("dropped", ("hypothesis", "dropped_year"), "hypothesis"),
    "placebo": _Rows("placebo", ("hypothesis", "placebo_year"), "hypothesis"),
    "forensics": _Rows("forensics", ("table", "series", "year", "rank")),
    "external": _Rows("external", ("series", "year")),
    "claims": _Rows("claims", ("claim",)),
}


def read_inputs(study: Mapping[str, Any], paths: Mapping[str, Sequence[str]]) -> Inputs:
    """Read all results that the report shows; what a study has not is left out.

    Of more hypotheses than the report can show only what its sentences count is kept.

    Parameters
    ----------
    paths : mapping
        Files by name, as `run` gives the inputs of a rule; results that a study has not may be
        lacking.
    """
    sources = load_sources(paths["sources"][0])
    records = json.loads(Path(paths["validation"][0]).read_text(encoding="utf-8"))
    about = yaml.safe_load(Path(paths["texts"][0]).read_text(encoding="utf-8"))
    verdicts = tuple(_read(paths["verdicts"], _VERDICTS))
    shown = _shown(verdicts)
    every = len(shown["hypothesis"]) == len(verdicts)
    ran: set[str] = set()

    def read(rows: _Rows, name: str) -> tuple[Row, ...]:
        def wanted(cells: Cells) -> bool:
            if name in _TESTS:
                ran.add(cells.get("test") or cells["method"])
            if every or not rows.of or cells[rows.of] in shown[rows.of]:
                return True
            return any(cells.items() >= one.items() for one in rows.counted)

        return tuple(_read(paths.get(name, ()), rows, wanted))

    results = {rows.field: read(rows, name) for name, rows in (_TESTS | _OTHERS).items()}
    files = paths.get("multiverse", ())
    curves = [path for path in files if every or Path(path).stem in shown["hypothesis"]]
    methods = {id: texts for id, texts in about.items() if id in ran}
    cited = {*_ALWAYS_CITED, *(_CITED_OF_BREAKS if results["breaks"] else ())}
    cited |= {key for texts in methods.values() for key in texts.get("cite", [])}
    return Inputs(
        study=study,
        sources=sources,
        verdicts=verdicts,
        # A curve repeats its summary in all of its rows.
        curves=tuple(row for path in curves for row in islice(_read([path], _CURVES), 1)),
        validation={record["table"]: record for record in records},
        printed=_printed(paths["processed"], None if every else shown["series"]),
        figures=tuple(read_figure(path) for path in paths["captions"]),
        references=read_references(paths["bib"][0], _cited_works(study, sources), cited),
        methods=methods,
        data_hash=hash_of(paths["processed"]),
        shown=shown["hypothesis"],
        shown_series=shown["series"],
        **results,
    )


def _shown(verdicts: Sequence[Row]) -> dict[str, frozenset[str]]:
    """The hypotheses that are shown one by one, and their series."""
    ranked = sorted(verdicts, key=lambda row: float(row["p_adjusted"] or 2.0))[:SHOWN]
    return {column: frozenset(row[column] for row in ranked) for column in ("hypothesis", "series")}


def hash_of(paths: Sequence[str]) -> str:
    """Twelve digits that change with any byte of the files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]


def read_figure(path: str) -> Figure:
    """Read the texts of a figure from its ``.md``.

    Raises
    ------
    UserError
        If the file has no title, caption or alternative text.
    """
    text = Path(path).read_text(encoding="utf-8")
    matches = {name: part.search(text) for name, part in _PARTS.items()}
    found = {name: " ".join(match[1].split()) for name, match in matches.items() if match}
    lacking = [name for name in _PARTS if not found.get(name)]
    if lacking:
        raise UserError(f"{path} has no {' and no '.join(lacking)}; run the figure's rule again.")
    title, caption, alt = (found[name] for name in _PARTS)
    return Figure(Path(path).stem, title, caption, alt)


def _cited_works(study: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """The work under study and those that the tables in use come from."""
    tables = [sources["tables"][table] for table in study["tables"]]
    own = [study["work"]] if study.get("work") else []
    keys = dict.fromkeys([*own, *(table["work"] for table in tables)])
    return {key: sources["works"][key] for key in keys}


def _read(
    paths: Iterable[str], rows: _Rows, wanted: Callable[[Cells], bool] = lambda _: True
) -> Iterator[Row]:
    for path in paths:
        with Path(path).open(encoding="utf-8", newline="") as file:
            for cells in filter(wanted, csv.DictReader(file)):
                named = [cells[key] for key in rows.keys if cells.get(key)]
                yield Row(cells, path, f"row {' '.join(named)}")


def _printed(paths: Iterable[str], only: frozenset[str] | None) -> dict[str, tuple[Source, ...]]:
    found: dict[str, list[Source]] = {}
    for path in paths:
        for cells in csv.DictReader(rows_of_series(path, only)):
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
