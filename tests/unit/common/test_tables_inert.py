"""No cell of a file that is written is a formula for a spreadsheet; all others stay as they are."""

import csv
import io

import pytest

from scripts.common.tables import csv_text, read_processed, write_rows

FORMULAS = [
    *("=1+1", "+1", "@x", "\t=1+1", "\n=1+1", "-1+cmd|' /C calc'!A0", " =1+1", "=HYPERLINK(1)"),
]
ORDINARY = [
    *("-9.0", "-1,234.5", "-4e-05", "n/a", "--", "-", "–", "1,292", "", "a = b", "'tis", "−8.2"),
]


def _cells(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text):
    ((_,), (cell,)) = _cells(csv_text(["note"], [[text]]))
    assert cell == f"'{text}"
    again = _cells(csv_text(["note"], [[cell]]))
    assert again[1] == [cell]  # written twice, marked once


def test_a_carriage_return_does_not_break_the_row():
    assert _cells(csv_text(["a", "b"], [["\r=1+1\r\nx", 2]]))[1] == ["'\n=1+1\nx", "2"]


@pytest.mark.parametrize("text", ORDINARY)
def test_numbers_and_codes_stay_as_they_are(text):
    assert csv_text(["note"], [[text, "x"]]).splitlines()[1] == f"{_quoted(text)},x"


def _quoted(text):
    return f'"{text}"' if "," in text else text


def test_numbers_are_written_as_numbers(tmp_path):
    write_rows(["a", "b"], [[-9.5, -3]], tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8") == "a,b\n-9.5,-3\n"


def test_printed_cells_come_back_as_printed(tmp_path):
    codes = ["n/a", "--", "-9.0", "1,292"]
    rows = [["t_x", 1990 + i, None, "%", "missing", text, 1, "t.csv", 2, "x"]
            for i, text in enumerate(codes)]  # fmt: skip
    header = "series,year,value,unit,status,printed,decimals,source_file,source_line,source_column"
    write_rows(header.split(","), rows, tmp_path / "t.csv")
    assert read_processed(tmp_path / "t.csv")["printed"].tolist() == codes
