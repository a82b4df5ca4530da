"""Faults that leave a plausible table: no rule promises to see them, so they are counted openly."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.data.raw import PER_KIND, Case, Spot, Table, spread
from tests.data.spoiling import is_text, number, scaled


def other_digit(spot: Spot, rng: random.Random) -> bytes | None:
    i = rng.choice([i for i, c in enumerate(spot.text) if c.isdigit()])
    digits = [d for d in "123456789" if d != spot.text[i]]
    return spot.put(spot.text[:i] + rng.choice(digits) + spot.text[i + 1 :])


def swapped_digits(spot: Spot, rng: random.Random) -> bytes | None:
    text = spot.text
    pairs = pairwise(text)
    places = [i for i, (a, b) in enumerate(pairs) if a.isdigit() and b.isdigit() and a != b]
    if not places or text[0] == "-":
        return None
    i = rng.choice(places)
    return spot.put(text[:i] + text[i + 1] + text[i] + text[i + 2 :])


def lost_digit(spot: Spot, rng: random.Random) -> bytes | None:
    text = spot.text
    places = [i for i, c in enumerate(text) if c.isdigit() and len(text) > 2]
    return spot.put(text[: (i := rng.choice(places))] + text[i + 1 :]) if places else None


def doubled_digit(spot: Spot, rng: random.Random) -> bytes | None:
    i = rng.choice([i for i, c in enumerate(spot.text) if c.isdigit()])
    return spot.put(spot.text[:i] + spot.text[i] + spot.text[i:])


def lost_minus(spot: Spot, rng: random.Random) -> bytes | None:
    return spot.put(spot.text[1:]) if spot.text.startswith("-") else None


def added_minus(spot: Spot, rng: random.Random) -> bytes | None:
    free = spot.limits.get("minimum", 0) < 0 and number(spot) > 0
    return spot.put("-" + spot.text) if free else None


def rounded(spot: Spot, rng: random.Random) -> bytes | None:
    return spot.put(f"{number(spot):.0f}") if "." in spot.text else None


def zero(spot: Spot, rng: random.Random) -> bytes | None:
    return spot.put("0")


def thousandth(spot: Spot, rng: random.Random) -> bytes | None:
    text = scaled("0.001")(spot, rng) if spot.kind != "share" and not spot.pair else None
    return spot.put(text) if text else None


def exchanged_years(spot: Spot, rng: random.Random) -> bytes | None:
    """The cells of two neighbouring years of one column exchanged."""
    table, row, column = spot.table, spot.row, spot.column
    if row < 2 or table.rows[row][column] == table.rows[row - 1][column]:
        return None
    above, here = list(table.rows[row - 1]), list(table.rows[row])
    above[column], here[column] = here[column], above[column]
    return table.with_rows(row - 1, row + 1, above, here)


def exchanged_columns(spot: Spot, rng: random.Random) -> bytes | None:
    """The cells of two columns of the same kind exchanged in one row."""
    table, row, j = spot.table, list(spot.table.rows[spot.row]), spot.column
    kinds = table.source.get("columns", {})
    others = [i for i, n in enumerate(table.names) if i != j and kinds.get(n, {}).get("kind")]
    others = [i for i in others if kinds[table.names[i]]["kind"] == spot.kind]
    if not others:
        return None
    i = rng.choice(others)
    row[i], row[j] = row[j], row[i]
    return table.with_rows(spot.row, spot.row + 1, row)


def shifted_column(spot: Spot, rng: random.Random) -> bytes | None:
    """A column one year too late, its first value repeated."""
    table, j = spot.table, spot.column
    if len(table.rows) < 3 or table.missing or not table.source or spot.row > 1:
        return None
    rows = [list(row) for row in table.rows]
    for i in range(len(rows) - 1, 1, -1):
        rows[i][j] = rows[i - 1][j]
    return table.with_rows(0, len(rows), *rows)


def cut_short(spot: Spot, rng: random.Random) -> bytes | None:
    """A file cut inside its last cell, where a shorter number is left."""
    if spot.row < len(spot.table.rows) - 1 or spot.column < len(spot.table.names) - 1:
        return None
    if not spot.text[:-1].replace(".", "").isdigit():
        return None
    content = spot.table.with_rows(0, 0).rstrip(b'\n"')
    content = content[: -1 - (content[-2:-1] == b".")]
    return content if b"\n" in content else None


def lost_fact(spot: Spot, rng: random.Random) -> bytes | None:
    return spot.table.with_rows(spot.row, spot.row + 1) if spot.name == "id" else None


def other_word(spot: Spot, rng: random.Random) -> bytes | None:
    return spot.put(spot.text.replace("a", "e", 1)) if is_text(spot) else None


Make = Callable[[Spot, random.Random], bytes | None]
# kind: how, and whether it needs a cell that holds a number
UNSEEN_FAULTS: dict[str, tuple[Make, bool]] = {
    "another digit": (other_digit, True),
    "two digits exchanged": (swapped_digits, True),
    "digit lost": (lost_digit, True),
    "digit typed twice": (doubled_digit, True),
    "minus lost": (lost_minus, True),
    "minus added where negative values may stand": (added_minus, True),
    "rounded": (rounded, True),
    "zero for a number": (zero, True),
    "1,000 times too small, without a share beside it": (thousandth, True),
    "values of two years exchanged": (exchanged_years, True),
    "values of two like columns exchanged": (exchanged_columns, True),
    "column shifted by a year": (shifted_column, True),
    "cut inside the last cell": (cut_short, True),
    "fact lost": (lost_fact, False),
    "letter changed in a text": (other_word, False),
}


def unseen_cases(tables: dict[str, Table]) -> Iterator[Case]:
    """Up to `PER_KIND` cases of each kind; no rule is promised."""
    everywhere = [spot for table in tables.values() for spot in table.spots()]
    for kind, (make, numeric) in UNSEEN_FAULTS.items():
        rng = random.Random(kind)
        spots = [spot for spot in everywhere if spot.is_number or not numeric]
        planted = ((spot.table.name, make(spot, rng)) for spot in spread(spots, kind))
        found = [(name, content) for name, content in planted if content is not None]
        yield from (Case(kind, name, content) for name, content in found[:PER_KIND])
