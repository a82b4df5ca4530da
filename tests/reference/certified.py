"""The stored outputs of the R scripts beside this file, as numbers, and the series they are of."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
# Two programs of double precision that compute the same thing.
TIGHT = 1e-8
# Series by their name in the R scripts: table and column of data/raw; and R's Nile.
COLUMNS = {
    "exim_share": ("exim", "share"),
    "exim_loans": ("exim", "loans"),
    "china_usd": ("oda", "china_usd"),
    "experts": ("jica", "experts"),
    "jica_share": ("jica", "share"),
}


def certified(name: str) -> dict[str, dict[str, float]]:
    """R's numbers of ``NAME.csv``: quantities and values by case."""
    return quantities((HERE / f"{name}.csv").read_text(encoding="utf-8"))


def quantities(output: str) -> dict[str, dict[str, float]]:
    """Quantities and values by case of what an R script prints; NaN for R's NA."""
    cases: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(output.splitlines()):
        value = float("nan") if row["value"] == "NA" else float(row["value"])
        assert row["quantity"] not in cases.setdefault(row["case"], {})
        cases[row["case"]][row["quantity"]] = value
    return cases


def printed(table: str, column: str) -> tuple[list[int], np.ndarray]:
    """Years and values (n,) of a column of ``data/raw``, where it prints a number."""
    with (RAW / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        cells = [(row["year"], row[column].replace(",", "")) for row in csv.DictReader(lines)]
    seen = [(int(year), float(v)) for year, v in cells if v not in ("n/a", "none")]
    return [year for year, _ in seen], np.array([v for _, v in seen])


def nile() -> tuple[list[int], np.ndarray]:
    """Years and values (100,) of the flow of the Nile, as R ships them."""
    from statsmodels.datasets import nile as shipped

    data = shipped.load_pandas().data
    return data["year"].astype(int).tolist(), data["volume"].to_numpy(dtype=float)


def series(name: str) -> tuple[list[int], np.ndarray]:
    """Years and values of a series by its name in the R scripts."""
    return nile() if name == "nile" else printed(*COLUMNS[name])


def recipients(kind: str) -> tuple[list[int], np.ndarray]:
    """Years and aid (11, 5) of the recipients, ``usd`` or ``share``; NaN where not observed."""
    years, table = list(range(1989, 2000)), np.full((11, 5), np.nan)
    for i, name in enumerate(("china", "indonesia", "thailand", "philippines", "malaysia")):
        seen, values = printed("oda", f"{name}_{kind}")
        table[np.array(seen) - years[0], i] = values
    return years, table


def break_cases(kind: str) -> list:
    """Test parameters of ``breaks.csv``: years, values, model, the kind in full, R's numbers."""
    return [
        pytest.param(*series(name), model, own, numbers, id=case)
        for case, numbers in certified("breaks").items()
        for name, model, own in [case.rsplit("_", 2)]
        if own.startswith(kind)
    ]
