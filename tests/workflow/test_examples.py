"""The examples give the answers that are known of them: from R, the literature, their making."""

import csv
import re
import shutil

import pandas as pd
import pytest

from examples.null.make_series import noise_series
from scripts.common.periods import parse_period
from scripts.trace import main
from scripts.verify import verify
from tests.studies import ROOT, Study

EXAMPLES = ["boston", "nile", "null", "realint"]
pytestmark = pytest.mark.studies


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The folder of an example after a run, run once."""
    done = {}

    def run(name):
        if name not in done:
            folder = tmp_path_factory.mktemp("examples") / name
            shutil.copytree(ROOT / "examples" / name, folder, ignore=_generated)
            Study(folder, ROOT).complete()
            done[name] = folder
        return done[name]

    return run


def _generated(folder, names):
    made = {"processed", "results", "build", "figures", "report", "logs", ".snakemake"}
    return made & set(names)


def _chosen(folder, table, series):
    """Periods, breaks and intervals of the partition that the criterion chooses."""
    frame = pd.read_csv(folder / f"results/partitions/{table}.csv", dtype=str)
    row = frame[
        (frame["series"] == series) & (frame["model"] == "mean") & (frame["chosen"] == "True")
    ].iloc[0]
    keys = ("break_years", "ci_low", "ci_high")
    return [[p for p in str(row[key]).split(";") if p and p != "nan"] for key in keys]


def _verdicts(folder):
    frame = pd.read_csv(folder / "results/verdicts.csv")
    return frame.set_index("hypothesis")


@pytest.mark.workflow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_published_whole(example, name):
    folder = example(name)
    assert verify(folder) == []
    assert (folder / "report/report.pdf").stat().st_size > 0
    assert (folder / "report/report.html").stat().st_size > 0


@pytest.mark.workflow
@pytest.mark.parametrize(
    ("name", "table", "series", "case"),
    [
        ("nile", "nile", "nile_flow", "nile"),
        ("realint", "realint", "realint_rate", "realint"),
        ("boston", "homicides", "homicides_youth", "boston"),
        ("boston", "homicides", "homicides_adults", "boston_adults"),
    ],
)
def test_breaks_and_intervals_are_those_of_strucchange(example, name, table, series, case):
    found = _chosen(example(name), table, series)
    frame = pd.read_csv(ROOT / "tests/reference/examples.csv")
    told = frame[frame["case"] == case].set_index("quantity")["value"]
    count = told["n_breaks"]
    first = {"nile": "1871", "realint": "1961Q1", "boston": "1992M01"}[name]
    for periods, key in zip(found, ("break", "low", "high"), strict=True):
        places = [parse_period(p) - parse_period(first) + 1 for p in periods]
        assert places == [told[f"{key}_{i + 1}"] for i in range(count)]


@pytest.mark.workflow
def test_the_break_of_the_nile_as_the_literature_has_it(example):
    assert _chosen(example("nile"), "nile", "nile_flow") == [["1898"], ["1895"], ["1902"]]


@pytest.mark.workflow
@pytest.mark.parametrize(
    ("name", "hypothesis", "sign"),
    [
        ("nile", "nile_flow_dam_higher", -1),
        ("realint", "realint_rate_volcker_higher", 1),
        ("boston", "homicides_youth_ceasefire_higher", -1),
    ],
)
def test_the_level_after_a_documented_event(example, name, hypothesis, sign):
    row = _verdicts(example(name)).loc[hypothesis]
    assert sign * row["estimate"] > 0
    assert row["p_adjusted"] < 0.05


@pytest.mark.workflow
def test_nothing_is_found_in_noise(example):
    folder = example("null")
    verdicts = _verdicts(folder)
    assert (verdicts["p_adjusted"] > 0.05).all()
    assert _chosen(folder, "noise", "noise_level") == [[], [], []]


@pytest.mark.workflow
@pytest.mark.parametrize(
    ("name", "cell", "feeds"),
    [
        ("realint", "realint:rate:1979Q3", "realint_rate_volcker_higher"),
        ("boston", "homicides:youth:1996M07", "homicides_youth_ceasefire_higher"),
    ],
)
def test_a_quarter_and_a_month_are_followed_both_ways(example, capsys, name, cell, feeds):
    folder = example(name)
    assert main([cell, "--study", str(folder)]) == 0
    forward = capsys.readouterr().out
    assert feeds in forward
    assert main(["results/verdicts.csv", feeds, "verdict", "--study", str(folder), "--all"]) == 0
    back = capsys.readouterr().out
    period = cell.rpartition(":")[2]
    assert f"({period}, line" in back
    assert re.search(r"\b[12][0-9]{5}\b", forward + back) is None  # a period by its number


def test_the_noise_is_what_its_script_draws():
    with (ROOT / "examples/null/data/raw/noise.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    assert [(int(year), level) for year, level in rows] == noise_series()


def test_the_nile_is_the_series_of_statsmodels():
    nile = pytest.importorskip("statsmodels.datasets.nile").load_pandas().data
    ours = pd.read_csv(ROOT / "examples/nile/data/raw/nile.csv")
    assert (ours.to_numpy() == nile.to_numpy()).all()
