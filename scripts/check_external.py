"""Compare printed numbers with what another source says about the same thing.

From data/processed/{table}.csv of the printed and of the external tables to
results/external_check.csv: one row per printed series and year. A year that prints no number has
a row, too, whose note says what the external source has there. Fails if an external
table does not hold a printed year.
"""

from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from scripts.common.formatting import number, quantity
from scripts.common.runs.script import run
from scripts.common.tables import read_processed, write_csv

COLUMNS = [
    *("table", "series", "year", "printed", "printed_text", "rounding", "external", "difference"),
    *("unit", "tolerance", "agrees", "external_source", "note"),
]


def check_external(
    paths_to_series: list[str], checks: list[dict[str, Any]], path_to_output: str
) -> None:
    """Write printed against external numbers.

    A printed number stands for all numbers that round to it, so the two agree if the external one
    is within the tolerance of that interval, ``abs(difference) <= tolerance + rounding``.

    Parameters
    ----------
    paths_to_series : list of str
        Processed tables that hold the printed and the external series.
    checks : list of dict
        As in `scripts.common.study.model.Study.external_checks`.
    """
    cells = pd.concat([read_processed(path) for path in paths_to_series])
    keys = zip(cells["series"], cells["year"], strict=True)
    values = dict(zip(keys, cells["value"], strict=True))
    rows = chain.from_iterable(_compared(cells, values, check) for check in checks)
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


def _compared(
    cells: pd.DataFrame, values: dict[tuple[str, int], float], check: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return one row per year of one printed series, in the order of the years."""
    own = cells[cells["series"] == check["series"]].sort_values("year")
    rows = []
    for cell in own.to_dict("records"):
        parts = [values[name, cell["year"]] for name in check["external"]]
        row = {
            "table": check["table"],
            "series": check["series"],
            "year": cell["year"],
            "printed": cell["value"],
            "printed_text": cell["printed"],
            "rounding": _half_unit(cell),
            "external": _external(parts, check["scale"]),
            "unit": check["unit"],
            "tolerance": check["tolerance"],
            "external_source": f"{check['scale']:g} * {' / '.join(check['external'])}",
        }
        row["difference"] = row["printed"] - row["external"]
        if np.isfinite(row["difference"]):
            row["agrees"] = bool(abs(row["difference"]) <= row["tolerance"] + row["rounding"])
        rows.append({**row, "note": _note(row, parts, float(own["value"].min()))})
    return rows


def _half_unit(cell: dict[str, Any]) -> float | None:
    """Return half a unit of the last printed digit; zero for a derived number."""
    if np.isnan(cell["value"]):
        return None
    return 0.0 if pd.isna(cell["decimals"]) else float(0.5 * 10.0 ** -cell["decimals"])


def _external(parts: list[float], scale: float) -> float:
    """Return a scaled amount or ratio; NaN for a ratio of net flows one of which is a repayment."""
    if len(parts) == 1:
        return scale * parts[0]
    return scale * parts[0] / parts[1] if parts[0] >= 0 and parts[1] > 0 else np.nan


def _note(row: dict[str, Any], parts: list[float], smallest: float) -> str:
    """Say how far an outlier is off, and what the external source has where none is printed."""
    external, unit = row["external"], row["unit"]
    if "agrees" in row:
        way = "above" if row["difference"] > 0 else "below"
        off = f"{quantity(abs(row['difference']), unit, 1)} {way} the external series"
        return "" if row["agrees"] else off
    if np.isnan(parts).any():
        return "no number in the external series"
    if np.isnan(external):
        return "net repayments in the external series leave no share"
    if len(parts) == 2:
        return f"none printed; the external share is {number(external)}%"
    if external < 0:
        return (
            f"none printed; the external series has a repayment of {quantity(-external, unit, 1)}"
        )
    size = ", less than any amount printed" if external < smallest else ""
    return f"none printed; the external series has a flow of {quantity(external, unit, 1)}{size}"


if __name__ == "__main__":
    run(check_external, snakemake)
