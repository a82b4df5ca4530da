"""Years, quarters and months as integers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scripts.common.periods import (
    as_period,
    frequency_of,
    parse_period,
    period_label,
    relabelled,
    split_window,
    window_label,
    year_of,
)


@pytest.mark.parametrize(
    ("texts", "frequency"),
    [
        (["1997", "1998", "1999"], "annual"),
        (["1997Q3", "1997Q4", "1998Q1", "1998Q2"], "quarterly"),
        (["1997M11", "1997M12", "1998M01"], "monthly"),
    ],
)
def test_periods_follow_each_other_by_one_and_keep_their_names(
    texts: list[str], frequency: str
) -> None:
    numbers = [parse_period(text) for text in texts]
    assert all(b - a == 1 for a, b in pairwise(numbers))
    assert [period_label(number) for number in numbers] == texts
    assert {frequency_of(number) for number in numbers} == {frequency}
    assert [year_of(number) for number in numbers] == [int(text[:4]) for text in texts]


@pytest.mark.parametrize(("text", "label"), [("1997-Q3", "1997Q3"), ("1997-07", "1997M07")])
def test_the_forms_of_the_statistical_offices_are_read(text: str, label: str) -> None:
    assert period_label(parse_period(text)) == label


@pytest.mark.parametrize("text", ["97", "1997Q5", "1997Q0", "1997M13", "1997-7", "1997 Q1", ""])
def test_other_texts_are_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="no year, quarter or month"):
        parse_period(text)


@pytest.mark.parametrize("window", ["1980-1996", "1961Q1-1986Q3", "1992M01-1998M05"])
def test_windows_are_read_back(window: str) -> None:
    assert window_label(*split_window(window)) == window


def test_a_window_joins_periods_of_one_kind() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        split_window("1961-1986Q3")
    with pytest.raises(ValueError, match="no window"):
        split_window("1961/1986")


def test_a_year_as_yaml_reads_it_and_a_label_are_periods():
    assert [as_period(written) for written in (1997, "1997", "1997Q3")] == [1997, 1997, 107990]
    with pytest.raises(ValueError, match="no year, quarter or month"):
        as_period("97")


def test_a_sentence_of_a_method_gets_labels():
    lacks = f"has no value in {as_period('1997Q3')}, {as_period('1997-12')}"
    assert relabelled(lacks) == "has no value in 1997Q3, 1997M12"
    for kept in ("has no value in 1982, 1999", "an F of 1234567 on 99999", "0.107990"):
        assert relabelled(kept) == kept
