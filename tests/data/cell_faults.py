"""Faults inside one cell: what typing, scanning, spreadsheets and other scripts leave in a number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.data.raw import PER_KIND, Case, Spot, Table, spread

Make = Callable[[Spot, random.Random], str | None]
Test = Callable[[Spot, str], bool]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class CellFault:
    """How to spoil a cell (None: this one cannot be), which rules see it, can the schema say so."""

    make: Make
    rules: str = "number"
    in_schema: Test = lambda spot, text: True
    of: Callable[[Spot], bool] = lambda spot: spot.is_number


def in_place(characters: str, others: str) -> Make:
    """Replace one of the `characters` by one of the `others`."""

    def make(spot: Spot, rng: random.Random) -> str | None:
        places = [i for i, c in enumerate(spot.text) if c in characters]
        if not places:
            return None
        i = rng.choice(places)
        return spot.text[:i] + rng.choice(others) + spot.text[i + 1 :]

    return make


def around(*forms: str) -> Make:
    """Put the cell into one of the forms, ``{}`` standing for it."""
    return lambda spot, rng: rng.choice(forms).format(spot.text)


def instead(*texts: str) -> Make:
    return lambda spot, rng: rng.choice(texts)


def within(*texts: str) -> Make:
    """Insert a text after the first character, or later."""

    def make(spot: Spot, rng: random.Random) -> str | None:
        i = rng.randrange(1, max(2, len(spot.text)))
        return spot.text[:i] + rng.choice(texts) + spot.text[i:]

    return make


def in_script(digits: dict[int, int]) -> Make:
    def make(spot: Spot, rng: random.Random) -> str | None:
        i = rng.choice([i for i, c in enumerate(spot.text) if c.isdigit()])
        return spot.text[:i] + spot.text[i].translate(digits) + spot.text[i + 1 :]

    return make


def rewritten(pattern: str, new: str) -> Make:
    """Rewrite the cell where it has the pattern."""

    def make(spot: Spot, rng: random.Random) -> str | None:
        text, count = re.subn(pattern, new, spot.text, count=1)
        return text if count else None

    return make


def number(spot: Spot) -> Decimal:
    return Decimal(spot.text.replace(",", ""))


def scaled(factor: str) -> Make:
    """The number in another unit, written as its column writes numbers; whole where it must be."""

    def make(spot: Spot, rng: random.Random) -> str | None:
        value = number(spot) * Decimal(factor)
        if value == number(spot):
            return None
        if spot.field["type"] == "integer":
            return str(int(value))
        text = f"{value:,f}" if "groupChar" in spot.field else f"{value:f}"
        return re.sub(r"(\.\d*?)0+$", r"\1", text).removesuffix(".") if "." in text else text

    return make


def never(spot: Spot, text: str) -> bool:
    return False


def if_whole(spot: Spot, text: str) -> bool:
    return bool(spot.field["type"] == "integer")


def if_out_of_range(spot: Spot, text: str) -> bool:
    value = Decimal(text.replace(",", ""))
    low, high = spot.limits.get("minimum", "-inf"), spot.limits.get("maximum", "inf")
    return not Decimal(str(low)) <= value <= Decimal(str(high))


def if_ungrouped(spot: Spot, text: str) -> bool:
    return "groupChar" not in spot.field  # else the comma may stand anywhere, and is taken out


def if_limited(spot: Spot, text: str) -> bool:
    return "minimum" in spot.limits


def if_unknown_code(spot: Spot, text: str) -> bool:
    required = spot.limits.get("required", False)
    return bool(required or text not in spot.table.schema["missingValues"])


def is_share(spot: Spot) -> bool:
    return spot.is_number and spot.kind == "share"


def is_positive_share(spot: Spot) -> bool:
    return is_share(spot) and number(spot) > 0


def is_paired(spot: Spot) -> bool:
    return spot.is_number and spot.pair is not None and spot.table.name != "fdi"


def is_limited_amount(spot: Spot) -> bool:
    return spot.is_number and spot.kind in ("amount", "count") and number(spot) != 0


def is_declared(spot: Spot) -> bool:
    return spot.is_missing and bool(spot.table.missing)


def is_year(spot: Spot) -> bool:
    return spot.is_year


def is_count(spot: Spot) -> bool:
    return spot.is_number and spot.kind == "count"


def is_text(spot: Spot) -> bool:
    required = spot.limits.get("required", False)
    return spot.field["type"] == "string" and spot.name != "id" and bool(required)


def fraction(spot: Spot, rng: random.Random) -> str:
    return f"{number(spot) / 100:f}"


SCALE = "range implied-total"
CELL_FAULTS = {
    # misread or mistyped characters
    "letter in a number": CellFault(within("x", "B", "e", "s", "z", "k")),
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
    "empty cell": CellFault(instead(""), "empty"),
    "empty text": CellFault(instead(""), "empty", never, is_text),
    "spaces alone": CellFault(instead(" ", "\t", "  "), "empty"),
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
