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
from scripts.common.raw_tables import declared_missing
from scripts.common.strict_yaml import read_yaml

NUMBERS = ("number", "integer")


def load_schemas(path_to_datapackage: str | Path) -> dict[str, dict[str, Any]]:
    """Return the Table Schema of every table, with its file's name added as ``path``.

    Raises
    ------
    UserError
        If the file cannot be read or lacks what this pipeline reads tables by.
    """
    file = Path(path_to_datapackage)
    try:
        package = json.loads(_text_of(file))
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
    faults = list(_form_faults(sources))
    if not faults:  # a comparison needs entries of the right form
        faults += _unequal("tables", {*sources["tables"], *sources["facts"]}, schemas)
        for table in sources["tables"].keys() & schemas.keys():
            faults += _table_faults(table, schemas[table], sources)
    file = Path(path_to_sources).as_posix()
    return sorted({fault.at(file) for fault in faults}, key=str)


def _form_faults(sources: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield where the entries break ``sources.schema.yaml``."""
    import jsonschema  # 80 ms that only validation needs

    form = read_yaml(Path(__file__).with_name("sources.schema.yaml"))
    for error in jsonschema.Draft202012Validator(form).iter_errors(sources):
        about = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        message = f"{error.json_path.removeprefix('$.')}: {error.message}"
        remedy = f"Mend the entry{f' ({about})' if about else ''}."
        yield Fault("metadata", message, remedy)


def _table_faults(
    table: str, schema: Mapping[str, Any], sources: Mapping[str, Any]
) -> Iterator[Fault]:
    """Yield where one table's entry names what is not there."""
    source, place = sources["tables"][table], f"tables.{table}"
    columns = source["columns"]
    fields = {field["name"]: field for field in schema["fields"]}
    if "year" not in fields or fields["year"]["type"] != "year":
        yield Fault("metadata", f"{place}: its schema has no year", "Add a field year, type year.")
    else:
        limits = fields["year"].get("constraints", {})
        declared = dict(
            zip(("minimum", "maximum"), map(int, source["years"].split("-")), strict=True)
        )
        if any(limits.get(key, declared[key]) != declared[key] for key in declared):
            message = f"{place}.years: {source['years']} is not the range in datapackage.json"
            yield Fault("metadata", message, "Set the year's minimum and maximum to match.")
    yield from _unequal(f"{place}.columns", columns, fields.keys() - {"year"})
    yield from _unknown(f"{place}.work", [source["work"]], sources["works"])
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
    holed = {column for column, _ in declared_missing(source)}
    for name in columns.keys() & fields.keys():
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
