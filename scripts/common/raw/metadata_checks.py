"""Compare the two descriptions of the raw tables with their own forms and with each other.

A column that one of them forgets is a column that nothing checks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, Problem
from scripts.common.periods import (
    EXAMPLES,
    FREQUENCIES,
    as_period,
    frequency_of,
    parse_period,
    split_window,
)
from scripts.common.raw.description import Description
from scripts.common.raw.missing import declared_missing
from scripts.common.strict_yaml import schema_errors

NUMBERS = ("number", "integer")
TIME_TYPES = {"year": ("year",), "quarter": ("string",), "month": ("string", "yearmonth")}
TODO = "TODO"  # begins what an import left to its user, and what no report may print


def check_metadata(
    schemas: Mapping[str, Any], sources: Mapping[str, Any], path_to_sources: str | Path
) -> list[Problem]:
    """List where ``sources.yaml`` breaks its own form or contradicts ``datapackage.json``.

    Parameters
    ----------
    schemas : mapping
        As returned by `load_schemas`.
    sources : mapping
        As returned by `load_sources`.
    path_to_sources : path
        For the messages.
    """
    faults = [*form_faults(sources), *unfinished_faults(sources)]
    if not faults:  # a comparison needs entries of the right form
        faults += _unequal("tables", {*sources["tables"], *sources["facts"]}, schemas)
        for table in sources["tables"].keys() & schemas.keys():
            about = Description(schemas[table], sources["tables"][table])
            faults += _table_faults(f"tables.{table}", about, sources["works"])
    file = Path(path_to_sources).as_posix()
    return sorted({fault.at(file) for fault in faults}, key=str)


def form_faults(sources: Mapping[str, Any]) -> list[Fault]:
    """What in ``sources.yaml`` breaks its form: ``sources.schema.yaml``, and spans of one kind."""
    return list(_schema_faults(sources)) or [
        Fault(
            "metadata",
            f"tables.{table}.years: {entry['years']} joins periods of two kinds",
            "Write two years, two quarters or two months, as in 1961Q1-1986Q3.",
        )
        for table, entry in sources["tables"].items()
        if len({frequency_of(parse_period(end)) for end in entry["years"].split("-")}) > 1
    ]


def _schema_faults(sources: Mapping[str, Any]) -> Iterator[Fault]:
    for error in schema_errors(sources, Path(__file__).with_name("sources.schema.yaml")):
        about = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        said = "lacks a key" if error.validator == "anyOf" and about.startswith("a table") else ""
        message = f"{error.json_path.removeprefix('$.')}: {said or error.message}"
        remedy = f"Mend the entry{f' ({about})' if about else ''}."
        yield Fault("metadata", message, remedy)


def unfinished_faults(node: Any, place: str = "") -> Iterator[Fault]:
    """Yield every text that an import left to its user to write.

    Parameters
    ----------
    node : mapping, or anything at any depth of one
    place : str
        Its keys so far, joined by points.
    """
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from unfinished_faults(value, f"{place}.{key}" if place else str(key))
    elif isinstance(node, str) and node.startswith(TODO):
        remedy = "Write in its place what you know, or take an optional key out."
        yield Fault("unfinished", f"{place}: {node}", remedy)


def _table_faults(place: str, about: Description, works: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield where one table's entry names what is not there."""
    source = about.source
    yield from _unknown(f"{place}.work", [source["work"]], works)
    yield from _time_faults(place, about)
    if about.is_long:
        yield from _layout_faults(place, about)
    elif "each" in source:
        remedy = "Add the key layout, or describe the columns one by one."
        yield Fault("metadata", f"{place}.each: describes the series of a long table", remedy)
    if "each" in source:
        for key in {"columns", "derived", "missing", "flags"} & source.keys():
            message = f"{place}.{key}: has no place beside each, which describes all series"
            yield Fault("metadata", message, f"Take {key} or each out.")
        return
    yield from _column_faults(place, about)
    if not about.is_long:
        series = about.fields.keys() - FREQUENCIES
        yield from _unequal(f"{place}.columns", source["columns"], series)
        yield from _number_faults(place, about)


