"""From a number in a row of results to the rows it was taken from, and to the cells below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts.common.trace.archive import CONFIG, Archive, Row
from scripts.common.trace.lineage import Basis, basis_of, key_of, kind_of
from scripts.common.trace.places import Place

# Columns of the verdicts and the columns of the event tests that they are.
_OF_EVENTS = {
    **{c: c for c in ("estimate", "ci_low", "ci_high", "n_pre", "n_post", "window", "note")},
    "p_value": "p_two_sided",
}
_OF_METHODS = {"worst_size", "coverage", "usable", "mde80_sd", "primary_method", "parameter"}
_OF_CONFIG = {"smallest_effect", "claimed", "primary", "adjustment", "locator", "event", "question"}
_OF_DROPPED = {"flips_leave_one_out", "flipping_years"}
NOT_RUN = "this study does without other specifications, or without leaving out single years"
_OLS = ("shift_ols", "its_ols")
# The summary of a curve stands in every row of its file and rests on all of them.
_OF_WHOLE_CURVE = {
    *("median_effect", "share_significant_claimed", "share_sign_flips", "share_decision_flips"),
    *("p_joint_median", "p_joint_share", "n_specifications", "rank"),
}


@dataclass
class Lineage:
    """A number followed to its cells: the places it passed, what was said there, the cells."""

    steps: list[str] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)

    @property
    def basis(self) -> Basis:
        """All cells and notes that the number rests on."""
        return Basis(
            frozenset().union(*(b.cells for b in self.bases)),
            tuple(dict.fromkeys(note for b in self.bases for note in b.notes)),
            any(b.corrected for b in self.bases),  # without a correction both tables are equal
        )


def follow(archive: Archive, place: Place, depth: int = 0) -> Lineage:
    """Follow a place to the cells of the processed tables.

    Parameters
    ----------
    place : Place
        A row of results and a column; without a column, all that the row rests on.
    depth : int
        Steps that were followed before, by which this one is indented.
    """
    rows = archive.find(place)
    shown = f" = {rows[0].get(place.column, '')}" if place.column and len(rows) == 1 else ""
    lineage = Lineage([f"{'  ' * depth}{place}{shown}"])
    kind = kind_of(place.file)
    if kind in ("verdicts", "scorecard"):
        for row in rows:
            for source in _sources_of(archive, kind, row, place.column):
                if isinstance(source, str):
                    lineage.bases.append(Basis(notes=(source,)))
                else:
                    below = follow(archive, source, depth + 1)
                    lineage.steps += below.steps
                    lineage.bases += below.bases
        return lineage
    if kind == "multiverse" and place.column in _OF_WHOLE_CURVE:
        rows = archive.rows(place.file)
    lineage.bases = [basis_of(place.file, row, archive.study) for row in rows]
    if len(rows) > 1:  # each leaves out other years, so together they leave out none
        lineage.bases = [Basis(lineage.basis.cells, (f"over {len(rows)} rows of {place.file}",))]
    elif rows and rows[0].get("reason") and not rows[0].get(place.column):
        lineage.bases.append(Basis(notes=(f"no number: {rows[0]['reason']}",)))
    return lineage


def _sources_of(archive: Archive, kind: str, row: Row, column: str) -> Iterator[Place | str]:
    """Rows that a verdict's or a prediction's column was taken from, and what is to be said."""
    return _of_scorecard(row, column) if kind == "scorecard" else _of_verdicts(archive, row, column)


def _of_scorecard(row: Row, column: str) -> Iterator[Place | str]:
    if column in ("theory", "predicted", "locator"):
        yield f"from {CONFIG}, predictions of {row['theory']}, key {column}"
    else:
        same = column if column in ("estimate", "ci_low", "ci_high", "p_adjusted") else "verdict"
        yield Place("results/verdicts.csv", row["hypothesis"], same)


def _of_verdicts(archive: Archive, row: Row, column: str) -> Iterator[Place | str]:
    """What one column of a verdict was taken from; of a verdict or sentence, all of it."""
    plain = column.removesuffix("_corrected")
    version = "corrected/" if column in ("corrected", "flips_corrected") or plain != column else ""
    if version and not row.get("corrected"):
        yield "no corrected cell enters this hypothesis, so there is no corrected version of it"
        return
    if plain in _OF_CONFIG:
        key = "primary" if plain == "adjustment" else plain
        yield f"from {CONFIG}, {_config_entry(row)}, key {key}"
    elif plain in _OF_METHODS:
        yield from _of_assessment(archive, row, plain)
    elif plain == "p_adjusted":
        yield from _of_family(archive, row, version)
    elif plain == "mde80":
        yield from _of_assessment(archive, row, "mde80_sd")
        yield "times the standard deviation of the errors, in the unit of the series"
        yield from _of_event(archive, row, "se", version, _OLS)
    elif plain == "flips_multiverse":
        file = f"results/multiverse/{row['hypothesis']}.csv"
        yield Place(file, "", "share_decision_flips") if archive.has(file) else NOT_RUN
    elif plain in _OF_DROPPED:
        file, rows = "results/leave_one_out.csv", f"rows of {row['hypothesis']}"
        yield Place(file, rows, "estimate") if archive.has(file) else NOT_RUN
    elif plain in _OF_EVENTS:
        yield from _of_event(archive, row, _OF_EVENTS[plain], version)
    else:
        yield from _of_decision(archive, row, version)


def _of_decision(archive: Archive, row: Row, version: str) -> Iterator[Place | str]:
    """What the verdict itself, and the sentence that says it, were decided by."""
    yield from _of_event(archive, row, "estimate", version)
    yield from _of_family(archive, row, version)
    for flips in ("flips_multiverse", "flips_leave_one_out"):
        yield from _of_verdicts(archive, row, flips)
    if row.get("corrected") and not version:
        yield "and on whether the corrected table decides alike: column flips_corrected"
    yield f"with {CONFIG}, {_config_entry(row)}, keys claimed and smallest_effect"


def _config_entry(row: Row) -> str:
    return f"hypotheses, the entry of {row['series']} at {row['event']}"


def _of_assessment(archive: Archive, row: Row, column: str) -> Iterator[Place | str]:
    if row.get("primary_method"):
        key = " ".join([row["hypothesis"], row["primary_method"], row["parameter"]])
        yield Place("results/methods.csv", key, column)
    else:
        yield "no method is feasible on the years of this design, so there is no number"


def _of_event(
    archive: Archive, row: Row, column: str, version: str = "", methods: tuple[str, ...] = ()
) -> Iterator[Place | str]:
    """The headline row of the event tests: of the primary method, or of a named one."""
    hypothesis = next(h for h in archive.study.hypotheses if h.id == row["hypothesis"])
    file = f"results/events/{version}{hypothesis.table}.csv"
    wanted = methods or (row.get("primary_method", ""),)
    headline = [
        r
        for r in archive.rows(file)
        if r["hypothesis"] == hypothesis.id and r["event_year"] == hypothesis.coding
    ]
    own = [r for r in headline if r["method"] in wanted]
    exact = [r for r in own if r["parameter"] == row.get("parameter")]
    for found in (exact or own or headline)[:1]:
        yield Place(file, key_of(file, found), column)


def _of_family(archive: Archive, row: Row, version: str) -> Iterator[Place | str]:
    """The p-values that are adjusted together."""
    family = [r for r in archive.rows("results/verdicts.csv") if r["primary"] == row["primary"]]
    yield (
        f"p-values of the {len(family)} hypotheses of its family, adjusted together"
        f" ({row['adjustment']})"
    )
    for member in family:
        own = version if member.get("corrected") else ""
        yield from _of_event(archive, member, "p_two_sided", own)
