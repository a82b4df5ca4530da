"""Verdicts on claims follow from the numbers, and a faulty record names itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from scripts.audit_claims import COLUMNS, audit_claims
from scripts.common.claims.claims import ClaimsError
from scripts.common.claims.expressions import FUNCTIONS
from scripts.common.errors import TableError
from scripts.common.tables import PROCESSED_COLUMNS, write_rows

ROOT = Path(__file__).parents[2]
FACTS = """\
id,value,unit,locator,quote
growth,63,%,"Section 3, article page 14",jumped 63%
quarter,25,%,"Section 2, article page 12",nearly a quarter
low,50,%,"Section 2, article page 5",50–60%
high,60,%,"Section 2, article page 5",50–60%
exact,6.25,%,"Section 2, article page 5",6.25%
"""
FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "value", "type": "number", "constraints": {"required": True}},
    {"name": "unit", "type": "string"},
    {"name": "locator", "type": "string"},
    {"name": "quote", "type": "string"},
]
VALUES = {1980: ("50.0", "observed"), 1981: ("", "missing"), 1982: ("81.2", "suspected")}
CLAIMS = """\
sentences:
  - id: jump
    facts: [growth]
    readings:
      - id: jumped
        about: growth of the share, 1980-1982
        reading: The growth between the two years printed.
        expression: growth(bank_share, 1980-1982)
        relation: equals
        quoted: growth
        tolerance: {within: 1, why: It is so argued.}
  - id: untold
    locator: Section 2, article page 3
    quote: a growing number
    not_testable: Nothing counts them.
