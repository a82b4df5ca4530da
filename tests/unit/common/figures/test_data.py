"""What several figures draw from results."""

from __future__ import annotations

import pandas as pd

from scripts.common.figures.data import headline


def test_headline_follows_the_chosen_method() -> None:
    hypothesis = {"id": "h", "coding": "drop", "question": "higher_after"}
    rows = [("a", "x", "ok", 1.0), ("b", "y", "ok", 2.0), ("b", "z", "ok", 3.0)]
    events = pd.DataFrame(rows, columns=["method", "parameter", "status", "estimate"])
    events = events.assign(hypothesis="h", event_year="drop")
    methods = pd.DataFrame({"hypothesis": ["h"], "method": ["b"], "parameter": ["z"]})
    chosen = headline(events, [hypothesis], methods.assign(primary=True, usable=False))["h"]
    assert (chosen["estimate"], chosen["usable"]) == (3.0, False)
    without = headline(events, [hypothesis], methods.assign(primary=False, usable=True))["h"]
    assert (without["method"], without["usable"]) == ("a", False)
