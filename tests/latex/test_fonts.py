"""Every font of every published PDF is embedded, as poppler sees it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.latex


def test_every_font_is_embedded():
    files = [*sorted((ROOT / "figures").glob("*.pdf")), ROOT / "report/report.pdf"]
    assert len(files) > 1, "run `make` first: the published files are looked at"
    for file in files:
        said = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout
        fonts = said.splitlines()[2:]
        assert fonts, f"{file.name} has no text"
        for font in fonts:  # columns from the right: object (two), unicode, subset, embedded
            assert font.split()[-5] == "yes", f"{file.name}: {font}"
