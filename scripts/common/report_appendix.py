"""The appendices: every hypothesis by every method, and the tables as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import difference_unit, p_value
from scripts.common.report_inputs import Inputs, Row
from scripts.common.report_model import Block, Cell, Column, Section, Table, aligned, paragraph
from scripts.common.report_parts import general_figures
from scripts.common.report_tables import hypothesis_name, source_line
from scripts.common.wording import QUESTIONS, listed

P_COLUMNS_AT_MOST = 9


def methods_appendix(inputs: Inputs) -> Section:
    """All hypotheses by all methods, at the headline coding of the event year."""
    coding = {v["hypothesis"]: v for v in inputs.verdicts}
    headline = inputs.study["codings"]
    rows = [
        r
        for r in inputs.events
        if r["hypothesis"] in coding and r["event_year"] == headline[r["hypothesis"]]
    ]
    names = {key: str(about["short"]) for key, about in inputs.methods.items()}
    blocks: list[Block] = [*general_figures(inputs)]
    for question in QUESTIONS:
        asked = [row for row in rows if row["question"] == question]
        if asked:
            blocks += method_tables(inputs, question, asked, names, f"methods-{question}")
            blocks += _infeasible(inputs, asked, names)
    return Section("all-methods", "All hypotheses by all methods", tuple(blocks), appendix=True)


def printed_appendix(inputs: Inputs) -> Section:
    """The analysed tables as printed."""
    tables = tuple(printed_table(inputs, t, f"printed-{t}") for t in inputs.study["analysed"])
    return Section("printed", "The tables as printed", tables, appendix=True)


def _infeasible(inputs: Inputs, rows: list[Row], names: dict[str, str]) -> Iterator[Block]:
    """Which tests could not be run, by reason."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row["status"] != "ok":
            of_series = reasons.setdefault(row["reason"], {})
            name = names.get(row["method"], row["method"].replace("_", " "))
            of_series.setdefault(inputs.short_label(row["series"]), []).append(name)
    for reason, series in reasons.items():
        methods = list(dict.fromkeys(name for found in series.values() for name in found))
        yield paragraph(
            "No p-value for {series} by {methods} ({reason}).",
            "note",
            series=listed(list(series)),
            methods=listed(methods),
            reason=reason,
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
            cells.append(tuple(line))
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
    units = [difference_unit(str(inputs.study["series"][s]["unit"])) for s in series]
    heads = [
        f"{inputs.short_label(s)} ({'%' if unit == 'points' else unit})"
        for s, unit in zip(series, units, strict=True)
    ]
    columns = (Column("Year", "left"), *(Column(head) for head in heads))
    years = [cell.year for cell in inputs.printed[series[0]]] if series else []
    cells = [
        (
            Cell(str(year)),
            *(
                Cell(cell.printed, cell.place)
                for s in series
                for cell in inputs.printed[s]
                if cell.year == year
            ),
        )
        for year in years
    ]
    return Table(
        id=id,
        caption=f"{inputs.sources['tables'][table]['title']}: the values as printed.",
        columns=columns,
        rows=aligned(columns, cells),
        source=f"data/raw/{table}.csv, one line for each year below the header",
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
