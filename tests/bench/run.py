"""Measure our array code beside what a user would write with the usual libraries.

``make bench``, or ``python -m tests.bench.run [--full]`` from the root of the repository after a
run of the pipeline. Prints a table and writes it to docs/benchmarks.md. R's rows appear where
Rscript with strucchange exists. ``--full`` also waits for R at n = 5,000.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from scripts.common.runs.surroundings import prepare_environment

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Written by `make bench`. All figures come from one run on one machine, one thread for each process.
Seconds depend on the machine and on what else it is doing; ratios much less. Short tasks are the
best of several runs. A peer that would take too long is timed on a sample and extrapolated; the
table says so.
"""
# Where the section of `make bench-scale` begins, which is kept.
MANY_SERIES = "\n## Many series\n"


def main(full: bool) -> None:
    """Print the table and write it to `OUTPUT`."""
    # Before numpy is imported, which reads the number of threads once.
    prepare_environment(str(ROOT))
    from tests.bench import tasks

    lines = ["| task | ours | peer | ratio |", "|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    remarks = []
    for row in tasks.measured(full):
        if isinstance(row, str):
            remarks.append(row)
        else:
            lines.append(str(row))
        print(row, flush=True)
    text = "\n".join([INTRODUCTION, surroundings(), "", *lines, "", *tasks.NOTES, *remarks])
    _, heading, section = OUTPUT.read_text(encoding="utf-8").partition(MANY_SERIES)
    OUTPUT.write_text(text + "\n" + heading + section, encoding="utf-8")


def surroundings() -> str:
    """One sentence on cores and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    return f"{os.cpu_count()} cores; Python {platform.python_version()}, {libraries}."


if __name__ == "__main__":
    main("--full" in sys.argv[1:])
