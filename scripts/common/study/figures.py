"""Which figures a study has: those that its config lists, or one of each kind that applies.

An entry says what a figure draws, under which id; what it needs must be in the study, so an entry
that asks for what is not there is a fault of the config.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What a kind of figure is about.

    Attributes
    ----------
    of_table : bool
        It is about one table, not about the study.
    most : int
        So many series, pairs or hypotheses a page holds; of more series, the first that a
        hypothesis is about. 0 where the plot script says it.
    needs : str
        What a study must have for it, if it may do without.
    """

    of_table: bool = False
    most: int = 0
    needs: str = ""


KINDS = {
    "event_study": Kind(of_table=True, most=4),
    "breaks": Kind(of_table=True, most=4, needs="breaks"),
    "levels": Kind(of_table=True, most=3),
    "pairs": Kind(of_table=True, most=6, needs="pairs"),
    "effects": Kind(),
    "calibration": Kind(most=5),
    "multiverse": Kind(most=3, needs="multiverse"),
    "placebo": Kind(needs="robustness"),
    "scorecard": Kind(needs="predictions"),
    "forensics": Kind(needs="pairs"),
    "claims": Kind(needs="claims"),
    "overview": Kind(),
    "workflow": Kind(),
}
# Figures of so many tables are drawn where the config lists none.
MOST_TABLES = 6

Entry = dict[str, Any]


def drawable(
    config: Mapping[str, Any], pairs: Mapping[str, Collection[Any]], claims: bool
) -> list[str]:
    """Kinds of figures that the study has results for.

    Parameters
    ----------
    pairs : mapping
        Amounts and their shares, by table.
    claims : bool
        Whether the study audits what a paper says of its tables.
    """
    has = {"", *config["evidence"], *(k for k in ("multiverse", "predictions") if config.get(k))}
    has |= {"pairs"} if any(pairs.values()) else set()
    has |= {"claims"} if claims else set()
    return [kind for kind, about in KINDS.items() if about.needs in has]


def default_figures(tables: Sequence[str], available: Sequence[str]) -> list[Entry]:
    """The figures of a study that lists none, the key figure first.

    Parameters
    ----------
    tables : sequence of str
        Analysed tables that a hypothesis is about.
    available : sequence of str
        Kinds that the study has results for, as from `drawable`.
    """
    found = [
        {"id": f"{table}_{kind}", "draws": kind, "table": table}
        for table in tables[:MOST_TABLES]
        for kind in ("event_study", "breaks")
        if kind in available
    ]
    of_study = [kind for kind in available if not KINDS[kind].of_table]
    wide = [{"id": kind, "draws": kind} for kind in of_study]
    return found[:1] + [e for e in wide if e["id"] == "effects"] + found[1:] + wide[1:]


def figure_faults(
    figures: Sequence[Entry], series: Mapping[str, Any], available: Sequence[str]
) -> Iterator[str]:
    """What is wrong with the entries, beyond their form.

    Parameters
    ----------
    series : mapping
        By id, things that have a ``table``: those of the analysed tables.
    """
    tables = sorted({one.table for one in series.values()})
    ids = [entry["id"] for entry in figures]
    for i, entry in enumerate(figures):
        place, draws = f"figures[{i}]", entry["draws"]
        if ids.index(entry["id"]) < i:
            yield f"{place}.id: {entry['id']!r} is there twice; each figure needs an id of its own."
        if draws not in available:
            yield (
                f"{place}.draws: the study has nothing that {draws!r} draws; it has"
                f" {', '.join(available)}."
            )
        if KINDS[draws].of_table and entry.get("table") not in tables:
            yield f"{place}.table: {entry.get('table')!r} is none of {', '.join(tables)}."
            continue
        own = [name for name, one in series.items() if one.table == entry.get("table")]
        named = [*entry.get("series", []), *(s for pair in entry.get("pairs", []) for s in pair)]
        named += [entry["pooled"]] if "pooled" in entry else []
        for name in named:
            if not any(fnmatchcase(one, name) for one in own):
                yield f"{place}: {name!r} is no series of {entry.get('table')}: {', '.join(own)}."


def drawn_series(
    entry: Entry, series: Sequence[Mapping[str, Any]], asked: Collection[str]
) -> tuple[list[dict[str, Any]], int]:
    """The series that a figure of one table draws, and how many of the table it does not.

    Parameters
    ----------
    series : sequence of mapping
        Of the table, in its order.
    asked : collection of str
        Ids of those that a hypothesis is about.
    """
    wanted = entry.get("series", ["*"])
    found = [dict(one) for one in series if any(fnmatchcase(one["id"], name) for name in wanted)]
    if "series" in entry:  # in the order of the config
        found.sort(
            key=lambda one: next(i for i, w in enumerate(wanted) if fnmatchcase(one["id"], w))
        )
    else:
        found = [one for one in found if one["id"] in asked]
    first = found[: KINDS[entry["draws"]].most]
    return first, len(series) - len(first)


def drawn_pairs(
    entry: Entry, series: Sequence[Mapping[str, Any]], pairs: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], int]:
    """The pairs of amount and share that a figure draws, and how many of the table it does not.

    Parameters
    ----------
    pairs : sequence of (str, str)
        All of the table, as sources.yaml names them (``total_of``).
    """
    own = {one["id"] for one in series}
    found = [pair for pair in pairs if own.issuperset(pair)]
    first = [tuple(pair) for pair in entry.get("pairs", found)][: KINDS["pairs"].most]
    return first, max(len(found) - len(first), 0)
