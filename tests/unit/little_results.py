"""Literal rows of results of the little study of the report, by the name of their file."""

from __future__ import annotations

from typing import Any

from scripts.common.wording.terms import verdict_sentence

Rows = list[dict[str, Any]]
UNITS = {"share": "% of all", "loans": "billion yen"}
VERDICTS = [
    ("share", "higher_after", "cannot tell", 4.59, -8.23, 17.18, 0.27, 0.81, True, ""),
    ("share", "changed_course", "not supported", -6.46, -27.82, 3.7, 0.12, 0.48, True, ""),
    ("loans", "higher_after", "cannot tell", 109.9, 12.2, 322.7, 0.006, 0.14, False, ""),
    ("loans", "changed_course", "cannot tell", None, None, None, None, None, False, "too few"),
]


def results(label: str, note: str) -> dict[str, Rows]:
    """Rows of every file; `label` is that of the shares, `note` why a claim is not tested."""
    return {
        "verdicts": [_verdict(label, *v) for v in VERDICTS],
        "events": [row for v in VERDICTS for row in _events(*v)],
        "trends": TRENDS,
        "breaks": BREAKS,
        "partitions": PARTITIONS,
        "panel": PANEL,
        "scorecard": PREDICTIONS,
        "methods": ASSESSMENTS,
        "leave_one_out": DROPPED,
        "placebo": PLACEBO,
        "multiverse": CURVE,
        "facts": FACTS,
        "forensics": PAIRS,
        "external": COMPARED,
        "claims": [row | {"reason": "" if row["computed"] else note} for row in CLAIMS],
        "processed": CELLS,
    }


def _rows(columns: str, *values: tuple[Any, ...], **shared: Any) -> Rows:
    """Rows of these values, each with what is the same in all."""
    return [dict(zip(columns.split(), one, strict=True)) | shared for one in values]


def _verdict(label: str, series: str, question: str, verdict: Any, *rest: Any) -> dict[str, Any]:
    estimate, low, high, p, adjusted, primary, reason = rest
    higher, known = question == "higher_after", estimate is not None
    said = {
        "question": question,
        "verdict": verdict,
        "estimate": estimate,
        "unit": UNITS[series],
        "ci_low": low,
        "ci_high": high,
        "p_value": p,
        "p_adjusted": adjusted,
        "smallest_effect": 5.0,
        "claimed": "up",
        "reason": reason,
    }
    name = {"share": label, "loans": "Loans to Asia"}[series]
    return said | {
        "sentence": verdict_sentence(label=name, event="Accord", **said),
        "hypothesis": f"bank_{series}_accord_{question}",
        "series": f"bank_{series}",
        "event": "accord",
        "window": "1980-1996",
        "primary_method": "shift_boot_ar1",
        "parameter": "level_shift",
        "primary": primary,
        "n_pre": 4,
        "n_post": 11,
        "usable": True,
        "worst_size": 0.0405 if known else None,
        "coverage": 0.9595 if known else None,
        "mde80_sd": 3.62 if higher else None,
        "mde80": 14.2 if higher else None,
        "flips_leave_one_out": not higher if known else None,
        "flipping_years": "" if higher else "1983;1986",
        "note": "rho = 0.311",
        # The printed verdict stays for one question and moves for the other.
        "as_printed": verdict,
        "corrected": ("supported", verdict)[higher] if known else "",
        "flips_corrected": not higher if known else None,
        "estimate_corrected": 3.21 if known else None,
        "ci_low_corrected": -9.87 if known else None,
        "ci_high_corrected": 15.43 if known else None,
        "p_adjusted_corrected": 0.654 if known else None,
    }


def _events(series: str, question: str, _: str, *rest: Any) -> Rows:
    estimate, low, high, p, *_more, reason = rest
    known = p is not None
    return _rows(
        "event_year method parameter p_two_sided",
        *(
            (coding, method, parameter if known else "", factor * p if known else None)
            for coding in ("drop", "pre", "post")
            for method, parameter, factor in (
                ("shift_boot_ar1", "level_shift", 1.0),
                ("shift_hac", "level_shift", 0.1),
                ("new_method", "a_gap", 1.0),
            )
        ),
        hypothesis=f"bank_{series}_accord_{question}",
        series=f"bank_{series}",
        event="accord",
        question=question,
        window="1980-1996",
        estimate=estimate,
        unit=UNITS[series],
        ci_low=low,
        ci_high=high,
        n_pre=4,
        n_post=11,
        status="ok" if known else "infeasible",
        reason=reason,
    )


