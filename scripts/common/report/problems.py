"""The problems of the data: gaps, implied totals, other sources, corrections, and the claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import decimals_for, number
from scripts.common.report.claims import claims_blocks
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import (
    Block,
    Items,
    Runs,
    Section,
    Traced,
    marked,
    paragraph,
    prose,
)
from scripts.common.report.parts import counted_in, figure
from scripts.common.report.tables import hypothesis_name
from scripts.common.wording.problems import (
    candidate_sentence,
    external_sentence,
    flagged_sentence,
    implied_sentence,
    survival_sentence,
)
from scripts.common.wording.terms import counted, listed

CORRECTIONS = "data/raw/corrections.yaml"
# So many candidates of a flagged pair are named; results/forensics.csv has more.
LIKELIEST = 5
NOTES = 20  # gaps and reservations that are told; data/raw/sources.yaml has all
OUTLIERS = 30  # numbers that another source does not bear out


def problems_section(inputs: Inputs) -> Section:
    """What may be wrong with the tables and the sentences, and what hangs on it."""
    parts = [
        Section("data-totals", "Totals that the tables imply", tuple(_totals(inputs))),
        Section("data-external", "Another source", tuple(_external(inputs))),
        Section("data-corrections", "Corrections", tuple(_corrections(inputs))),
        Section("data-claims", "The paper’s sentences", tuple(claims_blocks(inputs))),
    ]
    blocks = tuple(_checked(inputs))
    return Section("data", "Problems of the data", blocks, tuple(p for p in parts if p.blocks))


def _checked(inputs: Inputs) -> Iterator[Block]:
    """What was read, where no number is printed, and what is to be read with care."""
    records = [inputs.validation[table] for table in inputs.study["tables"]]
    sums = {
        "table": len(records),
        "row": sum(record["rows"] for record in records),
        "cell": sum(record["cells"] for record in records),
        "problem": sum(len(record["problems"]) for record in records),
    }
    told = {
        name: Traced(counted(n, name), f"results/validation.json, counted by {name}")
        for name, n in sums.items()
    }
    yield paragraph(
        "Every cell was read as text and checked before anything was computed from it: {table},"
        " {row} and {cell}, with {problem} left. Cells without a number are left missing, never"
        " zero; the others are used {as_printed}.",
        "plain",
        as_printed=inputs.as_printed,
        **told,
    )
    notes = tuple(_notes(inputs))
    if notes:
        yield Items(notes[:NOTES])


def _notes(inputs: Inputs) -> Iterator[tuple[str, Runs]]:
    """Where no number is printed, then what is to be read with care."""
    tables = {table: inputs.sources["tables"][table] for table in inputs.study["analysed"]}
    for table, about in tables.items():
        for gap in about.get("missing", []):
            printed, reason = str(gap["printed"]), _clean(gap["reason"])
            said = f"printed “{printed}”" if printed else "nothing"
            yield _place(inputs, table, gap), (f"{said}; {reason}.",)
    for table, about in tables.items():
        for flag in about.get("flags", []):
            yield _place(inputs, table, flag), (_clean(flag["note"]),)


def _place(inputs: Inputs, table: str, entry: Mapping[str, list[str]]) -> str:
    names = [inputs.short_label(f"{table}_{column}") for column in entry["columns"]]
    return f"{listed(names)}, {listed([str(year) for year in entry['years']])}:"


def _totals(inputs: Inputs) -> Iterator[Block]:
    """The pairs whose implied total stands out, and what each is consistent with."""
    pairs = grouped(inputs.forensics, lambda row: (row["series"], row["year"]))
    if not pairs:
        return
    flagged = [rows for rows in pairs.values() if _is_flagged(rows[0])]
    text = flagged_sentence(len(pairs), len(flagged))
    counts = [counted_in(inputs.forensics, "flagged", counted(len(pairs), "pair"))]
    yield paragraph(
        "An amount and its share imply a total, within an interval that rounding leaves. A total is"
        " flagged where it is out of line with those of the years around or, where there is one,"
        " with that of another source, by more than series without a misprint are. {said}",
        said=marked(text, counts),
    )
    if flagged:
        yield Items(tuple(_suspect(inputs, rows) for rows in flagged[:OUTLIERS]))
    yield from figure(inputs, "forensics")


def _is_flagged(row: Row) -> bool:
    return "True" in (row["flagged"], row.cells.get("flagged_external"))


def _suspect(inputs: Inputs, rows: Sequence[Row]) -> tuple[str, Runs]:
    """A flagged pair and what it is consistent with."""
    row = rows[0]
    total = row.number("implied_total")
    digits = 1 if total is not None and total < 100 else 0
    totals = {"neighbours_total": "the years around", "external_total": "the other source"}
    said = {
        column: row.traced(column, number(row.number(column), digits))
        for column in ("implied_total", "implied_low", "implied_high", *totals)
    }
    beside = {what: said[column].text for column, what in totals.items() if said[column].text}
    amount, share = row["printed_amount"], f"{row['printed_share']}%"
    total_said, *ends = (said[f"implied_{end}"].text for end in ("total", "low", "high"))
    fact = implied_sentence(amount, share, total_said, (ends[0], ends[1]), beside)
    numbers = [
        row.traced("printed_amount", amount),
        row.traced("printed_share", share),
        *said.values(),
    ]
    return f"{inputs.short_label(row['series'])}, {row['year']}:", (
        *marked(fact, numbers),
        " ",
        *_candidates(inputs, rows),
    )


def _candidates(inputs: Inputs, rows: Sequence[Row]) -> Runs:
    """The likeliest repairs of a pair by cell, and how many as simple there are."""
    agreeing = [row for row in rows if row["candidate_agrees"] == "True"]
    ways = {int(float(r["slips"])): int(float(r["n_candidates"])) for r in agreeing}
    repairs = grouped(
        agreeing[:LIKELIEST],
        lambda row: f"{row[_printed_in(row)]} ({inputs.short_label(row['candidate_cell'])})",
    )
    meant = {cell: [row["candidate"] for row in own] for cell, own in repairs.items()}
    numbers: list[Traced] = []
    for cell, own in repairs.items():
        numbers += [row.traced("candidate", row["candidate"]) for row in own]
        numbers.append(own[0].traced(_printed_in(own[0]), cell.split(" ")[0]))
    for slips, n in sorted(ways.items()):
        row = next(r for r in agreeing if int(float(r["slips"])) == slips)
        numbers.append(row.traced("n_candidates", counted(n, "repair")))
    return marked(candidate_sentence(meant, ways), numbers)


def _printed_in(row: Row) -> str:
    """The column of the printed cell that a candidate would correct."""
    return "printed_amount" if row["candidate_cell"] == row["series"] else "printed_share"


def _external(inputs: Inputs) -> Iterator[Block]:
    """Printed numbers against another source: the outliers, and where nothing is printed."""
    compared = [row for row in inputs.external if row["agrees"]]
    if not compared:
        return
    agreeing = [row for row in compared if row["agrees"] == "True"]
    text = external_sentence(len(compared), len(agreeing))
    counts = [
        counted_in(inputs.external, "agrees", said)
        for said in (counted(len(compared), "printed number"), f"{len(agreeing):,}")
    ]
    yield paragraph("{said}", said=marked(text, counts))
    items = [_outlier(inputs, row) for row in compared if row["agrees"] == "False"]
    silent = [
        row
        for row in inputs.external
        if not row["printed"] and inputs.study["series"][row["series"]]["kind"] == "amount"
    ]
    for series, own in grouped(silent, lambda row: row["series"]).items():
        notes: list[Traced | str] = []
        for row in own:
            said = row["note"].removeprefix("none printed; ")
            notes += [f"{'; ' if notes else ''}{row['year']}, ", row.traced("note", said)]
        items.append((f"{inputs.short_label(series)}, no number:", (*notes, ".")))
    if items:
        yield Items(tuple(items[:OUTLIERS]))


def _outlier(inputs: Inputs, row: Row) -> tuple[str, Runs]:
    external, tolerance = (
        row.traced(column, number(row.number(column), decimals_for("%")))
        for column in ("external", "tolerance")
    )
    runs = prose(
        "printed {printed}, elsewhere {external}; {note}, where {tolerance} is allowed.",
        printed=row.traced("printed_text", row["printed_text"]),
        note=row.traced("note", row["note"]),
        external=external,
        tolerance=tolerance,
    )
    return f"{inputs.short_label(row['series'])}, {row['year']}:", runs


def _corrections(inputs: Inputs) -> Iterator[Block]:
    """Each correction with its reason, and whether the verdicts survive the corrected table."""
    corrections: Sequence[Mapping[str, object]] = inputs.study["corrections"]
    if not corrections:
        return
    yield paragraph(
        "The answers rest on the tables {as_printed}. Beside them, everything was computed again"
        " with these values in place of the printed ones:",
        as_printed=inputs.as_printed,
    )
    items: list[tuple[str, Runs]] = []
    for entry in corrections:
        trace = f"{CORRECTIONS}, row {entry['id']}, column"
        runs = prose(
            "{used} for {printed}, {status}{rank}. {reason}",
            used=Traced(str(entry["used"]), f"{trace} used"),
            printed=Traced(str(entry["printed"]), f"{trace} printed"),
            status=str(entry["status"]),
            rank=_rank(inputs, entry),
            reason=Traced(_clean(entry["reason"]), f"{trace} reason"),
        )
        series = inputs.short_label(f"{entry['table']}_{entry['column']}")
        items.append((f"{series}, {entry['year']}:", runs))
    yield Items(tuple(items))
    entered = [row for row in inputs.verdicts if row.cells.get("corrected")]
    names = {row["hypothesis"]: hypothesis_name(inputs, row).removesuffix("?") for row in entered}
    changed = [
        f"{names[row['hypothesis']]} (from “{row['as_printed']}” to “{row['corrected']}”)"
        for row in entered
        if row["corrected"] != row["as_printed"]
    ]
    flips = [names[row["hypothesis"]] for row in entered if row["flips_corrected"] == "True"]
    turned = " The sign of the estimate or the adjusted decision changes for {}."
    said = survival_sentence(len(entered), changed)
    counts = [counted_in(entered, "corrected", f"the {len(entered)} verdicts")] if entered else []
    yield paragraph(
        "{said}{turned}",
        said=marked(said, counts),
        turned=turned.format(listed(flips)) if flips else "",
    )


def _rank(inputs: Inputs, entry: Mapping[str, object]) -> Runs:
    """The place of a correction among the candidates of its pair, where it is one of them."""
    cell = f"{entry['table']}_{entry['column']}"
    for row in inputs.forensics:
        key = (row["candidate_cell"], row["year"], row["candidate"])
        if key == (cell, str(entry["year"]), str(entry["used"])):
            rank = row.traced("rank", f"{row.number('rank'):.0f}")
            return prose(" (number {rank} of the candidates by likelihood)", rank=rank)
    return ()


def _clean(text: object) -> str:
    return " ".join(str(text).split())
