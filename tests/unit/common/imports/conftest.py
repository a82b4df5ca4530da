"""A study to import into."""

import csv
from pathlib import Path

import pytest

from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.import_table import import_table
from scripts.new_study import new_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    new_study(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def imported(study, tmp_path):
    """Import a text as table ``new``; returns rows, schema and source."""

    def run(text, table="new", **options):
        file = tmp_path / "download.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        import_table(file, study, table, **options)
        raw = study / "data/raw"
        with (raw / f"{table}.csv").open(encoding="utf-8", newline="") as content:
            rows = list(csv.reader(content))
        source = load_sources(raw / "sources.yaml")["tables"][table]
        return rows, load_schemas(raw / "datapackage.json")[table], source

    return run
