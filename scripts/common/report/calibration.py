"""How far each method can be trusted: size, coverage and power on the very years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import number, percentage
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import (
    Block,
    Cell,
    Paragraph,
    Run,
    Section,
    Table,
    left,
    marked,
    paragraph,
    right,
    table_of,
)
from scripts.common.report.parts import chosen, counted_in, figure, primary_shown
from scripts.common.report.tables import LARGEST_EFFECT, hypothesis_name, source_line
from scripts.common.report.tools import tools_part
from scripts.common.wording.calibration import (
    LAWS,
    SHORT_LAWS,
    at_least,
    at_most,
    others_sentence,
    percent,
    usable_sentence,
)
from scripts.common.wording.terms import QUESTIONS, count_word, listed, named, so_many
from scripts.methods.choice import TARGET_POWER, UNIT_EFFECT

MOST_DESIGNS = 30  # that a table holds, and tables of one design that an appendix does
TITLE = "How far each method can be trusted"


def trust_section(inputs: Inputs) -> Section:
    """What simulated series without an effect say about every method, and which one decides."""
    chosen_rows = {r["hypothesis"]: r for r in inputs.assessments if r["primary"] == "True"}
    tools = tools_part(inputs)
    if not chosen_rows:
        return Section("trust", TITLE, subsections=(tools,) if tools.blocks else ())
    blocks: tuple[Block, ...] = (
        _introduction(inputs),
        _rule(inputs),
        _found(inputs, chosen_rows),
        _design_table(inputs, chosen_rows),
        *figure(inputs, "calibration"),
    )
    return Section("trust", TITLE, blocks, (tools,) if tools.blocks else ())


def trust_appendix(inputs: Inputs) -> Section:
    """Size, coverage and power of every method on the designs of the primary hypotheses."""
    tables = tuple(_method_tables(inputs, primary_shown(inputs)))[:MOST_DESIGNS]
    return Section("trust-all", "All methods on the primary designs", tables, appendix=True)


def _introduction(inputs: Inputs) -> Block:
    about = inputs.study["calibration"]
    alpha = chosen("methods level", percentage(inputs.alpha))
    return paragraph(
        "A test at the {alpha} level promises to claim an effect in no more than {alpha} of the"
        " series that have none. On {few}, each resembling the one before, many tests break"
        " that promise. So the tests were tested before they were used: for each hypothesis {n}"
        " series without any effect were simulated, on exactly its years, with its gap and its"
        " event, for each kind of error ({laws}) and for several correlations ρ between"
        " neighbouring years, and it was counted how often each method claims an effect. Then"
        " effects were added, to count how often they are found. {nothing} in the tables goes"
        " into this.",
        alpha=alpha,
        few="few years" if inputs.few else "years",
        nothing="Nothing printed" if inputs.study.get("work") else "No value",
        n=chosen("calibration replications", f"{int(about['replications']):,}"),
        laws=listed(list(LAWS.values())),
    )


def _rule(inputs: Inputs) -> Block:
    about = inputs.study["calibration"]
    return paragraph(
        "A method is usable for a hypothesis if it claims an effect in at most {limit} of the"
        " series without one, under every kind of error and every ρ up to {rho}. Of the usable"
        " methods that give an interval, the one that most often finds an effect of {unit}"
        " standard deviation decides. If none is usable, the verdict is “cannot tell”, whatever"
        " the p-value.",
        limit=chosen("calibration usable_size", percentage(float(about["usable_size"]))),
        rho=chosen("calibration up_to_rho", _up_to_rho(inputs)),
        unit="one" if UNIT_EFFECT == 1 else f"{UNIT_EFFECT:g}",
    )


def _found(inputs: Inputs, chosen_rows: Mapping[str, Row]) -> Block:
    """For how many hypotheses a method is usable, and how bad the others are at worst."""
    rows = list(chosen_rows.values())
    usable = sum(row["usable"] == "True" for row in rows)
    primary = {v["hypothesis"] for v in inputs.primary}
    rivals = [
        r
        for r in inputs.assessments
        if r["hypothesis"] in primary and r["power_1sd"] and r["primary"] != "True"
    ]
    worst = max(rivals, key=lambda r: r.number("worst_size") or 0.0, default=None)
    text = usable_sentence(usable, len(rows), len(inputs.verdicts) - len(rows))
    numbers = [
        counted_in(rows, "usable", f"{so_many(usable)} of"),
        counted_in(rows, "usable", count_word(len(rows))),
    ]
    found: list[Run] = [*marked(text, numbers)]
    if worst is not None:
        held = sum(r["usable"] == "True" and bool(r.number("power_1sd")) for r in rivals)
        size = worst.number("worst_size") or 0.0
        more = others_sentence(len(rivals), held, inputs.method(worst["method"]), size)
        said = [
            counted_in(rivals, "usable", count_word(len(rivals))),
            worst.traced("worst_size", percent(size, 0)),
        ]
        found += [" ", *marked(more, said)]
    return Paragraph(tuple(found))


def _design_table(inputs: Inputs, chosen: Mapping[str, Row]) -> Table:
    """The method that decides, for every design; hypotheses that share a design share a row."""
    names = list(dict.fromkeys(inputs.method(best["method"], "short") for best in chosen.values()))
    several = len(names) > 1
    alone = "" if several else f" ({names[0]})"
    columns = [*left("Hypotheses"), *right("Years"), *left(*["Method"] * several), *_MEASURES]
    shown = [v for v in inputs.verdicts if v["hypothesis"] in chosen and inputs.is_shown(v)]
    designs = grouped(shown, lambda verdict: _design(inputs, verdict))
    cells = []
    for rows in list(designs.values())[:MOST_DESIGNS]:
        best, first = chosen[rows[0]["hypothesis"]], rows[0]
        labels = [inputs.short_label(row["series"]).replace(",", ":") for row in rows]
        series = named(labels, "series", "series")
        question = QUESTIONS[first["question"]].lower()
        cells.append(
            (
                Cell(f"{series}; {inputs.event(first['event'])}: {question}"),
                first.cell("n_pre", f"{first['n_pre']}\u00a0+\u00a0{first['n_post']}"),
                *[Cell(inputs.method(best["method"], "short"))] * several,
                *_numbers(best),
                best.cell("usable", "yes" if best["usable"] == "True" else "no"),
            )
        )
    return table_of(
        "trust-designs",
        f"The method that decides{alone}, on the years of each hypothesis: how often at"
        " worst it claims an effect that is not there, over all kinds of errors and ρ up to"
        f" {_up_to_rho(inputs)}; coverage of its interval; and power.",
        columns,
        cells,
        source_line(list(chosen.values()), "hypothesis, method and parameter"),
        _NOTE,
    )


_MEASURES = [
    *(*right("Worst size, %", "± error"), *left("Where"), *right("Coverage, %", "Power, %")),
    *(*right("Detectable, sd"), *left("Usable")),
]
_NOTE = (
    "Years: before + after the event. Worst size: share of series without an effect in which the"
    " method claims one, where that is largest. ± error: its Monte Carlo standard error. Power:"
    " share of effects of one standard deviation that are found. Detectable: the smallest effect"
    f" found in {percentage(TARGET_POWER)} of series; > {LARGEST_EFFECT:g}: more than the largest"
    " simulated."
)


def _method_tables(inputs: Inputs, primary: Sequence[Row]) -> Iterator[Table]:
    """Every calibrated method on each design of the primary hypotheses."""
    compared = [v for v in primary if _compared(inputs, v["hypothesis"])]
    for verdict, *_ in grouped(compared, lambda verdict: _design(inputs, verdict)).values():
        rows = _compared(inputs, verdict["hypothesis"])
        decided = any(row["primary"] == "True" for row in rows)
        cells = [
            (
                Cell(
                    inputs.method(row["method"])
                    + ": all at once" * (row["parameter"] == "joint" and decided)
                ),
                *_numbers(row),
                row.cell("usable", _usable(row)),
            )
            for row in rows
        ]
        yield table_of(
            f"trust-{verdict['hypothesis']}",
            f"All methods on the years of {hypothesis_name(inputs, verdict)}"
            f" {verdict['n_pre']} years before, {verdict['n_post']} after.",
            [*left("Method"), *_MEASURES],
            cells,
            source_line(rows, "hypothesis, method and parameter"),
            "Columns as above. No coverage: the method gives no interval.",
        )


def _compared(inputs: Inputs, hypothesis: str) -> list[Row]:
    """The methods of a hypothesis whose power is known too, the one that decides first."""
    rows = [r for r in inputs.assessments if r["hypothesis"] == hypothesis and r["power_1sd"]]
    return sorted(rows, key=lambda r: r["primary"] != "True")


def _numbers(row: Row) -> tuple[Cell, ...]:
    """Size, its error and place, coverage, power and smallest detectable effect."""
    where = f"{SHORT_LAWS.get(row['worst_errors'], row['worst_errors'])}, ρ = {row['worst_rho']}"
    power, mde = row.number("power_1sd"), row.number("mde80_sd")
    coverage = row.number("coverage") if row["eligible"] == "True" else None
    return (
        row.cell("worst_size", at_most(row.number("worst_size")).removesuffix("%")),
        row.cell("worst_size_mc_se", percent(row.number("worst_size_mc_se")).removesuffix("%")),
        row.cell("worst_errors", "" if not power and not row.number("worst_size") else where),
        row.cell("coverage", at_least(coverage).removesuffix("%")),
        row.cell("power_1sd", percent(power, 1).removesuffix("%")),
        row.cell("mde80_sd", f"> {LARGEST_EFFECT:g}" if mde is None else number(mde)),
    )


def _usable(row: Row) -> str:
    usable = row["usable"] == "True"
    if row["primary"] == "True":
        return "yes; it decides" if usable else "no, though the closest"
    if usable and not row.number("power_1sd"):
        return "never rejects"
    return "yes" if usable else "no"


def _design(inputs: Inputs, verdict: Row) -> str:
    name = verdict["hypothesis"]
    return str(inputs.study.get("designs", {}).get(name, name))


def _up_to_rho(inputs: Inputs) -> str:
    return f"{float(inputs.study['calibration']['up_to_rho']):g}"
