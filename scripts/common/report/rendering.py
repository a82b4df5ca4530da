"""From the content of a report to PDF and HTML: templates, escaping, and the compiler of the PDF.

Escaping belongs to the environments: whatever a template prints is data, and comes out as text.
"""

from __future__ import annotations

import base64
import importlib.util
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import typst
from markupsafe import Markup

from scripts.common.report.model import Report, Table
from scripts.common.report.references import as_bibtex
from scripts.common.templates import jinja

LONGEST_TEXT = 20_000
LONGEST_WORD = 60
# Controls, and the marks that turn the direction of the text around them.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_P_VALUE = re.compile(r"\bp ([=<≤]) (?=\d)")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
# Figures name one font; a browser without it takes one of the same widths.
_ONE_FONT = re.compile(r"font-family: 'DejaVu Sans'(?!,)")
_WIDTH = re.compile(r'<svg[^>]*? width="([0-9.]+)pt"')
# For the columns of the PDF: a text longer than this is wrapped; points between the margins.
_WIDE = 26
_TEXT_WIDTH = 481


def printable(text: str) -> str:
    """Text without control characters, cut where no reader would follow it."""
    text = _HARMFUL.sub("", text)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def typst_string(text: str) -> str:
    """Text as a string literal of typst, in which no character is markup."""
    text = _LONG_WORD.sub("\\g<0>\u200b", printable(text))  # a place to break the line
    text = _P_VALUE.sub("p\u00a0\\1\u00a0", text)  # and one not to
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def typst_environment(folder: str | Path) -> jinja2.Environment:
    """Jinja for typst: every value printed becomes a string literal."""
    environment = _environment(folder, lambda text: Markup(typst_string(text)))
    environment.filters["widths"] = _column_widths
    return environment


def html_environment(folder: str | Path) -> jinja2.Environment:
    """Jinja for HTML: every value printed is escaped."""
    return _environment(folder, printable)


def typst_source(report: Report, folder_of_templates: str | Path) -> str:
    """The report as a typst document."""
    template = typst_environment(folder_of_templates).get_template("report.typ.j2")
    return template.render(report=report, references=_references(report))


def pdf_bytes(
    report: Report, folder_of_templates: str | Path, figures: Mapping[str, str | Path]
) -> bytes:
    """The report as a tagged PDF, the same bytes for the same content.

    Parameters
    ----------
    figures : mapping
        The SVG of every figure, by id. (PDF/UA-1, as yet, takes no embedded PDF.)
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = typst_source(report, folder_of_templates)
        (place / "report.typ").write_text(source, encoding="utf-8")
        (place / "report.bib").write_text(as_bibtex(_references(report)), encoding="utf-8")
        for name, path in figures.items():
            (place / f"{name}.svg").write_bytes(Path(path).read_bytes())
        made = typst.compile(
            str(place / "report.typ"),
            root=folder,
            format="pdf",
            ignore_system_fonts=True,
            font_paths=[_fonts_of_figures()],
            pdf_standards="ua-1",
        )
    if not isinstance(made, bytes):
        raise TypeError("the compiler of the PDF gave back no single file")
    return made


def html_text(
    report: Report, folder_of_templates: str | Path, figures: Mapping[str, str | Path]
) -> str:
    """The report as one HTML file that asks nothing of any other place.

    Parameters
    ----------
    figures : mapping
        The SVG of every figure, by id.
    """
    folder = Path(folder_of_templates)
    return (
        html_environment(folder)
        .get_template("report.html.j2")
        .render(
            report=report,
            figures={name: _embedded(path) for name, path in figures.items()},
            css=Markup((folder / "report.css").read_text(encoding="utf-8")),
            script=Markup((folder / "report.js").read_text(encoding="utf-8")),
        )
    )


def _environment(folder: str | Path, said: Callable[[str], str]) -> jinja2.Environment:
    """Autoescaping: what `said` marks as safe, and what macros return, is not escaped again."""

    def finalize(value: Any) -> Any:
        return said(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    return jinja(folder, autoescape=True, finalize=finalize)


def _fonts_of_figures() -> str:
    """The folder of the fonts that matplotlib draws text with, found without importing it."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib, whose fonts the figures use, is not installed")
    return str(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf")


def _references(report: Report) -> tuple[Any, ...]:
    return next((b.entries for b in report.blocks() if b.kind == "references"), ())


def _embedded(path: str | Path) -> dict[str, Any]:
    """A figure as a data URI, with the width it was drawn for in CSS pixels."""
    svg = Path(path).read_text(encoding="utf-8")
    svg = _ONE_FONT.sub("font-family: 'DejaVu Sans', Verdana, sans-serif", svg)
    drawn = _WIDTH.search(svg)
    return {
        "uri": Markup(f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"),
        "width": round(float(drawn[1]) * 4 / 3) if drawn else 691,
    }


def _column_widths(table: Table) -> Markup:
    """Columns of typst: as wide as their text if all fit, else long texts are wrapped."""
    letter = 4.3 if table.large else 3.75  # points, of a letter of average width
    text = [
        max([len(row[i].text + row[i].pad + row[i].after) for row in table.rows] or [0])
        for i in range(len(table.columns))
    ]
    heads = [(column.header or "") if column.span == 1 else "" for column in table.columns]
    natural = [max(t, len(head)) * letter + 7 for t, head in zip(text, heads, strict=True)]
    if sum(natural) <= _TEXT_WIDTH:
        widths = ["auto"] * len(natural)
    else:
        # Headers are bold, and so a little wider.
        words = [1.15 * max([len(word) for word in head.split()] or [0]) for head in heads]
        least = [max(min(t, _WIDE), w) * letter + 8 for t, w in zip(text, words, strict=True)]
        spare = _TEXT_WIDTH - sum(least)
        lacking = [max(n - have, 0.0) for n, have in zip(natural, least, strict=True)]
        if max(text) > _WIDE:
            widths = [
                f"{min(t, 3 * _WIDE) * letter:.0f}fr" if t > _WIDE else f"{n:.0f}pt"
                for t, n in zip(text, least, strict=True)
            ]
        elif spare < 0:
            widths = [f"{n:.0f}fr" for n in least]
        else:  # what room is left goes to the headers that would be wrapped
            share = min(spare / max(sum(lacking), 1.0), 1.0)
            widths = [f"{n + share * more:.0f}pt" for n, more in zip(least, lacking, strict=True)]
    return Markup(f"({', '.join(widths)},)")
