"""Write the rows of some series of a processed table: one part of a table of many series.

From data/processed/{table}.csv to data/processed/{table}/0001.csv and so on, and the same of the
corrected table. Reads row by row, so that memory does not grow with the table.
"""

from collections.abc import Collection
from pathlib import Path

from scripts.common.runs.logs import logged
from scripts.common.tables import replacing, rows_of_series


def split_table(path_to_table: str, series: Collection[str], path_to_output: str) -> None:
    """Write the rows of `series`, in the order of the table, as they stand there."""
    with replacing(Path(path_to_output)) as part:
        part.writelines(rows_of_series(path_to_table, series))


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        for table in ("printed", "corrected"):
            split_table(
                path_to_table=snakemake.input[table],
                series=snakemake.params.series,
                path_to_output=snakemake.output[table],
            )
