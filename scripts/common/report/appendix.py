"""The appendices: every hypothesis by every method, and the tables as printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.common.formatting import difference_unit
from scripts.common.periods import period_label
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import (
    Block,
    Cell,
    Section,
    Table,
    left,
    paragraph,
    right,
    table_of,
)
from scripts.common.report.parts import other_figures
from scripts.common.report.tables import hypothesis_name, p_cell, source_line
from scripts.common.wording.terms import QUESTIONS, listed, named

P_COLUMNS_AT_MOST = 9
# Tables of so many columns at most fit two abreast on paper.
NARROW = 3
# Of a table so many columns, rows and tables are printed at most; the files have all.
MOST_COLUMNS, MOST_ROWS, MOST_TABLES = 12, 400, 12


def battery_appendix(inputs: Inputs) -> Section:
    """All hypotheses by all methods, at the headline coding of the event year."""
    headline = inputs.study["codings"]
    rows = [r for r in inputs.events if r["event_year"] == headline.get(r["hypothesis"])]
    blocks: list[Block] = []
    for question in QUESTIONS:
        asked = [row for row in rows if row["question"] == question]
        if asked:
            blocks += _method_tables(inputs, question, asked)
            blocks += _infeasible(inputs, asked)
    which = "All hypotheses" if len(inputs.shown) == len(inputs.verdicts) else "Hypotheses"
    return Section("all-methods", f"{which} by all methods", tuple(blocks), appendix=True)


def figures_appendix(inputs: Inputs) -> Section:
    """The figures of the results: every table and its hypotheses."""
    figures = tuple(other_figures(inputs))
    return Section("figures", "The results in figures", figures, appendix=True)


def methods_appendix(inputs: Inputs) -> Section:
    """What each method asks and takes for granted, one line for each."""
    cells = []
    for about in inputs.methods.values():
        cited = "; ".join(inputs.cite(key).text for key in about.get("cite", []))
        texts = (str(about["name"]), str(about["asks"]), str(about["assumes"]), cited or "–")
        cells.append(tuple(Cell(" ".join(text.split())) for text in texts))
    table = table_of(
        "methods-table",
        "The methods: what each asks and what it takes for granted.",
        left("Method", "Asks", "Takes for granted", "Source"),
        cells,
        source="",
    )
    return Section("method-list", "The methods", (table,), appendix=True)


def printed_appendix(inputs: Inputs) -> Section:
    """What was read and checked, and the analysed tables as printed."""
    tables = [_printed_table(inputs, t) for t in inputs.study["analysed"]]
    tables = [table for table in tables if table.rows][:MOST_TABLES]
    wide = tuple(table for table in tables if len(table.columns) > NARROW)
    narrow = tuple(table for table in tables if len(table.columns) <= NARROW)
    more = Section("printed-narrow", "The other tables", narrow, appendix=True, narrow=True)
    return Section(
        "printed",
        f"The tables {inputs.as_printed}",
        (_validation_table(inputs), *wide),
        (more,) if narrow else (),
        appendix=True,
    )


def _infeasible(inputs: Inputs, rows: list[Row]) -> Iterator[Block]:
    """Which tests could not be run, by reason."""
    failed = [row for row in rows if row["status"] != "ok"]
    for reason, own in grouped(failed, lambda row: row["reason"]).items():
        of_series = grouped(own, lambda row: inputs.short_label(row["series"]))
        methods = [inputs.method(r["method"], "short") for one in of_series.values() for r in one]
        yield paragraph(
            "No p-value for {series} by {methods} ({reason}).",
            "note",
            series=named(list(of_series), "series", "series"),
            methods=listed(list(dict.fromkeys(methods))),
            reason=own[0].traced("reason", reason),
        )


def _validation_table(inputs: Inputs) -> Table:
    columns = [
        *left("Table", "Printed in" if inputs.study.get("work") else "Source"),
        *right("Rows", "Cells", "Without a number", "Checks", "Problems"),
    ]
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
    source_file = "results/validation.json"
    return table_of("validation", "What was read and checked.", columns, cells, source_file)


def _method_tables(inputs: Inputs, question: str, rows: Sequence[Row]) -> Iterator[Table]:
    """Two-sided p-values of every method for every hypothesis; wide sets are cut into tables."""
    pairs = _shown(inputs, rows)
    chunks = [pairs[i : i + P_COLUMNS_AT_MOST] for i in range(0, len(pairs), P_COLUMNS_AT_MOST)]
    for i, chunk in enumerate(chunks):
        cells = []
        for own in grouped(rows, lambda row: row["hypothesis"]).values():
            found = {(r["method"], r["parameter"]): r for r in own}
            infeasible = {r["method"]: r for r in own if r["status"] != "ok"}
            line = [Cell(hypothesis_name(inputs, own[0], question=False))]
            line += [
                p_cell(found.get(one) or infeasible.get(one[0]), "p_two_sided") for one in chunk
            ]
            if any(cell.text != "–" for cell in line[1:]):
                cells.append(line)
        if cells:
            more = ", continued" if i else ""
            yield table_of(
                f"methods-{question}-{i + 1}" if len(chunks) > 1 else f"methods-{question}",
                f"{QUESTIONS[question]} Two-sided p-values, not adjusted, by method{more}.",
                [*left("Hypothesis"), *right(*(_head(inputs, one, pairs) for one in chunk))],
                cells,
                source_line(rows, "hypothesis, coding, method and parameter"),
            )


def _printed_table(inputs: Inputs, table: str) -> Table:
    """The values of a table as they were printed, each with its file, line and column."""
    series = [s for s in inputs.printed if inputs.study["series"][s]["table"] == table]
    series = [s for s in series if any(cell.printed for cell in inputs.printed[s])]
    hidden, series = len(series) - MOST_COLUMNS, series[:MOST_COLUMNS]
    units = [difference_unit(str(inputs.study["series"][s]["unit"])) for s in series]
    heads = [
        f"{inputs.short_label(s)} ({'%' if unit == 'points' else unit})"
        for s, unit in zip(series, units, strict=True)
    ]
    found = {s: {cell.year: cell for cell in inputs.printed[s]} for s in series}
    years = sorted({year for of_series in found.values() for year in of_series})
    cells = [
        (
            Cell(period_label(year)),
            *(
                Cell(found[s][year].printed, found[s][year].place) if year in found[s] else Cell("")
                for s in series
            ),
        )
        for year in years[:MOST_ROWS]
    ]
    about = inputs.sources["tables"][table]
    work = inputs.cite(str(about["work"])).text
    calendar = " ".join(str(about.get("calendar_note", "")).split())
    more = "".join(
        f" {count:,} more {what} of it are in the file."
        for what, count in (("series", hidden), ("years", len(years) - MOST_ROWS))
        if count > 0
    )
    return table_of(
        f"printed-{table}",
        f"{about['title']}: the values {inputs.as_printed}.",
        [*left("Year"), *right(*heads)],
        cells,
        f"data/raw/{table}.csv, one line for each year below the header",
        f"{work}, {about['locator']}. {calendar}{more}",
    )


def _shown(inputs: Inputs, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Methods and parameters with a p-value anywhere; of some methods only the main ones."""
    pairs = dict.fromkeys((r["method"], r["parameter"]) for r in rows if r["p_two_sided"])
    main = {
        id: about["parameters"] for id, about in inputs.methods.items() if "parameters" in about
    }
    return [(m, parameter) for m, parameter in pairs if parameter in main.get(m, [parameter])]


def _head(inputs: Inputs, pair: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> str:
    method, parameter = pair
    name = inputs.method(method, "short")
    alone = sum(other == method for other, _ in pairs) == 1
    return name if alone else f"{name}: {parameter.replace('_', ' ')}"
