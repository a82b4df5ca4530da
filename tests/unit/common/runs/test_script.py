"""A script is called with what its rule gives it, by name; what they do not share is named."""

from types import SimpleNamespace

import pytest
from snakemake.iocontainers import InputFiles, OutputFiles, Params

from scripts.common.runs.script import arguments, run


def given(inputs, outputs, params=None):
    return SimpleNamespace(
        input=InputFiles(fromdict={"code": ["a.py"], **inputs}),
        output=OutputFiles(fromdict=outputs) if isinstance(outputs, dict) else OutputFiles(outputs),
        params=Params(fromdict=params or {}),
    )


def one(path_to_series, path_to_output, seed=1): ...


def several(paths_to_series, paths_to_output, paths_to_extra=()): ...


@pytest.mark.parametrize(
    ("function", "rule", "expected"),
    [
        (
            one,
            given({"series": "a.csv"}, ["b.csv"], {"seed": 7}),
            {"path_to_series": "a.csv", "path_to_output": "b.csv", "seed": 7},
        ),
        (
            several,
            given({"series": ["a.csv", "b.csv"]}, ["c.csv", "d.csv"]),
            {"paths_to_series": ["a.csv", "b.csv"], "paths_to_output": ["c.csv", "d.csv"]},
        ),
        (
            several,
            given({"series": "a.csv", "extra": []}, ["c.csv"]),
            {"paths_to_series": ["a.csv"], "paths_to_output": ["c.csv"], "paths_to_extra": []},
        ),
        (
            lambda path_to_a, path_to_b, paths_to_code: None,
            given({"a": "a.csv"}, {"b": "b.csv"}),
            {"path_to_a": "a.csv", "path_to_b": "b.csv", "paths_to_code": ["a.py"]},
        ),
        (
            lambda paths, path_to_output: None,
            given({"a": "a.csv", "b": ["b.csv", "c.csv"]}, ["d.csv"]),
            {
                "paths": {"code": ["a.py"], "a": ["a.csv"], "b": ["b.csv", "c.csv"]},
                "path_to_output": "d.csv",
            },
        ),
    ],
)
def test_names_of_a_rule_are_those_of_its_function(function, rule, expected):
    assert arguments(function, rule) == expected


@pytest.mark.parametrize(
    ("inputs", "named"), [({"serie": "a.csv"}, "path_to_serie"), ({}, "path_to_series")]
)
def test_what_rule_and_function_do_not_share_is_named(inputs, named, tmp_path, capsys):
    rule = given(inputs, ["b.csv"])
    rule.log = [str(tmp_path / "log")]
    with pytest.raises(SystemExit):
        run(one, rule)
    assert named in capsys.readouterr().err
