"""The graph of the rules is that of the Snakefile, from the target backwards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SNAKEFILE = """
import json, sys
sys.path.insert(0, {root!r})
from scripts.common.runs.rule_graph import rule_graph

rule all:
    input: "c.txt", "graph.json"

# -------------------------------------------------- first things

rule clean_one:
    input: "raw/{{name}}.csv"
    output: "b/{{name}}.txt"
    shell: "cp {{input}} {{output}}"

rule unused:
    output: "never.txt"
    shell: "touch {{output}}"

# -------------------------------------------------- last things

rule join:
    input: lambda w: [f"b/{{n}}.txt" for n in "xy"], "notes.md"
    output: "{{stem}}.txt"
    wildcard_constraints: stem="c"
    shell: "cat {{input}} > {{output}}"

rule draw:
    output: "graph.json"
    params: graph=lambda w: rule_graph(workflow, "all", "raw/*.csv")
    run:
        open(output[0], "w").write(json.dumps(params.graph))
"""


def test_rules_are_followed_back_from_the_target(tmp_path: Path) -> None:
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(root=str(Path(__file__).parents[4])))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "graph.json"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    clean, join, draw = json.loads((tmp_path / "graph.json").read_text())
    assert clean == {
        "rule": "clean_one",
        "stage": "first things",
        "after": [],
        "printed": ["raw/x.csv", "raw/y.csv"],
        "jobs": 2,
    }
    assert (join["rule"], join["stage"]) == ("join", "last things")
    assert (join["after"], join["printed"], join["jobs"]) == (["clean_one"], [], 1)
    assert draw["rule"] == "draw"
