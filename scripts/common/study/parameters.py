"""What rules tell their scripts of the study: plain data, without any value of a series.

A rule runs again when what it is told changes, so each is told what it uses and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scripts.common.periods import noun_of
from scripts.common.study.figures import OF_TABLE, drawn_pairs, drawn_series
from scripts.common.study.model import Series, Study

Plain = dict[str, Any]
# Whose rates and whose curves are drawn: what a page holds.
MOST_RATES, MOST_CURVES = 5, 3


def hypotheses(study: Study) -> list[Plain]:
    """All hypotheses, by table."""
    return [h for table in study.analysed for h in study.hypotheses_of(table)]


def primary_family(study: Study) -> list[Plain]:
    """The few tests that are the study's question; where none is named so, all of them."""
    asked = hypotheses(study)
    return [h for h in asked if h["primary"]] or asked


def with_rates(study: Study) -> list[Plain]:
    """The hypotheses whose rejection rates are drawn."""
    return primary_family(study)[:MOST_RATES]


def with_curves(study: Study) -> list[Plain]:
    """The hypotheses whose specification curves are drawn."""
    family = primary_family(study)
    asked = [h for h in family if h["question"] == "higher_after"]
    return asked[:MOST_CURVES] or family[:MOST_CURVES]


def key_series(study: Study) -> Series:
    """The series that the first question is about; it stands for the study in its overview."""
    return study.series[primary_family(study)[0]["series"]]


def designs(study: Study, asked: Iterable[Mapping[str, Any]]) -> dict[str, Plain]:
    """The design of each hypothesis, by id."""
    of_hypotheses = study.calibrations()
    return {h["id"]: study.calibrated(of_hypotheses[h["id"]]) for h in asked}


def labels(study: Study) -> dict[str, str]:
    """Labels of series and events, by id."""
    series = {one.id: one.label for one in study.series.values()}
    return series | {one.id: one.label for one in study.events.values()}


def of_figure(study: Study, figure: Plain) -> Plain:
    """What the plot script of a figure is told.

    Parameters
    ----------
    figure : dict
        An entry of the config's ``figures``: ``id``, ``draws`` and, of one table, ``table``.
    """
    kind = figure["draws"]
    if kind in OF_TABLE:
        told = _of_table(study, figure)
        tables = [figure["table"]]
    else:
        told = _of_study(study, kind)
        # Of hypotheses, where they are not all; else the study's.
        asked = told["hypotheses"] if kind in ("calibration", "placebo", "multiverse") else []
        tables = sorted({h["table"] for h in asked}) or list(study.analysed)
    years = [s.years[0] for t in tables for s in study.series_of(t) if s.years]
    about = {key: getattr(study, key) for key in ("title", "subtitle", "author", "version")}
    about |= {"kind": kind, "noun": noun_of(years), "level": study.methods["level"]}
    return {**told, "publication": {"tables": tables, **about}}


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
    told: Plain = {"events": study.events_in(table), "hypotheses": asked}
    if figure["draws"] == "pairs":
        pairs, others = drawn_pairs(figure, series, study.pairs[table])
        pooled = figure.get("pooled", "")
        return {**told, "series": series, "pairs": pairs, "pooled": pooled, "others": others}
    drawn, others = drawn_series(figure, series, {h["series"] for h in asked})
    told |= {"series": drawn, "others": others}
    if figure["draws"] == "breaks":
        told |= {"window": study.windows[table][0], "trimming": study.methods["trimming"][0]}
    return told


def _of_study(study: Study, kind: str) -> Plain:
    names = {"series": _named(study.series), "events": _named(study.events)}
    limits = {
        "promised": round(1 - study.methods["level"], 6),
        "usable": study.calibration["usable_size"],
        "up_to_rho": study.calibration["up_to_rho"],
    }
    family = primary_family(study)
    rated, curved, key = with_rates(study), with_curves(study), key_series(study)
    told: dict[str, Plain] = {
        "effects": {
            "series": [vars(s) for t in study.analysed for s in study.series_of(t)],
            "events": [vars(e) for e in study.events.values()],
            "hypotheses": hypotheses(study),
        },
        "scorecard": names,
        "calibration": {
            **names,
            "hypotheses": rated,
            "designs": designs(study, rated),
            "limits": limits,
        },
        "placebo": {**names, "hypotheses": family},
        "multiverse": {**names, "hypotheses": curved},
        "forensics": {"series": names["series"]},
        "overview": {
            "series": vars(key),
            "events": study.events_in(key.table),
            "hypotheses": family,
            "limits": limits,
        },
    }
    return told.get(kind, {})


def _named(things: Mapping[str, Any]) -> dict[str, Plain]:
    return {name: vars(one) for name, one in things.items()}
