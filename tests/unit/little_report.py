"""A literal little study with results, for the tests of the report."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import yaml

from scripts.common.wording.terms import verdict_sentence

TEMPLATES = Path(__file__).parents[2] / "scripts" / "templates"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="252pt" height="90pt" viewBox="0 0 252 90">'
    '<text x="9" y="20" style="font-size: 8px; font-family: \'DejaVu Sans\'">a label</text></svg>'
)
VERDICTS = [
    ("share", "higher_after", "cannot tell", 4.59, -8.23, 17.18, 0.27, 0.81, True, ""),
    ("share", "changed_course", "not supported", -6.46, -27.82, 3.7, 0.12, 0.48, True, ""),
    ("loans", "higher_after", "cannot tell", 109.9, 12.2, 322.7, 0.006, 0.14, False, ""),
    ("loans", "changed_course", "cannot tell", None, None, None, None, None, False, "too few"),
]


def study(label: str = "Loans to Asia as a share") -> dict[str, Any]:
    """What the rule hands to the script as a parameter."""
    series = {
        "bank_share": {"label": label, "short_label": "Share", "unit": "% of all", "table": "bank"},
        "bank_loans": {"label": "Loans to Asia", "short_label": "Loans", "unit": "billion yen"},
    }
    series["bank_loans"]["table"] = "bank"
    series["bank_share"]["kind"], series["bank_loans"]["kind"] = "share", "amount"
    return {
        "title": "Did lending rise?",
        "subtitle": "A little study",
        "version": "1.2.3",
        "work": "paper",
        "analysed": ["bank"],
        "tables": ["bank"],
        "series": series,
        "events": {
            "accord": {"label": "Accord", "date": "1985-09-22"},
            "bubble": {"label": "Bubble bursts", "date": "1991"},
        },
        "windows": {"bank": ["1980-1996"]},
        "calibration": {"replications": 10000, "usable_size": 0.075, "up_to_rho": 0.6},
        "designs": {f"bank_{s}_accord_{q}": f"{q}/1980-1996" for s, q, *_ in VERDICTS},
        "methods": {"level": 0.95, "null_draws": 1999},
        "codings": {f"bank_{s}_accord_{q}": "drop" for s, q, *_ in VERDICTS},
        "corrections": [
            {
                "id": "bank_loans_1997",
                "table": "bank",
                "column": "loans",
                "year": 1997,
                "printed": "939.3",
                "used": "393.9",
                "doubted": ["loans", "share"],
                "reason": "The total\n  is out of line.",
                "source": "none",
                "status": "suspected",
            }
        ],
    }


def sources(note: str = "may cover half a year") -> dict[str, Any]:
    """A description of the little table."""
    return {
        "works": {
            "paper": {
                "type": "article",
                "author": "Author, Anne",
                "title": "A Paper",
                "journal": "A Journal",
                "volume": 5,
                "pages": "1-9",
                "year": 2002,
            }
        },
        "tables": {
            "bank": {
                "title": "Loans of a bank",
                "work": "paper",
                "locator": "Table 3, page 13",
                "calendar_note": "Fiscal years.",
                "missing": [
                    {"columns": ["loans"], "years": [1982], "printed": "n/a", "reason": "lost"}
                ],
                "flags": [{"columns": ["share"], "years": [1999], "note": note}],
            }
        },
    }


def write(
    folder: Path, label: str = "Loans to Asia as a share", note: str = "half a year"
) -> dict[str, Any]:
    """Write all inputs below `folder` and return the arguments of `render_report`."""
    (folder / "figures").mkdir(parents=True)
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources(note)), encoding="utf-8")
    checks = {
        "table": "bank",
        "rows": 20,
        "cells": 60,
        "missing": 1,
        "checks": ["a"],
        "problems": [],
    }
    (folder / "validation.json").write_text(json.dumps([checks]), encoding="utf-8")
    _write(folder / "verdicts.csv", [_verdict(label, *v) for v in VERDICTS])
    _write(folder / "events.csv", [row for v in VERDICTS for row in _events(*v)])
    _write(folder / "trends.csv", list(_trends()))
    _write(folder / "breaks.csv", list(_breaks()))
    _write(folder / "partitions.csv", list(_partitions()))
    _write(folder / "panel.csv", list(_panel()))
    _write(folder / "scorecard.csv", list(_predictions()))
    _write(folder / "methods.csv", list(_assessments()))
    _write(folder / "leave_one_out.csv", list(_dropped()))
    _write(folder / "placebo.csv", list(_placebo()))
    _write(folder / "curve.csv", list(_curve()))
    _write(folder / "facts.csv", list(_facts()))
    _write(folder / "forensics.csv", list(_pairs()))
    _write(folder / "external.csv", list(_compared()))
    _write(folder / "claims.csv", list(_claims(note)))
    _write(folder / "bank.csv", list(_cells(label)))
    captions, drawings = [], []
    for name in ("bank_share", "bank_breaks", "effects", "forensics", "claims", "calibration"):
        text = (
            f"# Title of {name}?\n\n**Caption.** About {name}.\n\n"
            f"**Alternative text.** Alt {name}.\n\n**Source.** x\n"
        )
        captions.append(folder / "figures" / f"{name}.md")
        captions[-1].write_text(text, encoding="utf-8")
        drawings.append(folder / "figures" / f"{name}.svg")
        drawings[-1].write_text(SVG, encoding="utf-8")
    paths = {
        "sources": [folder / "sources.yaml"],
        "verdicts": [folder / "verdicts.csv"],
        "events": [folder / "events.csv"],
        "trends": [folder / "trends.csv"],
        "breaks": [folder / "breaks.csv"],
        "partitions": [folder / "partitions.csv"],
        "panel": [folder / "panel.csv"],
        "scorecard": [folder / "scorecard.csv"],
        "facts": [folder / "facts.csv"],
        "forensics": [folder / "forensics.csv"],
        "external": [folder / "external.csv"],
        "claims": [folder / "claims.csv"],
        "methods": [folder / "methods.csv"],
        "leave_one_out": [folder / "leave_one_out.csv"],
        "placebo": [folder / "placebo.csv"],
        "multiverse": [folder / "curve.csv"],
        "processed": [folder / "bank.csv"],
        "validation": [folder / "validation.json"],
        "bib": [TEMPLATES / "report.bib"],
        "texts": [TEMPLATES / "report_methods.yaml"],
        "captions": captions,
        "paths_to_figures": drawings,
        "templates": [TEMPLATES / "report.typ.j2"],
    }
    return {
        "paths": {k: [str(p) for p in v] for k, v in paths.items()},
        "study": study(label),
        "published": ["report/report.pdf", "report/report.html"],
        "path_to_pdf": str(folder / "out" / "report.pdf"),
        "path_to_html": str(folder / "out" / "report.html"),
        "path_to_summary": str(folder / "out" / "summary.txt"),
        "path_to_numbers": str(folder / "out" / "numbers.csv"),
    }


def _verdict(label: str, series: str, question: str, verdict: str, *rest: Any) -> dict[str, Any]:
    estimate, low, high, p, adjusted, primary, reason = rest
    unit = "% of all" if series == "share" else "billion yen"
    name = label if series == "share" else "Loans to Asia"
    return {
        "hypothesis": f"bank_{series}_accord_{question}",
        "series": f"bank_{series}",
        "event": "accord",
        "question": question,
        "window": "1980-1996",
        "verdict": verdict,
        "primary_method": "shift_boot_ar1",
        "parameter": "level_shift",
        "estimate": estimate,
        "unit": unit,
        "ci_low": low,
        "ci_high": high,
        "p_value": p,
        "p_adjusted": adjusted,
        "primary": primary,
        "claimed": "up",
        "n_pre": 4,
        "n_post": 11,
        "usable": True,
        "worst_size": None if estimate is None else 0.0405,
        "coverage": None if estimate is None else 0.9595,
        "mde80_sd": 3.62 if question == "higher_after" else None,
        "mde80": 14.2 if question == "higher_after" else None,
        "flips_leave_one_out": None if estimate is None else question == "changed_course",
        "flipping_years": "1983;1986" if question == "changed_course" else "",
        "smallest_effect": 5.0,
        **_corrected(question, verdict, estimate),
        "reason": reason,
        "note": "rho = 0.311",
        "sentence": _sentence(name, question, verdict, unit, rest),
    }


def _sentence(name: str, question: str, verdict: Any, unit: str, rest: Any) -> str:
    estimate, low, high, p, adjusted, _, reason = rest
    return verdict_sentence(
        verdict=verdict,
        label=name,
        event="Accord",
        question=question,
        unit=unit,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        p_adjusted=adjusted,
        smallest_effect=5.0,
        claimed="up",
        reason=reason,
        p_value=p,
    )


def _corrected(question: str, verdict: str, estimate: float | None) -> dict[str, Any]:
    """The printed verdict stays for one question and moves for the other; no estimate, nothing."""
    stays = question == "higher_after"
    numbers = ("estimate", "ci_low", "ci_high", "p_adjusted")
    if estimate is None:
        return {"as_printed": verdict, "corrected": "", "flips_corrected": None} | {
            f"{name}_corrected": None for name in numbers
        }
    return {
        "as_printed": verdict,
        "corrected": verdict if stays else "supported",
        "flips_corrected": not stays,
        "estimate_corrected": 3.21,
        "ci_low_corrected": -9.87,
        "ci_high_corrected": 15.43,
        "p_adjusted_corrected": 0.654,
    }


def _events(series: str, question: str, _: str, *rest: Any) -> Any:
    estimate, low, high, p, *_more, reason = rest
    for coding in ("drop", "pre", "post"):
        for method, parameter, factor in (
            ("shift_boot_ar1", "level_shift", 1.0),
            ("shift_hac", "level_shift", 0.1),
            ("new_method", "a_gap", 1.0),
        ):
            yield {
                "hypothesis": f"bank_{series}_accord_{question}",
                "series": f"bank_{series}",
                "event": "accord",
                "question": question,
                "window": "1980-1996",
                "event_year": coding,
                "method": method,
                "parameter": parameter if p is not None else "",
                "estimate": estimate,
                "unit": "% of all" if series == "share" else "billion yen",
                "ci_low": low,
                "ci_high": high,
                "p_two_sided": None if p is None else factor * p,
                "n_pre": 4,
                "n_post": 11,
                "status": "ok" if p is not None else "infeasible",
                "reason": reason,
            }


def _trends() -> Any:
    for method, statistic, estimate, p in (
        ("mk", 88, 0.516, 0.0016),
        ("mk_pw", 41, 0.27, 0.111),
        ("mk_hr", 88, 0.516, 0.0002),
        ("sen", None, 0.778, None),
        ("trend_boot_ar1", 4.5, 0.801, 0.054),
        ("trend_hac", 4.5, 0.801, 0.0333),
    ):
        for window in ("1980-1996", "1986-1999"):
            yield {
                "series": "bank_share",
                "window": window,
                "method": method,
                "parameter": "x",
                "estimate": estimate,
                "ci_low": 0.388,
                "ci_high": 1.217,
                "statistic": statistic,
                "p_two_sided": p,
                "p_exact": p if method in ("mk", "mk_pw") else None,
                "n_obs": 19,
                "status": "ok",
            }


def _breaks() -> Any:
    for test, model, statistic, p_iid, p_ar1 in (
        ("supf", "mean", 22.826, 0.0015, 0.17),
        ("avef", "mean", 11.1, 0.0012, 0.18),
        ("supf", "trend", 4.75, 0.7, 0.6),
        ("cusum_ols", "mean", 1.6, None, None),
    ):
        date = test == "supf"
        yield {
            "series": "bank_share",
            "window": "1980-1996",
            "model": model,
            "trimming": 0.15 if p_iid else None,
            "test": test,
            "statistic": statistic,
            "break_year": 1989 if p_iid else None,
            "p_hansen": 1.7e-22 if p_iid else None,
            "p_asymptotic": None if p_iid else 0.0117,
            "p_boot_iid": p_iid,
            "p_boot_ar1": p_ar1,
            "p_straight_trend": 0.4468 if test == "supf" and model == "mean" else None,
            "date_set_ar1": "1986;1987;1988;1991" if date else None,
            "date_identified": model == "mean" if date else None,
            "n_obs": 19,
            "status": "ok",
        }


def _partitions() -> Any:
    for count, years, low, high, bic, lwz in (
        (0, "", "", "", False, False),
        (1, "1989", "1986", "1991", False, True),
        (2, "1989;1995", "1988;", "1993;1996", True, False),
    ):
        yield {
            "series": "bank_share",
            "window": "1980-1996",
            "model": "mean",
            "n_breaks": count,
            "break_years": years,
            "chosen": bic,
            "chosen_lwz": lwz,
            "ci_low": low,
            "ci_high": high,
            "status": "ok",
        }


def _panel() -> Any:
    """Two series in logs, by both tests and the test of trends; one fit is infeasible."""
    for coding, method, parameter, estimate, p in (
        ("", "mk_regional", "tau_b", -0.037, 0.751),
        ("", "mk_regional_independent", "tau_b", -0.037, 0.763),
        ("drop", "panel_shift_wild", "level_change", 0.0587, 0.659),
        ("drop", "panel_shift_dk", "level_change", 0.0587, 0.426),
        ("drop", "panel_its_dk", "", None, None),
        ("post", "panel_shift_dk", "level_change", -0.4, 0.0003),
    ):
        yield {
            "panel": "bank_both",
            "series": "bank_share;bank_loans",
            "event": "accord",
            "event_year": coding,
            "method": method,
            "parameter": parameter,
            "estimate": estimate,
            "unit": "log points",
            "ci_low": None if p is None else -0.4547,
            "ci_high": None if p is None else 0.4396,
            "statistic": -9.0,
            "p_two_sided": p,
            "n_obs": 47,
            "status": "infeasible" if p is None else "ok",
            "reason": "too few years" if p is None else "",
            "note": "" if p is None else "all weight vectors; 2 units, 3 cells not observed",
        }


def _predictions() -> Any:
    for theory, predicted, question, fits in (
        ("growth", "up", "higher_after", "cannot tell"),
        ("growth", "up", "changed_course", "no"),
        ("decline", "down", "higher_after", "no"),
        ("decline", "down", "changed_course", "yes"),
    ):
        yield {
            "theory": theory,
            "series": "bank_share",
            "event": "accord",
            "question": question,
            "predicted": predicted,
            "locator": f"Section of {theory}",
            "hypothesis": f"bank_share_accord_{question}",
            "estimate": 4.59,
            "unit": "% of all",
            "ci_low": -8.23,
            "ci_high": 17.18,
            "p_adjusted": 0.81,
            "verdict": "cannot tell",
            "fits": fits,
        }


def _assessments() -> Any:
    """Per primary hypothesis: one that decides, one that fails, one that never rejects."""
    for question, name, size, usable in (
        ("higher_after", "shift", 0.0405, True),
        ("changed_course", "its", 0.0961, False),
    ):
        for method, worst, power, decides in (
            (f"{name}_boot_ar1", size, 0.146, True),
            (f"{name}_hac", 0.2814, 0.501, False),
            ("perm_shift", 0.0, 0.0, False),
        ):
            yield {
                "hypothesis": f"bank_share_accord_{question}",
                "method": method,
                "parameter": "x",
                "worst_size": worst,
                "worst_size_mc_se": 0.002,
                "worst_errors": "variance_doubles",
                "worst_rho": 0.6,
                "coverage": 1 - worst,
                "power_1sd": power,
                "mde80_sd": 3.62 if power and usable else None,
                "usable": (decides and usable) or not power,
                "eligible": bool(power),
                "primary": decides,
            }


def _dropped() -> Any:
    for year, estimate, p in ((1980, 5.02, 0.278), (1981, 4.06, 0.362), (1983, -0.4, 0.9)):
        yield {
            "hypothesis": "bank_share_accord_higher_after",
            "dropped_year": year,
            "estimate": estimate,
            "p_two_sided": p,
            "status": "ok",
        }


def _placebo() -> Any:
    """The date of the event is the second largest of three; a fourth is infeasible."""
    for year, estimate, p in (
        (1984, 3.8, 0.5),
        (1985, 4.59, 0.27),
        (1986, -6.1, 0.03),
        (1987, None, None),
    ):
        yield {
            "hypothesis": "bank_share_accord_higher_after",
            "placebo_year": year,
            "actual": year == 1985,
            "estimate": estimate,
            "p_two_sided": p,
            "status": "infeasible" if p is None else "ok",
        }


def _curve() -> Any:
    for specification in (1, 2):
        yield {
            "hypothesis": "bank_share_accord_higher_after",
            "specification": specification,
            "median_effect": 0.616,
            "share_significant_claimed": 0.125,
            "share_sign_flips": 0.04,
            "share_decision_flips": 0.21,
            "p_joint_median": 0.31,
            "p_joint_share": 0.24,
            "n_specifications": 112,
        }


def _facts() -> Any:
    for id, quantity, value, period in (
        ("later", "mean number of posts", "1000", "1995-1998"),
        ("earlier", "mean number of posts", "937", "1985-1988"),
        ("alone", "bonds", "70", "1998"),
    ):
        yield {
            "id": id,
            "quantity": quantity,
            "value": value,
            "unit": "persons per year",
            "period": period,
            "locator": "Section 2.1",
        }


def _pairs() -> Any:
    """One pair in line, one flagged with two candidates, one that only another source doubts."""
    for year, amount, flagged, outside, candidate, rank, equals in (
        (1996, "500.0", False, False, "", "", None),
        (1997, "939.3", True, False, "393.9", 1, 4),
        (1997, "939.3", True, False, "339.9", 2, 4),
        (1998, "626.0", False, True, "", "", None),
    ):
        yield {
            "table": "bank",
            "series": "bank_loans",
            "share_series": "bank_share",
            "year": year,
            "printed_amount": amount,
            "printed_share": "25.1",
            "implied_total": 3742.2,
            "implied_low": 3734.4,
            "implied_high": 3750.1,
            "neighbours_total": None if outside else 1600.3,
            "robust_z": 9.1,
            "threshold": 5.2,
            "flagged": flagged,
            "candidate_cell": "bank_loans" if candidate else "",
            "candidate": candidate,
            "candidate_total": 1569.3 if candidate else None,
            "candidate_agrees": bool(candidate),
            "change": "permutation",
            "slips": 2 if candidate else None,
            "rank": rank,
            "n_candidates": equals,
            "external_total": 2500.4 if outside else None,
            "flagged_external": outside,
        }


def _compared() -> Any:
    for series, year, printed, external, agrees, note in (
        ("bank_share", 1997, 70.1, 71.2, True, ""),
        ("bank_share", 1998, 62.6, 82.1, False, "19.5 points below the external series"),
        ("bank_loans", 1993, None, -2.1, None, "none printed; a repayment of 2.1 billion yen"),
        ("bank_loans", 1994, None, None, None, "no number in the external series"),
    ):
        yield {
            "table": "bank",
            "series": series,
            "year": year,
            "printed": printed,
            "printed_text": "none" if printed is None else str(printed),
            "external": external,
            "difference": None if agrees is None else printed - external,
            "tolerance": 4.0,
            "agrees": agrees,
            "external_source": "100 * a / b",
            "note": note,
        }


def _claims(reason: str) -> Any:
    for claim, quote, quoted, computed, unit, verdict, why in (
        ("jumped", "jumped 63%", "63", 57.6468, "%", "contradicted", ""),
        ("jumped_yen", "jumped 63%", "63", 36.88, "%", "contradicted", ""),
        ("doubled", "doubled", "2", 1.938, "times", "holds approximately", ""),
        ("rose", "rose in 1985", "rises", 12.0, "% of all", "holds", ""),
        ("felt", "felt 10 times", "10", None, "times", "not testable", reason),
    ):
        yield {
            "claim": claim,
            "sentence": claim.split("_")[0],
            "locator": "Section 3.6, article page 14",
            "quote": quote,
            "about": "growth of loans, 1998-1999",
            "quoted": quoted,
            "computed": computed,
            "unit": unit,
            "tolerance": 1.0,
            "verdict": verdict,
            "reason": why,
        }


def _cells(label: str) -> Any:
    for line, (year, loans, share) in enumerate([(1980, "79.1", "8.5"), (1982, "n/a", "n/a")], 2):
        for column, printed in (("loans", loans), ("share", share)):
            yield {
                "series": f"bank_{column}",
                "year": year,
                "value": "" if printed == "n/a" else printed,
                "status": "missing" if printed == "n/a" else "observed",
                "printed": printed,
                "source_file": "data/raw/bank.csv",
                "source_line": line,
                "source_column": column,
            }


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
