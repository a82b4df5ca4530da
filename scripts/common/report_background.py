"""What stands behind the answers: the data and their problems, the methods, the limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.common.formatting import number, percentage
from scripts.common.report_inputs import Inputs
from scripts.common.report_model import (
    Block,
    Cell,
    Column,
    Items,
    References,
    Runs,
    Section,
    Table,
    aligned,
    paragraph,
    prose,
)
from scripts.common.wording import VERDICT_MEANINGS, counted, listed, sentence_case

_RHO = re.compile(r"rho = (-?\d+(?:\.\d+)?)")


def data_section(inputs: Inputs) -> Section:
    """What was printed, what is missing and why, what is flagged, and what validation found."""
    records = [inputs.validation[table] for table in inputs.study["tables"]]
    problems = sum(len(record["problems"]) for record in records)
    blocks: list[Block] = [
        paragraph(
            "Every cell was read as text and checked before anything was computed from it:"
            " {tables}, {rows} and {cells}, with {problems} left.",
            tables=counted(len(records), "table"),
            rows=counted(sum(record["rows"] for record in records), "row"),
            cells=counted(sum(record["cells"] for record in records), "cell"),
            problems=counted(problems, "problem"),
        ),
        _validation_table(inputs),
    ]
    gaps, flags = tuple(_gaps(inputs)), tuple(_flags(inputs))
    if gaps:
        blocks += [paragraph("Cells without a number are left missing, never zero:"), Items(gaps)]
    if flags:
        blocks += [paragraph("Cells to be read with care, used here as printed:"), Items(flags)]
    return Section("data", "The data and their problems", tuple(blocks))


def methods_section(inputs: Inputs) -> Section:
    """Each method in one line, and why the AR(1)-referred test decides."""
    draws = inputs.study["methods"]["null_draws"]
    verdicts = tuple((f"{sentence_case(v)}:", (text,)) for v, text in VERDICT_MEANINGS.items())
    blocks: list[Block] = [
        paragraph(
            "The verdicts rest on one test for each question, fixed before the values were read:"
            " the ordinary t statistic, referred not to Student’s distribution but to its own"
            " distribution on the very years of the series, under errors that persist as an AR(1)."
            " That distribution is simulated with {draws} draws for each degree of persistence, and"
            " the persistence is estimated free of median bias ({andrews}). The reason is simple:"
            " in annual series one year resembles the next, and tests that take the years as"
            " independent then find differences that are not there. The other methods are shown"
            " beside it, not chosen from.",
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
        _method_table(inputs),
        paragraph("The verdicts mean:"),
        Items(verdicts),
    ]
    return Section("methods", "Methods in short", tuple(blocks))


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


def _validation_table(inputs: Inputs) -> Table:
    columns = (
        *(Column("Table", "left"), Column("Printed in", "left"), Column("Rows"), Column("Cells")),
        *(Column("Without a number"), Column("Checks"), Column("Problems")),
    )
    cells = []
    for table in inputs.study["tables"]:
        record, source = inputs.validation[table], inputs.sources["tables"][table]
        trace = f"results/validation.json, table {table}"
        counts = (
            *(record["rows"], record["cells"], record["missing"]),
            *(len(record["checks"]), len(record["problems"])),
        )
        work = inputs.cite(source["work"]).text
        where = f"{work}, {str(source['locator']).split(',')[0]}"
        line = [Cell(str(source["title"]), trace), Cell(where)]
        cells.append((*line, *(Cell(f"{count:,}", trace) for count in counts)))
    return Table(
        id="validation",
        caption="What was read and checked.",
        columns=columns,
        rows=aligned(columns, cells),
        source="results/validation.json",
    )


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


def _method_table(inputs: Inputs) -> Table:
    columns = tuple(Column(h, "left") for h in ("Method", "Asks", "Takes for granted", "Source"))
    cells = []
    for about in inputs.methods.values():
        cited = "; ".join(inputs.cite(key).text for key in about.get("cite", []))
        texts = (str(about["name"]), str(about["asks"]), str(about["assumes"]), cited or "–")
        cells.append(tuple(Cell(_clean(text)) for text in texts))
    return Table(
        id="methods-table",
        caption="The methods: what each asks and what it takes for granted.",
        columns=columns,
        rows=tuple(cells),
        source="",
    )


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
