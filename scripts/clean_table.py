"""Turn one raw table into tidy rows: one per series and period, each with its cell.

From ``data/raw/{table}.csv`` to ``data/processed/{table}.csv``, as printed, and to
``data/processed/corrected/{table}.csv``, with the table's corrections. Periods without a number
keep their row, with the status ``missing`` and the printed code. Series that ``sources.yaml``
derives from the table's columns follow the printed ones. Fails with `TableError` while any raw
table has a problem, and where a correction no longer matches its cell.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from scripts.common.errors import UserError
from scripts.common.periods import period_label, split_window
from scripts.common.raw.cells import Cell, described, file_column
from scripts.common.raw.corrections import Correction, corrected_cells, doubted_cells
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.tables import read_raw
from scripts.common.raw.validation import checked_tables
from scripts.common.runs.script import run
from scripts.common.tables import PROCESSED_COLUMNS, join_tables, write_rows

Row = tuple[object, ...]
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
    checked_tables(path_to_datapackage, path_to_sources, paths_to_all)
    schemas, sources = load_schemas(path_to_datapackage), load_sources(path_to_sources)
    if table not in schemas or table not in sources["tables"]:
        raise UserError(f"The table {table} is not described in datapackage.json and sources.yaml.")
    source = sources["tables"][table]
    file = Path(path_to_raw).as_posix()
    entries = [Correction(**c) for c in corrections]
    printed = doubted_cells(read_raw(path_to_raw, schemas[table], source), entries)
    corrected = corrected_cells(printed, entries, schemas[table], source, file)
    _write(table, printed, source, file, path_to_printed)
    if entries:
        _write(table, corrected, source, file, path_to_corrected)
    else:
        join_tables([path_to_printed], path_to_corrected)


def _write(
    table: str, cells: Sequence[Cell], source: Mapping[str, Any], file: str, path: str | Path
) -> None:
    rows = {**_printed_rows(table, cells, source, file), **_pooled_rows(table, cells, source, file)}
    write_rows(PROCESSED_COLUMNS, chain.from_iterable(rows.values()), path)


def _printed_rows(
    table: str, cells: Sequence[Cell], source: Mapping[str, Any], file: str
) -> dict[str, list[Row]]:
    """The rows of the printed series.

    Where the series of a long table are described all at once, a period without a row in the raw
    table has one here, which names no line.
    """
    by_column: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_column[cell.column].append(cell)
    labels = _labels(source)
    rows: dict[str, list[Row]] = {}
    for name, about in described(source, by_column).items():
        series, unit, column = f"{table}_{name}", about["unit"], file_column(source, name)
        own = {
            cell.year: (
                series,
                labels[cell.year],
                cell.value,
                unit,
                cell.status,
                cell.text,
                cell.decimals,
                file,
                cell.line,
                column,
            )
            for cell in by_column[name]
            if cell.year is not None
        }
        rows[series] = [
            own.get(period)
            or (series, label, None, unit, "missing", None, None, file, None, column)
            for period, label in labels.items()
        ]
    return rows


def _labels(source: Mapping[str, Any]) -> dict[int, str]:
    first, last = split_window(source["years"])
    return {period: period_label(period) for period in range(first, last + 1)}


def _pooled_rows(
    table: str, cells: Sequence[Cell], source: Mapping[str, Any], file: str
) -> dict[str, list[Row]]:
    """The rows of the pooled shares: the amounts' sum over the sum of the totals that they imply.

    Only pairs with both cells printed count; ``source_column`` names them, year by year, so the
    number of pairs is half the number of names. A share with a corrected cell in it is corrected,
    one with a suspected cell suspected. The cells of a long table stand in several lines, of which
    none is named.
    """
    if "derived" not in source:
        return {}
    by_place = {(cell.column, cell.year): cell for cell in cells}
    lines = {} if "layout" in source else {cell.year: cell.line for cell in cells}
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, entry in source["derived"].items():
        for period, label in _labels(source).items():
            used: list[str] = []
            statuses = set()
            amounts = totals = 0.0
            for share_name in entry["pools"]:
                amount_name = source["columns"][share_name]["total_of"]
                pair = by_place[amount_name, period], by_place[share_name, period]
                amount, share = (cell.value for cell in pair)
                if amount is not None and share:
                    amounts += amount
                    totals += 100 * amount / share
                    used += [amount_name, share_name]
                    statuses |= {cell.status for cell in pair}
            value = 100 * amounts / totals if totals else None
            rows[f"{table}_{name}"].append(
                (
                    f"{table}_{name}",
                    label,
                    value,
                    entry["unit"],
                    next((s for s in DERIVED_STATUSES if s in statuses), "missing"),
                    None,
                    None,
                    file,
                    lines.get(period),
                    ";".join(used),
                )
            )
    return rows


if __name__ == "__main__":
    run(clean_table, snakemake)
