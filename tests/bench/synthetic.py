"""A study of as many synthetic annual series as wanted: `python -m tests.bench.synthetic DIR N`.

Series i has 20 + i mod 41 years that end in 2019, an event in 2005, autocorrelated normal errors
around 50, and every second one a level that is higher after the event.
"""

from __future__ import annotations

import argparse
import csv
import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from scripts.common.estimation.seeds import stream

STUDY = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
EVENT = STUDY["config.yaml"]["events"]["shift"]["date"]
SEED, LAST = 20021031, 2019
SHORTEST, LENGTHS = 20, 41
RHOS = (0.0, 0.2, 0.4, 0.6)
LEVEL, RISE = 50.0, 1.5
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
    (folder / "data/raw").mkdir(parents=True)
    write_series(folder / "data/raw/synthetic.csv", n_series)
    first = LAST + 2 - SHORTEST - min(n_series, LENGTHS)
    config, sources, package = files = list(deepcopy(STUDY).values())
    config["study"]["title"] = f"{n_series:,} synthetic series"
    config["methods"]["skip"] = skip
    config["chunk"] = {"series": chunk, "designs": designs}
    sources["tables"]["synthetic"]["years"] = f"{first}-{LAST}"
    year = package["resources"][0]["schema"]["fields"][0]
    year["constraints"] = {"minimum": first, "maximum": LAST}
    for name, content in zip(STUDY, files, strict=True):
        # JSON is YAML, too.
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")


def write_series(path: Path, n_series: int) -> None:
    """Write the values of the first series, a line each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["year", "code", "value"])
        for number in range(n_series):
            values = zip(years_of(number), series(number).tolist(), strict=True)
            writer.writerows([year, f"s{number:05}", f"{value:.3f}"] for year, value in values)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("series", type=int)
    given = parser.parse_args()
    write_study(given.folder, given.series, ONE_AT_A_TIME, chunk=2500, designs=21)
