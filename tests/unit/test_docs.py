"""The documentation names every method that the scripts can emit, and no other."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from scripts import fit_panel
from scripts.calibrate_breaks import calibrate_breaks
from scripts.calibrate_nulls import calibrate_nulls
from scripts.common.estimation.event_battery import Asked, answered
from scripts.common.estimation.nulls import read_designs
from scripts.common.report.references import read_references
from scripts.common.study.model import Span
from scripts.common.tables import PROCESSED_COLUMNS, write_rows
from scripts.find_breaks import find_breaks
from scripts.fit_trends import fit_trends
from scripts.methods.design import Sample

ROOT = Path(__file__).parents[2]
YEARS = list(range(1980, 2000))
EVENT = 1996
SPAN = Span("t_a", "%", f"{YEARS[0]}-{YEARS[-1]}", YEARS[0], YEARS[-1], tuple(YEARS))


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    """Ids of all methods, from every battery on one easy sample."""
    rng = np.random.default_rng(7)
    values = 30 + rng.normal(size=len(YEARS))
    path = str(tmp_path_factory.mktemp("nulls") / "nulls.npz")
    calibrate_nulls(
        designs=[{"years": YEARS, "event_year": EVENT}],
        variants=[],
        spans=[SPAN],
        draws=19,
        seed=7,
        path_to_output=path,
    )
    sample = Sample.cut(YEARS, values, EVENT, "drop")
    nulls = read_designs([path], {sample.design.id})
    rows = []
    for question in ("higher_after", "changed_course"):
        for kind in ("share", "amount"):
            (own,) = answered([Asked(question, kind, sample)], nulls)
            rows += own
    rows += _of_scripts(values, path, tmp_path_factory.mktemp("scripts"))
    panel = {"id": "p", "scale": "level", "event_year": EVENT}
    table = values[:, None] + rng.normal(size=(len(YEARS), 3))
    rows += fit_panel._results(panel, YEARS, table, 7)
    assert {row["status"] for row in rows} == {"ok"}, [r for r in rows if r["status"] != "ok"]
    return {row["method"] for row in rows}


def _of_scripts(values, nulls, folder):
    """Rows of the trends and of the tests for a break, as the scripts write them."""
    series = [
        ("t_a", y, float(v), "%", "observed", str(v)) for y, v in zip(YEARS, values, strict=True)
    ]
    write_rows(PROCESSED_COLUMNS, [(*row, 1, "t.csv", 1, "a") for row in series], folder / "t.csv")
    calibrate_breaks([YEARS], [0.15], 19, 7, str(folder / "breaks.npz"))
    fit_trends(str(folder / "t.csv"), [nulls], [SPAN], [], str(folder / "trends.csv"))
    find_breaks(
        *(str(folder / "t.csv"), [str(folder / "breaks.npz")], [SPAN], [0.15], 19, [], 7),
        *(str(folder / f"{name}.csv") for name in ("tests", "paths", "partitions")),
    )
    found = []
    for name in ("trends", "tests"):
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            found += [
                {**row, "method": row.get("method") or row["test"]} for row in csv.DictReader(file)
            ]
    return found


def _headings():
    text = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
    lines = re.findall(r"^### (`.+)$", text, re.MULTILINE)
    return [id for line in lines for id in re.findall(r"`([^`]+)`", line)]


def test_every_method_has_a_heading_and_no_other_does(emitted):
    headings = _headings()
    assert len(headings) == len(set(headings))
    assert set(headings) == emitted


def test_every_method_is_in_the_table_of_the_report_and_no_other_is(emitted):
    path = ROOT / "scripts/templates/report_methods.yaml"
    assert set(yaml.safe_load(path.read_text(encoding="utf-8"))) == emitted


def test_every_method_says_what_it_assumes_and_what_it_was_checked_against():
    text = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
    for entry in re.split(r"^#+ ", text, flags=re.MULTILINE):
        if entry.startswith("`"):
            name = entry.splitlines()[0]
            for word in ("use", "assumes", "checked against"):
                assert f"**{word}**" in entry.lower(), f"{name}: {word}"


def test_infeasible_methods_go_by_a_name_that_is_known():
    sample = Sample.cut([1980, 1981], np.array([1.0, 2.0]), 1981, "post")
    for question in ("higher_after", "changed_course"):
        (rows,) = answered([Asked(question, "share", sample)], {sample.design.id: {}})
        for row in rows:
            assert any(id.startswith(row["method"]) for id in _headings()), row["method"]


def test_every_work_that_a_method_cites_is_in_the_bibliography():
    templates = ROOT / "scripts/templates"
    about = yaml.safe_load((templates / "report_methods.yaml").read_text(encoding="utf-8"))
    cited = {key for one in about.values() for key in one.get("cite", [])}
    assert len(read_references(templates / "report.bib", {}, cited)) == len(cited)
