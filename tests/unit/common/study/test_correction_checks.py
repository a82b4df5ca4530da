"""Corrections as data: what corrections.yaml may hold, and the sentence for what it may not."""

from pathlib import Path

import pytest
import yaml

from scripts.common.study.load import ConfigError, load_study

ROOT = Path(__file__).parents[4]
ENTRY = {
    "id": "loans_1997", "table": "exim", "column": "loans", "year": 1997, "printed": "939.3",
    "used": "393.9", "doubted": ["loans", "share"], "reason": "r", "source": "s",
    "status": "suspected",
}  # fmt: skip


def load(folder: Path, content: object):
    path = folder / "corrections.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_study(ROOT / "config.yaml", ROOT / "data/raw/sources.yaml", path)


def test_a_study_knows_the_corrections_of_each_table(tmp_path):
    study = load(tmp_path, [ENTRY])
    assert study.corrections_of("exim") == [ENTRY]
    assert study.corrections_of("oda") == []


def test_an_empty_list_corrects_nothing(tmp_path):
    assert load(tmp_path, []).corrections == ()


def test_no_file_corrects_nothing(tmp_path):
    sources, absent = ROOT / "data/raw/sources.yaml", tmp_path / "absent.yaml"
    assert load_study(ROOT / "config.yaml", sources, absent).corrections == ()


def without(key: str) -> dict[str, object]:
    return {k: v for k, v in ENTRY.items() if k != key}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ["the top level", "None does not fit", "a list of corrections, or []"]),
        (["x"], ["entry 1", "'x' does not fit", "with the keys id, table"]),
        ([without("reason")], ["loans_1997", "the key 'reason' is missing"]),
        ([without("id")], ["entry 1: the key 'id' is missing"]),
        ([ENTRY | {"usd": "1"}], ["loans_1997: unknown key 'usd'", "did you mean 'used'?"]),
        ([ENTRY | {"printed": 939.3}], ["loans_1997, printed: 939.3", "in quotation marks"]),
        ([ENTRY | {"status": "sure"}], ["loans_1997, status", "'confirmed', 'suspected'"]),
        ([ENTRY | {"table": "exin"}], ["loans_1997, table: 'exin'", "did you mean 'exim'?"]),
        ([ENTRY | {"table": "fx"}], ["table: 'fx' is not known", "known are exim, oda, jica"]),
        (
            [ENTRY | {"column": "loan", "doubted": ["loan"]}],
            ["column: 'loan' is not known", "did you mean 'loans'?", "known are loans, share"],
        ),
        ([ENTRY | {"doubted": ["loans", "shares"]}], ["doubted: 'shares'", "mean 'share'?"]),
        ([ENTRY | {"doubted": ["share"]}], ["doubted: 'share' must hold 'loans' too"]),
        (
            [ENTRY | {"table": "oda", "column": "pooled_share", "doubted": ["pooled_share"]}],
            ["'pooled_share' is derived", "correct one of these: china_usd, china_share"],
        ),
        ([ENTRY | {"year": 1982}], ["year: 1982 is not a year in which exim prints", "1981, 1983"]),
        ([ENTRY | {"year": 2001}], ["year: 2001 is not a year", "1998, 1999."]),
        ([ENTRY | {"used": "39O.9"}], ["used: '39O.9' is not a number.", "A letter O"]),
        ([ENTRY | {"used": "939.3"}], ["'939.3' is what the table prints already"]),
        ([ENTRY, ENTRY | {"id": "again"}], ["again, column", "corrected by 'loans_1997' already"]),
        ([ENTRY, ENTRY | {"year": 1998}], ["loans_1997, id: another entry has it already"]),
    ],
)
def test_a_fault_is_a_sentence_with_its_place(content, parts, tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, content)
    for part in ["corrections.yaml:", *parts]:
        assert part in str(caught.value)


def test_all_faults_are_said_at_once(tmp_path):
    with pytest.raises(ConfigError, match="2 faults"):
        load(tmp_path, [ENTRY | {"used": "x", "doubted": ["share"]}])
