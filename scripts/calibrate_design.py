"""Measure size and power of every method on some designs.

From designs (question, observed periods, first one after the event) and their null tables to one
file of rejection rates, by question and design. Neither holds a value of any series: an edited cell
does not run this again, and the primary method is chosen without sight of the data.
"""

from typing import Any

from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.seeds import stream
from scripts.common.runs.script import run
from scripts.common.tables import write_rows
from scripts.methods.calibration import calibrate
from scripts.methods.design import EventDesign
from scripts.methods.kernels import changed_course_kernels, higher_after_kernels

RATES = [
    *("method", "parameter", "errors", "rho", "effect_sd", "rejection_rate", "mc_se"),
    "replications",
]
COLUMNS = ["question", "design", *RATES]
KERNELS = {"higher_after": higher_after_kernels, "changed_course": changed_course_kernels}


def calibrate_design(
    designs: list[dict[str, Any]],
    replications: int,
    seed: int,
    skip: list[str],
    paths_to_nulls: list[str],
    path_to_output: str,
) -> None:
    """Write the rejection rates of all methods on each design.

    Parameters
    ----------
    designs : list of dict
        ``question``, and ``years`` and ``first_post`` of the `EventDesign`.
    replications : int
        Simulated series for each error law, autocorrelation and effect.
    skip : list of str
        Ids of methods that are not run.
    paths_to_nulls : list of str
        Files that between them hold the null tables of the designs.
    """
    asked = [(d["question"], EventDesign(tuple(d["years"]), d["first_post"])) for d in designs]
    nulls = read_designs(paths_to_nulls, {design.id for _, design in asked})
    rows: list[list[object]] = []
    for question, design in asked:
        kernels = KERNELS[question](design, nulls[design.id])
        kept = {name: kernel for name, kernel in kernels.items() if name[0] not in skip}
        name = design.id
        rng = stream(seed, "calibration", question, name)
        for rate in calibrate(design, kept, replications, rng):
            rows.append([question, name, *(getattr(rate, column) for column in RATES)])
    write_rows(COLUMNS, rows, path_to_output)


if __name__ == "__main__":
    run(calibrate_design, snakemake)
