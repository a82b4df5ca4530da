"""What a cell of a raw table feeds: processed rows, verdicts, figures, claims, report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.common.periods import parse_period
from scripts.common.trace.archive import NUMBERS, Archive, Row
from scripts.common.trace.lineage import SeriesCell, basis_of
from scripts.common.trace.origins import follow
from scripts.common.trace.places import Place

# More than this is counted, unless all is asked for.
MOST_NAMES = 8
FORMS = "exim:share:1996, exim_share@1996 or data/raw/exim.csv:18:share"
_CELL_FORMS = (
    re.compile(r"(?P<table>\w+):(?P<column>\w+)[:@](?P<year>[0-9]{4}(?:Q[1-4]|M[0-9]{2})?)"),
    re.compile(r"(?P<series>\w+)[@:](?P<year>[0-9]{4}(?:Q[1-4]|M[0-9]{2})?)"),
    re.compile(r"(?P<file>\S+\.csv)(?::|, line )(?P<line>[0-9]+)(?::|, column )(?P<column>\w+)"),
)
VERDICTS = "results/verdicts.csv"


@dataclass(frozen=True)
class RawCell:
    """A cell of a raw table, or one that is derived from several, with its processed row."""

    cell: SeriesCell
    row: Row

    @property
    def place(self) -> str:
        """File, line and column."""
        about = self.row
        return (
            f"{about['source_file']}, line {about['source_line']}, column {about['source_column']}"
        )


def looks_like_a_cell(text: str) -> bool:
    """Whether a text has one of the forms that name a cell."""
    return any(form.fullmatch(text) for form in _CELL_FORMS)


def cell_named(archive: Archive, text: str) -> RawCell | None:
    """The cell that a text names, if there is one."""
    named = next((m.groupdict() for form in _CELL_FORMS if (m := form.fullmatch(text))), {})
    for cell, row in all_cells(archive):
        series = archive.study.series[cell[0]]
        if named.get("file"):
            asked = (named["file"].removeprefix("./"), named["line"], named["column"])
            same = asked == (row["source_file"], row["source_line"], row["source_column"])
        elif named.get("series"):
            same = (named["series"], named["year"]) == (cell[0], row["year"])
        else:
            asked = (named.get("table"), named.get("column"), named.get("year"))
            same = asked == (series.table, series.column, row["year"])
        if same:
            return RawCell(cell, row)
    return None


def all_cells(archive: Archive) -> Iterator[tuple[SeriesCell, Row]]:
    """Every processed row of every table."""
    for table in archive.study.tables:
        for row in archive.rows(f"data/processed/{table}.csv"):
            yield (row["series"], parse_period(row["year"])), row


def forward(archive: Archive, raw: RawCell, everything: bool = False) -> list[str]:
    """The lines that say what a cell feeds, by group."""
    table = archive.study.series[raw.cell[0]].table
    printed = f'"{raw.row["printed"]}"' if raw.row["printed"] else raw.row["value"]
    lines = [
        f"{raw.cell[0]} {raw.cell[1]}: {printed} in {raw.place}",
        f"  {archive.page(table)}",
        "",
    ]
    fed = _derived(archive, raw)
    groups = {
        "Processed rows": list(_processed(archive, fed)),
        "Hypotheses and verdicts": list(_verdicts(archive, fed)),
        "Other results (rows)": list(_results(archive, fed)),
        "Claims of the paper": list(_named(archive, "results/claims.csv", fed)),
        "Pairs of amount and share": list(_named(archive, "results/forensics.csv", fed)),
        "Figures": list(_figures(archive, fed)),
        "Report (numbers)": list(_report(archive, fed)),
    }
    for heading, entries in groups.items():
        lines.append(f"{heading}: {len(entries) or 'none'}")
        shown = entries if everything else entries[:MOST_NAMES]
        lines += [f"  {entry}" for entry in shown]
        if len(entries) > len(shown):
            lines.append(f"  ... and {len(entries) - len(shown)} more (ALL=1 shows them)")
    return lines


def _derived(archive: Archive, raw: RawCell) -> frozenset[SeriesCell]:
    """The cell itself and the series that are derived from it."""
    table = archive.study.series[raw.cell[0]].table
    column = archive.study.series[raw.cell[0]].column
    rows = archive.rows(f"data/processed/{table}.csv")
    return frozenset(
        (row["series"], parse_period(row["year"]))
        for row in rows
        if row["source_line"] == raw.row["source_line"]
        and (row["series"] == raw.cell[0] or column in row["source_column"].split(";"))
    )


def _processed(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    for cell in sorted(fed):
        for corrected in (False, True):
            hit = archive.processed(cell, corrected)
            if hit and ("corrected/" in hit[0]) == corrected:
                row = hit[1]
                yield f"{hit[0]}: {cell[0]} {cell[1]} = {row['value'] or 'none'} ({row['status']})"


def _verdicts(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    rows = archive.rows(VERDICTS)
    how = {
        "": [row for row in rows if _feeds(archive, row, "estimate", fed)],
        "in other specifications only": [
            row for row in rows if _feeds(archive, row, "flips_multiverse", fed)
        ],
        "through p-values adjusted together only": [
            row for row in rows if _feeds(archive, row, "p_adjusted", fed)
        ],
    }
    told: list[str] = []
    for way, found in how.items():
        new = [row for row in found if row["hypothesis"] not in told]
        told += [row["hypothesis"] for row in new]
        if "adjusted" in way and new:
            yield f"{way}: {len(new)}"
        else:
            yield from (
                f"{row['hypothesis']}: {row['verdict']}{f' ({way})' * bool(way)}" for row in new
            )


def _results(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Rows of the other results, counted by file; the curves of the multiverse together."""
    apart = ("results/claims.csv", "results/forensics.csv", VERDICTS)
    counts: dict[str, list[int]] = {}
    for file in archive.files("results"):
        if file in apart or file.startswith("results/calibration/"):
            continue
        folder = "results/multiverse/"
        name = f"{folder}*.csv" if file.startswith(folder) else file
        fed_rows, all_rows = _counted(archive, file, fed)
        if fed_rows:
            have = counts.setdefault(name, [0, 0])
            have[0], have[1] = have[0] + fed_rows, have[1] + all_rows
    yield from (f"{name}: {some:,} of {all:,}" for name, (some, all) in counts.items())


