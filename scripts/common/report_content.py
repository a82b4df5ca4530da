"""The report, written once: answers first, then the sections in `SECTIONS`, then the appendices.

To add a section, write a function that takes the `Inputs` and returns a `Section`, and name it in
`SECTIONS` or `APPENDICES`. A section without blocks and subsections is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scripts.common.report_appendix import (
    battery_appendix,
    figures_appendix,
    methods_appendix,
    printed_appendix,
)
from scripts.common.report_background import (
    limitations_section,
    methods_section,
    references_section,
)
from scripts.common.report_calibration import trust_appendix, trust_section
from scripts.common.report_claims import claims_appendix
from scripts.common.report_evidence import evidence_appendix
from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import Block, Items, Report, Section, Traced, paragraph
from scripts.common.report_parts import counted_in, counts_of, figure, sentence_of
from scripts.common.report_problems import problems_section
from scripts.common.report_results import results_section
from scripts.common.report_robustness import robustness_appendix, robustness_section
from scripts.common.report_theories import (
    front_scorecard,
    theories_appendix,
    theories_section,
)
from scripts.common.study import split_window
from scripts.common.wording import (
    QUESTION_MEANINGS,
    QUESTIONS,
    count_word,
    counted,
    counts_line,
    counts_phrase,
    listed,
    overall_answer,
    sentence_case,
    short_answer,
)

# What `make` prints fits on a small terminal; the rest is in the report.
HYPOTHESES_IN_SUMMARY = 8
_CLAIMS = {"up": "rise", "down": "fall"}


def write_report(inputs: Inputs, outputs: Sequence[str]) -> Report:
    """The whole report as sections and blocks.

    Parameters
    ----------
    outputs : sequence of str
        Where the report will lie, for the summary.
    """
    primary = [row for row in inputs.verdicts if row["primary"] == "True"]
    others = [row for row in inputs.verdicts if row["primary"] != "True"]
    sections = [write(inputs) for write in (*SECTIONS, *APPENDICES)]
    return Report(
        title=str(inputs.study["title"]),
        subtitle=str(inputs.study["subtitle"]),
        front=tuple(_front(inputs, primary, others)),
        sections=tuple(s for s in sections if s.blocks or s.subsections),
        summary=tuple(_summary(inputs, primary, others, outputs)),
        edition=f"Version {inputs.study['version']}, data {inputs.data_hash}",
    )


def _front(inputs: Inputs, primary: Sequence[Row], others: Sequence[Row]) -> Iterable[Block]:
    yield _abstract(inputs, primary, others)
    yield from front_scorecard(inputs)
    items = [
        (f"{_dated(inputs, row)}. {QUESTIONS[row['question']]}", sentence_of(inputs, row, False))
        for row in primary
    ]
    yield Items(tuple(items))
    if inputs.figures:
        yield from figure(inputs, inputs.figures[0].id)


def _abstract(inputs: Inputs, primary: Sequence[Row], others: Sequence[Row]) -> Block:
    series = list(dict.fromkeys(inputs.short_label(row["series"]) for row in primary))
    events = list(dict.fromkeys(_dated(inputs, row) for row in primary))
    claims = {row["claimed"] for row in primary}
    asked = [
        f"{QUESTIONS[q].removesuffix('?').lower()} ({QUESTION_MEANINGS[q].removesuffix('?')})"
        for q in dict.fromkeys(row["question"] for row in inputs.verdicts)
    ]
    return paragraph(
        "Did the {series} {rise} after the {events}? {answer} Of the {total}, {counts}; of the"
        " {others} about other series that {work} argues from, {rest}. Two things are asked of each"
        " series, and kept apart: {asked}. The years are few, and other things happened in them;"
        " “after” never means “because of”.",
        "lead",
        series=listed(series),
        rise=_CLAIMS[claims.pop()] if len(claims) == 1 else "change",
        events=" and the ".join(events),
        answer=overall_answer(counts_of(primary)),
        total=_number_of(primary, "primary hypothesis", "primary hypotheses"),
        counts=counted_in(primary, "verdict", counts_phrase(counts_of(primary))),
        work=inputs.cite(str(inputs.study["work"])),
        others=_number_of(others, "hypothesis", "hypotheses"),
        rest=counted_in(others, "verdict", counts_phrase(counts_of(others))),
        asked=" and ".join(asked),
    )


def _number_of(rows: Sequence[Row], singular: str, plural: str) -> Traced | str:
    said = counted(len(rows), singular, plural)
    return counted_in(rows, "hypothesis", said) if rows else said


def _dated(inputs: Inputs, row: Row) -> str:
    about = inputs.study["events"][row["event"]]
    return f"{about['label']} ({about['date'][:4]})"


def _summary(
    inputs: Inputs, primary: Sequence[Row], others: Sequence[Row], outputs: Sequence[str]
) -> Iterable[str]:
    yield str(inputs.study["title"])
    group = None
    for row in primary[:HYPOTHESES_IN_SUMMARY]:
        heading = f"{inputs.short_label(row['series'])}, {_dated(inputs, row)}"
        if heading != group:
            first, last = split_window(row["window"])
            yield f"{heading}, years {first}-{last}:"
            group = heading
        numbers = (row.number("estimate"), row.number("ci_low"), row.number("ci_high"))
        answer = short_answer(row["verdict"], *numbers, unit=row["unit"], level=inputs.level)
        yield f"  {QUESTIONS[row['question']]:16} {answer}"
    if len(primary) > HYPOTHESES_IN_SUMMARY:
        yield f"  and {count_word(len(primary) - HYPOTHESES_IN_SUMMARY)} more in the report"
    if others:
        total = counted(len(others), "other hypothesis", "other hypotheses")
        yield f"{sentence_case(total)}: {counts_line(counts_of(others))}."
    yield f"Report: {listed(list(outputs))}"


SECTIONS: tuple[Callable[[Inputs], Section], ...] = (
    theories_section,
    results_section,
    problems_section,
    trust_section,
    robustness_section,
    methods_section,
    limitations_section,
    references_section,
)
APPENDICES: tuple[Callable[[Inputs], Section], ...] = (
    theories_appendix,
    figures_appendix,
    battery_appendix,
    evidence_appendix,
    claims_appendix,
    trust_appendix,
    robustness_appendix,
    methods_appendix,
    printed_appendix,
)
