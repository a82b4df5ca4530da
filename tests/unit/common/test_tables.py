"""Tidy files come back unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.common.periods import parse_period
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
