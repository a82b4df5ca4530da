"""Randomness by name: every task has its own stream, whatever runs before it or beside it."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *name: str) -> np.random.Generator:
    """Random generator for the task called `name`, derived from the study's one seed.

    Equal names give equal streams; the order and number of tasks, cores and chunks do not matter.
    """
    digest = hashlib.sha256("/".join(name).encode()).digest()
    words = [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))
