"""The tables of the report: each takes rows of results and shows them rounded, with traces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scripts.common.formatting import decimals_for, difference_unit, number, p_value, span
from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import Cell, Column, Table, aligned
from scripts.common.wording import QUESTIONS, sentence_case

CODINGS = {"drop": "left out", "pre": "counted before", "post": "counted after"}


def verdict_table(
    inputs: Inputs, rows: Sequence[Row], id: str, caption: str, large: bool = False
) -> Table:
    """One row per hypothesis: estimate, interval, p before and after adjustment, verdict."""
    columns = (
        *(Column("Hypothesis", "left"), Column("Estimate"), Column("Unit", "left")),
        *(Column(f"{100 * inputs.level:.10g}% interval", span=2), Column(None)),
        *(Column("p"), Column("Adjusted p"), Column("Years"), Column("Verdict", "left")),
    )
    alone = len({row["series"] for row in rows}) == 1
    cells = [
        (
            Cell(hypothesis_name(inputs, row, series=not alone), row.trace("verdict")),
            _rounded(row, "estimate", row["unit"]),
            Cell(difference_unit(row["unit"])),
            *_interval(row, "ci_low", "ci_high", row["unit"]),
            row.cell("p_value", p_value(row.number("p_value"))),
            row.cell("p_adjusted", p_value(row.number("p_adjusted"))),
            row.cell("n_pre", f"{row['n_pre']} + {row['n_post']}"),
            row.cell("verdict", row["verdict"]),
        )
        for row in rows
    ]
    return Table(
        id=id,
        caption=caption,
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(rows, "hypothesis"),
        notes=("Years: observed years before + after the event.",),
        large=large,
    )


def coding_table(inputs: Inputs, rows: Sequence[Row], id: str) -> Table:
    """The primary method's estimate and p-value under each coding of the event year."""
    codings = [c for c in CODINGS if any(r["event_year"] == c for r in rows)]
    columns = [Column("Hypothesis", "left"), Column("Unit", "left")]
    for coding in codings:
        columns += [Column(sentence_case(CODINGS[coding]), span=2), Column(None)]
    cells = []
    for name in dict.fromkeys(row["hypothesis"] for row in rows):
        own = {row["event_year"]: row for row in rows if row["hypothesis"] == name}
        first = next(iter(own.values()))
        line = [Cell(hypothesis_name(inputs, first)), Cell(difference_unit(first["unit"]))]
        for coding in codings:
            row = own[coding]
            line += [
                _rounded(row, "estimate", row["unit"]),
                row.cell("p_two_sided", p_value(row.number("p_two_sided"))),
            ]
        cells.append(tuple(line))
    return Table(
        id=id,
        caption="The same test with the year of the event left out or counted: estimate and p.",
        columns=tuple(columns),
        rows=aligned(columns, cells),
        source=source_line(rows, "hypothesis, coding, method and parameter"),
        notes=("p-values are two-sided and not adjusted.",),
    )


def trend_table(inputs: Inputs, rows: Sequence[Row], id: str) -> Table:
    """Mann-Kendall exact, Sen's slope with its interval, and the AR(1)-referred straight trend."""
    columns = (
        *(Column("Series", "left"), Column("Years", "left"), Column("n"), Column("S")),
        *(Column("exact p"), Column("Sen slope"), Column("95% interval", span=2), Column(None)),
        *(Column("Straight slope"), Column("p, AR(1)"), Column("Unit per year", "left")),
    )
    cells = []
    for key in dict.fromkeys((row["series"], row["window"]) for row in rows):
        own = {r["method"]: r for r in rows if (r["series"], r["window"]) == key}
        mk, sen, line = own.get("mk"), own.get("sen"), own.get("trend_boot_ar1")
        if mk is None or sen is None or line is None:
            continue
        unit = str(inputs.study["series"][key[0]]["unit"])
        digits = decimals_for(unit) + 1
        cells.append(
            (
                Cell(inputs.short_label(key[0])),
                Cell(span(key[1])),
                mk.cell("n_obs", mk["n_obs"]),
                mk.cell("statistic", number(mk.number("statistic"), 0)),
                mk.cell("p_exact", p_value(mk.number("p_exact"))),
                sen.cell("estimate", number(sen.number("estimate"), digits)),
                *_interval(sen, "ci_low", "ci_high", unit, digits),
                line.cell("estimate", number(line.number("estimate"), digits)),
                line.cell("p_two_sided", p_value(line.number("p_two_sided"))),
                Cell(difference_unit(unit)),
            )
        )
    return Table(
        id=id,
        caption="Trends: Mann–Kendall’s S with its exact p-value, Sen’s slope, and the straight"
        " line referred to AR(1) errors.",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(rows, "series, window, method and parameter"),
    )


def break_table(inputs: Inputs, rows: Sequence[Row], id: str) -> Table:
    """The supF test of each series, window and model, under both references."""
    columns: tuple[Column, ...] = (
        *(Column("Series", "left"), Column("Years", "left"), Column("Model", "left")),
        *(Column("n"), Column("supF"), Column("Earlier segment ends")),
        *(Column("p, independent"), Column("p, AR(1)")),
    )
    trend = [Column("p, straight trend")] * any(
        r.number("p_straight_trend") is not None for r in rows
    )
    models = {"mean": "level", "trend": "level and slope"}
    cells = [
        (
            Cell(inputs.short_label(row["series"])),
            Cell(span(row["window"])),
            Cell(models.get(row["model"], row["model"])),
            row.cell("n_obs", row["n_obs"]),
            row.cell("statistic", number(row.number("statistic"))),
            row.cell("break_year", _year(row, "break_year")),
            row.cell("p_boot_iid", p_value(row.number("p_boot_iid"))),
            row.cell("p_boot_ar1", p_value(row.number("p_boot_ar1"))),
            *(row.cell("p_straight_trend", p_value(row.number("p_straight_trend"))) for _ in trend),
        )
        for row in rows
    ]
    columns = (*columns, *trend)
    share = f"{100 * (rows[0].number('trimming') or 0):.10g}%" if rows else ""
    return Table(
        id=id,
        caption="Breaks at an unknown date: the largest F over all dates that leave at least"
        f" {share} of the years on each side, with bootstrap p-values.",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(rows, "series, window, model and trimming"),
    )


def hypothesis_name(inputs: Inputs, row: Row, question: bool = True, series: bool = True) -> str:
    """Series, event and question, as the first cell of a row."""
    name = inputs.event(row["event"])
    if series:
        name = f"{inputs.short_label(row['series'])}, {name}"
    return f"{name}: {QUESTIONS[row['question']].lower()}" if question else name


def _year(row: Row, column: str) -> str:
    year = row.number(column)
    return "" if year is None else f"{year:.0f}"


def _rounded(row: Row, column: str, unit: str) -> Cell:
    return row.cell(column, number(row.number(column), decimals_for(unit)))


def _interval(
    row: Row, low: str, high: str, unit: str, digits: int | None = None
) -> Iterable[Cell]:
    """Two cells, "−8.2 to" and "17.2"; the first alone is a dash where there is no interval."""
    digits = decimals_for(unit) if digits is None else digits
    ends = row.number(low), row.number(high)
    if None in ends:
        return row.cell(low, ""), Cell("", row.trace(high))
    return (
        row.cell(low, number(ends[0], digits), after=" to"),
        row.cell(high, number(ends[1], digits)),
    )


def source_line(rows: Sequence[Row], key: str) -> str:
    """Where the rows stand, and what names them there."""
    files = sorted({row.file for row in rows})
    return f"{', '.join(files)}, rows by {key}" if files else ""
