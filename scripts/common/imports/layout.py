"""The two forms that an imported table can have: a column for each series, or one row a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts.common.errors import UserError
from scripts.common.imports.download import Series
from scripts.common.periods import Frequency, frequency_of, period_label
from scripts.common.raw.cells import slug

FORMS: dict[Frequency, str] = {
    "quarterly": "^[0-9]{4}Q[1-4]$",
    "monthly": "^[0-9]{4}M(0[1-9]|1[0-2])$",
}


@dataclass(frozen=True)
class Column:
    """One series, its code being that of the dimensions in which series differ."""

    code: str
    subject: str
    label: str
    short_label: str
    unit: str
    kind: str
    series: Series

    @property
    def name(self) -> str:
        """The name it has in the study."""
        return slug(self.code)


def wide(
    columns: Sequence[Column], span: range, noun: str, missing: frozenset[str]
) -> tuple[list[str], list[list[str]], list[dict[str, Any]], dict[str, Any]]:
    """A row for each period, a column for each series; what is missing is declared."""
    rows = [
        [period_label(p), *(column.series.values.get(p, "") for column in columns)] for p in span
    ]
    gaps: dict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
    for column in columns:
        absent: dict[str, list[int]] = defaultdict(list)
        for period in span:
            if (text := column.series.values.get(period, "")) in missing:
                absent[text].append(period)
        for text, periods in absent.items():
            gaps[text, tuple(periods)].append(column.name)
    holed = {name for names in gaps.values() for name in names}
    fields = [
        {
            "name": column.name,
            "type": "number",
            "title": f"{column.label}, {column.unit}",
            "decimalChar": ".",
            "constraints": {"required": column.name not in holed},
        }
        for column in columns
    ]
    said = ("label", "short_label", "unit", "kind")
    meaning: dict[str, Any] = {
        "columns": {column.name: {k: getattr(column, k) for k in said} for column in columns}
    }
    if gaps:
        meaning["missing"] = [
            {
                "columns": names,
                "years": [_plain(period) for period in periods],
                "printed": text,
                "reason": "no number in the download",
            }
            for (text, periods), names in gaps.items()
        ]
    return [noun, *(column.name for column in columns)], rows, fields, meaning


def long(
    columns: Sequence[Column], span: range, noun: str, missing: frozenset[str]
) -> tuple[list[str], list[list[str]], list[dict[str, Any]], dict[str, Any]]:
    """A row for each number; a period without one has no row."""
    units = list(dict.fromkeys(column.unit for column in columns))
    if len(units) > 1:
        raise UserError(
            f"The series have {len(units)} units ({'; '.join(units[:3])}, ...), and a long table"
            " has one. Import them one unit at a time with --only, or with --layout wide."
        )
    rows = [
        [period_label(period), column.code, column.series.values[period]]
        for column in columns
        for period in span
        if column.series.values.get(period, "") not in missing
    ]
    fields: list[dict[str, Any]] = [
        {"name": "series", "type": "string", "constraints": {"required": True}},
        {
            "name": "value",
            "type": "number",
            "title": units[0],
            "decimalChar": ".",
            "constraints": {"required": True},
        },
    ]
    subjects = {column.subject for column in columns}
    label = f"{subjects.pop()}, {{code}}" if len(subjects) == 1 else "{code}"
    each = {"label": label, "short_label": "{code}", "unit": units[0], "kind": columns[0].kind}
    meaning = {"layout": {"series": "series", "value": "value"}, "each": each}
    return [noun, "series", "value"], rows, fields, meaning


def time_field(noun: str, span: range) -> dict[str, Any]:
    """The Table Schema field of the periods."""
    limits: dict[str, Any] = {"required": True}
    form = FORMS.get(frequency_of(span[0]))
    if form:
        return {"name": noun, "type": "string", "constraints": {**limits, "pattern": form}}
    limits |= {"minimum": span[0], "maximum": span[-1]}
    return {"name": noun, "type": "year", "constraints": limits}


def _plain(period: int) -> int | str:
    """A period as sources.yaml writes it: a year is a number there."""
    return period if frequency_of(period) == "annual" else period_label(period)
