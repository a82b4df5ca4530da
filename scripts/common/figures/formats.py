"""A figure in each form that is published; the bytes depend on what is drawn alone."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from functools import cache
from xml.sax.saxutils import escape

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from matplotlib import font_manager
from matplotlib.figure import Figure

# What each form calls title, author and subject; the last would differ from day to day.
_METADATA = {
    "pdf": ("Title", "Author", "Subject", "CreationDate"),
    "png": ("Title", "Author", "Description", "Software"),
    "svg": ("Title", "Creator", "Description", "Date"),
}
_FACES = (("normal", "normal", "DejaVu Sans"), ("bold", "normal", "DejaVu Sans:bold"))


def figure_bytes(figure: Figure, form: str, about: Mapping[str, str]) -> bytes:
    """A figure as pdf, png or svg, with ``title``, ``author`` and ``subject`` of `about`."""
    said = [about["title"], about["author"], about["subject"], None]
    buffer = io.BytesIO()
    metadata = dict(zip(_METADATA[form], said, strict=True))
    figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()


def svg_bytes(figure: Figure, about: Mapping[str, str], alt: str) -> bytes:
    """A figure as SVG with its alternative text and the letters that it uses."""
    text = figure_bytes(figure, "svg", about).decode("utf-8")
    letters = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", text))
    faces = "".join(_font_face(weight, style, name, letters) for weight, style, name in _FACES)
    added = f"<desc>{escape(alt)}</desc><style>{faces}</style>"
    # After the title of the file, which stands first so that readers of the screen announce it.
    text = text.replace("</title>", f"</title>\n {added}", 1)
    return text.replace("<svg ", '<svg role="img" ', 1).encode("utf-8")


def _font_face(weight: str, style: str, name: str, letters: str) -> str:
    """Return an @font-face with the glyphs of `letters`, so that the file looks alike anywhere."""
    font = TTFont(_font_file(name), recalcTimestamp=False)
    options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True)
    options.drop_tables += ["FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters + " ")
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    content = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f"@font-face{{font-family:'DejaVu Sans';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff;base64,{content}) format('woff');}}"
    )


@cache
def _font_file(name: str) -> str:
    return font_manager.findfont(name, fallback_to_default=False)
