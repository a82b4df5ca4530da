"""Every planted fault ends the run with its place; valid variants pass; Frictionless agrees."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.clean_table import clean_table
from scripts.common.errors import TableError
from scripts.common.raw.description import Description
from scripts.common.raw.tables import scan_raw
from scripts.common.tables import read_processed
from scripts.validate_tables import validate_tables
from tests.data.corpus import (
    OUTPUT,
    Outcome,
    all_unseen_cases,
    outcomes,
    page,
    plant,
    problems_in,
    refused,
    restore,
    seeable_cases,
)
from tests.data.raw import RAW, Case, clean, descriptors, load_tables, tables_in
from tests.data.valid_variants import valid_cases

KINDS = {case.kind: case for case in seeable_cases()}  # the last case of each kind
TABLES = load_tables()


@pytest.fixture(scope="module")
def seeable(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return outcomes(seeable_cases(), tmp_path_factory.mktemp("seeable"))


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return outcomes(all_unseen_cases(), tmp_path_factory.mktemp("unseen"))


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(RAW, tmp_path_factory.mktemp("study") / "raw")


def told(outcome: Outcome) -> tuple[object, ...]:
    case = outcome.case
    return case.kind, case.table, case.line, case.columns, case.value, outcome.problems[:3]


def test_the_corpus_is_large_enough(seeable: list[Outcome]) -> None:
    assert len(seeable) >= 500
    assert len(KINDS) >= 25
    assert {outcome.case.table for outcome in seeable} == set(TABLES)


def test_every_fault_is_seen_with_its_place_value_rule_and_remedy(seeable: list[Outcome]) -> None:
    assert [told(outcome) for outcome in seeable if not outcome.located] == []


def test_frictionless_agrees_where_its_schema_can_express_the_rule(seeable: list[Outcome]) -> None:
    expressible = [outcome for outcome in seeable if outcome.case.in_schema]
    assert len({outcome.case.kind for outcome in expressible}) >= 25
    assert [told(outcome) for outcome in expressible if not outcome.frictionless] == []


def test_what_no_rule_promises_to_see_is_written_down(
    seeable: list[Outcome], unseen: list[Outcome]
) -> None:
    assert page(seeable, unseen) == OUTPUT.read_text(encoding="utf-8")
    passing = [outcome for outcome in unseen if not outcome.problems]
    assert passing, "a kind that is always seen belongs to the other list"


def test_no_false_alarm(tmp_path: Path) -> None:
    cases = list(valid_cases())
    assert len(cases) >= 200
    found = outcomes(cases, tmp_path)
    assert [told(outcome) for outcome in found if outcome.problems] == []


def test_valid_variants_give_the_same_series(tmp_path: Path) -> None:
    raw = shutil.copytree(RAW, tmp_path / "raw")
    columns = ["series", "year", "value", "status"]
    for case in list({c.kind: c for c in valid_cases() if c.table in ("oda", "exim")}.values()):
        expected = read_processed(clean(case.table, tmp_path, raw))[columns]
        plant(case, raw)
        found = read_processed(clean(case.table, tmp_path, raw))[columns]
        restore(case.table, raw)
        assert found.equals(expected), case.kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_own_entries_write_nothing(kind: str, raw: Path, tmp_path: Path) -> None:
    case = KINDS[kind]
    old = tmp_path / "old.csv"
    old.write_text("the last good one", encoding="utf-8")
    description = raw / "datapackage.json", raw / "sources.yaml"
    plant(case, raw)
    try:
        with pytest.raises(TableError) as validated:
            validate_tables(*description, tables_in(raw), old)
        # Another table than the faulty one: good and bad edits made together are not mixed.
        with pytest.raises(TableError) as cleaned:
            clean_table(
                "jica", raw / "jica.csv", tables_in(raw), *description, [], old, tmp_path / "new"
            )
    finally:
        restore(case.table, raw)
    assert cleaned.value.problems == validated.value.problems
    assert f"{case.table}.csv" in str(validated.value)
    assert "Remedy: " in str(validated.value)
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]
    assert old.read_text(encoding="utf-8") == "the last good one"


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    name=st.sampled_from(sorted(TABLES)),
    place=st.floats(0, 1),
    removed=st.integers(0, 3),
    added=st.binary(max_size=3) | st.text(max_size=2).map(lambda text: text.encode("utf-8")),
)
def test_any_edit_is_refused_with_its_place_or_leaves_the_table_whole(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: float, removed: int, added: bytes
) -> None:
    table, path = TABLES[name], tmp_path_factory.getbasetemp() / "edited.csv"
    content = table.with_rows(0, 0)
    start = int(place * len(content))
    path.write_bytes(content[:start] + added + content[start + removed :])
    cells, problems = scan_raw(path, Description(table.schema, table.source))
    for problem in problems:
        assert problem.file == path.as_posix()
        assert problem.rule
        assert problem.message
        assert problem.remedy
        assert problem.line is not None or problem.rule == "file"
        assert problem.value is not None or problem.rule in ("file", "header")
    if not problems:
        assert len(cells) % len(table.names) == 0
        for cell in cells:
            field = table.schema["fields"][table.names.index(cell.column)]
            assert cell.value is not None or cell.status == "missing" or field["type"] == "string"


def test_a_valid_table_is_left_alone_by_planting_and_restoring(raw: Path) -> None:
    assert problems_in(raw) == ()
    for descriptor in descriptors().values():
        assert not refused(descriptor, raw)
    hashes = {p.name: hashlib.sha256(p.read_bytes()).digest() for p in RAW.glob("*.csv")}
    case = Case("any", "exim", b"")
    plant(case, raw)
    assert problems_in(raw) != ()
    restore("exim", raw)
    assert hashes == {p.name: hashlib.sha256(p.read_bytes()).digest() for p in raw.glob("*.csv")}
