"""Plant misprints in tables and count how many the screen finds, and how often it cries wolf.

``python -m tests.bench.planted`` from the root of the repository prints the rates and writes
docs/forensics.md, with the method in a page.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from scripts.common.estimation.seeds import stream
from scripts.methods.ar1_reference import simulate_ar1
from scripts.methods.forensics import (
    FALSE_ALARMS,
    WINDOW,
    Totals,
    Yardstick,
    calibrate,
    implied_totals,
    screen,
)
from tests.studies import ROOT

OUTPUT = ROOT / "docs" / "forensics.md"
SEED = 20021031
FACTORS = (1.1, 1.2, 1.5, 2, 3, 5, 10)
RECIPIENTS = ("china", "indonesia", "thailand", "philippines", "malaysia")
PAIRS = {
    "exim": [("loans", "share")],
    "oda": [(f"{r}_usd", f"{r}_share") for r in RECIPIENTS],
    "jica": [("experts", "share")],
}
NAMES = {"exim": "Table 3 (Ex-Im)", "oda": "Table 1 (aid)", "jica": "Table 2 (JICA)"}
# Of the totals' growth, in units of its spread.
SHOCKS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal": lambda rng, n: rng.standard_normal(n),
    "t5": lambda rng, n: rng.standard_t(5, n),
}
ERRORS = 500
CLEAN = 2000


@dataclass(frozen=True)
class Printed:
    """The printed pairs of one series; all arrays have shape (n,)."""

    years: np.ndarray
    amounts: np.ndarray
    amount_decimals: np.ndarray
    shares: np.ndarray
    share_decimals: np.ndarray

    @property
    def totals(self) -> Totals:
        cells = (self.amounts, self.amount_decimals, self.shares, self.share_decimals)
        return implied_totals(self.years, *cells)


Table = list[Printed]


def real(table: str) -> Table:
    """The pairs of a raw table that print both numbers."""
    with (ROOT / f"data/raw/{table}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    result = []
    for pair in PAIRS[table]:
        texts = [[row[c].replace(",", "") for c in ("year", *pair)] for row in rows]
        texts = [t for t in texts if all(cell[0].isdigit() for cell in t)]
        years, *cells = zip(*texts, strict=True)
        arrays = [np.array(years, dtype=np.int64)]
        for column in cells:
            arrays.append(np.array(column, dtype=float))
            arrays.append(np.array([len(c.partition(".")[2]) for c in column], dtype=float))
        result.append(Printed(*arrays))
    return result


def yardstick_of(table: Table, name: str) -> Yardstick:
    return calibrate([s.years for s in table], stream(SEED, "planted", name, "calibration"))


def volatilities(table: Table, yardstick: Yardstick) -> list[float]:
    """Robust sd of a year's growth of each series' total, as the screen estimates it."""
    found = screen([s.totals for s in table], yardstick)
    judged = zip(found, yardstick.spreads, strict=True)
    return [float(np.median(f.unit / spread)) for f, spread in judged]


def synthetic(
    like: Table,
    volatility: list[float],
    rng: np.random.Generator,
    law: str = "normal",
) -> Table:
    """A clean table: real years, decimals and shares, totals that walk at random.

    The real shares are kept, so that rounding hides as much as it does in the real table.
    """
    table = []
    for series, sd in zip(like, volatility, strict=True):
        span = int(series.years[-1] - series.years[0]) + 1
        shocks = SHOCKS[law](rng, span)
        walk = sd * simulate_ar1(series.years.tolist(), 1.0, shocks[None, :])[0]
        totals = 100 * series.amounts[0] / series.shares[0] * np.exp(walk)
        amounts = _rounded(totals * series.shares / 100, series.amount_decimals)
        least = 10.0**-series.amount_decimals  # a walk may go low, but the pair must print a number
        table.append(replace(series, amounts=np.maximum(amounts, least)))
    return table


def misprinted(
    table: Table, rng: np.random.Generator, factors: tuple[float, ...] = FACTORS
) -> tuple[int, int, list[Table]]:
    """One random cell off by each of the factors, up or down at random.

    Returns the place (series, position) and one table per factor. Cells are drawn until even the
    smallest error is more than rounding can hide; a share above 100 would be seen at once, so
    such errors go down.
    """
    while True:
        i = int(rng.integers(len(table)))
        k = int(rng.integers(len(table[i].years)))
        cell, up = ("amounts", "shares")[rng.integers(2)], bool(rng.integers(2))
        tables = [_with_error(table, i, k, cell, up, factor) for factor in factors]
        clean = table[i].totals
        hidden = [
            t[i].totals.low[k] <= clean.high[k] and clean.low[k] <= t[i].totals.high[k]
            for t in tables
        ]
        if not any(hidden):
            return i, k, tables


def _with_error(table: Table, i: int, k: int, cell: str, up: bool, factor: float) -> Table:
    series = table[i]
    values = getattr(series, cell).copy()
    decimals = getattr(series, f"{cell[:-1]}_decimals")
    rises = up and (cell == "amounts" or values[k] * factor <= 100)
    wrong = _rounded(values * (factor if rises else 1 / factor), decimals)[k]
    values[k] = max(wrong, 10.0 ** -decimals[k])
    return [*table[:i], replace(series, **{cell: values}), *table[i + 1 :]]


def _rounded(values: np.ndarray, decimals: np.ndarray) -> np.ndarray:
    return np.round(values * 10**decimals) / 10**decimals


def flags(table: Table, yardstick: Yardstick) -> list[np.ndarray]:
    return [found.flagged for found in screen([s.totals for s in table], yardstick)]


def detection(name: str, errors: int, clean: bool) -> np.ndarray:
    """Share of planted misprints that are flagged, by size, shape (len(FACTORS),).

    The same cells, directions and tables serve all sizes. In the real table a cell that is flagged
    as printed gets no error on top.
    """
    printed, rng = real(name), stream(SEED, "planted", name, str(clean))
    yardstick = yardstick_of(printed, name)
    volatility, known = volatilities(printed, yardstick), flags(printed, yardstick)
    found: list[list[bool]] = []
    while len(found) < errors:
        table = synthetic(printed, volatility, rng) if clean else printed
        i, k, tables = misprinted(table, rng)
        if clean or not known[i][k]:
            found.append([bool(flags(t, yardstick)[i][k]) for t in tables])
    return np.mean(found, axis=0)


def false_alarms(name: str, tables: int, law: str = "normal") -> int:
    """Number of clean tables, of the shape of a real one, in which anything is flagged."""
    printed, rng = real(name), stream(SEED, "planted", name, law)
    yardstick = yardstick_of(printed, name)
    volatility = volatilities(printed, yardstick)
    clean = (synthetic(printed, volatility, rng, law) for _ in range(tables))
    return sum(any(f.any() for f in flags(table, yardstick)) for table in clean)


def main() -> None:
    """Print the rates and write `OUTPUT`."""
    heading = "| table | " + " | ".join(f"×{factor:g}" for factor in FACTORS) + " |"
    lines = [heading, "|---" * (len(FACTORS) + 1) + "|"]
    alarms = ["| table | threshold | Gaussian shocks | heavy tails (t5) |", "|---|---|---|---|"]
    for name, title in NAMES.items():
        for clean in (True, False):
            rates = " | ".join(f"{rate:.0%}" for rate in detection(name, ERRORS, clean))
            lines.append(f"| {title}, {'synthetic' if clean else 'as printed'} | {rates} |")
        counts = [f"{false_alarms(name, CLEAN, law) / CLEAN:.1%}" for law in SHOCKS]
        threshold = yardstick_of(real(name), name).threshold
        alarms.append(f"| {title} | {threshold:.2f} | {' | '.join(counts)} |")
    text = (Path(__file__).parent / "planted.md").read_text(encoding="utf-8")
    text = text.format(
        promise=f"{FALSE_ALARMS:.0%}",
        window=WINDOW,
        errors=ERRORS,
        clean=CLEAN,
        detected="\n".join(lines),
        alarms="\n".join(alarms),
    )
    OUTPUT.write_text(text, encoding="utf-8")
    print("\n".join([*lines, "", *alarms]))


if __name__ == "__main__":
    main()
