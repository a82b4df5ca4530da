"""What rules tell their scripts of the study: plain data, without any value of a series.

A rule runs again when what it is told changes, so each is told what it uses and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scripts.common.periods import noun_of
from scripts.common.study.figures import KINDS, drawn_pairs, drawn_series
from scripts.common.study.model import Hypothesis, Series, Study

Plain = dict[str, Any]


def hypotheses(study: Study) -> list[Hypothesis]:
    """All hypotheses, by table."""
    return [h for table in study.analysed for h in study.hypotheses_of(table)]


def primary_family(study: Study) -> list[Hypothesis]:
    """The few tests that are the study's question; where none is named so, all of them."""
    asked = hypotheses(study)
    return [h for h in asked if h.primary] or asked


def with_rates(study: Study) -> list[Hypothesis]:
    """The hypotheses whose rejection rates are drawn."""
    return primary_family(study)[: KINDS["calibration"].most]


def with_curves(study: Study) -> list[Hypothesis]:
    """The hypotheses whose specification curves are drawn."""
    family = primary_family(study)
    asked = [h for h in family if h.question == "higher_after"]
    return (asked or family)[: KINDS["multiverse"].most]


def key_series(study: Study) -> Series:
    """The series that the first question is about; it stands for the study in its overview."""
    return study.series[primary_family(study)[0].series]


def designs(study: Study, asked: Iterable[Hypothesis]) -> dict[str, Plain]:
    """The design of each hypothesis, by id."""
    of_hypotheses = study.calibrations()
    return {h.id: study.calibrated(of_hypotheses[h.id]) for h in asked}


def labels(study: Study) -> dict[str, str]:
    """Labels of series and events, by id."""
    series = {one.id: one.label for one in study.series.values()}
    return series | {one.id: one.label for one in study.events.values()}


def of_figure(study: Study, figure: Plain) -> Plain:
    """What the plot script of a figure is told.

    All are told about their `publication`, and those that draw them

    - ``series``: fields of `Series` by id, in the order to draw;
    - ``events``: by id, the fields of `Event`; of the figures about one table, and of the overview,
      ``id``, ``label`` and ``year``, the period of the table that holds it;
    - ``hypotheses``: a list of the fields of `Hypothesis`, in the order to draw;
    - ``others``: how many series (or pairs) of the table are not drawn;
    - ``pairs``: ids of an amount and the share that belongs to it; ``pooled``: id of the share of
      all of them together, or nothing;
    - ``window`` and ``trimming``: the periods that are searched for a break, and the share of the
      observations that each side must hold;
    - ``designs``: ``years`` and ``first_post`` of each hypothesis, by id;
    - ``limits``: the ``promised`` rejection rate, the largest ``usable`` one, and ``up_to_rho``,
      the largest autocorrelation at which a usable method must keep to it.

    Parameters
    ----------
    figure : dict
        An entry of the config's ``figures``: ``id``, ``draws`` and, of one table, ``table``.
    """
    kind = figure["draws"]
    if KINDS[kind].of_table:
        told = _of_table(study, figure)
        tables = [figure["table"]]
    else:
        told = _of_study(study, kind)
        # Of hypotheses, where they are not all; else the study's.
        asked = told["hypotheses"] if kind in ("calibration", "placebo", "multiverse") else []
        tables = sorted({h.table for h in asked}) or list(study.analysed)
    years = [s.years[0] for t in tables for s in study.series_of(t) if s.years]
    about = {key: getattr(study, key) for key in ("title", "subtitle", "author", "version")}
    about |= {"kind": kind, "noun": noun_of(years), "level": study.methods["level"]}
    # Texts of figures are templates, which take what they are filled with by key.
    plain = {"hypotheses": [vars(h) for h in told["hypotheses"]]} if "hypotheses" in told else {}
    return {**told, **plain, "publication": {"tables": tables, **about}}


def of_report(study: Study) -> Plain:
    """What the scripts of the report are told."""
    return {
        **{k: getattr(study, k) for k in ("title", "subtitle", "author", "version", "analysed")},
        **{k: getattr(study, k) for k in ("tables", "windows", "methods", "calibration")},
        "work": study.work or None,
        "series": _named(study.series),
        "events": _named(study.events),
        "codings": {h.id: h.coding for h in study.hypotheses},
        "designs": study.calibrations(),
        "corrections": list(study.corrections),
    }


def _of_table(study: Study, figure: Plain) -> Plain:
    """What a figure of one table is told: what it draws, and how many of its like it does not."""
    table = figure["table"]
    series, asked = [vars(s) for s in study.series_of(table)], study.hypotheses_of(table)
    told: Plain = {"events": _dated(study, table), "hypotheses": asked}
    if figure["draws"] == "pairs":
        pairs, told["others"] = drawn_pairs(figure, series, study.pairs[table])
        told |= {"pairs": pairs, "pooled": figure.get("pooled", "")}
        return told | {"series": {one["id"]: one for one in series}}
    drawn, told["others"] = drawn_series(figure, series, {h.series for h in asked})
    told["series"] = {one["id"]: one for one in drawn}
    if figure["draws"] == "breaks":
        told |= {"window": study.windows[table][0], "trimming": study.methods["trimming"][0]}
    return told


def _of_study(study: Study, kind: str) -> Plain:
    named = {"series": _named(study.series), "events": _named(study.events)}
    limits = {
        "promised": round(1 - study.methods["level"], 6),
        "usable": study.calibration["usable_size"],
        "up_to_rho": study.calibration["up_to_rho"],
    }
    family, key = primary_family(study), key_series(study)
    rated, curved = with_rates(study), with_curves(study)
    shown = {s.id: s for table in study.analysed for s in study.series_of(table)}
    told: dict[str, Plain] = {
        "effects": {**named, "series": _named(shown), "hypotheses": hypotheses(study)},
        "scorecard": named,
        "calibration": {
            **named,
            "hypotheses": rated,
            "designs": designs(study, rated),
            "limits": limits,
        },
        "placebo": {**named, "hypotheses": family},
        "multiverse": {**named, "hypotheses": curved},
        "forensics": {"series": named["series"]},
        "overview": {
            "series": {key.id: vars(key)},
            "events": _dated(study, key.table),
            "hypotheses": family,
            "limits": limits,
        },
    }
    return told.get(kind, {})


def _dated(study: Study, table: str) -> dict[str, Plain]:
    return {event["id"]: event for event in study.events_in(table)}


def _named(things: Mapping[str, Any]) -> dict[str, Plain]:
    return {name: vars(one) for name, one in things.items()}
