"""A study of as many synthetic annual series as wanted: `python -m tests.bench.synthetic DIR N`.

Series i has 20 + i mod 41 years that end in 2019, an event in 2005, autocorrelated normal errors
around 50, and every second one a level that is higher after the event.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from scripts.common.estimation.seeds import stream

SEED, LAST, EVENT = 20021031, 2019, 2005
SHORTEST, LENGTHS = 20, 41
RHOS = (0.0, 0.2, 0.4, 0.6)
LEVEL, RISE = 50.0, 1.5
NULL_DRAWS, BOOTSTRAP_DRAWS, REPLICATIONS = 1999, 999, 500
# Methods that fit a likelihood, or bootstrap a null, of one series at a time.
ONE_AT_A_TIME = ["shift_ar1", "its_ar1", "counterfactual", "date_set", "sequential"]


def years_of(number: int) -> range:
    """The years of one series."""
    return range(LAST + 1 - SHORTEST - number % LENGTHS, LAST + 1)


def series(number: int) -> NDArray[np.float64]:
    """The values of one series, three decimals."""
    rng = stream(SEED, "synthetic", str(number))
    rho, years = RHOS[number % len(RHOS)], years_of(number)
    errors = rng.standard_normal(len(years))
    for t in range(1, len(years)):
        errors[t] = rho * errors[t - 1] + np.sqrt(1 - rho**2) * errors[t]
    after = np.array([year > EVENT for year in years])
    return np.round(LEVEL + RISE * (number % 2) * after + errors, 3)


def write_study(folder: Path, n_series: int, skip: list[str], chunk: int, designs: int) -> None:
    """Write a complete study of `n_series` series in the long form, one hypothesis each.

    Parameters
    ----------
    skip : list of str
        Methods that are not run.
    chunk, designs : int
        Series, and calibrated designs, for each job.
    """
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    with (raw / "synthetic.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "code", "value"])
        for number in range(n_series):
            values = zip(years_of(number), series(number).tolist(), strict=True)
            writer.writerows([year, f"s{number:05}", f"{value:.3f}"] for year, value in values)
    first = LAST + 2 - SHORTEST - min(n_series, LENGTHS)
    config = {
        "study": {"title": f"{n_series:,} synthetic series", "author": "The benchmark"},
        "tables": {"analysed": ["synthetic"]},
        "events": {
            "shift": {"label": "Shift", "date": EVENT, "source": "The program that made the series"}
        },
        "hypotheses": [
            {
                "series": ["synthetic_*"],
                "event": "shift",
                "questions": ["higher_after"],
                "smallest_effect": 1,
                "primary": False,
            }
        ],
        "methods": {
            "null_draws": NULL_DRAWS,
            "bootstrap_draws": BOOTSTRAP_DRAWS,
            "trimming": [0.15],
            "codings": "headline",
            "skip": skip,
        },
        "calibration": {"replications": REPLICATIONS},
        "evidence": ["trends", "breaks"],
        "chunk": {"series": chunk, "designs": designs},
    }
    sources = {
        "works": {"made_up": {"type": "software", "author": "The benchmark", "title": "Series"}},
        "tables": {
            "synthetic": {
                "title": "Synthetic series",
                "work": "made_up",
                "locator": "The whole file",
                "printed_source": "Made by tests/bench/synthetic.py",
                "owner": "The benchmark",
                "rights": "None",
                "calendar": "calendar",
                "years": f"{first}-{LAST}",
                "layout": {"series": "code", "value": "value"},
                "each": {
                    "label": "Series {code}",
                    "short_label": "{code}",
                    "unit": "units",
                    "kind": "amount",
                },
            }
        },
    }
    year = {"name": "year", "type": "year", "constraints": {"minimum": first, "maximum": LAST}}
    fields = [year, {"name": "code", "type": "string"}, {"name": "value", "type": "number"}]
    resource = {"name": "synthetic", "path": "synthetic.csv", "schema": {"fields": fields}}
    package = {"name": "synthetic", "resources": [resource]}
    for path, text in (
        (folder / "config.yaml", yaml.safe_dump(config, sort_keys=False)),
        (raw / "sources.yaml", yaml.safe_dump(sources, sort_keys=False)),
        (raw / "datapackage.json", json.dumps(package, indent=2)),
    ):
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("series", type=int)
    given = parser.parse_args()
    write_study(given.folder, given.series, ONE_AT_A_TIME, chunk=2500, designs=21)
