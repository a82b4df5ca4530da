"""The series of a study, as its sources declare them: what they measure and when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.common.errors import TableError
from scripts.common.periods import split_window
from scripts.common.raw.description import Description
from scripts.common.raw.metadata import load_schemas
from scripts.common.raw.metadata_checks import check_metadata
from scripts.common.raw.missing import declared_missing
from scripts.common.raw.tables import read_raw
from scripts.common.study.model import Series

DATAPACKAGE = "datapackage.json"


def series_of_sources(
    sources: Mapping[str, Any], path_to_sources: str | Path, tables: Collection[str]
) -> Iterator[Series]:
    """Yield every series in the order of tables and columns.

    Parameters
    ----------
    sources : mapping
        Of the right form.
    path_to_sources : path
        Beside it lie ``datapackage.json`` and the tables.
    tables : collection of str
        Those of the study. Of them a table that describes all its series at once is read for their
        names and periods; for any other the descriptions suffice, whatever its numbers.

    Raises
    ------
    TableError
        If a table that must be read has a problem.
    UserError
        If ``datapackage.json`` cannot be read.
    """
    read = {name for name in tables if "each" in sources["tables"].get(name, {})}
    schemas = load_schemas(Path(path_to_sources).with_name(DATAPACKAGE)) if read else {}
    if read and (problems := check_metadata(schemas, sources, path_to_sources)):
        raise TableError(problems)
    for table, entry in sources["tables"].items():
        if table in read:
            path = Path(path_to_sources).with_name(schemas[table]["path"])
            yield from _read_series(table, entry, path, schemas[table])
        elif "each" not in entry:
            yield from _declared_series(table, entry)


def _declared_series(table: str, entry: Mapping[str, Any]) -> Iterator[Series]:
    first, last = split_window(entry["years"])
    missing: dict[str, set[int]] = {}
    for column, year in declared_missing(entry):
        missing.setdefault(column, set()).add(year)
    for column, about in {**entry["columns"], **entry.get("derived", {})}.items():
        parts = about.get("pools", [column])
        absent = set.intersection(*(missing.get(part, set()) for part in parts))
        years = tuple(y for y in range(first, last + 1) if y not in absent)
        yield _series(table, column, about, years)


def _read_series(
    table: str, entry: Mapping[str, Any], path: Path, schema: Mapping[str, Any]
) -> Iterator[Series]:
    """Every series that has a row, with the periods in which it holds a number."""
    codes: dict[str, str] = {}
    years: dict[str, list[int]] = {}
    for cell in read_raw(path, Description(schema, entry)):
        codes.setdefault(cell.column, cell.code)
        own = years.setdefault(cell.column, [])
        if cell.value is not None and cell.year is not None:
            own.append(cell.year)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # thousands of series have few spans
    for column, own in years.items():
        about = dict(entry["each"])
        for key in ("label", "short_label"):
            about[key] = about[key].replace("{code}", codes[column])
        observed = tuple(own)
        yield _series(table, column, about, shared.setdefault(observed, observed))


def _series(table: str, column: str, about: Mapping[str, Any], years: tuple[int, ...]) -> Series:
    meaning = {key: about[key] for key in ("label", "short_label", "unit", "kind")}
    return Series(id=f"{table}_{column}", table=table, column=column, years=years, **meaning)
