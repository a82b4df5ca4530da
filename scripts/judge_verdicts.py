"""Judge every hypothesis by its primary method, adjusted for the others asked beside it.

From results/events/, results/methods.csv, results/leave_one_out.csv and results/multiverse/ to
results/verdicts.csv, one row per hypothesis. The primary method was chosen on the design alone;
where none is usable the verdict is "cannot tell". Holm within the primary family,
Benjamini-Hochberg over the rest. Where a corrected cell enters a hypothesis, the same is judged on
the corrected table beside it.
"""

from pathlib import Path
from typing import Any, Literal

import pandas as pd

from scripts.common.logs import logged
from scripts.common.tables import write_csv
from scripts.common.wording import verdict_sentence
from scripts.methods.choice import residual_sd
from scripts.methods.design import EventDesign
from scripts.methods.verdicts import Verdict, adjust, decision, judge

COLUMNS = [
    *("hypothesis", "series", "event", "question", "window", "verdict", "primary_method"),
    *("parameter", "usable", "worst_size", "coverage", "estimate", "unit", "ci_low", "ci_high"),
    *("p_value", "p_adjusted", "adjustment", "primary", "claimed", "smallest_effect", "n_pre"),
    *("n_post", "mde80_sd", "mde80", "flips_multiverse", "flips_leave_one_out", "flipping_years"),
    *("flips_corrected", "estimate_corrected", "ci_low_corrected", "ci_high_corrected"),
    *("p_adjusted_corrected", "as_printed", "corrected", "reason", "note", "locator", "sentence"),
]
NUMBERS = ["estimate", "ci_low", "ci_high"]
FAMILIES: dict[bool, Literal["holm", "fdr_bh"]] = {True: "holm", False: "fdr_bh"}


def judge_verdicts(
    paths_to_events: list[str],
    paths_to_corrected: list[str],
    path_to_methods: str,
    path_to_leave_one_out: str,
    path_to_multiverse: str,
    hypotheses: list[dict[str, Any]],
    designs: dict[str, dict[str, Any]],
    labels: dict[str, str],
    level: float,
    path_to_output: str,
) -> None:
    """Write one verdict for each hypothesis.

    Parameters
    ----------
    paths_to_corrected : list of str
        Event tests on the corrected tables, of the hypotheses that a corrected cell enters.
    path_to_multiverse : str
        Folder with one file per hypothesis.
    hypotheses : list of dict
        Fields of `scripts.common.study.Hypothesis`, in the order to report.
    designs : dict
        ``years`` and ``first_post`` of each hypothesis.
    labels : dict
        Names of series and events for sentences, by id.
    level : float
        Coverage of the intervals; 1 - level is the error rate of the verdicts.
    """
    events = pd.concat([pd.read_csv(p) for p in paths_to_events], ignore_index=True)
    methods = pd.read_csv(path_to_methods)
    dropped = pd.read_csv(path_to_leave_one_out)
    rows = [_decisive(events, methods, h, designs[h["id"]]) for h in hypotheses]
    repaired = _repaired(paths_to_corrected, rows, methods, hypotheses, designs)
    for row in rows:
        row |= {"p_adjusted": _adjusted(rows, row, row["p_value"])}
        row |= {"adjustment": FAMILIES[row["primary"]]}
    for row, other in zip(rows, repaired, strict=True):
        row |= _flips(rows, row, dropped[dropped["hypothesis"] == row["hypothesis"]], 1.0 - level)
        multiverse = pd.read_csv(Path(path_to_multiverse) / f"{row['hypothesis']}.csv")
        row["flips_multiverse"] = _share_of_flips(multiverse)
        row["as_printed"] = _judged(row, row, 1.0 - level)
        if other is not row:
            row |= _compared(row, other, _adjusted(repaired, other, other["p_value"]), 1.0 - level)
        row["verdict"] = _judged(row, row, 1.0 - level, row.get("flips_corrected"))
        row["sentence"] = verdict_sentence(
            label=labels[row["series"]],
            event=labels[row["event"]],
            **{k: row[k] for k in ("verdict", "question", "unit", "reason", "claimed", "usable")},
            **{k: row[k] for k in (*NUMBERS, "p_value", "p_adjusted", "smallest_effect")},
            level=level,
        )
    write_csv(pd.DataFrame(rows, columns=COLUMNS), path_to_output)


