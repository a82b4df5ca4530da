"""The scorecard of the theories: what each predicts, what the verdicts say; two-number facts."""

from __future__ import annotations

from scripts.common.formatting import difference_unit
from scripts.common.report.inputs import SHOWN, Inputs, grouped
from scripts.common.report.model import (
    Block,
    Cell,
    Items,
    Runs,
    Section,
    Traced,
    left,
    pair,
    paragraph,
    prose,
    right,
    table_of,
)
from scripts.common.report.parts import figure
from scripts.common.report.tables import (
    hypothesis_name,
    in_unit,
    interval_cells,
    interval_head,
    p_cell,
    source_line,
)
from scripts.common.wording.comparisons import (
    FIT_WORDS,
    failing_sentence,
    scorecard_conclusion,
    two_numbers,
)
from scripts.common.wording.terms import CHANGES, QUESTIONS, listed, sentence_case

# A sign and a word, so that neither colour nor sight is needed.
FITS = {fit: f"{sign} {FIT_WORDS[fit]}" for fit, sign in zip(FIT_WORDS, "✓✗?", strict=True)}
_MEANINGS = (
    f"{FITS['yes']}: a change in the predicted direction is significant after adjustment."
    f" {FITS['no']}: the interval rules out a change of that direction large enough to talk about,"
    f" or the opposite is significant. {FITS['cannot tell']}: neither.",
)
# What the paper's own concept is measured by, for a series of that name.
_MEASURES = {
    "oda_pooled_share": (
        "What the paper calls positional power is measured, for the network of aid, by the series"
        " “{series}”: Japan’s part in the aid of all five recipients taken together."
    )
}


def front_scorecard(inputs: Inputs) -> list[Block]:
    """The first table: for each theory how many predictions fit, fail, or cannot be told."""
    counts = _counts(inputs)
    if not counts:
        return []
    columns = [*left("Theory"), *right(*FITS.values(), "All")]
    cells = []
    for theory, fits in counts.items():
        trace = f"{inputs.predictions[0].file}, rows of {theory}, column fits"
        numbers = (*(fits[key] for key in FITS), sum(fits.values()))
        line = [Cell(f"{sentence_case(theory)} ({_predicted(inputs, theory)})")]
        cells.append((*line, *(Cell(f"{n:,}", trace) for n in numbers)))
    return [
        table_of(
            "scorecard",
            "How the predictions of each theory fare: one for each series, event and question.",
            columns,
            cells,
            source_line(inputs.predictions, "theory and hypothesis"),
            large=True,
        ),
        paragraph(scorecard_conclusion(counts)),
    ]


def theories_section(inputs: Inputs) -> Section:
    """What each theory fails to predict, and facts of two numbers."""
    blocks: list[Block] = []
    theories = list(_counts(inputs))
    if theories:
        failing = " ".join(text for t in theories if (text := _failing(inputs, t)))
        measured = [
            text.format(series=inputs.short_label(series))
            for series, text in _MEASURES.items()
            if any(row["series"] == series for row in inputs.predictions)
        ]
        blocks.append(
            paragraph(
                "{against} {more} An"
                " appendix lists every prediction and what the tables say to it.",
                against=_against(inputs, theories),
                more=" ".join([*([failing] if failing else []), *measured]),
            )
        )
    blocks += _two_number_facts(inputs)
    return Section("theories", "What the theories predict", tuple(blocks))


def _against(inputs: Inputs, theories: list[str]) -> Runs:
    """Who sets the theories against each other."""
    if inputs.replicates:
        text = "{work} sets the theories against each other with series of its own."
        return prose(text, work=inputs.cite(str(inputs.study["work"])))
    said = listed([theory.replace("_", " ") for theory in theories])
    return (f"What the tables say is held against the predictions of {said}.",)


