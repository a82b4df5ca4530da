"""What can be wrong with config.yaml, as sentences: key, value, what is accepted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from scripts.common.study import Hypothesis, Series, split_window

_SCHEMA = Path(__file__).with_name("config.schema.yaml")


def schema_faults(config: dict[str, Any]) -> list[str]:
    """Keys and values that the closed schema does not accept."""
    schema = yaml.safe_load(_SCHEMA.read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(schema).iter_errors(config)
    return [_sentence(e) for e in sorted(errors, key=lambda e: list(map(str, e.absolute_path)))]


def _sentence(error: Any) -> str:  # jsonschema leaves most fields of its errors untyped
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    place = place.lstrip(".") or "the top level"
    if error.validator == "additionalProperties":
        known = sorted(dict(error.schema).get("properties", {}))
        unknown = sorted(set(error.instance) - set(known))
        return f"{place}: unknown key {_quoted(unknown)}{_meant(unknown[0], known)}"
    if error.validator == "required":
        absent = [k for k in error.validator_value if k not in error.instance]
        return f"{place}: the key {_quoted(absent)} is missing."
    if error.validator == "enum":
        return f"{place}: {error.instance!r} is not one of {_quoted(error.validator_value)}."
    described = error.schema.get("description") if isinstance(error.schema, dict) else None
    wanted = described or f"of type {error.validator_value}"
    return f"{place}: {error.instance!r} does not fit; it must be {wanted}."


def cross_faults(
    config: dict[str, Any], sources: dict[str, Any], analysed_series: Sequence[str]
) -> Iterator[str]:
    """Names that refer to nothing, windows that end before they begin, impossible dates."""
    if config["study"]["work"] not in sources["works"]:
        yield f"study.work: {_unknown(config['study']['work'], sources['works'])}"
    yield from _table_faults(config["tables"], sources)
    yield from _window_faults(config["windows"], config["tables"]["analysed"])
    for name, event in config["events"].items():
        try:
            datetime.date.fromisoformat(event["date"] if "-" in event["date"] else "2000-01-01")
        except ValueError:
            yield f"events.{name}.date: {event['date']!r} is not a day of the calendar."
    for key in ("hypotheses", "panels", "predictions"):
        for i, entry in enumerate(config[key]):
            if entry["event"] not in config["events"]:
                yield f"{key}[{i}].event: {_unknown(entry['event'], config['events'])}"
            for name in entry["series"]:
                if name not in analysed_series:
                    yield f"{key}[{i}].series: {_unknown(name, analysed_series)}"


def multiverse_faults(
    config: Mapping[str, Any], series: Mapping[str, Series], analysed_series: Sequence[str]
) -> Iterator[str]:
    """Events and series of the multiverse that refer to nothing, windows that end too early."""
    multiverse, tables = config["multiverse"], config["tables"]
    others = [s.id for s in series.values() if s.table in tables["analysed"] + tables["reference"]]
    for event, windows in multiverse["window"].items():
        if event not in config["events"]:
            yield f"multiverse.window: {_unknown(event, config['events'])}"
        yield from _window_order_faults(f"multiverse.window.{event}", windows)
    named: dict[str, tuple[list[str], Sequence[str]]] = {}
    named["multiverse.covariate"] = ([multiverse["covariate"]], others)
    for key in ("conversions", "suspected_cells", "partial_years", "interpolated_years"):
        for i, entry in enumerate(multiverse[key]):
            named[f"multiverse.{key}[{i}].series"] = (entry["series"], analysed_series)
            if key == "conversions":
                named[f"multiverse.{key}[{i}].divide_by"] = ([entry["divide_by"]], others)
    for place, (names, known) in named.items():
        yield from (f"{place}: {_unknown(name, known)}" for name in names if name not in known)


def hypothesis_faults(
    hypotheses: Iterable[Hypothesis], observed: Mapping[str, tuple[int, ...]]
) -> Iterator[str]:
    """Hypotheses declared twice, or whose window does not hold the event or any observed year."""
    seen: set[str] = set()
    for h in hypotheses:
        if h.id in seen:
            yield f"hypotheses: {h.id!r} is declared twice; series, event and question must differ."
        seen.add(h.id)
        years = observed[h.series]
        if not h.first_year < h.event_year < h.last_year:
            yield (
                f"hypotheses, {h.id}: the window {h.window} must begin before and end after "
                f"{h.event_year}, the year of the event {h.event!r}."
            )
        elif not years or h.first_year > years[-1] or h.last_year < years[0]:
            yield f"hypotheses, {h.id}: the window {h.window} holds no observed year of {h.series}."


def prediction_faults(config: dict[str, Any], hypotheses: Iterable[Hypothesis]) -> Iterator[str]:
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


def _table_faults(tables: Mapping[str, list[str]], sources: Mapping[str, Any]) -> Iterator[str]:
    for role, names in tables.items():
        known = sources.get("facts", {}) if role == "facts" else sources["tables"]
        yield from (f"tables.{role}: {_unknown(t, known)}" for t in names if t not in known)


def _window_faults(windows: Mapping[str, list[str]], analysed: list[str]) -> Iterator[str]:
    for table in analysed:
        if table not in windows:
            yield f"windows: the table {table!r} is analysed but has no window."
    for table, entries in windows.items():
        if table not in analysed:
            yield f"windows.{table}: {_unknown(table, analysed)}"
        yield from _window_order_faults(f"windows.{table}", entries)


def _window_order_faults(place: str, windows: Iterable[str]) -> Iterator[str]:
    for window in windows:
        if split_window(window)[0] >= split_window(window)[1]:
            yield f"{place}: {window!r} must begin before it ends."


def _quoted(values: list[Any]) -> str:
    return ", ".join(repr(v) for v in values)


def _meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return f"{hint}; known keys: {', '.join(known)}."


def _unknown(word: Any, known: Any) -> str:
    close = get_close_matches(str(word), list(known), n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return f"{word!r} is not known{hint}; known are {', '.join(known)}."
