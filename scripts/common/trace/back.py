"""Where a number comes from: report, results row, processed rows, raw cells, page of the paper."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from scripts.common.formatting import year_ranges
from scripts.common.periods import parse_period
from scripts.common.trace.archive import Archive, Row, Told
from scripts.common.trace.lineage import Basis
from scripts.common.trace.origins import follow
from scripts.common.trace.places import Place

# More than this is counted, unless all is asked for.
MOST_CHAINS, MOST_STEPS, MOST_COLUMNS = 4, 6, 10
WIDTH = 100
_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_SAME = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})


def normal(text: str) -> str:
    """A number's text with plain hyphens and spaces, so that typed and printed forms are equal."""
    return " ".join(text.translate(_SAME).split())


def tellings(archive: Archive, number: str) -> list[Told]:
    """Where the report and the LaTeX files show a number: alone first, then inside sentences."""
    wanted = normal(number)
    inside = re.compile(rf"(?<![0-9.,-]){re.escape(wanted)}(?![0-9]|[.,][0-9])")
    alone = [told for told in archive.told if normal(told.text) == wanted]
    others = [t for t in archive.told if normal(t.text) != wanted and inside.search(normal(t.text))]
    return [*alone, *others]


def back_from_number(archive: Archive, number: str, everything: bool = False) -> list[str]:
    """The chains of a number as it stands in the report; empty where it stands nowhere."""
    wheres: dict[Place, list[str]] = {}
    for told in tellings(archive, number):
        for place in _exact(archive, told, number):
            wheres.setdefault(place, []).append(told.where)
    for _, row in archive.cells(archive.study.tables):
        if row["printed"] == number:
            wheres.setdefault(Place.of_cell(row), ["the tables as printed"])
    chosen = list(wheres) if everything else list(wheres)[:MOST_CHAINS]
    lines: list[str] = []
    for same in _by_cells(archive, chosen):
        lines.append(number)
        for place in same:
            told_in = list(dict.fromkeys(wheres[place]))
            lines += [_line("stands in", where) for where in cut(told_in, everything, 3)]
            lines += passed(archive, place, everything)
        lines += [*grounds(archive, same[0], everything), ""]
    if len(wheres) > len(chosen):
        lines.append(f"{number} has {len(wheres) - len(chosen)} more origins (ALL=1 follows all):")
        others = [str(place) for place in list(wheres)[len(chosen) :]]
        lines += [f"  {place}" for place in cut(others, everything, MOST_COLUMNS)]
    return lines


def chain(archive: Archive, place: Place, everything: bool = False) -> list[str]:
    """The lines from a place to the page of the paper."""
    return [*passed(archive, place, everything), *grounds(archive, place, everything)]


def passed(archive: Archive, place: Place, everything: bool = False) -> list[str]:
    """The rows of results that a number comes through, the first one first."""
    if not place.file.startswith("results/"):
        return []
    steps = follow(archive, place).steps
    return [_line("results", step) for step in cut(steps, everything, MOST_STEPS)]


def grounds(archive: Archive, place: Place, everything: bool = False) -> list[str]:
    """What a number rests on: what is to be said of it, its cells, and the page of each table."""
    if not place.file.startswith("results/"):
        return _raw_place(archive, place)
    basis = follow(archive, place).basis
    notes = [_line("note", note) for note in cut(list(basis.notes), everything, MOST_STEPS)]
    return [*notes, *cells_of(archive, basis, everything)]


def cells_of(archive: Archive, basis: Basis, everything: bool = False) -> list[str]:
    """Processed rows, raw cells with the printed text, and the page of each table."""
    found = [(cell, archive.processed(cell, basis.corrected)) for cell in sorted(basis.cells)]
    rows = [(cell[0], *hit) for cell, hit in found if hit]
    lines: list[str] = []
    raw: dict[str, dict[str, None]] = {}
    for series in dict.fromkeys(name for name, _, _ in rows):
        own = [(file, row) for name, file, row in rows if name == series]
        years = year_ranges([parse_period(row["year"]) for _, row in own])
        plural = "" if len(own) == 1 else "s"
        lines.append(
            _line("processed", f"{own[0][0]}, {series}: {years} ({len(own)} value{plural})")
        )
        for _, row in own:
            for file, line, column, printed in raw_cells(archive, series, row):
                cell = f"{printed} ({row['year']}, line {line}){_doubt(row, column)}"
                raw.setdefault(f"{file}, column {column}: ", {})[cell] = None
    shown = [head + ", ".join(cells) for head, cells in raw.items()]
    lines += [_line("raw", text) for text in cut(shown, everything, MOST_COLUMNS)]
    tables = dict.fromkeys(archive.study.series[series].table for series, _, _ in rows)
    return [*lines, *(_line("page", archive.page(table)) for table in tables)]


