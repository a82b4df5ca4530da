"""Choose the method that each verdict will rest on, before any value is read.

From the calibrations of the designs to results/methods.csv (every method of every hypothesis: worst
size, coverage, power, smallest detectable effect, and which one is primary) and, where asked for,
results/calibration/{hypothesis}.csv (its rejection rates; hypotheses with the same design share
theirs). Where no method is usable the least bad one is marked primary, so that its estimate can be
shown; no verdict rests on it.
"""

from dataclasses import fields, replace
from pathlib import Path

import pandas as pd

from scripts.common.runs.script import run
from scripts.common.tables import write_csv, write_rows
from scripts.methods.calibration import Rate
from scripts.methods.choice import Assessment, assess, primary_of

COLUMNS = [
    *("hypothesis", "method", "parameter", "worst_size", "worst_size_mc_se", "worst_errors"),
    *("worst_rho", "coverage", "power_1sd", "mde80_sd", "usable", "eligible", "primary"),
]
OF_RATES = [field.name for field in fields(Rate)]


def judge_methods(
    paths_to_designs: list[str],
    calibrations: dict[str, str],
    usable_size: float,
    up_to_rho: float,
    paths_to_rates: list[str],
    path_to_methods: str,
) -> None:
    """Write the assessment of each hypothesis's methods, and the rates where asked for.

    Parameters
    ----------
    paths_to_designs : list of str
        Calibrations, each of one or more designs.
    calibrations : dict
        The calibration, ``{question}/{design}``, of each hypothesis.
    usable_size : float
        Largest rejection rate under no effect that a usable method may have.
    up_to_rho : float
        Largest autocorrelation considered.
    paths_to_rates : list of str
        Outputs named after those hypotheses whose rates are wanted.
    """
    rates = pd.concat([pd.read_csv(path) for path in paths_to_designs], ignore_index=True)
    of_design = {
        f"{question}/{design}": own[OF_RATES]
        for (question, design), own in rates.groupby(["question", "design"], sort=False)
    }
    for path in paths_to_rates:
        hypothesis = Path(path).stem
        own = of_design.get(calibrations[hypothesis], rates[OF_RATES].head(0)).copy()
        own.insert(0, "hypothesis", hypothesis)
        write_csv(own, path)
    assessed = {name: _assessed(own, usable_size, up_to_rho) for name, own in of_design.items()}
    rows = (
        [hypothesis, *(getattr(assessment, column) for column in COLUMNS[1:])]
        for hypothesis, calibration in calibrations.items()
        for assessment in assessed.get(calibration, [])
    )
    write_rows(COLUMNS, rows, path_to_methods)


def _assessed(rates: pd.DataFrame, usable_size: float, up_to_rho: float) -> list[Assessment]:
    found: dict[tuple[str, str], list[Rate]] = {}
    for row in rates.to_dict("records"):
        rate = Rate(**{str(k): v for k, v in row.items()})
        found.setdefault((rate.method, rate.parameter), []).append(rate)
    assessments = [assess(r, usable_size, up_to_rho) for r in found.values()]
    chosen = primary_of(assessments)
    return [replace(a, primary=a is chosen) for a in assessments]


if __name__ == "__main__":
    run(judge_methods, snakemake)
