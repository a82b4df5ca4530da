"""Tabulate the null distributions of the tests for a break at an unknown date, for many designs.

From the observed years alone to one file of null tables under results/nulls. No value of any series
is read: an edited cell does not run this again, and all series observed in the same years share
what is tabulated here. A design without a candidate date has no entry; the test itself states why.
"""

from collections.abc import Sequence
from contextlib import suppress
from itertools import product

from scripts.common.estimation.nulls import write_nulls
from scripts.common.estimation.seeds import stream
from scripts.common.runs.script import run
from scripts.methods.ar1_reference import NullTable
from scripts.methods.design import trend_id
from scripts.methods.f_statistics import MODELS, BreakModel, tabulate_breaks
from scripts.methods.result import Infeasible


def calibrate_breaks(
    designs: Sequence[Sequence[int]],
    trimmings: Sequence[float],
    draws: int,
    seed: int,
    path_to_output: str,
) -> None:
    """Write the null tables of supF, aveF and expF for every model and trimming.

    Parameters
    ----------
    designs : sequence of sequences of int
        Observed years of each design.
    trimmings : sequence of float
        Shares of the observations that each segment must hold.
    draws : int
        Simulated series of each null distribution.
    """
    nulls: dict[str, NullTable] = {}
    for years, model, trimming in product(sorted({*map(tuple, designs)}), MODELS, trimmings):
        name = f"{trend_id(years)}/breaks/{model}/{trimming}"
        with suppress(Infeasible):
            breaks = BreakModel(years, model, trimming)
            tables = tabulate_breaks(breaks, draws, stream(seed, "nulls", name))
            nulls |= {f"{name}/{test}": table for test, table in tables.items()}
    write_nulls(nulls, path_to_output)


if __name__ == "__main__":
    run(calibrate_breaks, snakemake)
