"""The results, a section for each analysed table: events, trends, unknown breaks, other events."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.common.formatting import span
from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import (
    Block,
    Items,
    Paragraph,
    Section,
    paragraph,
    prose,
)
from scripts.common.report_parts import counts_of, figures_of, sentence_of
from scripts.common.report_tables import break_table, coding_table, trend_table, verdict_table
from scripts.common.study import split_window
from scripts.common.wording import (
    count_word,
    counted,
    counts_phrase,
    listed,
    sentence_case,
)
from scripts.common.wording_evidence import (
    ALPHA,
    break_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trend_alone_sentence,
    trend_sentence,
)


def result_sections(inputs: Inputs) -> list[Section]:
    """One section for each analysed table."""
    return [_table_section(inputs, table) for table in inputs.study["analysed"]]


def _table_section(inputs: Inputs, table: str) -> Section:
    source = inputs.sources["tables"][table]
    printed = paragraph(
        "As printed in {work}, {locator}. {calendar}",
        work=inputs.cite(str(source["work"])),
        locator=str(source["locator"]),
        calendar=" ".join(str(source["calendar_note"]).split()),
    )
    subsections = [
        _event_part(inputs, table),
        _trend_part(inputs, table),
        _break_part(inputs, table),
        _window_part(inputs, table),
    ]
    blocks: tuple[Block, ...] = (printed, *figures_of(inputs, table))
    return Section(
        f"results-{table}",
        str(source["title"]),
        blocks,
        tuple(s for s in subsections if s.blocks),
    )


def _event_part(inputs: Inputs, table: str) -> Section:
    rows = [row for row in inputs.verdicts if inputs.table_of(row) == table]
    primary = [row for row in rows if row["primary"] == "True"]
    others = [row for row in rows if row["primary"] != "True"]
    blocks: list[Block] = []
    if others:
        blocks += [
            _summary_of(others),
            *_notable(inputs, others),
            verdict_table(
                inputs,
                others,
                f"verdicts-{table}",
                "Before and after the events, by the primary method; p-values are adjusted for all"
                " hypotheses outside the primary family.",
            ),
        ]
    if primary:
        blocks += _sensitivity(inputs, primary, table)
    return Section(f"events-{table}", "Before and after the events", tuple(blocks))


def _summary_of(rows: Sequence[Row]) -> Paragraph:
    return paragraph(
        "Of the {total} about this table outside the primary family, {counts}.",
        total=counted(len(rows), "hypothesis", "hypotheses"),
        counts=counts_phrase(counts_of(rows)),
    )


def _notable(inputs: Inputs, rows: Sequence[Row]) -> list[Block]:
    """Sentences for what a reader should not miss; the rest is in the table."""
    alpha = 1.0 - inputs.level
    blocks: list[Block] = []
    told = [r for r in rows if r["verdict"] != "cannot tell" or (r.number("p_value") or 1) <= alpha]
    if told:
        items = tuple(("", prose("{s}", s=sentence_of(inputs, row))) for row in told)
        blocks.append(Items(items))
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if not row["estimate"]:
            reasons.setdefault(row["reason"], []).append(inputs.short_label(row["series"]))
    for reason, series in reasons.items():
        names = listed(list(dict.fromkeys(series)))
        blocks.append(
            paragraph("No estimate for {names} ({reason}).", "note", names=names, reason=reason)
        )
    return blocks


def _sensitivity(inputs: Inputs, primary: Sequence[Row], table: str) -> list[Block]:
    chosen = {(r["hypothesis"], r["primary_method"], r["parameter"]) for r in primary}
    rows = [r for r in inputs.events if (r["hypothesis"], r["method"], r["parameter"]) in chosen]
    low = [r for r in rows if (r.number("p_two_sided") or 1) <= 1.0 - inputs.level]
    sides = {(r["hypothesis"], (r.number("estimate") or 0.0) > 0) for r in rows}
    flips = len(sides) - len({r["hypothesis"] for r in rows})
    text = paragraph(
        "The year that holds an event is partly exposed to it. Counting it as before, as after or"
        " not at all gives {n} results for the primary hypotheses; {low} significant before"
        " adjustment, and the estimate changes its sign for {flips}.",
        n=count_word(len(rows)),
        low=f"{count_word(len(low)) if low else 'none'} {'is' if len(low) < 2 else 'are'}",
        flips=counted(flips, "hypothesis", "hypotheses") if flips else "none of them",
    )
    return [text, coding_table(inputs, rows, f"codings-{table}")]


def _trend_part(inputs: Inputs, table: str) -> Section:
    asked = {s for s, about in inputs.study["series"].items() if about["table"] == table}
    rows = [row for row in inputs.trends if row["series"] in asked]
    if not rows:
        return Section(f"trends-{table}", "Trends")
    window = inputs.study["windows"][table][0]
    tests = [r for r in rows if r["method"] == "mk" and r["window"] == window]
    found: dict[bool, list[str]] = {True: [], False: []}
    for test in tests:
        p = test.number("p_exact")
        if p is not None and p <= ALPHA:
            found[(test.number("statistic") or 0) > 0].append(inputs.short_label(test["series"]))
    neither = len(tests) - len(found[True]) - len(found[False])
    text = trend_sentence(found[True], found[False], neither, span(window))
    lines = [r for r in rows if r["method"] == "trend_boot_ar1" and r["window"] == window]
    straight = [
        inputs.short_label(r["series"]) for r in lines if (r.number("p_two_sided") or 1) <= ALPHA
    ]
    more = straight_trend_sentence(straight, len(lines)) if lines else ""
    return Section(
        f"trends-{table}",
        "Trends",
        (
            paragraph("{s} {more}", s=text, more=more),
            trend_table(inputs, rows, f"trends-table-{table}"),
        ),
    )


def _break_part(inputs: Inputs, table: str) -> Section:
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
    blocks.append(break_table(inputs, rows, f"breaks-table-{table}"))
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


def _window_part(inputs: Inputs, table: str) -> Section:
    """What else happened between the first and the last year of each window."""
    rows = [row for row in inputs.verdicts if inputs.table_of(row) == table]
    items = []
    for event, window in dict.fromkeys((row["event"], row["window"]) for row in rows):
        first, last = split_window(window)
        others = [
            f"{about['label']} ({about['date'][:4]})"
            for name, about in inputs.study["events"].items()
            if name != event and first <= int(about["date"][:4]) <= last
        ]
        happened = listed(others) or "no other event of the study"
        term = f"{inputs.event(event)}, {span(window)}:"
        items.append((term, prose("{what}.", what=sentence_case(happened))))
    if not items:
        return Section(f"windows-{table}", "What else happened")
    text = paragraph(
        "“After” is not “because of”. Within the years compared, these events fell as well, and the"
        " data cannot keep them apart:"
    )
    return Section(f"windows-{table}", "What else happened", (text, Items(tuple(items))))
