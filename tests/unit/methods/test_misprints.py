"""The slips that could have produced a printed number."""

import numpy as np

from scripts.methods.misprints import candidates


def test_candidates_of_a_number_are_its_slips_each_once_and_by_the_simplest():
    found = candidates(939.3, 1, np.inf, grouped=True, whole=False)
    by_text = {c.text: (c.kind, c.slips) for c in found}
    assert len(by_text) == len(found)
    assert by_text["399.3"] == ("transposition", 1)
    assert by_text["933.3"] == ("digit", 1)
    assert by_text["393.9"] == ("permutation", 2)
    assert by_text["93.93"] == by_text["9,393"] == ("decimal", 1)
    assert by_text["9.393"] == by_text["93,930"] == ("decimal", 2)
    assert "939.3" not in by_text
    assert "039.3" not in by_text
    # 4 digits x 9 others, one of them a leading zero; 5 other orders; 4 places.
    assert len(found) == 35 + 5 + 4


def test_a_share_stays_below_100_and_a_count_whole():
    assert all(c.value <= 100 for c in candidates(62.6, 1, 100, grouped=False, whole=False))
    counted = candidates(1292, 0, np.inf, grouped=True, whole=True)
    assert {c.decimals for c in counted} == {0}
    assert "12,920" in {c.text for c in counted}
    assert "0.05" in {c.text for c in candidates(0.5, 1, 100, grouped=False, whole=False)}
