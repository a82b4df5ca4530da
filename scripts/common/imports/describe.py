"""Describe an imported table as far as its download tells; what is left to do begins with TODO."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.common.errors import UserError
from scripts.common.imports.download import Download, Series
from scripts.common.imports.layout import Column, long, time_field, wide
from scripts.common.periods import NOUNS, frequency_of, period_label, window_label
from scripts.common.raw.cells import slug
from scripts.common.raw.metadata_checks import TODO

MOST_NAMED = 6  # codes or cells spelled out in a sentence; more are counted
_PERCENT = re.compile("(%|percent(age)?) *(?P<of>of )?(?P<rest>.*)", re.IGNORECASE)
_USUAL_TERMS = "most of its data are CC BY 4.0, some belong to others"


@dataclass(frozen=True)
class Imported:
    """A table ready to be written, with its descriptions and the columns its series will have."""

    names: list[str]
    header: list[str]
    rows: list[list[str]]
    resource: dict[str, Any]
    source: dict[str, Any]
    work: dict[str, Any]


def described(
    download: Download, series: Sequence[Series], table: str, layout: str, read_from: str
) -> Imported:
    """Turn what a download holds into a table of a study.

    Parameters
    ----------
    download : Download
        Used up.
    series : sequence of Series
        At least one, each with a number.
    table : str
    layout : {"wide", "long"}
    read_from : str
        The file, for the notes.

    Raises
    ------
    UserError
        If two series would have one name, or a long table two units.
    """
    columns = _columns(download, series)
    observed = [
        p for c in columns for p, text in c.series.values.items() if text not in download.missing
    ]
    span = range(min(observed), max(observed) + 1)
    noun = NOUNS[frequency_of(span[0])]
    make = wide if layout == "wide" else long
    header, rows, fields, meaning = make(columns, span, noun, download.missing)
    title, work = _work(download)
    source = {
        "title": _title(columns, title),
        "work": slug(f"{download.owner} {title or table}"),
        "locator": _locator(download, series),
        "printed_source": ", ".join(filter(None, [download.owner, title, _updated(download)])),
        "owner": download.owner,
        "rights": f"{TODO}: see the terms of the data set ({_USUAL_TERMS})",
        "notes": f"Imported from {read_from}.{_marks(columns, download.missing)}",
        "calendar": "calendar",
        "calendar_note": f"{TODO}: calendar years are assumed; see the notes of the data set",
        "years": window_label(span[0], span[-1]),
        **meaning,
    }
    schema = {
        "fields": [time_field(noun, span), *fields],
        "missingValues": sorted(download.missing),
        "primaryKey": [noun] if layout == "wide" else [noun, "series"],
    }
    names = [column.name for column in columns]
    return Imported(names, header, rows, _resource(table, source, schema), source, work)


def _resource(table: str, source: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The table's entry in datapackage.json."""
    return {
        "name": table,
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "title": source["title"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": [{"title": source["printed_source"]}],
        "schema": schema,
    }


def _columns(download: Download, series: Sequence[Series]) -> list[Column]:
    """The series with names of the codes in which they differ; of the first one if in none."""
    n = len(download.dimensions)
    differing = [d for d in range(n) if len({one.codes[d] for one in series}) > 1] or [0]
    others = [d for d in differing if d != download.subject]
    units = _units(download, series)
    columns: dict[str, Column] = {}
    for one in series:
        named = [download.names[d, one.codes[d]] for d in range(n)]
        unit, kind = units[download.units.get(one.codes, "")]
        column = Column(
            code=".".join(one.codes[d] for d in differing),
            subject=named[download.subject],
            label=", ".join([named[download.subject], *(named[d] for d in others)]),
            short_label=", ".join(named[d] for d in differing),
            unit=unit,
            kind=kind,
            series=one,
        )
        if (other := columns.setdefault(column.name, column)) is not column:
            raise UserError(
                f"The series {other.code} and {column.code} would both be named {column.name}."
                " Import one of them with --only COLUMN=VALUE."
            )
    return [*columns.values()]


def _units(download: Download, series: Sequence[Series]) -> dict[str, tuple[str, str]]:
    """Unit and kind by the unit told: a percentage is a share if every number of it can be one."""
    numbers: dict[str, list[float]] = defaultdict(list)
    for one in series:
        texts = (text for text in one.values.values() if text not in download.missing)
        numbers[download.units.get(one.codes, "")] += map(float, texts)
    return {told: _unit(told, values) for told, values in numbers.items()}


def _unit(told: str, values: Sequence[float]) -> tuple[str, str]:
    if not told:
        return f"{TODO}: the unit", "amount"
    found = _PERCENT.fullmatch(told)
    if not found:
        return told, "amount"
    # Under 1 a percentage cannot be told from a fraction, so the check of shares would doubt it.
    if found["of"] and all(value == 0 or 1 <= value <= 100 for value in values):
        return f"% of {found['rest']}", "share"
    return f"percent {found['of'] or ''}{found['rest']}".rstrip(), "amount"


def _work(download: Download) -> tuple[str, dict[str, Any]]:
    title = download.title or download.aside(r"Data (?:Source|from database)[:,] *([^,\n]+)")
    shown = title or f"{TODO}: the database of the download"
    return title, {"type": "dataset", "author": download.owner, "title": shown}


def _updated(download: Download) -> str:
    found = download.aside(r"Last Updated(?: Date)?[:,] *([0-9/-]+)")
    return f"last updated {found}" if found else ""


def _title(columns: Sequence[Column], title: str) -> str:
    subjects = {column.subject for column in columns}
    return subjects.pop() if len(subjects) == 1 else title or f"{TODO}: a title for the table"


def _locator(download: Download, series: Sequence[Series]) -> str:
    parts = []
    for place, name in enumerate(download.dimensions):
        codes = list(dict.fromkeys(one.codes[place] for one in series))
        shown = ", ".join(codes) if len(codes) <= MOST_NAMED else f"{len(codes)} codes"
        parts.append(f"{name} {shown}")
    return "; ".join(parts)


def _marks(columns: Iterable[Column], missing: frozenset[str]) -> str:
    """The owner's marks on numbers, as a sentence for the notes."""
    cells: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        for period, mark in sorted(column.series.marks.items()):
            if column.series.values[period] not in missing:
                cells[mark].append(f"{column.name} {period_label(period)}")
    said = []
    for mark, places in sorted(cells.items()):
        more = len(places) - MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        said.append(f'"{mark}" on {", ".join(places[:MOST_NAMED])}{rest}')
    return f" Marked there: {'; '.join(said)}." if said else ""
