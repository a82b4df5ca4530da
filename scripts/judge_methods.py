"""Choose the method that each verdict will rest on, before any value is read.

From results/calibration/designs/ to results/methods.csv (every method of every hypothesis: worst
size, coverage, power, smallest detectable effect, and which one is primary) and
results/calibration/{hypothesis}.csv (its rejection rates; hypotheses with the same design share
theirs). Where no method is usable the least bad one is marked primary, so that its estimate can be
shown; no verdict rests on it.
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from scripts.common.logs import logged
from scripts.common.tables import write_csv
from scripts.methods.calibration import Rate
from scripts.methods.choice import Assessment, assess, primary_of

COLUMNS = [
    *("hypothesis", "method", "parameter", "worst_size", "worst_size_mc_se", "worst_errors"),
    *("worst_rho", "coverage", "power_1sd", "mde80_sd", "usable", "eligible", "primary"),
]


def judge_methods(
    path_to_designs: str,
    calibrations: dict[str, str],
    usable_size: float,
    up_to_rho: float,
    paths_to_rates: list[str],
    path_to_methods: str,
) -> None:
    """Write the rates of each hypothesis and the assessment of its methods.

    Parameters
    ----------
    path_to_designs : str
        Folder of the calibrations.
    calibrations : dict
        The calibration, ``{question}/{design}``, of each hypothesis.
    usable_size : float
        Largest rejection rate under no effect that a usable method may have.
    up_to_rho : float
        Largest autocorrelation considered.
    paths_to_rates : list of str
        One output for each hypothesis, in the order of `calibrations`.
    """
    rows = []
    for (hypothesis, calibration), path in zip(calibrations.items(), paths_to_rates, strict=True):
        rates = pd.read_csv(Path(path_to_designs) / f"{calibration}.csv")
        rates.insert(0, "hypothesis", hypothesis)
        write_csv(rates, path)
        for assessment in _assessed(rates, usable_size, up_to_rho):
            rows.append({"hypothesis": hypothesis, **vars(assessment)})
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_methods)


def _assessed(rates: pd.DataFrame, usable_size: float, up_to_rho: float) -> list[Assessment]:
    found: dict[tuple[str, str], list[Rate]] = {}
    for row in rates.drop(columns="hypothesis").to_dict("records"):
        rate = Rate(**{str(k): v for k, v in row.items()})
        found.setdefault((rate.method, rate.parameter), []).append(rate)
    assessments = [assess(r, usable_size, up_to_rho) for r in found.values()]
    chosen = primary_of(assessments)
    return [replace(a, primary=a is chosen) for a in assessments]


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        judge_methods(
            path_to_designs=snakemake.params.folder,
            calibrations=snakemake.params.calibrations,
            usable_size=snakemake.params.usable_size,
            up_to_rho=snakemake.params.up_to_rho,
            paths_to_rates=list(snakemake.output.rates),
            path_to_methods=snakemake.output.methods,
        )
