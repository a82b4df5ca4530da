"""What stands behind the answers: the methods in short, the limits, the references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scripts.common.formatting import number
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import (
    Block,
    Items,
    References,
    Run,
    Runs,
    Section,
    Traced,
    marked,
    paragraph,
    prose,
)
from scripts.common.report.parts import chosen, counted_in, level_of
from scripts.common.wording.terms import VERDICT_MEANINGS, count_word, counted, sentence_case

# Units that money is counted in.
_MONEY = re.compile(
    r"[$€£¥]|\b(dollars?|euros?|pounds?|yen|francs?|marks?|crowns?|rupees?|yuan|rubles?|pesos?|"
    r"USD|EUR|GBP|JPY|CHF|CNY)\b",
    re.IGNORECASE,
)
_RHO = re.compile(r"rho = (-?\d+(?:\.\d+)?)")


def methods_section(inputs: Inputs) -> Section:
    """Why the AR(1)-referred test decides, how p-values are adjusted, and what verdicts mean."""
    draws = inputs.study["methods"]["null_draws"]
    verdicts = tuple((f"{sentence_case(v)}:", (text,)) for v, text in VERDICT_MEANINGS.items())
    blocks: list[Block] = [
        paragraph(
            "Each verdict rests on one method, chosen on the years of the hypothesis alone, before"
            " any value is read. {chosen}{referred} In annual series one year resembles the"
            " next, and tests that take the years as independent then find differences that are not"
            " there. An appendix lists what each method asks and takes for granted.",
            chosen=_decisive(inputs),
            referred=_referred(inputs, draws),
        ),
        paragraph(
            "{adjusted} Intervals have a coverage of {level}; they are not adjusted.",
            adjusted=_adjusted(inputs),
            level=level_of(inputs),
        ),
    ]
    if inputs.breaks:
        blocks.append(
            paragraph(
                "Where no date is given, the breaks are those of {partition}, with the intervals of"
                " {interval}; the set of dates that cannot be ruled out inverts a likelihood ratio"
                " test ({date_set}) whose distribution is simulated.",
                partition=inputs.cite("bai1998"),
                interval=inputs.cite("bai1997"),
                date_set=inputs.cite("eo2015"),
            )
        )
    blocks += [paragraph("The verdicts mean:"), Items(verdicts)]
    return Section("methods", "Methods in short", tuple(blocks))


def _referred(inputs: Inputs, draws: int) -> Runs:
    """What a test referred to AR(1) errors does, if one decides anything."""
    decisive = [r["method"] for r in inputs.assessments if r["primary"] == "True"]
    if decisive and not any(method.endswith("_boot_ar1") for method in decisive):
        return ()
    return prose(
        " A test that is referred to AR(1) errors takes the ordinary t statistic not to Student’s"
        " distribution but to its own distribution on the very years of the series, under errors"
        " that persist as an AR(1). That distribution is simulated with {draws} draws for each"
        " degree of persistence, and the persistence is estimated free of median bias"
        " ({andrews}).",
        draws=chosen("methods null_draws", f"{draws:,}"),
        andrews=inputs.cite("andrews1993median"),
    )


def _adjusted(inputs: Inputs) -> Runs:
    """How the p-values are adjusted, in each of the families that there are."""
    families = {row["primary"] for row in inputs.verdicts}
    holm, bh = inputs.cite("holm1979"), inputs.cite("benjamini1995")
    if families == {"True"}:
        return prose("The p-values are adjusted by the method of {holm}.", holm=holm)
    if families == {"False"}:
        return prose("The p-values are adjusted by the method of {bh}.", bh=bh)
    return prose(
        "The p-values of the primary family are adjusted by the method of {holm}, all others by"
        " that of {bh}.",
        holm=holm,
        bh=bh,
    )


def _decisive(inputs: Inputs) -> Runs:
    """How many hypotheses rest on each method, and which methods could not be chosen."""
    rows = [r for r in inputs.assessments if r["primary"] == "True"]
    of_method = grouped(rows, lambda row: row["method"])
    counts = [f"for {count_word(len(own))}" for own in of_method.values()]
    parts = [f"“{inputs.method(m)}” {n}" for m, n in zip(of_method, counts, strict=True)]
    calibrated = {r["method"] for r in inputs.assessments}
    left = [
        inputs.method(m)
        for m in dict.fromkeys(r["method"] for r in inputs.events)
        if m in inputs.methods and m not in calibrated
    ]
    text = f"It is {' and '.join(parts)} of the hypotheses." if parts else ""
    if parts and left:
        names = ", ".join(f"“{name.replace(', ', ' by ')}”" for name in left)
        text += (
            f" Not among those tried: {names}, which give no p-value, rest on more than the years,"
            " or fit a model of its own to every series."
        )
    return marked(text, [counted_in(rows, "method", count) for count in counts])


def limitations_section(inputs: Inputs) -> Section:
    """What a reader should not conclude."""
    items = [(title, prose(text, **fields)) for title, text, fields in _limits(inputs)]
    return Section("limitations", "Limitations", (Items(tuple(items)),))


def references_section(inputs: Inputs) -> Section:
    """The list of references."""
    return Section("references", "References", (References(inputs.references),))


def _limits(inputs: Inputs) -> Iterator[tuple[str, str, dict[str, Run]]]:
    """Each limit: its name, what it is, and the fields of that."""
    rows = [row for row in inputs.verdicts if row["estimate"]]
    yield (
        "No cause.",
        "Nothing here tells what moved a series. “After” is a statement about dates, and"
        " other events fall within every window.",
        {},
    )
    if rows and inputs.few:
        yield (
            "Few years.",
            "The comparisons rest on {n_pre} before and {n_post} after an event. “Cannot tell”"
            " is a statement about the tables, not about the world.",
            {column: _range(rows, column) for column in ("n_pre", "n_post")},
        )
    yield from _persistence(inputs)
    if any(row["question"] == "changed_course" for row in inputs.verdicts):
        yield (
            "Straight paths.",
            "“Changed course” takes a straight line as the path that would have gone on."
            " From a few years before the event, such a line says little about years far"
            " from them.",
            {},
        )
    yield (
        f"{sentence_case(inputs.as_printed)}.",
        "The answers rest on the tables as they were {printed}. {slips} that nobody has"
        " noticed, later revisions and changed definitions would go through to them.",
        {
            "printed": inputs.as_printed.removeprefix("as "),
            "slips": "Misprints" if inputs.study.get("work") else "Slips",
        },
    )
    if any(_MONEY.search(str(about["unit"])) for about in inputs.study["series"].values()):
        yield (
            "Amounts in money of the day.",
            "Amounts are not corrected for prices or exchange rates; shares need no such step.",
            {},
        )


def _persistence(inputs: Inputs) -> Iterator[tuple[str, str, dict[str, Run]]]:
    """Hypotheses whose errors persist as much as the tabulated distributions go."""
    found = [(row, _RHO.search(row["note"])) for row in inputs.verdicts]
    rhos = [(float(match[1]), row) for row, match in found if match]
    if not rhos:
        return
    lowest, highest = (pick(rhos, key=lambda pair: pair[0]) for pick in (min, max))
    count = sum(rho == highest[0] for rho, _ in rhos)
    text = "The estimated autocorrelation of the errors runs from {low} to {high}"
    if len(rhos) == 1:
        text = "The estimated autocorrelation of the errors is {low}"
    elif count > 1:
        text += "; {count} reach the highest"
    known = "In series as short as these it is hardly known, and a" if inputs.few else "A"
    text += f". {known} lasting shift, a trend and errors that persist look alike."
    low, high = (row.traced("note", number(rho, 2)) for rho, row in (lowest, highest))
    reach = counted(count, "hypothesis", "hypotheses")
    yield "Persistence.", text, {"low": low, "high": high, "count": reach}


def _range(rows: Sequence[Row], column: str) -> Traced:
    """The fewest and the most years that a column counts."""
    found = [int(row[column]) for row in rows]
    low, high = min(found), max(found)
    said = counted(low, "year") if low == high else f"{low} to {high} years"
    return counted_in(rows, column, said)
