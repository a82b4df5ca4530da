"""Robustness: one year left out, other dates for the event, and every defensible specification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scripts.common.formatting import decimals_for, difference_unit, number, p_value
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import (
    Block,
    Cell,
    Section,
    Table,
    left,
    marked,
    pair,
    paragraph,
    right,
    table_of,
)
from scripts.common.report.parts import counted_in, figure, primary_shown
from scripts.common.report.tables import coding_table, hypothesis_name, p_cell, source_line
from scripts.common.wording.calibration import (
    dropped_sentence,
    multiverse_sentence,
    p_ends,
    percent,
    placebo_sentence,
    share_ends,
)
from scripts.common.wording.terms import count_word, counted, so_many_are


def robustness_section(inputs: Inputs) -> Section:
    """Whether the answers to the primary hypotheses hang on a year, the date, or a choice."""
    verdicts = primary_shown(inputs)
    asked = {v["hypothesis"] for v in verdicts}
    known = [r for r in (*inputs.dropped, *inputs.placebo) if r["hypothesis"] in asked]
    curves = [r for r in inputs.curves if r["hypothesis"] in asked]
    blocks: list[Block] = []
    if known:
        blocks += _codings(inputs, verdicts)
        blocks += _years(inputs, verdicts)
    if curves:
        blocks += _curves(inputs, verdicts, curves)
    return Section("robustness", "Robustness", tuple(blocks))


def robustness_appendix(inputs: Inputs) -> Section:
    """What the section shows in figures, and the same tables for the other hypotheses."""
    others = [
        v
        for v in inputs.verdicts
        if v["primary"] != "True" and v["estimate"] and inputs.is_shown(v)
    ]
    tables = (
        coding_table(inputs, _coded(inputs, primary_shown(inputs))),
        _years_table(inputs, others, "robustness-others"),
        _curve_table(inputs, others, "multiverse-others"),
    )
    blocks: tuple[Block, ...] = (
        *figure(inputs, "placebo"),
        *figure(inputs, "multiverse"),
        *(table for table in tables if table.rows),
    )
    return Section("robustness-all", "Robustness in full", blocks, appendix=True)


def _coded(inputs: Inputs, verdicts: Sequence[Row]) -> list[Row]:
    """The primary hypotheses under each coding of the event year."""
    own = {(r["hypothesis"], r["primary_method"], r["parameter"]) for r in verdicts}
    return [r for r in inputs.events if (r["hypothesis"], r["method"], r["parameter"]) in own]


def _codings(inputs: Inputs, verdicts: Sequence[Row]) -> Iterator[Block]:
    rows = _coded(inputs, verdicts)
    low = [r for r in rows if r.p() <= inputs.alpha]
    sides = {(r["hypothesis"], (r.number("estimate") or 0.0) > 0) for r in rows}
    flips = len(sides) - len({r["hypothesis"] for r in rows})
    if len({row["event_year"] for row in rows}) > 1:
        yield paragraph(
            "The year that holds an event is partly exposed to it. Counting it as before, as after"
            " or not at all gives {n} for the primary hypotheses; {low} significant before"
            " adjustment, and the estimate changes its sign for {flips}.",
            n=counted_in(rows, "event_year", counted(len(rows), "result")),
            low=so_many_are(len(low)),
            flips=counted(flips, "hypothesis", "hypotheses") if flips else "none of them",
        )


def _years(inputs: Inputs, verdicts: Sequence[Row]) -> Iterator[Block]:
    """One year left out, and the date among all dates."""
    known = [v for v in verdicts if v.cells.get("flips_leave_one_out")]
    flips: dict[str, Sequence[str]] = {
        hypothesis_name(inputs, v).removesuffix("?"): _flipping(v)
        for v in known
        if v["flips_leave_one_out"] == "True"
    }
    found = [p for v in verdicts if (p := _placebo(inputs, v["hypothesis"])) is not None]
    if inputs.dropped:
        yield paragraph(dropped_sentence(flips, len(known)))
    if found:
        others = sum(one.dates - 1 for one in found)
        ranks = [(one.rank, one.dates) for one in found]
        numbers = [
            counted_in(inputs.placebo, "estimate", f"number {rank:,} of {dates:,}")
            for rank, dates in sorted(set(ranks), key=lambda x: x[0] / x[1])
        ]
        numbers.append(counted_in(inputs.placebo, "p_two_sided", f"the {count_word(others)} other"))
        said = placebo_sentence(ranks, sum(one.low for one in found), others)
        yield paragraph(
            "Placebo dates: the same method was run as if the event had fallen on every other year"
            " with enough years on both sides. {said} A date in the middle of the field says that"
            " the series moves as much at other times; a date at the top is no proof, since"
            " neighbouring dates share most of their years and a trend makes many look like an"
            " event.",
            said=marked(said, numbers),
        )
    table = _years_table(inputs, verdicts, "robustness-primary")
    if table.rows:
        yield table


def _curves(inputs: Inputs, verdicts: Sequence[Row], curves: Sequence[Row]) -> Iterator[Block]:
    """Every combination of choices that a reasonable analyst could have made."""
    columns = ("share_significant_claimed", "share_decision_flips", "p_joint_share")
    shares, flips, p_joint = (
        [x for row in curves if (x := row.number(column)) is not None] for column in columns
    )
    n = sum(int(row.number("n_specifications") or 0) for row in curves)
    said = [
        ("n_specifications", [counted(n, "specification")]),
        (columns[0], share_ends(shares) if shares else []),
        (columns[2], p_ends(p_joint) if p_joint else []),
        (columns[1], share_ends(flips) if flips else []),
    ]
    numbers = [counted_in(curves, column, text) for column, texts in said for text in texts]
    yield paragraph(
        "A reasonable analyst could have counted the year of the event differently, or chosen"
        " another window, scale, trend or covariance. Every combination of such choices was"
        " computed. {said} They use the same few years again and again, so their number is no"
        " evidence; the joint test asks how often series without any effect, with errors as"
        " persistent as those observed, give a curve that goes as far in the claimed direction.",
        said=marked(multiverse_sentence(n, shares, flips, p_joint), numbers),
    )
    yield _curve_table(inputs, verdicts, "multiverse-primary")


def _years_table(inputs: Inputs, verdicts: Sequence[Row], id: str) -> Table:
    """For each hypothesis the range without one year, what flips, and the rank of the date."""
    columns = [
        *(*left("Hypothesis"), *pair("Estimates without one year"), *left("Unit")),
        *(*pair("p without one year"), *left("Flips without"), *right("Rank of the date, size")),
        *right("Rank, p"),
    ]
    cells, used = [], []
    for verdict in verdicts:
        name, unit = verdict["hypothesis"], verdict["unit"]
        own = [r for r in inputs.dropped if r["hypothesis"] == name and r["status"] == "ok"]
        found = _placebo(inputs, name)
        if not own and found is None:
            continue
        used += [*own, *([found.actual] if found else [])]
        years = ", ".join(_flipping(verdict)) or "none"
        flips = years if verdict.cells.get("flips_leave_one_out") else "–"
        place = f"{inputs.placebo[0].file if inputs.placebo else ''}, rows of {name}"
        ranks = (found.rank, found.p_rank) if found else (0, 0)
        cells.append(
            (
                Cell(hypothesis_name(inputs, verdict)),
                *_range(own, "estimate", decimals_for(unit)),
                Cell(difference_unit(unit)),
                *_range(own, "p_two_sided", None),
                Cell(flips, verdict.trace("flipping_years")),
                *(Cell(f"{rank} of {found.dates}" if found else "–", place) for rank in ranks),
            )
        )
    return table_of(
        id,
        "One year left out at a time, and the rank of the actual date among all dates.",
        columns,
        cells,
        source_line(used, "hypothesis and year"),
        "Flips without: years without which the sign or the adjusted decision changes. Rank: 1"
        " is the largest estimate in absolute value, or the smallest p.",
    )


def _curve_table(inputs: Inputs, verdicts: Sequence[Row], id: str) -> Table:
    columns = [
        *(*left("Hypothesis"), *right("Specifications", "Median, sd", "Significant as claimed, %")),
        *right("Other sign, %", "Other decision, %", "Either, %"),
        *right("Joint p, median", "Joint p, share"),
    ]
    curves = {r["hypothesis"]: r for r in inputs.curves}
    rows = [(v, curves[v["hypothesis"]]) for v in verdicts if v["hypothesis"] in curves]
    shares = ("share_significant_claimed", "share_sign_flips", "share_decision_flips")
    cells = [
        (
            Cell(hypothesis_name(inputs, verdict)),
            row.rounded("n_specifications", 0),
            row.rounded("median_effect", 2),
            *(_share(row, column) for column in shares),
            _share(verdict, "flips_multiverse"),
            *(p_cell(row, column) for column in ("p_joint_median", "p_joint_share")),
        )
        for verdict, row in rows
    ]
    return table_of(
        id,
        "All defensible specifications: how many, their median in standard deviations, and"
        " what they would have decided.",
        columns,
        cells,
        source_line([row for _, row in rows], "specification; the same in every row"),
        "Other sign, other decision: than the specification that the verdict rests on;"
        " either: the share that makes a verdict fragile. Joint p:"
        " of the median, and of the share significant as claimed, among simulated curves of"
        " series without an effect.",
    )


def _share(row: Row, column: str) -> Cell:
    return row.cell(column, percent(row.number(column), 0).removesuffix("%"))


class _Ranked(NamedTuple):
    """The actual date among all dates of the event."""

    actual: Row
    rank: int  # by the size of the estimate, the largest first
    p_rank: int
    dates: int
    low: int  # other dates that would have been called significant


def _placebo(inputs: Inputs, hypothesis: str) -> _Ranked | None:
    rows = [r for r in inputs.placebo if r["hypothesis"] == hypothesis and r["status"] == "ok"]
    actual = next((r for r in rows if r["actual"] == "True"), None)
    if actual is None:
        return None
    size = abs(actual.number("estimate") or 0.0)
    others = [r for r in rows if r is not actual]
    rank = 1 + sum(abs(r.number("estimate") or 0.0) > size for r in others)
    p_rank = 1 + sum(r.p() < actual.p() for r in others)
    low = sum(r.p() <= inputs.alpha for r in others)
    return _Ranked(actual, rank, p_rank, len(rows), low)


def _range(rows: Sequence[Row], column: str, digits: int | None) -> tuple[Cell, Cell]:
    """Smallest and largest value of a column; p-values where `digits` is None."""
    known = [(value, r) for r in rows if (value := r.number(column)) is not None]
    if not known:
        return Cell("–"), Cell("")
    ends = min(known, key=lambda k: k[0]), max(known, key=lambda k: k[0])
    low, high = (p_value(value) if digits is None else number(value, digits) for value, _ in ends)
    return ends[0][1].cell(column, low, after=" to"), ends[1][1].cell(column, high)


def _flipping(verdict: Row) -> list[str]:
    return [year for year in verdict.cells.get("flipping_years", "").split(";") if year]
