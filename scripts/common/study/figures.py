"""Which figures a study has: those that its config lists, or one of each kind that applies.

An entry says what a figure draws, under which id; what it needs must be in the study, so an entry
that asks for what is not there is a fault of the config.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

# Kinds of figures about one table, and about the study.
OF_TABLE = ("event_study", "breaks", "levels", "pairs")
OF_STUDY = (
    *("effects", "calibration", "multiverse", "placebo", "scorecard", "forensics", "claims"),
    *("overview", "workflow"),
)
# So many series a page holds; of more, the first that a hypothesis is about.
MOST = {"event_study": 4, "breaks": 4, "levels": 3, "pairs": 6}
# Figures of so many tables are drawn where the config lists none.
MOST_TABLES = 6

Entry = dict[str, Any]


def drawable(
    config: Mapping[str, Any], pairs: Mapping[str, Collection[Any]], claims: bool
) -> list[str]:
    """Kinds of figures that a study has results for.

    Parameters
    ----------
    config : mapping
        Completed.
    pairs : mapping
        Pairs of amount and share by table.
    claims : bool
        Whether the study audits claims.
    """
    paired = any(pairs.values())
    needed = {
        "breaks": "breaks" in config["evidence"],
        "pairs": paired,
        "multiverse": "multiverse" in config,
        "placebo": "robustness" in config["evidence"],
        "scorecard": bool(config["predictions"]),
        "forensics": paired,
        "claims": claims,
    }
    return [kind for kind in (*OF_TABLE, *OF_STUDY) if needed.get(kind, True)]


def default_figures(tables: Sequence[str], available: Collection[str]) -> list[Entry]:
    """The figures of a study that lists none, the key figure first.

    Parameters
    ----------
    tables : sequence of str
        Analysed tables that a hypothesis is about.
    available : collection of str
        Kinds that the study has results for.
    """
    found = [
        {"id": f"{table}_{kind}", "draws": kind, "table": table}
        for table in tables[:MOST_TABLES]
        for kind in ("event_study", "breaks")
        if kind in available
    ]
    wide = [{"id": kind, "draws": kind} for kind in OF_STUDY if kind in available]
    return found[:1] + [e for e in wide if e["id"] == "effects"] + found[1:] + wide[1:]


def figure_faults(
    figures: Sequence[Entry], series: Mapping[str, Any], available: Collection[str]
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
                f" {', '.join(kind for kind in (*OF_TABLE, *OF_STUDY) if kind in available)}."
            )
        if draws in OF_TABLE and entry.get("table") not in tables:
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
    first = found[: MOST[entry["draws"]]]
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
    chosen = [tuple(pair) for pair in entry.get("pairs", found)]
    return chosen[: MOST["pairs"]], max(len(found) - min(len(chosen), MOST["pairs"]), 0)
