"""The results, a section for each analysed table: before and after the events, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.common.formatting import span
from scripts.common.report_evidence import break_part, panel_part, trend_part
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
from scripts.common.report_tables import coding_table, tools_table, verdict_table
from scripts.common.study import split_window
from scripts.common.wording import (
    count_word,
    counted,
    counts_phrase,
    listed,
)
from scripts.common.wording_comparisons import tools_sentence, widest_gap_sentence
from scripts.common.wording_evidence import ALPHA

# Of each question: how the ids of its regressions begin, and the statistics of those.
MODELS = {"higher_after": "shift", "changed_course": "its"}
STATISTICS = {
    "higher_after": ("level_shift",),
    "changed_course": ("average_gap", "level_change", "slope_change"),
}
PRIMARY = "primary"
USUAL = ("ols", "hac", "ewc")


def result_sections(inputs: Inputs) -> list[Section]:
    """One section for each analysed table."""
    return [_table_section(inputs, table) for table in inputs.study["analysed"]]


def tools_section(inputs: Inputs) -> Section:
    """What least squares, Newey-West and cosines would have said of the primary hypotheses."""
    rows = list(_statistics(inputs))
    title = "What the usual tools would have said"
    if not rows:
        return Section("usual-tools", title)
    names = {PRIMARY: "Used here", "ols": "Least squares", "hac": "Newey–West", "ewc": "Cosines"}
    p_values = [
        {m: p for m, r in row.items() if r and (p := r.number("p_two_sided")) is not None}
        for row in rows
    ]
    found = {
        name: (sum(p[m] <= ALPHA for p in p_values if m in p), sum(m in p for p in p_values))
        for m, name in names.items()
    }
    said = {name: name if "–" in name else name.lower() for name in names.values()}
    blocks: list[Block] = [
        paragraph(
            "{counts} {widest} They cannot all be right. On series this short such tests may reject"
            " a true null far more often than they promise; which of them to trust is found by"
            " simulating series without any effect on these very years, not by what they say here.",
            counts=tools_sentence({said[n]: c for n, c in found.items()}, said[names[PRIMARY]]),
            widest=_widest(inputs, rows, p_values, {m: said[n] for m, n in names.items()}),
        ),
        tools_table(inputs, rows, names, "usual-tools-table"),
    ]
    return Section("usual-tools", title, tuple(blocks))


def _statistics(inputs: Inputs) -> Iterator[dict[str, Row | None]]:
    """The statistics of each primary hypothesis, by the ending of the method's id."""
    found = {
        (r["hypothesis"], r["event_year"], r["method"], r["parameter"]): r for r in inputs.events
    }
    for verdict in (v for v in inputs.verdicts if v["primary"] == "True"):
        question, name = verdict["question"], verdict["hypothesis"]
        main, *others = STATISTICS[question]
        for parameter in (main, *others):
            # The method that decides may call the main statistic by a name of its own.
            of_primary = verdict["parameter"] if parameter == main else parameter
            wanted = {end: (f"{MODELS[question]}_{end}", parameter) for end in USUAL}
            wanted[PRIMARY] = (verdict["primary_method"], of_primary)
            coding = inputs.study["codings"][name]
            row = {end: found.get((name, coding, *w)) for end, w in wanted.items()}
            if any(row.values()):
                yield row


def _widest(
    inputs: Inputs,
    rows: Sequence[dict[str, Row | None]],
    p_values: Sequence[dict[str, float]],
    names: dict[str, str],
) -> str:
    """The statistic whose p-value by any usual method is lowest beside the one used here."""
    gaps = [
        (p[PRIMARY] / max(min(p[m] for m in p if m != PRIMARY), 1e-12), i)
        for i, p in enumerate(p_values)
        if len(p) > 1 and PRIMARY in p
    ]
    if not gaps or max(gaps)[0] <= 1.0:
        return ""
    p = p_values[max(gaps)[1]]
    about = next(row for row in rows[max(gaps)[1]].values() if row is not None)
    what = (
        f"{about['parameter'].replace('_', ' ')} of the {inputs.short_label(about['series'])} after"
        f" the {inputs.event(about['event'])}"
    )
    return widest_gap_sentence(
        what, p[PRIMARY], {names[m]: x for m, x in p.items() if m != PRIMARY}
    )


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
        panel_part(inputs, table),
        trend_part(inputs, table),
        break_part(inputs, table),
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
    if primary:
        blocks.append(
            verdict_table(
                inputs,
                primary,
                f"verdicts-primary-{table}",
                "The primary hypotheses. p-values are two-sided, from the primary method; the"
                " adjusted ones are for testing all of these together.",
                large=True,
            )
        )
    if others:
        blocks += [
            _summary_of(others),
            *_notable(inputs, others),
            verdict_table(
                inputs,
                [row for row in others if row["estimate"]],
                f"verdicts-{table}",
                "Before and after the events, by the primary method; p-values are adjusted for all"
                " hypotheses outside the primary family.",
            ),
        ]
    if primary:
        blocks += _sensitivity(inputs, primary, table)
    blocks += _other_events(inputs, rows)
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


def _other_events(inputs: Inputs, rows: Sequence[Row]) -> list[Block]:
    """What else happened between the first and the last year of each window."""
    parts = []
    for event, window in dict.fromkeys((row["event"], row["window"]) for row in rows):
        first, last = split_window(window)
        others = [
            f"{about['label']} ({about['date'][:4]})"
            for name, about in inputs.study["events"].items()
            if name != event and first <= int(about["date"][:4]) <= last
        ]
        happened = listed(others) or "no other event of the study"
        parts.append(f"{happened} within {span(window)} ({inputs.event(event)})")
    if not parts:
        return []
    return [
        paragraph(
            "“After” is not “because of”. These events fell into the same years, and the data"
            " cannot keep them apart: {parts}.",
            parts="; ".join(parts),
        )
    ]
