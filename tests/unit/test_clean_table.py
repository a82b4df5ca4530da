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
def study(folder: Path) -> None:
    write_study(folder)


MISPRINT = {
    "id": "loans_1984", "table": "bank", "column": "loans", "year": 1984, "printed": "52.4",
    "used": "54.2", "doubted": ["loans", "share"], "reason": "r", "source": "s",
    "status": "suspected",
}  # fmt: skip


def clean(
    table: str, corrections: list[dict[str, object]] | None = None, read: str = ""
) -> list[dict[str, str]]:
    outputs = [f"data/processed/{folder}{table}.csv" for folder in ("", "corrected/")]
    raw = f"data/raw/{table}.csv"
    clean_table(table, raw, TABLES, DATAPACKAGE, DESCRIPTION, corrections or [], *outputs)
    with Path(f"data/processed/{read}{table}.csv").open(encoding="utf-8", newline="") as file:
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


def test_without_corrections_both_tables_are_one() -> None:
    clean("bank")
    files = [Path(f"data/processed/{name}bank.csv").read_bytes() for name in ("", "corrected/")]
    assert files[0] == files[1]


def test_doubted_cells_are_marked_and_stay_as_printed() -> None:
    plain = clean("bank")
    marked = clean("bank", [MISPRINT])
    for before, after in zip(plain, marked, strict=True):
        if after["year"] == "1984":  # loans, share, and the pooled share made of them
            assert after == before | {"status": "suspected"}
        else:
            assert after == before


def test_a_corrected_cell_keeps_what_the_page_prints() -> None:
    marked = clean("bank", [MISPRINT])
    corrected = clean("bank", [MISPRINT], "corrected/")
    moved = [after for before, after in zip(marked, corrected, strict=True) if after != before]
    loans, pooled = moved
    assert (loans["value"], loans["printed"], loans["status"]) == ("54.2", "52.4", "corrected")
    assert (pooled["series"], pooled["year"]) == ("bank_pooled", "1984")
    assert (pooled["status"], pooled["printed"]) == ("corrected", "")


def test_the_pooled_share_is_computed_anew() -> None:
    change = {"column": "share", "printed": "6.7", "used": "7.6", "doubted": ["share"]}
    rows = clean("bank", [MISPRINT | change], "corrected/")
    values = {row["series"]: row["value"] for row in rows if row["year"] == "1984"}
    assert float(values["bank_pooled"]) == pytest.approx(7.6, rel=1e-14)
    assert values["bank_loans"] == "52.4"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            {"printed": "52.5"},
            ["data/raw/bank.csv, line 6, column loans", '"52.4" is not the "52.5"', '"54.2"',
             "Delete the entry loans_1984 in data/raw/corrections.yaml, or renew it"],
        ),
        (
            {"used": "5,424.0"},
            ["data/raw/corrections.yaml, entry loans_1984, column used", '"5,424.0"',
             "thousands comma"],
        ),
        (
            {"used": "-54.2"},
            ["data/raw/corrections.yaml, column loans", '"-54.2" lies outside the range'],
        ),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit(change: dict[str, str], parts: list[str]) -> None:
    before = clean("bank", [MISPRINT], "corrected/")
    with pytest.raises(TableError) as caught:
        clean("bank", [MISPRINT | change])
    for part in parts:
        assert part in str(caught.value)
    with Path("data/processed/corrected/bank.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == before
