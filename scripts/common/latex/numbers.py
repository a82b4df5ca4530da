"""The headline numbers of the study as macros: name, number as the report rounds it, place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.common.formatting import (
    decimals_for,
    difference_unit,
    interval,
    number,
    p_value,
    span,
)
from scripts.common.latex.text import macro_name, one_each
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.problem_tables import claim_number
from scripts.common.report.tables import detectable, in_unit
from scripts.common.wording.comparisons import FIT_WORDS
from scripts.common.wording.problems import CLAIM_VERDICTS
from scripts.methods.verdicts import VERDICTS

_NONE = "–"


@dataclass(frozen=True)
class Macro:
    """A macro: `text` is plain text, `origin` says where it stands."""

    name: str
    text: str
    origin: str


Form = tuple[str, str, Callable[[Row], str]]


def headline_macros(inputs: Inputs) -> list[Macro]:
    """All macros, in the order of the results; of very many hypotheses those that the report shows.

    Raises
    ------
    UserError
        If two results would share a name.
    """
    processed = "data/processed, rows of the analysed tables"
    macros = [
        Macro("StudyVersion", str(inputs.study["version"]), "CITATION.cff, version"),
        Macro("StudyData", inputs.data_hash, processed),
        *_counts("study hypotheses", inputs.verdicts, "verdict", VERDICTS),
        *_counts("primary hypotheses", inputs.verdicts, "verdict", VERDICTS, primary="True"),
        *(
            macro
            for theory in dict.fromkeys(row["theory"] for row in inputs.predictions)
            for macro in _counts(
                f"{theory} predictions", inputs.predictions, "fits", FIT_WORDS, theory=theory
            )
        ),
        *(macro for row in inputs.verdicts if inputs.is_shown(row) for macro in _of_verdict(row)),
        *_counts("claims total", inputs.claims, "verdict", CLAIM_VERDICTS),
        *(macro for row in inputs.claims for macro in _made(f"claim {row['claim']}", row, _CLAIM)),
        *(
            macro
            for row in inputs.forensics
            if row.number("rank") == 1  # the likeliest candidate of a flagged pair
            for macro in _made(f"forensics {row['series']} {row['year']}", row, _PAIR)
        ),
    ]
    one_each((macro.name, macro.origin) for macro in macros)
    return macros


def _rounded(column: str) -> Callable[[Row], str]:
    return lambda row: in_unit(row, column).text


def _ends(low: str, high: str) -> Callable[[Row], str]:
    return lambda row: interval(row.number(low), row.number(high), decimals_for(row["unit"]))


def _p(column: str) -> Callable[[Row], str]:
    return lambda row: p_value(row.number(column))


def _plain(column: str, digits: int) -> Callable[[Row], str]:
    return lambda row: number(row.number(column), digits)


def _as_is(column: str) -> Callable[[Row], str]:
    return lambda row: row[column]


# What follows the id in the name of a macro, the column that it is traced to, and its text.
_VERDICT: tuple[Form, ...] = (
    ("Verdict", "verdict", _as_is("verdict")),
    ("Estimate", "estimate", _rounded("estimate")),
    ("CiLow", "ci_low", _rounded("ci_low")),
    ("CiHigh", "ci_high", _rounded("ci_high")),
    ("Interval", "ci_low", _ends("ci_low", "ci_high")),
    ("Unit", "unit", lambda row: difference_unit(row["unit"])),
    ("PValue", "p_value", _p("p_value")),
    ("PAdjusted", "p_adjusted", _p("p_adjusted")),
    ("Mde", "mde80", lambda row: detectable(row).text),
    ("NPre", "n_pre", _plain("n_pre", 0)),
    ("NPost", "n_post", _plain("n_post", 0)),
    ("Window", "window", lambda row: span(row["window"])),
    ("Sentence", "sentence", _as_is("sentence")),
)
# The same on the corrected table, where a correction enters.
_CORRECTED: tuple[Form, ...] = (
    ("CorrectedVerdict", "corrected", _as_is("corrected")),
    ("CorrectedEstimate", "estimate_corrected", _rounded("estimate_corrected")),
    ("CorrectedInterval", "ci_low_corrected", _ends("ci_low_corrected", "ci_high_corrected")),
    ("CorrectedPAdjusted", "p_adjusted_corrected", _p("p_adjusted_corrected")),
)
_CLAIM: tuple[Form, ...] = (
    ("Verdict", "verdict", _as_is("verdict")),
    ("Quoted", "quoted", _as_is("quoted")),
    ("Computed", "computed", lambda row: claim_number(row).text),
)
_PAIR: tuple[Form, ...] = (
    ("PrintedAmount", "printed_amount", _as_is("printed_amount")),
    ("PrintedShare", "printed_share", _as_is("printed_share")),
    ("ImpliedTotal", "implied_total", _plain("implied_total", 0)),
    ("NeighboursTotal", "neighbours_total", _plain("neighbours_total", 0)),
    ("RobustZ", "robust_z", _plain("robust_z", 1)),
    ("Candidate", "candidate", _as_is("candidate")),
    ("CandidateTotal", "candidate_total", _plain("candidate_total", 0)),
    ("NCandidates", "n_candidates", _plain("n_candidates", 0)),
)


def _made(id: str, row: Row, forms: Sequence[Form]) -> Iterator[Macro]:
    for suffix, column, text in forms:
        yield Macro(macro_name(id, suffix), text(row) or _NONE, row.trace(column))


def _of_verdict(row: Row) -> Iterator[Macro]:
    yield from _made(row["hypothesis"], row, _VERDICT)
    if row.cells.get("corrected"):
        yield from _made(row["hypothesis"], row, _CORRECTED)


def _counts(
    name: str, rows: Sequence[Row], column: str, values: Iterable[str], **among: str
) -> Iterator[Macro]:
    """How many rows there are, and how many with each value, none included.

    Parameters
    ----------
    name : str
        Of the macro of all; the others have the value, or the word for it, as their last word.
    among : str
        Only rows that hold these values, by column.
    """
    if not rows:
        return
    own = [row for row in rows if all(row[name] == value for name, value in among.items())]
    where = " and ".join(f"{name} {value}" for name, value in among.items())
    counted = f"{rows[0].file}, rows counted{' with ' if where else ''}{where}"
    yield Macro(macro_name(name), number(len(own), 0), counted)
    prefix = name.rpartition(" ")[0]
    words = values if isinstance(values, Mapping) else {value: value for value in values}
    for value, word in words.items():
        count = number(sum(row[column] == value for row in own), 0)
        origin = f"{counted} {'and' if where else 'with'} {column} {value}, column {column}"
        yield Macro(macro_name(prefix, word), count, origin)
