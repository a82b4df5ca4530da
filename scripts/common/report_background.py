"""What stands behind the answers: the data and their problems, the methods, the limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.common.formatting import number, percentage
from scripts.common.report_inputs import Inputs
from scripts.common.report_model import (
    Block,
    Items,
    References,
    Runs,
    Section,
    paragraph,
    prose,
)
from scripts.common.wording import VERDICT_MEANINGS, count_word, counted, listed, sentence_case

_RHO = re.compile(r"rho = (-?\d+(?:\.\d+)?)")


def data_section(inputs: Inputs) -> Section:
    """What was printed, what is missing and why, what is flagged, and what validation found."""
    records = [inputs.validation[table] for table in inputs.study["tables"]]
    problems = sum(len(record["problems"]) for record in records)
    blocks: list[Block] = [
        paragraph(
            "Every cell was read as text and checked before anything was computed from it:"
            " {tables}, {rows} and {cells}, with {problems} left (see the last appendix).",
            tables=counted(len(records), "table"),
            rows=counted(sum(record["rows"] for record in records), "row"),
            cells=counted(sum(record["cells"] for record in records), "cell"),
            problems=counted(problems, "problem"),
        ),
    ]
    gaps, flags = tuple(_gaps(inputs)), tuple(_flags(inputs))
    if gaps:
        blocks += [paragraph("Cells without a number are left missing, never zero:"), Items(gaps)]
    if flags:
        blocks += [paragraph("Cells to be read with care, used here as printed:"), Items(flags)]
    return Section("data", "The data and their problems", tuple(blocks))


def methods_section(inputs: Inputs) -> Section:
    """Why the AR(1)-referred test decides, how p-values are adjusted, and what verdicts mean."""
    draws = inputs.study["methods"]["null_draws"]
    verdicts = tuple((f"{sentence_case(v)}:", (text,)) for v, text in VERDICT_MEANINGS.items())
    blocks: list[Block] = [
        paragraph(
            "Each verdict rests on one method, chosen on the years of the hypothesis alone, before"
            " any value is read: it must keep its promised error rate in simulated series without"
            " an effect, and of those that do it is the one with the most power (the section on"
            " trust says how). {chosen} A test that is referred to AR(1) errors takes the ordinary"
            " t statistic not to Student’s distribution but to its own distribution on the very"
            " years of the series, under errors that persist as an AR(1). That distribution is"
            " simulated with {draws} draws for each degree of persistence, and the persistence is"
            " estimated free of median bias ({andrews}). The reason is simple:"
            " in annual series one year resembles the next, and tests that take the years as"
            " independent then find differences that are not there. The other methods are shown"
            " beside it; an appendix lists what each asks and takes for granted.",
            chosen=_chosen(inputs),
            draws=f"{draws:,}",
            andrews=inputs.cite("andrews1993median"),
        ),
        paragraph(
            "The p-values of the primary family are adjusted by the method of {holm}, all others"
            " by that of {bh}. Intervals have a coverage of {level}; they are not adjusted.",
            holm=inputs.cite("holm1979"),
            bh=inputs.cite("benjamini1995"),
            level=percentage(inputs.level),
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


def _chosen(inputs: Inputs) -> str:
    """How many hypotheses rest on each method, and which methods could not be chosen."""
    chosen = [r["method"] for r in inputs.assessments if r["primary"] == "True"]
    parts = [
        f"“{inputs.methods.get(m, {}).get('name', m)}” for {count_word(chosen.count(m))}"
        for m in dict.fromkeys(chosen)
    ]
    calibrated = {r["method"] for r in inputs.assessments}
    left = [
        str(inputs.methods[m]["name"])
        for m in dict.fromkeys(r["method"] for r in inputs.events)
        if m in inputs.methods and m not in calibrated
    ]
    text = f"It is {listed(parts)} of the hypotheses." if parts else ""
    if parts and left:
        names = listed([f"“{name}”" for name in left])
        text += (
            f" Not among those tried: {names}, which give no p-value, rest on more than the years,"
            " or fit a model of its own to every series."
        )
    return text


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
                    pre=_range(before[0], before[-1]),
                    post=_range(post[0], post[-1]),
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
                "The tables are used as they were printed. Misprints, later revisions and changed"
                " definitions would go through to the answers."
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


def _gaps(inputs: Inputs) -> Iterator[tuple[str, Runs]]:
    for table in inputs.study["analysed"]:
        for gap in inputs.sources["tables"][table].get("missing", []):
            text = "printed “{printed}”; {reason}."
            runs = prose(text, printed=str(gap["printed"]), reason=_clean(gap["reason"]))
            yield _place(inputs, table, gap), runs


def _flags(inputs: Inputs) -> Iterator[tuple[str, Runs]]:
    for table in inputs.study["analysed"]:
        for flag in inputs.sources["tables"][table].get("flags", []):
            yield _place(inputs, table, flag), prose("{note}", note=_clean(flag["note"]))


def _place(inputs: Inputs, table: str, entry: dict[str, list[str]]) -> str:
    names = [inputs.short_label(f"{table}_{column}") for column in entry["columns"]]
    return f"{listed(names)}, {listed([str(year) for year in entry['years']])}:"


def _clean(text: object) -> str:
    return " ".join(str(text).split())


def _persistence(inputs: Inputs) -> list[tuple[str, Runs]]:
    """Hypotheses whose errors persist as much as the tabulated distributions go."""
    found = [(row, _RHO.search(row["note"])) for row in inputs.verdicts]
    rhos = {row["hypothesis"]: float(match[1]) for row, match in found if match}
    if not rhos:
        return []
    highest = max(rhos.values())
    count = sum(rho == highest for rho in rhos.values())
    text = (
        "The estimated autocorrelation of the errors runs from {low} to {high}; {count} reach the"
        " highest. In series as short as these it is hardly known, and a lasting shift, a trend and"
        " errors that persist look alike."
        if count > 1
        else "The estimated autocorrelation of the errors runs from {low} to {high}. In series as"
        " short as these it is hardly known, and a lasting shift, a trend and errors that persist"
        " look alike."
    )
    low, high = number(min(rhos.values()), 2), number(highest, 2)
    numbers = {"low": low, "high": high, "count": counted(count, "hypothesis", "hypotheses")}
    return [("Persistence.", prose(text, **numbers))]


def _range(low: int, high: int) -> str:
    return counted(low, "year") if low == high else f"{low} to {high} years"
