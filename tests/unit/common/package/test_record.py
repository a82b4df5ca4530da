"""What the last run did: the steps that a file rests on, their time and memory."""

import pytest

from scripts.common.errors import UserError
from scripts.common.package.record import peak_memory, read_steps, running_time
from scripts.common.runs.publishing import MANIFEST
from tests.unit.little_package import little_package, record, write_record


def test_steps_are_those_the_target_rests_on_whatever_the_length_of_their_paths(tmp_path):
    long = f"results/{'x' * 300}.csv"
    write_record(tmp_path, long, record("long", ["data/raw/a.csv"], 0, 3))
    write_record(tmp_path, "b", record("short", [long], 3, 4))
    write_record(tmp_path, "other", record("unused", ["data/raw/a.csv"], 0, 9))
    steps = read_steps(tmp_path, "b")
    assert [(s.rule, s.script, s.outputs) for s in steps] == [
        ("long", "scripts/long.py", (long,)),
        ("short", "scripts/short.py", ("b",)),
    ]
    assert running_time(steps) == (4, 4)


def test_a_log_without_its_memory_is_told(tmp_path):
    little_package(tmp_path)
    (tmp_path / "logs/publish.log").write_text("finished\n")
    with pytest.raises(UserError, match="--forceall"):
        peak_memory(tmp_path, read_steps(tmp_path, MANIFEST))
