"""Streams by name."""

from scripts.common.estimation.seeds import stream


def test_a_stream_depends_on_seed_and_name_alone():
    first = stream(1, "nulls", "a").standard_normal(3).tolist()
    stream(1, "nulls", "b").standard_normal(100)
    assert stream(1, "nulls", "a").standard_normal(3).tolist() == first
    assert stream(2, "nulls", "a").standard_normal(3).tolist() != first
    assert stream(1, "nulls", "b").standard_normal(3).tolist() != first
