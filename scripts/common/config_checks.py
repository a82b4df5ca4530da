"""What can be wrong with config.yaml and corrections.yaml, as sentences.

Each names the key, its value and what is accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from scripts.common.errors import Fault
from scripts.common.numerals import parse_number
from scripts.common.study import Hypothesis, Series, split_window

_CONFIG_SCHEMA = "config.schema.yaml"
_CORRECTIONS_SCHEMA = "corrections.schema.yaml"


def schema_faults(config: dict[str, Any]) -> list[str]:
    """Keys and values that the closed schema does not accept."""
    return [
        _sentence(error, _place(error.absolute_path)) for error in _errors(config, _CONFIG_SCHEMA)
    ]


def _errors(content: Any, schema: str) -> list[Any]:  # jsonschema leaves most of its errors untyped
    form = yaml.safe_load(Path(__file__).with_name(schema).read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(form).iter_errors(content)
    return sorted(errors, key=lambda e: list(map(str, e.absolute_path)))


def _place(path: Iterable[str | int]) -> str:
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return place.lstrip(".") or "the top level"


def _sentence(error: Any, place: str) -> str:
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
    for key in ("conversions", "partial_years", "interpolated_years"):
        for i, entry in enumerate(multiverse[key]):
            named[f"multiverse.{key}[{i}].series"] = (entry["series"], analysed_series)
            if key == "conversions":
                named[f"multiverse.{key}[{i}].divide_by"] = ([entry["divide_by"]], others)
    for place, (names, known) in named.items():
        yield from (f"{place}: {_unknown(name, known)}" for name in names if name not in known)


def external_faults(
    config: Mapping[str, Any], series: Mapping[str, Series], analysed_series: Sequence[str]
) -> Iterator[str]:
    """External checks of or against a series that is in no table."""
    tables = config["tables"]
    others = [s.id for s in series.values() if s.table in tables["analysed"] + tables["reference"]]
    for i, entry in enumerate(config["external_checks"]):
        for name, external in entry["against"].items():
            place = f"external_checks[{i}].against"
            if name not in analysed_series:
                yield f"{place}: {_unknown(name, analysed_series)}"
            for part in external:
                if part not in others:
                    yield f"{place}.{name}: {_unknown(part, others)}"


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


def correction_faults(
    corrections: Any,
    series: Mapping[str, Series],
    sources: Mapping[str, Any],
    analysed: Sequence[str],
) -> list[str]:
    """What is wrong with corrections.yaml: its form, and names and cells that there are not.

    That `printed` is what the cell holds is checked where the table is read.
    """
    errors = _errors(corrections, _CORRECTIONS_SCHEMA)
    if errors:
        return [_sentence(error, _entry_place(error, corrections)) for error in errors]
    return [
        f"{entry['id']}, {fault}"
        for i, entry in enumerate(corrections)
        for fault in [
            *_repeated(entry, corrections[:i]),
            *_cell_faults(entry, series, sources, analysed),
            *_used_faults(entry),
        ]
    ]


def _entry_place(error: Any, corrections: Any) -> str:
    """The place of a fault, its entry named by its id where it has one."""
    path = list(error.absolute_path)
    if not path:
        return "the top level"
    entry = corrections[path[0]]
    known = isinstance(entry, dict) and isinstance(entry.get("id"), str)
    name = entry["id"] if known else f"entry {path[0] + 1}"
    return f"{name}, {_place(path[1:])}" if path[1:] else name


def _repeated(entry: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for other in before:
        if other["id"] == entry["id"]:
            yield "id: another entry has it already; each needs its own."
        if all(other[k] == entry[k] for k in ("table", "column", "year")):
            yield f"column: the cell is corrected by {other['id']!r} already."


def _cell_faults(
    entry: Mapping[str, Any],
    series: Mapping[str, Series],
    sources: Mapping[str, Any],
    analysed: Sequence[str],
) -> Iterator[str]:
    """Cells that no analysed table prints a number in."""
    table, column, year = entry["table"], entry["column"], entry["year"]
    if table not in analysed:
        yield f"table: {_unknown(table, analysed)}"
        return
    printed = sources["tables"][table]["columns"]
    for key, names in (("column", [column]), ("doubted", entry["doubted"])):
        for name in names:
            if name in sources["tables"][table].get("derived", {}):
                yield (
                    f"{key}: {name!r} is derived from other columns of {table}; correct one of "
                    f"these: {', '.join(printed)}."
                )
            elif name not in printed:
                yield f"{key}: {_unknown(name, printed)}"
            elif year not in (years := series[f"{table}_{name}"].years):
                yield (
                    f"year: {year} is not a year in which {table} prints a number for {name!r}; "
                    f"these are {', '.join(map(str, years))}."
                )
    if column not in entry["doubted"]:
        yield f"doubted: {_quoted(entry['doubted'])} must hold {column!r} too, which it corrects."


def _used_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    try:
        parse_number(entry["used"], {"type": "number", "groupChar": ","})
    except Fault as fault:
        yield f"used: {entry['used']!r} {fault.message}. {fault.remedy}"
    if entry["used"] == entry["printed"]:
        yield f"used: {entry['used']!r} is what the table prints already; delete the entry."


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
