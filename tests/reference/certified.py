"""The stored outputs of the R scripts beside this file, as numbers."""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent


def certified(name: str) -> dict[str, dict[str, float]]:
    """R's numbers of ``NAME.csv``: quantities and values by case."""
    cases: dict[str, dict[str, float]] = {}
    with (HERE / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            cases.setdefault(row["case"], {})[row["quantity"]] = float(row["value"])
    return cases
