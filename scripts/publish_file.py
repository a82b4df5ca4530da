"""Put one staged file in place by itself, whole or not at all.

From build/ to figures/ or report/. The set is then of mixed versions until the next full run;
`make verify` says so.
"""

from scripts.common.runs.logs import logged
from scripts.common.runs.publishing import publish


def publish_file(path_to_staged: str, path_to_output: str, path_to_journal: str) -> None:
    """Copy a staged file to where it is published."""
    publish({path_to_output: path_to_staged}, [], path_to_journal)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        publish_file(snakemake.input[0], snakemake.output[0], f"{snakemake.output[0]}.journal")
