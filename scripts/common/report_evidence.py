"""Trends, breaks at an unknown date, and the series of a table taken together."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.common.formatting import number, p_equals, span
from scripts.common.report_evidence_tables import (
    break_battery,
    break_table,
    panel_table,
    trend_table,
)
from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import Block, Items, Section, Traced, paragraph
from scripts.common.wording import count_word, counted, sentence_case
from scripts.common.wording_evidence import (
    ALPHA,
    break_sentence,
    date_sentence,
    panel_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trend_alone_sentence,
    trend_sentence,
)


def trend_part(inputs: Inputs, table: str) -> Section:
    """Trends over the first window of a table."""
    asked = {s for s, about in inputs.study["series"].items() if about["table"] == table}
    rows = [row for row in inputs.trends if row["series"] in asked]
    if not rows:
        return Section(f"trends-{table}", "Trends")
    window = inputs.study["windows"][table][0]
    shown = [r for r in rows if r["window"] == window]
    tests = [r for r in shown if r["method"] == "mk"]
    found: dict[bool, list[str]] = {True: [], False: []}
    for test in tests:
        p = test.number("p_exact")
        if p is not None and p <= ALPHA:
            found[(test.number("statistic") or 0) > 0].append(inputs.short_label(test["series"]))
    neither = len(tests) - len(found[True]) - len(found[False])
    text = trend_sentence(found[True], found[False], neither, span(window))
    lines = [r for r in shown if r["method"] == "trend_boot_ar1"]
    straight = [
        inputs.short_label(r["series"]) for r in lines if (r.number("p_two_sided") or 1) <= ALPHA
    ]
    more = straight_trend_sentence(straight, len(lines)) if lines else ""
    return Section(
        f"trends-{table}",
        "Trends",
        (
            paragraph("{s} {more}", s=text, more=more),
            trend_table(inputs, shown, f"trends-table-{table}"),
        ),
    )


def break_part(inputs: Inputs, table: str) -> Section:
    """Breaks in level at an unknown date over the first window of a table."""
    asked = {s for s, about in inputs.study["series"].items() if about["table"] == table}
    tests = [r for r in inputs.breaks if r["series"] in asked and r["test"] == "supf"]
    trimming = min((r.number("trimming") or 0.0 for r in tests), default=0.0)
    rows = [r for r in tests if r.number("trimming") == trimming]
    title = "A break at an unknown date"
    if not rows:
        return Section(f"breaks-{table}", title)
    window = inputs.study["windows"][table][0]
    told, quiet = [], 0
    for row in rows:
        if row["window"] != window or row["model"] != "mean" or row["status"] != "ok":
            continue
        p_iid, p_ar1 = row.number("p_boot_iid") or 0.0, row.number("p_boot_ar1") or 0.0
        if min(p_iid, p_ar1) > ALPHA:
            quiet += 1
            continue
        told.append(("", (row.traced("statistic", _break_text(inputs, rows, row)),)))
    blocks: list[Block] = [Items(tuple(told))] if told else []
    if quiet:
        blocks.append(
            paragraph(
                "Over {window}, {quiet} no break in level: the largest F is one that a series"
                " without any break gives often enough.",
                window=span(window),
                quiet=f"{counted(quiet, 'series', 'series')} {'shows' if quiet == 1 else 'show'}",
            )
        )
    splits = [r for r in inputs.partitions if r["series"] in asked]
    blocks.append(break_table(inputs, rows, splits, f"breaks-table-{table}", window))
    return Section(f"breaks-{table}", title, tuple(blocks))


def _break_text(inputs: Inputs, rows: Sequence[Row], row: Row) -> str:
    p_iid, p_ar1 = row.number("p_boot_iid") or 0.0, row.number("p_boot_ar1") or 0.0
    text = break_sentence(
        inputs.short_label(row["series"]),
        row.number("statistic") or 0.0,
        int(row.number("break_year") or 0),
        p_iid,
        p_ar1,
    )
    years = [int(year) for year in row["date_set_ar1"].split(";") if year]
    if row["date_identified"]:
        text = f"{text} {date_sentence(row['date_identified'] == 'True', years)}"
    straight = row.number("p_straight_trend")
    if straight is not None:
        return f"{text} {straight_trend_break_sentence(straight)}"
    for other in rows:
        same = (other["series"], other["window"]) == (row["series"], row["window"])
        if same and other["model"] == "trend" and other["status"] == "ok":
            text += " " + trend_alone_sentence(
                other.number("statistic") or 0.0,
                other.number("p_boot_iid") or 0.0,
                other.number("p_boot_ar1") or 0.0,
            )
    return text


def panel_part(inputs: Inputs, table: str) -> Section:
    """The series of a table together, for each panel of them, at the headline coding."""
    asked = {s for s, about in inputs.study["series"].items() if about["table"] == table}
    rows = [r for r in inputs.panel if set(r["series"].split(";")) <= asked]
    title = "The series together"
    if not rows:
        return Section(f"panel-{table}", title)
    names = {r["panel"]: _panel_name(inputs, r) for r in rows}
    shown = [r for r in rows if r["event_year"] in ("", "drop")]
    units = max(len(r["series"].split(";")) for r in rows)
    blocks: list[Block] = [
        paragraph(
            "Regressions with a fixed effect for each series ask for one change common to all."
            " The wild cluster bootstrap, with Webb’s weights, takes the series as its clusters;"
            " there are {units}, and with so few even it is only approximate. Driscoll–Kraay errors"
            " allow for shocks that all share in a year, but rest on the few years of the window.",
            units=count_word(units),
        ),
        Items(tuple(("", (text,)) for text in _panel_texts(inputs, shown, names))),
    ]
    counted_years = [r for r in rows if r not in shown and r.number("p_two_sided") is not None]
    low = [r for r in counted_years if (r.number("p_two_sided") or 0.0) <= ALPHA]
    wild = sum(r["method"].endswith("_wild") for r in low)
    if counted_years:
        blocks.append(
            paragraph(
                "Counting the year of the event as before or as after gives {n}:"
                " {low} at or below {alpha}, {wild} from the bootstrap.",
                n=counted(len(counted_years), "more p-value"),
                low=f"{count_word(len(low)) if low else 'none'} {'is' if len(low) < 2 else 'are'}",
                alpha=f"{ALPHA:g}",
                wild=f"{count_word(wild) if wild else 'none'} of them",
            )
        )
    blocks.append(panel_table(inputs, shown, names, f"panel-table-{table}"))
    reasons: dict[str, list[str]] = {}
    for row in shown:
        if row["status"] != "ok":
            short = str(inputs.methods[row["method"]]["short"])
            reasons.setdefault(row["reason"], []).append(f"{names[row['panel']].lower()}, {short}")
    if reasons:
        what = "; ".join(f"{', '.join(which)} ({reason})" for reason, which in reasons.items())
        blocks.append(paragraph("Not computed: {what}.", "note", what=what))
    return Section(f"panel-{table}", title, tuple(blocks))


def evidence_appendix(inputs: Inputs) -> Section:
    """Trends in the other windows, and every test of a break at an unknown date."""
    windows = inputs.study["windows"]
    trends = [r for r in inputs.trends if r["window"] != windows[inputs.table_of(r)][0]]
    blocks: list[Block] = [trend_table(inputs, trends, "trends-windows")] if trends else []
    trimming = min((r.number("trimming") or 0.0 for r in inputs.breaks if r["trimming"]), default=0)
    tests = [r for r in inputs.breaks if r.number("trimming") in (trimming, None)]
    if tests:
        blocks.append(break_battery(inputs, tests, inputs.partitions, "breaks-all"))
    return Section("evidence", "Trends and breaks in all windows", tuple(blocks), appendix=True)


def _panel_texts(inputs: Inputs, rows: Sequence[Row], names: dict[str, str]) -> list[Traced]:
    """For each panel its step by both methods, and the regional trend test."""
    texts = []
    for panel, name in names.items():
        own = {r["method"]: r for r in rows if r["panel"] == panel and r["status"] == "ok"}
        step, kraay = own.get("panel_shift_wild"), own.get("panel_shift_dk")
        if step is not None:
            text = panel_sentence(
                name,
                inputs.event(step["event"]),
                step.number("estimate") or 0.0,
                step.number("ci_low"),
                step.number("ci_high"),
                step["unit"],
                step.number("p_two_sided") or 0.0,
                kraay.number("p_two_sided") if kraay else None,
                inputs.level,
            )
            texts.append(step.traced("estimate", text))
        together, apart = own.get("mk_regional"), own.get("mk_regional_independent")
        if together is not None and apart is not None:
            p_values = [p_equals(r.number("p_two_sided")) for r in (together, apart)]
            text = (
                f"{name}, regional Kendall test of a common trend: S ="
                f" {number(together.number('statistic'), 0)}, {p_values[0]} with the series’"
                f" dependence on one another allowed for, {p_values[1]} without."
            )
            texts.append(together.traced("p_two_sided", text))
    return texts


def _panel_name(inputs: Inputs, row: Row) -> str:
    """What the short labels of all series of a panel end in ("China, aid": "Aid"), or its id."""
    ends = {inputs.short_label(series).split(", ")[-1] for series in row["series"].split(";")}
    name = ends.pop() if len(ends) == 1 else row["panel"].replace("_", " ")
    return sentence_case(name)
