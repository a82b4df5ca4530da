"""Measure our array code beside what a user would write with the usual libraries.

``make bench``, or ``python -m tests.bench.run [--full]`` from the root of the repository after a
run of the pipeline. Prints a table and writes it to docs/benchmarks.md. R's rows appear where
Rscript with strucchange exists. ``--full`` also waits for R at n = 5,000.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.common.runs.surroundings import prepare_environment
from tests.bench.frame import Row, timed, write_page
from tests.studies import ROOT, Study

INTRODUCTION = """# Benchmarks

Written by `make bench`. All figures come from one run on one machine, one thread for each process.
Seconds depend on the machine and on what else it is doing; ratios much less. Short tasks are the
best of several runs. A peer that would take too long is timed on a sample and extrapolated; the
table says so.
"""
NOTE = (
    "- The whole run is `snakemake --forceall` in a copy, on all cores, from the printed tables to "
    "figures and report. Its peer is the import of three libraries, the least that any such "
    "program takes."
)


def main(full: bool) -> None:
    """Print the table and write it to the page."""
    # Before numpy is imported, which reads the number of threads once.
    prepare_environment(str(ROOT))
    from tests.bench import breaks, calibrations

    lines = ["| task | ours | peer | ratio |", "|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    remarks = [calibrations.NOTE, *breaks.NOTES, NOTE]
    for found in (calibrations.rows(), breaks.rows(full), whole_run()):
        for row in found:
            (lines if isinstance(row, Row) else remarks).append(str(row))
            print(row, flush=True)
    write_page("\n".join([INTRODUCTION, surroundings(), "", *lines, "", *remarks, ""]))


def surroundings() -> str:
    """One sentence on cores and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    return f"{os.cpu_count()} cores; Python {platform.python_version()}, {libraries}."


def whole_run() -> Iterator[Row]:
    """Everything from the printed tables on, against the import of three libraries."""
    imports = [sys.executable, "-c", "import pandas, statsmodels.api, seaborn"]
    peer = timed(lambda: subprocess.run(imports, check=True), repeat=3)
    with TemporaryDirectory() as folder:
        study = Study.source(Path(folder) / "copy")
        wall = timed(lambda: study.complete("--forceall", "--cores", "all"))
    yield Row("the whole run", wall, peer, "`import pandas, statsmodels.api, seaborn`")


if __name__ == "__main__":
    main("--full" in sys.argv[1:])
