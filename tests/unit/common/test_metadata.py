"""The two descriptions of the tables must be legible and agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.metadata import check_metadata, load_schemas, load_sources
from tests.unit.common.little_tables import DATAPACKAGE, DESCRIPTION, write_study


@pytest.fixture(autouse=True)
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_study(tmp_path)
    monkeypatch.chdir(tmp_path)


def check() -> str:
    schemas, sources = load_schemas(DATAPACKAGE), load_sources(DESCRIPTION)
    return "\n".join(map(str, check_metadata(schemas, sources, DESCRIPTION)))


def test_agreeing_descriptions() -> None:
    assert check() == ""


DESCRIPTION_FAULTS = {
    "misspelt key": ("locator: Table 3", "locater: Table 3", "locater"),
    "unknown calendar": ("calendar: fiscal_april", "calendar: lunar", "lunar"),
    "unknown kind": ("kind: count", "kind: number", "number"),
    "unknown work": ("work: paper", "work: papre", "papre"),
    "unknown total": ("total_of: loans", "total_of: loan", '"loan" is not known'),
    "unknown pooled column": ("pools: [share]", "pools: [shares]", '"shares" is not known'),
    "unit of a share": ('unit: "% of loans"', "unit: billion yen", "begins with %"),
    "unit of an amount": ("unit: billion yen", 'unit: "%"', "only a share's unit"),
    "column in one file": ("      loans: {", "      lending: {", "lending is not described in"),
    "table in one file": ("  agency:\n", "  office:\n", "tables: agency is not described"),
    "missing column": ("[loans, share], years", "[loans, parts], years", '"parts" is not known'),
    "missing code": ("printed: n/a", "printed: none", '"none" is not known'),
    "years": ("years: 1980-1987", "years: from 1980", "from 1980"),
    "required": ("columns: [loans, share], years", "columns: [loans], years", "share has no"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DESCRIPTION_FAULTS)
def test_contradicting_descriptions(kind: str) -> None:
    old, new, words = DESCRIPTION_FAULTS[kind]
    text = Path(DESCRIPTION).read_text(encoding="utf-8")
    assert old in text
    Path(DESCRIPTION).write_text(text.replace(old, new, 1), encoding="utf-8")
    text = check()
    assert text.startswith(DESCRIPTION)
    assert words in text


def test_years_of_both_descriptions_agree() -> None:
    package = json.loads(Path(DATAPACKAGE).read_text(encoding="utf-8"))
    package["resources"][0]["schema"]["fields"][0]["constraints"]["maximum"] = 1990
    Path(DATAPACKAGE).write_text(json.dumps(package), encoding="utf-8")
    assert "1980-1987 is not the range in datapackage.json" in check()


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (DATAPACKAGE, "{", "line 1: this is not valid JSON"),
        (DATAPACKAGE, '{"resources": [{"name": "bank"}]}', "needs a name, a path"),
        (DATAPACKAGE, "[]", "needs a name, a path"),
        (DESCRIPTION, "tables: [\n", "this is not valid YAML"),
        (DESCRIPTION, "tables: \x00\n", "this is not valid YAML"),
        (DESCRIPTION, "works: {}\n", "has no tables"),
    ],
)
def test_illegible_descriptions(file: str, content: str, words: str) -> None:
    Path(file).write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=words):
        check()


def test_absent_description() -> None:
    Path(DESCRIPTION).unlink()
    with pytest.raises(UserError, match=r"sources\.yaml: cannot be read"):
        check()
