"""What can be wrong with corrections.yaml, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scripts.common.errors import Fault
from scripts.common.periods import NOUNS, as_period, frequency_of, period_label
from scripts.common.raw.numerals import parse_number
from scripts.common.study.about import About
from scripts.common.study.sentences import form_errors, place, quoted, sentence, unknown

_CORRECTIONS_SCHEMA = "corrections.schema.yaml"


def correction_faults(corrections: Any, about: About) -> list[str]:
    """What is wrong with corrections.yaml: its form, and names and cells that there are not.

    That `printed` is what the cell holds is checked where the table is read.
    """
    errors = form_errors(corrections, _CORRECTIONS_SCHEMA)
    if errors:
        return [sentence(error, _entry_place(error, corrections)) for error in errors]
    return [
        f"{entry['id']}, {fault}"
        for i, entry in enumerate(corrections)
        for fault in [
            *_repeated(entry, corrections[:i]),
            *_cell_faults(entry, about),
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
    return f"{name}, {place(path[1:])}" if path[1:] else name


def _repeated(entry: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for other in before:
        if other["id"] == entry["id"]:
            yield "id: another entry has it already; each needs its own."
        if _cell(other) == _cell(entry):
            yield f"column: the cell is corrected by {other['id']!r} already."


def _cell_faults(entry: Mapping[str, Any], about: About) -> Iterator[str]:
    """Cells that no analysed table prints a number in."""
    table, column, year = entry["table"], entry["column"], as_period(entry["year"])
    if table not in about.config["tables"]["analysed"]:
        yield f"table: {unknown(table, about.config['tables']['analysed'])}"
        return
    derived = about.sources["tables"][table].get("derived", {})
    own = {s.column: s.years for s in about.analysed.values() if s.table == table}
    printed = [name for name in own if name not in derived]
    for key, names in (("column", [column]), ("doubted", entry["doubted"])):
        for name in names:
            if name in derived:
                yield (
                    f"{key}: {name!r} is derived from other columns of {table}; correct one of "
                    f"these: {', '.join(printed)}."
                )
            elif name not in printed:
                yield f"{key}: {unknown(name, printed)}"
            elif year not in own[name]:
                noun = NOUNS[frequency_of(own[name][0] if own[name] else year)]
                yield (
                    f"year: {entry['year']} is not a {noun} in which {table} prints a number for "
                    f"{name!r}; these are {', '.join(map(period_label, own[name]))}."
                )
    if column not in entry["doubted"]:
        yield f"doubted: {quoted(entry['doubted'])} must hold {column!r} too, which it corrects."


def _used_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    try:
        parse_number(entry["used"], {"type": "number", "groupChar": ","})
    except Fault as fault:
        yield f"used: {entry['used']!r} {fault.message}. {fault.remedy}"
    if entry["used"] == entry["printed"]:
        yield f"used: {entry['used']!r} is what the table prints already; delete the entry."


def _cell(entry: Mapping[str, Any]) -> tuple[str, str, int]:
    return entry["table"], entry["column"], as_period(entry["year"])
