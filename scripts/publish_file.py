"""Put one staged file in place by itself, whole or not at all.

From build/ to figures/ or report/. The set is then of mixed versions until the next full run;
`make verify` says so.
"""

from scripts.common.runs.publishing import publish
from scripts.common.runs.script import run


def publish_file(path_to_staged: str, path_to_output: str) -> None:
    """Copy a staged file to where it is published."""
    publish({path_to_output: path_to_staged}, [], f"{path_to_output}.journal")


if __name__ == "__main__":
    run(publish_file, snakemake)
