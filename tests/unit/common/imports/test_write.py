"""A table goes into a study beside what is there, which stays as it is."""

import json

import pytest
import yaml

from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.metadata_checks import check_metadata
from scripts.import_table import import_table
from scripts.new_study import new_study
from tests.unit.common import little_downloads as downloads


def test_descriptions_stay_as_they_were_and_agree(study, imported):
    before = (study / "data/raw/sources.yaml").read_text(encoding="utf-8")
    imported(downloads.DATABANK)
    imported(downloads.DATABANK.replace("24.1", "24.2"), table="again")
    after = (study / "data/raw/sources.yaml").read_text(encoding="utf-8")
    assert set(before.splitlines()) <= set(after.splitlines())  # comments, too
    assert after.count("author: World Bank") == 1
    sources = load_sources(study / "data/raw/sources.yaml")
    assert list(sources["tables"]) == ["visits", "new", "again"]
    for table in ("new", "again"):  # finished by the user, all is well
        sources["tables"][table] |= {"rights": "CC BY 4.0", "calendar_note": "As its notes say."}
    schemas = load_schemas(study / "data/raw/datapackage.json")
    assert check_metadata(schemas, sources, "sources.yaml") == []


def test_sections_that_are_empty_are_begun(study, imported):
    file = study / "data/raw/sources.yaml"
    kept = yaml.safe_load(file.read_text(encoding="utf-8"))["tables"]
    text = "# ours\nworks: {}\n" + yaml.safe_dump({"tables": kept})
    file.write_text(text, encoding="utf-8")
    imported(downloads.DATABANK)
    sources = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(sources["works"]) == ["world_bank_world_development_indicators"]
    assert sources["tables"]["visits"] == kept["visits"]


def test_a_last_line_without_a_break_stays_whole(study, imported):
    file = study / "data/raw/sources.yaml"
    lines = [x for x in file.read_text(encoding="utf-8").splitlines() if x and "#" not in x[:6]]
    file.write_text("\n".join(lines), encoding="utf-8")
    before = load_sources(file)["tables"]["visits"]
    imported(downloads.DATABANK)
    assert load_sources(file)["tables"]["visits"] == before


def test_entries_in_braces_are_left_to_the_user(study, imported):
    file = study / "data/raw/sources.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    # JSON is YAML in braces.
    lines = [f"{section}: {json.dumps(content[section])}" for section in ("works", "tables")]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UserError, match="nothing can be added here"):
        imported(downloads.DATABANK)
    assert not (study / "data/raw/new.csv").exists()


def test_a_table_is_not_replaced(study, imported):
    imported(downloads.DATABANK)
    with pytest.raises(UserError, match="The study has a table new already"):
        imported(downloads.DATABANK)
    (study / "data/raw/loose.csv").write_text("kept", encoding="utf-8")
    with pytest.raises(UserError, match="The study has a table loose already"):
        imported(downloads.DATABANK, table="loose")


def test_importing_twice_gives_the_same_bytes(study, imported, tmp_path):
    imported(downloads.DATA_EXPLORER, only={"FREQ": {"Q"}})
    first = {p.name: p.read_bytes() for p in (study / "data/raw").iterdir()}
    json.loads(first["datapackage.json"])
    new_study(tmp_path / "other")
    import_table(tmp_path / "download.csv", tmp_path / "other", "new", {"FREQ": {"Q"}})
    assert {p.name: p.read_bytes() for p in (tmp_path / "other/data/raw").iterdir()} == first
