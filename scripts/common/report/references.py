"""The references: literature of the methods and the works the tables come from, as one list.

Reads a plain BibTeX file (one field per line) and the works of ``sources.yaml``; gives back entries
in the order of an author-date list, and the same as BibTeX for the compiler of the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.common.report.model import Reference

_ENTRY = re.compile(r"^@(\w+)\{([\w-]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)
# Letters that a BibTeX reader takes as commands.
_SPECIAL = re.compile(r"[\\{}$%#&_~^]")


def read_references(
    path_to_bib: str | Path, works: Mapping[str, Any], cited: Collection[str]
) -> tuple[Reference, ...]:
    """The works and what is cited, by author, year and title; equal author and year get a letter.

    Raises
    ------
    KeyError
        If something cited is not in the BibTeX file.
    """
    text = Path(path_to_bib).read_text(encoding="utf-8")
    raw = [
        (key, kind, {name: _unbraced(value) for name, value in _FIELD.findall(body)})
        for kind, key, body in _ENTRY.findall(text)
        if key in cited
    ]
    lacking = set(cited) - {key for key, _, _ in raw}
    if lacking:
        raise KeyError(f"{path_to_bib} lacks {', '.join(sorted(lacking))}")
    raw += [(key, *_work(work)) for key, work in works.items()]
    raw.sort(key=lambda entry: (_names(entry[2]), _year(entry[2]), entry[2]["title"]))
    labels = [f"{_cited_names(fields)}|{_year(fields)}" for _, _, fields in raw]
    entries = []
    for i, (key, kind, fields) in enumerate(raw):
        twins = [j for j, label in enumerate(labels) if label == labels[i]]
        letter = "abcdefghijklmnopqrstuvwxyz"[twins.index(i) % 26] if len(twins) > 1 else ""
        cited = f"{_cited_names(fields)} ({_year(fields)}{letter})"
        formatted = _formatted(fields, f"{_year(fields)}{letter}")
        entries.append(Reference(key, kind, fields, cited, formatted, fields.get("url", "")))
    return tuple(entries)


def as_bibtex(entries: Iterable[Reference]) -> str:
    """The entries as BibTeX, with every special letter escaped."""
    parts = []
    for entry in entries:
        lines = [
            f"  {name} = {{{_protected(name, value, entry.type == 'misc')}}},"
            for name, value in entry.fields.items()
        ]
        parts.append("\n".join([f"@{entry.type}{{{entry.key},", *lines, "}"]))
    return "\n\n".join(parts) + "\n"


def _protected(name: str, value: str, corporate: bool) -> str:
    if name == "url":
        return re.sub(r"[\\{}%\s]", "", value)
    text = _SPECIAL.sub(lambda found: " " if found[0] in "\\~^" else f"\\{found[0]}", value)
    if name == "pages":
        text = text.replace("–", "--")
    return (
        f"{{{text}}}"
        if name in ("title", "publisher") or (name == "author" and corporate)
        else text
    )


def _work(work: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    kept = ("author", "title", "journal", "volume", "number", "pages", "year", "url")
    fields = {name: " ".join(str(work[name]).split()) for name in kept if name in work}
    if "pages" in fields:
        fields["pages"] = fields["pages"].replace("-", "–")
    return ("article" if work.get("type") == "article" else "misc"), fields


def _unbraced(value: str) -> str:
    text = value.strip("{}").replace("--", "–")
    return text.replace("`", "‘").replace("'", "’")


def _year(fields: Mapping[str, str]) -> str:
    return fields.get("year", "n.d.")


def _names(fields: Mapping[str, str]) -> list[str]:
    return fields.get("author", fields["title"]).split(" and ")


def _cited_names(fields: Mapping[str, str]) -> str:
    """Family names as cited: one, two, or the first and "et al."."""
    if "journal" not in fields and "publisher" not in fields:
        return fields.get("author", fields["title"])
    family = [name.split(",")[0] for name in _names(fields)]
    if len(family) > 3:
        return f"{family[0]} et al."
    if len(family) == 3:
        return f"{family[0]}, {family[1]}, and {family[2]}"
    return " and ".join(family)


def _formatted(fields: Mapping[str, str], year: str) -> str:
    first, *others = _names(fields)
    turned = [" ".join(reversed([part.strip() for part in n.split(",")])) for n in others]
    authors = [first, *turned]
    who = authors[0] if len(authors) == 1 else ", ".join(authors[:-1]) + f", and {authors[-1]}"
    if "journal" in fields:
        number = f" ({fields['number']})" if "number" in fields else ""
        pages = f": {fields['pages']}" if "pages" in fields else ""
        place = (
            f"“{fields['title']}.” {fields['journal']} {fields.get('volume', '')}{number}{pages}."
        )
    elif "publisher" not in fields:
        place = f"“{fields['title']}.”"
    else:
        edition = f" {fields['edition']}th ed." if "edition" in fields else ""
        place = f"{fields['title']}.{edition} {fields['publisher']}."
    return f"{who.rstrip('.')}. {year.rstrip('.')}. {place}"
