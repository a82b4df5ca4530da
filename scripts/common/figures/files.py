"""Publish a figure: PDF, SVG, PNG, the plotted data, and a page of caption, source and citation.

The bytes depend on what is drawn and on nothing else: no dates, no random ids, no locale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from scripts.common import formatting
from scripts.common.figures.formats import figure_bytes, svg_bytes
from scripts.common.figures.style import STYLE
from scripts.common.figures.texts import Publication
from scripts.common.files import replacing
from scripts.common.periods import period_label
from scripts.common.raw.metadata import load_sources
from scripts.common.runs.logs import logged
from scripts.common.runs.script import arguments
from scripts.common.tables import with_labels, write_csv
from scripts.common.templates import jinja
from scripts.common.wording.terms import listed

FIELDS = ("title", "caption", "alt")
# Columns of plotted data that hold periods; the files have their labels.
_PERIODS = ["year", "placebo_year"]
FILTERS = (
    *("number", "p_value", "p_equals", "interval", "quantity", "decimals_for", "percentage"),
    "year_ranges",
)


def draw(plot: Callable[..., None], snakemake: Any) -> None:
    """Call the function of a plot script with what its rule gives it: `run` for figures."""
    with logged(snakemake.log[0]):
        plot(**given(plot, snakemake))


def given(plot: Callable[..., None], snakemake: Any) -> dict[str, Any]:
    """What the rule of a figure gives the function of its script.

    The parameter `told` is what the study tells the figure (`study.parameters.of_figure`); its
    ``publication`` and the texts among the inputs make one `Publication`.
    """
    found = arguments(plot, snakemake)
    found |= found.pop("told")
    path_to_figure = found.pop("path_to_output")[0].removesuffix(".pdf")
    about = {**found.pop("publication"), "path_to_figure": path_to_figure}
    about |= {f.name: found.pop(f.name) for f in fields(Publication) if f.name in found}
    return {**found, "publication": Publication(**about)}


def save_figure(
    figure: Figure, data: pd.DataFrame, facts: Mapping[str, Any], publication: Publication
) -> None:
    """Write a figure as ``.pdf``, ``.svg`` and ``.png`` with its ``.csv`` and ``.md``.

    Parameters
    ----------
    data : DataFrame
        Exactly what is plotted, in long form.
    facts : mapping
        What the templates of title, caption and alt text are filled with.

    Raises
    ------
    jinja2.UndefinedError
        If a template asks for a fact that is not given.
    """
    stem = Path(publication.path_to_figure)
    write_csv(with_labels(data, *data.columns.intersection(_PERIODS)), stem.with_suffix(".csv"))
    digest = hashlib.sha256(stem.with_suffix(".csv").read_bytes()).hexdigest()[:12]
    page = _page(digest, facts, publication)
    about = {
        "title": page["title"],
        "author": publication.author,
        "subject": f"Figure {stem.name}, version {publication.version}, data {digest}",
    }
    with mpl.rc_context({**STYLE, "figure.constrained_layout.use": False}):
        # The layout is found once for all three files; drawn twice, so that it settles.
        for _ in range(2 if figure.get_layout_engine() else 0):
            figure.draw_without_rendering()
        figure.set_layout_engine(None)  # with one, every file would be drawn twice
        files = {
            "pdf": figure_bytes(figure, "pdf", about),
            "svg": svg_bytes(figure, about, page["alt"]),
            "png": figure_bytes(figure, "png", about),
            "md": page["page"].encode(),
        }
    for extension, content in files.items():
        with replacing(stem.with_suffix(f".{extension}")) as draft:
            draft.write_bytes(content)


def _page(digest: str, facts: Mapping[str, Any], publication: Publication) -> dict[str, str]:
    """Fill the texts of one figure; returns title, caption, alt and the whole page."""
    path_to_page = Path(publication.path_to_page)
    environment = jinja(path_to_page.parent, autoescape=False)
    for name in FILTERS:
        environment.filters[name] = getattr(formatting, name)
    environment.filters |= {
        "effect": partial(_effect, level=publication.level),
        "period": period_label,
        "listed": listed,
    }
    sources = load_sources(publication.path_to_sources)
    tables = [{"id": t, **sources["tables"][t]} for t in publication.tables]
    works = {t["work"]: sources["works"][t["work"]] for t in tables}
    name = publication.calendar_name()
    by = f"{name[:1].lower()}{name[1:]}"
    level = formatting.percentage(publication.level)
    questions = publication.labels()["questions"]
    known = {
        "level": level,
        "by": by,
        "questions": questions,
        **facts,
        "source": _source(tables, works),
    }
    texts = publication.texts()
    filled = {
        field: " ".join(environment.from_string(texts[field]).render(known).split())
        for field in FIELDS
    }
    page = environment.get_template(path_to_page.name).render(
        **filled,
        id=publication.figure_id,
        digest=digest,
        tables=tables,
        works=works,
        study={k: getattr(publication, k) for k in ("title", "subtitle", "version")},
    )
    return {**filled, "page": page.rstrip() + "\n"}


def _effect(row: Mapping[str, Any], level: float) -> str:
    """Return an estimate in words: "4.6 points more than before (95% interval −8.2 to 17.2)"."""
    unit, estimate = row["unit"], row["estimate"]
    if pd.isna(estimate):
        return "an amount that cannot be computed"
    size = formatting.quantity(abs(estimate), unit)
    digits = formatting.decimals_for(unit)
    ends = formatting.interval(row["ci_low"], row["ci_high"], digits)
    side, share = "more" if estimate > 0 else "less", formatting.percentage(level)
    return f"{size} {side} than before ({share} interval {ends})"


def _source(tables: Sequence[Mapping[str, Any]], works: Mapping[str, Any]) -> str:
    """Return the works and the places in them: "Hatch (2002), Table 3, article page 13"."""
    cited = []
    for key, work in works.items():
        places = [table["locator"].split(" (")[0] for table in tables if table["work"] == key]
        name = work["author"].split(",")[0]
        dated = f"{name} ({work['year']})" if "year" in work else name
        cited.append(f"{dated}, {'; '.join(places)}")
    return "; ".join(cited)
