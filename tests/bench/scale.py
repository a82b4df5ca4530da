"""What a study costs as its series grow in number: `make bench-scale`.

Runs the whole pipeline on 10, 100, 1,000 and 10,000 synthetic annual series with one hypothesis
each, on two cores, and states CPU time per series and the peak memory of any process. Beside it R's
battery of one series after the other, on a sample. Writes the last section of docs/benchmarks.md
and its plot, and how often the null example would find something.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.frame import HERE, PAGE, write_page
from tests.bench.null_example import NAMES, findings
from tests.bench.synthetic import EVENT, ONE_AT_A_TIME, STUDY, write_series, write_study
from tests.studies import ROOT, Study

PLOT = PAGE.with_name("benchmarks-scale.svg")
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
    write_page(many_series="\n".join(["", *section(rows, fitted, r), ""]))
    plot(rows, r)


def measured(folder: Path, size: int, skip: list[str]) -> dict[str, Any]:
    """One run: series, CPU seconds, wall seconds, largest process in MB."""
    study = Study(folder / f"{size}-{len(skip)}", ROOT)
    write_study(study.folder, size, skip, CHUNK, DESIGNS)
    started = time.monotonic()
    found = json.loads(
        study.complete("--cores", str(CORES), within=[sys.executable, "-c", MEASURE])
    )
    assert found.pop("status") == 0, found["said"]
    del found["said"]
    return {"series": size, "wall": time.monotonic() - started, **found}


def beside_r(folder: Path) -> float | None:
    """CPU seconds per series of R's loop, with one series of each length; None without R."""
    path = folder / "sample.csv"
    write_series(path, SAMPLE)
    command = ["Rscript", str(HERE / "scale.R"), str(path), str(EVENT), str(DRAWS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        return None
    seconds, number = done.stdout.split()
    return float(seconds) / int(number)


def section(rows: list[dict[str, Any]], fitted: dict[str, Any], r: float | None) -> Iterator[str]:
    """The lines of the page's last section."""
    methods, rates = (STUDY["config.yaml"][part] for part in ("methods", "calibration"))
    yield (
        "Written by `make bench-scale`: the whole pipeline, from the raw table to figures and"
        " report, on synthetic\nannual series of 20 to 60 years (41 designs) with one hypothesis"
        f" each, {CORES} cores, {os.cpu_count()} in the machine.\n{methods['null_draws']:,} draws"
        f" of each null distribution, {methods['bootstrap_draws']} of each bootstrap,"
        f" {rates['replications']} simulated series for each rate of a calibration;\nparts of"
        f" {CHUNK:,} series.\n"
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
