"""The study as data: what is accepted, and the sentence for what is not."""

from pathlib import Path

import pytest
import yaml

from scripts.common.study.events import Event
from scripts.common.study.load import ConfigError, load_study

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "data/raw/sources.yaml"
CORRECTIONS = ROOT / "data/raw/corrections.yaml"


def config() -> dict:
    return yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))


def load(content: dict, folder: Path):
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_study(path, SOURCES, CORRECTIONS)


def test_the_studys_own_hypotheses():
    study = load_study(ROOT / "config.yaml", SOURCES, CORRECTIONS)
    ids = [h.id for h in study.hypotheses]
    assert len(ids) == len(set(ids))
    for question in ("higher", "course"):
        for event in ("plaza", "crisis"):
            assert f"exim_share_{event}_{question}" in ids
            assert f"exim_loans_{event}_{question}" in ids
        assert f"jica_experts_crisis_{question}" in ids
        assert f"oda_malaysia_share_crisis_{question}" in ids
    assert {h.window for h in study.hypotheses if h.event == "plaza"} == {"1980-1996"}


def test_observed_years_leave_out_the_declared_missing_ones():
    study = load_study(ROOT / "config.yaml", SOURCES, CORRECTIONS)
    assert len(study.series["exim_share"].years) == 19
    assert 1982 not in study.series["exim_share"].years
    assert study.series["oda_malaysia_usd"].years == (1989, 1990, 1991, 1992, 1995, 1998, 1999)
    # The pooled share needs at least one recipient, not all five.
    assert study.series["oda_pooled_share"].years == tuple(range(1989, 1999))


@pytest.mark.parametrize(
    ("date", "calendar", "year"),
    [
        ("1985-09-22", "fiscal_april", 1985),
        ("1985-09-22", "calendar", 1985),
        ("1998-02-20", "fiscal_april", 1997),
        ("1998-02-20", "calendar", 1998),
        ("1998-04-01", "fiscal_april", 1998),
        ("1991", "fiscal_april", 1991),
    ],
)
def test_the_partly_exposed_year_follows_the_calendar(date, calendar, year):
    assert Event("x", "X", date, "nowhere").year(calendar) == year


def put(*path_and_value):
    *path, last, value = path_and_value

    def edit(content: dict) -> None:
        node = content
        for key in path:
            node = node[key]
        node[last] = value

    return edit


def drop(content: dict) -> None:
    del content["events"]


def twice(content: dict) -> None:
    content["hypotheses"].append(content["hypotheses"][0])


@pytest.mark.parametrize(
    ("edit", "parts"),
    [
        (put("sead", 1), ["the top level", "'sead'", "did you mean 'seed'?", "hypotheses"]),
        (drop, ["the top level", "'events' is missing"]),
        (put("seed", "one"), ["seed", "'one'", "whole number"]),
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
            lambda c: c["multiverse"]["window"].update(plazza=["1999-1980"]),
            ["multiverse.window", "'plazza' is not known", "must begin before it ends"],
        ),
        (
            lambda c: c["multiverse"].update(covariate="fx_yen"),
            ["multiverse.covariate", "'fx_yen' is not known", "fx_yen_per_usd"],
        ),
        (
            lambda c: c["multiverse"]["partial_years"][0].update(series=["exim_shares"]),
            ["multiverse.partial_years[0].series", "'exim_shares' is not known"],
        ),
        (
            lambda c: c["multiverse"].update(table=["corrected", "as_printed"]),
            ["multiverse.table[0]", "'corrected'", "must be as_printed"],
        ),
        (
            lambda c: c["multiverse"].update(covariance=["hac", "iid"]),
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
            lambda c: c["external_checks"][0]["against"].update(oda_chine_usd=["dac_china_jpn"]),
            ["external_checks[0].against", "did you mean 'oda_china_usd'?", "'dac_china_jpn'"],
        ),
        (
            lambda c: c["external_checks"][1]["against"].update(oda_china_share=[]),
            ["external_checks[1].against.oda_china_share", "two whose ratio is meant"],
        ),
        (put("external_checks", 0, "tolerance", 0), ["external_checks[0].tolerance", "positive"]),
        (twice, ["exim_share_plaza_higher", "declared twice"]),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(edit, parts, tmp_path):
    content = config()
    edit(content)
    with pytest.raises(ConfigError) as caught:
        load(content, tmp_path)
    for part in parts:
        assert part in str(caught.value)


def test_all_faults_are_said_at_once(tmp_path):
    content = config()
    content["hypotheses"][0]["event"] = "nothing"
    content["hypotheses"][1]["series"] = ["nowhere"]
    with pytest.raises(ConfigError, match="2 faults"):
        load(content, tmp_path)


def test_broken_yaml_is_a_sentence(tmp_path):
    (tmp_path / "config.yaml").write_text("seed: [1", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid YAML"):
        load_study(tmp_path / "config.yaml", SOURCES, CORRECTIONS)
    with pytest.raises(ConfigError, match="missing"):
        load_study(tmp_path / "absent.yaml", SOURCES, CORRECTIONS)


def test_designs_hold_years_and_no_values():
    study = load_study(ROOT / "config.yaml", SOURCES, CORRECTIONS)
    for design in study.designs_of("exim"):
        assert set(design) == {"years", "event_year"}
        assert all(isinstance(year, int) for year in design["years"])
