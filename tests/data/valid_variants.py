"""The same tables written otherwise, as a person or a program might: all of them are valid."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from tests.data.raw import PER_KIND, Case, Spot, Table, load_tables, spread

OnTable = Callable[[Table], str]
OnSpot = Callable[[Spot, random.Random], str | None]


def text_of(table: Table) -> str:
    return "".join(table.lines)


def quoted(table: Table) -> str:
    rows = [[cell.replace('"', '""') for cell in row] for row in table.rows]
    return "".join('"' + '","'.join(row) + '"\n' for row in rows)


def spaced(separator: str) -> OnTable:
    """Spaces around the separators, every cell in quotation marks or none."""
    return lambda table: quoted(table).replace('","', f'"{separator}"')


def without_commas(spot: Spot, rng: random.Random) -> str | None:
    return spot.text.replace(",", "") if "," in spot.text else None


def with_commas(spot: Spot, rng: random.Random) -> str | None:
    text = re.sub(r"(?<=\d)(?=(\d{3})+(\.|$))", ",", spot.text)
    return text if "groupChar" in spot.field and text != spot.text else None


def more_decimals(spot: Spot, rng: random.Random) -> str | None:
    # A count has no decimals, and a column of integers has none to give.
    if spot.field["type"] == "integer" or spot.kind == "count":
        return None
    return spot.text + ("0" if "." in spot.text else ".0")


def leading_zero(spot: Spot, rng: random.Random) -> str | None:
    return "0" + spot.text if spot.text[0].isdigit() and "," not in spot.text else None


WHOLE: dict[str, OnTable] = {
    "CRLF": lambda t: text_of(t).replace("\n", "\r\n"),
    "CRLF in some lines": lambda t: text_of(t).replace("\n", "\r\n", 2),
    "no line end at the end": lambda t: text_of(t).rstrip("\n"),
    "CRLF, none at the end": lambda t: text_of(t).replace("\n", "\r\n").rstrip("\r\n"),
    "blank last line": lambda t: text_of(t) + "\n",
    "blank last lines with spaces": lambda t: text_of(t) + "\n  \n\t\n\r\n",
    "all cells quoted": quoted,
    "all cells quoted, CRLF": lambda t: quoted(t).replace("\n", "\r\n"),
    "column names quoted": lambda t: '"' + '","'.join(t.names) + '"\n' + "".join(t.lines[1:]),
    "spaces behind commas": spaced(", "),
    "spaces around lines": lambda t: "".join(f"  {line[:-1]}  \n" for line in t.lines),
}
CELLS: dict[str, OnSpot] = {
    "number quoted": lambda s, rng: None if "," in s.text else f'"{s.text}"',
    "spaces around a number": lambda s, rng: f'"  {s.text} "',
    "tab behind a number": lambda s, rng: f'"{s.text}\t"',
    "no thousands comma": without_commas,
    "thousands comma where declared": with_commas,
    "zero behind the decimals": more_decimals,
    "leading zero": leading_zero,
}


def valid_cases() -> Iterator[Case]:
    """One case for each table, or up to `PER_KIND` cells, of each kind."""
    tables = load_tables()
    for kind, write in WHOLE.items():
        for table in tables.values():
            yield Case(kind, table.name, write(table).encode("utf-8"))
    spots = [spot for table in tables.values() for spot in table.spots() if spot.is_number]
    for kind, change in CELLS.items():
        rng = random.Random(kind)
        changed = ((spot, change(spot, rng)) for spot in spread(spots, kind))
        for spot, text in [(spot, text) for spot, text in changed if text][: 2 * PER_KIND]:
            written = text if text.startswith('"') or "," not in text else f'"{text}"'
            before = ",".join(map(_as_cell, spot.table.rows[spot.row][: spot.column]))
            after = ",".join(map(_as_cell, spot.table.rows[spot.row][spot.column + 1 :]))
            line = ",".join([before, written, after] if after else [before, written])
            content = spot.table.with_lines(spot.row, spot.row + 1, line + "\n")
            yield Case(kind, spot.table.name, content)


def _as_cell(text: str) -> str:
    return f'"{text}"' if "," in text else text
