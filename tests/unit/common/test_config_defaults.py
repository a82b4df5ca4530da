"""What a config may leave out, what patterns mean, and the sentence for what means nothing."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from scripts.common.estimation.event_battery import event_methods
from scripts.common.periods import parse_period
from scripts.common.study.checks import schema_faults
from scripts.common.study.load import ConfigError
from scripts.methods.design import EventDesign
from tests.unit.common.little_long import CONFIG, load, write_long

ROOT = Path(__file__).parents[3]
MULTIVERSE = {
    "draws": 199, "joint_draws": 99, "event_year": ["drop"], "window": {"reform": []},
    "outcome": {"share": ["level"], "amount": ["level"], "count": ["level"]}, "conversions": [],
    "table": ["as_printed"], "last_year": ["kept"], "partial_years": [], "trend": ["none"],
    "hold_covariate": ["no"], "gap": ["missing"], "interpolated_years": [], "covariance": ["hac"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def study(noun: str = "year", **changes: Any):
    write_long(Path(), noun, config={**deepcopy(CONFIG), **changes})
    return load()


def entry(**changes: Any) -> dict[str, Any]:
    return {**CONFIG["hypotheses"][0], **changes}


def test_little_need_be_said():
    found = study()
    assert (found.subtitle, found.version, found.work) == ("", "0.1.0", "")
    assert (found.reference, found.facts, found.corrections) == ((), (), ())
    assert (found.panels, found.predictions, found.external_checks) == ((), (), ())
    assert (found.multiverse, found.multiverse_tables) == ({}, [])
    assert found.evidence == ("trends", "breaks", "robustness")
    assert found.chunk == {"series": 500, "designs": 1}
    assert (found.methods["skip"], found.methods["codings"]) == ([], "all")
    assert found.windows == {"firms": ("1990-2001",)}
    assert [h.question for h in found.hypotheses] == ["higher_after", "changed_course"]
    for h in found.hypotheses:
        assert (h.window, h.coding, h.claimed) == ("1990-2001", "drop", "up")
        assert (h.primary, h.locator) == (True, "")


def test_a_section_in_part_keeps_the_rest():
    found = study(
        methods={"null_draws": 999, "skip": ["mwu"]},
        chunk={"designs": 4},
        evidence=[],
        windows={"f*": ["1991-1999"]},
        hypotheses=[entry(claimed="down", window="1990-2000")],
    )
    assert found.methods["null_draws"] == 999
    assert (found.methods["level"], found.methods["skip"]) == (0.95, ["mwu"])
    assert found.chunk == {"series": 500, "designs": 4}
    assert found.evidence == ()
    assert found.windows == {"firms": ("1991-1999",)}
    assert {(h.claimed, h.window) for h in found.hypotheses} == {("down", "1990-2000")}


def test_the_defaults_are_values_that_the_schema_accepts():
    defaults = yaml.safe_load(
        (ROOT / "scripts/common/study/config.defaults.yaml").read_text(encoding="utf-8")
    )
    whole = deepcopy(CONFIG)
    for key, value in defaults.items():
        if key != "entries":
            whole[key] = {**value, **whole.get(key, {})} if isinstance(value, dict) else value
    whole["hypotheses"] = [{**defaults["entries"]["hypotheses"], **whole["hypotheses"][0]}]
    assert schema_faults(whole) == []


def test_every_event_test_can_be_skipped_and_nothing_else():
    design = EventDesign.cut(range(1990, 2000), 1995, "drop")
    ids = {
        name
        for question in ("higher_after", "changed_course")
        for kind in ("share", "amount")
        for name, _ in event_methods(question, kind, design, np.arange(9.0)[None], {})
    }
    study(methods={"skip": sorted(ids)})
    with pytest.raises(ConfigError, match=r"methods.skip\[0\]: 'mww' is not one of .*'mwu'"):
        study(methods={"skip": ["mww"]})


def test_patterns_mean_series():
    found = study(
        hypotheses=[entry(series=["firms_*"])],
        panels=[{"id": "p", "series": ["firms_*"], "scale": "level", "event": "reform"}],
        predictions=[{"theory": "growth", "predicted": "up", "series": ["*_a"], "event": "reform"}],
        multiverse=MULTIVERSE
        | {
            "partial_years": [{"series": ["firms_[bs]*"], "years": [2001], "reason": "r"}],
        },
    )
    names = ["firms_a", "firms_b_c", "firms_s_7"]
    assert [h.series for h in found.hypotheses[::2]] == names
    (panel,) = found.panels
    assert (panel["series"], panel["window"], panel["locator"]) == (names, "1990-2001", "")
    assert [(p["theory"], p["series"]) for p in found.predictions] == [("growth", "firms_a")] * 2
    assert found.multiverse["partial_years"][0]["series"] == names[1:]


def test_a_multiverse_without_a_covariate():
    found = study(multiverse=MULTIVERSE)
    assert found.multiverse_tables == ["firms"]
    with pytest.raises(ConfigError, match="'covariate' is missing, which hold_covariate 'yes'"):
        study(multiverse=MULTIVERSE | {"hold_covariate": ["no", "yes"]})


def test_hypotheses_in_quarters():
    found = study("quarter", hypotheses=[entry(window="1990Q4-1993Q1")])
    h = found.hypotheses[0]
    assert (h.window, h.event_year) == ("1990Q4-1993Q1", parse_period("1991Q2"))
    assert (h.first_year, h.last_year) == tuple(map(parse_period, ("1990Q4", "1993Q1")))
    assert found.events_in("firms") == [
        {"id": "reform", "label": "Reform", "year": parse_period("1991Q2")}
    ]
    assert found.spans_of("firms")[0]["window"] == "1990Q3-1993Q2"


def test_an_event_dated_by_its_month():
    events = {"reform": {"label": "R", "date": "1991-06", "source": "s"}}
    events["era"] = {"label": "Era", "date": "1991", "source": "s"}
    found = study("month", events=events)
    assert found.hypotheses[0].event_year == parse_period("1991M06")
    assert [e["id"] for e in found.events_in("firms")] == ["reform"]  # a year is in no month


@pytest.mark.parametrize(
    ("noun", "changes", "parts"),
    [
        ("year", {"study": {"title": "T"}}, ["study: the key 'author' is missing"]),
        ("year", {"hypothesis": []}, ["unknown key 'hypothesis'", "did you mean 'hypotheses'?"]),
        ("year", {"study": CONFIG["study"] | {"work": "papre"}}, ["study.work", "mean 'paper'?"]),
        (
            "year",
            {"hypotheses": [entry(series=["firm_*"])]},
            ["hypotheses[0].series: 'firm_*' is not known", "firms_a, firms_b_c"],
        ),
        (
            "year",
            {"panels": [{"id": "p", "series": ["*_a"], "scale": "log", "event": "reform"}]},
            ["panels[0].series: 'firms_a' is one series; a panel needs two"],
        ),
        ("year", {"windows": {"form*": ["1990-1999"]}}, ["windows.form*: 'form*' is not known"]),
        (
            "quarter",
            {"hypotheses": [entry(window="1990-1993")]},
            ["hypotheses[0].window: '1990-1993' is not in quarters", "like 1997Q3-1997Q3"],
        ),
        (
            "month",
            {"windows": {"firms": ["1990Q4-1991Q2"]}},
            ["windows.firms: '1990Q4-1991Q2' is not in months"],
        ),
        (
            "year",
            {"windows": {"firms": ["1990-1991Q2"]}},
            ["windows.firms[0]", "1961Q1-1986Q3 or 1992M01-1998M05"],
        ),
        (
            "quarter",
            {"events": {"reform": {"label": "R", "date": "1991", "source": "s"}}},
            ["hypotheses[0].event", "'1991'", "firms has quarters", "1991-07 or 1991-07-02"],
        ),
        (
            "year",
            {"events": {"reform": {"label": "R", "date": "1991-13", "source": "s"}}},
            ["events.reform.date: '1991-13' is not a day of the calendar"],
        ),
        (
            "year",
            {"events": {"reform": {"label": "R", "date": "91-06-05", "source": "s"}}},
            ["events.reform.date: '91-06-05'", "a month such as 1985-09"],
        ),
        (
            "month",
            {"hypotheses": [entry(window="1991M07-1991M10")]},
            ["1991M07-1991M10 must begin before and end after 1991M06, the month of the event"],
        ),
        (
            "quarter",
            {
                "multiverse": MULTIVERSE
                | {"partial_years": [{"series": ["firms_a"], "years": [1991], "reason": "r"}]}
            },
            ["multiverse.partial_years[0].years: 1991 is no quarter; write it like 1997Q3"],
        ),
        ("year", {"chunk": {"series": 0}}, ["chunk.series: 0", "a whole number from 1"]),
        ("year", {"evidence": ["trend"]}, ["evidence[0]: 'trend' is not one of 'trends'"]),
        ("year", {"methods": {"codings": "one"}}, ["methods.codings", "'all', 'headline'"]),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(noun, changes, parts):
    with pytest.raises(ConfigError) as caught:
        study(noun, **changes)
    for part in parts:
        assert part in str(caught.value)


def test_sources_of_a_wrong_form_are_told_before_anything_is_made_of_them():
    write_long(Path(), form="wide", calendar="fiscal_octobre", years="1990-1991Q4")
    with pytest.raises(ConfigError, match=r"sources\.yaml") as caught:
        load()
    assert "tables.firms.calendar" in str(caught.value)
    assert "fiscal_october_end" in str(caught.value)
    write_long(Path(), form="wide", years="1990-1991Q4")
    with pytest.raises(ConfigError, match="joins periods of two kinds"):
        load()


def test_thousands_of_names_are_not_all_listed():
    rows = [f"{year},f{i},1.5" for i in range(300) for year in range(1990, 2002)]
    write_long(Path(), rows=rows)
    with pytest.raises(ConfigError) as caught:
        load()
    assert "'firms_a' is not known; known are 300 names, the first of them" in str(caught.value)
    assert len(str(caught.value)) < 2000
