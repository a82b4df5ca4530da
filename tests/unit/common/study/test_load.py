"""The study as data: read from its files, its series and hypotheses typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.common.periods import parse_period
from scripts.common.study.load import ConfigError
from scripts.common.study.model import Study
from tests.unit.common.little_long import changed_study, entry, load, write_long

pytestmark = pytest.mark.usefixtures("folder")


def test_the_studys_own_hypotheses(study: Study) -> None:
    ids = [h.id for h in study.hypotheses]
    assert len(ids) == len(set(ids))
    for question in ("higher", "course"):
        for event in ("plaza", "crisis"):
            assert f"exim_share_{event}_{question}" in ids
            assert f"exim_loans_{event}_{question}" in ids
        assert f"jica_experts_crisis_{question}" in ids
        assert f"oda_malaysia_share_crisis_{question}" in ids
    assert {h.window for h in study.hypotheses if h.event == "plaza"} == {"1980-1996"}


def test_observed_years_leave_out_the_declared_missing_ones(study: Study) -> None:
    assert len(study.series["exim_share"].years) == 19
    assert 1982 not in study.series["exim_share"].years
    assert study.series["oda_malaysia_usd"].years == (1989, 1990, 1991, 1992, 1995, 1998, 1999)
    # The pooled share needs at least one recipient, not all five.
    assert study.series["oda_pooled_share"].years == tuple(range(1989, 1999))


def test_broken_yaml_is_a_sentence() -> None:
    write_long(Path())
    Path("config.yaml").write_text("seed: [1", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid YAML"):
        load()
    Path("config.yaml").unlink()
    with pytest.raises(ConfigError, match="missing"):
        load()


def test_hypotheses_in_quarters() -> None:
    found = changed_study("quarter", hypotheses=[entry(window="1990Q4-1993Q1")])
    h = found.hypotheses[0]
    assert (h.window, h.event_year) == ("1990Q4-1993Q1", parse_period("1991Q2"))
    assert (h.first_year, h.last_year) == tuple(map(parse_period, ("1990Q4", "1993Q1")))
    assert found.events_in("firms") == [
        {"id": "reform", "label": "Reform", "year": parse_period("1991Q2")}
    ]
    assert found.spans_of("firms")[0].window == "1990Q3-1993Q2"


def test_an_event_dated_by_its_month() -> None:
    events = {"reform": {"label": "R", "date": "1991-06", "source": "s"}}
    events["era"] = {"label": "Era", "date": "1991", "source": "s"}
    found = changed_study("month", events=events)
    assert found.hypotheses[0].event_year == parse_period("1991M06")
    assert [e["id"] for e in found.events_in("firms")] == ["reform"]  # a year is in no month


def test_sources_of_a_wrong_form_are_told_before_anything_is_made_of_them() -> None:
    write_long(Path(), form="wide", calendar="fiscal_octobre", years="1990-1991Q4")
    with pytest.raises(ConfigError, match=r"sources\.yaml") as caught:
        load()
    assert "tables.firms.calendar" in str(caught.value)
    assert "fiscal_october_end" in str(caught.value)
    write_long(Path(), form="wide", years="1990-1991Q4")
    with pytest.raises(ConfigError, match="joins periods of two kinds"):
        load()
