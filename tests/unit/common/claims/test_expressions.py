"""The claims' vocabulary computes what it says, names its cells, and accepts nothing else."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.common.claims.expressions import FUNCTIONS, Data, MissingValue, evaluate
from scripts.common.errors import Fault
from scripts.common.periods import parse_period

SHARE = {1980: "8.5", 1981: "5.6", 1982: None, 1983: "8.0", 1984: "6.7", 1985: "0"}
LOANS = {1980: "79.1", 1981: "90.2", 1982: None, 1983: "77.0", 1984: "52.4", 1985: "41.3"}


def exact(values: dict[int, str | None]) -> dict[int, Fraction | None]:
    return {year: None if text is None else Fraction(text) for year, text in values.items()}


DATA = Data(
    series={"bank_share": exact(SHARE), "bank_loans": exact(LOANS)},
    facts={"wages": Fraction(30), "nothing": Fraction(0)},
)
SLOPE = np.polyfit([1980, 1981, 1983, 1984], [8.5, 5.6, 8.0, 6.7], 1)[0]
COMPUTED = {
    "value(bank_share, 1981)": 5.6,
    "mean(bank_share, 1980-1981)": 7.05,
    "mean(bank_share, [1980-1981, 1983-1984])": 7.2,
    "sum(bank_loans, [1980, 1983])": 156.1,
    "min(bank_share, 1983-1984)": 6.7,
    "max(bank_share, 1983-1984)": 8.0,
    "slope(bank_share, [1980-1981, 1983-1984])": SLOPE,
    "change(bank_loans, 1981-1984)": -37.8,
    "growth(bank_loans, 1981-1984)": 100 * (52.4 / 90.2 - 1),
    "ratio(bank_loans, 1981-1984)": 52.4 / 90.2,
    "count(bank_share > 6.7, 1983-1984)": 1,
    "count(bank_share >= 6.7, 1983-1984)": 2,
    "count(bank_share <= 6.7, 1983-1984)": 1,
    "count(bank_share < 6.7, 1983-1984)": 0,
    "first(bank_share < max(bank_share, 1980-1981), [1980-1981, 1983])": 1981,
    "median_of(3, value(bank_share, 1981), fact(wages))": 5.6,
    "fact(wages) / 4 - 2 * (1 + 0.25)": 5.0,
    "mean(100 * bank_loans / bank_share, 1980-1981)": 50 * (79.1 / 8.5 + 90.2 / 5.6),
}


@pytest.mark.parametrize("expression", COMPUTED)
def test_each_form_against_arithmetic_done_elsewhere(expression: str) -> None:
    assert float(evaluate(expression, DATA).value) == pytest.approx(COMPUTED[expression], rel=1e-12)


def test_every_function_is_tested_above() -> None:
    assert all(any(f"{name}(" in text for text in COMPUTED) for name in FUNCTIONS)


def test_numbers_are_exact() -> None:
    assert evaluate("0.1 + 0.2 + mean(bank_share, 1980-1981)", DATA).value == Fraction("7.35")


def test_every_cell_is_named_once_in_the_order_of_use() -> None:
    text = "fact(wages) * ratio(bank_loans, 1981-1984) + mean(bank_share + bank_loans, 1983-1984)"
    assert evaluate(text, DATA).cells == (
        "facts@wages",
        "bank_loans@1981",
        "bank_loans@1984",
        "bank_share@1983",
        "bank_loans@1983",
        "bank_share@1984",
    )


FAULTS = {
    "value(bank_shares, 1981)": "bank_shares at character 7 is an unknown series",
    "mean(bank_share, 1984-1986)": "bank_share at character 6 has no year 1986",
    "10 + fact(wage)": "wage at character 11 is an unknown fact",
    "average(bank_share, 1981)": "is an unknown function",
    "growth(bank_share - bank_share, 1980-1981)": "growth(bank_share - bank_share, 1980-1981) at",
    "1 / fact(nothing)": "1 / fact(nothing) at character 1 divides by zero",
    "value(bank_loans / bank_share, 1985)": "divides by zero",
    "slope(bank_share, 1981)": "divides by zero",
    "bank_share + 1": "bank_share at character 1 is a series without a year",
    "median_of(bank_share)": "is a series without a year",
    "median_of()": "has no arguments",
    "value(bank_share)": "has 1 arguments, not two",
    "value(bank_share, 1980-1981)": "is more than one year",
    "mean(bank_share, 1984-1983)": "are no years",
    "mean(bank_share, [1983, 1980])": "are no years",
    "mean(bank_share, [])": "are no years",
    "mean(bank_share, 1-99999999999)": "are no years",
    "mean(bank_share, year=1983)": "is not in the vocabulary",
    "count(bank_share, 1980-1981)": "is not one comparison",
    "count(1 < bank_share < 9, 1980-1981)": "is not one comparison",
    "first(bank_share > 99, 1980-1981)": "holds in none of the years",
    "fact(wages, nothing)": "does not name one fact",
    "2 ** 9": "is not in the vocabulary",
    "-1": "is not in the vocabulary",
    "True": "is not in the vocabulary",
    "1e999": "is not in the vocabulary",
    "'a'": "is not in the vocabulary",
    "__import__('os').system('true')": "is not in the vocabulary",
    "(lambda: 1)()": "is not in the vocabulary",
    "[x for x in (1,)]": "is not in the vocabulary",
    "fact(*wages)": "does not name one fact",
    "1 +": "cannot be read at character",
    "": "cannot be read",
}


@pytest.mark.parametrize("expression", FAULTS)
def test_anything_else_is_a_fault_with_its_place_and_a_remedy(expression: str) -> None:
    with pytest.raises(Fault) as caught:
        evaluate(expression, DATA)
    assert FAULTS[expression] in caught.value.message
    assert caught.value.remedy


def test_an_unknown_name_is_answered_with_the_nearest_and_all_known() -> None:
    with pytest.raises(Fault) as caught:
        evaluate("value(bank_shares, 1981)", DATA)
    assert caught.value.remedy == "Did you mean bank_share? Known are bank_loans, bank_share."


def test_a_missing_number_has_its_own_fault() -> None:
    with pytest.raises(MissingValue, match=r"bank_share at character 6 has no printed .* 1982"):
        evaluate("mean(bank_share, 1981-1983)", DATA)


PIECES = [*FUNCTIONS, "bank_share", "bank_loans", "wages", "1980", "1981-1984", "2.5"]
PIECES += ["(", ")", "[", "]", ",", "+", "-", "*", "/", ">", ".", "**", "if", "'", "\\"]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=40))
def test_no_text_ends_in_anything_but_a_number_or_a_fault(text: str) -> None:
    with contextlib.suppress(Fault):
        assert isinstance(evaluate(text, DATA).value, Fraction)


QUARTERS = {parse_period(f"{year}Q{q}"): Fraction(10 * (year - 1990) + q)
            for year in (1990, 1991) for q in (1, 2, 3, 4)}  # fmt: skip
MONTHS = {parse_period("1991M07"): Fraction(7), parse_period("1991M08"): None}
SUB_ANNUAL = Data({"rate": QUARTERS, "killed": MONTHS}, {})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("value(rate, 1991Q3)", 13),
        ("value(killed, 1991M07)", 7),
        ("mean(rate, 1990Q3-1991Q2)", Fraction(3 + 4 + 11 + 12, 4)),
        ("change(rate, [1990Q1, 1990Q4-1991Q1])", 10),
        ("count(rate > 4, 1990Q1-1991Q4)", 4),
    ],
)
def test_quarters_and_months(expression, value):
    assert evaluate(expression, SUB_ANNUAL).value == value


def test_cells_of_quarters_bear_their_labels():
    assert evaluate("mean(rate, 1990Q4-1991Q1)", SUB_ANNUAL).cells == ("rate@1990Q4", "rate@1991Q1")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("value(rate, 1992Q1)", "has no quarter 1992Q1"),
        ("value(killed, 1991M08)", "has no printed number in 1991M08"),
        ("1 + mean(rate, 1991-1991Q3)", "1991-1991Q3 at character 16 are no years"),
        ("value(rate, 1991Q5)", "cannot be read at character"),
    ],
)
def test_what_is_wrong_with_quarters_and_months(expression, message):
    with pytest.raises(Fault) as caught:
        evaluate(expression, SUB_ANNUAL)
    assert message in caught.value.message