def _counted(archive: Archive, file: str, fed: frozenset[SeriesCell]) -> tuple[int, int]:
    """Rows that some cells enter, and all rows of a file."""
    rows = archive.rows(file)
    some = sum(not fed.isdisjoint(basis_of(file, row, archive.study).cells) for row in rows)
    return some, len(rows)


def _named(archive: Archive, file: str, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Rows of the files about the data: each once, whatever it is read as."""
    if not archive.has(file):
        return
    told: dict[str, None] = {}
    for row in archive.rows(file):
        if "claim" in row:
            if not fed.isdisjoint(basis_of(file, row, archive.study).cells):
                told[f"{row['claim']}: {row['verdict']} ({row['locator']})"] = None
        elif fed & {
            (row[series], parse_period(row["year"])) for series in ("series", "share_series")
        }:
            flagged = ", flagged" if row["flagged"] == "True" else ""
            told[f"{row['series']} and {row['share_series']} {row['year']}{flagged}"] = None
    yield from told


def _figures(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    for file in archive.files("figures", "*.csv"):
        some, all = _counted(archive, file, fed)
        if some:
            yield f"{file.removesuffix('.csv')} ({some:,} of its {all:,} drawn values)"


def _report(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Tables and sections with the count of numbers that the cell enters, in reading order."""
    if not archive.has(NUMBERS):
        yield f"{NUMBERS} is not there yet; run make, which writes it"
        return
    raw = {str(RawCell(cell, hit[1]).place) for cell in fed if (hit := archive.processed(cell))}
    counts: Counter[str] = Counter()
    known: dict[Place, bool] = {}
    for told in archive.rows(NUMBERS):
        place = Place(told["file"], told["row"], told["column"])
        if place not in known:
            known[place] = str(place) in raw or _enters(archive, place, fed)
        if known[place]:
            kind = "table" if told["kind"] == "cell" else "section"
            counts[f"{kind} {told['place']}"] += 1
    yield from (f"{name}: {count:,}" for name, count in counts.items())


def _enters(archive: Archive, place: Place, fed: frozenset[SeriesCell]) -> bool:
    if not place.file.startswith("results/"):
        return False
    return any(not fed.isdisjoint(basis.cells) for basis in follow(archive, place).bases)


def _feeds(archive: Archive, verdict: Row, column: str, fed: frozenset[SeriesCell]) -> bool:
    return _enters(archive, Place(VERDICTS, verdict["hypothesis"], column), fed)
