"""Cleaning keeps every cell, its place and its printed form, and derives what is declared."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from scripts.clean_table import clean_table
from scripts.common.errors import TableError, UserError
from scripts.common.tables import PROCESSED_COLUMNS
from tests.unit.common.little_tables import DATAPACKAGE, DESCRIPTION, TABLES, write_study


@pytest.fixture(autouse=True)
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_study(tmp_path)
    monkeypatch.chdir(tmp_path)


def clean(table: str) -> list[dict[str, str]]:
    output = f"data/processed/{table}.csv"
    clean_table(table, f"data/raw/{table}.csv", TABLES, DATAPACKAGE, DESCRIPTION, output)
    with Path(output).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_row_per_series_and_year() -> None:
    rows = clean("bank")
    assert tuple(rows[0]) == PROCESSED_COLUMNS
    keys = [(row["series"], row["year"]) for row in rows]
    years = [str(year) for year in range(1980, 1988)]
    assert keys == [(f"bank_{s}", y) for s in ("loans", "share", "pooled") for y in years]


def test_each_value_names_the_cell_it_came_from() -> None:
    expected = ["agency_experts", "1992", "1354.0", "experts", "observed", "1,354", "0",
                "data/raw/agency.csv", "3", "experts"]  # fmt: skip
    assert list(clean("agency")[1].values()) == expected


def test_missing_years_keep_their_row_and_their_code() -> None:
    row = clean("bank")[2]
    assert (row["year"], row["value"], row["status"], row["printed"]) == (
        "1982",
        "",
        "missing",
        "n/a",
    )
    assert (row["source_line"], row["source_column"]) == ("4", "loans")


def test_pooling_one_pair_gives_its_share_back() -> None:
    rows = clean("bank")
    shares = [row["value"] for row in rows if row["series"] == "bank_share"]
    pooled = [row for row in rows if row["series"] == "bank_pooled"]
    for share, row in zip(shares, pooled, strict=True):
        if share:
            assert float(row["value"]) == pytest.approx(float(share), rel=1e-14)
            assert row["source_column"] == "loans;share"
    assert (pooled[2]["value"], pooled[2]["status"], pooled[2]["source_column"]) == (
        "",
        "missing",
        "",
    )


def test_pooled_share_is_weighted_by_the_implied_totals() -> None:
    Path("data/raw/bank.csv").write_text(
        "year,loans,share,other,part\n1980,10,50,30,10\n1981,10,50,n/a,n/a\n", encoding="utf-8"
    )
    package = json.loads(Path(DATAPACKAGE).read_text(encoding="utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    for field in fields[1:]:
        field["constraints"]["required"] = True
    fields += [{"name": "other", "type": "number"}, {"name": "part", "type": "number"}]
    Path(DATAPACKAGE).write_text(json.dumps(package), encoding="utf-8")
    text = Path(DESCRIPTION).read_text(encoding="utf-8")
    text = text.replace("pools: [share]", "pools: [share, part]")
    text = text.replace("years: 1980-1987", "years: 1980-1981")
    text = text.replace("columns: [loans, share], years: [1982]",
                        "columns: [other, part], years: [1981]")  # fmt: skip
    text = text.replace("    derived:", "      other: {label: O, short_label: O, unit: yen, kind: "
        "amount}\n      part: {label: P, short_label: P, unit: '%', kind: share, total_of: other}\n"
        "    derived:", 1)  # fmt: skip
    Path(DESCRIPTION).write_text(text, encoding="utf-8")
    first, second = [row for row in clean("bank") if row["series"] == "bank_pooled"]
    assert float(first["value"]) == 100 * (10 + 30) / (20 + 300)
    assert first["source_column"] == "loans;share;other;part"
    assert float(second["value"]) == 50.0
    assert second["source_column"] == "loans;share"


def test_a_bad_cell_leaves_the_last_good_output() -> None:
    before = clean("bank")
    path = Path("data/raw/bank.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("77.0", "77.O"), encoding="utf-8")
    with pytest.raises(TableError, match=r'bank\.csv, line 5, column loans: "77\.O"'):
        clean("bank")
    with Path("data/processed/bank.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == before


def test_a_table_nobody_described() -> None:
    with pytest.raises(UserError, match="The table other is not described"):
        clean("other")
