"""A literal little study: two raw tables with their descriptions, for the tests of validating."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LOANS = """\
year,loans,share
1980,79.1,8.5
1981,90.2,5.6
1982,n/a,n/a
1983,77.0,8.0
1984,52.4,6.7
1985,41.3,4.7
1986,11.9,1.1
1987,198.7,14.1
"""

EXPERTS = """\
year,experts,share
1991,"1,292",50.3
1992,"1,354",49.7
1993,"1,513",51.9
"""


def _resource(
    name: str, missing: list[str], key: str | list[str], *fields: dict[str, Any]
) -> dict[str, Any]:
    schema = {"fields": [*fields], "missingValues": missing, "primaryKey": key}
    return {"name": name, "path": f"{name}.csv", "schema": schema}


def _number(name: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": "number", "constraints": {"minimum": 0, **constraints}}


YEAR = {"name": "year", "type": "year", "constraints": {"required": True}}
PACKAGE = {
    "resources": [
        _resource("bank", ["n/a"], "year", YEAR, _number("loans"), _number("share", maximum=100)),
        _resource(
            "agency",
            [],
            ["year"],
            YEAR,
            _number("experts", required=True) | {"groupChar": ","},
            _number("share", required=True, maximum=100),
        ),
    ]
}

SOURCES = """\
works:
  paper: {type: article, author: A. Author, title: A Paper}
tables:
  bank:
    title: Loans of a bank
    work: paper
    locator: Table 3
    printed_source: Annual reports
    owner: The bank
    rights: Facts as printed
    calendar: fiscal_april
    years: 1980-1987
    columns:
      loans: {label: Loans, short_label: Loans, unit: billion yen, kind: amount}
      share: {label: Share, short_label: Share, unit: "% of loans", kind: share, total_of: loans}
    derived:
      pooled: {label: Pooled, short_label: Pooled, unit: "% of loans", kind: share, pools: [share]}
    missing:
      - {columns: [loans, share], years: [1982], printed: n/a, reason: not in the source}
  agency:
    title: Experts of an agency
    work: paper
    locator: Table 2
    printed_source: White papers
    owner: The agency
    rights: Facts as printed
    calendar: fiscal_april
    years: 1991-1993
    columns:
      experts: {label: Experts, short_label: Experts, unit: experts, kind: count}
      share: {label: Share, short_label: Share, unit: "% of all", kind: share, total_of: experts}
"""

TABLES = ("data/raw/bank.csv", "data/raw/agency.csv")
DATAPACKAGE = "data/raw/datapackage.json"
DESCRIPTION = "data/raw/sources.yaml"


def write_study(folder: Path) -> None:
    """Write the study below `folder`, under the names that its messages will bear."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "bank.csv").write_text(LOANS, encoding="utf-8")
    (raw / "agency.csv").write_text(EXPERTS, encoding="utf-8")
    (raw / "datapackage.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    (raw / "sources.yaml").write_text(SOURCES, encoding="utf-8")


def assert_told(
    text: str, file: str, line: int, column: str | None, value: str, rule: str, words: str
) -> None:
    """Some line of a message names a fault with its place, the value, the rule and some words."""
    place = f"{file}, line {line}" + (f", column {column}: " if column else ": ")
    parts = (value, f"(rule: {rule})", words)
    lines = [said for said in text.splitlines() if said.startswith(place)]
    assert any(all(part in said for part in parts) for said in lines), text