def _decisive(
    events: pd.DataFrame,
    methods: pd.DataFrame,
    hypothesis: dict[str, Any],
    design: dict[str, Any],
) -> dict[str, Any]:
    """The headline row of the primary method, with None where there is no number."""
    own = methods[(methods["hypothesis"] == hypothesis["id"]) & methods["primary"]]
    headline = events[
        (events["hypothesis"] == hypothesis["id"]) & (events["event_year"] == hypothesis["coding"])
    ]
    keys = ("id", "series", "event", "question", "primary", "claimed", "smallest_effect", "unit")
    about = {k: hypothesis[k] for k in (*keys, "locator")}
    about["hypothesis"] = about.pop("id")
    about |= {k: headline[k].iloc[0] for k in ("window", "n_pre", "n_post")}
    if own.empty:
        reason = headline["reason"].dropna().iloc[0]
        return {**about, **dict.fromkeys([*NUMBERS, "p_value", "mde80"]), "usable": False,
                "reason": reason}  # fmt: skip
    chosen = own.iloc[0]
    of_method = headline[headline["method"] == chosen["method"]]
    feasible = of_method[of_method["parameter"] == chosen["parameter"]]
    row = (feasible if len(feasible) else of_method).iloc[0]
    sd = residual_sd(EventDesign(**design), hypothesis["question"], _ols_se(headline))
    mde80_sd = _known(chosen["mde80_sd"])
    return {
        **about,
        "primary_method": chosen["method"],
        **{k: chosen[k] for k in ("parameter", "worst_size", "coverage")},
        "usable": bool(chosen["usable"]),
        "mde80_sd": mde80_sd,
        "mde80": None if mde80_sd is None or sd is None else mde80_sd * sd,
        **{k: _known(row[k]) for k in NUMBERS},
        "p_value": _known(row["p_two_sided"]),
        **{k: "" if pd.isna(row[k]) else str(row[k]) for k in ("reason", "note")},
    }


def _repaired(
    paths: list[str],
    rows: list[dict[str, Any]],
    methods: pd.DataFrame,
    hypotheses: list[dict[str, Any]],
    designs: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """The rows on the corrected tables; the same objects where no corrected cell enters."""
    events = pd.concat([pd.read_csv(p) for p in paths], ignore_index=True)
    entered = set(events["hypothesis"])
    return [
        _decisive(events, methods, h, designs[h["id"]]) if h["id"] in entered else row
        for h, row in zip(hypotheses, rows, strict=True)
    ]


def _judged(
    row: dict[str, Any],
    numbers: dict[str, Any],
    alpha: float,
    flips_corrected: bool | None = None,
) -> Verdict:
    """The verdict on one table's numbers, with the robustness of the printed one for both."""
    return judge(
        **{k: numbers[k] for k in (*NUMBERS, "p_adjusted")},
        **{k: row[k] for k in ("claimed", "smallest_effect", "usable")},
        **{k: row[k] for k in ("flips_multiverse", "flips_leave_one_out")},
        flips_corrected=flips_corrected,
        alpha=alpha,
    )


def _compared(
    row: dict[str, Any], other: dict[str, Any], p_adjusted: float | None, alpha: float
) -> dict[str, Any]:
    """The corrected numbers, their verdict, and whether sign or adjusted decision flips."""
    numbers = {k: other[k] for k in NUMBERS} | {"p_adjusted": p_adjusted}
    printed = decision(row["estimate"], row["p_adjusted"], alpha)
    flips = decision(numbers["estimate"], p_adjusted, alpha) != printed
    return {
        **{f"{k}_corrected": value for k, value in numbers.items()},
        "flips_corrected": None if printed is None else flips,
        "corrected": _judged(row, numbers, alpha),
    }


def _ols_se(headline: pd.DataFrame) -> float | None:
    ols = headline[
        headline["method"].isin(["shift_ols", "its_ols"])
        & headline["parameter"].isin(["level_shift", "average_gap"])
    ]
    return None if ols.empty else _known(ols["se"].iloc[0])


def _adjusted(
    rows: list[dict[str, Any]], row: dict[str, Any], p_value: float | None
) -> float | None:
    """Adjusted p-value of one member of its family, had its own p-value been `p_value`."""
    family = [r for r in rows if r["primary"] is row["primary"]]
    p_values = [p_value if r is row else r["p_value"] for r in family]
    place = next(i for i, r in enumerate(family) if r is row)
    return adjust(p_values, FAMILIES[row["primary"]])[place]


def _flips(
    rows: list[dict[str, Any]], row: dict[str, Any], dropped: pd.DataFrame, alpha: float
) -> dict[str, Any]:
    """Whether, and on dropping which years, the sign or the adjusted decision flips."""
    headline = decision(row["estimate"], row["p_adjusted"], alpha)
    years = []
    for _, other in dropped[dropped["status"] == "ok"].iterrows():
        p_adjusted = _adjusted(rows, row, _known(other["p_two_sided"]))
        if decision(_known(other["estimate"]), p_adjusted, alpha) != headline:
            years.append(str(other["dropped_year"]))
    return {
        "flips_leave_one_out": bool(years) if row["estimate"] is not None else None,
        "flipping_years": ";".join(years),
    }


def _share_of_flips(multiverse: pd.DataFrame) -> float | None:
    """Share of the feasible specifications whose sign or significance is not the headline's."""
    feasible = multiverse[multiverse["status"] == "ok"]
    headline = feasible[feasible["headline"]]
    if headline.empty:
        return None
    same = [feasible[c].eq(headline[c].iloc[0]) for c in ("sign_as_claimed", "significant")]
    return float(1.0 - (same[0] & same[1]).mean())


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        judge_verdicts(
            paths_to_events=list(snakemake.input.events),
            paths_to_corrected=list(snakemake.input.corrected),
            path_to_methods=snakemake.input.methods,
            path_to_leave_one_out=snakemake.input.leave_one_out,
            path_to_multiverse=snakemake.params.multiverse,
            hypotheses=snakemake.params.hypotheses,
            designs=snakemake.params.designs,
            labels=snakemake.params.labels,
            level=snakemake.params.level,
            path_to_output=snakemake.output[0],
        )
