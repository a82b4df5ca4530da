"""Ask of every printed pair of amount and share whether the total that it implies can be right.

From data/processed/{table}.csv and data/raw/sources.yaml, whose ``total_of`` names the pairs, to
results/forensics.csv: one row per pair, and for a flagged pair one row per candidate, the likeliest
first. A candidate is a number that the printed one is consistent with being a misprint of.
"""

from typing import Any

import numpy as np
import pandas as pd

from scripts.common.estimation.seeds import stream
from scripts.common.raw.metadata import load_sources
from scripts.common.runs.script import run
from scripts.common.tables import read_processed, write_csv
from scripts.methods.design import Floats
from scripts.methods.external_totals import screen_external
from scripts.methods.forensics import (
    FEWEST_PAIRS,
    Totals,
    calibrate,
    implied_totals,
    least_remarkable,
    screen,
)
from scripts.methods.misprints import candidates

DRAWS = 20_000  # simulated tables; a threshold is then known to about 0.03
SHOWN = 10  # candidates of each flagged pair
PAIR_COLUMNS = [
    *("table", "series", "share_series", "year", "printed_amount", "printed_share"),
    *("implied_total", "implied_low", "implied_high", "neighbours_total", "robust_z", "least_z"),
    *("threshold", "flagged", "external_total", "external_z", "external_least_z"),
    *("external_threshold", "external_agrees", "flagged_external"),
]
CANDIDATE_COLUMNS = [
    *("candidate_cell", "candidate", "candidate_total", "change", "slips", "distance"),
    *("candidate_agrees", "rank", "n_candidates"),
]
WHOLE_NUMBERS = ("slips", "rank", "n_candidates")


def screen_tables(
    paths_to_series: list[str],
    path_to_sources: str,
    tables: list[str],
    checks: list[dict[str, Any]],
    seed: int,
    path_to_output: str,
) -> None:
    """Screen all pairs of all analysed tables.

    Pairs that print a number in one cell only, or a zero, imply no total and have no row. A series
    of fewer than `FEWEST_PAIRS` pairs has rows without a judgement by neighbours.

    Parameters
    ----------
    paths_to_series : list of str
        Processed tables: the analysed ones and those that the checks name.
    path_to_sources : str
    tables : list of str
        The analysed tables, in the order of the output.
    checks : list of dict
        As in `scripts.common.study.model.Study.external_checks`: a share with the external amount
        and total whose ratio it is, and its amount with that same external amount.
    seed : int
        Of the study.
    path_to_output : str
    """
    cells = pd.concat([read_processed(path) for path in paths_to_series], ignore_index=True)
    sources = load_sources(path_to_sources)["tables"]
    rows: list[dict[str, Any]] = []
    for table in tables:
        pairs = _pairs(table, sources[table]["columns"], cells, checks)
        if pairs.empty:
            continue
        pairs = _judged_by_neighbours(pairs, stream(seed, "forensics", table))
        pairs = _judged_by_external(pairs, stream(seed, "forensics", table, "external"))
        for record in pairs.to_dict("records"):
            pair = {str(column): value for column, value in record.items()}
            doubted = pair["flagged"] or pair["flagged_external"]
            rows += [pair | found for found in (_candidates(pair) if doubted else [{}])]
    found = pd.DataFrame(rows, columns=PAIR_COLUMNS + CANDIDATE_COLUMNS)
    write_csv(found.astype(dict.fromkeys(WHOLE_NUMBERS, "Int64")), path_to_output)


def _pairs(
    table: str, columns: dict[str, Any], cells: pd.DataFrame, checks: list[dict[str, Any]]
) -> pd.DataFrame:
    """Return one row per printed pair of a table, with its implied total and any external one."""
    facts = cells.set_index(["series", "year"])[["value", "decimals", "printed"]]
    against = {check["series"]: check for check in checks}
    found = [pd.DataFrame()]
    for name, column in columns.items():
        if "total_of" not in column:
            continue
        ids = {"amount": f"{table}_{column['total_of']}", "share": f"{table}_{name}"}
        both = [facts.loc[ids[cell]].add_prefix(f"{cell}_") for cell in ids]
        pairs = both[0].join(both[1], how="inner").dropna().reset_index()
        pairs = pairs.sort_values("year").assign(
            table=table,
            series=ids["amount"],
            share_series=ids["share"],
            counts=columns[column["total_of"]]["kind"] == "count",
            grouped=bool(pairs["amount_printed"].str.contains(",").any()),
            **dict.fromkeys(("external_amount", "external_total", "tolerance"), np.nan),
        )
        if ids["amount"] in against and ids["share"] in against:
            # Both checks read the same external amount; that of the amount knows the unit.
            check, sources = against[ids["amount"]], against[ids["share"]]["external"]
            values = [facts["value"][s].reindex(pairs["year"]).to_numpy() for s in sources]
            pairs["external_amount"], pairs["external_total"] = (
                np.where(v > 0, v * check["scale"], np.nan) for v in values
            )
            pairs["tolerance"] = check["tolerance"]
        found.append(_with_totals(pairs))
    return pd.concat(found, ignore_index=True)


