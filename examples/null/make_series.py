"""Draw the series of this example anew: ``python -m examples.null.make_series``.

40 years of a constant level and Gaussian noise whose neighbours correlate. The name of its stream
was chosen before any test saw a draw, and has not been changed since.
"""

from __future__ import annotations

import math
from pathlib import Path

from scripts.common.estimation.seeds import stream
from scripts.common.tables import write_rows

YEARS = range(1981, 2021)
LEVEL, SPREAD, RHO = 100.0, 10.0, 0.3  # points, points, correlation of neighbouring years
SEED = 20021031


def noise_series(name: str = "examples/null") -> list[tuple[int, str]]:
    """Year and level, with one decimal, of the stream called `name`."""
    shocks = stream(SEED, name).normal(size=len(YEARS))
    noise = [shocks[0]]  # already of the spread that the process keeps
    for shock in shocks[1:]:
        noise.append(RHO * noise[-1] + math.sqrt(1 - RHO**2) * shock)
    return [(year, f"{LEVEL + SPREAD * step:.1f}") for year, step in zip(YEARS, noise, strict=True)]


if __name__ == "__main__":
    write_rows(["year", "level"], noise_series(), Path(__file__).parent / "data/raw/noise.csv")
