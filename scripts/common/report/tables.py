"""The tables of the report: each takes rows of results and shows them rounded, with traces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.common.formatting import (
    decimals_for,
    difference_unit,
    number,
    p_value,
    percentage,
    split_rate,
)
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import Cell, Column, Table, aligned
from scripts.common.wording.terms import QUESTIONS, count_word, sentence_case
from scripts.methods.calibration import EFFECTS, LARGE_EFFECTS
from scripts.methods.choice import TARGET_POWER

LARGEST_EFFECT = max(*EFFECTS, *LARGE_EFFECTS)
CODINGS = {"drop": "left out", "pre": "counted before", "post": "counted after"}


def verdict_table(inputs: Inputs, rows: Sequence[Row], id: str, caption: str) -> Table:
    """One row per hypothesis of a question: estimate, interval, p-values, power, verdict."""
    columns = (
        *(Column("Hypothesis", "left"), Column("Estimate"), Column("Unit", "left")),
        *(Column(f"{100 * inputs.level:.10g}% interval", span=2), Column(None)),
        *(Column("p"), Column("Adjusted p"), Column("Detectable")),
        *(Column("Years"), Column("Verdict", "left")),
    )
    cells = [
        (
            Cell(hypothesis_name(inputs, row, question=False), row.trace("verdict")),
            _rounded(row, "estimate", row["unit"]),
            Cell(difference_unit(row["unit"])),
            *interval_cells(row, "ci_low", "ci_high", row["unit"]),
            row.cell("p_value", p_value(row.number("p_value"))),
            row.cell("p_adjusted", p_value(row.number("p_adjusted"))),
            _detectable(row),
            row.cell("n_pre", f"{row['n_pre']} + {row['n_post']}"),
            row.cell("verdict", row["verdict"]),
        )
        for row in rows
    ]
    primary = sum(row["primary"] == "True" for row in rows)
    family = f"Adjusted p: of the first {count_word(primary)} within the primary family, of the"
    adjusted = f"{family if primary else 'Adjusted p: of the'} others among themselves"
    if len({row["primary"] for row in inputs.verdicts}) == 1:
        adjusted = "Adjusted p: for all hypotheses of the study"
    return Table(
        id=id,
        caption=caption,
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(rows, "hypothesis"),
        notes=(
            f"{adjusted}; p-values are"
            " two-sided. Years: observed years before + after the event." + _POWER,
        ),
    )


# A leading blank: it goes on after another note.
_POWER = (
    f" Detectable: the smallest difference that the method finds in {percentage(TARGET_POWER)} of"
    " simulated series, in the unit of the estimate; or more than so many standard deviations (sd),"
    " the largest simulated."
)


def _detectable(row: Row) -> Cell:
    if row.number("worst_size") is not None and row.number("mde80_sd") is None:
        return row.cell("mde80_sd", f"> {LARGEST_EFFECT:g} sd")
    return row.cell("mde80", number(row.number("mde80"), decimals_for(row["unit"])))


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
            row = own.get(coding)
            if row is None:
                line += [Cell("–"), Cell("")]
                continue
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


def tools_table(
    inputs: Inputs, rows: Sequence[Mapping[str, Row | None]], names: Mapping[str, str], id: str
) -> Table:
    """The p-values of several methods for the same statistics, side by side.

    Parameters
    ----------
    rows : sequence of mappings
        By method, the row of each statistic or None; the first there is names the statistic.
    names : mapping
        Heads of the columns, by method, in order.
    """
    columns = (
        *(Column("Hypothesis", "left"), Column("Statistic", "left"), Column("Estimate")),
        *(Column("Unit", "left"), *(Column(name) for name in names.values())),
    )
    cells = []
    for row in rows:
        first = next(r for r in row.values() if r is not None)
        unit = first["unit"]
        plain, per = split_rate(unit)
        cells.append(
            (
                Cell(hypothesis_name(inputs, first)),
                Cell(first["parameter"].replace("_", " ")),
                _rounded(first, "estimate", unit),
                Cell(difference_unit(plain) + per),
                *(p_cell(row[method], "p_two_sided") for method in names),
            )
        )
    found = [r for row in rows for r in row.values() if r is not None]
    return Table(
        id=id,
        caption="The same statistics of the primary hypotheses by the test used here and by three"
        " usual ones: two-sided p-values, not adjusted.",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(found, "hypothesis, coding, method and parameter"),
        notes=("A dash: the method cannot be used; see the appendix.",),
    )


def hypothesis_name(inputs: Inputs, row: Row, question: bool = True) -> str:
    """Series, event and question, as the first cell of a row."""
    name = f"{inputs.short_label(row['series'])}, {inputs.event(row['event'])}"
    return f"{name}: {QUESTIONS[row['question']].lower()}" if question else name


def p_cell(row: Row | None, column: str) -> Cell:
    """A p-value, or a dash where there is no such row."""
    return Cell("–") if row is None else row.cell(column, p_value(row.number(column)))


def _rounded(row: Row, column: str, unit: str) -> Cell:
    return row.cell(column, number(row.number(column), decimals_for(unit)))


def interval_cells(
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
