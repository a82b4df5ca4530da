"""Null tables on disk."""

import numpy as np

from scripts.common.estimation.nulls import read_designs, write_nulls
from scripts.methods.ar1_reference import tabulate_nulls
from scripts.methods.linear_model import trend_model


def test_tables_come_back_as_they_were_written(tmp_path):
    model = trend_model([1990, 1991, 1992, 1993, 1995, 1996])
    tables = tabulate_nulls(model.restrictions(), 199, np.random.default_rng(1))
    path = tmp_path / "nulls/x.npz"
    write_nulls({"a_trend/trend/slope": tables["slope"], "b/trend/slope": tables["slope"]}, path)
    back = read_designs([path], {"a_trend", "c_trend"})
    assert back.pop("c_trend") == {}
    back = back["a_trend"]
    assert list(back) == ["trend/slope"]
    np.testing.assert_array_equal(back["trend/slope"].critical, tables["slope"].critical)
    assert back["trend/slope"].draws == 199
    first = path.read_bytes()
    write_nulls({"a_trend/trend/slope": tables["slope"], "b/trend/slope": tables["slope"]}, path)
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["x.npz"]
