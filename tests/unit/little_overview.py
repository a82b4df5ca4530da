"""Literal inputs of the figures about the study itself: the overview, the workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from scripts.common.tables import write_csv
from tests.unit.little_figures import (
    FIRST,
    LIMITS,
    ROOT,
    Publication,
    method_rows,
    processed,
    scorecard_rows,
)


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


def publication(study: Any) -> Publication:
    texts = ROOT / "scripts/templates"
    files = (texts / "figures.yaml", texts / "figure.md.j2", ROOT / "data/raw/sources.yaml")
    about = (study.title, study.subtitle, study.author, study.version)
    own = ROOT / "figures.yaml"
    return Publication(*files, list(FIRST), *about, path_to_own_texts=own)


def workflow_inputs(study: Any, _folder: Path) -> dict[str, Any]:
    return {"graph": GRAPH, "publication": publication(study)}


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


def overview_inputs(study: Any, folder: Path) -> dict[str, Any]:
    hypotheses = [h for h in study.hypotheses_of("exim") if h["primary"]]
    frames = {
        "series": processed("exim"),
        "verdicts": verdict_rows(hypotheses),
        "methods": method_rows(hypotheses),
        "scorecard": scorecard_rows(study.predictions),
    }
    for name, frame in frames.items():
        write_csv(frame, folder / f"overview_{name}.csv")
    return {
        **{f"path_to_{name}": str(folder / f"overview_{name}.csv") for name in frames},
        "series": vars(study.series["exim_share"]),
        "events": study.events_in("exim"),
        "hypotheses": hypotheses,
        "limits": LIMITS,
        "publication": publication(study),
    }
