"""The results by question: before and after the events, then trends, breaks and panels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.common.formatting import span
from scripts.common.periods import split_window, year_of
from scripts.common.report.evidence import evidence_part, panel_part
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import Block, Items, Runs, Section, marked, paragraph
from scripts.common.report.parts import counted_in, counts_of, left_out, sentence_of
from scripts.common.report.tables import verdict_table
from scripts.common.wording.terms import (
    NO_INTERVAL,
    NOT_PASSED,
    QUESTION_MEANINGS,
    QUESTIONS,
    count_word,
    counted,
    counts_phrase,
    listed,
    named,
    open_sentence,
    sentence_case,
    unusable,
)

TOLD = 20  # answers beside the primary ones that are told in a sentence
PAIRS_TOLD = 12  # pairs of event and window whose other events are told


def results_section(inputs: Inputs) -> Section:
    """What the tables say to each question, and beside it without a date."""
    parts = [
        *(_question_part(inputs, question) for question in QUESTIONS),
        evidence_part(inputs),
        panel_part(inputs),
    ]
    blocks = tuple(_other_events(inputs))
    return Section("results", "Results", blocks, tuple(p for p in parts if p.blocks))


def _question_part(inputs: Inputs, question: str) -> Section:
    """One question: how many verdicts of each kind, what is open and why, and all of them."""
    asked = [row for row in inputs.verdicts if row["question"] == question]
    rows = sorted(asked, key=lambda row: row["primary"] != "True")
    title = QUESTIONS[question]
    if not rows:
        return Section(f"results-{question}", title)
    blocks: list[Block] = [
        paragraph(
            "{meaning} Of the {total}, {counts}. {open}{more}",
            meaning=sentence_case(QUESTION_MEANINGS[question]),
            total=counted_in(rows, "question", counted(len(rows), "hypothesis", "hypotheses")),
            counts=counted_in(rows, "verdict", counts_phrase(counts_of(rows))),
            open=_open(inputs, rows),
            more=left_out(inputs, rows),
        )
    ]
    shown = [row for row in rows if inputs.is_shown(row)]
    told = [row for row in shown if row["primary"] != "True" and _notable(inputs, row)][:TOLD]
    if told:
        blocks.append(Items(tuple(("", sentence_of(inputs, row)) for row in told)))
    which = "Every hypothesis" if len(shown) == len(rows) else "The most decisive hypotheses"
    first = "; the primary ones first" if len({row["primary"] for row in shown}) > 1 else ""
    caption = (
        f"{title} {which}, by the method that decides {'it' if which[0] == 'E' else 'each'}{first}."
    )
    if shown:
        blocks.append(verdict_table(inputs, shown, f"verdicts-{question}", caption))
    return Section(f"results-{question}", title, tuple(blocks))


def _notable(inputs: Inputs, row: Row) -> bool:
    """Whether a reader should not miss it: judged either way, or significant by itself."""
    return row["verdict"] != "cannot tell" or row.p("p_value") <= inputs.alpha


def _open(inputs: Inputs, rows: Sequence[Row]) -> Runs | str:
    """Why the open ones are open, those of one reason together."""
    found = grouped(
        [row for row in rows if row["verdict"] == "cannot tell"], lambda row: _reason(inputs, row)
    )
    if not found:
        return ""
    ordered = dict(sorted(found.items(), key=lambda item: -len(item[1])))
    numbers = [
        counted_in(own, "verdict", f"for {count_word(len(own))}") for own in ordered.values()
    ]
    return marked(open_sentence({why: len(own) for why, own in ordered.items()}), numbers)


def _reason(inputs: Inputs, row: Row) -> str:
    low, high = row.number("ci_low"), row.number("ci_high")
    if not row["estimate"]:
        return "the years are too few for the test to be run"
    if row.cells.get("usable") == "False":
        return unusable(int(row["n_pre"] or 0) + int(row["n_post"] or 0))
    if low is None or high is None:
        return NO_INTERVAL
    if row.p("p_value") <= inputs.alpha:
        return "the difference is significant by itself, but not once adjusted"
    if low > 0 or high < 0:
        return NOT_PASSED
    return "the interval holds both no change and one large enough to talk about"


def _other_events(inputs: Inputs) -> Iterator[Block]:
    """What else happened between the first and the last year of each window."""
    parts: dict[tuple[str, str], list[str]] = {}
    for event, window in dict.fromkeys((row["event"], row["window"]) for row in inputs.verdicts):
        first, last = (year_of(period) for period in split_window(window))
        others = [
            f"{about['label']} ({about['date'][:4]})"
            for name, about in inputs.study["events"].items()
            if name != event and first <= int(about["date"][:4]) <= last
        ]
        happened = listed(others) or "no other event of the study"
        parts.setdefault((happened, inputs.event(event)), []).append(span(window))
    parts = {pair: windows for pair, windows in parts.items() if len(parts) <= PAIRS_TOLD}
    if parts:
        yield paragraph(
            "“After” is not “because of”. These events fell into the same years, and the data"
            " cannot keep them apart: {parts}.",
            parts="; ".join(
                f"{what} within {named(windows, 'window')} ({event})"
                for (what, event), windows in parts.items()
            ),
        )