def raw_cells(archive: Archive, series: str, row: Row) -> list[tuple[str, str, str, str]]:
    """File, line, column and printed text of every raw cell behind a processed row."""
    columns = row["source_column"].split(";")
    if row["printed"] or len(columns) == 1:
        return [(row["source_file"], row["source_line"], columns[0], row["printed"])]
    table = archive.study.series[series].table
    parts = [
        (column, archive.processed((f"{table}_{column}", parse_period(row["year"]))))
        for column in columns
    ]
    return [
        (part["source_file"], part["source_line"], column, part["printed"])
        for column, (_, part) in ((c, hit) for c, hit in parts if hit)
    ]


def _doubt(row: Row, column: str) -> str:
    """What corrections.yaml says of a printed cell."""
    if row["source_column"] == column and row["status"] == "suspected":
        return " doubted, see corrections.yaml"
    if row["source_column"] == column and row["status"] == "corrected":
        return f" replaced by {row['value']}, see corrections.yaml"
    return ""


def _raw_place(archive: Archive, place: Place) -> list[str]:
    """A number that was taken from a raw table or from the config, without arithmetic."""
    if not place.file.startswith("data/raw/") or not place.file.endswith(".csv"):
        return [_line("from", f"{place}: set there, computed from nothing")]
    table = place.file.rpartition("/")[2].removesuffix(".csv")
    lines: list[str] = []
    for row in archive.find(place)[:1]:
        line = archive.rows(place.file).index(row) + 2
        where = f"{place.file}, line {line}, column {place.column}"
        lines.append(_line("raw", f'{where}: "{row.get(place.column, "")}"'))
        if row.get("locator"):
            lines.append(_line("page", f'{row["locator"]}: "{row.get("quote", "")}"'))
    return [*lines, _line("page", archive.page(table))]


def _by_cells(archive: Archive, places: Sequence[Place]) -> list[list[Place]]:
    """Places in groups that rest on the same cells and need to be said only once."""
    groups: dict[object, list[Place]] = {}
    for place in places:
        ours = place.file.startswith("results/")
        groups.setdefault(follow(archive, place).basis if ours else place, []).append(place)
    return list(groups.values())


def _exact(archive: Archive, told: Told, number: str) -> list[Place]:
    """The columns of a row that a number inside a sentence is, where the sentence does not say."""
    place = told.place
    if not place.column or not place.file.startswith("results/"):
        return [place]
    rows = archive.find(place)
    if len(rows) != 1:
        return [place]
    tokens = _NUMBER.findall(normal(number))
    if any(_rounds_to(rows[0].get(place.column, ""), token) for token in tokens):
        return [place]
    same = [c for c, v in rows[0].items() if any(_rounds_to(v, token) for token in tokens)]
    return [Place(place.file, place.row, column) for column in same] or [place]


def _rounds_to(value: str, token: str) -> bool:
    """Whether a value, or it as a percentage, rounds to a printed number, whatever its sign."""
    try:
        exact = abs(float(value))
    except ValueError:
        return False
    digits = len(token.partition(".")[2])
    printed = token.lstrip("-").replace(",", "")
    return printed in (f"{exact:.{digits}f}", f"{100 * exact:.{digits}f}")


def _line(head: str, text: str) -> str:
    """A line of a chain, wrapped for a terminal below its own beginning."""
    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.fill(
        text.strip(),
        WIDTH,
        initial_indent=f"  {head:<10} {indent}",
        subsequent_indent=f"{'':<15}{indent}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def cut(lines: list[str], everything: bool, most: int) -> list[str]:
    """At most some lines, and how many more there are."""
    if everything or len(lines) <= most:
        return lines
    return [*lines[:most], f"... and {len(lines) - most} more (ALL=1 shows them)"]


def nearest_numbers(archive: Archive, number: str) -> list[str]:
    """The three numbers of report, LaTeX and tables that are closest to one that is in none."""
    if not (wanted := _NUMBER.search(normal(number))):
        return []
    value = float(wanted[0].replace(",", ""))
    printed = [row["printed"] for _, row in archive.cells(archive.study.analysed)]
    texts = dict.fromkeys(normal(text) for text in [*(t.text for t in archive.told), *printed])
    alone = [text for text in texts if _NUMBER.fullmatch(text)]
    return sorted(alone, key=lambda text: abs(float(text.replace(",", "")) - value))[:3]
