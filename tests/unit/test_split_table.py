"""Rows go from table to part and on to the joined table as they stand, whatever they hold."""

from pathlib import Path

import numpy as np
import pytest

from scripts.common.tables import PROCESSED_COLUMNS, csv_text, read_processed, write_rows
from scripts.join_parts import join_parts
from scripts.split_table import split_table

HARMFUL = ['two\nlines of "a", not of b', "=1+1", "n/a", '"', "é, ü"]


def test_a_cell_of_several_lines_stays_with_its_row(tmp_path: Path) -> None:
    rows = [
        (name, 1990 + i, 1.5, unit, "observed", "1.5", 1, "raw.csv", 2, "value")
        for i, unit in enumerate(HARMFUL)
        for name in "ab"
    ]
    whole, ends = tmp_path / "whole.csv", {"a": tmp_path / "1.csv", "b": tmp_path / "2.csv"}
    write_rows(PROCESSED_COLUMNS, rows, whole)
    for name, path in ends.items():
        split_table([name], [str(whole)], [str(path)])
        expected = [row for row in rows if row[0] == name]
        assert path.read_text("utf-8") == csv_text(PROCESSED_COLUMNS, expected)
        read = read_processed(whole, [name])
        assert read["unit"].tolist() == [u if u[0] != "=" else f"'{u}" for u in HARMFUL]
    joined = tmp_path / "joined.csv"
    join_parts([str(path) for path in ends.values()], str(joined))
    expected = sorted(rows, key=lambda row: row[0])
    assert joined.read_text("utf-8") == csv_text(PROCESSED_COLUMNS, expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(None, ""), ("", ""), (float("nan"), ""), (np.nan, ""), (np.float32("nan"), "")],
        *[(0, "0"), (0.0, "0.0"), (-0.0, "-0.0"), (False, "False"), (np.bool_(False), "False")],
        *[(0.1, "0.1"), (np.float64(0.1), "0.1"), (1e-5, "1e-05"), (np.int64(3), "3")],
        *[("plain", "plain"), ("=1+1", "'=1+1"), ("a\rb", '"a\nb"'), ("-1.5", "-1.5")],
    ],
)
def test_a_cell_is_written_the_same_by_either_way(value: object, text: str) -> None:
    assert csv_text(["a", "b"], [["x", value]]) == f"a,b\nx,{text}\n"