def theories_appendix(inputs: Inputs) -> Section:
    """Every prediction with its place in the paper, and the numbers that judge it."""
    theories = list(_counts(inputs))
    if not theories:
        return Section("predictions", "All predictions", appendix=True)
    columns = [
        *(*left("Hypothesis"), *right("Estimate"), *left("Unit"), *pair(interval_head(inputs))),
        *(*right("Adjusted p"), *left(*(sentence_case(theory) for theory in theories))),
    ]
    cells = []
    found = grouped(inputs.predictions, lambda row: row["hypothesis"])
    for rows in list(found.values())[:SHOWN]:
        first, unit = rows[0], rows[0]["unit"]
        fits = {row["theory"]: row.cell("fits", FITS[row["fits"]]) for row in rows}
        cells.append(
            (
                Cell(hypothesis_name(inputs, first)),
                in_unit(first, "estimate"),
                Cell(difference_unit(unit)),
                *interval_cells(first, "ci_low", "ci_high", unit),
                p_cell(first, "p_adjusted"),
                *(fits.get(theory, Cell("–")) for theory in theories),
            )
        )
    table = table_of(
        "predictions-table",
        f"{'All' if len(cells) < SHOWN else 'The first'} predictions, and what the primary"
        " method finds; below, where they are made.",
        columns,
        cells,
        source_line(inputs.predictions, "theory and hypothesis"),
        *(*_MEANINGS, *(_places(inputs, theory) for theory in theories)),
    )
    blocks: tuple[Block, ...] = (*figure(inputs, "scorecard"), table)
    return Section("predictions", "All predictions", blocks, appendix=True)


def _counts(inputs: Inputs) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for row in inputs.predictions:
        counts.setdefault(row["theory"], dict.fromkeys(FITS, 0))[row["fits"]] += 1
    return counts


def _predicted(inputs: Inputs, theory: str) -> str:
    found = (row["predicted"] for row in inputs.predictions if row["theory"] == theory)
    return " or ".join(
        f"a {CHANGES[direction]}" if direction in CHANGES else "no change"
        for direction in dict.fromkeys(found)
    )


def _places(inputs: Inputs, theory: str) -> str:
    """Where the paper makes the predictions of a theory, by event, or by series if that differs."""
    own = [row for row in inputs.predictions if row["theory"] == theory]
    parts = []
    for event, of_event in grouped(own, lambda row: row["event"]).items():
        locators = grouped(of_event, lambda row: row["locator"])
        for locator, rows in locators.items():
            series = dict.fromkeys(inputs.short_label(row["series"]) for row in rows)
            only = f" for {listed(list(series))}" if len(locators) > 1 else ""
            parts.append(f"{locator or 'config.yaml'} ({inputs.event(event)}{only})")
    return f"{sentence_case(theory)} predicts {_predicted(inputs, theory)}: {'; '.join(parts)}."


def _failing(inputs: Inputs, theory: str) -> str:
    rows = [r for r in inputs.predictions if r["theory"] == theory and r["fits"] == "no"]
    failing: dict[str, list[str]] = {}
    for (series, event), own in grouped(rows, lambda r: (r["series"], r["event"])).items():
        asked = listed([QUESTIONS[row["question"]].removesuffix("?").lower() for row in own])
        failing.setdefault(f"{asked}, {inputs.event(event)}", []).append(inputs.short_label(series))
    return failing_sentence(theory, failing) if failing else ""


def _two_number_facts(inputs: Inputs) -> list[Block]:
    """Quantities that the paper prints for two periods: their difference, and no test."""
    items: list[tuple[str, Runs]] = []
    pairs = grouped(inputs.facts, lambda row: (row["quantity"], row["unit"]))
    for (quantity, unit), rows in pairs.items():
        if len({row["period"] for row in rows}) != 2 or len(rows) != 2:
            continue
        first, second = sorted(rows, key=lambda row: row["period"])
        values = float(first["value"]), float(second["value"])
        numbers, arithmetic = two_numbers(*values, (first["period"], second["period"]), unit)
        said, _, other = numbers.partition(" and ")
        runs = prose(
            "{numbers}: {arithmetic} ({locator}).",
            numbers=(first.traced("value", said), " and ", second.traced("value", other)),
            arithmetic=Traced(
                arithmetic, f"{first.file}, rows of {first['id']} and {second['id']}"
            ),
            locator=listed(list(dict.fromkeys((first["locator"], second["locator"])))),
        )
        items.append((f"{sentence_case(quantity)}:", runs))
    if not items:
        return []
    text = paragraph(
        "Of some quantities the paper prints two numbers. That is arithmetic, not evidence: two"
        " numbers, and two means as well, allow no test, since nothing printed says how much such"
        " a number moves by itself."
    )
    return [text, Items(tuple(items))]
