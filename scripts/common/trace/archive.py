"""The files of a finished study, read as text and found by their rows: for following numbers."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_sources
from scripts.common.study.load import load_study
from scripts.common.study.model import Study
from scripts.common.trace.lineage import SeriesCell, cell_of, key_of
from scripts.common.trace.places import Place

CONFIG, SOURCES = "config.yaml", "data/raw/sources.yaml"
CORRECTIONS = "data/raw/corrections.yaml"
NUMBERS, MACROS = "report/numbers.csv", "report/latex/numbers.tex"
Row = dict[str, str]
_MACRO = re.compile(r"\\(?:newcommand|providecommand|renewcommand|def)\*?\s*\{?\\([A-Za-z@]+)\}?")
_UNESCAPED = re.compile(r"(?<!\\)%")
_ORIGIN = re.compile(r"%\s*from (?P<trace>.+?)\s*$")


@dataclass(frozen=True)
class Told:
    """A number as the report or the LaTeX files tell it."""

    text: str
    where: str
    place: Place


class Archive:
    """A study's folder. Files are read once, rows come back as text.

    Parameters
    ----------
    root : path
        The folder that holds ``config.yaml``, ``data/`` and ``results/``.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self.study: Study = load_study(
            *(self.root / file for file in (CONFIG, SOURCES, CORRECTIONS))
        )
        self.sources = load_sources(self.root / SOURCES)
        self._rows: dict[str, list[Row]] = {}
        self._keyed: dict[str, dict[str, list[Row]]] = {}
        self._indexed: dict[str, dict[SeriesCell, Row]] = {}

    def rows(self, file: str) -> list[Row]:
        """The rows of a CSV or JSON file of records, or of several joined by ``;``.

        Raises
        ------
        UserError
            If the file is not there.
        """
        if ";" in file:
            return [row for part in file.split(";") for row in self.rows(part)]
        if file not in self._rows:
            path = self.root / file
            if not path.is_file():
                raise UserError(f"{file} is not there yet; run make, which writes it.")
            text = path.read_text(encoding="utf-8")
            self._rows[file] = (
                [{k: str(v) for k, v in record.items()} for record in json.loads(text)]
                if file.endswith(".json")
                else list(csv.DictReader(text.splitlines(keepends=True)))
            )
        return self._rows[file]

    def has(self, file: str) -> bool:
        """Whether a file is there."""
        return (self.root / file).is_file()

    def find(self, place: Place) -> list[Row]:
        """The rows that a place names: one by its key or line, or all that bear a name."""
        rows = self.rows(place.file)
        if line := re.fullmatch("line ([0-9]+)", place.row):
            return rows[int(line[1]) - 2 : int(line[1]) - 1]
        if named := re.fullmatch("(?:rows of|table) (.+)", place.row):
            return [row for row in rows if named[1] in row.values()]
        if not place.row:
            return rows
        return self._by_key(place.file).get(place.row, [])

    def keys(self, file: str) -> list[str]:
        """The words that name the rows of a file."""
        return list(self._by_key(file))

    def _by_key(self, file: str) -> dict[str, list[Row]]:
        if file not in self._keyed:
            keyed: dict[str, list[Row]] = {}
            for row in self.rows(file):
                keyed.setdefault(key_of(file, row), []).append(row)
            self._keyed[file] = keyed
        return self._keyed[file]

    def files(self, folder: str, pattern: str = "**/*.csv") -> list[str]:
        """Files below a folder, sorted, relative to the study."""
        found = sorted((self.root / folder).glob(pattern))
        return [path.relative_to(self.root).as_posix() for path in found]

    @cached_property
    def told(self) -> list[Told]:
        """Every traced number of the report in reading order, then every macro for LaTeX."""
        found = []
        if self.has(NUMBERS):
            for row in self.rows(NUMBERS):
                place = Place(row["file"], row["row"], row["column"])
                found.append(Told(row["text"], f"report, {row['place']} ({row['kind']})", place))
        return [*found, *self._macros()]

    def _macros(self) -> Iterator[Told]:
        if not self.has(MACROS):
            return
        name = text = ""
        for line in (self.root / MACROS).read_text(encoding="utf-8").splitlines():
            if macro := _MACRO.search(line):
                name = macro[1]
                text = _UNESCAPED.split(line[macro.end() :])[0].strip().removeprefix("{")
                text = text.removesuffix("}")
            if (origin := _ORIGIN.search(line)) and name:
                yield Told(text, f"{MACROS}, \\{name}", Place.of(origin["trace"]))
                name = ""

    def cells(self, tables: Iterable[str]) -> Iterator[tuple[SeriesCell, Row]]:
        """Every processed row of some tables as printed, with the cell that it is."""
        for table in tables:
            yield from ((cell_of(row), row) for row in self.rows(f"data/processed/{table}.csv"))

    def processed(self, cell: SeriesCell, corrected: bool = False) -> tuple[str, Row] | None:
        """The processed row of a cell with its file; the corrected one where that is asked for."""
        table = self.study.series[cell[0]].table
        file = f"data/processed/corrected/{table}.csv"
        if not (corrected and self.has(file)):
            file = f"data/processed/{table}.csv"
        if file not in self._indexed:
            self._indexed[file] = {cell_of(row): row for row in self.rows(file)}
        row = self._indexed[file].get(cell)
        return (file, row) if row else None

    def page(self, table: str) -> str:
        """Where a table is printed: locator and work."""
        source = {**self.sources["tables"], **self.sources["facts"]}[table]
        work: dict[str, Any] = self.sources["works"].get(source.get("work"), {})
        name = str(work.get("author", "")).partition(",")[0]
        year = f" ({work['year']})" if work.get("year") else ""
        return ", ".join(part for part in (source.get("locator", ""), f"{name}{year}") if part)
