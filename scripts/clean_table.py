"""Turn one raw table into tidy rows: one per series and period, each with its cell.

From ``data/raw/{table}.csv`` to ``data/processed/{table}.csv``, as printed, and to
``data/processed/corrected/{table}.csv``, with the table's corrections. Periods without a number
keep their row, with the status ``missing`` and the printed code. Series that ``sources.yaml``
derives from the table's columns follow the printed ones. Fails with `TableError` while any raw
table has a problem, and where a correction no longer matches its cell.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.periods import period_label, split_window
from scripts.common.raw.cells import Cell
from scripts.common.raw.corrections import Correction, corrected_cells, doubted_cells
from scripts.common.raw.description import Description
from scripts.common.raw.validation import checked_tables
from scripts.common.runs.script import run
from scripts.common.tables import PROCESSED_COLUMNS, join_tables, write_rows

Row = tuple[object, ...]
Cells = dict[str, dict[int, Cell]]  # by series and period
# A derived value is what the most telling of its cells is, and missing where it has none.
DERIVED_STATUSES = ("corrected", "suspected", "observed")


def clean_table(
    table: str,
    path_to_raw: str | Path,
    paths_to_all: Sequence[str | Path],
    path_to_datapackage: str | Path,
    path_to_sources: str | Path,
    corrections: Sequence[Mapping[str, Any]],
    path_to_printed: str | Path,
    path_to_corrected: str | Path,
) -> None:
    """Write the series of one table in long form, as printed and as corrected.

    Parameters
    ----------
    table : str
        Its name in the data package, for example ``exim``.
    path_to_raw : path
        The table as printed.
    paths_to_all : sequence of paths
        All raw tables. Nothing is cleaned while any of them has a problem, so that good and bad
        edits made together do not leave a set of mixed versions.
    path_to_datapackage, path_to_sources : path
        How to read the table, and what it means.
    corrections : sequence of mappings
        Fields of the table's `scripts.common.raw.corrections.Correction`.
    path_to_printed, path_to_corrected : path
        CSV with the columns `PROCESSED_COLUMNS`, by series in the order of the raw columns, then
        by period. Doubted cells have the status ``suspected``, replaced ones ``corrected``; rows
        that no correction touches are equal.

    Raises
    ------
    TableError
        With every problem of every table, or every correction that does not fit.
    UserError
        If the table is not described.
    """
    described = checked_tables(path_to_datapackage, path_to_sources, paths_to_all)
    raw = [one for one in described if one.name == table and one.about.source]
    if not raw:
        raise UserError(f"The table {table} is not described in datapackage.json and sources.yaml.")
    about, file = raw[0].about, Path(path_to_raw).as_posix()
    entries = [Correction(**c) for c in corrections]
    printed = doubted_cells(raw[0].cells, entries)
    corrected = corrected_cells(printed, entries, about, file)
    write_rows(PROCESSED_COLUMNS, _rows(table, printed, about, file), path_to_printed)
    if entries:
        write_rows(PROCESSED_COLUMNS, _rows(table, corrected, about, file), path_to_corrected)
    else:
        join_tables([path_to_printed], path_to_corrected)


def _rows(table: str, cells: Sequence[Cell], about: Description, file: str) -> Iterator[Row]:
    """The rows of the printed series, then those of the derived ones.

    Where the series of a long table are described all at once, a period without a row in the raw
    table has one here, which names no line.
    """
    first, last = split_window(about.source["years"])
    labels = {period: period_label(period) for period in range(first, last + 1)}
    series: Cells = defaultdict(dict)
    for cell in cells:
        if cell.year is not None:
            series[cell.column][cell.year] = cell
    for name, meaning in about.meanings(series).items():
        absent = Cell(name, None, "", None, None, 0, "missing")
        for period, label in labels.items():
            cell = series[name].get(period, absent)
            said = (cell.value, meaning["unit"], cell.status, cell.text, cell.decimals)
            place = (file, cell.line or None, about.column_of(name))
            yield (f"{table}_{name}", label, *said, *place)
    for name, entry in about.source.get("derived", {}).items():
        for period, label in labels.items():
            value, status, line, columns = _pooled(entry["pools"], period, series, about)
            derived = (value, entry["unit"], status, None, None)
            yield (f"{table}_{name}", label, *derived, file, line, columns)


def _pooled(
    shares: Sequence[str], period: int, series: Mapping[str, Mapping[int, Cell]], about: Description
) -> tuple[float | None, str, int | None, str]:
    """Value, status, line and columns of a pooled share: the amounts over the totals they imply.

    Only pairs with both cells printed count; the columns are theirs, so the number of pairs is half
    the number of names. A share with a corrected cell in it is corrected, one with a suspected cell
    suspected. The cells of a long table stand in several lines, of which none is named.
    """
    used: list[Cell] = []
    amounts = totals = 0.0
    for name in shares:
        amount = series[about.source["columns"][name]["total_of"]][period]
        share = series[name][period]
        if amount.value is not None and share.value:
            amounts += amount.value
            totals += 100 * amount.value / share.value
            used += [amount, share]
    statuses = {cell.status for cell in used}
    return (
        100 * amounts / totals if totals else None,
        next((status for status in DERIVED_STATUSES if status in statuses), "missing"),
        None if about.is_long else series[shares[0]][period].line,
        ";".join(cell.column for cell in used),
    )


if __name__ == "__main__":
    run(clean_table, snakemake)
