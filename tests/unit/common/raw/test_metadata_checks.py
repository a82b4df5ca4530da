"""The two descriptions of the tables must agree with their forms and with each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.metadata_checks import check_metadata
from tests.unit.common.little_long import EACH, write_long
from tests.unit.common.little_tables import DATAPACKAGE, DESCRIPTION, write_study


@pytest.fixture(autouse=True)
def study(folder: Path) -> None:
    write_study(folder)


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


Edit = Callable[[dict[str, Any]], object]


def of_long(edit: Edit | None = None, noun: str = "quarter", **changes: Any) -> str:
    """What is wrong with the descriptions of a long table after an edit of its schema."""
    write_long(Path("long"), noun, **changes)
    path = Path("long", DATAPACKAGE)
    package = json.loads(path.read_text(encoding="utf-8"))
    if edit:
        edit(package["resources"][0]["schema"])
    path.write_text(json.dumps(package), encoding="utf-8")
    sources = load_sources(Path("long", DESCRIPTION))
    return "\n".join(map(str, check_metadata(load_schemas(path), sources, DESCRIPTION)))


def field(place: int, **values: Any) -> Edit:
    return lambda schema: schema["fields"][place].update(values)


def test_a_long_table_may_have_columns_that_nobody_reads() -> None:
    assert of_long() == ""
    assert of_long(lambda s: s["fields"].append({"name": "note", "type": "string"})) == ""
    assert of_long(form="long") == ""


@pytest.mark.parametrize(
    ("edit", "changes", "words"),
    [
        (field(0, name="when"), {}, "has no one field for the time"),
        (field(0, type="number"), {}, "field quarter or month, type string"),
        (field(1, name="month"), {}, "has no one field for the time"),
        (
            lambda s: s.update(primaryKey=["firm"]),
            {},
            "primaryKey in datapackage.json lacks the quarter",
        ),
        (None, {"years": "1990-1993"}, "1990-1993 is no span of quarters"),
        (field(1, type="number"), {}, "layout.series: firm has the type number"),
        (field(2, type="string"), {}, "layout.value: points has the type string"),
        (None, {"layout": {"series": "firm", "value": "pts"}}, 'value: "pts" is not known'),
        (None, {"columns": {"a": dict(EACH)}}, "columns: has no place beside each"),
        (
            None,
            {
                "form": "long",
                "missing": [{"columns": ["a"], "years": [1991], "printed": "n/a", "reason": "r"}],
            },
            "missing: 1991 is no quarter, as the table has them",
        ),
        (None, {"form": "wide", "each": dict(EACH)}, "each: describes the series of a lon"),
        (None, {"each": {"label": "{code}"}}, "each"),
        (None, {"calendar": "fiscal_january"}, "calendar"),
    ],
)
def test_contradicting_descriptions_of_a_long_table(
    edit: Edit | None, changes: dict[str, Any], words: str
) -> None:
    assert words in of_long(edit, **changes)


def test_months_are_those_of_the_calendar() -> None:
    (problem,) = of_long(noun="month", calendar="fiscal_april").splitlines()
    assert "fiscal_april, but months are those of the calendar" in problem


def test_a_table_without_any_description_of_its_series() -> None:
    text = Path(DESCRIPTION).read_text(encoding="utf-8")
    start = text.index("    columns:\n      experts:")
    Path(DESCRIPTION).write_text(text[:start], encoding="utf-8")
    said = check()
    assert "tables.agency: lacks a key" in said
    assert "a table with columns, or, if it is a long one, with each" in said
