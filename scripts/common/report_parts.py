"""Small parts that several sections of the report share."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import Figure, Traced
from scripts.common.wording import sentence_case

# Figures that sections of their own show.
PLACED = ("calibration", "placebo", "multiverse", "scorecard")


def figure(inputs: Inputs, id: str) -> Figure | None:
    """A figure of the study as a block, if it is drawn."""
    for drawing in inputs.figures:
        if drawing.id == id:
            return Figure(id, drawing.title, drawing.caption, drawing.alt)
    return None


def figures_of(inputs: Inputs, table: str) -> list[Figure]:
    """Figures about one table; the first figure of all stands on the first page instead."""
    names = [d.id for d in inputs.figures[1:] if d.id.split("_")[0] == table]
    return [f for f in (figure(inputs, name) for name in names) if f]


def sentence_of(inputs: Inputs, row: Row, labelled: bool = True) -> Traced:
    """The verdict's sentence with its trace; without series and event where a term names them."""
    text = row["sentence"]
    if not labelled:
        text = text.removeprefix(f"{inputs.label(row['series'])}: ")
        text = sentence_case(text.removeprefix(f"after the {inputs.event(row['event'])} "))
    return row.traced("sentence", text)


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows have each verdict."""
    verdicts = [row["verdict"] for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}


def general_figures(inputs: Inputs) -> list[Figure]:
    """Figures about no single table."""
    tables = inputs.study["analysed"]
    names = [
        d.id for d in inputs.figures[1:] if d.id not in PLACED and d.id.split("_")[0] not in tables
    ]
    return [block for block in (figure(inputs, name) for name in names) if block]
