"""Many series at once: what a table's breaks and trends depend on, and what can be left out."""

import numpy as np
import pandas as pd
import pytest

from scripts.calibrate_breaks import calibrate_breaks
from scripts.calibrate_nulls import calibrate_nulls
from scripts.common.estimation.nulls import read_designs
from scripts.common.estimation.observations import Observations
from scripts.common.study.model import Span
from scripts.common.tables import PROCESSED_COLUMNS, read_processed, series_values, write_csv
from scripts.find_breaks import PARTS, find_breaks
from scripts.fit_trends import fit_trends

# Two series on the same years, one with a gap, one too short for anything.
YEARS = {
    "a": list(range(1970, 1984)),
    "b": list(range(1970, 1984)),
    "gap": [*range(1970, 1976), *range(1977, 1984)],
    "short": [1970, 1971],
}
SPANS = [Span(name, "%", "1960-1990", 1960, 1990, tuple(years)) for name, years in YEARS.items()]
NO_DATE_SET = ["date_set"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("breaks"), np.random.default_rng(1)
    rows = [
        {"series": name, "year": year, "value": value}
        for name, years in YEARS.items()
        for year, value in zip(years, rng.standard_normal(len(years)).cumsum(), strict=True)
    ]
    rows.append({"series": "gap", "year": 1976})
    write_csv(pd.DataFrame(rows, columns=PROCESSED_COLUMNS), folder / "series.csv")
    calibrate_breaks([span.years for span in SPANS], [0.15], 99, 1, folder / "breaks.npz")
    calibrate_nulls([], [], SPANS, 99, 1, folder / "trends.npz")
    return folder


def broken(folder, spans, skip, nulls=("trends.npz", "breaks.npz")):
    """Breaks, paths and partitions, as text."""
    paths = {f"path_to_{k}": folder / f"{k}.csv" for k in ("breaks", "fstats", "partitions")}
    find_breaks(
        folder / "series.csv",
        [folder / name for name in nulls],
        spans,
        trimmings=[0.15],
        draws=99,
        skip=skip,
        seed=1,
        **paths,
    )
    return [pd.read_csv(path, dtype=str) for path in paths.values()]


def test_a_series_does_not_depend_on_the_others_of_its_table(folder):
    whole = broken(folder, SPANS, NO_DATE_SET)
    for span in reversed(SPANS):
        alone = broken(folder, [span], NO_DATE_SET)
        for together, own in zip(whole, alone, strict=True):
            same = together[together["series"] == span.series].reset_index(drop=True)
            pd.testing.assert_frame_equal(same, own)
    assert whole[0]["series"].drop_duplicates().tolist() == list(YEARS)


def test_a_series_without_a_candidate_date_says_why(folder):
    breaks, paths, partitions = broken(folder, SPANS[-1:], NO_DATE_SET)
    tests = breaks.query("test == 'supf'")
    assert set(tests["status"]) == set(partitions["status"]) == {"infeasible"}
    assert tests["reason"].str.contains("needs|leave").all()
    assert paths.empty


def test_every_part_can_be_left_out_and_moves_nothing_else(folder):
    columns = {
        "date_set": ["date_set_iid", "date_set_ar1", "date_identified"],
        "straight_trend": ["p_straight_trend"],
        "sequential": ["f_next", "p_next_boot_iid", "p_next_boot_ar1"],
    }
    full = broken(folder, SPANS[:1], [])
    for part in PARTS:
        less = broken(folder, SPANS[:1], [part])
        gone = columns.get(part, [])
        for before, after in zip(full, less, strict=True):
            mine = [c for c in gone if c in before]
            assert before[mine].notna().any().all()
            assert after[mine].isna().all().all()
            if part == "cusum" and "test" in before:
                before = before[~before["test"].str.startswith("cusum")].reset_index(drop=True)
            if part == "partitions" and "n_breaks" in before:
                assert after.empty
                continue
            pd.testing.assert_frame_equal(before.drop(columns=mine), after.drop(columns=mine))


def test_methods_of_a_trend_can_be_left_out(folder):
    def fitted(skip):
        fit_trends(folder / "series.csv", [folder / "trends.npz"], SPANS, skip, folder / "t.csv")
        return pd.read_csv(folder / "t.csv")

    whole, less = fitted([]), fitted(["mk_hr", "trend_boot_ar1"])
    kept = whole[~whole["method"].isin(["mk_hr", "trend_boot_ar1"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, less)
    assert whole.query("series == 'a' and method == 'trend_boot_ar1'")["status"].item() == "ok"


def test_null_tables_are_found_in_any_of_several_files(folder):
    names = ["1970-1983_trend", "1900-1950_trend"]
    found = read_designs([folder / "trends.npz", folder / "breaks.npz"], names)
    assert list(found) == names
    assert found["1900-1950_trend"] == {}
    kinds = {key.split("/")[0] for key in found["1970-1983_trend"]}
    assert kinds == {"trend", "breaks"}


def test_observations_are_those_of_the_table(folder):
    frame = read_processed(folder / "series.csv")
    shuffled = Observations(frame.sample(frac=1, random_state=1))
    for series in YEARS:
        for first, last in ((1960, 1990), (1975, 1985), (1900, 1950)):
            ours = shuffled.within(series, first, last)
            for own, theirs in zip(ours, series_values(frame, series, first, last), strict=True):
                np.testing.assert_array_equal(own, theirs)
    with pytest.raises(KeyError):
        shuffled.within("none", 1960, 1990)
