"""CPU time of the known-date battery per series: `python -m tests.bench.scale_events [n ...]`.

As many series as 10,000 series of 41 designs leave for each, all methods in one process with one
thread; the event lies 14 years before the last one, as in tests/bench/synthetic.py.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import time

import numpy as np

from scripts.common.estimation.battery import run_on_each
from scripts.common.estimation.event_battery import event_methods
from scripts.methods.ar1_reference import tabulate_nulls
from scripts.methods.design import EventDesign
from scripts.methods.linear_model import segmented_model, shift_model

LAST, EVENT, SERIES, DRAWS = 2019, 2005, 244, 1999
MODELS = {"higher_after": shift_model, "changed_course": segmented_model}


def measure(n: int, digits: int) -> None:
    """Print milliseconds per series of every method on series of n years."""
    rng = np.random.default_rng(n)
    design = EventDesign.cut(range(LAST + 1 - n, LAST + 1), EVENT, "drop")
    values = np.round(50 + rng.standard_normal((SERIES, len(design.years))), digits)
    for question, build in MODELS.items():
        model = build(design)
        tables = tabulate_nulls(model.restrictions(), DRAWS, rng)
        nulls = {f"{model.prefix}/{name}": table for name, table in tables.items()}
        spent: dict[str, float] = {}
        for name, method in event_methods(question, "amount", design, values, nulls):
            if name != "counterfactual":
                start = time.process_time()
                run_on_each([(name, method)], SERIES)
                seconds = time.process_time() - start
                spent[name] = spent.get(name, 0.0) + 1000 * seconds / SERIES
        each = ", ".join(f"{name} {cost:.2f}" for name, cost in spent.items())
        print(f"n = {n}, {question}: {sum(spent.values()):.2f} ms per series ({each})", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lengths", type=int, nargs="*", default=[20, 40, 60])
    parser.add_argument("--digits", type=int, default=3, help="decimals; fewer make more ties")
    given = parser.parse_args()
    for length in given.lengths:
        measure(length, given.digits)
