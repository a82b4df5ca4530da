"""The raw tables taken apart, so that faults can be planted in them, and one planted fault."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.clean_table import clean_table
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.missing import declared_missing

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
DATAPACKAGE, DESCRIPTION = RAW / "datapackage.json", RAW / "sources.yaml"
SERIES_TABLES = sorted(load_sources(DESCRIPTION)["tables"])
PER_KIND = 8  # cases of a kind, spread over the tables and columns where it can occur


@dataclass(frozen=True)
class Case:
    """One faulty file, and where its fault should be reported.

    Parameters
    ----------
    kind, table : str
    content : bytes or callable
        What the file holds, or what puts something else in the place of a path.
    line : int, optional
        None where the fault is the file's as a whole.
    columns : sequence of str
        Columns that may be named, one of them must; empty where no column can be.
    value : str, optional
        The offending text, where it is a text.
    rules : set of str
        Rules that may see it; empty where none is promised to.
    in_schema : bool
        Whether the Table Schema can express that this is wrong.
    """

    kind: str
    table: str
    content: bytes | Callable[[Path], None]
    line: int | None = None
    columns: Sequence[str] = ()
    value: str | None = None
    rules: frozenset[str] = frozenset()
    in_schema: bool = False


@dataclass(frozen=True)
class Table:
    """One raw table; `rows` begins with the header."""

    name: str
    schema: dict[str, Any]
    source: dict[str, Any]
    rows: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return self.rows[0]

    @cached_property
    def missing(self) -> dict[tuple[str, int], str]:
        return declared_missing(self.source)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(encoded([row]).decode("utf-8") for row in self.rows)

    def with_rows(self, start: int, stop: int, *rows: Sequence[str]) -> bytes:
        """The file with the rows from `start` to before `stop` replaced."""
        return encoded([*self.rows[:start], *rows, *self.rows[stop:]])

    def with_lines(self, start: int, stop: int, *lines: str) -> bytes:
        """The file with lines replaced as they stand, line ends included."""
        text = "".join([*self.lines[:start], *lines, *self.lines[stop:]])
        return text.encode("utf-8", "surrogateescape")

    def spots(self) -> Iterator[Spot]:
        for row in range(1, len(self.rows)):
            for column in range(len(self.names)):
                yield Spot(self, row, column)


@dataclass(frozen=True)
class Spot:
    """One cell; row 0 is the header."""

    table: Table
    row: int
    column: int

    @property
    def text(self) -> str:
        return self.table.rows[self.row][self.column]

    @property
    def name(self) -> str:
        return self.table.names[self.column]

    @property
    def field(self) -> dict[str, Any]:
        return self.table.schema["fields"][self.column]

    @property
    def limits(self) -> dict[str, Any]:
        return self.field.get("constraints", {})

    @property
    def is_missing(self) -> bool:
        return self.text in self.table.schema["missingValues"]

    @property
    def is_number(self) -> bool:
        return self.field["type"] in ("number", "integer") and not self.is_missing

    @property
    def is_year(self) -> bool:
        return self.field["type"] == "year"

    @property
    def kind(self) -> str | None:
        """``share``, ``amount`` or ``count``; None outside the tables of series."""
        return self.table.source.get("columns", {}).get(self.name, {}).get("kind")

    @property
    def pair(self) -> tuple[str, str] | None:
        """Names of the amount and the share that this cell makes a total with, both printed."""
        for share, entry in self.table.source.get("columns", {}).items():
            names = (entry.get("total_of"), share)
            places = [self.table.names.index(n) for n in names if n]
            cells = [self.table.rows[self.row][p] for p in places]
            codes = self.table.schema["missingValues"]
            if self.name in names and len(cells) == 2 and not set(cells) & set(codes):
                return str(names[0]), share
        return None

    def put(self, text: str) -> bytes:
        """The file with another text in this cell, in quotation marks where it needs them."""
        row = list(self.table.rows[self.row])
        row[self.column] = text
        return self.table.with_rows(self.row, self.row + 1, row)


def encoded(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode("utf-8", "surrogateescape")


def load_tables() -> dict[str, Table]:
    """The shipped tables; writing them unchanged gives the bytes they are made of."""
    tables = {}
    sources = load_sources(DESCRIPTION)["tables"]
    for name, schema in load_schemas(DATAPACKAGE).items():
        content = (RAW / f"{name}.csv").read_bytes()
        rows = tuple(map(tuple, csv.reader(io.StringIO(content.decode("utf-8"), newline=""))))
        assert encoded(rows) == content, name
        tables[name] = Table(name, schema, sources.get(name, {}), rows)
    return tables


def clean(table: str, folder: Path, raw: Path = RAW) -> Path:
    """The processed table of the data package in `raw`, without corrections."""
    output, corrected = folder / f"{table}.csv", folder / "corrected" / f"{table}.csv"
    described = raw / DATAPACKAGE.name, raw / DESCRIPTION.name
    clean_table(table, raw / f"{table}.csv", tables_in(raw), *described, [], output, corrected)
    return output


def tables_in(raw: Path) -> list[Path]:
    return [raw / resource["path"] for resource in descriptors().values()]


def descriptors() -> dict[str, dict[str, Any]]:
    package = json.loads(DATAPACKAGE.read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def spread(spots: Sequence[Spot], seed: str) -> Iterator[Spot]:
    """The cells in random order, but the tables in turn, so that each has its share."""
    rng = random.Random(seed)
    by_table: dict[str, list[Spot]] = {}
    for spot in rng.sample(spots, len(spots)):
        by_table.setdefault(spot.table.name, []).append(spot)
    queues = list(by_table.values())
    while queues:
        for queue in queues:
            yield queue.pop()
        queues = [queue for queue in queues if queue]
