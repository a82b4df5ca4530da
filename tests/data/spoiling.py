"""Ways to spoil the text of a cell, and what to ask of a cell before."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

from tests.data.raw import Spot

Make = Callable[[Spot, random.Random], str | None]
Test = Callable[[Spot, str], bool]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


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
