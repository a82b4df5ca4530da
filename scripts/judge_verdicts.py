"""Judge every hypothesis by its primary method, adjusted for the others asked beside it.

From results/events/, results/methods.csv and, where they were run, leave-one-out and multiverse to
results/verdicts.csv, one row per hypothesis. The primary method was chosen on the design alone;
where none is usable the verdict is "cannot tell". Holm within the primary family,
Benjamini-Hochberg over the rest. Where a corrected cell enters a hypothesis, the same is judged on
the corrected table beside it.
"""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from scripts.common.periods import noun_of
from scripts.common.runs.script import run
from scripts.common.study.model import Hypothesis
from scripts.common.tables import write_csv
from scripts.common.wording.terms import verdict_sentence
from scripts.methods.choice import residual_sd
from scripts.methods.design import EventDesign
from scripts.methods.verdicts import Family, Verdict, decision, judge

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
READ = [
    *("hypothesis", "window", "event_year", "method", "parameter", "se", *NUMBERS, "p_two_sided"),
    *("n_pre", "n_post", "reason", "note"),
]
Row = dict[str, Any]


def judge_verdicts(
    paths_to_events: list[str],
    paths_to_corrected: list[str],
    path_to_methods: str,
    hypotheses: list[Hypothesis],
    designs: dict[str, dict[str, Any]],
    labels: dict[str, str],
    level: float,
    path_to_output: str,
    paths_to_leave_one_out: Sequence[str] = (),
    paths_to_multiverse: Sequence[str] = (),
) -> None:
    """Write one verdict for each hypothesis.

    Parameters
    ----------
    paths_to_corrected : list of str
        Event tests on the corrected tables, of the hypotheses that a corrected cell enters.
    hypotheses : list of Hypothesis
        In the order to report.
    designs : dict
        ``years`` and ``first_post`` of each hypothesis.
    labels : dict
        Names of series and events for sentences, by id.
    level : float
        Coverage of the intervals; 1 - level is the error rate of the verdicts.
    paths_to_leave_one_out : sequence of str
        None where it was not run; the verdicts then rest on nothing of the kind.
    paths_to_multiverse : sequence of str
        Named after the hypotheses; none, as above.
    """
    methods = pd.read_csv(path_to_methods)
    primary = {str(r["hypothesis"]): r for r in methods[methods["primary"]].to_dict("records")}

    def decisive(found: dict[str, list[Row]], h: Hypothesis) -> Row:
        return _decisive(found[h.id], primary.get(h.id), h, designs[h.id])

    events, of_corrected = (
        _headlines(paths, hypotheses) for paths in (paths_to_events, paths_to_corrected)
    )
    printed = {h.id: decisive(events, h) for h in hypotheses}
    corrected = {h.id: decisive(of_corrected, h) for h in hypotheses if h.id in of_corrected}
    members, corrected_members = _in_families(printed), _in_families(printed | corrected)
    dropped = _left_out(paths_to_leave_one_out)
    multiverse = {Path(path).stem: path for path in paths_to_multiverse}
    alpha = 1.0 - level
    for name, row in printed.items():
        family, place = members[name]
        row |= {"p_adjusted": family.adjusted[place], "adjustment": family.method}
        if dropped is not None:
            row |= _flips(row, family, place, dropped.get(name, []), alpha)
        if name in multiverse:
            row["flips_multiverse"] = _share_of_flips(pd.read_csv(multiverse[name]))
        row["as_printed"] = _judged(row, row, alpha)
        if name in corrected:
            family, place = corrected_members[name]
            row |= _compared(row, corrected[name], family.adjusted[place], alpha)
        row["verdict"] = _judged(row, row, alpha, row.get("flips_corrected"))
        row["sentence"] = _sentence(row, labels, level, noun_of(designs[name]["years"]))
    write_csv(pd.DataFrame(printed.values(), columns=COLUMNS), path_to_output)


