"""Literal inputs of the figures about the study itself: the overview, the workflow."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.unit.little_figures import Files, Told, method_rows, processed, scorecard_rows


def rule(name: str, stage: str, *after: str, printed: int = 0, jobs: int = 1) -> dict[str, Any]:
    files = [f"data/raw/{i}.csv" for i in range(printed)]
    return {"rule": name, "stage": stage, "after": [*after], "printed": files, "jobs": jobs}


# Two figures, a rule that stands before what it reads, one that is implied by a longer way.
GRAPH = [
    rule("check_tables", "the tables", printed=3),
    rule("clean_table", "the tables", printed=2, jobs=2),
    rule("tabulate_nulls", "estimates", jobs=4),
    rule("judge_all", "estimates", "run_tests", "choose_methods", "clean_table"),
    rule("choose_methods", "estimates", "tabulate_nulls"),
    rule("run_tests", "estimates", "clean_table", "tabulate_nulls"),
    rule("plot_one", "figures", "judge_all", "clean_table"),
    rule("plot_design", "figures", "choose_methods"),
    rule("write_report", "the report", "plot_one", "plot_design", "check_tables", printed=1),
]


def verdict_rows(hypotheses: list[dict[str, Any]]) -> pd.DataFrame:
    """One answer of each kind, one interval far wider than the others."""
    said = ("cannot tell", "supported but fragile", "not supported", "contradicted")
    rows = [
        {
            "hypothesis": h["id"],
            "estimate": 4.0 * i - 6,
            "ci_low": -9.5 - 7 * i,
            "ci_high": 2 + 9 * i,
        }
        | {"verdict": said[i % 4], "usable": i != 2, "parameter": "level_shift"}
        for i, h in enumerate(hypotheses)
    ]
    return pd.DataFrame(rows)


def overview_files(told: Told) -> Files:
    hypotheses = told["hypotheses"]
    return {
        "series": processed("exim"),
        "verdicts": verdict_rows(hypotheses),
        "methods": method_rows(hypotheses),
        "scorecard": scorecard_rows(told["predictions"]),
    }
