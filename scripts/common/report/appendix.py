"""The appendices: every hypothesis by every method, and the tables as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import difference_unit, p_value
from scripts.common.periods import period_label
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import (
    Block,
    Cell,
    Column,
    Section,
    Table,
    Traced,
    aligned,
    paragraph,
)
from scripts.common.report.parts import other_figures
from scripts.common.report.tables import hypothesis_name, source_line
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
    names = {key: str(about["short"]) for key, about in inputs.methods.items()}
    blocks: list[Block] = []
    for question in QUESTIONS:
        asked = [row for row in rows if row["question"] == question]
        if asked:
            blocks += method_tables(inputs, question, asked, names, f"methods-{question}")
            blocks += _infeasible(inputs, asked, names)
    which = "All hypotheses" if len(inputs.shown) == len(inputs.verdicts) else "Hypotheses"
    return Section("all-methods", f"{which} by all methods", tuple(blocks), appendix=True)


def figures_appendix(inputs: Inputs) -> Section:
    """The figures of the results: every table and its hypotheses."""
    figures = tuple(other_figures(inputs))
    return Section("figures", "The results in figures", figures, appendix=True)


def methods_appendix(inputs: Inputs) -> Section:
    """What each method asks and takes for granted, one line for each."""
    columns = tuple(Column(h, "left") for h in ("Method", "Asks", "Takes for granted", "Source"))
    cells = []
    for about in inputs.methods.values():
        cited = "; ".join(inputs.cite(key).text for key in about.get("cite", []))
        texts = (str(about["name"]), str(about["asks"]), str(about["assumes"]), cited or "–")
        cells.append(tuple(Cell(" ".join(text.split())) for text in texts))
    table = Table(
        id="methods-table",
        caption="The methods: what each asks and what it takes for granted.",
        columns=columns,
        rows=tuple(cells),
        source="",
    )
    return Section("method-list", "The methods", (table,), appendix=True)


def printed_appendix(inputs: Inputs) -> Section:
    """What was read and checked, and the analysed tables as printed."""
    tables = [printed_table(inputs, t, f"printed-{t}") for t in inputs.study["analysed"]]
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


def _infeasible(inputs: Inputs, rows: list[Row], names: dict[str, str]) -> Iterator[Block]:
    """Which tests could not be run, by reason."""
    reasons: dict[str, dict[str, list[str]]] = {}
    traces: dict[str, str] = {}
    for row in rows:
        if row["status"] != "ok":
            of_series = reasons.setdefault(row["reason"], {})
            traces.setdefault(row["reason"], row.trace("reason"))
            name = names.get(row["method"], row["method"].replace("_", " "))
            of_series.setdefault(inputs.short_label(row["series"]), []).append(name)
    for reason, series in reasons.items():
        methods = list(dict.fromkeys(name for found in series.values() for name in found))
        yield paragraph(
            "No p-value for {series} by {methods} ({reason}).",
            "note",
            series=named(list(series), "series", "series"),
            methods=listed(methods),
            reason=Traced(reason, traces[reason]),
        )


def _validation_table(inputs: Inputs) -> Table:
    columns = (
        *(
            Column("Table", "left"),
            Column("Printed in" if inputs.study.get("work") else "Source", "left"),
            Column("Rows"),
            Column("Cells"),
        ),
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


def method_tables(
    inputs: Inputs, question: str, rows: Sequence[Row], names: Mapping[str, str], id: str
) -> list[Table]:
    """Two-sided p-values of every method for every hypothesis; wide sets are cut into tables."""
    pairs = _shown(inputs, rows)
    chunks = [pairs[i : i + P_COLUMNS_AT_MOST] for i in range(0, len(pairs), P_COLUMNS_AT_MOST)]
    found = {(r["hypothesis"], r["method"], r["parameter"]): r for r in rows}
    infeasible = {(r["hypothesis"], r["method"]): r for r in rows if r["status"] != "ok"}
    tables = []
    for i, chunk in enumerate(chunks):
        heads = [_head(pair, pairs, names) for pair in chunk]
        columns = (Column("Hypothesis", "left"), *(Column(head) for head in heads))
        cells = []
        for name in dict.fromkeys(r["hypothesis"] for r in rows):
            own = next(r for r in rows if r["hypothesis"] == name)
            line = [Cell(hypothesis_name(inputs, own, question=False))]
            for method, parameter in chunk:
                row = found.get((name, method, parameter)) or infeasible.get((name, method))
                text = p_value(row.number("p_two_sided")) if row else ""
                line.append(row.cell("p_two_sided", text) if row else Cell("–"))
            if any(cell.text != "–" for cell in line[1:]):
                cells.append(tuple(line))
        if not cells:
            continue
        more = ", continued" if i else ""
        tables.append(
            Table(
                id=f"{id}-{i + 1}" if len(chunks) > 1 else id,
                caption=f"{QUESTIONS[question]} Two-sided p-values, not adjusted, by method{more}.",
                columns=columns,
                rows=aligned(columns, cells),
                source=source_line(rows, "hypothesis, coding, method and parameter"),
            )
        )
    return tables


def printed_table(inputs: Inputs, table: str, id: str) -> Table:
    """The values of a table as they were printed, each with its file, line and column."""
    series = [s for s in inputs.printed if inputs.study["series"][s]["table"] == table]
    series = [s for s in series if any(cell.printed for cell in inputs.printed[s])]
    hidden, series = len(series) - MOST_COLUMNS, series[:MOST_COLUMNS]
    units = [difference_unit(str(inputs.study["series"][s]["unit"])) for s in series]
    heads = [
        f"{inputs.short_label(s)} ({'%' if unit == 'points' else unit})"
        for s, unit in zip(series, units, strict=True)
    ]
    columns = (Column("Year", "left"), *(Column(head) for head in heads))
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
    more = f" {hidden:,} more series of it are in the file." if hidden > 0 else ""
    if len(years) > MOST_ROWS:
        more += f" {len(years) - MOST_ROWS:,} more years of it are in the file."
    return Table(
        id=id,
        caption=f"{about['title']}: the values {inputs.as_printed}.",
        columns=columns,
        rows=aligned(columns, cells),
        source=f"data/raw/{table}.csv, one line for each year below the header",
        notes=(f"{work}, {about['locator']}. {calendar}{more}",),
    )


def _shown(inputs: Inputs, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Methods and parameters with a p-value anywhere; of some methods only the main ones."""
    pairs = dict.fromkeys((r["method"], r["parameter"]) for r in rows if r["p_two_sided"])
    main = {
        id: about["parameters"] for id, about in inputs.methods.items() if "parameters" in about
    }
    return [(m, parameter) for m, parameter in pairs if parameter in main.get(m, [parameter])]


def _head(pair: tuple[str, str], pairs: Sequence[tuple[str, str]], names: Mapping[str, str]) -> str:
    method, parameter = pair
    name = names.get(method, method.replace("_", " "))
    alone = sum(other == method for other, _ in pairs) == 1
    return name if alone else f"{name}: {parameter.replace('_', ' ')}"
