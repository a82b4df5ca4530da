"""Faults inside one cell: what typing, scanning, spreadsheets and programs leave in a number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.data.raw import PER_KIND, Case, Spot, Table, spread
from tests.data.spoiling import (
    ARABIC,
    FULL_WIDTH,
    Make,
    Test,
    around,
    fraction,
    if_limited,
    if_out_of_range,
    if_ungrouped,
    if_unknown_code,
    if_whole,
    in_place,
    in_script,
    instead,
    is_count,
    is_declared,
    is_limited_amount,
    is_paired,
    is_positive_share,
    is_share,
    is_text,
    is_year,
    never,
    number,
    rewritten,
    scaled,
    within,
)


@dataclass(frozen=True)
class CellFault:
    """How to spoil a cell (None: this one cannot be), which rules see it, can the schema say so."""

    make: Make
    rules: str = "number"
    in_schema: Test = lambda spot, text: True
    of: Callable[[Spot], bool] = lambda spot: spot.is_number


SCALE = "range implied-total"
EMPTY = "empty missing-code"  # where an empty cell is a missing code elsewhere in the table
CELL_FAULTS = {
    # misread or mistyped characters
    "letter in a number": CellFault(within("x", "B", "s", "z", "k")),
    "letter O for zero": CellFault(in_place("0", "Oo")),
    "letter l or I for one": CellFault(in_place("1", "lI|")),
    "letter S, B, Z or g for 5, 8, 2 or 9": CellFault(in_place("5829", "SBZg")),
    "full-width digit": CellFault(in_script(FULL_WIDTH), in_schema=never),
    "Arabic-Indic digit": CellFault(in_script(ARABIC), in_schema=never),
    "number typed twice": CellFault(rewritten(r"^(.*\..*)$", r"\1\1")),
    "two points": CellFault(rewritten(r"\.", "..")),
    "word for a number": CellFault(instead("unknown", "nil", "about 50", "TRUE")),
    # signs
    "triangle minus": CellFault(around("▲{}", "△{}")),
    "typographic minus": CellFault(around("−{}", "–{}")),
    "minus behind": CellFault(around("{}-")),
    "leading plus": CellFault(around("+{}"), in_schema=never),
    "negative where none can be": CellFault(
        around("-{}"), "range", of=lambda s: s.is_number and s.limits.get("minimum", -1) >= 0
        and number(s) > 0
    ),
    # points and commas
    "decimal comma, quoted": CellFault(
        rewritten(r"^([0-9]+)\.([0-9]{1,2}|[0-9]{4,})$", r"\1,\2"), in_schema=if_ungrouped
    ),
    "thousands comma in the wrong place": CellFault(
        rewritten(r"^([0-9]{1,2}),?([0-9])([0-9][0-9.]*)$", r"\1\2,\3"), in_schema=if_ungrouped
    ),
    "thousands comma not declared": CellFault(
        rewritten(r"^(-?[0-9]{1,3})([0-9]{3})(?![0-9])", r"\1,\2"),
        of=lambda s: s.is_number and "groupChar" not in s.field,
    ),
    "thousands point": CellFault(
        rewritten(r"^([0-9]+),([0-9]+)(\.[0-9])$", r"\1.\2\3"),
    ),
    "thousands point in a count": CellFault(
        rewritten(",", "."), "count", never, is_count
    ),
    "space inside a number": CellFault(within(" ", "\u2009")),
    "non-breaking space": CellFault(around("{}\xa0", "\xa0{}"), in_schema=never),
    "point without a digit": CellFault(rewritten(r"^[0-9]*\.([0-9]+)$", r".\1"), in_schema=never),
    # marks of the page
    "footnote mark": CellFault(around("{}*", "{}†", "{}²", "{}a", "{} (1)", "{}#")),
    "percent sign": CellFault(around("{}%", "{} %"), of=is_share),
    "currency sign": CellFault(around("¥{}", "${}", "£{}")),
    "unit in the cell": CellFault(around("{} bn", "{} yen", "{}m")),
    "brackets": CellFault(around("({})", "[{}]")),
    "approximation or range": CellFault(around("~{}", "<{}", ">{}", "{0}-{0}", "ca. {}")),
    # marks nobody sees
    "zero-width character": CellFault(
        around("{}\u200b", "\u200d{}", "{}\u2060", "\ufeff{}", "{}\xad"), "encoding"
    ),
    "right-to-left mark": CellFault(around("\u200f{}", "\u202e{}", "{}\u2067"), "encoding"),
    "control character": CellFault(within("\x1b", "\x07", "\x7f", "\x85"), "encoding"),
    "NUL in a number": CellFault(within("\x00"), "encoding"),
    "invisible character in a text": CellFault(
        within("\x00", "\u200b", "\u2028", "\x1b"), "encoding", never, is_text
    ),
    "lost character in a text": CellFault(within("\ufffd"), "encoding", never, is_text),
    "Latin-1 byte": CellFault(
        within("\udce9", "\udc96", "\udcb0"), "encoding", of=lambda s: s.is_number or is_text(s)
    ),
    # spreadsheets and programs
    "formula": CellFault(around("=1+1", "={}", "=SUM(B2:B9)", "@{}")),
    "spreadsheet error": CellFault(instead("#REF!", "#DIV/0!", "####", "#VALUE!")),
    "date for a number": CellFault(instead("Jan-85", "1985-01-01", "5/8", "12:30")),
    "scientific notation": CellFault(
        lambda s, rng: f"{number(s):.{rng.choice((3, 5))}e}", in_schema=if_whole
    ),
    "hexadecimal": CellFault(lambda s, rng: hex(abs(int(number(s))))),
    "infinite or not a number": CellFault(instead("inf", "nan", "-INF", "NaN"), in_schema=if_whole),
    "underscore between digits": CellFault(
        rewritten(r"^([0-9])([0-9])", r"\1_\2"), in_schema=never
    ),
    "decimals in whole numbers": CellFault(
        around("{}.5"), of=lambda s: s.is_number and s.field["type"] == "integer"
    ),
    "decimals in a count": CellFault(around("{}.5"), "count", never, is_count),
    # missing cells
    "empty cell": CellFault(instead(""), EMPTY),
    "empty text": CellFault(instead(""), EMPTY, never, is_text),
    "spaces alone": CellFault(instead(" ", "\t", "  "), EMPTY),
    "spaces of another kind alone": CellFault(
        instead("\xa0", "\u3000", "\u2003"), "empty", never, lambda s: s.is_number or is_text(s)
    ),
    "dash for a number": CellFault(instead("-", "–", "—", "...", "..")),
    "missing code misspelt": CellFault(
        instead("N/A", "na", "n.a.", "n / a", "None", "nil", "n\\a"), "missing-code", of=is_declared
    ),
    "another declared missing code": CellFault(
        lambda s, rng: next((c for c in s.table.schema["missingValues"] if c != s.text), None),
        "missing-code", never, is_declared,
    ),
    "missing code where none is declared": CellFault(
        instead("n/a"), "missing-code number", if_unknown_code
    ),
    "number where a missing cell is declared": CellFault(
        instead("12.5", "40"), "missing-code", never, is_declared
    ),
    # size
    "share above 100": CellFault(
        lambda s, rng: f"{number(s) + 100}", "range implied-total", if_out_of_range, is_share
    ),
    "percentage as a fraction": CellFault(fraction, "percentage", never, is_positive_share),
    "amount 1,000 times too large": CellFault(
        scaled("1000"), SCALE, if_out_of_range, is_limited_amount
    ),
    "amount 1,000 times too small, beside a share": CellFault(
        scaled("0.001"), "implied-total range count",
        if_out_of_range, lambda s: is_paired(s) and s.kind != "share",
    ),
    "decimal point one place too far right, in a pair": CellFault(
        scaled("10"), SCALE, if_out_of_range, is_paired
    ),
    "decimal point one place too far left, in a pair": CellFault(
        scaled("0.1"), "implied-total percentage count", never, is_paired
    ),
    # years
    "letter in a year": CellFault(in_place("0189", "OlBg"), "year", of=is_year),
    "year of two digits": CellFault(
        lambda s, rng: s.text[2:], "year", if_limited, is_year
    ),
    "year with a decimal": CellFault(around("{}.0"), "year", of=is_year),
    "fiscal year mark": CellFault(around("FY{}", "{}/86", "{0}-{0}", "{}年"), "year", of=is_year),
    "full-width year": CellFault(
        lambda s, rng: s.text.translate(FULL_WIDTH), "year", never, is_year
    ),
    "wrong century": CellFault(
        lambda s, rng: rng.choice(("18", "29")) + s.text[2:],
        "order gap span", if_limited, is_year,
    ),
    # lists of facts
    "name of a fact in another form": CellFault(
        lambda s, rng: rng.choice((s.text.title(), s.text.replace("_", " "), s.text + "!")),
        "pattern", of=lambda s: s.name == "id",
    ),
}  # fmt: skip


def cell_cases(tables: dict[str, Table]) -> Iterator[Case]:
    """Up to `PER_KIND` cases of each kind, at cells drawn by a seed of the kind's name."""
    everywhere = [spot for table in tables.values() for spot in table.spots()]
    for kind, fault in CELL_FAULTS.items():
        rng, count = random.Random(kind), 0
        for spot in spread([spot for spot in everywhere if fault.of(spot)], kind):
            text = fault.make(spot, rng)
            if text is None or text == spot.text:
                continue
            columns = {spot.name, *(spot.pair or ())}
            yield Case(
                kind, spot.table.name, spot.put(text), spot.row + 1, sorted(columns),
                text.strip(" \t"), frozenset(fault.rules.split()), fault.in_schema(spot, text),
            )  # fmt: skip
            count += 1
            if count == PER_KIND:
                break
