"""CPU time per series of trends and unknown breaks, null tables shared by design.

``python -m tests.bench.scale_breaks [SERIES] [DRAWS] [PART ...]`` from the root of the repository:
random walks of 20 to 60 years, one window, one trimming, without the parts named (see `PARTS` of
scripts/find_breaks.py). Prints milliseconds of CPU per series for each script, and the peak memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from scripts.common.runs.surroundings import prepare_environment

ROOT = Path(__file__).parents[2]
FIRST, LAST = 1961, 2020


def main(count: int, draws: int, skip: list[str]) -> None:
    """Print one line for each script."""
    # Before numpy is imported, which reads the number of threads once.
    prepare_environment(str(ROOT))
    import numpy as np

    from scripts.calibrate_breaks import calibrate_breaks
    from scripts.common.estimation.nulls import write_nulls
    from scripts.common.tables import PROCESSED_COLUMNS, write_rows
    from scripts.find_breaks import find_breaks
    from scripts.fit_trends import fit_trends
    from scripts.methods.ar1_reference import NullTable, tabulate_nulls
    from scripts.methods.design import trend_id
    from scripts.methods.linear_model import trend_model

    rng = np.random.default_rng(1)
    spans: list[dict[str, Any]] = []
    rows: list[list[object]] = []
    for i in range(count):
        years = list(range(LAST + 1 - int(rng.integers(20, 61)), LAST + 1))
        name = f"walk_{i:05}"
        window = {"window": f"{FIRST}-{LAST}", "first_year": FIRST, "last_year": LAST}
        spans.append({"series": name, "unit": "%", **window, "years": years})
        walk = rng.standard_normal(len(years)).cumsum().round(3).tolist()
        for year, value in zip(years, walk, strict=True):
            cells: dict[str, object] = {"series": name, "year": year, "value": value}
            rows.append([cells.get(column) for column in PROCESSED_COLUMNS])
    designs = sorted({tuple(span["years"]) for span in spans})

    def timed(label: str, task: Callable[[], None]) -> None:
        start = process_time()
        task()
        spent = 1000 * (process_time() - start) / count
        print(f"{label}: {spent:.2f} ms of CPU per series", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        series, nulls = str(folder / "s.csv"), [str(folder / f"{k}.npz") for k in ("t", "b")]
        write_rows(PROCESSED_COLUMNS, rows, series)
        tables: dict[str, NullTable] = {}
        for design in designs:
            found = tabulate_nulls(trend_model(design).restrictions(), draws, rng)
            tables |= {f"{trend_id(design)}/trend/{k}": table for k, table in found.items()}
        write_nulls(tables, nulls[0])
        print(f"{count} series, {len(designs)} designs, {draws} draws, without {skip}")
        timed("calibrate_breaks", lambda: calibrate_breaks(designs, [0.15], draws, 1, nulls[1]))
        out = [str(folder / f"{kind}.csv") for kind in ("breaks", "paths", "partitions")]
        timed(
            "find_breaks", lambda: find_breaks(series, nulls, spans, [0.15], draws, skip, 1, *out)
        )
        timed("fit_trends", lambda: fit_trends(series, nulls, spans, [], str(folder / "t.csv")))
    # Kilobytes on Linux.
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    given = [*sys.argv[1:3], *["1000", "199"][len(sys.argv[1:3]) :]]
    main(int(given[0]), int(given[1]), sys.argv[3:] or ["date_set", "sequential"])
