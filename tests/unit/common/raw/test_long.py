"""Long tables say series by series what wide ones say by their shape, and their faults alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.common.errors import TableError
from scripts.common.periods import FREQUENCIES, parse_period
from scripts.common.tables import read_processed, series_values
from scripts.validate_tables import validate_tables
from tests.unit.common.little_long import (
    CLEANED,
    CODES,
    DATAPACKAGE,
    DESCRIPTION,
    TABLE,
    N,
    clean,
    labels,
    load,
    long_rows,
    problems,
    value,
    write_long,
)
from tests.unit.common.little_tables import assert_told

pytestmark = pytest.mark.usefixtures("folder")
SPAN = {"year": "1990-2001", "quarter": "1990Q3-1993Q2", "month": "1990M11-1991M10"}


@pytest.mark.parametrize("noun", FREQUENCIES)
@pytest.mark.parametrize("layout", ["wide", "long", "each"])
def test_every_layout_and_frequency_is_valid_and_loads(noun: str, layout: str) -> None:
    write_long(Path(), noun, layout)
    validate_tables(DATAPACKAGE, DESCRIPTION, [TABLE], "results/validation.json")
    study = load()
    assert study.frequencies == {"firms": FREQUENCIES[noun]}
    assert study.windows == {"firms": (SPAN[noun],)}
    assert list(study.series) == [f"firms_{name}" for name in CODES]
    assert study.series["firms_b_c"].label == "Firm B c"
    periods = tuple(map(parse_period, labels(noun)))
    assert {s.years for s in study.series.values()} == {periods}
    clean()
    frame = read_processed(CLEANED[0])
    assert frame["year"].dtype == "int64"
    years, values = series_values(frame, "firms_s_7")
    assert tuple(years.tolist()) == periods
    assert values.tolist() == [float(value("s_7", i)) for i in range(N)]


@pytest.mark.parametrize("noun", FREQUENCIES)
def test_wide_and_long_become_the_same_rows(noun: str) -> None:
    place = {"source_line", "source_column"}
    tidy = []
    for layout in ("wide", "long", "each"):
        write_long(Path(), noun, layout)
        tidy.append([{k: v for k, v in row.items() if k not in place} for row in clean()])
    assert tidy[0] == tidy[1] == tidy[2]
    assert [row["year"] for row in tidy[0]] == labels(noun) * len(CODES)


def test_a_row_names_the_line_and_the_column_of_its_value() -> None:
    write_long(Path())
    row = clean()[N + 2]
    assert (row["series"], row["year"]) == ("firms_b_c", "1992")
    assert (row["source_line"], row["source_column"]) == (str(N + 4), "points")
    line = Path(TABLE).read_text(encoding="utf-8").splitlines()[N + 3]
    assert line == f"1992,B c,{row['printed']}"


def test_rows_may_stand_period_by_period() -> None:
    write_long(Path())
    before = clean()
    rows = sorted(long_rows("year"), key=lambda row: row[:4])
    write_long(Path(), rows=rows)
    moved = clean()
    assert [r["source_line"] for r in moved] != [r["source_line"] for r in before]
    for row in (*before, *moved):
        del row["source_line"]
    assert moved == before


@pytest.mark.parametrize("missing", ["", "1993,A,n/a"])
def test_with_each_an_absent_row_and_a_code_are_missing(missing: str) -> None:
    rows = long_rows("year")
    rows[3:4] = [missing] if missing else []
    write_long(Path(), rows=rows)
    schema = Path(DATAPACKAGE).read_text(encoding="utf-8")
    holed = schema.replace('{"required": true, "minimum": 0}', '{"minimum": 0}')
    Path(DATAPACKAGE).write_text(holed, encoding="utf-8")
    assert 1993 not in load().series["firms_a"].years
    assert len(load().series["firms_a"].years) == N - 1
    found = clean()
    row = found[3]
    assert len(found) == N * len(CODES)
    assert (row["year"], row["value"], row["status"]) == ("1993", "", "missing")
    assert (row["printed"], row["source_line"]) == (("n/a", "5") if missing else ("", ""))


def test_a_series_may_begin_late() -> None:
    rows = [row for row in long_rows("quarter") if not row.startswith(("1990", "1991Q1,7"))]
    rows.insert(0, "1990Q3,A,1.0")
    write_long(Path(), "quarter", rows=rows)
    study = load()
    assert study.series["firms_s_7"].years[0] == parse_period("1991Q2")
    assert study.series["firms_a"].years[:2] == (parse_period("1990Q3"), parse_period("1991Q1"))


def test_a_declared_gap_of_a_long_table() -> None:
    rows = long_rows("month")
    rows[2] = rows[2].rpartition(",")[0] + ",n/a"
    gap = {"columns": ["a"], "years": ["1991-01"], "printed": "n/a", "reason": "lost"}
    write_long(Path(), "month", "long", rows, missing=[gap])
    row = clean()[2]
    assert (row["year"], row["status"], row["printed"]) == ("1991M01", "missing", "n/a")
    assert parse_period("1991M01") not in load().series["firms_a"].years
    write_long(Path(), "month", "long", missing=[gap])
    assert 'line 4, column points: "22.2" stands where' in str(problems())


# The row 1992,A,22.2 in line 4 spoilt. kind: (layout, new row, column, value, rule, words)
IN_A_ROW = {
    "letter for a digit": ("each", "1992,A,22.O", "points", "22.O", "number", "not a number"),
    "empty number": ("each", "1992,A,", "points", "", "empty", "page prints"),
    "missing in a required field": ("each", "1992,A,n/a", "points", "n/a", "missing-code",
                                    "not declared missing"),
    "undeclared missing": ("long", "1992,A,n/a", "points", "n/a", "missing-code",
                           "not declared missing"),
    "below the range": ("each", "1992,A,-1", "points", "-1", "range", "outside"),
    "no year": ("each", "92,A,22.2", "year", "92", "year", "four ASCII digits"),
    "a quarter among years": ("each", "1992Q1,A,22.2", "year", "1992Q1", "year", "is not a year"),
    "doubled": ("each", "1991,A,22.2", "year", "1991", "duplicate", "line 3 already for A"),
    "no code": ("each", "1992,,22.2", "firm", "", "empty", "code of the series"),
    "unknown code": ("long", "1992,D,22.2", "firm", "D", "series", "Use one of a, b_c, s_7"),
    "a cell too many": ("each", "1992,A,22,2", None, "1992,A,22,2", "row", "4 cells"),
}  # fmt: skip
# kind: (layout, old text, new text, line, column, value, rule, words)
FAULTS = {
    kind: (layout, "1992,A,22.2", new, 4, *told) for kind, (layout, new, *told) in IN_A_ROW.items()
}
FAULTS |= {
    "doubled below": ("each", "1994,7,", "1993,7,", 30, "year", "1993", "duplicate", "line 29"),
    "order": ("each", "1995,A,20.5\n1996,A,21.6", "1996,A,21.6\n1995,A,20.5", 8, "year", "1995",
              "order", "below 1996"),
    "gap": ("long", "1992,A,22.2\n", "", 4, "year", "1993", "gap", "follows 1991"),
    "first row of a series lost": ("long", "1990,B c,23.0\n", "", 14, "year", "1991", "span",
                                   "first year of B c"),
    "outside the years": ("each", "2001,A,", "2002,A,", 13, "year", "2002", "span",
                          "outside 1990-2001"),
    "two codes of one name": ("each", "1992,B c,", "1992,B-C,", 16, "firm", "B-C", "series",
                              "would have the name b_c, as B c has"),
    "invisible character": ("each", "1992,A,", "1992,A\u200b,", 4, "firm", "\\u200b", "encoding",
                            "cannot be seen"),
    "no UTF-8": ("each", "1992,A,", "1992,A\udce9,", 4, "firm", "\\xe9", "encoding", "not UTF-8"),
    "renamed column": ("each", "firm,points", "firms,points", 1, "firm", "firms", "header",
                       "belongs"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named_with_its_place(kind: str) -> None:
    layout, old, new, *told = FAULTS[kind]
    write_long(Path(), form=layout)
    text = Path(TABLE).read_text(encoding="utf-8")
    assert old in text
    Path(TABLE).write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    assert_told(str(problems()), TABLE, *told)
    if layout == "each" and "range" not in told:  # it is read already to know its series
        with pytest.raises(TableError):
            load()


def test_all_faults_are_said_at_once() -> None:
    rows = long_rows("year")
    rows[1], rows[20] = "1991,A,x", "1998,B c,y"
    write_long(Path(), rows=rows)
    assert [(p.line, p.column) for p in problems().problems] == [(3, "points"), (22, "points")]


def test_a_described_series_without_a_row() -> None:
    write_long(Path(), form="long", rows=long_rows("year")[: 2 * N])
    assert "has no row of the series s_7" in str(problems())


def test_a_table_that_ends_early() -> None:
    write_long(Path(), rows=[row for row in long_rows("year") if not row.startswith("2001")])
    assert '"2000" is the last year, but sources.yaml declares the years 1990-2001' in str(
        problems()
    )


def test_counts_and_percentages_of_a_long_table() -> None:
    for kind, unit, text, words in (
        ("count", "firms", "22.2", "is a count but has decimals"),
        ("share", "% of all", "0.2", "looks like a fraction"),
    ):
        each = {"label": "L", "short_label": "S", "unit": unit, "kind": kind}
        rows = [row.split(".")[0] for row in long_rows("year")]
        rows[2] = f"1992,A,{text}"
        write_long(Path(), rows=rows, each=each)
        assert f'line 4, column points: "{text}" {words}' in str(problems())


def test_implied_totals_of_a_long_table() -> None:
    columns = {
        "a": {"label": "A", "short_label": "A", "unit": "yen", "kind": "amount"},
        "b_c": {"label": "B", "short_label": "B", "unit": "% of all", "kind": "share"},
    }
    columns["b_c"]["total_of"] = "a"
    derived = {"pooled": {"label": "P", "short_label": "P", "unit": "%", "kind": "share"}}
    derived["pooled"]["pools"] = ["b_c"]
    rows = long_rows("year")[: 2 * N]
    write_long(Path(), form="long", rows=rows, columns=columns, derived=derived)
    pooled = clean()[2 * N :]
    assert [row["year"] for row in pooled] == labels("year")
    assert float(pooled[1]["value"]) == pytest.approx(float(value("b_c", 1)))
    assert {(row["source_line"], row["source_column"]) for row in pooled} == {("", "a;b_c")}
    rows[4] = rows[4].replace("24.4", "2440")
    write_long(Path(), form="long", rows=rows, columns=columns)
    assert 'line 6, column points: "2440" and its share' in str(problems())


def test_a_correction_of_a_long_table() -> None:
    write_long(Path(), "quarter")
    entry = {
        "id": "one", "table": "firms", "column": "b_c", "year": parse_period("1991Q1"),
        "printed": value("b_c", 2), "used": "99.5", "doubted": ["b_c"], "reason": "r",
        "source": "s", "status": "suspected",
    }  # fmt: skip
    clean(entry)
    frames = [read_processed(path).set_index(["series", "year"]) for path in CLEANED]
    rows = [frame.loc[("firms_b_c", parse_period("1991Q1"))] for frame in frames]
    assert [row["status"] for row in rows] == ["suspected", "corrected"]
    assert [row["value"] for row in rows] == [25.2, 99.5]
    assert {row["printed"] for row in rows} == {"25.2"}
    with pytest.raises(TableError, match=r'column points: "25\.2" is not the "25\.3"'):
        clean(entry | {"printed": "25.3"})
