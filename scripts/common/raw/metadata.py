"""Load the two descriptions of the raw tables.

``datapackage.json`` says how to read the tables, ``sources.yaml`` what they mean.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.common.errors import Fault, UserError
from scripts.common.files import read_plain_file
from scripts.common.strict_yaml import read_yaml


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
