"""Read YAML that a user wrote: a key that stands twice is an error, where YAML takes the last.

The second of two equal keys would silently replace the first, so that a table, a hypothesis or a
correction is lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scripts.common.errors import Fault, UserError
from scripts.common.files import read_plain_file

BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster


class Loader(BASE):  # type: ignore[misc]
    """Leaves dates as text, so that whoever knows what they date can say what is wrong."""


Loader.add_constructor("tag:yaml.org,2002:timestamp", BASE.construct_scalar)


def read_yaml(path: str | Path) -> Any:
    """Return the content of a YAML file.

    Raises
    ------
    UserError
        If the file cannot be read, is no YAML, or has a key twice in one mapping: every such key
        with both lines.
    """
    file = Path(path).as_posix()
    try:
        loader = Loader(read_plain_file(path).decode("utf-8"))
        node = loader.get_single_node()
        # Before anything is constructed, since merge keys then write into the nodes.
        problems = [fault.at(file, line) for line, fault in _repeated_keys(node, set())]
        if problems:
            raise UserError("\n".join(map(str, problems)))
        return None if node is None else loader.construct_document(node)
    except Fault as fault:
        raise UserError(str(fault.at(file))) from fault
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        broken = Fault("encoding", "holds bytes that are not UTF-8", "Save the file as UTF-8.")
        raise UserError(str(broken.at(file, line))) from error
    except ValueError as error:  # 0x_ looks like a number
        broken = Fault("yaml", f"holds a number that is none ({error})", "Mend or quote it.")
        raise UserError(str(broken.at(file))) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        broken = Fault("yaml", f"this is not valid YAML ({what})", "Mend it there or just above.")
        raise UserError(str(broken.at(file, mark.line + 1 if mark else None))) from error


def schema_errors(
    content: Any, path_to_schema: Path, **defs: Any
) -> Iterator[Any]:  # jsonschema leaves them untyped
    """Where a content breaks a JSON Schema in YAML, with definitions that it leaves open."""
    import jsonschema  # 80 ms that only validation needs

    schema = read_yaml(path_to_schema)
    schema["$defs"] = {**schema.get("$defs", {}), **defs}
    return jsonschema.Draft202012Validator(schema).iter_errors(content)


def _repeated_keys(node: yaml.Node | None, seen: set[int]) -> Iterator[tuple[int, Fault]]:
    """Yield the line and fault of every key that its mapping has already; aliases count once."""
    if node is None or id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))
    if not isinstance(node, yaml.MappingNode):
        for child in node.value:
            yield from _repeated_keys(child, seen)
        return
    first: dict[tuple[str, str], int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = (key.tag, str(key.value))
        if name in first:
            message = f'the key "{key.value}" stands in line {first[name]} already'
            yield line, Fault("repeated-key", message, "Keep one of the two.")
        first.setdefault(name, line)
        yield from _repeated_keys(value, seen)
