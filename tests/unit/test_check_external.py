"""Printed against external numbers: rounding, outliers, and years that print none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scripts.check_external import check_external
from scripts.common.study.model import Study
from scripts.common.tables import PROCESSED_COLUMNS, write_csv
from tests.data.raw import clean

Cell = tuple[str, int, float | None, str, int | None]
AMOUNT = {"series": "aid_usd", "external": ["dac_japan"], "scale": 1e-6, "tolerance": 0.1}
SHARE = {"series": "aid_share", "external": ["dac_japan", "dac_total"], "scale": 100}


def write_cells(path: Path, cells: Sequence[Cell]) -> str:
    frame = pd.DataFrame(cells, columns=["series", "year", "value", "printed", "decimals"])
    write_csv(frame.reindex(columns=PROCESSED_COLUMNS), path)
    return str(path)


def check(
    folder: Path, printed: Sequence[Cell], elsewhere: Sequence[Cell], **how: Any
) -> pd.DataFrame:
    paths = [
        write_cells(folder / f"{i}.csv", cells) for i, cells in enumerate((printed, elsewhere))
    ]
    checks = [{"table": "aid", "unit": "US$ million", **how}]
    check_external(paths, checks, str(folder / "out.csv"))
    return pd.read_csv(folder / "out.csv", keep_default_na=False, dtype="str")


def amounts(*values: float | None) -> list[Cell]:
    return [("dac_japan", 1990 + i, v, "", 0) for i, v in enumerate(values)]


def test_amounts_agree_within_tolerance_and_rounding(tmp_path: Path) -> None:
    printed = [("aid_usd", 1990 + i, 10.0, "10.0", 1) for i in range(5)]
    external = amounts(10.14e6, 10.16e6, 9.86e6, 9.84e6, 10e6)
    found = check(tmp_path, printed, external, **AMOUNT)
    assert found["agrees"].tolist() == ["True", "False", "True", "False", "True"]
    assert found["difference"].astype(float).tolist() == pytest.approx(
        [-0.14, -0.16, 0.14, 0.16, 0]
    )
    assert found["note"].tolist() == [
        "",
        "US$0.2 million below the external series",
        "",
        "US$0.2 million above the external series",
        "",
    ]
    assert set(found["external_source"]) == {"1e-06 * dac_japan"}


def test_a_number_without_printed_digits_has_no_rounding(tmp_path: Path) -> None:
    printed = [("aid_usd", 1990, 10.0, "", None), ("aid_usd", 1991, 10.0, "10", 0)]
    found = check(tmp_path, printed, amounts(10.2e6, 10.2e6), **AMOUNT)
    assert found["rounding"].tolist() == ["0.0", "0.5"]
    assert found["agrees"].tolist() == ["False", "True"]


def test_years_that_print_no_amount_say_what_the_other_source_has(tmp_path: Path) -> None:
    printed: list[Cell] = [("aid_usd", 1990 + i, None, "none", None) for i in range(4)]
    printed.append(("aid_usd", 1994, 10.0, "10.0", 1))
    found = check(tmp_path, printed, amounts(-22.18e6, 5.32e6, 33e6, None, 10e6), **AMOUNT)
    notes = [
        "none printed; the external series has a repayment of US$22.2 million",
        "none printed; the external series has a flow of US$5.3 million,"
        " less than any amount printed",
        "none printed; the external series has a flow of US$33.0 million",
        "no number in the external series",
        "",
    ]
    assert found["note"].tolist() == notes
    assert found["agrees"].tolist() == ["", "", "", "", "True"]
    assert found["printed"].tolist() == ["", "", "", "", "10.0"]
    assert found["printed_text"].tolist() == ["none"] * 4 + ["10.0"]


def test_shares_of_repayments_are_no_shares(tmp_path: Path) -> None:
    printed: list[Cell] = [("aid_share", 1990, 62.6, "62.6", 1)]
    printed += [("aid_share", 1991 + i, None, "n/a", None) for i in range(3)]
    totals: list[Cell] = [("dac_total", 1990 + i, v, "", 0) for i, v in enumerate((100, 50, -4, 0))]
    external = [*amounts(80.9, 4, -5, 0), *totals]
    how = {**SHARE, "unit": "% of all", "tolerance": 4}
    found = check(tmp_path, printed, external, **how)
    assert found["external"].tolist()[2:] == ["", ""]
    assert found["external"].astype("str").tolist()[:2] == ["80.9", "8.0"]
    assert found["note"].tolist() == [
        "18.3 points below the external series",
        "none printed; the external share is 8.0%",
        *["net repayments in the external series leave no share"] * 2,
    ]


def test_table_1_against_the_dac_series(study: Study, tmp_path: Path) -> None:
    """Amounts agree everywhere; one share does not."""
    paths = [str(clean(table, tmp_path)) for table in study.checked_tables]
    check_external(paths, list(study.external_checks), str(tmp_path / "out.csv"))
    found = pd.read_csv(tmp_path / "out.csv", keep_default_na=False, dtype="str")
    off = found.loc[found["agrees"] == "False", ["series", "year", "printed_text"]]
    assert off.to_numpy().tolist() == [["oda_thailand_share", "1998", "62.6"]]
    assert len(found) == 110
    none = found[found["printed_text"] == "none"].set_index("year")["note"]
    assert none.index.tolist() == ["1993", "1994", "1996", "1997"]
    assert none.str.contains("repayment").tolist() == [True, False, True, True]
