"""What can be wrong with config.yaml, as sentences with the key, its value, what is accepted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scripts.common.periods import (
    EXAMPLES,
    NOUNS,
    Frequency,
    as_period,
    frequency_of,
    period_label,
    split_window,
)
from scripts.common.study.about import About
from scripts.common.study.figures import KINDS
from scripts.common.study.model import Hypothesis, Series
from scripts.common.study.sentences import form_errors, place, quoted, sentence, unknown

_CONFIG_SCHEMA = "config.schema.yaml"


def schema_faults(config: Mapping[str, Any]) -> list[str]:
    """Keys and values that the closed schema does not accept."""
    errors = form_errors(config, _CONFIG_SCHEMA, kind={"enum": list(KINDS)})
    return [sentence(error, place(error.absolute_path)) for error in errors]


def table_faults(tables: Mapping[str, list[str]], sources: Mapping[str, Any]) -> Iterator[str]:
    """Tables that ``sources.yaml`` does not describe."""
    for role, names in tables.items():
        known = sources.get("facts", {}) if role == "facts" else sources["tables"]
        yield from (f"tables.{role}: {unknown(t, known)}" for t in names if t not in known)


def cross_faults(about: About) -> Iterator[str]:
    """Names that refer to nothing, windows and dates that fit no table, impossible dates."""
    config, works = about.config, about.sources["works"]
    if config["study"]["work"] and config["study"]["work"] not in works:
        yield f"study.work: {unknown(config['study']['work'], works)}"
    for table, windows in config["windows"].items():
        if table not in config["tables"]["analysed"]:
            yield f"windows.{table}: {unknown(table, config['tables']['analysed'])}"
        else:
            yield from _window_faults(f"windows.{table}", windows, [about.frequencies[table]])
    for name, event in config["events"].items():
        year, month, day = (*event["date"].split("-"), "01", "01")[:3]
        try:
            datetime.date(int(year), int(month), int(day))
        except ValueError:
            yield f"events.{name}.date: {event['date']!r} is not a day of the calendar."
    for key in ("hypotheses", "panels", "predictions"):
        for i, entry in enumerate(config[key]):
            yield from _entry_faults(f"{key}[{i}]", entry, about)
    if "multiverse" in config:
        yield from _multiverse_faults(about)
    yield from _external_faults(about)


def _entry_faults(where: str, entry: Mapping[str, Any], about: About) -> Iterator[str]:
    """Event and series of an entry that refer to nothing, or do not fit each other."""
    events = about.config["events"]
    if entry["event"] not in events:
        yield f"{where}.event: {unknown(entry['event'], events)}"
    lost = [name for name in entry["series"] if name not in about.analysed]
    yield from (f"{where}.series: {unknown(name, about.analysed)}" for name in lost)
    if lost or entry["event"] not in events or "theory" in entry:
        return
    tables = dict.fromkeys(about.series[name].table for name in entry["series"])
    frequencies = {about.frequencies[table]: table for table in tables}
    if "window" in entry:
        yield from _window_faults(f"{where}.window", [entry["window"]], list(frequencies))
    date = events[entry["event"]]["date"]
    for frequency, table in frequencies.items():
        if frequency != "annual" and "-" not in date:
            yield (
                f"{where}.event: {entry['event']!r} has the date {date!r}, but {table} has"
                f" {NOUNS[frequency]}s; a month is needed, as in {date}-07 or {date}-07-02."
            )
    if "scale" in entry and len(entry["series"]) < 2:
        yield f"{where}.series: {quoted(entry['series'])} is one series; a panel needs two."
    if "scale" in entry and len(frequencies) > 1:
        yield f"{where}.series: a panel's series must be all of years, of quarters or of months."


def _window_faults(
    where: str, windows: Iterable[str], frequencies: Sequence[Frequency]
) -> Iterator[str]:
    for window in windows:
        first, last = split_window(window)
        if first >= last:
            yield f"{where}: {window!r} must begin before it ends."
        for frequency in frequencies:
            if frequency_of(first) != frequency:
                example = EXAMPLES[frequency]
                yield (
                    f"{where}: {window!r} is not in {NOUNS[frequency]}s, as its series are;"
                    f" write it like {example}-{example}."
                )


def _multiverse_faults(about: About) -> Iterator[str]:
    """Events and series of the multiverse that refer to nothing, windows that end too early."""
    multiverse, events = about.config["multiverse"], about.config["events"]
    for event, windows in multiverse["window"].items():
        if event not in events:
            yield f"multiverse.window: {unknown(event, events)}"
        yield from _window_faults(f"multiverse.window.{event}", windows, [])
    if "yes" in multiverse["hold_covariate"] and "covariate" not in multiverse:
        yield "multiverse: the key 'covariate' is missing, which hold_covariate 'yes' needs."
    named: list[tuple[str, list[str], Mapping[str, Any]]] = []
    if "covariate" in multiverse:
        named.append(("multiverse.covariate", [multiverse["covariate"]], about.kept))
    for key in ("conversions", "partial_years", "interpolated_years"):
        for i, entry in enumerate(multiverse[key]):
            where = f"multiverse.{key}[{i}]"
            named.append((f"{where}.series", entry["series"], about.analysed))
            if key == "conversions":
                named.append((f"{where}.divide_by", [entry["divide_by"]], about.kept))
            else:
                yield from _cell_faults(f"{where}.years", entry, about)
    for where, names, known in named:
        yield from (f"{where}: {unknown(name, known)}" for name in names if name not in known)


def _cell_faults(where: str, entry: Mapping[str, Any], about: About) -> Iterator[str]:
    """Years of cells where the series have quarters, and the like."""
    tables = {about.series[name].table for name in entry["series"] if name in about.analysed}
    for frequency in sorted({about.frequencies[table] for table in tables}):
        for year in entry["years"]:
            if frequency_of(as_period(year)) != frequency:
                noun = NOUNS[frequency]
                yield f"{where}: {year!r} is no {noun}; write it like {EXAMPLES[frequency]}."


def _external_faults(about: About) -> Iterator[str]:
    """External checks of or against a series that is in no table."""
    for i, entry in enumerate(about.config["external_checks"]):
        for name, external in entry["against"].items():
            where = f"external_checks[{i}].against"
            if name not in about.analysed:
                yield f"{where}: {unknown(name, about.analysed)}"
            for part in external:
                if part not in about.kept:
                    yield f"{where}.{name}: {unknown(part, about.kept)}"


def hypothesis_faults(
    hypotheses: Iterable[Hypothesis], series: Mapping[str, Series]
) -> Iterator[str]:
    """Hypotheses declared twice, or whose window does not hold the event or any observed year."""
    seen: set[str] = set()
    for h in hypotheses:
        if h.id in seen:
            yield f"hypotheses: {h.id!r} is declared twice; series, event and question must differ."
        seen.add(h.id)
        held = series[h.series].within(h.first_year, h.last_year)
        noun = NOUNS[frequency_of(h.event_year)]
        if not h.first_year < h.event_year < h.last_year:
            yield (
                f"hypotheses, {h.id}: the window {h.window} must begin before and end after "
                f"{period_label(h.event_year)}, the {noun} of the event {h.event!r}."
            )
        elif not held or held == (h.event_year,):
            yield (
                f"hypotheses, {h.id}: the window {h.window} holds no observed {noun} of {h.series}."
            )


def prediction_faults(config: Mapping[str, Any], hypotheses: Iterable[Hypothesis]) -> Iterator[str]:
    """Predictions about a series, event and question that no hypothesis tests."""
    tested = {(h.series, h.event, h.question) for h in hypotheses}
    for i, entry in enumerate(config["predictions"]):
        for name in entry["series"]:
            for question in entry["questions"]:
                if (name, entry["event"], question) not in tested:
                    yield (
                        f"predictions[{i}]: no hypothesis asks {question!r} of {name!r} at "
                        f"{entry['event']!r}; add it to `hypotheses` or drop the prediction."
                    )
