"""Literal inputs of the figures about doubts: pairs with and without candidates, judged claims."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.unit.little_figures import FIRST, PRINTED

PAIRS = {"exim_loans": "exim_share", "jica_experts": "jica_share"}
PAIRS |= {k: k.replace("_usd", "_share") for k in PRINTED if k.endswith("_usd")}
# By amount and year: cell, number, kind of slip, slips.
CANDIDATES = {
    ("exim_loans", 1997): [
        ("exim_loans", "399.3", "transposition", 1),
        ("exim_share", "54.5", "digit", 1),
        ("exim_loans", "393.9", "permutation", 2),
    ],
    ("oda_thailand_usd", 1998): [("oda_thailand_share", "82.6", "digit", 1)],
}


def forensics_rows() -> pd.DataFrame:
    """Every printed pair; one flagged by its neighbours, one by the external total."""
    rows: list[dict[str, Any]] = []
    for amount, share in PAIRS.items():
        table = amount.split("_", maxsplit=1)[0]
        cells = zip(PRINTED[amount].split(), PRINTED[share].split(), strict=True)
        for year, (a, s) in enumerate(cells, start=FIRST[table]):
            if "-" in (a, s):
                continue
            total = 100 * float(a) / float(s)
            row = {"table": table, "series": amount, "share_series": share, "year": year}
            row |= {"printed_amount": a, "printed_share": float(s), "implied_total": total}
            row |= {"implied_low": 0.99 * total, "implied_high": 1.01 * total}
            row |= {"neighbours_total": 1.1 * total}
            meant = CANDIDATES.get((amount, year), [])
            row |= {"flagged": bool(meant) and table == "exim"}
            row |= {"flagged_external": bool(meant) and table == "oda"}
            if table == "oda":
                row["external_total"] = 0.8 * total if meant else 0.98 * total
            for rank, (cell, text, kind, slips) in enumerate(meant, start=1):
                values = (float(text), float(s)) if cell == amount else (float(a), float(text))
                found = {"candidate_cell": cell, "candidate": text, "change": kind, "rank": rank}
                found |= {"candidate_total": 100 * values[0] / values[1], "slips": slips}
                equal = sum(one[3] == slips for one in meant)
                rows.append({**row, **found, "n_candidates": equal, "candidate_agrees": True})
            if meant:  # one that does not agree is not drawn
                bad = {"candidate_cell": amount, "candidate": "1.0", "candidate_total": 1.0}
                rows.append({**row, **bad, "rank": 9, "slips": 1, "candidate_agrees": False})
            else:
                rows.append(row)
    return pd.DataFrame(rows)


def external_rows() -> pd.DataFrame:
    """Every share of a recipient; one far off, and years without a printed share."""
    rows = []
    for share in (s for s in PAIRS.values() if s.startswith("oda")):
        for year, text in enumerate(PRINTED[share].split(), start=FIRST["oda"]):
            row = {"table": "oda", "series": share, "year": year, "tolerance": 4.0}
            if text != "-":
                difference = -18.3 if text == "62.6" else (year % 5) - 2.0
                row |= {"printed": float(text), "external": float(text) - difference}
                row |= {"difference": difference, "agrees": abs(difference) <= 4}
            rows.append(row)
    return pd.DataFrame(rows)


def claim_rows() -> pd.DataFrame:
    """Every relation and verdict, bounds open to either side, a doubtful cell, an untested one."""
    columns = [
        "relation",
        "quoted",
        "quoted_low",
        "quoted_high",
        "tolerance",
        "computed",
        "verdict",
    ]
    judged = [
        ("equals", "80", 80, 80, 2.5, 82.7, "contradicted"),
        ("nearly", "25", 22.5, 25, 1, 24.5, "holds"),
        ("between", "50-60", 50, 60, 2.5, 61.0, "holds approximately"),
        ("at least", "200", 200, None, None, 1526, "holds"),
        ("more than", "50", 50, None, None, 60, "holds"),
        ("at most", "100", None, 100, None, 2.7, "holds"),
        ("less than", "100", None, 100, None, 99, "holds"),
        ("rises", "rises", 0, None, None, -3.3, "contradicted"),
        ("falls", "falls", None, 0, None, -88.35, "holds"),
        (None, "63", None, None, None, None, "not testable"),
    ]
    rows = pd.DataFrame(judged, columns=columns)
    rows["claim"] = [f"claim_{i}" for i in rows.index]
    rows["sentence"] = [f"sentence_{i // 2}" for i in rows.index]
    rows["about"] = "mean share of loans for investment in Asia, 1994-1996"
    rows["locator"], rows["rounding"] = "Section 3.5, article page 12", 0.0
    units = "%,%,year,persons,%,%,times,percentage points,billion yen,%"
    rows["unit"] = units.split(",")
    rows["suspected"] = [None, "exim_share@1997", *[None] * 8]
    return rows
