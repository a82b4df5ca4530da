"""How the study, its figures and its sources are cited: one list of entries for BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from scripts.common.errors import UserError
from scripts.common.latex.text import latex
from scripts.common.report.inputs import Inputs

# As scripts/templates/figure.md.j2 has it.
_DRAWN = re.compile(r"\(version (\S+), data `([0-9a-f]+)`\)")


@dataclass(frozen=True)
class Entry:
    """An entry of BibTeX; its fields are LaTeX."""

    type: str
    key: str
    fields: Mapping[str, Markup]


def citation_of(study: Mapping[str, Any]) -> dict[str, Any]:
    """The citation of a study that has no ``CITATION.cff``: whose it is, and its title."""
    title = f"{study['title']} {study['subtitle']}".strip()
    author = [{"name": study["author"]}]
    return {"title": title, "version": study["version"], "authors": author, "date-released": ""}


def read_citation(path: str | Path, version: str) -> dict[str, Any]:
    """Read ``CITATION.cff``.

    Raises
    ------
    UserError
        If it speaks of another version than `version`, that of ``config.yaml``.
    """
    citation = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    if citation["version"] != version:
        raise UserError(
            f'{path}: version is "{citation["version"]}", and that of the study in config.yaml is'
            f' "{version}". Remedy: give both the same.'
        )
    assert isinstance(citation, dict)
    return citation


def drawn_from(path_to_page: str | Path) -> tuple[str, str]:
    """The version and the data hash that a figure's ``.md`` states.

    Raises
    ------
    UserError
        If it states none.
    """
    found = _DRAWN.search(Path(path_to_page).read_text(encoding="utf-8"))
    if not found:
        raise UserError(f"{path_to_page} states no version and data; run the figure's rule again.")
    return found[1], found[2]


def entries(
    inputs: Inputs, citation: Mapping[str, Any], pages: Mapping[str, str | Path]
) -> Iterator[Entry]:
    """Yield entries of the study, its figures and the works it rests on.

    Parameters
    ----------
    citation : mapping
        As from `read_citation` or `citation_of`.
    pages : mapping
        The ``.md`` of each figure by id.
    """
    by = {"author": _authors(citation["authors"])}
    if citation["date-released"]:
        by["year"] = Markup(citation["date-released"][:4])
    note = _text(f"Version {citation['version']}")
    study = {**by, "title": _kept(citation["title"]), "note": note}
    work = inputs.study.get("work")
    yield Entry("misc", f"replication_{work}" if work else "study", study)
    for drawing in inputs.figures:
        version, digest = drawn_from(pages[drawing.id])
        fields = {
            **by,
            "title": _kept(drawing.title),
            "howpublished": _text(f"Figure in: {citation['title']}"),
            "note": _text(f"Figure {drawing.id}, version {version}, data {digest}"),
        }
        yield Entry("misc", f"figure_{drawing.id}", fields)
    for work in inputs.references:
        if work.key in inputs.sources["works"]:
            group = work.type == "misc"
            fields = {name: _field(name, text, group) for name, text in work.fields.items()}
            yield Entry(work.type, work.key, fields)


def _authors(authors: Sequence[Mapping[str, str]]) -> Markup:
    """Authors as BibTeX has them."""
    return Markup(" and ").join(
        _kept(author["name"])
        if "name" in author
        else _text(f"{author['family-names']}, {author['given-names']}")
        for author in authors
    )


def _field(name: str, text: str, group: bool) -> Markup:
    """A field of a work; the name of a group is not turned, so it is kept together."""
    if name == "url":
        return Markup(re.sub(r"[\\{}%\s]", "", text))
    return _kept(text) if name == "title" or (name == "author" and group) else _text(text)


def _text(text: str) -> Markup:
    return Markup(latex(text))


def _kept(text: str) -> Markup:
    """Text whose capitals and order BibTeX leaves alone."""
    return Markup(f"{{{latex(text)}}}")
