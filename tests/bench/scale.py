"""What a study costs as its series grow in number: `make bench-scale`.

Runs the whole pipeline on 10, 100, 1,000 and 10,000 synthetic annual series with one hypothesis
each, on two cores, and states CPU time per series and the peak memory of any process. Beside it R's
battery of one series after the other, on a sample. Writes the last section of docs/benchmarks.md
and its plot, and how often the null example would find something.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.null_example import NAMES, findings
from tests.bench.run import MANY_SERIES
from tests.bench.synthetic import (
    BOOTSTRAP_DRAWS,
    EVENT,
    NULL_DRAWS,
    ONE_AT_A_TIME,
    REPLICATIONS,
    series,
    write_study,
    years_of,
)

ROOT = Path(__file__).parents[2]
PAGE, PLOT = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks-scale.svg"
SIZES = (10, 100, 1_000, 10_000)
CHUNK, DESIGNS, CORES = 5_000, 21, 2
# Of a run with the methods that fit one series at a time, and of R.
SMALL, SAMPLE, DRAWS = 100, 41, 99
# Run by itself in a process of its own, whose children are those of one run and no other.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"status": done.returncode, "said": done.stdout + done.stderr,
                  "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))
"""


def main(sizes: tuple[int, ...]) -> None:
    """Measure, and write page and plot."""
    rows = []
    with TemporaryDirectory() as folder:
        for size in sizes:
            rows.append(measured(Path(folder), size, ONE_AT_A_TIME))
            print(rows[-1], flush=True)
        fitted = measured(Path(folder), SMALL, [])
        r = beside_r(Path(folder))
        print(fitted, r, flush=True)
    PAGE.write_text(page(rows, fitted, r), encoding="utf-8")
    plot(rows, r)


def measured(folder: Path, size: int, skip: list[str]) -> dict[str, Any]:
    """One run: series, CPU seconds, wall seconds, largest process in MB."""
    study = folder / f"{size}-{len(skip)}"
    write_study(study, size, skip, CHUNK, DESIGNS)
    run = [sys.executable, "-m", "snakemake", "--cores", str(CORES), "--directory", str(study)]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *run], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found.pop("status") == 0, found["said"]
    del found["said"]
    return {"series": size, "wall": time.monotonic() - started, **found}


def beside_r(folder: Path) -> float | None:
    """CPU seconds per series of R's loop, with one series of each length; None without R."""
    path = folder / "sample.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "code", "value"])
        for number in range(SAMPLE):
            for year, value in zip(years_of(number), series(number), strict=True):
                writer.writerow([year, f"s{number:05}", value])
    script = Path(__file__).with_name("scale.R")
    command = ["Rscript", str(script), str(path), str(EVENT), str(DRAWS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        return None
    seconds, number = done.stdout.split()
    return float(seconds) / int(number)


def page(rows: list[dict[str, Any]], fitted: dict[str, Any], r: float | None) -> str:
    """The page with its last section written anew."""
    before = PAGE.read_text(encoding="utf-8").split(MANY_SERIES)[0].rstrip("\n")
    return "\n".join([before, MANY_SERIES, *_section(rows, fitted, r), ""])


def _section(rows: list[dict[str, Any]], fitted: dict[str, Any], r: float | None) -> Iterator[str]:
    yield (
        "Written by `make bench-scale`: the whole pipeline, from the raw table to figures and"
        " report, on synthetic\nannual series of 20 to 60 years (41 designs) with one hypothesis"
        f" each, {CORES} cores, {os.cpu_count()} in the machine.\n{NULL_DRAWS:,} draws of each null"
        f" distribution, {BOOTSTRAP_DRAWS} of each bootstrap, {REPLICATIONS} simulated series for"
        f" each rate of a calibration;\nparts of {CHUNK:,} series.\n"
    )
    yield "| series | CPU, whole run | wall time | CPU per series | largest process |"
    yield "|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {row['series']:,} | {row['cpu']:,.0f} s | {row['wall']:,.0f} s"
            f" | {1000 * row['cpu'] / row['series']:,.1f} ms | {row['peak']:,.0f} MB |"
        )
    small = next(row for row in rows if row["series"] == SMALL)
    extra = 1000 * (fitted["cpu"] - small["cpu"]) / SMALL
    first, last = rows[0], rows[-1]
    each = 1000 * (last["cpu"] - first["cpu"]) / (last["series"] - first["series"])
    yield f"\n![CPU time per series against the number of series]({PLOT.name})\n"
    yield f"- Each further series costs {each:.1f} ms between the first row and the last."
    yield (
        f"- Off in these runs, since they fit one series at a time: {', '.join(ONE_AT_A_TIME)}."
        f" With them {SMALL} series cost {extra:,.0f} ms more each, their calibration included."
    )
    if r is not None:
        yield (
            f"- R, one series after the other (`lm`, `NeweyWest`, `t.test`, exact `wilcox.test`,"
            f" Kendall, `Fstats` with {DRAWS} draws, `breakpoints` with intervals):"
            f" {1000 * r:,.0f} ms per series on {SAMPLE} series, {1000 * r / each:,.0f} times ours,"
            " with fewer methods and draws and without calibration."
        )
    yield (
        f"- Errors: with its noise drawn anew under {NAMES} names, the null example finds something"
        f" in {findings()} of them; promised are at most {NAMES * 5 // 100}, give or take what"
        " chance adds (`python -m tests.bench.null_example`)."
    )


def plot(rows: list[dict[str, Any]], r: float | None) -> None:
    """CPU time per series against the number of series, both on logarithmic axes."""
    from scripts.common.figures import style

    figure = style.new_figure(style.SINGLE, 60.0)
    axis = figure.subplots()
    sizes = [row["series"] for row in rows]
    axis.loglog(sizes, [1000 * row["cpu"] / row["series"] for row in rows], "o-", ms=4)
    if r is not None:
        axis.axhline(1000 * r, ls="--", lw=0.8, color=style.QUIET)
        axis.annotate("R, in a loop", (sizes[0], 1000 * r), (0, 3), textcoords="offset points")
    axis.set_xlabel("Number of series")
    axis.set_ylabel("CPU time per series, ms")
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    main(tuple(parser.parse_args().sizes))
