"""Trends, breaks at an unknown date, and the series of a table taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import as_period, number, p_equals, periods_in, span
from scripts.common.periods import period_label
from scripts.common.report.evidence_tables import (
    break_battery,
    break_table,
    panel_table,
    trend_table,
)
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import Block, Items, Runs, Section, marked, paragraph
from scripts.common.report.parts import chosen, counted_in, level_of, present
from scripts.common.wording.evidence import (
    ALPHA,
    break_sentence,
    breaks_sentence,
    date_sentence,
    panel_numbers,
    panel_sentence,
    straight_trend_break_sentence,
    straight_trend_sentence,
    trends_sentence,
)
from scripts.common.wording.terms import (
    count_word,
    counted,
    listed,
    sentence_case,
    so_many,
    so_many_are,
)

FEW_CLUSTERS = 12  # with fewer clusters a wild bootstrap is only approximate
TOLD = 12  # breaks that are told in a sentence


def evidence_part(inputs: Inputs) -> Section:
    """Trends and breaks without a date given, each over the first window of its table."""
    trends = [r for r in inputs.trends if _is_main(inputs, r)]
    breaks = [r for r in _supf(inputs) if r["model"] == "mean" and r["status"] == "ok"]
    blocks: list[Block] = []
    if trends:
        blocks.append(_trends(inputs, trends))
    if breaks:
        blocks += _breaks(inputs, breaks)
    title = f"Without a date: {present({'trends': trends, 'breaks': breaks})}"
    return Section("evidence", title, tuple(blocks))


def evidence_appendix(inputs: Inputs) -> Section:
    """Trends in all windows, breaks at an unknown date, and the panels."""
    trends, tests, supf = (
        [r for r in rows if r["series"] in inputs.shown_series]
        for rows in (inputs.trends, inputs.breaks, _supf(inputs))
    )
    main = [r for r in trends if _is_main(inputs, r)]
    others = [r for r in trends if not _is_main(inputs, r)]
    breaks = [r for r in supf if r["model"] == "mean"]
    trimming = _least_trimming(inputs.breaks)
    tests = [r for r in tests if r.number("trimming") in (trimming, None)]
    blocks: list[Block] = [trend_table(inputs, main, "trends-table")] if main else []
    blocks += [trend_table(inputs, others, "trends-windows")] if others else []
    if breaks:
        blocks.append(break_table(inputs, breaks))
    if tests:
        blocks.append(break_battery(inputs, tests))
    if inputs.panel:
        blocks += _panel_blocks(inputs)
    parts = {"trends": inputs.trends, "breaks": inputs.breaks, "panels": inputs.panel}
    return Section("evidence-all", sentence_case(present(parts)), tuple(blocks), appendix=True)


def panel_part(inputs: Inputs) -> Section:
    """The series of a table together, for each panel of them, at the headline coding."""
    title = "The series together"
    rows = list(inputs.panel)
    if not rows:
        return Section("panel", title)
    shown = _headline(rows)
    units = max(len(r["series"].split(";")) for r in rows)
    few = units <= FEW_CLUSTERS
    blocks: list[Block] = [
        paragraph(
            "Regressions with a fixed effect for each series ask for one change common to all."
            " The wild cluster bootstrap takes the series as its clusters; there are {units}{few}."
            " Driscoll–Kraay errors allow for shocks that all share in a year{rest}.",
            units=count_word(units),
            few=", and with so few even it is only approximate" if few else "",
            rest=", but rest on the few years of the window" if inputs.few else "",
        ),
        Items(tuple(("", text) for text in _panel_texts(inputs, shown, _panel_names(inputs)))),
    ]
    counted_years = [r for r in rows if r not in shown and r["p_two_sided"]]
    low = [r for r in counted_years if r.p() <= ALPHA]
    wild = sum(r["method"].endswith("_wild") for r in low)
    if counted_years:
        more = counted(len(counted_years), "more p-value")
        blocks.append(
            paragraph(
                "Counting the year of the event as before or as after gives {n}:"
                " {low} at or below {alpha}, {wild} from the bootstrap.",
                n=counted_in(counted_years, "event_year", more),
                low=so_many_are(len(low)),
                alpha=chosen("methods level", f"{ALPHA:g}"),
                wild=f"{so_many(wild)} of them",
            )
        )
    return Section("panel", title, tuple(blocks))


def _is_main(inputs: Inputs, row: Row) -> bool:
    """Whether a row is of the first window of its table."""
    return bool(row["window"] == inputs.study["windows"][inputs.table_of(row)][0])


def _supf(inputs: Inputs) -> list[Row]:
    """supF tests over the first window of each table, at the smallest trimming."""
    tests = [r for r in inputs.breaks if r["test"] == "supf" and _is_main(inputs, r)]
    trimming = _least_trimming(tests)
    return [r for r in tests if r.number("trimming") == trimming]


def _least_trimming(tests: Sequence[Row]) -> float:
    return min((r.number("trimming") or 0.0 for r in tests if r["trimming"]), default=0.0)


def _trends(inputs: Inputs, rows: Sequence[Row]) -> Block:
    """Which series trend over which years, by Mann-Kendall and by a straight line."""
    found: dict[str, tuple[list[str], list[str], int]] = {}
    tests = [row for row in rows if row["method"] == "mk"]
    for window, own in grouped(tests, lambda row: span(row["window"])).items():
        low = [row for row in own if row.p("p_exact") <= ALPHA]
        signs = [(row, (row.number("statistic") or 0) > 0) for row in low]
        rising, falling = (
            [inputs.short_label(row["series"]) for row, rises in signs if rises == up]
            for up in (True, False)
        )
        found[window] = rising, falling, len(own) - len(low)
    lines = [r for r in rows if r["method"] == "trend_boot_ar1"]
    straight = [inputs.short_label(r["series"]) for r in lines if r.p() <= ALPHA]
    more = straight_trend_sentence(straight, len(lines)) if lines else ""
    numbers = [counted_in(rows, "p_exact", f"{n} others") for _, _, n in found.values()]
    return paragraph("{trends} {more}", trends=marked(trends_sentence(found), numbers), more=more)


def _breaks(inputs: Inputs, rows: Sequence[Row]) -> Iterator[Block]:
    """How many series break at some date, and each one that does under either reference."""
    independent = [r for r in rows if r.p("p_boot_iid") <= ALPHA]
    both = [r for r in independent if r.p("p_boot_ar1") <= ALPHA]
    names = [inputs.short_label(r["series"]) for r in both]
    text = breaks_sentence(len(rows), len(independent), names, ALPHA)
    numbers = [
        counted_in(rows, "series", counted(len(rows), "series", "series")),
        chosen("methods level", f"p ≤ {ALPHA:g}"),
    ]
    yield paragraph("{s}", s=marked(text, numbers))
    told = {r["series"] for r in (*both, *inputs.primary)} & inputs.shown_series
    items = [("", _break_text(inputs, row)) for row in rows if row["series"] in told]
    if items:
        yield Items(tuple(items[:TOLD]))


def _break_text(inputs: Inputs, row: Row) -> Runs:
    p_iid, p_ar1 = row.p("p_boot_iid"), row.p("p_boot_ar1")
    statistic, year = row.number("statistic") or 0.0, as_period(row["break_year"])
    text = break_sentence(inputs.short_label(row["series"]), statistic, year, p_iid, p_ar1)
    if row["date_identified"]:
        years = periods_in(row["date_set_ar1"])
        text = f"{text} {date_sentence(row['date_identified'] == 'True', years)}"
    straight = row.number("p_straight_trend")
    if straight is not None:
        text = f"{text} {straight_trend_break_sentence(straight)}"
    return marked(
        text,
        [
            row.traced("break_year", period_label(year)),
            row.traced("statistic", number(statistic)),
            row.traced("p_boot_iid", p_equals(p_iid)),
            row.traced("p_boot_ar1", p_equals(p_ar1)),
            row.traced("p_straight_trend", p_equals(straight)),
        ],
    )


def _headline(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if r["event_year"] in ("", "drop")]


def _panel_blocks(inputs: Inputs) -> Iterator[Block]:
    """The table of the panels, and which fits could not be computed."""
    names, shown = _panel_names(inputs), _headline(inputs.panel)
    yield panel_table(shown, names)
    failed = [row for row in shown if row["status"] != "ok"]
    for reason, rows in grouped(failed, lambda row: row["reason"]).items():
        what = [f"{names[r['panel']].lower()}, {inputs.method(r['method'], 'short')}" for r in rows]
        yield paragraph(
            "Not computed: {what} ({reason}).",
            "note",
            what=listed(what),
            reason=rows[0].traced("reason", reason),
        )


def _panel_texts(inputs: Inputs, rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[Runs]:
    """For each panel its step by both methods, and the regional trend test."""
    for panel, name in names.items():
        own = {r["method"]: r for r in rows if r["panel"] == panel and r["status"] == "ok"}
        step, kraay = own.get("panel_shift_wild"), own.get("panel_shift_dk")
        if step is not None:
            yield _panel_step(inputs, name, step, kraay)
        together, apart = own.get("mk_regional"), own.get("mk_regional_independent")
        if together is not None and apart is not None:
            s = number(together.number("statistic"), 0)
            p_values = [p_equals(r.number("p_two_sided")) for r in (together, apart)]
            text = (
                f"{name}, regional Kendall test of a common trend: S = {s}, {p_values[0]} with the"
                f" series’ dependence on one another allowed for, {p_values[1]} without."
            )
            numbers = [
                together.traced("statistic", s),
                together.traced("p_two_sided", p_values[0]),
                apart.traced("p_two_sided", p_values[1]),
            ]
            yield marked(text, numbers)


def _panel_step(inputs: Inputs, name: str, step: Row, kraay: Row | None) -> Runs:
    p_kraay = kraay.number("p_two_sided") if kraay else None
    estimate, low, high = (step.number(c) for c in ("estimate", "ci_low", "ci_high"))
    unit, p = step["unit"], step.number("p_two_sided")
    said = panel_sentence(
        name,
        inputs.event(step["event"]),
        estimate or 0.0,
        low,
        high,
        unit,
        p or 0.0,
        p_kraay,
        inputs.level,
    )
    size, *ends = panel_numbers(estimate, low, high, unit)
    return marked(
        said,
        [
            step.traced("estimate", size),
            level_of(inputs),
            step.traced("ci_low", ends[0]),
            step.traced("ci_high", ends[1]),
            step.traced("p_two_sided", p_equals(p)),
            *([kraay.traced("p_two_sided", p_equals(p_kraay))] if kraay else []),
        ],
    )


def _panel_names(inputs: Inputs) -> dict[str, str]:
    """What the short labels of all series of a panel end in ("China, aid": "Aid"), or its id."""
    names = {}
    for row in inputs.panel:
        ends = {inputs.short_label(series).split(", ")[-1] for series in row["series"].split(";")}
        name = ends.pop() if len(ends) == 1 else row["panel"].replace("_", " ")
        names[row["panel"]] = sentence_case(name)
    return names
