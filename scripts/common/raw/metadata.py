"""Load the two descriptions of the raw tables and compare them with each other.

``datapackage.json`` says how to read the tables, ``sources.yaml`` what they mean. Both are checked
here, because a column that one of them forgets is a column that nothing checks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, Problem, UserError
from scripts.common.files import read_plain_file
from scripts.common.periods import (
    EXAMPLES,
    FREQUENCIES,
    as_period,
    frequency_of,
    parse_period,
    split_window,
)
from scripts.common.raw.unfinished import unfinished_faults
from scripts.common.strict_yaml import read_yaml

NUMBERS = ("number", "integer")
TIME_TYPES = {"year": ("year",), "quarter": ("string",), "month": ("string", "yearmonth")}


def load_schemas(path_to_datapackage: str | Path) -> dict[str, dict[str, Any]]:
    """Return the Table Schema of every table, with its file's name added as ``path``.

    Raises
    ------
    UserError
        If the file cannot be read or lacks what this pipeline reads tables by.
    """
    file = Path(path_to_datapackage)
    try:
        package = json.loads(_text_of(file), object_pairs_hook=_once)
        schemas = {
            resource["name"]: {
                "missingValues": [""],
                "path": resource["path"],
                **resource["schema"],
            }
            for resource in package["resources"]
        }
        for schema in schemas.values():
            if isinstance(schema.get("primaryKey"), str):  # the standard allows both forms
                schema["primaryKey"] = [schema["primaryKey"]]
            for field in schema["fields"]:
                field["name"], field["type"]
    except json.JSONDecodeError as error:
        message = f"{file.as_posix()}, line {error.lineno}: this is not valid JSON ({error.msg})."
        raise UserError(message) from error
    except _Repeated as error:
        read_yaml(file)  # JSON is YAML, too, and there each repeated key is named with its lines
        raise UserError(f'{file.as_posix()}: the key "{error}" stands twice.') from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{file.as_posix()} does not describe its tables: each resource needs a name, a path"
            f" and a schema, and each of its fields a name and a type (missing: {error})."
        ) from error
    return schemas


def load_sources(path_to_sources: str | Path) -> dict[str, Any]:
    """Return ``sources.yaml`` with its top-level keys ``works``, ``tables`` and ``facts``.

    Raises
    ------
    UserError
        If the file cannot be read, is no YAML, has a key twice, or has no ``tables``.
    """
    sources = read_yaml(path_to_sources)
    if not isinstance(sources, dict) or not isinstance(sources.get("tables"), dict):
        file = Path(path_to_sources).as_posix()
        raise UserError(f"{file} has no tables: it needs a top-level key tables.")
    return {"works": {}, "facts": {}, **sources}


class _Repeated(Exception):
    """An object of a JSON file has a key twice, where JSON itself would take the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise _Repeated(key)
        content[key] = value
    return content


def _text_of(file: Path) -> str:
    try:
        return read_plain_file(file).decode("utf-8")
    except Fault as fault:
        raise UserError(str(fault.at(file.as_posix()))) from fault
    except UnicodeDecodeError as error:
        raise UserError(f"{file.as_posix()} cannot be read: {error}.") from error


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
            faults += _table_faults(table, schemas[table], sources)
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
    import jsonschema  # 80 ms that only validation needs

    form = read_yaml(Path(__file__).with_name("sources.schema.yaml"))
    for error in jsonschema.Draft202012Validator(form).iter_errors(sources):
        about = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        said = "lacks a key" if error.validator == "anyOf" and about.startswith("a table") else ""
        message = f"{error.json_path.removeprefix('$.')}: {said or error.message}"
        remedy = f"Mend the entry{f' ({about})' if about else ''}."
        yield Fault("metadata", message, remedy)


def _table_faults(
    table: str, schema: Mapping[str, Any], sources: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield where one table's entry names what is not there."""
    source, place = sources["tables"][table], f"tables.{table}"
    fields = {field["name"]: field for field in schema["fields"]}
    yield from _unknown(f"{place}.work", [source["work"]], sources["works"])
    yield from _time_faults(place, schema, fields, source)
    if "layout" in source:
        yield from _layout_faults(place, fields, source)
    elif "each" in source:
        remedy = "Add the key layout, or describe the columns one by one."
        yield Fault("metadata", f"{place}.each: describes the series of a long table", remedy)
    if "each" in source:
        for key in {"columns", "derived", "missing", "flags"} & source.keys():
            message = f"{place}.{key}: has no place beside each, which describes all series"
            yield Fault("metadata", message, f"Take {key} or each out.")
        return
    yield from _column_faults(place, schema, source)
    if "layout" not in source:
        yield from _unequal(f"{place}.columns", source["columns"], fields.keys() - FREQUENCIES)
        yield from _number_faults(place, fields, source)


def _time_faults(
    place: str, schema: Mapping[str, Any], fields: Mapping[str, Any], source: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield what is wrong with the periods of a table: their column, their span, their calendar."""
    times = [name for name in fields if name in FREQUENCIES]
    if len(times) != 1 or fields[times[0]]["type"] not in TIME_TYPES[times[0]]:
        message = f"{place}: its schema has no one field for the time"
        remedy = "Describe a field year, type year, or a field quarter or month, type string."
        yield Fault("metadata", message, remedy)
        return
    noun = times[0]
    if noun not in schema.get("primaryKey", times):
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


def _layout_faults(
    place: str, fields: Mapping[str, Any], source: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield what is wrong with the columns that a long table is read by."""
    known = fields.keys() - FREQUENCIES
    for key, types in (("series", ("string",)), ("value", NUMBERS)):
        name = source["layout"][key]
        yield from _unknown(f"{place}.layout.{key}", [name], sorted(known))
        if name in known and fields[name]["type"] not in types:
            message = f"{place}.layout.{key}: {name} has the type {fields[name]['type']}"
            yield Fault(
                "metadata", message, f"Its type in datapackage.json is {' or '.join(types)}."
            )


def _column_faults(
    place: str, schema: Mapping[str, Any], source: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield columns that others refer to and that are not there."""
    columns = source["columns"]
    amounts = [name for name in columns if columns[name]["kind"] != "share"]
    pairs = [name for name in columns if "total_of" in columns[name]]
    for name in pairs:
        yield from _unknown(f"{place}.columns.{name}", [columns[name]["total_of"]], amounts)
    for name, entry in source.get("derived", {}).items():
        yield from _unknown(f"{place}.derived.{name}", entry["pools"], pairs)
    for entry in [*source.get("missing", []), *source.get("flags", [])]:
        yield from _unknown(f"{place}, missing or flagged columns", entry["columns"], columns)
    for entry in source.get("missing", []):
        yield from _unknown(f"{place}.missing", [entry["printed"]], schema["missingValues"])


def _number_faults(
    place: str, fields: Mapping[str, Any], source: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield columns of a wide table that hold no numbers, or holes that the schema denies."""
    holed = {column for entry in source.get("missing", []) for column in entry["columns"]}
    for name in source["columns"].keys() & fields.keys():
        if fields[name]["type"] not in NUMBERS:
            yield Fault("metadata", f"{place}.columns.{name}: no numbers", f"Use {NUMBERS}.")
        if fields[name].get("constraints", {}).get("required", False) == (name in holed):
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
