"""The panel stage on a literal table of three units."""

import numpy as np
import pandas as pd

from scripts.common.tables import PROCESSED_COLUMNS
from scripts.fit_panel import fit_panel


def test_a_common_jump_is_estimated_and_missing_cells_are_counted(tmp_path):
    rng = np.random.default_rng(3)
    rows = []
    for unit in ("a", "b", "c"):
        for year in range(1989, 2000):
            value = np.exp(3 + 0.1 * rng.standard_normal() + 0.7 * (year > 1994))
            missing = unit == "c" and year in (1990, 1991)
            status = "missing" if missing else "observed"
            shown = None if missing else value
            rows.append([f"t_{unit}", year, shown, "US$", status, "", 1, "t.csv", 2, unit])
    path = tmp_path / "t.csv"
    pd.DataFrame(rows, columns=list(PROCESSED_COLUMNS)).to_csv(path, index=False)
    panel = {
        "id": "t",
        "series": ["t_a", "t_b", "t_c"],
        "event": "event",
        "event_year": 1994,
        "scale": "log",
        "unit": "US$",
        "window": "1989-1999",
        "first_year": 1989,
        "last_year": 1999,
        "locator": "Table 1",
    }
    fit_panel([str(path)], [panel], 1, str(tmp_path / "panel.csv"))
    found = pd.read_csv(tmp_path / "panel.csv")
    headline = found[found["event_year"] == "drop"].set_index(["method", "parameter"])
    shift = headline.loc[("panel_shift_dk", "level_change")]
    assert abs(shift["estimate"] - 0.7) < 0.15
    assert shift["unit"] == "log points"
    assert shift["n_obs"] == 3 * 10 - 2
    assert "2 cells not observed" in shift["note"]
    assert headline.loc[("panel_shift_wild", "level_change"), "p_two_sided"] < 0.3
    assert set(found["event_year"].dropna()) == {"drop", "pre", "post"}
    assert "mk_regional" in set(found["method"])
