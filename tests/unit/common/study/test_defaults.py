"""What a config may leave out, and what patterns mean."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scripts.common.study.checks import schema_faults
from scripts.common.study.load import ConfigError
from tests.unit.common.little_long import CONFIG, MULTIVERSE, changed_study, entry

pytestmark = pytest.mark.usefixtures("folder")
ROOT = Path(__file__).parents[4]


def test_little_need_be_said():
    found = changed_study()
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
    found = changed_study(
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
    whole = {**CONFIG}
    for key, value in defaults.items():
        if key != "entries":
            whole[key] = {**value, **whole.get(key, {})} if isinstance(value, dict) else value
    whole["hypotheses"] = [{**defaults["entries"]["hypotheses"], **whole["hypotheses"][0]}]
    assert schema_faults(whole) == []


def test_patterns_mean_series():
    found = changed_study(
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
    found = changed_study(multiverse=MULTIVERSE)
    assert found.multiverse_tables == ["firms"]
    with pytest.raises(ConfigError, match="'covariate' is missing, which hold_covariate 'yes'"):
        changed_study(multiverse=MULTIVERSE | {"hold_covariate": ["no", "yes"]})
