"""Chow, conformal and end-of-sample tests against R and against their definitions, written out."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest

from scripts.methods.changed_course import chow_mean, chow_trend, conformal, endsample_s
from scripts.methods.design import EventDesign, Sample
from scripts.methods.result import Infeasible
from tests.reference.certified import certified
from tests.unit.methods.little_samples import (
    LOANS,
    SHARE,
    YEARS,
    assert_same,
    assert_sound_everywhere,
    exim,
    split,
)

METHODS = {
    "chow_mean": chow_mean,
    "chow_trend": chow_trend,
    "conformal": conformal,
    "endsample_s": endsample_s,
}


@pytest.mark.parametrize("kind", ["mean", "trend"])
def test_chow_is_strucchanges(kind):
    # strucchange::sctest(y ~ 1 or y ~ t, type = "Chow", point = last year before)
    reference = certified("linear_inference")["exim_share"]
    (result,) = METHODS[f"chow_{kind}"](Sample(EventDesign(YEARS, 1987), SHARE))
    assert (result.method, result.parameter) == ("chow", kind)
    assert result.statistic == pytest.approx(reference[f"chow_{kind}_statistic"], rel=1e-8)
    assert result.p_two_sided == pytest.approx(reference[f"chow_{kind}_p_two_sided"], rel=1e-8)


def residuals(years, y):
    return y - np.polyval(np.polyfit(np.array(years) - years[0], y, 1), np.array(years) - years[0])


@pytest.mark.parametrize("event", [1985, 1990, 1997])
@pytest.mark.parametrize("values", [SHARE, LOANS], ids=["share", "loans"])
def test_conformal_is_the_enumeration_of_rotations(event, values):
    sample = exim(event, values)
    u = residuals(sample.design.years, sample.values).tolist()
    n, m = len(u), sample.design.n_post
    blocks = [[u[(start + i) % n] for i in range(m)] for start in range(n)]
    observed = blocks[n - m]
    size = [sum(map(abs, b)) / m for b in blocks]
    signed = [sum(b) / m for b in blocks]
    (result,) = conformal(sample)
    assert result.statistic == pytest.approx(sum(map(abs, observed)) / m)
    assert result.p_two_sided == np.mean(np.array(size) >= size[n - m] - 1e-9)
    assert result.p_greater == np.mean(np.array(signed) >= signed[n - m] - 1e-9)
    assert result.p_less == np.mean(np.array(signed) <= signed[n - m] + 1e-9)
    assert result.note == f"exact over {n} rotations; smallest attainable p = 1/{n}"


def test_conformal_by_hand():
    # A flat line but for the last year: its residual is the largest, so one rotation in seven.
    (result,) = conformal(split([1, -1, 1, -1, 1, -1], [30]))
    assert result.p_two_sided == pytest.approx(1 / 7)
    assert result.p_greater == pytest.approx(1 / 7)


def andrews_s(y, x, m):
    """S or P of Andrews (2003) for evenly spaced data, formula by formula, and the S_j."""
    total, d = x.shape
    n = total - m

    def line(rows):
        return np.linalg.lstsq(x[rows], y[rows], rcond=None)[0]

    u = y - x @ line(range(total))
    sigma = sum(np.outer(u[j : j + m], u[j : j + m]) for j in range(n + 1)) / (n + 1)
    inverse = np.linalg.inv(sigma)

    def form(j, beta):
        e, xj = (y - x @ beta)[j : j + m], x[j : j + m]
        if m <= d:
            return e @ inverse @ e
        a = xj.T @ inverse @ e
        return a @ np.linalg.inv(xj.T @ inverse @ xj) @ a

    subsampled = []
    for j in range(n - m + 1):
        kept = [t for t in range(n) if not j <= t <= j + ceil(m / 2) - 1]
        subsampled.append(form(j, line(kept)))
    return form(n, line(range(total))), np.array(subsampled)


@pytest.mark.parametrize(("n", "m"), [(16, 1), (16, 2), (16, 3), (20, 4), (20, 5), (40, 7)])
@pytest.mark.parametrize("jump", [0.0, 5.0])
def test_endsample_is_the_formula_of_the_paper(n, m, jump):
    rng = np.random.default_rng(n + m)
    y = 20 + 0.3 * np.arange(n + m) + rng.normal(size=n + m)
    y[n:] += jump * np.arange(1, m + 1)
    x = np.column_stack([np.ones(n + m), np.arange(n + m)])
    statistic, subsampled = andrews_s(y, x, m)
    (result,) = endsample_s(split(y[:n].tolist(), y[n:].tolist()))
    assert result.statistic == pytest.approx(statistic, rel=1e-7)
    b, blocks = int(np.sum(subsampled >= statistic)), n - m + 1
    assert result.p_two_sided == pytest.approx((1 + b) / (1 + blocks))
    form = "P" if m <= 2 else "S"
    assert result.note.startswith(f"{form} form; {b} of {blocks} blocks reach it")
    assert result.note.endswith(f"smallest attainable p = 1/{blocks + 1}")


def test_endsample_blocks_respect_the_calendar():
    # 1980-96 without 1982 has 14 pairs of neighbouring years; 1998 and 1999 are neighbours.
    (result,) = endsample_s(exim(1997))
    assert "of 14 blocks" in result.note
    rows = Sample(EventDesign(tuple(range(18)), 16), exim(1997).values)
    assert "of 15 blocks" in endsample_s(rows)[0].note


def test_endsample_needs_blocks_before_the_event():
    with pytest.raises(Infeasible, match="needs at least 15 blocks of 14 years"):
        endsample_s(exim(1985))


@pytest.mark.parametrize("method", METHODS)
def test_every_sample_gives_numbers_or_a_reason(method):
    assert_sound_everywhere(METHODS[method])


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_and_the_unit_move_only_what_they_should(method):
    for event in (1990, 1997):
        if method == "endsample_s" and event == 1990:
            continue
        results = METHODS[method](exim(event))
        assert_same(results, METHODS[method](exim(event, SHARE + 100)))
        assert_same(results, METHODS[method](exim(event, SHARE * 1e6)))


@pytest.mark.parametrize("method", ["chow_trend", "conformal", "endsample_s"])
def test_a_trend_added_to_the_series_moves_nothing(method):
    one = METHODS[method](exim(1997))
    other = METHODS[method](exim(1997, SHARE + 2.5 * (np.array(YEARS) - 1990)))
    assert_same(one, other)


@pytest.mark.parametrize("method", [chow_mean, chow_trend, conformal])
def test_reversed_in_time_the_two_sided_answer_is_the_same(method):
    (one,) = method(split([3, 1, 4, 1, 5], [9, 2, 6, 5]))
    (other,) = method(split([5, 6, 2, 9], [5, 1, 4, 1, 3]))
    if method is conformal:
        # Rotations of the complement: the same test of the other side only when signed.
        assert other.p_less == pytest.approx(one.p_greater)
    else:
        assert other.p_two_sided == pytest.approx(one.p_two_sided)