def _with_totals(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that imply a total, with it: a printed zero implies none."""
    for cell in ("amount", "share"):
        pairs = pairs[pairs[f"{cell}_value"] > 0.5 * 10.0 ** -pairs[f"{cell}_decimals"]]
    totals = _totals(pairs)
    return pairs.assign(
        printed_amount=pairs["amount_printed"],
        printed_share=pairs["share_printed"],
        implied_total=np.exp(totals.log),
        implied_low=np.exp(totals.low),
        implied_high=np.exp(totals.high),
    )


def _totals(pairs: pd.DataFrame) -> Totals:
    amounts, amount_decimals, shares, share_decimals = (
        pairs[f"{cell}_{what}"].to_numpy(dtype="float64")
        for cell in ("amount", "share")
        for what in ("value", "decimals")
    )
    years = pairs["year"].to_numpy(dtype="int64")
    return implied_totals(years, amounts, amount_decimals, shares, share_decimals)


def _judged_by_neighbours(pairs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the pairs with what their neighbours say; a short series gets no number."""
    names = ("expected", "unit", "robust_z", "least_z")
    judged = pairs.assign(**dict.fromkeys((*names, "threshold"), np.nan), flagged=False)
    long_enough = [
        rows.index for _, rows in pairs.groupby("series", sort=False) if len(rows) >= FEWEST_PAIRS
    ]
    if not long_enough:
        return judged
    series = [_totals(pairs.loc[index]) for index in long_enough]
    yardstick = calibrate([totals.years for totals in series], rng, DRAWS)
    for index, found in zip(long_enough, screen(series, yardstick), strict=True):
        columns = (found.expected, found.unit, found.z, found.least_z)
        for name, values in zip(names, columns, strict=True):
            judged.loc[index, name] = values
        judged.loc[index, "flagged"] = found.flagged
        judged.loc[index, "threshold"] = yardstick.threshold
    return judged.assign(neighbours_total=np.exp(judged["expected"]))


def _judged_by_external(pairs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the pairs with what the other source says, where there is one."""
    names = ("external_expected", "external_unit", "external_z", "external_least_z")
    judged = pairs.assign(
        **dict.fromkeys((*names, "external_threshold"), np.nan),
        external_agrees=None,
        flagged_external=False,
    )
    known = pairs.index[pairs["external_total"].notna()]
    if len(known) < FEWEST_PAIRS:
        return judged
    external = pairs.loc[known, "external_total"].to_numpy(dtype=float)
    found, threshold = screen_external(_totals(pairs.loc[known]), external, rng)
    columns = (found.expected, found.unit, found.z, found.least_z)
    for name, values in zip(names, columns, strict=True):
        judged.loc[known, name] = values
    judged.loc[known, "external_threshold"] = threshold
    judged.loc[known, "external_agrees"] = ~found.flagged
    judged.loc[known, "flagged_external"] = found.flagged
    return judged


def _candidates(pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a flagged pair may have been meant to print, the likeliest first.

    Candidates that agree come first: their total is unremarkable among its neighbours and beside
    the external total, and an amount is the external amount where there is one. Then the distance
    in whole robust standard deviations decides, then the number of slips, then the distance itself:
    differences of less than one deviation are no reason to prefer two slips to one.
    """
    found = [*_candidates_in("amount", pair), *_candidates_in("share", pair)]
    found.sort(
        key=lambda c: (not c["candidate_agrees"], int(c["distance"]), c["slips"], c["distance"])
    )
    agreeing = [c["slips"] for c in found if c["candidate_agrees"]]
    return [
        c | {"rank": rank, "n_candidates": agreeing.count(c["slips"])}
        for rank, c in enumerate(found[:SHOWN], start=1)
    ]


def _candidates_in(cell: str, pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the candidates for one cell of a pair, the other cell as printed, nearest first."""
    is_amount = cell == "amount"
    meant = candidates(
        pair[f"{cell}_value"],
        int(pair[f"{cell}_decimals"]),
        largest=np.inf if is_amount else 100,
        grouped=pair["grouped"],
        whole=is_amount and pair["counts"],
    )
    changed = pd.DataFrame([pair] * len(meant)).assign(
        **{f"{cell}_value": [m.value for m in meant]},
        **{f"{cell}_decimals": [m.decimals for m in meant]},
    )
    totals = _totals(changed)
    inside = _distances(totals, pair["expected"], pair["unit"])
    outside = _distances(totals, pair["external_expected"], pair["external_unit"])
    # What nothing can be said about is no reason against a candidate.
    agrees = ~(inside > pair["threshold"]) & ~(outside > pair["external_threshold"])
    if is_amount:
        off = np.abs(changed["amount_value"].to_numpy(dtype=float) - pair["external_amount"])
        agrees &= ~(off > pair["tolerance"])
    distances = np.hypot(np.nan_to_num(inside), np.nan_to_num(outside))
    return [
        {
            "candidate_cell": pair["series" if is_amount else "share_series"],
            "candidate": meant[i].text,
            "candidate_total": float(np.exp(totals.log[i])),
            "candidate_agrees": bool(agrees[i]),
            "change": meant[i].kind,
            "slips": meant[i].slips,
            "distance": float(distances[i]),
        }
        for i in np.argsort(distances, kind="stable")
    ]


def _distances(totals: Totals, expected: float, unit: float) -> Floats:
    size = len(totals.log)
    z = least_remarkable(totals.low, totals.high, np.full(size, expected), np.full(size, unit))
    return np.abs(z)


if __name__ == "__main__":
    run(screen_tables, snakemake)
