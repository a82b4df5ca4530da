"""Corrections as data: doubted cells are marked, corrected ones replaced, the page is kept beside.

What ``data/raw/corrections.yaml`` may hold is checked when the study is loaded; whether its entries
still describe the table is checked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.raw.cells import Cell
from scripts.common.raw.checks import check_values
from scripts.common.raw.description import Description
from scripts.common.raw.numerals import parse_number

CORRECTIONS = "data/raw/corrections.yaml"


@dataclass(frozen=True)
class Correction:
    """One printed cell that is likely a misprint, and the value to use in its place.

    Parameters
    ----------
    id : str
    table, column, year
        The cell.
    printed, used : str
        The cell as it stands in the raw table, and as it would be printed.
    doubted : sequence of str
        Columns of that period of which one must be wrong, the corrected one among them.
    reason, source : str
    status : str
        ``confirmed`` or ``suspected``.
    """

    id: str
    table: str
    column: str
    year: int
    printed: str
    used: str
    doubted: Sequence[str]
    reason: str
    source: str
    status: str


def doubted_cells(cells: Sequence[Cell], corrections: Sequence[Correction]) -> list[Cell]:
    """Return the cells as printed, the doubted ones with the status ``suspected``."""
    doubted = {(column, c.year) for c in corrections for column in c.doubted}
    return [
        replace(cell, status="suspected") if (cell.column, cell.year) in doubted else cell
        for cell in cells
    ]


def corrected_cells(
    cells: Sequence[Cell], corrections: Sequence[Correction], about: Description, file: str
) -> list[Cell]:
    """Return the cells with the corrected values in place, status ``corrected``.

    Parameters
    ----------
    cells : sequence of Cell
        One table as printed.
    corrections : sequence of Correction
        Those of the table.
    about : Description
    file : str
        The raw table, for the messages.

    Returns
    -------
    list of Cell
        ``text`` is what the page prints, ``value`` and ``decimals`` what is used.

    Raises
    ------
    TableError
        Where a cell is no longer the one that its correction replaces, or the corrected table
        breaks a rule of the printed one.
    """
    if not corrections:
        return list(cells)
    by_place = {(c.column, c.year): c for c in corrections}
    problems: list[Problem] = []
    used: list[Cell] = []
    for cell in cells:
        correction = by_place.get((cell.column, cell.year or 0))
        column = about.column_of(cell.column)
        if correction is None:
            used.append(cell)
        elif cell.text != correction.printed:
            problems.append(_expired(correction).at(file, cell.line, column, cell.text))
        else:
            try:
                value, decimals = parse_number(correction.used, about.fields[column])
                new = replace(cell, text=correction.used, value=value, decimals=decimals)
                used.append(replace(new, status="corrected"))
            except Fault as fault:
                place = f"{CORRECTIONS}, entry {correction.id}"
                problems.append(fault.at(place, column="used", value=correction.used))
    if not problems:
        found = check_values(used, about, file, complete=True)
        problems = [replace(problem, file=CORRECTIONS, line=None) for problem in found]
    if problems:
        raise TableError(problems)
    return [replace(after, text=before.text) for before, after in zip(cells, used, strict=True)]


def _expired(correction: Correction) -> Fault:
    return Fault(
        "correction",
        f'is not the "{correction.printed}" that a correction replaces by "{correction.used}"',
        f"Delete the entry {correction.id} in {CORRECTIONS}, or renew it.",
    )
