"""The tables that the project ships: valid, complete, and the same as on the printed page."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Package

from scripts.common.raw.checks import check_values
from scripts.common.raw.description import Description
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.tables import read_raw
from scripts.common.tables import read_processed, series_values
from scripts.validate_tables import validate_tables
from tests.data.raw import DATAPACKAGE, DESCRIPTION, RAW, SERIES_TABLES, clean

ALL_TABLES = sorted(load_schemas(DATAPACKAGE))
TABLES = [RAW / f"{table}.csv" for table in ALL_TABLES]


def cells(table: str) -> dict[str, dict[str, str]]:
    with (RAW / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {next(iter(row.values())): row for row in rows}


def frictionless_problems(package: Path) -> list[tuple[int | None, str | None]]:
    report = Package(str(package)).validate()
    return [tuple(p) for p in report.flatten(["rowNumber", "fieldName"])]


def test_a_third_party_can_validate_the_package() -> None:
    assert frictionless_problems(DATAPACKAGE) == []


def test_our_own_validation_passes(tmp_path: Path) -> None:
    output = tmp_path / "validation.json"
    validate_tables(DATAPACKAGE, DESCRIPTION, TABLES, output)
    records = json.loads(output.read_text(encoding="utf-8"))
    assert [record["table"] for record in records] == ALL_TABLES
    assert not any(record["problems"] for record in records)


@pytest.mark.parametrize(
    ("table", "old", "new", "row", "column"),
    [
        ("exim", "330.6", "330.O", 18, "loans"),
        ("exim", "330.6", "", 18, "loans"),
        ("exim", "22.3", "122.3", 18, "share"),
        ("exim", "1985,", "FY85,", 7, "year"),
        ("exim", "1999,", "2001,", 21, "year"),
        ("oda", '"1,145.3"', '"1,l45.3"', 2, "indonesia_usd"),
        ("jica", '"1,292"', "n/a", 2, "experts"),
        ("fdi", "7.7", "-7.7", 2, "manufacturing_usd_bn"),
        ("facts", "jfs_projects,", "JFS projects,", None, "id"),
    ],
)
def test_frictionless_sees_what_its_schema_can_express(
    table: str, old: str, new: str, row: int | None, column: str, tmp_path: Path
) -> None:
    raw = shutil.copytree(RAW, tmp_path / "raw")
    text = (raw / f"{table}.csv").read_text(encoding="utf-8")
    assert old in text
    (raw / f"{table}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = frictionless_problems(raw / "datapackage.json")
    assert (row, column) in {(place if row else None, name) for place, name in found}


@pytest.mark.parametrize("table", ["exim", "oda", "jica"])
@pytest.mark.parametrize("factor", [0.01, 0.1, 10, 100])
def test_every_slipped_decimal_of_a_pair_is_seen(table: str, factor: float) -> None:
    sources = load_sources(DESCRIPTION)["tables"]
    about = Description(load_schemas(DATAPACKAGE)[table], sources[table])
    raw = read_raw(RAW / f"{table}.csv", about)
    in_pairs = {cell.year for cell in raw if cell.column.endswith("share") and cell.value}
    for place, cell in enumerate(raw):
        if cell.column != "year" and cell.value and cell.year in in_pairs:
            slipped = [*raw]
            slipped[place] = replace(cell, value=cell.value * factor)
            assert list(check_values(slipped, about, table, complete=True)), cell


def test_every_table_is_utf8_with_lf() -> None:
    for table in ALL_TABLES:
        content = (RAW / f"{table}.csv").read_bytes()
        content.decode("utf-8")
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_numbers_of_cells() -> None:
    rows = {table: len(cells(table)) for table in ALL_TABLES}
    assert rows["exim"] == 20
    assert rows["oda"] == 11
    assert rows["jica"] == 9
    assert rows["fdi"] == 1
    assert rows["dac"] == 19
    printed = [v for row in cells("oda").values() for k, v in row.items() if k != "year"]
    assert len(printed) == 110
    assert printed.count("none") == 4
    assert printed.count("n/a") == 9


@pytest.mark.parametrize(
    ("table", "row", "column", "printed"),
    [
        ("exim", "1980", "loans", "79.1"),
        ("exim", "1982", "share", "n/a"),
        ("exim", "1997", "loans", "939.3"),
        ("exim", "1997", "share", "24.5"),
        ("oda", "1989", "indonesia_usd", "1,145.3"),
        ("oda", "1996", "indonesia_share", "90.9"),
        ("oda", "1998", "thailand_share", "62.6"),
        ("oda", "1993", "malaysia_usd", "none"),
        ("oda", "1999", "malaysia_usd", "122.61"),
        ("jica", "1999", "experts", "3,351"),
        ("jica", "1997", "share", "59.0"),
        ("fdi", "1995", "manufacturing_usd_bn", "7.7"),
        ("facts", "amakudari_1985_1988", "value", "937"),
        ("facts", "jica_indonesia_1998", "value", "645"),
        ("fx", "1985", "yen_per_usd", "238.4673"),
        ("japan", "1980", "reer", "73.8408930273888"),
        ("dac", "1998", "thailand_japan", "558419983"),
        ("evidence", "jexim_assets_1999", "value", "12415.668"),
    ],
)
def test_cells_as_printed(table: str, row: str, column: str, printed: str) -> None:
    assert cells(table)[row][column] == printed


def test_printed_aid_agrees_with_the_dac_series() -> None:
    printed, reported = cells("oda"), cells("dac")
    for year, row in printed.items():
        for recipient in ("china", "indonesia", "thailand", "philippines", "malaysia"):
            if row[f"{recipient}_usd"] != "none":
                aid = float(row[f"{recipient}_usd"].replace(",", ""))
                assert aid == pytest.approx(
                    int(reported[year][f"{recipient}_japan"]) / 1e6, abs=0.1
                )


@pytest.mark.parametrize("table", SERIES_TABLES)
def test_every_series_runs_through_its_declared_years(table: str, tmp_path: Path) -> None:
    frame = read_processed(clean(table, tmp_path))
    first, last = map(int, load_sources(DESCRIPTION)["tables"][table]["years"].split("-"))
    for _, rows in frame.groupby("series"):
        assert rows["year"].tolist() == list(range(first, last + 1))
        assert (rows["value"].isna() == (rows["status"] == "missing")).all()


def test_golden_series(tmp_path: Path) -> None:
    exim = read_processed(clean("exim", tmp_path))
    years, values = series_values(exim, "exim_share")
    assert len(years) == 19
    assert 1982 not in years
    assert values.sum() == pytest.approx(218.7)
    assert series_values(exim, "exim_loans")[1].sum() == pytest.approx(3714.4)

    oda = read_processed(clean("oda", tmp_path))
    years, values = series_values(oda, "oda_pooled_share")
    assert years.tolist() == list(range(1989, 1999))
    assert values.min() == pytest.approx(56.7079, abs=1e-4)
    assert values.max() == pytest.approx(67.8398, abs=1e-4)

    jica = read_processed(clean("jica", tmp_path))
    assert series_values(jica, "jica_experts")[1].sum() == 16762.0
