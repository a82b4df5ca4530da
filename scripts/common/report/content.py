"""The report, written once: answers first, then the sections in `SECTIONS`, then the appendices.

To add a section, write a function that takes the `Inputs` and returns a `Section`, and name it in
`SECTIONS` or `APPENDICES`. A section without blocks and subsections is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scripts.common.report.appendix import (
    battery_appendix,
    figures_appendix,
    methods_appendix,
    printed_appendix,
)
from scripts.common.report.background import (
    limitations_section,
    methods_section,
    references_section,
)
from scripts.common.report.calibration import trust_appendix, trust_section
from scripts.common.report.claims import claims_appendix
from scripts.common.report.evidence import evidence_appendix
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import (
    Block,
    Items,
    Report,
    Runs,
    Section,
    Traced,
    paragraph,
    prose,
)
from scripts.common.report.parts import counted_in, counts_of, figure, sentence_of
from scripts.common.report.problems import problems_section
from scripts.common.report.results import results_section
from scripts.common.report.robustness import robustness_appendix, robustness_section
from scripts.common.report.theories import (
    front_scorecard,
    theories_appendix,
    theories_section,
)
from scripts.common.wording.periods import content_in_periods
from scripts.common.wording.terms import (
    CHANGES,
    MOST_NAMED,
    QUESTION_MEANINGS,
    QUESTIONS,
    count_word,
    counted,
    counts_line,
    counts_phrase,
    listed,
    named,
    overall_answer,
    question_put,
    sentence_case,
    short_answer,
)

# What `make` prints fits on a small terminal; the rest is in the report.
HYPOTHESES_IN_SUMMARY = 8
FRONT = 12  # answers on the first page


def write_report(inputs: Inputs, outputs: Sequence[str]) -> Report:
    """The whole report as sections and blocks.

    Parameters
    ----------
    outputs : sequence of str
        Where the report will lie, for the summary.
    """
    primary = inputs.primary
    others = [row for row in inputs.verdicts if row["primary"] != "True"]
    sections = [write(inputs) for write in (*SECTIONS, *APPENDICES)]
    report = Report(
        title=str(inputs.study["title"]),
        subtitle=str(inputs.study["subtitle"]),
        front=tuple(_front(inputs, primary, others)),
        sections=tuple(s for s in sections if s.blocks or s.subsections),
        summary=tuple(_summary(inputs, primary, others, outputs)),
        edition=f"Version {inputs.study['version']}, data {inputs.data_hash}",
    )
    return content_in_periods(report, inputs.noun, inputs.own_words())


def _front(inputs: Inputs, primary: Sequence[Row], others: Sequence[Row]) -> Iterable[Block]:
    yield _abstract(inputs, primary, others)
    yield from front_scorecard(inputs)
    alone = len({row["series"] for row in primary}) == 1
    shown = [row for row in primary or inputs.verdicts if inputs.is_shown(row)][:FRONT]
    items = [
        (
            f"{_dated(inputs, row)}. {question_put(row['question'], row['claimed'])}",
            sentence_of(inputs, row, not alone),
        )
        for row in shown
    ]
    yield Items(tuple(items))
    if hidden := len(primary or inputs.verdicts) - len(shown):
        yield paragraph("The other {n} are in the tables below.", n=f"{hidden:,}")
    if inputs.figures:
        yield from figure(inputs, inputs.figures[0].id)


def _abstract(inputs: Inputs, primary: Sequence[Row], others: Sequence[Row]) -> Block:
    main, kind = (primary, "primary ") if primary else (inputs.verdicts, "")
    beside = others if primary else ()
    series = list(dict.fromkeys(inputs.short_label(row["series"]) for row in main))
    events = list(dict.fromkeys(_dated(inputs, row) for row in main))
    claims = {row["claimed"] for row in main}
    questions = [
        f"{QUESTIONS[q].removesuffix('?').lower()} ({QUESTION_MEANINGS[q].removesuffix('?')})"
        for q in dict.fromkeys(row["question"] for row in inputs.verdicts)
    ]
    return paragraph(
        "Did the {series} {rise} after the {events}? {answer} Of the {total}, {counts}{rest}."
        " {things}: {asked}. {proviso} “after” never means “because of”.",
        "lead",
        series=named(series, "series", "series"),
        rise=CHANGES[claims.pop()] if len(claims) == 1 else "change",
        events=" and the ".join(events) if len(events) <= MOST_NAMED else f"{len(events)} events",
        answer=overall_answer(counts_of(main)),
        total=_number_of(main, f"{kind}hypothesis", f"{kind}hypotheses"),
        counts=counted_in(main, "verdict", counts_phrase(counts_of(main))),
        rest=_beside(inputs, beside) if beside or inputs.replicates else (),
        things="Two things are asked of each series, and kept apart"
        if len(questions) > 1
        else "One thing is asked of each series",
        asked=" and ".join(questions),
        proviso="The years are few, and other things happened in them;"
        if inputs.few
        else "Other things happened in these years, too;",
    )


def _beside(inputs: Inputs, others: Sequence[Row]) -> Runs:
    """What became of the hypotheses beside the primary ones."""
    about = "beside them"
    if inputs.replicates:
        about = "about other series that {work} argues from"
    work = {"work": inputs.cite(str(inputs.study["work"]))} if inputs.replicates else {}
    return prose(
        f"; of the {{others}} {about}, {{rest}}",
        others=_number_of(others, "hypothesis", "hypotheses"),
        rest=counted_in(others, "verdict", counts_phrase(counts_of(others))),
        **work,
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
            yield f"{heading}, years {row['window']}:"
            group = heading
        numbers = (row.number("estimate"), row.number("ci_low"), row.number("ci_high"))
        answer = short_answer(row["verdict"], *numbers, unit=row["unit"], level=inputs.level)
        yield f"  {question_put(row['question'], row['claimed']):16} {answer}"
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
