"""Small parts that several sections of the report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from scripts.common.formatting import decimals_for, number, p_equals, percentage, quantity
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import Figure, Runs, Traced, marked
from scripts.common.wording.terms import listed, quantity_of_effect, sentence_case

# Figures that sections of their own show.
PLACED = ("calibration", "placebo", "multiverse", "scorecard", "forensics", "claims")


def figure(inputs: Inputs, id: str) -> list[Figure]:
    """A figure of the study as a block, if it is drawn."""
    return [figure for figure in inputs.figures if figure.id == id]


def other_figures(inputs: Inputs) -> list[Figure]:
    """Figures that neither the first page nor a section of their own shows."""
    return [figure for figure in inputs.figures[1:] if figure.id not in PLACED]


def sentence_of(inputs: Inputs, row: Row, labelled: bool = True) -> Runs:
    """The verdict's sentence, each number traced; without series and event if a term names them."""
    text, unit = row["sentence"], row["unit"]
    if not labelled:
        text = text.removeprefix(f"{inputs.label(row['series'])}: ")
        text = sentence_case(text.removeprefix(f"after the {inputs.event(row['event'])} "))
    if not row["estimate"]:
        return marked(text, [row.traced("reason", row["reason"])])
    effect = row.number("smallest_effect")
    numbers = [
        row.traced("estimate", quantity(abs(row.number("estimate") or 0.0), unit)),
        level_of(inputs),
        *(row.traced(c, number(row.number(c), decimals_for(unit))) for c in ("ci_low", "ci_high")),
        row.traced("p_adjusted", p_equals(row.number("p_adjusted"))),
        row.traced("p_value", p_equals(row.number("p_value"))),
        row.traced("p_adjusted", p_equals(row.number("p_adjusted"))),
    ]
    if effect is not None:
        numbers.append(row.traced("smallest_effect", quantity_of_effect(effect, unit)))
    return marked(text, numbers)


def level_of(inputs: Inputs) -> Traced:
    """The coverage of the intervals as it stands in a sentence."""
    return chosen("methods level", percentage(inputs.level))


def chosen(key: str, text: str) -> Traced:
    """A number that the configuration sets, by the keys that lead to it."""
    return Traced(text, f"config.yaml, key {key}")


def primary_shown(inputs: Inputs) -> list[Row]:
    """The primary hypotheses that are shown one by one; all of them unless there are very many."""
    return [row for row in inputs.primary if inputs.is_shown(row)]


def left_out(inputs: Inputs, rows: Sequence[Row]) -> list[Traced | str]:
    """A sentence about rows of a table that are not shown, if there are any."""
    hidden = sum(not inputs.is_shown(row) for row in rows)
    if not hidden:
        return []
    file = rows[0].file
    return [
        " Shown are the ",
        counted_in(rows, "p_adjusted", f"{len(rows) - hidden:,}"),
        f" with the smallest adjusted p-values; the other {hidden:,} are in {file}.",
    ]


def counted_in(rows: Sequence[Row], column: str, text: str) -> Traced:
    """A count, or a phrase of counts, of rows by what stands in one of their columns."""
    files = ";".join(dict.fromkeys(row.file for row in rows))
    return Traced(text, f"{files}, rows counted by {column}")


def present(parts: Mapping[str, Sequence[Row]]) -> str:
    """Names of the parts that there are, for a title."""
    return listed([name for name, rows in parts.items() if rows])


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows have each verdict."""
    return Counter(row["verdict"] for row in rows)
