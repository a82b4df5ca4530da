"""The headline numbers of the study as macros: name, number as the report rounds it, place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from scripts.common.report.tables import LARGEST_EFFECT
from scripts.methods.verdicts import VERDICTS

_NONE = "–"
# Words of the results and words for the names of macros.
_VERDICTS: dict[str, str] = {verdict: verdict for verdict in VERDICTS}
_CLAIM_VERDICTS = {
    verdict: verdict for verdict in ("holds", "holds approximately", "contradicted", "not testable")
}
_FITS = {"yes": "fits", "no": "fails", "cannot tell": "cannot tell"}
_PRIMARY = {"primary": "True"}


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
        *_counts("study", "hypotheses", inputs.verdicts, "verdict", _VERDICTS, {}),
        *_counts("primary", "hypotheses", inputs.verdicts, "verdict", _VERDICTS, _PRIMARY),
        *_of_predictions(inputs.predictions),
        *(macro for row in inputs.verdicts if inputs.is_shown(row) for macro in _of_verdict(row)),
        *_counts("claims", "total", inputs.claims, "verdict", _CLAIM_VERDICTS, {}),
        *(macro for row in inputs.claims for macro in _made(f"claim {row['claim']}", row, _CLAIM)),
        *(macro for row in inputs.forensics if _suspected(row) for macro in _of_pair(row)),
    ]
    one_each((macro.name, macro.origin) for macro in macros)
    return macros


def _rounded(column: str) -> Callable[[Row], str]:
    return lambda row: number(row.number(column), decimals_for(row["unit"]))


def _ends(low: str, high: str) -> Callable[[Row], str]:
    return lambda row: interval(row.number(low), row.number(high), decimals_for(row["unit"]))


def _p(column: str) -> Callable[[Row], str]:
    return lambda row: p_value(row.number(column))


def _plain(column: str, digits: int) -> Callable[[Row], str]:
    return lambda row: number(row.number(column), digits)


def _as_is(column: str) -> Callable[[Row], str]:
    return lambda row: row[column]


def _detectable(row: Row) -> str:
    """The smallest detectable difference as in the report's tables."""
    if row.number("worst_size") is not None and row.number("mde80_sd") is None:
        return f"> {LARGEST_EFFECT:g} sd"
    return number(row.number("mde80"), decimals_for(row["unit"]))


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
    ("Mde", "mde80", _detectable),
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


def _suspected(row: Row) -> bool:
    """Whether a row is the likeliest candidate of a flagged pair."""
    return row.number("rank") == 1


def _of_pair(row: Row) -> Iterator[Macro]:
    yield from _made(f"forensics {row['series']} {row['year']}", row, _PAIR)


def _of_predictions(rows: Sequence[Row]) -> Iterator[Macro]:
    for theory in dict.fromkeys(row["theory"] for row in rows):
        yield from _counts(theory, "predictions", rows, "fits", _FITS, {"theory": theory})


def _counts(
    prefix: str,
    total: str,
    rows: Sequence[Row],
    column: str,
    values: Mapping[str, str],
    among: Mapping[str, str],
) -> Iterator[Macro]:
    """How many rows there are, and how many with each value, none included.

    Parameters
    ----------
    values : mapping
        Words for names of macros, by value of the column.
    among : mapping
        Only rows that hold these values, by column.
    """
    if not rows:
        return
    file = rows[0].file
    own = [row for row in rows if all(row[name] == value for name, value in among.items())]
    where = " and ".join(f"{name} {value}" for name, value in among.items())
    counted = f"{file}, rows counted with {where}" if where else f"{file}, rows counted"
    yield Macro(macro_name(prefix, total), number(len(own), 0), counted)
    for value, word in values.items():
        count = number(sum(row[column] == value for row in own), 0)
        origin = f"{counted} {'and' if where else 'with'} {column} {value}, column {column}"
        yield Macro(macro_name(prefix, word), count, origin)
