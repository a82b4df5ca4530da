"""The closed vocabulary of the claims audit: arithmetic over named series, years and facts.

An expression is parsed, never executed: only the forms below exist, everything else is a fault that
names its place and what is accepted.

    value(exim_share, 1997)                 one year
    mean(exim_share, 1994-1996)             likewise sum, min, max, slope (per year, least squares)
    change(jica_experts, 1997-1999)         last - first; growth: in percent; ratio: last / first
    count(exim_share > 20, 1990-1999)       in how many years it holds; first: in which year first
    median_of(x, y, z)                      of several expressions
    fact(jica_thailand_1998)                a number of the text
    mean(exim_loans, [1980-1981, 1983-1989])    years with a gap
    mean(100 * dac_china_japan / dac_china_total, 1994-1996)    series combined year by year

A series of quarters or months is read at ``1997Q3``, ``1997M07`` and over ``1994Q1-1996Q4``.

Numbers are exact fractions, so that a result on the edge of a tolerance does not hang on binary
rounding.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from statistics import median
from typing import TypeVar

from scripts.common.errors import Fault
from scripts.common.periods import NOUNS, frequency_of, parse_period, period_label, year_of

_LABEL = re.compile(r"\b[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))\b")
Named = TypeVar("Named")


class MissingValue(Fault):
    """A cell that the expression needs prints no number."""


@dataclass(frozen=True)
class Data:
    """What an expression may name.

    Parameters
    ----------
    series : mapping
        Periods and values of each series; None where no number is printed.
    facts : mapping
        Number of each fact.
    """

    series: Mapping[str, Mapping[int, Fraction | None]]
    facts: Mapping[str, Fraction]


@dataclass(frozen=True)
class Computed:
    """The value of an expression.

    Parameters
    ----------
    value : Fraction
    cells : tuple of str
        What it was computed from, in the order of use: ``exim_share@1997``, ``facts@jfs_projects``.
    """

    value: Fraction
    cells: tuple[str, ...]


def _slope(years: list[int], values: list[Fraction]) -> Fraction:
    centre = Fraction(sum(years), len(years))
    weights = [year - centre for year in years]
    products = (w * v for w, v in zip(weights, values, strict=True))
    return sum(products, Fraction(0)) / sum(w * w for w in weights)


OVER_YEARS: dict[str, Callable[[list[int], list[Fraction]], Fraction]] = {
    "mean": lambda _, values: sum(values, Fraction(0)) / len(values),
    "sum": lambda _, values: sum(values, Fraction(0)),
    "min": lambda _, values: min(values),
    "max": lambda _, values: max(values),
    "slope": _slope,
}
BETWEEN_ENDS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "change": lambda first, last: last - first,
    "growth": lambda first, last: 100 * (last / first - 1),
    "ratio": lambda first, last: last / first,
}
OVER_CONDITION = ("count", "first")
FUNCTIONS = ("value", *OVER_YEARS, *BETWEEN_ENDS, *OVER_CONDITION, "median_of", "fact")
ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


def evaluate(expression: str, data: Data) -> Computed:
    """Compute an expression.

    Parameters
    ----------
    expression : str
        In the vocabulary of this module.
    data : Data
        What it may name.

    Raises
    ------
    MissingValue
        If a year that it needs prints no number.
    Fault
        If it is not of the vocabulary, names what does not exist, or divides by zero.
    """
    try:
        tree = ast.parse(_LABEL.sub(_as_integer, expression), mode="eval").body
    except SyntaxError as error:
        message = f"cannot be read at character {error.offset} ({error.msg})"
        raise Fault("expression", message, f"Use {_listed(FUNCTIONS)} and + - * /.") from error
    reader = _Reader(expression, data)
    value = reader.number(tree, None)
    return Computed(value, tuple(reader.cells))


def _as_integer(label: re.Match[str]) -> str:
    """A quarter or month as the integer it is, as wide as its label, so that places stay right."""
    return str(parse_period(label[0])).ljust(len(label[0]))


class _Reader:
    """Walks one expression and notes the cells it reads."""

    def __init__(self, text: str, data: Data) -> None:
        self.text, self.data = text, data
        self.cells: dict[str, None] = {}  # a set that keeps its order

    def number(self, node: ast.expr, year: int | None) -> Fraction:
        """Return the value of a node; a series has one only where a function sets the year."""
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as value) if math.isfinite(value):
                return Fraction(str(value))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                operands = self.number(left, year), self.number(right, year)
                return self._divided(node, lambda: ARITHMETIC[type(op)](*operands))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(node, name, arguments)
            case ast.Name(id=name) if year is not None:
                return self._cell(node, name, year)
            case ast.Name():
                message, remedy = "is a series without a year", "Write value(series, year)."
                raise self._fault(node, message, remedy)
        remedy = f"Use numbers, {_listed(FUNCTIONS)} and + - * /."
        raise self._fault(node, "is not in the vocabulary", remedy)

    def _call(self, node: ast.Call, name: str, arguments: list[ast.expr]) -> Fraction:
        if name == "fact":
            return self._fact(node, arguments)
        if name == "median_of":
            if not arguments:
                raise self._fault(node, "has no arguments", "Give the expressions.")
            return median(self.number(argument, None) for argument in arguments)
        if name not in FUNCTIONS:
            raise self._unknown(node, name, "function", dict.fromkeys(FUNCTIONS))
        if len(arguments) != 2:
            remedy = f"Write {name}(series, years)."
            raise self._fault(node, f"has {len(arguments)} arguments, not two", remedy)
        what, when = arguments
        years = self._years(when)
        if name in OVER_CONDITION:
            return self._over_condition(node, name, what, years)
        if name in BETWEEN_ENDS:
            ends = self.number(what, years[0]), self.number(what, years[-1])
            return self._divided(node, lambda: BETWEEN_ENDS[name](*ends))
        if name == "value" and len(years) > 1:
            raise self._fault(when, "is more than one year", "Name one year.")
        values = [self.number(what, year) for year in years]
        if name == "value":
            return values[0]
        return self._divided(node, lambda: OVER_YEARS[name](years, values))

    def _over_condition(
        self, node: ast.Call, name: str, condition: ast.expr, years: list[int]
    ) -> Fraction:
        """Count the years in which a comparison holds, or find the first of them."""
        match condition:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                pass
            case _:
                remedy = f"Write {name}(series > number, years), with >, >=, < or <=."
                raise self._fault(condition, "is not one comparison", remedy)
        compare = COMPARISONS[type(op)]
        holds = [
            year for year in years if compare(self.number(left, year), self.number(right, year))
        ]
        if name == "count":
            return Fraction(len(holds))
        if not holds:
            raise self._fault(node, "holds in none of the years", "Widen the years or the bound.")
        return Fraction(holds[0])

    def _years(self, node: ast.expr) -> list[int]:
        """Return the years of ``1997``, ``1994-1996`` or ``[1980-1981, 1983]``, ascending."""
        match node:
            case ast.Constant(value=int() as year):
                return [year]
            case ast.BinOp(
                left=ast.Constant(value=int() as first),
                op=ast.Sub(),
                right=ast.Constant(value=int() as last),
            ) if first < last and year_of(last) < 10_000:
                if frequency_of(first) == frequency_of(last):
                    return list(range(first, last + 1))
            case ast.List(elts=[_, *_] as parts):
                years = [year for part in parts for year in self._years(part)]
                if years == sorted(set(years)):
                    return years
        remedy = "Write 1997, 1994-1996 or [1980-1981, 1983-1989], in ascending order."
        raise self._fault(node, "are no years", remedy)

    def _cell(self, node: ast.expr, name: str, year: int) -> Fraction:
        values = self._named(node, name, "series", self.data.series)
        if year not in values:
            noun = NOUNS[frequency_of(min(values))]
            ends = f"{period_label(min(values))} to {period_label(max(values))}"
            message = f"has no {noun} {period_label(year)}"
            raise self._fault(node, message, f"Its {noun}s run from {ends}.")
        value = values[year]
        if value is None:
            message = f"has no printed number in {period_label(year)}"
            noun = NOUNS[frequency_of(year)]
            remedy = f"Leave the {noun} out, or give the reason in the key not_testable."
            raise self._fault(node, message, remedy, MissingValue)
        self.cells[f"{name}@{period_label(year)}"] = None
        return value

    def _fact(self, node: ast.Call, arguments: list[ast.expr]) -> Fraction:
        match arguments:
            case [ast.Name(id=name)]:
                value = self._named(arguments[0], name, "fact", self.data.facts)
                self.cells[f"facts@{name}"] = None
                return value
        raise self._fault(node, "does not name one fact", "Write fact(id).")

    def _named(self, node: ast.expr, name: str, kind: str, known: Mapping[str, Named]) -> Named:
        if name not in known:
            raise self._unknown(node, name, kind, known)
        return known[name]

    def _unknown(self, node: ast.expr, name: str, kind: str, known: Mapping[str, object]) -> Fault:
        near = get_close_matches(name, known, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        remedy = f"{meant}Known are {_listed(sorted(known))}."
        return self._fault(node, f"is an unknown {kind}", remedy)

    def _divided(self, node: ast.expr, compute: Callable[[], Fraction]) -> Fraction:
        try:
            return compute()
        except ZeroDivisionError:
            message, remedy = "divides by zero", "Choose years in which the divisor is not zero."
            raise self._fault(node, message, remedy) from None

    def _fault(self, node: ast.expr, message: str, remedy: str, kind: type[Fault] = Fault) -> Fault:
        part = ast.get_source_segment(self.text, node)
        return kind("expression", f"{part} at character {node.col_offset + 1} {message}", remedy)


def _listed(names: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    return ", ".join(names)
