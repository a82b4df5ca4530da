"""What no sentence of the report may hold, whatever it says."""

from __future__ import annotations

import re

# What no sentence may hold: a signed move, a plural of one, a hole, marks or spaces twice.
FAULTS = re.compile(
    r"(rose|fell|rises?|falls?|above|below|less|more) (by )?[−-]\d|[−-][\d.,]+ ?\w* (above|below)"
    r"|\b(1|one) (years|hypotheses|series are|pairs|cells|others|questions|specifications|ways)\b"
    r"|\b(one|none|it) (are|have|hold|give|agree|imply|fit|move|stay)\b"
    r"|\b(two|three|four|12) (is|has|holds|gives|agrees|implies|fits|moves|stays)\b"
    r"|\bNone\b|\bnan\b|\binf\b|[{}]|  |[.?!,;:]{2}|[.?!]\.|\s[.,;:?!]|\(\s|\(\)|“”|because"
)


def is_clean(sentence: str) -> None:
    """Assert that a sentence is whole, begins with a capital or a digit and has no fault."""
    assert not FAULTS.search(sentence), sentence
    assert sentence.endswith("."), sentence
    assert sentence[0].isupper() or sentence[0].isdigit(), sentence