def _sentence(row: Row, labels: dict[str, str], level: float, noun: str) -> str:
    said = ("verdict", "question", "unit", "reason", "claimed", "usable")
    return verdict_sentence(
        label=labels[row["series"]],
        event=labels[row["event"]],
        **{k: row[k] for k in (*said, *NUMBERS, "p_value", "p_adjusted", "smallest_effect")},
        level=level,
        n_obs=row["n_pre"] + row["n_post"],
        noun=noun,
    )


def _headlines(paths: list[str], hypotheses: list[Hypothesis]) -> dict[str, list[Row]]:
    """The event tests of each hypothesis at its own coding of the event period."""
    own = {h.id: h.coding for h in hypotheses}
    found: dict[str, list[Row]] = {}
    for path in paths:
        events = pd.read_csv(path, usecols=READ)
        headline = events[events["event_year"] == events["hypothesis"].map(own)]
        columns = [str(column) for column in headline]
        for cells in headline.astype(object).itertuples(index=False, name=None):
            row = dict(zip(columns, cells, strict=True))
            found.setdefault(row["hypothesis"], []).append(row)
    return found


def _left_out(paths: Sequence[str]) -> dict[str, list[Row]] | None:
    """The feasible answers with a period left out, by hypothesis; None where they were not run."""
    if not paths:
        return None
    found: dict[str, list[Row]] = {}
    for path in paths:
        dropped = pd.read_csv(path)
        for row in dropped[dropped["status"] == "ok"].to_dict("records"):
            found.setdefault(row["hypothesis"], []).append({str(k): v for k, v in row.items()})
    return found


def _in_families(rows: dict[str, Row]) -> dict[str, tuple[Family, int]]:
    """The family of each hypothesis, and its place there."""
    found: dict[str, tuple[Family, int]] = {}
    for primary, method in FAMILIES.items():
        own = {name: row for name, row in rows.items() if row["primary"] is primary}
        family = Family([row["p_value"] for row in own.values()], method)
        found |= {name: (family, place) for place, name in enumerate(own)}
    return found


def _decisive(
    headline: list[Row],
    chosen: dict[Hashable, Any] | None,
    hypothesis: Hypothesis,
    design: dict[str, Any],
) -> Row:
    """The headline row of the primary method, with None where there is no number."""
    keys = ("series", "event", "question", "primary", "claimed", "smallest_effect", "unit")
    about = {k: getattr(hypothesis, k) for k in (*keys, "locator")} | {"hypothesis": hypothesis.id}
    about |= {k: headline[0][k] for k in ("window", "n_pre", "n_post")}
    if chosen is None:
        stated = (r["reason"] for r in headline if not pd.isna(r["reason"]))
        reason = next(stated, "no method is calibrated here")
        return {**about, **dict.fromkeys([*NUMBERS, "p_value", "mde80"]), "usable": False,
                "reason": reason}  # fmt: skip
    of_method = [r for r in headline if r["method"] == chosen["method"]]
    feasible = [r for r in of_method if r["parameter"] == chosen["parameter"]]
    row = (feasible or of_method)[0]
    cut = EventDesign(tuple(design["years"]), design["first_post"])
    sd = residual_sd(cut, hypothesis.question, _ols_se(headline))
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
        flips_multiverse=row.get("flips_multiverse"),
        flips_leave_one_out=row.get("flips_leave_one_out"),
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


def _ols_se(headline: list[Row]) -> float | None:
    for row in headline:
        of_step = row["parameter"] in ("level_shift", "average_gap")
        if of_step and row["method"] in ("shift_ols", "its_ols"):
            return _known(row["se"])
    return None


def _flips(row: Row, family: Family, place: int, dropped: list[Row], alpha: float) -> Row:
    """Whether, and on dropping which periods, the sign or the adjusted decision flips."""
    headline = decision(row["estimate"], row["p_adjusted"], alpha)
    adjusted = family.instead(place, [_known(other["p_two_sided"]) for other in dropped])
    years = [
        str(other["dropped_year"])
        for other, p_adjusted in zip(dropped, adjusted, strict=True)
        if decision(_known(other["estimate"]), p_adjusted, alpha) != headline
    ]
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
    run(judge_verdicts, snakemake)
