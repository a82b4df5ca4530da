"""Read what a report is built from: every file once, rows with the keys that find them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_sources
from scripts.common.periods import parse_period
from scripts.common.report.inputs import SHOWN, Drawing, Inputs, Row, Source
from scripts.common.report.references import read_references
from scripts.common.tables import rows_of_series

Cells = Mapping[str, str]
Keep = Callable[[Cells], bool]
# Cited by the text on the methods: always, and where breaks at an unknown date were sought.
_ALWAYS_CITED = ("andrews1993median", "benjamini1995", "holm1979")
_CITED_OF_BREAKS = ("bai1997", "bai1998", "eo2015")
# What sentences count over all series, shown or not.
_COUNTED_TRENDS = ("mk", "trend_boot_ar1")
# The parts of a figure's .md that stand beside it here; see scripts/templates/figure.md.j2.
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_CAPTION = re.compile(r"^\*\*Caption\.\*\*(.+?)(?=^\*\*|\Z)", re.MULTILINE | re.DOTALL)
_ALT = re.compile(r"^\*\*Alternative text\.\*\*(.+?)(?=^\*\*|\Z)", re.MULTILINE | re.DOTALL)


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
        def wanted(cells: Cells) -> bool:
            ran.add(cells.get("test") or cells.get("method", ""))
            return every or keep(cells)

        return tuple(_rows(paths, keys, wanted))

    def of_shown(row: Cells) -> bool:
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


def _rows(
    paths: Iterable[str], keys: tuple[str, ...], wanted: Keep = lambda _: True
) -> Iterable[Row]:
    for path in paths:
        for cells in filter(wanted, _cells(path)):
            named = [cells[key] for key in keys if cells.get(key)]
            yield Row(cells, path, f"row {' '.join(named)}")


def _first_rows(paths: Iterable[str], keys: tuple[str, ...]) -> Iterable[Row]:
    """The first row of each file: a curve repeats its summary in all of them."""
    for path in paths:
        yield from islice(_rows([path], keys), 1)


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


def _cells(path: str) -> Iterator[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
