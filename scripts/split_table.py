"""Write the rows of some series of a processed table: one part of a table of many series.

From data/processed/{table}.csv to data/processed/{table}/0001.csv and so on, and the same of the
corrected table. Reads row by row, so that memory does not grow with the table.
"""

from collections.abc import Collection

from scripts.common.runs.script import run
from scripts.common.tables import rows_of_series, write_texts


def split_table(
    series: Collection[str], paths_to_tables: list[str], paths_to_output: list[str]
) -> None:
    """Write the rows of `series`, in the order of each table, as they stand there."""
    for table, path in zip(paths_to_tables, paths_to_output, strict=True):
        write_texts(rows_of_series(table, series), path)


if __name__ == "__main__":
    run(split_table, snakemake)
