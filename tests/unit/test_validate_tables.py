"""Every planted fault is reported with its place; every valid variant passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.common.errors import TableError
from scripts.validate_tables import validate_tables
from tests.unit.common.little_tables import (
    DATAPACKAGE,
    DESCRIPTION,
    TABLES,
    assert_told,
    write_study,
)

BANK, AGENCY = TABLES


@pytest.fixture(autouse=True)
def study(folder: Path) -> None:
    write_study(folder)


def validate(paths: tuple[str, ...] = TABLES) -> list[dict[str, object]]:
    validate_tables(DATAPACKAGE, DESCRIPTION, paths, "results/validation.json")
    return json.loads(Path("results/validation.json").read_text(encoding="utf-8"))


def replace(file: str, old: str, new: str) -> None:
    content = Path(file).read_bytes()
    assert old.encode() in content
    Path(file).write_bytes(content.replace(old.encode(), new.encode("utf-8", "surrogateescape"), 1))


def problems() -> TableError:
    with pytest.raises(TableError) as caught:
        validate()
    assert not Path("results/validation.json").exists()
    return caught.value


def test_record_of_a_valid_study() -> None:
    bank, agency = validate()
    assert (bank["table"], bank["file"]) == ("bank", BANK)
    assert (bank["rows"], bank["cells"], bank["missing"], bank["problems"]) == (8, 24, 2, [])
    assert "implied totals" in bank["checks"]
    assert (agency["rows"], agency["missing"]) == (3, 0)


# kind: (file, old text, new text, line, column, value shown, rule, part of message or remedy)
CELL_FAULTS = {
    "letter O for zero": (BANK, "77.0", "77.O", 5, "loans", "77.O", "number", "letter O"),
    "letter l for one": (BANK, "11.9", "l1.9", 8, "loans", "l1.9", "number", "digit 1"),
    "letter typed in": (BANK, "52.4", "52.4x", 6, "loans", "52.4x", "number", "letter off"),
    "word": (BANK, "52.4", "unknown", 6, "loans", "unknown", "number", "as printed"),
    "full-width digits": (BANK, "52.4", "５２．４", 6, "loans", "５２．４", "number", "full-width"),
    "Arabic-Indic digits": (BANK, "52.4", "٥٢", 6, "loans", "٥٢", "number", "as printed"),
    "triangle minus": (BANK, "52.4", "△52.4", 6, "loans", "△52.4", "number", "triangle"),
    "typographic minus": (BANK, "52.4", "−52.4", 6, "loans", "−52.4", "number", "hyphen"),
    "quoted decimal comma": (BANK, "52.4", '"52,4"', 6, "loans", "52,4", "number", "point"),
    "undeclared thousands": (BANK, "52.4", '"1,052.4"', 6, "loans", "1,052.4", "number", "group"),
    "broken thousands": (AGENCY, '"1,354"', '"13,54"', 3, "experts", "13,54", "number", "comma"),
    "two points": (BANK, "52.4", "5.2.4", 6, "loans", "5.2.4", "number", "as printed"),
    "no digit before point": (BANK, "52.4", ".4", 6, "loans", ".4", "number", "0.5"),
    "plus sign": (BANK, "52.4", "+52.4", 6, "loans", "+52.4", "number", "plus"),
    "exponent": (BANK, "52.4", "5.24e1", 6, "loans", "5.24e1", "number", "exponent"),
    "not a number": (BANK, "52.4", "nan", 6, "loans", "nan", "number", "as printed"),
    "too long": (BANK, "52.4", "9" * 400, 6, "loans", "999...", "number", "too large"),
    "percent sign": (BANK, ",6.7", ",6.7%", 6, "share", "6.7%", "number", "unit"),
    "currency sign": (BANK, "52.4", "¥52.4", 6, "loans", "¥52.4", "number", "unit"),
    "brackets": (BANK, ",6.7", ",(6.7)", 6, "share", "(6.7)", "number", "Brackets"),
    "footnote mark": (BANK, "52.4", "52.4*", 6, "loans", "52.4*", "number", "footnote"),
    "superscript mark": (BANK, "52.4", "52.4²", 6, "loans", "52.4²", "number", "footnote"),
    "space inside": (BANK, "52.4", "5 2.4", 6, "loans", "5 2.4", "number", "space"),
    "non-breaking space": (BANK, "52.4", "52.4\u00a0", 6, "loans", "52.4\\xa0", "number", "space"),
    "zero-width space": (BANK, "52.4", "52.4\u200b", 6, "loans", "\\u200b", "encoding", "seen"),
    "NUL": (BANK, "52.4", "52\x00.4", 6, "loans", "52\\x00.4", "encoding", "seen"),
    "latin-1": (BANK, "52.4", "52.4\udcb0", 6, "loans", "52.4\\xb0", "encoding", "UTF-8"),
    "empty cell": (BANK, "52.4", "", 6, "loans", "", "empty", "page prints"),
    "undeclared missing": (BANK, "52.4", "n/a", 6, "loans", "n/a", "missing-code", "not declared"),
    "missing now a number": (BANK, "n/a,n/a", "81.0,n/a", 4, "loans", "81.0", "missing-code", "n/"),
    "other missing code": (BANK, "n/a,n/a", "n/a,-", 4, "share", "-", "missing-code", "Restore"),
    "negative": (BANK, "52.4", "-52.4", 6, "loans", "-52.4", "range", "outside"),
    "above range": (BANK, ",6.7", ",167.0", 6, "share", "167.0", "range", "0 to 100"),
    "percent as fraction": (BANK, ",6.7", ",0.067", 6, "share", "0.067", "percentage", "by 100"),
    "slip upwards": (BANK, "52.4", "524", 6, "loans", "524", "implied-total", "slipped"),
    "slip downwards": (BANK, "198.7", "19.87", 9, "loans", "19.87", "implied-total", "slipped"),
    "slip in the share": (BANK, ",6.7", ",67", 6, "loans", "52.4", "implied-total", "67%"),
    "count with decimals": (AGENCY, '"1,354"', "1.354", 3, "experts", "1.354", "count", "comma"),
    "year as a word": (BANK, "1984", "FY84", 6, "year", "FY84", "year", "four"),
    "year with a letter": (BANK, "1984", "19B4", 6, "year", "19B4", "year", "four"),
    "two-digit year": (BANK, "1984", "84", 6, "year", "84", "year", "four"),
    "doubled year": (BANK, "1984", "1983", 6, "year", "1983", "duplicate", "line 5"),
    "missing row": (BANK, "1984,52.4,6.7\n", "", 6, "year", "1985", "gap", "1983"),
    "wrong century": (BANK, "1984", "1884", 6, "year", "1884", "order", "below 1983"),
    "first row lost": (BANK, "1980,79.1,8.5\n", "", 2, "year", "1981", "span", "1980"),
    "last row lost": (BANK, "1987,198.7,14.1\n", "", 8, "year", "1986", "span", "1987"),
    "row too many": (BANK, "14.1\n", "14.1\n1988,42.0,2.9\n", 10, "year", "1988", "span", "1987"),
    "renamed column": (BANK, "loans", "loan", 1, "loans", "loan", "header", "belongs"),
    "capital letter": (BANK, "loans", "Loans", 1, "loans", "Loans", "header", "belongs"),
    "merged header": (BANK, ",share", " share", 1, "loans", "loans share", "header", "belongs"),
    "extra column": (BANK, "share", "share,note", 1, "note", "note", "header", "not describe"),
    "lost column name": (BANK, ",share", "", 1, "share", "", "header", "missing"),
    "swapped columns": (BANK, "loans,share", "share,loans", 1, "loans", "share", "header", "loans"),
    "byte order mark": (BANK, "year", "\ufeffyear", 1, "year", "\\ufeff", "encoding", "order mark"),
    "unquoted comma": (BANK, "52.4", "52,4", 6, None, "1984,52,4,6.7", "row", "4 cells"),
    "lost cell": (BANK, ",6.7", "", 6, None, "1984,52.4", "row", "2 cells"),
    "open quote": (BANK, "52.4", '"52.4', 6, None, '1984,"52.4,6.7', "row", "quotation"),
    "text after a quote": (BANK, "52.4", '"52.4"x', 6, None, '"52.4"x', "row", "CSV"),
    "blank line inside": (BANK, "1984", "\n1984", 6, None, "", "row", "blank"),
    "bare carriage return": (BANK, "6.7\n", "6.7\r", 6, None, "6.7\\r1985", "row", "LF"),
    "semicolons": (BANK, "1984,52.4,6.7", "1984;52.4;6.7", 6, None, "1984;", "row", "1 cells"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CELL_FAULTS)
def test_fault_is_named_with_its_place(kind: str) -> None:
    file, old, new, *told = CELL_FAULTS[kind]
    replace(file, old, new)
    assert_told(str(problems()), file, *told)


@pytest.mark.parametrize("kind", [k for k, fault in CELL_FAULTS.items() if fault[6] == "number"])
def test_one_mistake_is_one_problem(kind: str) -> None:
    file, old, new, *_ = CELL_FAULTS[kind]
    replace(file, old, new)
    assert len(problems().problems) == 1


def test_swapped_rows() -> None:
    replace(BANK, "1984,52.4,6.7\n1985,41.3,4.7\n", "1985,41.3,4.7\n1984,52.4,6.7\n")
    found = {(p.line, p.rule, p.value) for p in problems().problems}
    assert (7, "order", "1984") in found


def test_shifted_column_breaks_the_declared_gap() -> None:
    replace(BANK, "1981,90.2,5.6\n1982,n/a", "1981,n/a,5.6\n1982,90.2")
    found = {(p.line, p.column, p.rule) for p in problems().problems}
    assert found == {(3, "loans", "missing-code"), (4, "loans", "missing-code")}


def test_whole_column_of_fractions() -> None:
    text = Path(AGENCY).read_text(encoding="utf-8")
    for share in ("50.3", "49.7", "51.9"):
        text = text.replace(share, str(float(share) / 100))
    Path(AGENCY).write_text(text, encoding="utf-8")
    assert [p.rule for p in problems().problems] == ["percentage"] * 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"year,loans,share\n", "no rows"),
        (b"year,loans,share\r1980,1,2\r", "no rows"),
        ("year,loans,share\n".encode("utf-16"), "not UTF-8"),
        (b"x" * 40_000_001, "larger than 40 MB"),
    ],
)
def test_broken_file(content: bytes, words: str) -> None:
    Path(BANK).write_bytes(content)
    text = str(problems())
    assert BANK in text
    assert words in text


def test_missing_file_and_directory() -> None:
    Path(BANK).unlink()
    Path(AGENCY).unlink()
    Path(AGENCY).mkdir()
    text = str(problems())
    assert f"{BANK}: cannot be read (No such file or directory) (rule: file)" in text
    assert f"{AGENCY}: is a directory (rule: file)" in text


def test_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:  # root may read everything, so a mode would not do
        if path.suffix == ".csv":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read (Permission denied)" in str(problems())


def test_all_problems_of_all_tables_at_once() -> None:
    replace(BANK, "77.0", "77.O")
    replace(BANK, "n/a,n/a", "n/a,8.1")
    replace(BANK, "4.7", "147.0")
    replace(AGENCY, "50.3", "5O.3")
    error = problems()
    assert [(p.file, p.line) for p in error.problems] == [(BANK, 4), (BANK, 5), (BANK, 7),
                                                          (BANK, 7), (AGENCY, 2)]  # fmt: skip
    assert str(error).startswith("5 problems in the tables:\n")


# More of them, planted in the shipped tables, are in tests/data/valid_variants.py.
VALID_VARIANTS = {
    "quoted cells": lambda text: text.replace("52.4", '"52.4"').replace("year", '"year"'),
    "spaces around cells": lambda text: text.replace(",", " ,  "),
    "tab around a cell": lambda text: text.replace("52.4", "\t52.4\t"),
    "space before a quote": lambda text: text.replace("52.4", ' "52.4"'),
    "no decimals": lambda text: text.replace("77.0", "77"),
    "another plausible number": lambda text: text.replace("52.4", "59.9"),
    "zero": lambda text: text.replace("52.4,6.7", "0,0"),
}


@pytest.mark.parametrize("variant", VALID_VARIANTS)
def test_no_false_alarm(variant: str) -> None:
    text = Path(BANK).read_text(encoding="utf-8")
    Path(BANK).write_bytes(VALID_VARIANTS[variant](text).encode())
    assert validate()[0]["problems"] == []


def test_small_shares_may_be_declared() -> None:
    text = Path(AGENCY).read_text(encoding="utf-8")
    for share in ("50.3", "49.7", "51.9"):
        text = text.replace(share, f"0.{share[0]}")
    Path(AGENCY).write_text(text, encoding="utf-8")
    package = json.loads(Path(DATAPACKAGE).read_text(encoding="utf-8"))
    package["resources"][1]["schema"]["fields"][2]["constraints"]["maximum"] = 1
    Path(DATAPACKAGE).write_text(json.dumps(package), encoding="utf-8")
    validate()


def test_odd_total_may_be_accepted() -> None:
    replace(BANK, "52.4", "524")
    flag = "    flags: [{columns: [loans], years: [1984], note: odd, accept: implied-total}]\n"
    replace(DESCRIPTION, "    missing:\n", f"{flag}    missing:\n")
    validate()


def test_tables_and_data_package_list_the_same_files() -> None:
    with pytest.raises(TableError, match=r"agency\.csv: is described .* but not read"):
        validate((BANK,))
    with pytest.raises(TableError, match=r"other\.csv: is not described"):
        validate((*TABLES, "data/raw/other.csv"))
