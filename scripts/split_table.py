"""Write the rows of some series of a processed table: one part of a table of many series.

From data/processed/{table}.csv to data/processed/{table}/0001.csv and so on, and the same of the
corrected table. Reads row by row, so that memory does not grow with the table.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.common.logs import logged
from scripts.common.tables import write_rows


def split_table(path_to_table: str, series: Iterable[str], path_to_output: str) -> None:
    """Write the rows of `series`, in the order of the table."""
    with Path(path_to_table).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        write_rows(header, _of(set(series), rows, header.index("series")), path_to_output)


def _of(series: set[str], rows: Iterable[list[str]], place: int) -> Iterator[list[str]]:
    return (row for row in rows if row[place] in series)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        for table in ("printed", "corrected"):
            split_table(
                path_to_table=snakemake.input[table],
                series=snakemake.params.series,
                path_to_output=snakemake.output[table],
            )
