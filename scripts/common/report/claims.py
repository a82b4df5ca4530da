"""The audit of the paper's quantitative sentences, and the verdicts on the corrected tables."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.common.report.inputs import Inputs, grouped
from scripts.common.report.model import Block, Section, marked, paragraph
from scripts.common.report.parts import counted_in, counts_of, figure, present
from scripts.common.report.problem_tables import claim_number, claims_table, correction_table
from scripts.common.wording.problems import claims_sentence, contradicted_sentence
from scripts.common.wording.terms import counted, sentence_case


def claims_appendix(inputs: Inputs) -> Section:
    """Corrected verdicts beside the printed ones, and the whole audit of the claims."""
    entered = [row for row in inputs.verdicts if row.cells.get("corrected")]
    blocks: list[Block] = []
    if entered:
        blocks.append(correction_table(inputs, entered))
    blocks += figure(inputs, "claims")
    if inputs.claims:
        caption = "Every quantitative sentence of the paper, read in each way that can be computed."
        blocks.append(claims_table(inputs.claims, "claims-all", caption, reasons=True))
    title = present({"corrections": entered, "the audit of the claims": inputs.claims})
    return Section("claims-audit", sentence_case(title), tuple(blocks), appendix=True)


def claims_blocks(inputs: Inputs) -> Iterator[Block]:
    """How the quantitative sentences of the paper fare, and those that do not hold."""
    if not inputs.claims:
        return
    sentences = {row.cells.get("sentence", row["claim"]) for row in inputs.claims}
    yield paragraph(
        "{sentences} of the paper that state a quantity were read in {readings}, and each compared"
        " with what the tables, the facts it prints or the other source give. {said}",
        sentences=counted_in(
            inputs.claims, "sentence", sentence_case(counted(len(sentences), "sentence"))
        ),
        readings=counted_in(inputs.claims, "claim", counted(len(inputs.claims), "way")),
        said=counted_in(inputs.claims, "verdict", claims_sentence(counts_of(inputs.claims))),
    )
    wrong = [row for row in inputs.claims if row["verdict"] == "contradicted"]
    contradicted = grouped(wrong, lambda row: row["quote"])
    if contradicted:
        said = contradicted_sentence(
            {
                quote: [(row["quoted"], claim_number(row).text) for row in rows]
                for quote, rows in contradicted.items()
            }
        )
        numbers = []
        for quote, rows in contradicted.items():
            quoted = {row["quoted"]: row for row in rows}
            numbers += [rows[0].traced("quote", quote)]
            numbers += [row.traced("quoted", text) for text, row in quoted.items()]
            numbers += [claim_number(row) for row in rows]
        yield paragraph("{said}", said=marked(said, numbers))
    doubtful = [r for r in inputs.claims if r["verdict"] in ("contradicted", "holds approximately")]
    if doubtful:
        doubtful.sort(key=lambda row: row["verdict"])
        caption = "Sentences that the tables contradict, or bear out only approximately."
        yield claims_table(doubtful, "claims-doubtful", caption)
