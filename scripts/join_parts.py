"""Join the results of a table that was worked through in parts: results/{kind}/{table}.csv.

From results/{kind}/{table}/0001.csv and so on, in the order of the table. Reads row by row.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.common.logs import logged
from scripts.common.tables import write_rows


def join_parts(paths_to_parts: Sequence[str], path_to_output: str) -> None:
    """Write all parts under the header that they share."""
    with Path(paths_to_parts[0]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    write_rows(header, _rows(paths_to_parts), path_to_output)


def _rows(paths: Sequence[str]) -> Iterator[list[str]]:
    for path in paths:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            yield from rows


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        join_parts(paths_to_parts=list(snakemake.input.parts), path_to_output=snakemake.output[0])
