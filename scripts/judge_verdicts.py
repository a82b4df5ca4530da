"""Judge every hypothesis by its primary method, adjusted for the others asked beside it.

From results/events/*.csv to results/verdicts.csv, one row per hypothesis. Holm within the primary
family, Benjamini-Hochberg over the rest. Columns of calibration, multiverse and corrections are
empty where those stages have not run.
"""

from typing import Any

import pandas as pd

from scripts.common.logs import logged
from scripts.common.tables import write_csv
from scripts.common.wording import verdict_sentence
from scripts.methods.verdicts import adjust, judge

COLUMNS = [
    *("hypothesis", "series", "event", "question", "window", "verdict", "primary_method"),
    *("parameter", "estimate", "unit", "ci_low", "ci_high", "p_value", "p_adjusted", "adjustment"),
    *("primary", "claimed", "smallest_effect", "n_pre", "n_post", "mde80", "flips_multiverse"),
    *("flips_leave_one_out", "as_printed", "corrected", "reason", "note", "locator", "sentence"),
]


def judge_verdicts(
    paths_to_events: list[str],
    hypotheses: list[dict[str, Any]],
    labels: dict[str, str],
    primary: dict[str, dict[str, str]],
    level: float,
    path_to_output: str,
) -> None:
    """Write one verdict for each hypothesis.

    Parameters
    ----------
    hypotheses : list of dict
        Fields of `scripts.common.study.Hypothesis`, in the order to report.
    labels : dict
        Names of series and events for sentences, by id.
    primary : dict
        Method and parameter that decide, by question.
    level : float
        Coverage of the intervals; 1 - level is the error rate of the verdicts.
    """
    events = pd.concat([pd.read_csv(p) for p in paths_to_events], ignore_index=True)
    rows = [_decisive(events, h, primary[h["question"]]) for h in hypotheses]
    for family, method in ((True, "holm"), (False, "fdr_bh")):
        members = [row for row in rows if row["primary"] is family]
        adjusted = adjust([row["p_value"] for row in members], method)  # type: ignore[arg-type]
        for row, p in zip(members, adjusted, strict=True):
            row |= {"p_adjusted": p, "adjustment": method}
    for row in rows:
        verdict = judge(
            **{k: row[k] for k in ("estimate", "ci_low", "ci_high", "p_adjusted")},
            claimed=row["claimed"],
            smallest_effect=row["smallest_effect"],
            alpha=1.0 - level,
        )
        row |= {"verdict": verdict, "as_printed": verdict}
        row["sentence"] = verdict_sentence(
            label=labels[row["series"]],
            event=labels[row["event"]],
            **{k: row[k] for k in ("verdict", "question", "unit", "reason", "claimed")},
            **{k: row[k] for k in ("estimate", "ci_low", "ci_high", "p_value", "p_adjusted")},
            smallest_effect=row["smallest_effect"],
            level=level,
        )
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


def _decisive(
    events: pd.DataFrame, hypothesis: dict[str, Any], primary: dict[str, str]
) -> dict[str, Any]:
    """The headline row of the primary method, with None where the test is infeasible."""
    of_method = events[
        (events["hypothesis"] == hypothesis["id"])
        & (events["event_year"] == hypothesis["coding"])
        & (events["method"] == primary["method"])
    ]
    feasible = of_method[of_method["parameter"] == primary["parameter"]]
    row = (feasible if len(feasible) else of_method).iloc[0]
    numbers = {
        k: None if pd.isna(row[k]) else float(row[k]) for k in ("estimate", "ci_low", "ci_high")
    }
    return {
        "hypothesis": hypothesis["id"],
        **{k: hypothesis[k] for k in ("series", "event", "question", "primary", "claimed")},
        **{k: hypothesis[k] for k in ("smallest_effect", "locator", "unit")},
        "window": row["window"],
        "primary_method": primary["method"],
        "parameter": primary["parameter"],
        **numbers,
        "p_value": None if pd.isna(row["p_two_sided"]) else float(row["p_two_sided"]),
        **{k: int(row[k]) for k in ("n_pre", "n_post")},
        **{k: "" if pd.isna(row[k]) else str(row[k]) for k in ("reason", "note")},
    }


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        judge_verdicts(
            paths_to_events=list(snakemake.input.events),
            hypotheses=snakemake.params.hypotheses,
            labels=snakemake.params.labels,
            primary=snakemake.params.primary,
            level=snakemake.params.level,
            path_to_output=snakemake.output[0],
        )
