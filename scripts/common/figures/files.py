"""Publish a figure: PDF, SVG, PNG, the plotted data, and a page of caption, source and citation.

The bytes depend on what is drawn and on nothing else: no dates, no random ids, no locale.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from scripts.common import formatting
from scripts.common.figures.formats import pdf_bytes, png_bytes, svg_bytes
from scripts.common.figures.style import STYLE
from scripts.common.figures.texts import own_texts, shared_labels
from scripts.common.raw.metadata import load_sources
from scripts.common.periods import frequency_of, period_label, split_window
from scripts.common.runs.logs import logged
from scripts.common.runs.script import arguments
from scripts.common.tables import write_csv
from scripts.common.wording.terms import listed
from scripts.common.wording.periods import YEAR, calendar_name

FIELDS = ("title", "caption", "alt")
# Columns of plotted data that hold periods; the files have their labels.
_PERIODS = ("year", "placebo_year")
_LAST_YEAR = 9999
FILTERS = (
    *("number", "p_value", "p_equals", "interval", "quantity", "decimals_for", "percentage"),
    "year_ranges",
)


@dataclass(frozen=True)
class Publication:
    """Where the texts of a figure come from.

    Parameters
    ----------
    path_to_texts : path
        ``figures.yaml``: title, caption, alt text and labels of every kind of figure, as templates.
    path_to_page : path
        ``figure.md.j2``, the page of one figure.
    path_to_sources : path
        ``sources.yaml``, for tables, works and rights.
    tables : sequence of str
        Tables whose numbers the figure shows.
    title, subtitle, author, version : str
        Of the study.
    kind : str
        What kind of figure it is, an entry of `path_to_texts`; its own id by default.
    noun : str
        What a period of the tables is called; texts are written for years.
    path_to_own_texts : path, optional
        ``figures.yaml`` of the study: texts by id of the figure, which go before those of its kind.
    level : float
        Coverage of the intervals.
    """

    path_to_texts: str | Path
    path_to_page: str | Path
    path_to_sources: str | Path
    tables: Sequence[str]
    title: str
    subtitle: str
    author: str
    version: str
    kind: str = ""
    noun: str = YEAR
    path_to_own_texts: str | Path = ""
    level: float = 0.95

    def flagged_years(self) -> list[int]:
        """Return the periods about which sources.yaml has a reservation, for the tables shown."""
        tables = load_sources(self.path_to_sources)["tables"]
        flags = [flag for table in self.tables for flag in tables[table].get("flags", [])]
        return sorted({formatting.as_period(year) for flag in flags for year in flag["years"]})

    def texts(self, figure_id: str) -> dict[str, Any]:
        """Return title, caption, alternative text and labels of one figure, as templates."""
        return own_texts(
            self.path_to_texts, self.path_to_own_texts, figure_id, self.kind or figure_id, self.noun
        )

    def labels(self, figure_id: str) -> dict[str, Any]:
        """Return the short texts that one figure draws."""
        texts = self.texts(figure_id).get("labels", {})
        shared = shared_labels(self.path_to_texts, self.path_to_own_texts, self.noun)
        return {**shared, "calendar_name": self.calendar_name(), **texts}

    def calendar_name(self) -> str:
        """Return what the time axis shows; of several tables that differ, the period alone."""
        tables = [load_sources(self.path_to_sources)["tables"][table] for table in self.tables]
        names = {
            calendar_name(table["calendar"], frequency_of(split_window(str(table["years"]))[0]))
            for table in tables
        }
        return names.pop() if len(names) == 1 else self.noun.capitalize()


def draw(plot: Callable[..., None], snakemake: Any) -> None:
    """Call the function of a plot script with what its rule gives it: `run` for figures.

    The parameter `told` is what the study tells the figure (`study.parameters.of_figure`); its
    ``publication`` and the texts among the inputs make one `Publication`.
    """
    with logged(snakemake.log[0]):
        given = arguments(plot, snakemake)
        given |= given.pop("told")
        places = {f.name for f in fields(Publication)} & given.keys()
        about = given.pop("publication") | {name: given.pop(name) for name in places}
        path_to_figure = given.pop("path_to_output")[0].removesuffix(".pdf")
        plot(**given, publication=Publication(**about), path_to_figure=path_to_figure)


def save_figure(
    figure: Figure,
    path_to_figure: str | Path,
    data: pd.DataFrame,
    facts: Mapping[str, Any],
    publication: Publication,
) -> None:
    """Write a figure as ``.pdf``, ``.svg`` and ``.png`` with its ``.csv`` and ``.md``.

    Parameters
    ----------
    path_to_figure : path
        Without an ending; its last part is the id of the figure, for example ``figures/jica``.
    data : DataFrame
        Exactly what is plotted, in long form.
    facts : mapping
        What the templates of title, caption and alt text are filled with.

    Raises
    ------
    jinja2.UndefinedError
        If a template asks for a fact that is not given.
    """
    stem = Path(path_to_figure)
    stem.parent.mkdir(parents=True, exist_ok=True)
    write_csv(_with_labels(data), stem.with_suffix(".csv"))
    digest = hashlib.sha256(stem.with_suffix(".csv").read_bytes()).hexdigest()[:12]
    page = _page(stem.name, digest, facts, publication)
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
        _replace(stem.with_suffix(".pdf"), pdf_bytes(figure, about))
        _replace(stem.with_suffix(".svg"), svg_bytes(figure, about, page["alt"]))
        _replace(stem.with_suffix(".png"), png_bytes(figure, about))
    _replace(stem.with_suffix(".md"), page["page"].encode())


def _page(
    figure_id: str, digest: str, facts: Mapping[str, Any], publication: Publication
) -> dict[str, str]:
    """Fill the texts of one figure; returns title, caption, alt and the whole page."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
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
    known = {"level": level, "by": by, **facts, "source": _source(tables, works)}
    texts = publication.texts(figure_id)
    filled = {
        field: " ".join(environment.from_string(texts[field]).render(known).split())
        for field in FIELDS
    }
    template = environment.from_string(Path(publication.path_to_page).read_text("utf-8"))
    page = template.render(
        **filled,
        id=figure_id,
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


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _with_labels(data: pd.DataFrame) -> pd.DataFrame:
    """Return plotted data whose quarters and months stand as labels; years are their own."""
    found = [name for name in _PERIODS if name in data and data[name].max() > _LAST_YEAR]
    labelled: dict[str, Any] = {
        name: [None if pd.isna(period) else period_label(int(period)) for period in data[name]]
        for name in found
    }
    return data.assign(**labelled)
