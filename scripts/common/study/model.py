"""The study in types: series, events, hypotheses, and what each table asks of the rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from scripts.common.periods import Frequency, split_window, window_label
from scripts.common.study.events import Event
from scripts.methods.design import Coding, EventDesign


@dataclass(frozen=True)
class Series:
    """One column of one table: what it measures and which periods print a number."""

    id: str
    table: str
    column: str
    label: str
    short_label: str
    unit: str
    kind: str
    years: tuple[int, ...]

    def within(self, first: int, last: int) -> tuple[int, ...]:
        """Observed periods from `first` to `last`."""
        return tuple(y for y in self.years if first <= y <= last)


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
        return window_label(self.first_year, self.last_year)

    def placebo_years(self, observed: Sequence[int]) -> list[int]:
        """Periods that could have held the event: at least two observed before and after.

        The event's own period is among them if it qualifies; a series with a single one after the
        event allows a single one after a placebo, too. `observed` ascends.
        """
        n = len(observed)
        after = min(2, n - bisect_right(observed, self.event_year))
        return [
            year
            for year in range(self.first_year + 1, self.last_year)
            if bisect_left(observed, year) >= 2 and n - bisect_right(observed, year) >= after
        ]


@dataclass(frozen=True)
class Span:
    """One series in one window, and the periods of it that print a number there."""

    series: str
    unit: str
    window: str
    first_year: int
    last_year: int
    years: tuple[int, ...]


OfTable = TypeVar("OfTable", Series, Hypothesis)


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
    frequencies: Mapping[str, Frequency]
    series: Mapping[str, Series]
    events: Mapping[str, Event]
    hypotheses: tuple[Hypothesis, ...]
    windows: Mapping[str, tuple[str, ...]]
    panels: tuple[dict[str, Any], ...]
    predictions: tuple[dict[str, Any], ...]
    methods: Mapping[str, Any]
    calibration: Mapping[str, Any]
    evidence: tuple[str, ...]
    chunk: Mapping[str, int]
    multiverse: Mapping[str, Any]
    external_checks: tuple[dict[str, Any], ...]
    pairs: Mapping[str, tuple[tuple[str, str], ...]]
    figures: tuple[dict[str, Any], ...]
    corrections: tuple[dict[str, Any], ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables of series, analysed ones first."""
        return self.analysed + self.reference

    @property
    def multiverse_tables(self) -> list[str]:
        """Tables that the multiverse reads: the analysed ones, and what converts their series.

        None where the study has no multiverse.
        """
        if not self.multiverse:
            return []
        others = [c["divide_by"] for c in self.multiverse["conversions"]]
        if "covariate" in self.multiverse:
            others.append(self.multiverse["covariate"])
        wanted = {self.series[s].table for s in others}
        return [*self.analysed, *sorted(wanted - set(self.analysed))]

    @property
    def checked_tables(self) -> list[str]:
        """Tables that the external checks read, printed and external ones."""
        checks = self.external_checks
        names = [name for c in checks for name in (c["series"], *c["external"])]
        return sorted({self.series[name].table for name in names})

    def series_of(self, table: str) -> tuple[Series, ...]:
        """The series of one table, in the order of its columns."""
        return tuple(self._series_by_table.get(table, ()))

    def corrections_of(self, table: str) -> list[dict[str, Any]]:
        """The corrections of one table, for a rule's parameters."""
        return [c for c in self.corrections if c["table"] == table]

    def hypotheses_of(self, table: str) -> list[Hypothesis]:
        """The hypotheses about one table."""
        return list(self._hypotheses_by_table.get(table, ()))

    def events_in(self, table: str) -> list[dict[str, Any]]:
        """Id and label of every event, with the period of a table that holds it as ``year``.

        Without those that are dated too roughly for the table's periods.
        """
        calendar, frequency = self.calendars[table], self.frequencies[table]
        return [
            {"id": e.id, "label": e.label, "year": e.period(calendar, frequency)}
            for e in self.events.values()
            if frequency == "annual" or "-" in e.date
        ]

    def spans_of(self, table: str) -> list[Span]:
        """Every series of a table in every window that it has a number in."""
        return [
            Span(series.id, series.unit, window, first, last, years)
            for window, (first, last) in ((w, split_window(w)) for w in self.windows[table])
            for series in self.series_of(table)
            if (years := series.within(first, last))
        ]

    def design_of(self, hypothesis: Hypothesis) -> EventDesign:
        """The design that a hypothesis is tested on, at its headline coding."""
        asked = self._asked(hypothesis)
        if asked not in self._designs:
            self._designs[asked] = EventDesign.cut(
                self._observed(hypothesis), hypothesis.event_year, hypothesis.coding
            )
        return self._designs[asked]

    def calibrations(self) -> dict[str, str]:
        """The calibration, ``{question}/{design}``, that each hypothesis shares with its likes."""
        return dict(self._calibrations)

    def calibrated(self, calibration: str) -> dict[str, Any]:
        """What one calibration is about, as plain data: no value of any series."""
        first = self._first_calibrated[calibration]
        design = self.design_of(first)
        return {
            "question": first.question,
            "table": first.table,
            "years": list(design.years),
            "first_post": design.first_post,
        }

    def variants_of(self, table: str) -> list[dict[str, Any]]:
        """Designs beside the hypotheses' own: each period left out, each placebo date."""
        variants: dict[tuple[tuple[int, ...], int, str], None] = {}
        own = self._hypotheses_by_table.get(table, ())
        # Hypotheses of equal series at equal dates have equal variants.
        for h in {(*self._asked(h), h.question): h for h in own}.values():
            design = self.design_of(h)
            for dropped in design.years:
                years = tuple(y for y in design.years if y != dropped)
                variants[years, design.first_post, h.question] = None
            observed = self._observed(h)
            for year in h.placebo_years(observed):
                placebo = EventDesign.cut(observed, year, h.coding)
                variants[placebo.years, placebo.first_post, h.question] = None
        return [
            {"years": list(years), "first_post": post, "question": question}
            for years, post, question in sorted(variants)
        ]

    def designs_of(self, table: str) -> list[dict[str, Any]]:
        """Observed periods and event period of every hypothesis of a table, each design once.

        Designs hold no values: what depends on them alone does not rerun when a value changes.
        """
        own = self._hypotheses_by_table.get(table, ())
        designs = {(self._observed(h), h.event_year) for h in own}
        return [{"years": list(years), "event_year": year} for years, year in sorted(designs)]

    @cached_property
    def _series_by_table(self) -> dict[str, list[Series]]:
        return _by_table(self.series.values())

    @cached_property
    def _hypotheses_by_table(self) -> dict[str, list[Hypothesis]]:
        return _by_table(self.hypotheses)

    @cached_property
    def _designs(self) -> dict[tuple[Any, ...], EventDesign]:
        return {}

    @cached_property
    def _calibrations(self) -> dict[str, str]:
        names = {design: design.id for design in set(map(self.design_of, self.hypotheses))}
        return {h.id: f"{h.question}/{names[self.design_of(h)]}" for h in self.hypotheses}

    @cached_property
    def _first_calibrated(self) -> dict[str, Hypothesis]:
        found: dict[str, Hypothesis] = {}
        for hypothesis in self.hypotheses:
            found.setdefault(self._calibrations[hypothesis.id], hypothesis)
        return found

    def _observed(self, hypothesis: Hypothesis) -> tuple[int, ...]:
        series = self.series[hypothesis.series]
        return series.within(hypothesis.first_year, hypothesis.last_year)

    def _asked(self, h: Hypothesis) -> tuple[Any, ...]:
        """What a design follows from, so that hypotheses with the same share it."""
        return self.series[h.series].years, h.first_year, h.last_year, h.event_year, h.coding


def _by_table(entries: Iterable[OfTable]) -> dict[str, list[OfTable]]:
    found: dict[str, list[OfTable]] = defaultdict(list)
    for entry in entries:
        found[entry.table].append(entry)
    return dict(found)