"""


@pytest.fixture(autouse=True)
def study(folder: Path) -> None:
    Path("facts.csv").write_text(FACTS, encoding="utf-8")
    schema = {"fields": FIELDS, "missingValues": []}
    package = {"resources": [{"name": "facts", "path": "facts.csv", "schema": schema}]}
    Path("datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    rows = [
        ("bank_share", year, value, "%", status, value, 1, "bank.csv", 2, "share")
        for year, (value, status) in VALUES.items()
    ]
    write_rows(PROCESSED_COLUMNS, rows, "bank.csv")


def audit(claims: str = CLAIMS) -> list[dict[str, str]]:
    Path("claims.yaml").write_text(claims, encoding="utf-8")
    audit_claims("claims.yaml", ["bank.csv"], "facts.csv", "datapackage.json", "claims.csv")
    return rows_of("claims.csv")


def rows_of(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(**keys: object) -> str:
    """Return the claims with keys of the first reading replaced, or removed where None."""
    content = yaml.safe_load(CLAIMS)
    reading = {**content["sentences"][0]["readings"][0], **keys}
    kept = {key: value for key, value in reading.items() if value is not None}
    content["sentences"][0] |= {
        "facts": ["growth", "quarter", "low", "high", "exact"],
        "readings": [kept],
    }
    return yaml.safe_dump(content)


def test_a_row_holds_what_was_said_what_was_computed_and_from_which_cells() -> None:
    row = audit()[0]
    assert tuple(row) == tuple(COLUMNS)
    expected = {
        "claim": "jumped",
        "sentence": "jump",
        "locator": "Section 3, article page 14",
        "quote": "jumped 63%",
        "quoted": "63",
        "quoted_as": "digits",
        "rounding": "0.5",
        "tolerance": "1.0",
        "unit": "%",
        "verdict": "holds approximately",
        "tested_with": "bank",
        "cells": "bank_share@1980;bank_share@1982",
        "suspected": "bank_share@1982",
        "reason": "",
    }
    assert {key: row[key] for key in expected} == expected
    assert float(row["computed"]) == pytest.approx(62.4)
    assert float(row["shortfall"]) == pytest.approx(0.6)


def test_quarters_are_read_by_their_labels() -> None:
    rows = [
        ("bank_rate", f"1990Q{q}", q, "%", "suspected", str(q), 0, "bank.csv", q + 1, "rate")
        for q in (1, 2, 3)
    ]
    write_rows(PROCESSED_COLUMNS, rows, "bank.csv")
    row = audit(changed(expression="mean(bank_rate, 1990Q2-1990Q3)"))[0]
    assert (row["computed"], row["cells"]) == ("2.5", "bank_rate@1990Q2;bank_rate@1990Q3")
    assert row["suspected"] == row["cells"]


def test_a_sentence_without_readings_says_why() -> None:
    row = audit()[1]
    assert (row["claim"], row["verdict"], row["computed"]) == ("untold", "not testable", "")
    assert (row["reason"], row["quote"]) == ("Nothing counts them.", "a growing number")


JUDGED = [
    # expression, relation, quoted, in words, tolerance, verdict
    ("63.5", "equals", "growth", False, None, "holds"),  # half a unit of the last digit
    ("63.51", "equals", "growth", False, None, "contradicted"),
    ("64", "equals", "growth", False, 1, "holds approximately"),
    ("64.01", "equals", "growth", False, 1, "contradicted"),
    ("63.5", "equals", "growth", True, None, "contradicted"),  # words have no digits
    ("6.255", "equals", "exact", False, None, "holds"),
    ("6.256", "equals", "exact", False, None, "contradicted"),
    ("60.5", "between", ["low", "high"], False, None, "holds"),
    ("49.4", "between", ["low", "high"], False, None, "contradicted"),
    ("49.4", "between", ["low", "high"], False, 1, "holds approximately"),
    ("3", "between", [1, 3], False, None, "holds"),
    ("3.1", "between", [1, 3], False, None, "contradicted"),
    ("22.5", "nearly", "quarter", True, None, "holds"),
    ("25", "nearly", "quarter", True, None, "holds"),
    ("22.4", "nearly", "quarter", True, 1, "holds approximately"),
    ("25.1", "nearly", "quarter", True, None, "contradicted"),
    ("50", "at least", 50, False, None, "holds"),
    ("49.9", "at least", 50, False, None, "contradicted"),
    ("50", "at most", 50, False, None, "holds"),
    ("50.1", "at most", 50, False, None, "contradicted"),
    ("50", "more than", 50, False, None, "contradicted"),
    ("50.1", "more than", 50, False, None, "holds"),
    ("50", "more than", 50, False, 1, "holds approximately"),
    ("50", "less than", 50, False, None, "contradicted"),
    ("49.9", "less than", 50, False, None, "holds"),
    ("0.1", "rises", None, False, None, "holds"),
    ("0", "rises", None, False, None, "contradicted"),
    ("1 - 2", "falls", None, False, None, "holds"),
    ("0", "falls", None, False, None, "contradicted"),
]


@pytest.mark.parametrize(("text", "relation", "quoted", "words", "within", "verdict"), JUDGED)
def test_verdicts(
    text: str, relation: str, quoted: object, words: bool, within: float | None, verdict: str
) -> None:
    tolerance = within and {"within": within, "why": "It is so argued."}
    claims = changed(
        expression=text,
        relation=relation,
        quoted=quoted,
        in_words=words or None,
        tolerance=tolerance,
        unit="%",
    )
    assert audit(claims)[0]["verdict"] == verdict


def test_a_missing_value_is_not_testable_only_where_the_record_says_so() -> None:
    expression = "mean(bank_share, 1980-1982)"
    with pytest.raises(ClaimsError, match=r"jump, jumped, expression: .* number in 1981"):
        audit(changed(expression=expression))
    row = audit(changed(expression=expression, not_testable="1981 is not printed."))[0]
    assert (row["verdict"], row["reason"]) == ("not testable", "1981 is not printed.")
    assert (row["computed"], row["cells"]) == ("", "")


def test_a_value_that_is_printed_cannot_be_called_missing() -> None:
    with pytest.raises(ClaimsError, match=r"jump, jumped, not_testable: .* Take the key"):
        audit(changed(not_testable="1981 is not printed."))


FORM_FAULTS = {
    "misspelt key": ("about:", "abuot:", ["jump, jumped:", "abuot", "keys are id, about"]),
    "unknown relation": ("relation: equals", "relation: is", ["relation", "'is' is not one of"]),
    "long quote": ("a growing number", "a b c d e f g h i", ["untold, quote", "at most 8 words"]),
    "no page": ("article page 3", "somewhere", ["untold, locator"]),
    "no argument": ("{within: 1, why: It is so argued.}", "{within: 1}", ["'why' is a required"]),
    "verdict typed": ("quoted: growth", "quoted: growth\n        verdict: holds", ["verdict"]),
    "no number": ("        quoted: growth\n", "", ["'quoted' is a required property"]),
    "direction": ("relation: equals", "relation: rises", ["jumped, quoted"]),
    "range": ("relation: equals", "relation: between", ["jumped, quoted"]),
    "two places": ("facts: [growth]", "facts: [growth]\n    quote: x", ["jump, quote"]),
    "two fates": ("facts: [growth]", "facts: [growth]\n    not_testable: no", ["jump"]),
    "unknown fact": ("facts: [growth]", "facts: [grwth]", ['"grwth" is no row of facts.csv']),
    "foreign fact": ("quoted: growth", "quoted: quarter", ['"quarter" is no fact', "growth"]),
    "no unit": ("quoted: growth", "quoted: 63", ["jump, jumped, unit: is missing"]),
    "words": ("quoted: growth", "quoted: 63\n        in_words: true", ["in_words: belongs"]),
    "twice": ("id: untold", "id: jump", ["jump, id: stands twice among the sentence ids"]),
    "claim twice": ("id: untold", "id: jumped", ["jumped, id: stands twice among the claim ids"]),
    "series": ("(bank_share", "(bank_shares", ["jump, jumped, expression", "Did you mean"]),
    "yaml": ("sentences:", "sentences: [", ["cannot be read"]),
    "bad number": ("quoted: growth", "quoted: '63'", ["jumped, quoted", "a number, a fact"]),
    "nothing": (CLAIMS, "", ["the top level"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORM_FAULTS)
def test_a_faulty_record_names_file_claim_key_and_remedy(kind: str) -> None:
    old, new, words = FORM_FAULTS[kind]
    assert old in CLAIMS
    with pytest.raises(ClaimsError) as caught:
        audit(CLAIMS.replace(old, new, 1))
    assert "in claims.yaml:" in str(caught.value)
    for word in words:
        assert word in str(caught.value)
    assert not Path("claims.csv").exists()


def test_all_faults_are_said_at_once() -> None:
    content = yaml.safe_load(CLAIMS)
    reading = content["sentences"][0]["readings"][0]
    other = {**reading, "id": "again", "expression": "1 / 0"}
    content["sentences"][0]["readings"] = [{**reading, "expression": "fact(bank)"}, other]
    with pytest.raises(ClaimsError, match=r"2 problems .*:\njump, jumped, .*\njump, again, "):
        audit(yaml.safe_dump(content))


def test_missing_claims_and_broken_facts() -> None:
    with pytest.raises(ClaimsError, match=r"nowhere.yaml:\nIt cannot be read"):
        audit_claims("nowhere.yaml", ["bank.csv"], "facts.csv", "datapackage.json", "claims.csv")
    Path("facts.csv").write_text(FACTS.replace("63,%", "6E,%"), encoding="utf-8")
    with pytest.raises(TableError, match=r"facts.csv, line 2, column value"):
        audit()


def test_the_documentation_names_every_function_relation_and_column() -> None:
    text = (ROOT / "docs/claims.md").read_text(encoding="utf-8")
    schema = yaml.safe_load((ROOT / "scripts/common/claims/claims.schema.yaml").read_text("utf-8"))
    relations = schema["$defs"]["reading"]["properties"]["relation"]["enum"]
    for name in [*(f"{name}(" for name in FUNCTIONS), *relations, *COLUMNS]:
        assert f"`{name}" in text, name
