"""Which years may have come after the event."""

import numpy as np
import pytest

from scripts.methods.assignments import assignments, rotations
from scripts.methods.result import Infeasible


def test_every_assignment_once_and_not_too_many():
    assert len(np.unique(assignments(6, 3), axis=0)) == 20
    with pytest.raises(Infeasible, match="10,400,600 assignments"):
        assignments(26, 13)
    assert assignments(200, 1)[:, 0].tolist() == list(range(200))


def test_rotations_move_the_weights_to_every_place():
    assert rotations(np.array([0.0, 1, 2])).tolist() == [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
