"""What a row of results stands on: which cells of which series, by the ids that the row carries.

A row says itself what it is about: a hypothesis, a series in a window, a pair of cells. From that
and the study follow the cells it was computed from. What only the years decide has no cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from scripts.common.periods import LAST_PERIOD, parse_period, split_window
from scripts.common.study.model import Hypothesis, Study

SeriesCell = tuple[str, int]

# The columns whose values name a row, by file or folder of files; as in the report's traces.
KEYS: dict[str, tuple[str, ...]] = {
    "breaks": ("series", "window", "model", "trimming", "test"),
    "calibration": ("hypothesis", "method", "parameter", "errors", "rho", "effect_sd"),
    "claims": ("claim",),
    "events": ("hypothesis", "event_year", "method", "parameter"),
    "external_check": ("series", "year"),
    "facts": ("id",),
    "evidence": ("id",),
    "forensics": ("table", "series", "year", "rank"),
    "fstats": ("series", "window", "model", "trimming", "year"),
    "leave_one_out": ("hypothesis", "dropped_year"),
    "methods": ("hypothesis", "method", "parameter"),
    "multiverse": ("hypothesis", "specification"),
    "panel": ("panel", "event_year", "method", "parameter"),
    "partitions": ("series", "window", "model", "n_breaks"),
    "placebo": ("hypothesis", "placebo_year"),
    "scorecard": ("theory", "hypothesis"),
    "trends": ("series", "window", "method", "parameter"),
    "verdicts": ("hypothesis",),
}
# Simulated on the years of a design alone, before any value is read.
BY_DESIGN = {"methods", "calibration"}
WINDOW = re.compile(r"[0-9]{4}(?:Q[1-4]|M[0-9]{2})?-[0-9]{4}(?:Q[1-4]|M[0-9]{2})?")
_CLAIM_CELL = re.compile(r"([a-z][a-z0-9_]*)@([0-9]{4})")


@dataclass(frozen=True)
class Basis:
    """The cells that a row was computed from, and why there are none or which are left out."""

    cells: frozenset[SeriesCell] = frozenset()
    notes: tuple[str, ...] = ()
    corrected: bool = False


def kind_of(file: str) -> str:
    """What a file holds: ``events`` for ``results/events/exim.csv``, ``panel`` for a lone file."""
    folders = PurePosixPath(file).parts
    return next((p for p in folders if p in KEYS), PurePosixPath(file).stem)


def key_of(file: str, row: Mapping[str, str]) -> str:
    """The words that name a row of a file."""
    columns = KEYS.get(kind_of(file), tuple(row)[:1])
    return " ".join(row[column] for column in columns if row.get(column))


def cell_of(row: Mapping[str, str]) -> SeriesCell:
    """The cell that a row of a processed table is."""
    return row["series"], parse_period(row["year"])


def basis_of(file: str, row: Mapping[str, str], study: Study) -> Basis:
    """The cells that a row of results or of a figure was computed from.

    Parameters
    ----------
    file : str
        Relative to the study, for example ``results/trends/exim.csv``.
    row : mapping
        The row's cells as text, by column.
    """
    if kind_of(file) in BY_DESIGN:
        note = "simulated on the years of the design alone, before any value was read"
        return Basis(notes=(f"{note}: no printed number enters",))
    hypothesis = next((h for h in study.hypotheses if h.id == row.get("hypothesis")), None)
    if "claim" in row:
        cells = {(series, int(year)) for series, year in _CLAIM_CELL.findall(row["cells"])}
        facts = re.findall(r"facts@(\w+)", row["cells"])
        notes = (
            f"the paper says “{row['quote']}” ({row['locator']})",
            *(f"with a number of its text: data/raw/facts.csv, row {fact}" for fact in facts),
        )
    elif hypothesis:
        cells, notes = _of_hypothesis(row, hypothesis, study)
    elif "neighbours_total" in row and row["share_series"]:
        pair = [row["series"], row["share_series"]]
        cells = {(s, y) for s in pair for y in study.series[s].years}
        notes = (f"the pair is that of {row['year']}; its neighbours in the table judge it",)
    else:
        cells, notes = _of_series(row, study)
    corrected = "corrected" in PurePosixPath(file).parts or row.get("table") == "corrected"
    return Basis(frozenset(cells), notes, corrected)


def _of_hypothesis(
    row: Mapping[str, str], hypothesis: Hypothesis, study: Study
) -> tuple[set[SeriesCell], tuple[str, ...]]:
    """The observed years of the window but those that the row's design leaves out."""
    window = row.get("window") or hypothesis.window
    if not WINDOW.fullmatch(window):  # a figure says only how it differs
        window = _widest(hypothesis, study)
    years = study.series[hypothesis.series].within(*split_window(window))
    out = _left_out(row, hypothesis, study)
    cells = {(hypothesis.series, year) for year in years if year not in out}
    notes = [f"{year} left out: {reason}" for year, reason in out.items() if year in years]
    for series in _companions(row, hypothesis, study):
        cells |= {(series, y) for _, y in list(cells) if y in study.series[series].years}
    return cells, tuple(notes)


