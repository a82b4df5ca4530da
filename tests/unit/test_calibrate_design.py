"""The calibration of one design: from the design alone, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scripts.calibrate_design import COLUMNS, calibrate_design
from scripts.common.estimation.nulls import write_nulls
from scripts.common.runs.provenance import modules_of
from scripts.methods.ar1_reference import tabulate_nulls
from scripts.methods.design import EventDesign
from scripts.methods.linear_model import segmented_model, shift_model

ROOT = Path(__file__).parents[2]
YEARS = [1980, 1981, 1983, 1984, *range(1986, 1993)]


@pytest.fixture
def run(tmp_path, monkeypatch):
    # A folder that holds nothing but the null tables: no data, no config.
    monkeypatch.chdir(tmp_path)
    design = EventDesign(tuple(YEARS), 1986)
    models = (shift_model(design), segmented_model(design))
    restrictions = {f"{m.prefix}/{p}": r for m in models for p, r in m.restrictions().items()}
    tables = tabulate_nulls(restrictions, 299, np.random.default_rng(3))
    write_nulls({f"{design.id}/{name}": t for name, t in tables.items()}, "nulls.npz")

    def calibrated(question="higher_after", output="out.csv", seed=3, years=YEARS):
        calibrate_design(
            designs=[{"question": question, "years": list(years), "first_post": 1986}],
            replications=30,
            seed=seed,
            skip=[],
            paths_to_nulls=["nulls.npz"],
            path_to_output=output,
        )
        return Path(output)

    return calibrated


@pytest.mark.parametrize(
    ("question", "own"),
    [("higher_after", "shift_boot_ar1"), ("changed_course", "its_boot_ar1")],
)
def test_every_method_is_measured_with_nothing_but_the_design(run, question, own):
    rates = pd.read_csv(run(question))
    assert list(rates.columns) == COLUMNS
    assert own in set(rates["method"])
    assert not rates.isna().any().any()
    assert rates["rejection_rate"].between(0, 1).all()
    cells = ["method", "parameter", "errors", "rho", "effect_sd"]
    assert not rates.duplicated(cells).any()
    assert set(rates["replications"]) == {30}


def test_the_same_bytes_whatever_ran_before(run):
    alone = run(output="a.csv").read_bytes()
    run(output="b.csv", years=YEARS[:-1])
    assert run(output="c.csv").read_bytes() == alone
    assert run(output="d.csv", seed=4).read_bytes() != alone


def test_designs_of_one_job_are_those_of_jobs_of_their_own(run):
    alone = [pd.read_csv(run(q, f"{q}.csv")) for q in ("higher_after", "changed_course")]
    both = [
        {"question": q, "years": YEARS, "first_post": 1986}
        for q in ("higher_after", "changed_course")
    ]
    calibrate_design(both, 30, 3, ["shift_ar1"], ["nulls.npz"], "both.csv")
    together = pd.concat(alone, ignore_index=True)
    together = together[together["method"] != "shift_ar1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_csv("both.csv"), together)


def test_designs_and_questions_have_streams_of_their_own(run):
    def sizes(path):
        rates = pd.read_csv(path)
        rates = rates[(rates["method"] == "perm_mean") & (rates["effect_sd"] == 0)]
        return rates["rejection_rate"].tolist()

    assert sizes(run(output="a.csv")) != sizes(run(output="b.csv", years=YEARS[:-1]))


def test_a_design_without_null_tables_is_measured_by_the_other_methods(run):
    methods = set(pd.read_csv(run(output="b.csv", years=YEARS[:-1]))["method"])
    assert "shift_ols" in methods
    assert "shift_boot_ar1" not in methods


def test_no_module_that_knows_the_printed_tables_is_imported():
    modules = {str(path) for path in modules_of("scripts/calibrate_design.py", ROOT)}
    assert any(path.endswith("methods/kernels.py") for path in modules)
    for forbidden in ("raw_tables", "study", "config"):
        assert not any(Path(path).stem == forbidden for path in modules), forbidden
