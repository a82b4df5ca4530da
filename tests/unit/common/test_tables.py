"""Numbers to the letter, raw cells with their lines, and tidy files that come back unchanged."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.common.errors import Fault, Problem, TableError
from scripts.common.periods import parse_period
from scripts.common.raw.cells import Cell
from scripts.common.raw.description import Description
from scripts.common.raw.numerals import parse_number
from scripts.common.raw.tables import read_raw
from scripts.common.tables import (
    PROCESSED_COLUMNS,
    read_processed,
    series_values,
    with_labels,
    with_periods,
    write_csv,
    write_json,
    write_rows,
)

NUMBER = {"type": "number"}
GROUPED = {"type": "number", "groupChar": ","}
CONTINENTAL = {"type": "number", "groupChar": ".", "decimalChar": ","}
INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("8.5", NUMBER, (8.5, 1)),
        ("40", NUMBER, (40.0, 0)),
        ("-0.25", NUMBER, (-0.25, 2)),
        ("122.61", GROUPED, (122.61, 2)),
        ("1,145.3", GROUPED, (1145.3, 1)),
        ("1,234,567", GROUPED, (1234567.0, 0)),
        ("832.2", GROUPED, (832.2, 1)),
        ("1.145,3", CONTINENTAL, (1145.3, 1)),
        ("387890015", INTEGER, (387890015.0, 0)),
        ("73.8408930273888", NUMBER, (73.8408930273888, 13)),
    ],
)
def test_numbers_as_printed(text: str, field: dict[str, str], expected: tuple[float, int]) -> None:
    assert parse_number(text, field) == expected


@pytest.mark.parametrize(
    ("text", "field"),
    [("1,145.3", NUMBER), ("11,45.3", GROUPED), (",145", GROUPED), ("1145,3", GROUPED),
     ("8.5", INTEGER), ("5.", NUMBER), ("", NUMBER), ("-", NUMBER), ("--1", NUMBER)],
)  # fmt: skip
def test_near_numbers_are_refused(text: str, field: dict[str, str]) -> None:
    with pytest.raises(Fault, match="is not a"):
        parse_number(text, field)


@given(st.text(alphabet="0123456789.,-+eO ５△", max_size=8))
def test_any_text_is_a_finite_number_or_a_fault(text: str) -> None:
    try:
        value, decimals = parse_number(text, GROUPED)
    except Fault:
        return
    assert math.isfinite(value)
    assert value == round(float(text.replace(",", "")), decimals)
    assert text.isascii()


def test_cells_carry_line_text_and_decimals(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("year,loans\n1981, 90.2\n1982,n/a\n", encoding="utf-8")
    schema = {
        "fields": [{"name": "year", "type": "year"}, {"name": "loans", "type": "number"}],
        "missingValues": ["n/a"],
    }
    source = {"missing": [{"columns": ["loans"], "years": [1982], "printed": "n/a"}]}
    assert read_raw(path, Description(schema, source)) == [
        Cell("year", 1981, "1981", 1981.0, 0, 2, "observed"),
        Cell("loans", 1981, "90.2", 90.2, 1, 2, "observed"),
        Cell("year", 1982, "1982", 1982.0, 0, 3, "observed"),
        Cell("loans", 1982, "n/a", None, None, 3, "missing"),
    ]
    with pytest.raises(TableError, match="not declared missing"):
        read_raw(path, Description(schema, {}))


def test_tables_without_years_hold_words(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("id,word,value\na,,1\nb,nearly,x\n", encoding="utf-8")
    fields = [{"name": "id", "type": "string", "constraints": {"required": True}},
              {"name": "word", "type": "string"}, {"name": "value", "type": "number"}]  # fmt: skip
    with pytest.raises(TableError) as caught:
        read_raw(path, Description({"fields": fields, "missingValues": [""]}, {}))
    assert [(p.line, p.column) for p in caught.value.problems] == [(3, "value")]


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem(
        "data/raw/exim.csv", "number", "is not a number", "Type it.", 17, "loans", "3O"
    )
    said = 'data/raw/exim.csv, line 17, column loans: "3O" is not a number (rule: number). '
    assert str(problem) == said + "Remedy: Type it."
    assert str(Problem("a.csv", "file", "is empty", "Restore it.")).startswith("a.csv: is empty (")


def test_long_and_invisible_values_are_shown_so_that_they_can_be_read() -> None:
    def shown(value: str) -> str:
        return str(Problem("f", "r", "m", "R.", value=value)).split('"')[1]

    assert shown("a\x00b\u200b\udce9") == "a\\x00b\\u200b\\xe9"
    assert shown("x" * 100) == "x" * 57 + "..."


def processed_frame() -> pd.DataFrame:
    rows = [
        ("a_share", 1983, 8.0, "%", "observed", "8.0", 1, "data/raw/a.csv", 5, "share"),
        ("a_share", 1981, 0.1 + 0.2, "%", "observed", "0.3", 1, "data/raw/a.csv", 3, "share"),
        ("a_share", 1982, None, "%", "missing", "n/a", None, "data/raw/a.csv", 4, "share"),
        ("b_share", 1982, 5.0, "%", "observed", "5", 0, "data/raw/b.csv", 4, "share"),
    ]
    frame = pd.DataFrame(rows, columns=list(PROCESSED_COLUMNS))
    return frame.astype({"decimals": "Int64"})


def test_processed_tables_come_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.csv"
    write_csv(processed_frame(), path)
    text = path.read_bytes().decode("utf-8")
    assert "a_share,1981,0.30000000000000004,%,observed,0.3,1" in text
    assert "a_share,1982,,%,missing,n/a,," in text
    assert "\r" not in text
    frame = read_processed(path)
    assert list(frame["printed"]) == ["8.0", "0.3", "n/a", "5"]
    assert frame.loc[1, "value"] == 0.1 + 0.2
    write_csv(frame, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_text(encoding="utf-8") == text


def test_series_values_are_observed_sorted_and_within_the_window() -> None:
    frame = processed_frame()
    years, values = series_values(frame, "a_share")
    assert years.tolist() == [1981, 1983]
    assert values.tolist() == [0.1 + 0.2, 8.0]
    assert years.dtype == np.int64
    assert series_values(frame, "a_share", 1982, 1983)[0].tolist() == [1983]
    assert series_values(frame, "a_share", 1990, 1999)[0].tolist() == []
    with pytest.raises(KeyError, match="no series c"):
        series_values(frame, "c")


@given(st.floats(allow_nan=False))
def test_floats_keep_every_bit(value: float) -> None:
    from scripts.common.tables import _as_text

    assert float(_as_text(value)) == value
    assert _as_text(np.float64(value)) == _as_text(value)


def test_a_failed_write_leaves_the_older_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_rows(["x"], [[1]], path)

    def rows() -> object:
        yield [2]
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        write_rows(["x"], rows(), path)
    assert path.read_text(encoding="utf-8") == "x\n1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_json_keeps_order_and_refuses_nan(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json({"b": np.float64(0.5), "a": np.array([1, 2]), "é": None}, path)
    assert path.read_text(encoding="utf-8").startswith('{\n  "b": 0.5,\n  "a": [')
    assert json.loads(path.read_text(encoding="utf-8")) == {"b": 0.5, "a": [1, 2], "é": None}
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(float("nan"), path)
    with pytest.raises(TypeError, match="set cannot be written"):
        write_json({1}, path)


def test_quarters_are_integers_in_memory_and_labels_in_files(tmp_path: Path) -> None:
    frame = processed_frame()
    frame["year"] = [parse_period(label) for label in ("1981Q3", "1981Q1", "1981Q2", "1982Q1")]
    write_csv(with_labels(frame, "year"), tmp_path / "a.csv")
    assert "a_share,1981Q1,0.30000000000000004" in (tmp_path / "a.csv").read_text(encoding="utf-8")
    again = read_processed(tmp_path / "a.csv")
    assert again["year"].dtype == "int64"
    assert again["year"].tolist() == frame["year"].tolist()
    years, values = series_values(again, "a_share")
    assert years.tolist() == [parse_period("1981Q1"), parse_period("1981Q3")]
    assert values.tolist() == [0.1 + 0.2, 8.0]
    assert frame["year"].tolist() == again["year"].tolist()  # labels went into a copy


def test_years_stay_as_they_are() -> None:
    frame = processed_frame()
    assert with_labels(frame, "year")["year"].equals(frame["year"])
    assert with_periods(frame.copy(), "year")["year"].equals(frame["year"])


def test_an_empty_label_is_an_empty_period() -> None:
    frame = pd.DataFrame({"break_year": ["1981Q3", None, "1982Q1"]})
    with_periods(frame, "break_year")
    expected = [parse_period("1981Q3"), parse_period("1982Q1")]
    assert frame["break_year"].dropna().tolist() == expected
    assert frame["break_year"].isna().tolist() == [False, True, False]
    assert with_labels(frame, "break_year")["break_year"].dropna().tolist() == ["1981Q3", "1982Q1"]


def test_an_empty_table_is_read(tmp_path: Path) -> None:
    write_csv(processed_frame().head(0), tmp_path / "a.csv")
    assert read_processed(tmp_path / "a.csv").empty
