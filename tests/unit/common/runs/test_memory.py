"""What a process used."""

from scripts.common.runs.memory import peak_memory


def test_memory_is_in_megabytes():
    assert 10 < peak_memory() < 100_000
