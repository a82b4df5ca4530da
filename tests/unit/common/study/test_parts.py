"""A table of many series goes through in parts, a calibration in batches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scripts.common.study.parts import batches, parts_of
from scripts.common.tables import read_processed
from scripts.join_parts import join_parts
from scripts.split_table import split_table
from tests.unit.common.little_long import clean, load, write_long

pytestmark = pytest.mark.usefixtures("folder")


def test_a_table_is_split_into_parts_and_its_results_joined() -> None:
    write_long(Path())
    clean()
    whole = Path("data/processed/firms.csv")
    parts = []
    for number, series in enumerate([["firms_a", "firms_b_c"], ["firms_s_7"]], start=1):
        parts.append(f"data/processed/firms/{number:04}.csv")
        split_table(series, [str(whole)], parts[-1:])
        assert list(read_processed(parts[-1])["series"].unique()) == series
    join_parts(parts, "joined.csv")
    assert Path("joined.csv").read_bytes() == whole.read_bytes()


def test_a_part_bears_the_name_of_a_table_that_is_not_divided() -> None:
    write_long(Path())
    study = load()
    assert [part.name for part in parts_of(study, "firms")] == ["firms"]
    divided = parts_of(replace(study, chunk={"series": 2}), "firms")
    assert [part.name for part in divided] == ["firms/0001", "firms/0002"]
    assert [name for part in divided for name in part.series] == list(study.series)
    hypotheses = study.hypotheses_of("firms")
    assert [h for part in divided for h in part.of_series(hypotheses)] == hypotheses


def test_one_calibration_keeps_its_name_and_several_get_a_number() -> None:
    assert batches(["q/a", "q/b"], 1) == {"q/a": ["q/a"], "q/b": ["q/b"]}
    assert batches(["q/a", "q/b", "q/c"], 2) == {"0001": ["q/a", "q/b"], "0002": ["q/c"]}
