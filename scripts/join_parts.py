"""Join the results of a table that was worked through in parts: results/{kind}/{table}.csv.

From results/{kind}/{table}/0001.csv and so on, in the order of the table.
"""

from collections.abc import Sequence

from scripts.common.runs.script import run
from scripts.common.tables import join_tables


def join_parts(paths_to_parts: Sequence[str], path_to_output: str) -> None:
    """Write all parts under the header that they share."""
    join_tables(paths_to_parts, path_to_output)


if __name__ == "__main__":
    run(join_parts, snakemake)
