"""What a cell of a raw table feeds: processed rows, verdicts, figures, claims, report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scripts.common.periods import parse_period
from scripts.common.trace.archive import NUMBERS, Archive, Row
from scripts.common.trace.back import cut
from scripts.common.trace.lineage import SeriesCell, basis_of
from scripts.common.trace.origins import follow
from scripts.common.trace.places import Place

# More than this is counted, unless all is asked for.
MOST_NAMES = 8
FORMS = "exim:share:1996, exim_share@1996 or data/raw/exim.csv:18:share"
_YEAR = r"(?P<year>[0-9]{4}(?:Q[1-4]|M[0-9]{2})?)"
# Groups are named as what they are compared with: columns of a processed row, table and column.
_CELL_FORMS = (
    re.compile(rf"(?P<table>\w+):(?P<column>\w+)[:@]{_YEAR}"),
    re.compile(rf"(?P<series>\w+)[@:]{_YEAR}"),
    re.compile(
        r"(?:\./)?(?P<source_file>\S+\.csv)(?::|, line )(?P<source_line>[0-9]+)"
        r"(?::|, column )(?P<source_column>\w+)"
    ),
)
VERDICTS, CLAIMS = "results/verdicts.csv", "results/claims.csv"
FORENSICS = "results/forensics.csv"
# How a cell enters a verdict, and the column that tells.
_WAYS = {
    "": "estimate",
    "in other specifications only": "flips_multiverse",
    "through p-values adjusted together only": "p_adjusted",
}


def looks_like_a_cell(text: str) -> bool:
    """Whether a text has one of the forms that name a cell."""
    return any(form.fullmatch(text) for form in _CELL_FORMS)


def cell_named(archive: Archive, text: str) -> tuple[SeriesCell, Row] | None:
    """The cell that a text of such a form names, with its processed row, if there is one."""
    named = next(m.groupdict() for form in _CELL_FORMS if (m := form.fullmatch(text)))
    for cell, row in archive.cells(archive.study.tables):
        series = archive.study.series[cell[0]]
        about = {**row, "table": series.table, "column": series.column}
        if all(about[name] == value for name, value in named.items()):
            return cell, row
    return None


def forward(archive: Archive, cell: SeriesCell, row: Row, everything: bool = False) -> list[str]:
    """The lines that say what a cell feeds, by group."""
    printed = f'"{row["printed"]}"' if row["printed"] else row["value"]
    fed = _derived(archive, cell, row)
    groups = {
        "Processed rows": _processed(archive, fed),
        "Hypotheses and verdicts": _verdicts(archive, fed),
        "Other results (rows)": _results(archive, fed),
        "Claims of the paper": _claims(archive, fed),
        "Pairs of amount and share": _pairs(archive, fed),
        "Figures": _figures(archive, fed),
        "Report (numbers)": _report(archive, fed),
    }
    lines = [
        f"{cell[0]} {cell[1]}: {printed} in {Place.of_cell(row)}",
        f"  {archive.page(archive.study.series[cell[0]].table)}",
        "",
    ]
    for heading, found in groups.items():
        entries = list(found)
        lines.append(f"{heading}: {len(entries) or 'none'}")
        lines += [f"  {entry}" for entry in cut(entries, everything, MOST_NAMES)]
    return lines


def _derived(archive: Archive, cell: SeriesCell, printed: Row) -> frozenset[SeriesCell]:
    """The cell itself and the series that are derived from it."""
    series = archive.study.series[cell[0]]
    return frozenset(
        other
        for other, row in archive.cells([series.table])
        if row["source_line"] == printed["source_line"]
        and (row["series"] == cell[0] or series.column in row["source_column"].split(";"))
    )


def _processed(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    for cell in sorted(fed):
        for corrected in (False, True):
            hit = archive.processed(cell, corrected)
            if hit and ("corrected/" in hit[0]) == corrected:
                row = hit[1]
                yield f"{hit[0]}: {cell[0]} {cell[1]} = {row['value'] or 'none'} ({row['status']})"


def _verdicts(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    told: set[str] = set()
    for way, column in _WAYS.items():
        new = [
            row
            for row in archive.rows(VERDICTS)
            if row["hypothesis"] not in told
            and _enters(archive, Place(VERDICTS, row["hypothesis"], column), fed)
        ]
        told |= {row["hypothesis"] for row in new}
        if column == "p_adjusted" and new:
            yield f"{way}: {len(new)}"
        else:
            said = f" ({way})" * bool(way)
            yield from (f"{row['hypothesis']}: {row['verdict']}{said}" for row in new)


def _results(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Rows of the other results, counted by file; the curves of the multiverse together."""
    apart = (CLAIMS, FORENSICS, VERDICTS)
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
    if rows and "claim" in rows[0] and "cells" not in rows[0]:  # a figure of claims only names them
        rows = [claim for row in rows for claim in archive.find(Place(CLAIMS, row["claim"]))]
    some = sum(not fed.isdisjoint(basis_of(file, row, archive.study).cells) for row in rows)
    return some, len(rows)


def _claims(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Claims, each once, whatever it is read as."""
    rows = archive.rows(CLAIMS) if archive.has(CLAIMS) else []
    yield from dict.fromkeys(
        f"{row['claim']}: {row['verdict']} ({row['locator']})"
        for row in rows
        if not fed.isdisjoint(basis_of(CLAIMS, row, archive.study).cells)
    )


def _pairs(archive: Archive, fed: frozenset[SeriesCell]) -> Iterator[str]:
    """Pairs that a cell is one of, each once; its neighbours, which judge it, are no such cells."""
    rows = archive.rows(FORENSICS) if archive.has(FORENSICS) else []
    yield from dict.fromkeys(
        f"{row['series']} and {row['share_series']} {row['year']}"
        f"{', flagged' * (row['flagged'] == 'True')}"
        for row in rows
        if fed & {(row[one], parse_period(row["year"])) for one in ("series", "share_series")}
    )


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
    raw = {Place.of_cell(hit[1]) for cell in fed if (hit := archive.processed(cell))}
    counts: Counter[str] = Counter()
    known: dict[Place, bool] = {}
    for told in archive.rows(NUMBERS):
        place = Place(told["file"], told["row"], told["column"])
        if place not in known:
            known[place] = place in raw or _enters(archive, place, fed)
        if known[place]:
            kind = "table" if told["kind"] == "cell" else "section"
            counts[f"{kind} {told['place']}"] += 1
    yield from (f"{name}: {count:,}" for name, count in counts.items())


def _enters(archive: Archive, place: Place, fed: frozenset[SeriesCell]) -> bool:
    if not place.file.startswith("results/"):
        return False
    return any(not fed.isdisjoint(basis.cells) for basis in follow(archive, place).bases)
