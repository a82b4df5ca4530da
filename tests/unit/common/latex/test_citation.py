"""CITATION.cff has its form and the version of the study; figures say which drawing they are."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

from scripts.common.errors import UserError
from scripts.common.latex.citation import drawn_from, read_citation

ROOT = Path(__file__).parents[4]
CITATION = ROOT / "CITATION.cff"
# Of the Citation File Format 1.2.0, by Stephan Druskat and others, CC BY 4.0, unchanged.
SCHEMA = ROOT / "tests/reference/cff-1.2.0.schema.json"


def _faults(citation):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(
        schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    return {error.absolute_path[0] for error in validator.iter_errors(citation)}


def test_citation_has_the_form_of_its_schema():
    citation = yaml.load(CITATION.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert _faults(citation) == set()
    assert _faults({**citation, "date-released": "soon"}) == {"date-released"}


def test_one_version_everywhere():
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = config["study"]["version"]
    assert read_citation(CITATION, version)["version"] == project["project"]["version"] == version


def test_one_author_everywhere():
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    citation = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    assert [one["name"] for one in citation["authors"]] == [config["study"]["author"]]


def test_another_version_is_an_error():
    with pytest.raises(UserError, match=r'CITATION.cff: version is ".+", and that of the study'):
        read_citation(CITATION, "99.0")


def test_a_page_without_version_is_an_error(tmp_path):
    page = tmp_path / "jica.md"
    page.write_text("Figure `jica` (version 1.2.3, data `0a1b2c`), in:", encoding="utf-8")
    assert drawn_from(page) == ("1.2.3", "0a1b2c")
    page.write_text("Figure", encoding="utf-8")
    with pytest.raises(UserError, match="states no version"):
        drawn_from(page)
