"""The tables of the data's problems: corrected verdicts, and the audit of the claims."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.common.formatting import difference_unit, number
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import Cell, Table, Traced, left, pair, right, table_of
from scripts.common.report.tables import (
    hypothesis_name,
    in_unit,
    interval_cells,
    interval_head,
    p_cell,
    source_line,
)


def correction_table(inputs: Inputs, rows: Sequence[Row]) -> Table:
    """Each verdict that a corrected cell enters, on the printed and on the corrected table."""
    columns = left("Hypothesis", "Unit")
    for table in ("Printed", "Corrected"):
        columns += [*right(table), *pair(interval_head(inputs)), *right("Adjusted p")]
        columns += left("Verdict")
    cells = []
    for row in rows:
        line = [Cell(hypothesis_name(inputs, row)), Cell(difference_unit(row["unit"]))]
        for end, verdict in (("", "as_printed"), ("_corrected", "corrected")):
            line += [
                in_unit(row, f"estimate{end}"),
                *interval_cells(row, f"ci_low{end}", f"ci_high{end}", row["unit"]),
                p_cell(row, f"p_adjusted{end}"),
                row.cell(verdict, row[verdict]),
            ]
        cells.append(line)
    return table_of(
        "corrections-table",
        "The verdicts that a corrected cell enters, as printed and as corrected.",
        columns,
        cells,
        source_line(rows, "hypothesis"),
    )


def claims_table(rows: Sequence[Row], id: str, caption: str, reasons: bool = False) -> Table:
    """One row per reading of a sentence: its place, its words, what is quoted and computed."""
    columns = [
        *(*left("Section", "Quote", "Read as"), *right("Said", "Computed")),
        *left("Unit", "Verdict"),
    ]
    cells = []
    for row in rows:
        why = f" ({row['reason']})" if reasons and row["reason"] else ""
        cells.append(
            (
                row.cell("locator", _place(row["locator"])),
                row.cell("quote", f"“{row['quote']}”"),
                row.cell("about", row.cells.get("about", "")),
                row.cell("quoted", row["quoted"].replace("-", "–").replace(";", "; ")),
                row.cell("computed", claim_number(row).text),
                row.cell("unit", _unit(row["unit"])),
                row.cell("verdict", row["verdict"].removeprefix("holds ") + why),
            )
        )
    return table_of(id, caption, columns, cells, source_line(rows, "claim"))


def _place(locator: str) -> str:
    """A place in the paper as short as a column allows: "2.2, p. 5"."""
    return locator.removeprefix("Section ").replace("article page", "p.").replace("p.s", "pp.")


def _unit(unit: str) -> str:
    """The unit without what it is a share of, which the reading says."""
    if unit.startswith("% "):
        return "%"
    return unit.replace("percentage points", "points").replace(";", "; ")


def claim_number(row: Row) -> Traced:
    """What was computed for a claim, with as many decimals as a reader needs: none for a year."""
    value = row.number("computed")
    if value is None:
        return row.traced("computed", "")
    whole = value == round(value)
    if row["unit"] == "year":
        return row.traced("computed", f"{value:.0f}")
    digits = 0 if whole and abs(value) >= 100 else 2 if abs(value) < 10 and not whole else 1
    return row.traced("computed", number(value, digits))
