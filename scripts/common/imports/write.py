"""Put an imported table into a study: beside what is there, whose comments and order stay."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from scripts.common.errors import UserError
from scripts.common.imports.describe import Imported
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.tables import write_json, write_rows, write_text


class _Dumper(yaml.SafeDumper):
    """Writes lists of words and numbers on one line."""


def _listed(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    nested = any(isinstance(item, dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=not nested)


_Dumper.add_representer(list, _listed)

PACKAGE, SOURCES = "datapackage.json", "sources.yaml"


def check_new(folder: Path, table: str) -> None:
    """Raise `UserError` if a study has the table already, or there is no study."""
    for name in (PACKAGE, SOURCES):
        if not (folder / name).is_file():
            raise UserError(
                f"{folder / name} is missing, so this is no study. Begin one with"
                " make new STUDY=folder, and import into it."
            )
    sources = load_sources(folder / SOURCES)
    taken = {*load_schemas(folder / PACKAGE), *sources["tables"], *sources["facts"]}
    if table in taken or (folder / f"{table}.csv").exists():
        raise UserError(
            f"The study has a table {table} already. Choose another name with --table, or take"
            f" {table} out of {PACKAGE} and {SOURCES} and delete {folder / table}.csv."
        )


def write_import(folder: Path, table: str, found: Imported) -> None:
    """Write the table and add it to both descriptions of a study's ``data/raw``."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    package["resources"].append(found.resource)
    text = (folder / SOURCES).read_text(encoding="utf-8")
    key = found.source["work"]
    if key not in load_sources(folder / SOURCES)["works"]:
        text = _added(text, "works", key, found.work)
    text = _added(text, "tables", table, found.source)
    write_rows(found.header, found.rows, folder / f"{table}.csv")
    write_json(package, folder / PACKAGE)
    write_text(text, folder / SOURCES)


def _added(text: str, section: str, key: str, entry: dict[str, Any]) -> str:
    """A YAML text with one more entry at the end of a top-level mapping."""
    text = f"{text.rstrip()}\n"  # without a last line break the last entry would end above its line
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # load_sources has seen it
    block = yaml.dump({key: entry}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96)
    lines = text.splitlines()
    for name, content in root.value:
        if name.value == section and content.value:
            if content.flow_style:
                line = content.start_mark.line + 1
                remedy = f"Write the entries of {section} one below the other, without braces."
                raise UserError(f"{SOURCES}, line {line}: nothing can be added here. {remedy}")
            depth, end = content.start_mark.column, content.end_mark.line
            while end and not lines[end - 1].strip():
                end -= 1
            added = ["", *indent(block, " " * depth).splitlines()]
            return "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"
    kept = [
        line
        for line in lines
        if line.split("#")[0].strip() not in (f"{section}: {{}}", f"{section}:")
    ]
    return "\n".join([*kept, "", f"{section}:", *indent(block, "  ").splitlines()]) + "\n"
