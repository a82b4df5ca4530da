"""The sentence for what a config may not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from scripts.common.estimation.event_battery import event_methods
from scripts.common.study.figures import KINDS
from scripts.common.study.load import ConfigError, load_study
from scripts.common.study.sentences import quoted
from scripts.methods.design import EventDesign
from tests.unit.common.little_long import CONFIG, MULTIVERSE, changed_study, entry, load, write_long

pytestmark = pytest.mark.usefixtures("folder")
ROOT = Path(__file__).parents[4]
SOURCES, CORRECTIONS = (ROOT / f"data/raw/{name}.yaml" for name in ("sources", "corrections"))


def said_of(*edits: Callable[[dict[str, Any]], object]) -> str:
    """What is wrong with this study's config after some edits."""
    content = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    for edit in edits:
        edit(content)
    Path("config.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_study("config.yaml", SOURCES, CORRECTIONS)
    return str(caught.value)


def put(*path_and_value):
    *path, last, value = path_and_value

    def edit(content: dict) -> None:
        node = content
        for key in path:
            node = node[key]
        node[last] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "parts"),
    [
        (put("sead", 1), ["the top level", "'sead'", "did you mean 'seed'?", "hypotheses"]),
        (lambda c: c.pop("events"), ["the top level", "'events' is missing"]),
        (put("seed", "one"), ["seed", "'one'", "whole number"]),
        (put("methods", "level", 0.9), ["methods.level", "0.9 does not fit", "must be 0.95"]),
        (
            put("hypotheses", 0, "event", "plazza"),
            ["hypotheses[0].event", "'plazza'", "did you mean 'plaza'?", "crisis"],
        ),
        (
            put("hypotheses", 1, "series", ["exim_shares"]),
            ["hypotheses[1].series", "'exim_shares'", "did you mean 'exim_share'?"],
        ),
        (
            put("hypotheses", 0, "series", ["fx_yen_per_usd"]),
            ["hypotheses[0].series", "'fx_yen_per_usd' is not known"],
        ),
        (
            put("multiverse", "window", "plazza", ["1999-1980"]),
            ["multiverse.window", "'plazza' is not known", "must begin before it ends"],
        ),
        (
            put("multiverse", "covariate", "fx_yen"),
            ["multiverse.covariate", "'fx_yen' is not known", "fx_yen_per_usd"],
        ),
        (
            put("multiverse", "partial_years", 0, "series", ["exim_shares"]),
            ["multiverse.partial_years[0].series", "'exim_shares' is not known"],
        ),
        (
            put("multiverse", "table", ["corrected", "as_printed"]),
            ["multiverse.table[0]", "'corrected'", "must be as_printed"],
        ),
        (
            put("multiverse", "covariance", ["hac", "iid"]),
            ["multiverse.covariance[1]", "'iid' is not one of"],
        ),
        (put("hypotheses", 0, "event_year", "after"), ["'after'", "'pre', 'post', 'drop'"]),
        (put("hypotheses", 0, "window", "1980 to 1996"), ["'1980 to 1996'", "such as 1980-1996"]),
        (put("hypotheses", 0, "window", "1986-1999"), ["exim_share_plaza_higher", "1985"]),
        (put("hypotheses", 0, "smallest_effect", 0), ["smallest_effect", "positive"]),
        (put("events", "plaza", "date", "1985-13-01"), ["events.plaza.date", "'1985-13-01'"]),
        (put("tables", "analysed", ["exim", "odda", "jica"]), ["'odda'", "did you mean 'oda'?"]),
        (put("windows", "exim", ["1999-1980"]), ["windows.exim", "'1999-1980'"]),
        (put("methods", "trimming", [0.6]), ["methods.trimming[0]", "0.6", "0.05 and 0.45"]),
        (
            put("external_checks", 0, "against", "oda_chine_usd", ["dac_china_jpn"]),
            ["external_checks[0].against", "did you mean 'oda_china_usd'?", "'dac_china_jpn'"],
        ),
        (
            put("external_checks", 1, "against", "oda_china_share", []),
            ["external_checks[1].against.oda_china_share", "two whose ratio is meant"],
        ),
        (put("external_checks", 0, "tolerance", 0), ["external_checks[0].tolerance", "positive"]),
        (
            lambda c: c["hypotheses"].append(c["hypotheses"][0]),
            ["exim_share_plaza_higher", "declared twice"],
        ),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(edit, parts):
    said = said_of(edit)
    assert all(part in said for part in parts), said


def test_all_faults_are_said_at_once():
    edits = put("hypotheses", 0, "event", "nothing"), put("hypotheses", 1, "series", ["nowhere"])
    assert "2 faults" in said_of(*edits)


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
def test_a_fault_of_a_little_study_is_a_sentence_with_its_place(noun, changes, parts):
    with pytest.raises(ConfigError) as caught:
        changed_study(noun, **changes)
    for part in parts:
        assert part in str(caught.value)


def test_every_event_test_can_be_skipped_and_nothing_else():
    design = EventDesign.cut(range(1990, 2000), 1995, "drop")
    ids = {
        name
        for question in ("higher_after", "changed_course")
        for kind in ("share", "amount")
        for name, _ in event_methods(question, kind, design, np.arange(9.0)[None], {})
    }
    changed_study(methods={"skip": sorted(ids)})
    with pytest.raises(ConfigError, match=r"methods.skip\[0\]: 'mww' is not one of .*'mwu'"):
        changed_study(methods={"skip": ["mww"]})


def test_every_kind_of_figure_can_be_asked_for_and_nothing_else() -> None:
    with pytest.raises(ConfigError) as caught:
        changed_study(figures=[{"id": "pie", "draws": "pie"}])
    assert f"figures[0].draws: 'pie' is not one of {quoted(list(KINDS))}." in str(caught.value)


def test_thousands_of_names_are_not_all_listed():
    rows = [f"{year},f{i},1.5" for i in range(300) for year in range(1990, 2002)]
    write_long(Path(), rows=rows)
    with pytest.raises(ConfigError) as caught:
        load()
    assert "'firms_a' is not known; known are 300 names, the first of them" in str(caught.value)
    assert len(str(caught.value)) < 2000
