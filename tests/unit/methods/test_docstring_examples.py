"""The examples in the docstrings run, and run with numpy and scipy alone."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import scripts.methods

MODULES = [f"scripts.methods.{m.name}" for m in pkgutil.iter_modules(scripts.methods.__path__)]
WITHOUT = ("pandas", "statsmodels", "matplotlib", "snakemake", "scripts.common")
ALONE = f"""
import sys
sys.modules |= dict.fromkeys({WITHOUT})  # an import of any of them fails
import importlib
modules = [importlib.import_module(name) for name in {MODULES}]
import numpy as np
from scripts.methods.breaks import bai_perron
found = bai_perron(range(1990, 1998), np.array([0.0, 1, 0, 1, 5, 6, 5, 6]))
print(len(modules), found.partitions[found.chosen_bic].break_years)
"""
# The modules that a reader calls first: each has an example.
ENTRIES = {
    *("higher_after", "exact_tests", "changed_course", "counterfactual", "linear_inference"),
    *("breaks", "f_statistics", "break_tests", "break_intervals", "break_bootstrap", "cusum"),
    *("trends", "panel", "choice", "verdicts", "forensics", "misprints", "least_squares"),
}


def test_examples_run():
    results = {name: doctest.testmod(importlib.import_module(name)) for name in MODULES}
    assert not [name for name, found in results.items() if found.failed]
    assert {name.split(".")[-1] for name, found in results.items() if found.attempted} >= ENTRIES


def test_numpy_and_scipy_are_enough_and_no_table_can_be_read():
    answer = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.split(maxsplit=1) == [str(len(MODULES)), "(1993,)\n"], answer.stderr
