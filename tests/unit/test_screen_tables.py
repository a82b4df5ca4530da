"""The rule screen_tables on a literal table with a planted misprint in one cell."""

import numpy as np
import pandas as pd
import yaml

from scripts.common.tables import PROCESSED_COLUMNS
from scripts.screen_tables import CANDIDATE_COLUMNS, PAIR_COLUMNS, SHOWN, screen_tables

YEARS = [*range(1980, 1982), *range(1983, 1996)]
CHECKS = [
    {"series": "t_aid", "external": ["x_aid"], "scale": 1e-6, "tolerance": 0.1},
    {"series": "t_share", "external": ["x_aid", "x_total"], "scale": 100.0, "tolerance": 4.0},
]


def processed(path, series):
    rows = [
        [name, year, value, "u", "observed", text, decimals, "t.csv", 2, name]
        for name, (decimals, cells) in series.items()
        for year, (value, text) in zip(YEARS, cells, strict=True)
    ]
    pd.DataFrame(rows, columns=list(PROCESSED_COLUMNS)).to_csv(path, index=False)
    return str(path)


def study(tmp_path, wrong, checks=()):
    """Write aid and share of a total near 1,000, `wrong` cells replaced; return the results."""
    rng = np.random.default_rng(2)
    totals = 1000 * np.exp(0.05 * rng.standard_normal(len(YEARS)))
    shares = np.round(40 + 10 * rng.standard_normal(len(YEARS)), 1)
    aid = np.round(totals * shares / 100, 1)
    printed = {"aid": aid.copy(), "share": shares.copy()}
    for (column, year), value in wrong.items():
        printed[column][YEARS.index(year)] = value
    cells = {f"t_{c}": (1, [(v, f"{v:,.1f}") for v in values]) for c, values in printed.items()}
    given = {"x_aid": aid * 1e6, "x_total": totals * 1.03e6}
    paths = [
        processed(tmp_path / "t.csv", cells),
        processed(tmp_path / "x.csv", {k: (0, [(x, "") for x in v]) for k, v in given.items()}),
    ]
    sources = {
        "tables": {"t": {"columns": {"aid": {"kind": "amount"}, "share": {"total_of": "aid"}}}}
    }
    sources["tables"]["bare"] = {"columns": {"alone": {"kind": "amount"}}}
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    output = tmp_path / "forensics.csv"
    screen_tables(
        paths, str(tmp_path / "sources.yaml"), ["t", "bare"], list(checks), 1, str(output)
    )
    return pd.read_csv(output), aid, output


def test_a_clean_table_has_one_row_for_each_pair_and_no_candidate(tmp_path):
    found, _, _ = study(tmp_path, {})
    assert found.columns.tolist() == PAIR_COLUMNS + CANDIDATE_COLUMNS
    assert found["year"].tolist() == YEARS
    assert not found["flagged"].any()
    assert found["candidate"].isna().all()
    assert found["external_agrees"].isna().all()
    assert (found["implied_low"] < found["implied_total"]).all()


def test_a_misprint_surfaces_with_what_was_meant_among_its_candidates(tmp_path):
    _, aid, _ = study(tmp_path, {})
    right = aid[YEARS.index(1990)]
    digits = f"{right:.1f}"
    wrong = float("9" + digits[1:])
    found, _, _ = study(tmp_path, {("aid", 1990): wrong})
    doubted = found[found["flagged"]]
    assert set(doubted["year"]) == {1990}
    assert doubted["rank"].tolist() == list(range(1, SHOWN + 1))
    meant = doubted[doubted["candidate"].astype(float) == right].iloc[0]
    assert (meant["candidate_cell"], meant["change"]) == ("t_aid", "digit")
    assert meant["candidate_agrees"]
    assert meant["n_candidates"] > 1
    agreeing = doubted["candidate_agrees"].tolist()
    assert agreeing == sorted(agreeing, reverse=True)


def test_another_source_finds_what_neighbours_cannot_and_rules_out_the_amount(tmp_path):
    clean, _, _ = study(tmp_path, {}, CHECKS)
    assert clean["external_agrees"].all()
    share = float(clean.loc[clean["year"] == 1988, "printed_share"].iloc[0])
    wrong = round(share + 10, 1)
    found, _, _ = study(tmp_path, {("share", 1988): wrong}, CHECKS)
    doubted = found[found["flagged_external"]]
    assert set(doubted["year"]) == {1988}
    assert not doubted["external_agrees"].any()
    first = doubted.iloc[0]
    assert first["candidate_cell"] == "t_share"
    assert float(first["candidate"]) == share
    amounts = doubted[doubted["candidate_cell"] == "t_aid"]
    assert not amounts["candidate_agrees"].any()


def test_the_same_tables_give_the_same_bytes(tmp_path):
    first = study(tmp_path, {("aid", 1990): 999.9})[2].read_bytes()
    assert study(tmp_path, {("aid", 1990): 999.9})[2].read_bytes() == first
