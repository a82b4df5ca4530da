"""R still gives the numbers that are stored beside its scripts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reference.certified import certified, quantities

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
@pytest.mark.parametrize("script", sorted(HERE.glob("*.R")), ids=lambda path: path.stem)
def test_the_stored_numbers_are_what_r_computes(script):
    # Rscript --vanilla tests/reference/NAME.R > tests/reference/NAME.csv
    run = subprocess.run(
        ["Rscript", "--vanilla", str(script.relative_to(ROOT))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    computed, stored = quantities(run.stdout), certified(script.stem)
    assert [(case, *own) for case, own in computed.items()] == [
        (case, *own) for case, own in stored.items()
    ]
    for case, own in stored.items():
        for name, number in own.items():
            # Where R's arima stops its search differs between builds of R; closed forms do not.
            rel = 1e-5 if "_ar1_" in name else 1e-8
            assert computed[case][name] == pytest.approx(number, rel=rel, nan_ok=True), (case, name)