def _widest(hypothesis: Hypothesis, study: Study) -> str:
    windows = [hypothesis.window, *study.multiverse["window"].get(hypothesis.event, [])]
    spans = [split_window(window) for window in windows]
    return f"{min(first for first, _ in spans)}-{max(last for _, last in spans)}"


def _left_out(row: Mapping[str, str], hypothesis: Hypothesis, study: Study) -> dict[int, str]:
    """Years that the design of a row leaves out, with the reason."""
    placebo = row.get("placebo_year")
    event_year = parse_period(placebo) if placebo else hypothesis.event_year
    out = {}
    if (row.get("event_year") or hypothesis.coding) == "drop":
        out[event_year] = "it holds the event and is exposed in part (event_year: drop)"
    if row.get("dropped_year"):
        out[parse_period(row["dropped_year"])] = "dropped to see what hangs on it"
    if row.get("table") == "suspect_dropped":
        out |= {
            c["year"]: "a cell that corrections.yaml doubts"
            for c in study.corrections
            if hypothesis.series in {f"{c['table']}_{column}" for column in c["doubted"]}
        }
    if row.get("last_year") == "dropped":
        for entry in study.multiverse["partial_years"]:
            if hypothesis.series in entry["series"]:
                out |= dict.fromkeys(entry["years"], str(entry["reason"]))
    return out


def _companions(row: Mapping[str, str], hypothesis: Hypothesis, study: Study) -> Iterator[str]:
    """Series that a specification of the multiverse converts by or holds fixed."""
    if "specification" not in row:
        return
    choices = study.multiverse
    if row.get("hold_covariate") == "yes":
        yield choices["covariate"]
    for entry in choices["conversions"]:
        if entry["outcome"] == row.get("outcome") and hypothesis.series in entry["series"]:
            yield entry["divide_by"]


def _of_series(row: Mapping[str, str], study: Study) -> tuple[set[SeriesCell], tuple[str, ...]]:
    """The cells of a row about series in a window, in one year, or of a whole table."""
    named = [row.get(column, "") for column in ("series", "share_series", "external_source")]
    series = [s for text in named for s in re.findall(r"[a-z0-9_]+", text) if s in study.series]
    if not series and row.get("table") in study.tables:
        series = [s.id for s in study.series_of(row["table"])]
    first, last = 0, LAST_PERIOD
    if WINDOW.fullmatch(row.get("window", "")):
        first, last = split_window(row["window"])
    elif row.get("year"):
        first = last = parse_period(row["year"].removesuffix(".0"))
    if first == last and not any(first in study.series[s].years for s in series):
        return set(), (f"{first} prints no number",) if series else ()
    return {(s, y) for s in series for y in study.series[s].within(first, last)}, ()
