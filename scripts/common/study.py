"""The study in types: series, events, hypotheses, and what each table asks of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scripts.methods.design import Coding, EventDesign


def split_window(window: str) -> tuple[int, int]:
    """First and last year of a window such as ``1980-1996``."""
    first, last = window.split("-")
    return int(first), int(last)


@dataclass(frozen=True)
class Series:
    """One column of one table: what it measures and which years print a number."""

    id: str
    table: str
    column: str
    label: str
    short_label: str
    unit: str
    kind: str
    years: tuple[int, ...]

    def within(self, first: int, last: int) -> tuple[int, ...]:
        """Observed years from `first` to `last`."""
        return tuple(y for y in self.years if first <= y <= last)


@dataclass(frozen=True)
class Event:
    """Something that happened on a date; `date` is ISO, or a bare year."""

    id: str
    label: str
    date: str
    source: str

    def year(self, calendar: str) -> int:
        """The year that holds the date and is therefore partly exposed.

        Under ``fiscal_april`` the year t runs from April t to March t+1.
        """
        year, month = int(self.date[:4]), int(self.date[5:7] or 12)
        return year - 1 if calendar == "fiscal_april" and month < 4 else year


@dataclass(frozen=True)
class Hypothesis:
    """One question about one series at one event, with everything that defines its test."""

    id: str
    series: str
    table: str
    event: str
    question: str
    event_year: int
    coding: Coding
    first_year: int
    last_year: int
    claimed: str
    smallest_effect: float
    unit: str
    primary: bool
    locator: str

    @property
    def window(self) -> str:
        """The window as printed, for example ``1980-1996``."""
        return f"{self.first_year}-{self.last_year}"

    def placebo_years(self, observed: Sequence[int]) -> list[int]:
        """Years that could have held the event: at least two observed years before and after.

        The event's own year is among them if it qualifies; a series with a single year after the
        event allows a single year after a placebo, too.
        """
        after = min(2, sum(y > self.event_year for y in observed))
        return [
            year
            for year in range(self.first_year + 1, self.last_year)
            if sum(y < year for y in observed) >= 2 and sum(y > year for y in observed) >= after
        ]


@dataclass(frozen=True)
class Study:
    """The whole study, checked."""

    title: str
    subtitle: str
    author: str
    version: str
    work: str
    seed: int
    analysed: tuple[str, ...]
    reference: tuple[str, ...]
    facts: tuple[str, ...]
    calendars: Mapping[str, str]
    series: Mapping[str, Series]
    events: Mapping[str, Event]
    hypotheses: tuple[Hypothesis, ...]
    windows: Mapping[str, tuple[str, ...]]
    panels: tuple[dict[str, Any], ...]
    predictions: tuple[dict[str, Any], ...]
    methods: Mapping[str, Any]
    calibration: Mapping[str, Any]
    multiverse: Mapping[str, Any]
    external_checks: tuple[dict[str, Any], ...]
    corrections: tuple[dict[str, Any], ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables of series, analysed ones first."""
        return self.analysed + self.reference

    @property
    def multiverse_tables(self) -> list[str]:
        """Tables that the multiverse reads: the analysed ones, and what converts their series."""
        others = [c["divide_by"] for c in self.multiverse["conversions"]]
        wanted = {self.series[s].table for s in [self.multiverse["covariate"], *others]}
        return [*self.analysed, *sorted(wanted - set(self.analysed))]

    @property
    def checked_tables(self) -> list[str]:
        """Tables that the external checks read, printed and external ones."""
        checks = self.external_checks
        names = [name for c in checks for name in (c["series"], *c["external"])]
        return sorted({self.series[name].table for name in names})

    def series_of(self, table: str) -> tuple[Series, ...]:
        """The series of one table, in the order of its columns."""
        return tuple(s for s in self.series.values() if s.table == table)

    def corrections_of(self, table: str) -> list[dict[str, Any]]:
        """The corrections of one table, for a rule's parameters."""
        return [c for c in self.corrections if c["table"] == table]

    def hypotheses_of(self, table: str) -> list[dict[str, Any]]:
        """The hypotheses about one table as plain data, for a rule's parameters."""
        return [asdict(h) for h in self.hypotheses if h.table == table]

    def spans_of(self, table: str) -> list[dict[str, Any]]:
        """Every series of a table in every window, with its observed years, as plain data."""
        return [
            {
                "series": series.id,
                "unit": series.unit,
                "window": window,
                "first_year": split_window(window)[0],
                "last_year": split_window(window)[1],
                "years": series.within(*split_window(window)),
            }
            for window in self.windows[table]
            for series in self.series_of(table)
        ]

    def design_of(self, hypothesis: Hypothesis) -> EventDesign:
        """The design that a hypothesis is tested on, at its headline coding."""
        years = self.series[hypothesis.series].within(hypothesis.first_year, hypothesis.last_year)
        return EventDesign.cut(years, hypothesis.event_year, hypothesis.coding)

    def calibrations(self) -> dict[str, str]:
        """The calibration, ``{question}/{design}``, that each hypothesis shares with its likes."""
        return {h.id: f"{h.question}/{self.design_of(h).id}" for h in self.hypotheses}

    def calibrated(self, calibration: str) -> dict[str, Any]:
        """What one calibration is about, as plain data: no value of any series."""
        question, _ = calibration.split("/")
        first = next(h for h in self.hypotheses if self.calibrations()[h.id] == calibration)
        design = self.design_of(first)
        return {
            "question": question,
            "table": first.table,
            "years": list(design.years),
            "first_post": design.first_post,
        }

    def variants_of(self, table: str) -> list[dict[str, Any]]:
        """Designs beside the hypotheses' own: each year left out, each placebo date."""
        variants: dict[tuple[tuple[int, ...], int, str], None] = {}
        for h in (h for h in self.hypotheses if h.table == table):
            design = self.design_of(h)
            for dropped in design.years:
                years = tuple(y for y in design.years if y != dropped)
                variants[years, design.first_post, h.question] = None
            observed = self.series[h.series].within(h.first_year, h.last_year)
            for year in h.placebo_years(observed):
                placebo = EventDesign.cut(observed, year, h.coding)
                variants[placebo.years, placebo.first_post, h.question] = None
        return [
            {"years": list(years), "first_post": post, "question": question}
            for years, post, question in sorted(variants)
        ]

    def designs_of(self, table: str) -> list[dict[str, Any]]:
        """Observed years and event year of every hypothesis of a table, each design once.

        Designs hold no values: what depends on them alone does not rerun when a value changes.
        """
        designs = {
            (self.series[h.series].within(h.first_year, h.last_year), h.event_year)
            for h in self.hypotheses
            if h.table == table
        }
        return [{"years": list(years), "event_year": year} for years, year in sorted(designs)]
