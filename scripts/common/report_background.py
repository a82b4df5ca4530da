"""What stands behind the answers: the methods in short, the limits, the references."""

from __future__ import annotations

import re

from scripts.common.formatting import number
from scripts.common.report_inputs import Inputs
from scripts.common.report_model import (
    Block,
    Items,
    References,
    Runs,
    Section,
    marked,
    paragraph,
    prose,
)
from scripts.common.report_parts import chosen, counted_in, level_of
from scripts.common.wording import VERDICT_MEANINGS, count_word, counted, sentence_case

_RHO = re.compile(r"rho = (-?\d+(?:\.\d+)?)")


def methods_section(inputs: Inputs) -> Section:
    """Why the AR(1)-referred test decides, how p-values are adjusted, and what verdicts mean."""
    draws = inputs.study["methods"]["null_draws"]
    verdicts = tuple((f"{sentence_case(v)}:", (text,)) for v, text in VERDICT_MEANINGS.items())
    blocks: list[Block] = [
        paragraph(
            "Each verdict rests on one method, chosen on the years of the hypothesis alone, before"
            " any value is read. {chosen} A test that is referred to AR(1) errors takes the"
            " ordinary t statistic not to Student’s distribution but to its own distribution on the"
            " very years of the series, under errors that persist as an AR(1). That distribution is"
            " simulated with {draws} draws for each degree of persistence, and the persistence is"
            " estimated free of median bias ({andrews}). In annual series one year resembles the"
            " next, and tests that take the years as independent then find differences that are not"
            " there. An appendix lists what each method asks and takes for granted.",
            chosen=_decisive(inputs),
            draws=chosen("methods null_draws", f"{draws:,}"),
            andrews=inputs.cite("andrews1993median"),
        ),
        paragraph(
            "The p-values of the primary family are adjusted by the method of {holm}, all others"
            " by that of {bh}. Intervals have a coverage of {level}; they are not adjusted.",
            holm=inputs.cite("holm1979"),
            bh=inputs.cite("benjamini1995"),
            level=level_of(inputs),
        ),
        paragraph(
            "Where no date is given, the breaks are those of {partition}, with the intervals of"
            " {interval}; the set of dates that cannot be ruled out inverts a likelihood ratio test"
            " ({date_set}) whose distribution is simulated.",
            partition=inputs.cite("bai1998"),
            interval=inputs.cite("bai1997"),
            date_set=inputs.cite("eo2015"),
        ),
        paragraph("The verdicts mean:"),
        Items(verdicts),
    ]
    return Section("methods", "Methods in short", tuple(blocks))


def _decisive(inputs: Inputs) -> Runs:
    """How many hypotheses rest on each method, and which methods could not be chosen."""
    rows = [r for r in inputs.assessments if r["primary"] == "True"]
    methods = [r["method"] for r in rows]
    counts = [f"for {count_word(methods.count(m))}" for m in dict.fromkeys(methods)]
    parts = [
        f"“{inputs.methods.get(m, {}).get('name', m.replace('_', ' '))}” {count}"
        for m, count in zip(dict.fromkeys(methods), counts, strict=True)
    ]
    calibrated = {r["method"] for r in inputs.assessments}
    left = [
        str(inputs.methods[m]["name"])
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
    rows = [row for row in inputs.verdicts if row["estimate"]]
    post = sorted(int(row["n_post"]) for row in rows)
    before = sorted(int(row["n_pre"]) for row in rows)
    items: list[tuple[str, Runs]] = [
        (
            "No cause.",
            prose(
                "Nothing here tells what moved a series. “After” is a statement about dates, and"
                " other events fall within every window."
            ),
        )
    ]
    if rows:
        items.append(
            (
                "Few years.",
                prose(
                    "The comparisons rest on {pre} before and {post} after an event. “Cannot tell”"
                    " is a statement about the tables, not about the world.",
                    pre=counted_in(rows, "n_pre", _range(before[0], before[-1])),
                    post=counted_in(rows, "n_post", _range(post[0], post[-1])),
                ),
            )
        )
    items += _persistence(inputs)
    items += [
        (
            "Straight paths.",
            prose(
                "“Changed course” takes a straight line as the path that would have gone on. From a"
                " few years before the event, such a line says little about years far from them."
            ),
        ),
        (
            "As printed.",
            prose(
                "The answers rest on the tables as they were printed. Misprints that nobody has"
                " noticed, later revisions and changed definitions would go through to them."
            ),
        ),
        (
            "Amounts in money of the day.",
            prose(
                "Amounts are not corrected for prices or exchange rates; shares need no such step."
            ),
        ),
    ]
    return Section("limitations", "Limitations", (Items(tuple(items)),))


def references_section(inputs: Inputs) -> Section:
    """The list of references."""
    return Section("references", "References", (References(inputs.references),))


def _persistence(inputs: Inputs) -> list[tuple[str, Runs]]:
    """Hypotheses whose errors persist as much as the tabulated distributions go."""
    found = [(row, _RHO.search(row["note"])) for row in inputs.verdicts]
    rhos = [(float(match[1]), row) for row, match in found if match]
    if not rhos:
        return []
    lowest, highest = (pick(rhos, key=lambda pair: pair[0]) for pick in (min, max))
    count = sum(rho == highest[0] for rho, _ in rhos)
    text = (
        "The estimated autocorrelation of the errors runs from {low} to {high}; {count} reach the"
        " highest. In series as short as these it is hardly known, and a lasting shift, a trend and"
        " errors that persist look alike."
        if count > 1
        else "The estimated autocorrelation of the errors runs from {low} to {high}. In series as"
        " short as these it is hardly known, and a lasting shift, a trend and errors that persist"
        " look alike."
    )
    low, high = (row.traced("note", number(rho, 2)) for rho, row in (lowest, highest))
    reach = counted(count, "hypothesis", "hypotheses")
    return [("Persistence.", prose(text, low=low, high=high, count=reach))]


def _range(low: int, high: int) -> str:
    return counted(low, "year") if low == high else f"{low} to {high} years"
