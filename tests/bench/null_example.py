"""How often the null example would find something, had its noise been drawn from other names.

    python -m tests.bench.null_example

For each of 200 names the series of examples/null is drawn anew and asked both questions by the
methods that decide there, Holm's adjustment as in the study. A finding is an adjusted p-value below
5% in either; the promise is at most 5% of the names, give or take what 200 draws can tell.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from examples.null.make_series import YEARS, noise_series
from scripts.calibrate_nulls import calibrate_nulls
from scripts.common.estimation.event_battery import Asked, answered
from scripts.common.estimation.nulls import read_designs
from scripts.methods.design import Sample

NAMES, EVENT, DRAWS, SEED = 200, 2000, 4999, 20021031
DECIDING = {"higher_after": ("shift_boot_ar1", "level_shift"),
            "changed_course": ("its_boot_ar1", "average_gap")}  # fmt: skip


def findings() -> int:
    """Number of names with a finding."""
    years = list(YEARS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "nulls.npz")
        calibrate_nulls([{"years": years, "event_year": EVENT}], [], [], DRAWS, SEED, path)
        return sum(
            _smallest(years, np.array([float(v) for _, v in noise_series(f"other/{i}")]), path)
            < 0.05
            for i in range(NAMES)
        )


def _smallest(years: list[int], values: np.ndarray, path: str) -> float:
    """The smaller p-value of both questions, by Holm twice what it is alone."""
    sample = Sample.cut(years, values, EVENT, "drop")
    nulls = read_designs([path], {sample.design.id})
    p_values = []
    for question, (method, parameter) in DECIDING.items():
        asked = Asked(question, "amount", sample, only=method)
        (rows,) = answered([asked], nulls)
        p_values += [row["p_two_sided"] for row in rows if row["parameter"] == parameter]
    return min(1.0, len(p_values) * min(p_values))


if __name__ == "__main__":
    found = findings()
    error = np.sqrt(0.05 * 0.95 / NAMES)
    print(f"{found} of {NAMES} names ({found / NAMES:.1%}); promised 5.0% ± {2 * error:.1%}")
