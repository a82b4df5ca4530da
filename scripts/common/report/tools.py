"""What the usual tools would have said: their p-values beside those of the test used here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.common.formatting import p_equals
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import Block, Runs, Section, marked, paragraph
from scripts.common.report.parts import chosen, counted_in, primary_shown
from scripts.common.report.tables import tools_table
from scripts.common.wording.comparisons import tools_sentence, widest_gap_sentence
from scripts.common.wording.evidence import ALPHA
from scripts.common.wording.terms import count_word

# Of each question: how the ids of its regressions begin, and the statistics of those.
MODELS = {"higher_after": "shift", "changed_course": "its"}
STATISTICS = {
    "higher_after": ("level_shift",),
    "changed_course": ("average_gap", "level_change", "slope_change"),
}
PRIMARY = "primary"
USUAL = ("ols", "hac", "ewc")


def tools_part(inputs: Inputs) -> Section:
    """What least squares, Newey-West and cosines would have said of the primary hypotheses."""
    rows = list(_statistics(inputs))
    title = "What the usual tools would have said"
    if not rows:
        return Section("usual-tools", title)
    names = {PRIMARY: "Used here", "ols": "Least squares", "hac": "Newey–West", "ewc": "Cosines"}
    p_values = [{m: r.p() for m, r in row.items() if r and r["p_two_sided"]} for row in rows]
    found = {
        name: (sum(p[m] <= ALPHA for p in p_values if m in p), sum(m in p for p in p_values))
        for m, name in names.items()
    }
    said = {name: name if "–" in name else name.lower() for name in names.values()}
    blocks: list[Block] = [
        paragraph(
            "{counts} {widest} They cannot all be right; which of them to trust is found by the"
            " simulations, not by what they say here.",
            counts=_counts(inputs, {said[n]: c for n, c in found.items()}, said[names[PRIMARY]]),
            widest=_widest(inputs, rows, p_values, {m: said[n] for m, n in names.items()}),
        ),
        tools_table(inputs, rows, names),
    ]
    return Section("usual-tools", title, tuple(blocks))


def _statistics(inputs: Inputs) -> Iterator[dict[str, Row | None]]:
    """The statistics of each primary hypothesis, by the ending of the method's id."""
    found = {
        (r["hypothesis"], r["event_year"], r["method"], r["parameter"]): r for r in inputs.events
    }
    for verdict in primary_shown(inputs):
        question, name = verdict["question"], verdict["hypothesis"]
        main, *others = STATISTICS[question]
        for parameter in (main, *others):
            # The method that decides may call the main statistic by a name of its own.
            of_primary = verdict["parameter"] if parameter == main else parameter
            wanted = {end: (f"{MODELS[question]}_{end}", parameter) for end in USUAL}
            wanted[PRIMARY] = (verdict["primary_method"], of_primary)
            coding = inputs.study["codings"][name]
            row = {end: found.get((name, coding, *w)) for end, w in wanted.items()}
            if any(row.values()):
                yield row


def _widest(
    inputs: Inputs,
    rows: Sequence[dict[str, Row | None]],
    p_values: Sequence[dict[str, float]],
    names: dict[str, str],
) -> Runs:
    """The statistic whose p-value by any usual method is lowest beside the one used here."""
    gaps = [
        (p[PRIMARY] / max(min(p[m] for m in p if m != PRIMARY), 1e-12), i)
        for i, p in enumerate(p_values)
        if len(p) > 1 and PRIMARY in p
    ]
    if not gaps or max(gaps)[0] <= 1.0:
        return ()
    place = max(gaps)[1]
    p, row = p_values[place], rows[place]
    about = next(r for r in row.values() if r is not None)
    what = (
        f"{about['parameter'].replace('_', ' ')} of the {inputs.short_label(about['series'])} after"
        f" the {inputs.event(about['event'])}"
    )
    others = [m for m in p if m != PRIMARY]
    text = widest_gap_sentence(what, p[PRIMARY], {names[m]: p[m] for m in others})
    shown = [(r, p_equals(p[m])) for m in (*others, PRIMARY) if (r := row[m]) is not None]
    return marked(text, [r.traced("p_two_sided", said) for r, said in shown])


def _counts(inputs: Inputs, found: Mapping[str, tuple[int, int]], primary: str) -> Runs:
    """How many statistics each method calls significant."""
    counts = [f"of {count_word(total)} by {m}" for m, (_, total) in found.items() if m != primary]
    numbers = [chosen("methods level", f"p ≤ {ALPHA:g}")]
    numbers += [counted_in(inputs.events[:1], "p_two_sided", text) for text in counts]
    return marked(tools_sentence(found, primary), numbers)
