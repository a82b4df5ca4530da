"""Judge every quantitative sentence of the paper that its tables or the external series can test.

From data/raw/claims.yaml, the processed series and the facts of the text to results/claims.csv, one
row per claim: quoted, computed, verdict, and the cells that it was computed from. Fails with
`ClaimsError` if a record breaks its form, names what does not exist or lacks a printed value.
"""

import csv
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from scripts.common.claims.claims import (
    ClaimsError,
    Fact,
    compute,
    load_claims,
    quoted_of,
    shortfall_of,
    verdict_of,
)
from scripts.common.claims.expressions import Data
from scripts.common.errors import Fault
from scripts.common.periods import parse_period
from scripts.common.raw.description import Description
from scripts.common.raw.metadata import load_schemas
from scripts.common.raw.tables import read_raw
from scripts.common.runs.script import run
from scripts.common.tables import write_records

COLUMNS = [
    *("claim", "sentence", "locator", "quote", "about", "reading", "relation", "quoted"),
    *("quoted_as", "quoted_low", "quoted_high", "rounding", "tolerance", "tolerance_why"),
    *(
        "computed",
        "unit",
        "shortfall",
        "verdict",
        "tested_with",
        "expression",
        "cells",
        "suspected",
        "reason",
    ),
]
Row = dict[str, object]


def audit_claims(
    path_to_claims: str | Path,
    paths_to_series: Sequence[str | Path],
    path_to_facts: str | Path,
    path_to_datapackage: str | Path,
    path_to_output: str | Path,
) -> None:
    """Write the verdict on each claim.

    Parameters
    ----------
    path_to_claims : path
        Sentences and readings; their form is in ``scripts/common/claims/claims.schema.yaml``.
    paths_to_series : sequence of paths
        Processed tables, each named like its table.
    path_to_facts : path
        Numbers in the text.
    path_to_datapackage : path
        How to read the facts.
    path_to_output : path
        CSV with the columns `COLUMNS`, in the order of the claims.

    Raises
    ------
    ClaimsError
        With every record that cannot be read or computed.
    TableError
        If the facts cannot be read.
    """
    facts = _facts(path_to_facts, load_schemas(path_to_datapackage))
    series, tables, suspected = _series(paths_to_series)
    data = Data(series, {name: fact.value for name, fact in facts.items()})
    rows: list[Row] = []
    faults: list[str] = []
    for sentence in load_claims(path_to_claims, facts):
        about = _about(sentence, facts)
        if "readings" not in sentence:
            rows.append({**about, "claim": sentence["id"], **_untested(sentence["not_testable"])})
        for reading in sentence.get("readings", []):
            try:
                row = _judged(reading, facts, data)
            except Fault as fault:
                place = f"{sentence['id']}, {reading['id']}, {fault.rule}"
                faults.append(f"{place}: {fault.message}. Remedy: {fault.remedy}")
                continue
            cells = str(row["cells"]).split(";") if row.get("cells") else []
            row["tested_with"] = ";".join(dict.fromkeys(tables[c.split("@")[0]] for c in cells))
            row["suspected"] = ";".join(cell for cell in cells if cell in suspected)
            rows.append({**about, **row})
    if faults:
        raise ClaimsError(path_to_claims, faults)
    write_records(COLUMNS, rows, path_to_output)


def _facts(path: str | Path, schemas: Mapping[str, Any]) -> dict[str, Fact]:
    cells = read_raw(path, Description(schemas[Path(path).stem], {}))
    lines: dict[int, dict[str, Any]] = {}
    for cell in cells:
        lines.setdefault(cell.line, {})[cell.column] = cell
    return {
        row["id"].text: Fact(
            value=Fraction(repr(row["value"].value)),
            printed=row["value"].text,
            decimals=row["value"].decimals,
            unit=row["unit"].text,
            locator=row["locator"].text,
            quote=row["quote"].text,
        )
        for row in lines.values()
    }


def _series(
    paths: Sequence[str | Path],
) -> tuple[dict[str, dict[int, Fraction | None]], dict[str, str], set[str]]:
    """Return the values by series and year, the table of each series, and the suspected cells."""
    values: dict[str, dict[int, Fraction | None]] = {}
    tables, suspected = {"facts": "facts"}, set()
    for path in paths:
        with Path(path).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):  # as text: a float would not be the printed decimal
                name, value = row["series"], Fraction(row["value"]) if row["value"] else None
                values.setdefault(name, {})[parse_period(row["year"])] = value
                tables[name] = Path(path).stem
                if row["status"] == "suspected":
                    suspected.add(f"{name}@{row['year']}")
    return values, tables, suspected


def _about(sentence: Mapping[str, Any], facts: Mapping[str, Fact]) -> Row:
    """Return what the sentence's rows share: place, words, numbers as printed."""
    named = [facts[name] for name in sentence.get("facts", [])]
    return {
        "sentence": sentence["id"],
        "locator": named[0].locator if named else sentence["locator"],
        "quote": named[0].quote if named else sentence["quote"],
        "quoted": ";".join(fact.printed for fact in named),
        "unit": ";".join(dict.fromkeys(fact.unit for fact in named)),
    }


def _untested(reason: str) -> Row:
    return {"verdict": "not testable", "reason": reason}


def _judged(reading: Mapping[str, Any], facts: Mapping[str, Fact], data: Data) -> Row:
    """Return the columns of one reading."""
    quoted = quoted_of(reading, facts)
    tolerance = reading.get("tolerance")
    within = None if tolerance is None else Fraction(str(tolerance["within"]))
    row: Row = {
        **{key: reading[key] for key in ("about", "reading", "relation", "expression")},
        "claim": reading["id"],
        "quoted": quoted.text,
        "quoted_as": "digits" if quoted.digits else "words",
        "quoted_low": _plain(quoted.low),
        "quoted_high": _plain(quoted.high),
        "rounding": _plain(quoted.rounding),
        "tolerance": _plain(within),
        "tolerance_why": tolerance and tolerance["why"],
        "unit": _unit(reading, facts),
    }
    computed = compute(reading, data)
    if computed is None:
        return {**row, **_untested(reading["not_testable"])}
    return {
        **row,
        "computed": _plain(computed.value),
        "shortfall": _plain(shortfall_of(computed.value, quoted)),
        "verdict": verdict_of(computed.value, quoted, reading["relation"], within),
        "cells": ";".join(computed.cells),
    }


def _unit(reading: Mapping[str, Any], facts: Mapping[str, Fact]) -> str:
    """Return the unit: the reading's own, or that of the fact it quotes."""
    if "unit" in reading:
        return str(reading["unit"])
    quoted = reading["quoted"]
    return facts[quoted[0] if isinstance(quoted, list) else quoted].unit


def _plain(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


if __name__ == "__main__":
    run(audit_claims, snakemake)
