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
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import Cell, Table, left, pair, right, table_of
from scripts.common.wording.terms import QUESTIONS, count_word, sentence_case
from scripts.methods.calibration import EFFECTS, LARGE_EFFECTS
from scripts.methods.choice import TARGET_POWER

LARGEST_EFFECT = max(*EFFECTS, *LARGE_EFFECTS)
CODINGS = {"drop": "left out", "pre": "counted before", "post": "counted after"}


def verdict_table(inputs: Inputs, rows: Sequence[Row], id: str, caption: str) -> Table:
    """One row per hypothesis of a question: estimate, interval, p-values, power, verdict."""
    columns = [
        *(*left("Hypothesis"), *right("Estimate"), *left("Unit"), *pair(interval_head(inputs))),
        *(*right("p", "Adjusted p", "Detectable", "Years"), *left("Verdict")),
    ]
    cells = [
        (
            Cell(hypothesis_name(inputs, row, question=False), row.trace("verdict")),
            in_unit(row, "estimate"),
            Cell(difference_unit(row["unit"])),
            *interval_cells(row, "ci_low", "ci_high", row["unit"]),
            p_cell(row, "p_value"),
            p_cell(row, "p_adjusted"),
            detectable(row),
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
    return table_of(
        id,
        caption,
        columns,
        cells,
        source_line(rows, "hypothesis"),
        f"{adjusted}; p-values are two-sided. Years: observed years before + after the event."
        + _POWER,
    )


# A leading blank: it goes on after another note.
_POWER = (
    f" Detectable: the smallest difference that the method finds in {percentage(TARGET_POWER)} of"
    " simulated series, in the unit of the estimate; or more than so many standard deviations (sd),"
    " the largest simulated."
)


def detectable(row: Row) -> Cell:
    """The smallest detectable difference in the row's unit, or that it is beyond all simulated."""
    if row.number("worst_size") is not None and row.number("mde80_sd") is None:
        return row.cell("mde80_sd", f"> {LARGEST_EFFECT:g} sd")
    return in_unit(row, "mde80")


def coding_table(inputs: Inputs, rows: Sequence[Row]) -> Table:
    """The primary method's estimate and p-value under each coding of the event year."""
    codings = [c for c in CODINGS if any(r["event_year"] == c for r in rows)]
    columns = left("Hypothesis", "Unit")
    for coding in codings:
        columns += pair(sentence_case(CODINGS[coding]))
    cells = []
    for of_hypothesis in grouped(rows, lambda row: row["hypothesis"]).values():
        own, first = {row["event_year"]: row for row in of_hypothesis}, of_hypothesis[0]
        line = [Cell(hypothesis_name(inputs, first)), Cell(difference_unit(first["unit"]))]
        for coding in codings:
            row = own.get(coding)
            line += [in_unit(row, "estimate") if row else Cell("–")]
            line += [p_cell(row, "p_two_sided") if row else Cell("")]
        cells.append(line)
    return table_of(
        "codings",
        "The same test with the year of the event left out or counted: estimate and p.",
        columns,
        cells,
        source_line(rows, "hypothesis, coding, method and parameter"),
        "p-values are two-sided and not adjusted.",
    )


def tools_table(
    inputs: Inputs, rows: Sequence[Mapping[str, Row | None]], names: Mapping[str, str]
) -> Table:
    """The p-values of several methods for the same statistics, side by side.

    Parameters
    ----------
    rows : sequence of mappings
        By method, the row of each statistic or None; the first there is names the statistic.
    names : mapping
        Heads of the columns, by method, in order.
    """
    columns = [
        *(*left("Hypothesis", "Statistic"), *right("Estimate"), *left("Unit")),
        *right(*names.values()),
    ]
    cells = []
    for row in rows:
        first = next(r for r in row.values() if r is not None)
        plain, per = split_rate(first["unit"])
        cells.append(
            (
                Cell(hypothesis_name(inputs, first)),
                Cell(first["parameter"].replace("_", " ")),
                in_unit(first, "estimate"),
                Cell(difference_unit(plain) + per),
                *(p_cell(row[method], "p_two_sided") for method in names),
            )
        )
    found = [r for row in rows for r in row.values() if r is not None]
    return table_of(
        "usual-tools-table",
        "The same statistics of the primary hypotheses by the test used here and by three"
        " usual ones: two-sided p-values, not adjusted.",
        columns,
        cells,
        source_line(found, "hypothesis, coding, method and parameter"),
        "A dash: the method cannot be used; see the appendix.",
    )


def hypothesis_name(inputs: Inputs, row: Row, question: bool = True) -> str:
    """Series, event and question, as the first cell of a row."""
    name = f"{inputs.short_label(row['series'])}, {inputs.event(row['event'])}"
    return f"{name}: {QUESTIONS[row['question']].lower()}" if question else name


def p_cell(row: Row | None, column: str) -> Cell:
    """A p-value, or a dash where there is no such row."""
    return Cell("–") if row is None else row.cell(column, p_value(row.number(column)))


def in_unit(row: Row, column: str) -> Cell:
    """A number of the row's unit, with the decimals that suit it."""
    return row.rounded(column, decimals_for(row["unit"]))


def interval_head(inputs: Inputs) -> str:
    """What stands over the ends of an interval."""
    return f"{percentage(inputs.level)} interval"


def interval_cells(
    row: Row, low: str, high: str, unit: str, digits: int | None = None
) -> Iterable[Cell]:
    """Two cells, "−8.2 to" and "17.2"; the first alone is a dash where there is no interval."""
    digits = decimals_for(unit) if digits is None else digits
    if row.number(low) is None or row.number(high) is None:
        return row.cell(low, ""), Cell("", row.trace(high))
    return row.cell(low, number(row.number(low), digits), after=" to"), row.rounded(high, digits)


def source_line(rows: Sequence[Row], key: str) -> str:
    """Where the rows stand, and what names them there."""
    files = sorted({row.file for row in rows})
    return f"{', '.join(files)}, rows by {key}" if files else ""
