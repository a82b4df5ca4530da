"""The two descriptions of the tables must be legible."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_schemas, load_sources
from tests.unit.common.little_tables import DATAPACKAGE, DESCRIPTION, write_study


@pytest.fixture(autouse=True)
def study(folder: Path) -> None:
    write_study(folder)


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
        load_schemas(DATAPACKAGE), load_sources(DESCRIPTION)


def test_absent_description() -> None:
    Path(DESCRIPTION).unlink()
    with pytest.raises(UserError, match=r"sources\.yaml: cannot be read"):
        load_sources(DESCRIPTION)


def test_a_repeated_key_of_the_data_package_is_named_with_both_lines() -> None:
    text = json.dumps(json.loads(Path(DATAPACKAGE).read_text(encoding="utf-8")), indent=1)
    lines = text.splitlines()
    place = next(i for i, line in enumerate(lines) if '"missingValues"' in line)
    Path(DATAPACKAGE).write_text(
        "\n".join([*lines[:place], '    "missingValues": [],', *lines[place:]]), encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        load_schemas(DATAPACKAGE)
    said = f'line {place + 2}: the key "missingValues" stands in line {place + 1} already'
    assert f"{DATAPACKAGE}, {said}" in str(caught.value)
