"""A literal little study of its own: one table of three series, long or wide, of any frequency."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.clean_table import clean_table
from scripts.common.errors import TableError
from scripts.common.periods import FREQUENCIES, parse_period, period_label
from scripts.common.study.load import load_study
from scripts.common.study.model import Study
from scripts.validate_tables import validate_tables

FIRST = {"year": "1990", "quarter": "1990Q3", "month": "1990M11"}
CODES = {"a": "A", "b_c": "B c", "s_7": "7"}  # the name of a series by its code in the table
N = 12
DATAPACKAGE, DESCRIPTION = "data/raw/datapackage.json", "data/raw/sources.yaml"
TABLE = "data/raw/firms.csv"
CLEANED = "data/processed/firms.csv", "data/processed/corrected/firms.csv"
EACH = {"label": "Firm {code}", "short_label": "{code}", "unit": "points", "kind": "amount"}


def labels(noun: str) -> list[str]:
    """The periods of the table."""
    first = parse_period(FIRST[noun])
    return [period_label(p) for p in range(first, first + N)]


def value(name: str, place: int) -> str:
    """A number as printed, different in every cell."""
    return f"{20 + 3 * list(CODES).index(name) + place % 5}.{place}"


def long_rows(noun: str) -> list[str]:
    return [
        f"{label},{code},{value(name, i)}"
        for name, code in CODES.items()
        for i, label in enumerate(labels(noun))
    ]


def wide_rows(noun: str) -> list[str]:
    return [
        ",".join([label, *(value(name, i) for name in CODES)])
        for i, label in enumerate(labels(noun))
    ]


def source(noun: str, layout: str) -> dict[str, Any]:
    """The table's entry in sources.yaml; `layout` is wide, long or each."""
    entry: dict[str, Any] = {
        "title": "Firms", "work": "paper", "locator": "Table 1", "printed_source": "Reports",
        "owner": "Firms", "rights": "Facts", "calendar": "calendar",
        "years": f"{labels(noun)[0]}-{labels(noun)[-1]}",
    }  # fmt: skip
    if layout != "wide":
        entry["layout"] = {"series": "firm", "value": "points"}
    if layout == "each":
        return entry | {"each": dict(EACH)}
    columns = {
        name: {k: v.replace("{code}", code) for k, v in EACH.items()}
        for name, code in CODES.items()
    }
    return entry | {"columns": columns}


def field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": {"required": True, **constraints}}


def schema(noun: str, layout: str) -> dict[str, Any]:
    time = field(noun, "year" if noun == "year" else "string")
    columns = [field("firm", "string"), field("points", "number", minimum=0)]
    if layout == "wide":
        columns = [field(name, "number", minimum=0) for name in CODES]
    key = [noun] if layout == "wide" else [noun, "firm"]
    return {"fields": [time, *columns], "missingValues": ["n/a"], "primaryKey": key}


CONFIG: dict[str, Any] = {
    "study": {"title": "Firms", "author": "A. Author"},
    "tables": {"analysed": ["firms"]},
    "events": {"reform": {"label": "Reform", "date": "1991-06-05", "source": "A law"}},
    "hypotheses": [{"series": ["firms_a"], "event": "reform", "smallest_effect": 1}],
}


MULTIVERSE = {
    "draws": 199, "joint_draws": 99, "event_year": ["drop"], "window": {"reform": []},
    "outcome": {"share": ["level"], "amount": ["level"], "count": ["level"]}, "conversions": [],
    "table": ["as_printed"], "last_year": ["kept"], "partial_years": [], "trend": ["none"],
    "hold_covariate": ["no"], "gap": ["missing"], "interpolated_years": [], "covariance": ["hac"],
}  # fmt: skip


def entry(**changes: Any) -> dict[str, Any]:
    """The hypothesis with other values."""
    return {**CONFIG["hypotheses"][0], **changes}


def write_long(
    folder: Path,
    noun: str = "year",
    form: str = "each",
    rows: list[str] | None = None,
    config: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Write the study below `folder`; `form` is wide, long or each.

    The `changes` go into the table's entry in sources.yaml.
    """
    raw = folder / "data/raw"
    raw.mkdir(parents=True, exist_ok=True)
    described = schema(noun, form)
    if rows is None:
        rows = wide_rows(noun) if form == "wide" else long_rows(noun)
    header = ",".join(f["name"] for f in described["fields"])
    (raw / "firms.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    package = {"resources": [{"name": "firms", "path": "firms.csv", "schema": described}]}
    (raw / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    works = {"paper": {"type": "article", "author": "A. Author", "title": "A Paper"}}
    sources = {"works": works, "tables": {"firms": source(noun, form) | changes}}
    (raw / "sources.yaml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    (folder / "config.yaml").write_text(yaml.safe_dump(config or CONFIG), encoding="utf-8")


def load() -> Study:
    """The study in the working folder."""
    return load_study("config.yaml", DESCRIPTION, "data/raw/corrections.yaml")


def changed_study(noun: str = "year", **changes: Any) -> Study:
    """The study with other sections in its config."""
    write_long(Path(), noun, config={**CONFIG, **changes})
    return load()


def clean(*corrections: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the cleaned table."""
    clean_table("firms", TABLE, [TABLE], DATAPACKAGE, DESCRIPTION, corrections, *CLEANED)
    with Path(CLEANED[0]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems() -> TableError:
    """What validating says of the table."""
    with pytest.raises(TableError) as caught:
        validate_tables(DATAPACKAGE, DESCRIPTION, [TABLE], "results/validation.json")
    return caught.value


assert set(FIRST) == set(FREQUENCIES)
