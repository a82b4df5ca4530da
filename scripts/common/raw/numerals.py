"""Parse printed numbers to the letter.

What looks like a number but is not written as one (a letter O, a full-width digit, a comma for a
point) is a fault that names the likely cause, never a guess: a silently normalised cell would be a
number that nobody printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from scripts.common.errors import Fault

# What a text that is no number most likely is; the first match counts.
LIKELY_CAUSES = (
    ("[０-９．，＋－]", "These are full-width characters; type ASCII ones."),
    ("[△▲▽▼]", "A triangle is the printed sign for minus; type - before the number."),
    ("[−–—‐‑]", "This dash is not the ASCII hyphen; type - for minus."),
    ("[%$¥￥€£]", "The unit stands in sources.yaml; type the number alone."),
    (r"[()\[\]]", "Brackets belong to the page's layout; type the number alone."),
    ("[*†‡§#¹²³⁰-⁹]", "Take the footnote mark off; footnotes go into sources.yaml."),
    ("^[0-9.,-]*[OoQ][0-9OoQ.,-]*$", "A letter O stands where a zero belongs."),
    ("^[0-9.,-]*[lI|][0-9lI|.,-]*$", "A letter stands where the digit 1 belongs."),
    (r"^-?[0-9.]+[eE][+-]?[0-9]+$", "Write all digits out, without an exponent."),
    (r"^-?[0-9][0-9.,]*[A-Za-z]+$", "Take the letter off, or type the digit it stands for."),
    (r"\s", "Take the space inside the cell out."),
    (
        r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$",
        "Take the thousands comma out, or declare it as groupChar in datapackage.json.",
    ),
    ("^-?[0-9]*,[0-9]*$", "If the comma stands for a decimal point, type a point."),
    (
        r"^[-+]?[0-9]*\.?[0-9]*$",
        "Write it like 0.5: no plus sign, a digit on each side of a point.",
    ),
)
ANY_CAUSE = "Type the number as printed; a cell that prints none is declared in sources.yaml."


def parse_number(text: str, field: Mapping[str, Any]) -> tuple[float, int]:
    """Parse a number written exactly as its Table Schema field says.

    Parameters
    ----------
    text : str
        The cell without surrounding spaces.
    field : mapping
        Field descriptor, of which ``type``, ``decimalChar`` and ``groupChar`` count.

    Returns
    -------
    value : float
    decimals : int
        Number of printed decimals.

    Raises
    ------
    Fault
        If the text is anything else, with the likely cause as its remedy.
    """
    point, group = field.get("decimalChar", "."), field.get("groupChar", "")
    match = _pattern(point, group, whole_only=field["type"] == "integer").fullmatch(text)
    if not match:
        kind = "a whole number" if field["type"] == "integer" else "a number"
        raise Fault("number", f"is not {kind}", _remedy(text))
    whole = match["whole"].replace(group, "") if group else match["whole"]
    decimals = match["decimals"] or ""
    value = float(f"{whole}.{decimals}")
    if math.isinf(value):
        raise Fault("number", "is too large to be a number of this study", ANY_CAUSE)
    return value, len(decimals)


@lru_cache
def _pattern(point: str, group: str, *, whole_only: bool) -> re.Pattern[str]:
    """Return the pattern of a number; groups are complete, so that 1,14 and 11,45.3 do not pass."""
    groups = f"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+|" if group else ""
    decimals = (
        "(?P<decimals>(?!))?" if whole_only else f"(?:{re.escape(point)}(?P<decimals>[0-9]+))?"
    )
    return re.compile(f"(?P<whole>-?(?:{groups}[0-9]+)){decimals}")


def _remedy(text: str) -> str:
    """Return the advice for the likeliest reason why a text is no number."""
    return next((advice for cause, advice in LIKELY_CAUSES if re.search(cause, text)), ANY_CAUSE)