def _time_faults(place: str, about: Description) -> Iterator[Fault]:
    """Yield what is wrong with the periods of a table: their column, their span, their calendar."""
    fields, source = about.fields, about.source
    times = [name for name in fields if name in FREQUENCIES]
    if len(times) != 1 or fields[times[0]]["type"] not in TIME_TYPES[times[0]]:
        message = f"{place}: its schema has no one field for the time"
        remedy = "Describe a field year, type year, or a field quarter or month, type string."
        yield Fault("metadata", message, remedy)
        return
    noun = times[0]
    if noun not in about.schema.get("primaryKey", times):
        message = f"{place}: its primaryKey in datapackage.json lacks the {noun}"
        yield Fault("metadata", message, f"A row is known by its {noun}; add it to the key.")
    frequency = FREQUENCIES[noun]
    span = split_window(source["years"])
    if frequency_of(span[0]) != frequency:
        example = EXAMPLES[frequency]
        message = f"{place}.years: {source['years']} is no span of {noun}s, as the table has them"
        yield Fault("metadata", message, f"Write it like {example}-{example}.")
        return
    limits = fields[noun].get("constraints", {})
    if any(limits.get(k, end) != end for k, end in zip(("minimum", "maximum"), span, strict=True)):
        message = f"{place}.years: {source['years']} is not the range in datapackage.json"
        yield Fault("metadata", message, "Set the year's minimum and maximum to match.")
    if frequency == "monthly" and source["calendar"] != "calendar":
        message = f"{place}.calendar: {source['calendar']}, but months are those of the calendar"
        yield Fault("metadata", message, "Set it to calendar.")
    for key in ("missing", "flags"):
        for year in (year for entry in source.get(key, []) for year in entry["years"]):
            if frequency_of(as_period(year)) != frequency:
                message = f"{place}.{key}: {year} is no {noun}, as the table has them"
                yield Fault("metadata", message, f"Write it like {EXAMPLES[frequency]}.")


def _layout_faults(place: str, about: Description) -> Iterator[Fault]:
    """Yield what is wrong with the columns that a long table is read by."""
    known = about.fields.keys() - FREQUENCIES
    for key, types in (("series", ("string",)), ("value", NUMBERS)):
        name = about.source["layout"][key]
        yield from _unknown(f"{place}.layout.{key}", [name], sorted(known))
        if name in known and (kind := about.fields[name]["type"]) not in types:
            message = f"{place}.layout.{key}: {name} has the type {kind}"
            remedy = f"Its type in datapackage.json is {' or '.join(types)}."
            yield Fault("metadata", message, remedy)


def _column_faults(place: str, about: Description) -> Iterator[Fault]:
    """Yield columns that others refer to and that are not there."""
    source, columns = about.source, about.source["columns"]
    amounts = [name for name in columns if columns[name]["kind"] != "share"]
    pairs = [name for name in columns if "total_of" in columns[name]]
    for name in pairs:
        yield from _unknown(f"{place}.columns.{name}", [columns[name]["total_of"]], amounts)
    for name, entry in source.get("derived", {}).items():
        yield from _unknown(f"{place}.derived.{name}", entry["pools"], pairs)
    for entry in [*source.get("missing", []), *source.get("flags", [])]:
        yield from _unknown(f"{place}, missing or flagged columns", entry["columns"], columns)
    for entry in source.get("missing", []):
        yield from _unknown(f"{place}.missing", [entry["printed"]], about.schema["missingValues"])


def _number_faults(place: str, about: Description) -> Iterator[Fault]:
    """Yield columns of a wide table that hold no numbers, or holes that the schema denies."""
    holed = {column for column, _ in declared_missing(about.source)}
    for name in about.source["columns"].keys() & about.fields.keys():
        if about.fields[name]["type"] not in NUMBERS:
            yield Fault("metadata", f"{place}.columns.{name}: no numbers", f"Use {NUMBERS}.")
        if about.limits_of(name).get("required", False) == (name in holed):
            state = "has missing cells" if name in holed else "has no missing cell"
            message = f"{place}.columns.{name} {state}, which datapackage.json contradicts"
            yield Fault("metadata", message, "Set the field's constraint required to match.")


def _unequal(place: str, ours: Collection[str], theirs: Collection[str]) -> Iterator[Fault]:
    """Yield the names that only one of the two files has."""
    for name in sorted(set(ours) ^ set(theirs)):
        lacking = "datapackage.json" if name in ours else "sources.yaml"
        message = f"{place}: {name} is not described in {lacking}"
        yield Fault("metadata", message, "Describe it in both files, or in neither.")


def _unknown(place: str, names: Collection[str], known: Collection[str]) -> Iterator[Fault]:
    """Yield the names that nothing bears."""
    for name in sorted(set(names) - set(known)):
        remedy = f"Use one of {', '.join(known) or 'none'}."
        yield Fault("metadata", f'{place}: "{name}" is not known', remedy)