TRENDS = [
    row | {"window": window}
    for window in ("1980-1996", "1986-1999")
    for row in _rows(
        "method statistic estimate p_two_sided p_exact",
        ("mk", 88, 0.516, 0.0016, 0.0016),
        ("mk_pw", 41, 0.27, 0.111, 0.111),
        ("mk_hr", 88, 0.516, 0.0002, None),
        ("sen", None, 0.778, None, None),
        ("trend_boot_ar1", 4.5, 0.801, 0.054, None),
        ("trend_hac", 4.5, 0.801, 0.0333, None),
        series="bank_share",
        parameter="x",
        ci_low=0.388,
        ci_high=1.217,
        n_obs=19,
        status="ok",
    )
]
DATES = "1986;1987;1988;1991"
BREAKS = _rows(
    "test model trimming statistic break_year p_hansen p_asymptotic p_boot_iid p_boot_ar1"
    " p_straight_trend date_set_ar1 date_identified",
    ("supf", "mean", 0.15, 22.826, 1989, 1.7e-22, None, 0.0015, 0.17, 0.4468, DATES, True),
    ("avef", "mean", 0.15, 11.1, 1989, 1.7e-22, None, 0.0012, 0.18, None, None, None),
    ("supf", "trend", 0.15, 4.75, 1989, 1.7e-22, None, 0.7, 0.6, None, DATES, False),
    ("cusum_ols", "mean", None, 1.6, None, None, 0.0117, None, None, None, None, None),
    series="bank_share",
    window="1980-1996",
    n_obs=19,
    status="ok",
)
PARTITIONS = _rows(
    "n_breaks break_years ci_low ci_high chosen chosen_lwz",
    (0, "", "", "", False, False),
    (1, "1989", "1986", "1991", False, True),
    (2, "1989;1995", "1988;", "1993;1996", True, False),
    series="bank_share",
    window="1980-1996",
    model="mean",
    status="ok",
)
# Two series in logs, by both tests and the test of trends; one fit is infeasible.
SEEN = "all weight vectors; 2 units, 3 cells not observed"
FITTED = {"ci_low": -0.4547, "ci_high": 0.4396, "status": "ok", "reason": "", "note": SEEN}
FAILED = {"ci_low": None, "ci_high": None, "status": "infeasible", "reason": "too few years"}
PANEL = [
    row | (FITTED if row["estimate"] else FAILED | {"note": ""})
    for row in _rows(
        "event_year method parameter estimate p_two_sided",
        ("", "mk_regional", "tau_b", -0.037, 0.751),
        ("", "mk_regional_independent", "tau_b", -0.037, 0.763),
        ("drop", "panel_shift_wild", "level_change", 0.0587, 0.659),
        ("drop", "panel_shift_dk", "level_change", 0.0587, 0.426),
        ("drop", "panel_its_dk", "", None, None),
        ("post", "panel_shift_dk", "level_change", -0.4, 0.0003),
        panel="bank_both",
        series="bank_share;bank_loans",
        event="accord",
        unit="log points",
        statistic=-9.0,
        n_obs=47,
    )
]
HIGHER, COURSE = "bank_share_accord_higher_after", "bank_share_accord_changed_course"
PREDICTIONS = _rows(
    "theory predicted question hypothesis locator fits",
    ("growth", "up", "higher_after", HIGHER, "Section of growth", "cannot tell"),
    ("growth", "up", "changed_course", COURSE, "Section of growth", "no"),
    ("decline", "down", "higher_after", HIGHER, "Section of decline", "no"),
    ("decline", "down", "changed_course", COURSE, "Section of decline", "yes"),
    series="bank_share",
    event="accord",
    estimate=4.59,
    unit="% of all",
    ci_low=-8.23,
    ci_high=17.18,
    p_adjusted=0.81,
    verdict="cannot tell",
)
# Of each primary hypothesis: one that decides, one that fails, one that never rejects.
ASSESSMENTS = _rows(
    "hypothesis method worst_size coverage power_1sd mde80_sd usable eligible primary",
    (HIGHER, "shift_boot_ar1", 0.0405, 0.9595, 0.146, 3.62, True, True, True),
    (HIGHER, "shift_hac", 0.2814, 0.7186, 0.501, 3.62, False, True, False),
    (HIGHER, "perm_shift", 0.0, 1.0, 0.0, None, True, False, False),
    (COURSE, "its_boot_ar1", 0.0961, 0.9039, 0.146, None, False, True, True),
    (COURSE, "its_hac", 0.2814, 0.7186, 0.501, None, False, True, False),
    (COURSE, "perm_shift", 0.0, 1.0, 0.0, None, True, False, False),
    parameter="x",
    worst_size_mc_se=0.002,
    worst_errors="variance_doubles",
    worst_rho=0.6,
)
DROPPED = _rows(
    "dropped_year estimate p_two_sided",
    *((1980, 5.02, 0.278), (1981, 4.06, 0.362), (1983, -0.4, 0.9)),
    hypothesis=HIGHER,
    status="ok",
)
# The date of the event is the second largest of three; a fourth is infeasible.
PLACEBO = _rows(
    "placebo_year actual estimate p_two_sided status",
    (1984, False, 3.8, 0.5, "ok"),
    (1985, True, 4.59, 0.27, "ok"),
    (1986, False, -6.1, 0.03, "ok"),
    (1987, False, None, None, "infeasible"),
    hypothesis=HIGHER,
)
CURVE = _rows(
    "specification",
    *((1,), (2,)),
    hypothesis=HIGHER,
    median_effect=0.616,
    share_significant_claimed=0.125,
    share_sign_flips=0.04,
    share_decision_flips=0.21,
    p_joint_median=0.31,
    p_joint_share=0.24,
    n_specifications=112,
)
FACTS = _rows(
    "id quantity value period",
    ("later", "mean number of posts", "1000", "1995-1998"),
    ("earlier", "mean number of posts", "937", "1985-1988"),
    ("alone", "bonds", "70", "1998"),
    unit="persons per year",
    locator="Section 2.1",
)
# One pair in line, one flagged with two candidates, one that only another source doubts.
PAIRS = _rows(
    "year printed_amount flagged neighbours_total candidate_cell candidate candidate_total"
    " candidate_agrees slips rank n_candidates external_total flagged_external",
    (1996, "500.0", False, 1600.3, "", "", None, False, None, "", None, None, False),
    (1997, "939.3", True, 1600.3, "bank_loans", "393.9", 1569.3, True, 2, 1, 4, None, False),
    (1997, "939.3", True, 1600.3, "bank_loans", "339.9", 1569.3, True, 2, 2, 4, None, False),
    (1998, "626.0", False, None, "", "", None, False, None, "", None, 2500.4, True),
    table="bank",
    series="bank_loans",
    share_series="bank_share",
    printed_share="25.1",
    implied_total=3742.2,
    implied_low=3734.4,
    implied_high=3750.1,
    robust_z=9.1,
    threshold=5.2,
    change="permutation",
)
COMPARED = _rows(
    "series year printed printed_text external agrees note",
    ("bank_share", 1997, 70.1, "70.1", 71.2, True, ""),
    ("bank_share", 1998, 62.6, "62.6", 82.1, False, "19.5 points below the external series"),
    ("bank_loans", 1993, None, "none", -2.1, None, "none printed; a repayment of 2.1 billion yen"),
    ("bank_loans", 1994, None, "none", None, None, "no number in the external series"),
    table="bank",
    tolerance=4.0,
    external_source="100 * a / b",
)
CLAIMS = _rows(
    "claim sentence quote quoted computed unit verdict",
    ("jumped", "jumped", "jumped 63%", "63", 57.6468, "%", "contradicted"),
    ("jumped_yen", "jumped", "jumped 63%", "63", 36.88, "%", "contradicted"),
    ("doubled", "doubled", "doubled", "2", 1.938, "times", "holds approximately"),
    ("rose", "rose", "rose in 1985", "rises", 12.0, "% of all", "holds"),
    ("felt", "felt", "felt 10 times", "10", None, "times", "not testable"),
    locator="Section 3.6, article page 14",
    about="growth of loans, 1998-1999",
    tolerance=1.0,
)
CELLS = _rows(
    "series year value status printed source_line source_column",
    ("bank_loans", 1980, "79.1", "observed", "79.1", 2, "loans"),
    ("bank_share", 1980, "8.5", "observed", "8.5", 2, "share"),
    ("bank_loans", 1982, "", "missing", "n/a", 3, "loans"),
    ("bank_share", 1982, "", "missing", "n/a", 3, "share"),
    source_file="data/raw/bank.csv",
)
