"""Faults of rows: lost, doubled, shifted, in another order, broken apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.data.raw import PER_KIND, Case, Table, encoded

# What a kind of fault yields for one row: content, line, columns, value.
Planted = tuple[bytes | Callable[[Path], None], int | None, tuple[str, ...], str | None]
OnRow = Callable[[Table, int, random.Random], Planted | None]


def key_of(table: Table) -> tuple[str, ...]:
    return (table.names[0],)


def in_line(change: Callable[[str, Table, random.Random], str], value: str | None = None) -> OnRow:
    """Change a line as it stands, without its end; the whole line is the value."""

    def make(table: Table, row: int, rng: random.Random) -> Planted | None:
        old = table.lines[row].removesuffix("\n")
        new = change(old, table, rng)
        shown = value if value is not None else new.split("\n")[0]
        return table.with_lines(row, row + 1, new + "\n"), row + 1, (), shown

    return make


def missing_row(table: Table, row: int, rng: random.Random) -> Planted | None:
    if len(table.rows) < 3:
        return None
    last = row == len(table.rows) - 1
    value = table.rows[row - 1 if last else row + 1][0]
    return table.with_rows(row, row + 1), row if last else row + 1, key_of(table), value


def doubled_row(table: Table, row: int, rng: random.Random) -> Planted:
    return table.with_rows(row, row, table.rows[row]), row + 2, key_of(table), table.rows[row][0]


def doubled_key(table: Table, row: int, rng: random.Random) -> Planted | None:
    if row < 2:
        return None
    key = table.rows[row - 1][0]
    return table.with_rows(row, row + 1, [key, *table.rows[row][1:]]), row + 1, key_of(table), key


def swapped_rows(table: Table, row: int, rng: random.Random) -> Planted | None:
    if row < 2:
        return None
    above, below = table.rows[row - 1], table.rows[row]
    return table.with_rows(row - 1, row + 1, below, above), row + 1, key_of(table), above[0]


def swapped_years(table: Table, row: int, rng: random.Random) -> Planted | None:
    if row < 2:
        return None
    above, below = table.rows[row - 1], table.rows[row]
    rows = [below[0], *above[1:]], [above[0], *below[1:]]
    return table.with_rows(row - 1, row + 1, *rows), row + 1, key_of(table), above[0]


def row_beyond(table: Table, row: int, rng: random.Random) -> Planted | None:
    last = table.rows[-1]
    year = str(int(last[0]) + 1)
    size = len(table.rows)
    return table.with_rows(size, size, [year, *last[1:]]), size + 1, key_of(table), year


def shifted_left(table: Table, row: int, rng: random.Random) -> Planted:
    cells = list(table.rows[row])
    del cells[rng.randrange(1, len(cells))]
    content = table.with_rows(row, row + 1, cells)
    return content, row + 1, (), encoded([cells]).decode().removesuffix("\n")


def shifted_right(table: Table, row: int, rng: random.Random) -> Planted:
    cells = list(table.rows[row])
    cells.insert(rng.randrange(1, len(cells)), "")
    content = table.with_rows(row, row + 1, cells)
    return content, row + 1, (), encoded([cells]).decode().removesuffix("\n")


def rotated_pair(table: Table, row: int, rng: random.Random) -> Planted | None:
    """The amount in the share's place and the share in the amount's."""
    spots = [s for s in table.spots() if s.row == row and s.pair and s.kind != "share"]
    if not spots:
        return None
    spot, cells = rng.choice(spots), list(table.rows[row])
    names = spot.pair or ("", "")
    i, j = map(table.names.index, names)
    cells[i], cells[j] = cells[j], cells[i]
    return table.with_rows(row, row + 1, cells), row + 1, names, cells[j]


def unquoted(table: Table, row: int, rng: random.Random) -> Planted | None:
    line = table.lines[row].replace('"', "")
    content = table.with_lines(row, row + 1, line)
    return (content, row + 1, (), line[:-1]) if line != table.lines[row] else None


def doubled_return(table: Table, row: int, rng: random.Random) -> Planted:
    line = table.lines[row].removesuffix("\n")
    return table.with_lines(row, row + 1, f"{line}\r\r\n"), row + 1, (), f"{line}\r"


def open_quote(line: str, table: Table, rng: random.Random) -> str:
    start, _, rest = line.partition(",")
    return f'{start},"{rest.replace(chr(34), "")}'


def stray_quote(line: str, table: Table, rng: random.Random) -> str:
    start, _, rest = line.partition(",")
    return f'{start},"{rest.replace(chr(34), "").replace(",", f"{chr(34)}x,", 1)}'


SERIES = ["exim", "oda", "jica", "fdi", "fx", "japan", "us", "dac"]
LONG = [table for table in SERIES if table != "fdi"]
ALL = [*SERIES, "facts", "evidence"]
WIDE = [table for table in ALL if table != "fx"]
PAIRED = ["exim", "oda", "jica"]
GROUPED = ["oda", "jica"]
# kind: what is planted in a row, the rules that see it, whether the schema can say so, and where
ROW_FAULTS: dict[str, tuple[OnRow, str, bool, list[str]]] = {
    "missing year": (missing_row, "gap span", False, LONG),
    "doubled row": (doubled_row, "duplicate", True, ALL),
    "doubled year or name": (doubled_key, "duplicate", True, ALL),
    "swapped rows": (swapped_rows, "order", False, LONG),
    "swapped years": (swapped_years, "order", False, LONG),
    "year beyond the last": (row_beyond, "span", True, LONG),
    "row shifted left, a cell lost": (shifted_left, "row", True, ALL),
    "row shifted right, a cell too many": (shifted_right, "row", True, ALL),
    "amount and share exchanged": (rotated_pair, "implied-total range count number", False, PAIRED),
    "trailing comma": (in_line(lambda line, *_: line + ","), "row", True, ALL),
    "thousands comma without quotation marks": (unquoted, "row", True, GROUPED),
    "semicolons in a row": (
        in_line(lambda line, *_: line.replace(",", ";").replace('"', "")), "row", True, ALL
    ),
    "quote never closed": (in_line(open_quote), "row", False, ALL),
    "text after a closing quote": (in_line(stray_quote), "row", False, ["exim", "oda", "dac"]),
    "blank line inside": (in_line(lambda line, *_: "\n" + line, ""), "row", True, ALL),
    "line break inside a cell": (
        in_line(lambda line, *_: line.replace(",", ',"\n', 1) + '"'), "row", False, ALL
    ),
    "bare carriage return": (
        in_line(lambda line, *_: line.replace(",", "\r,", 1)), "row", False, ALL
    ),
    "carriage return twice at a line's end": (doubled_return, "row", False, ALL),
    "header repeated inside": (
        lambda t, row, rng: (t.with_rows(row, row, t.names), row + 1, key_of(t), t.names[0]),
        "year", True, SERIES,
    ),
    "note under the table": (
        lambda t, row, rng: (
            t.with_lines(99, 99, "Source: annual reports\n"), len(t.rows) + 1, (),
            "Source: annual reports",
        ),
        "row", True, ALL,
    ),
    "total row": (
        lambda t, row, rng: (
            t.with_rows(99, 99, ["Total", *t.rows[-1][1:]]), len(t.rows) + 1, key_of(t), "Total"
        ),
        "year", True, SERIES,
    ),
    "conflict of versions left in": (
        in_line(lambda line, *_: f"<<<<<<< ours\n{line}\n=======\n{line}\n>>>>>>> theirs"),
        "row", True, ALL,
    ),
}  # fmt: skip


def row_cases(tables: dict[str, Table]) -> Iterator[Case]:
    """Up to `PER_KIND` cases of each kind, at rows drawn by a seed of the kind's name."""
    for kind, (make, rules, in_schema, where) in ROW_FAULTS.items():
        rng = random.Random(kind)
        places = [(name, row) for name in where for row in range(1, len(tables[name].rows))]
        planted = ((n, make(tables[n], r, rng)) for n, r in rng.sample(places, len(places)))
        found = [(name, what) for name, what in planted if what][:PER_KIND]
        for name, what in found:
            yield Case(kind, name, *what, frozenset(rules.split()), in_schema)
