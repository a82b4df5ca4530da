"""Measure size and power of every method on one design.

From a design (observed years, event year, question) and results/nulls/{table}.npz to
results/calibration/designs/{question}/{design}.csv. Neither holds a value of any series: an edited
cell does not run this again, and the primary method is chosen without sight of the data.
"""

import pandas as pd

from scripts.common.logs import logged
from scripts.common.nulls import read_nulls
from scripts.common.seeds import stream
from scripts.common.tables import write_csv
from scripts.methods.batch import changed_course_kernels, higher_after_kernels
from scripts.methods.calibration import calibrate
from scripts.methods.design import EventDesign

COLUMNS = [
    *("method", "parameter", "errors", "rho", "effect_sd", "rejection_rate", "mc_se"),
    "replications",
]


def calibrate_design(
    question: str,
    years: list[int],
    first_post: int,
    replications: int,
    seed: int,
    path_to_nulls: str,
    path_to_output: str,
) -> None:
    """Write the rejection rates of all methods on one design.

    Parameters
    ----------
    question : {"higher_after", "changed_course"}
    years, first_post
        Of the `EventDesign`.
    replications : int
        Simulated series for each error law, autocorrelation and effect.
    """
    design = EventDesign(tuple(years), first_post)
    build = higher_after_kernels if question == "higher_after" else changed_course_kernels
    kernels = build(design, read_nulls(path_to_nulls, design.id))
    rng = stream(seed, "calibration", question, design.id)
    rates = [vars(rate) for rate in calibrate(design, kernels, replications, rng)]
    write_csv(pd.DataFrame(rates, columns=COLUMNS), path_to_output)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        calibrate_design(
            question=snakemake.wildcards.question,
            years=snakemake.params.design["years"],
            first_post=snakemake.params.design["first_post"],
            replications=snakemake.params.replications,
            seed=snakemake.params.seed,
            path_to_nulls=snakemake.input.nulls,
            path_to_output=snakemake.output[0],
        )
