"""Least squares in exact rational arithmetic: the judge of the floating-point code."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def solve_exactly(
    x: Sequence[Sequence[float]], y: Sequence[float]
) -> tuple[list[Fraction], list[list[Fraction]], Fraction]:
    """Coefficients, inverse of X'X and residual sum of squares of the doubles as stored."""
    rows = [[Fraction(v) for v in row] for row in x]
    values = [Fraction(v) for v in y]
    k = len(rows[0])
    gram = [[_dot([r[i] for r in rows], [r[j] for r in rows]) for j in range(k)] for i in range(k)]
    inverse = _inverse(gram)
    moments = [_dot([r[i] for r in rows], values) for i in range(k)]
    beta = [_dot(line, moments) for line in inverse]
    residuals = [v - _dot(r, beta) for r, v in zip(rows, values, strict=True)]
    return beta, inverse, _dot(residuals, residuals)


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))


def _inverse(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    k = len(matrix)
    work = [row[:] + [Fraction(int(i == j)) for j in range(k)] for i, row in enumerate(matrix)]
    for i in range(k):
        pivot = next(j for j in range(i, k) if work[j][i] != 0)
        work[i], work[pivot] = work[pivot], work[i]
        head = work[i][i]
        work[i] = [v / head for v in work[i]]
        for j in range(k):
            if j != i and work[j][i] != 0:
                factor = work[j][i]
                work[j] = [a - factor * b for a, b in zip(work[j], work[i], strict=True)]
    return [row[k:] for row in work]
