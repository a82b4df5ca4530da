"""Raw cells with their lines, in tables with and without time."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.common.errors import TableError
from scripts.common.raw.cells import Cell
from scripts.common.raw.description import Description
from scripts.common.raw.tables import read_raw
from tests.unit.common.little_long import problems, wide_rows, write_long

pytestmark = pytest.mark.usefixtures("folder")


def test_cells_carry_line_text_and_decimals(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("year,loans\n1981, 90.2\n1982,n/a\n", encoding="utf-8")
    schema = {
        "fields": [{"name": "year", "type": "year"}, {"name": "loans", "type": "number"}],
        "missingValues": ["n/a"],
    }
    source = {"missing": [{"columns": ["loans"], "years": [1982], "printed": "n/a"}]}
    assert read_raw(path, Description(schema, source)) == [
        Cell("year", 1981, "1981", 1981.0, 0, 2, "observed"),
        Cell("loans", 1981, "90.2", 90.2, 1, 2, "observed"),
        Cell("year", 1982, "1982", 1982.0, 0, 3, "observed"),
        Cell("loans", 1982, "n/a", None, None, 3, "missing"),
    ]
    with pytest.raises(TableError, match="not declared missing"):
        read_raw(path, Description(schema, {}))


def test_tables_without_years_hold_words(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("id,word,value\na,,1\nb,nearly,x\n", encoding="utf-8")
    fields = [{"name": "id", "type": "string", "constraints": {"required": True}},
              {"name": "word", "type": "string"}, {"name": "value", "type": "number"}]  # fmt: skip
    with pytest.raises(TableError) as caught:
        read_raw(path, Description({"fields": fields, "missingValues": [""]}, {}))
    assert [(p.line, p.column) for p in caught.value.problems] == [(3, "value")]


@pytest.mark.parametrize(("noun", "wrong"), [("quarter", "1991Q5"), ("month", "1991M13")])
def test_a_wrong_quarter_or_month_of_a_wide_table(noun: str, wrong: str) -> None:
    rows = wide_rows(noun)
    good = rows[4].split(",")[0]
    rows[4] = rows[4].replace(good, wrong)
    write_long(Path(), noun, "wide", rows)
    (said,) = map(str, problems().problems)  # the row that it leaves out is no gap beside
    assert f'line 6, column {noun}: "{wrong}" is not a {noun}' in said
    assert f"Type it like 1997{wrong[4]}" in said


def test_quarters_of_a_wide_table_run_through_their_span() -> None:
    rows = wide_rows("quarter")
    write_long(Path(), "quarter", "wide", [*rows[:4], *rows[5:]])
    assert '"1991Q4" follows 1991Q2: quarters in between have no row' in str(problems())
    write_long(Path(), "quarter", "wide", rows[1:])
    assert "is the first quarter, but sources.yaml declares the years 1990Q3-1993Q2" in str(
        problems()
    )
