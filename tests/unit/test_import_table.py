"""The command imports a download into a study and says what is left to do."""

from pathlib import Path

import pytest

from scripts.common.errors import UserError
from scripts.common.raw.metadata import load_sources
from scripts.common.raw.metadata_checks import unfinished_faults
from scripts.import_table import import_table, main
from scripts.new_study import new_study
from tests.unit.common import little_downloads as downloads


@pytest.fixture
def study(tmp_path: Path) -> Path:
    new_study(tmp_path / "study")
    return tmp_path / "study"


def test_many_series_stand_below_each_other(study, tmp_path):
    header, *_ = downloads.OECD_STAT.splitlines()
    lines = [f'"C{i:02}","RENEWABLE","TOT","KTOE","A","1960",{i},' for i in range(31)]
    (tmp_path / "many.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    import_table(tmp_path / "many.csv", study, "new")
    rows = (study / "data/raw/new.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "year,series,value"
    assert len(rows) == 32


def test_what_is_left_to_do_is_named(study, tmp_path, capsys):
    file = tmp_path / "WDI.csv"
    file.write_text(downloads.WORLD_BANK_BULK, encoding="utf-8")
    arguments = [str(file), "--study", str(study), "--table", "wdi"]
    assert main([*arguments, "--only", "Indicator Code=SP.POP.TOTL"]) == 0
    told = capsys.readouterr().out
    faults = [f.message for f in unfinished_faults(load_sources(study / "data/raw/sources.yaml"))]
    assert [fault.split(":")[0] for fault in faults] == [
        "works.world_bank_wdi.title",
        "tables.wdi.rights",
        "tables.wdi.calendar_note",
        "tables.wdi.columns.jpn.unit",
        "tables.wdi.columns.chn.unit",
    ]
    assert all(fault in told for fault in faults)


def test_refusals_before_anything_is_read(study, tmp_path):
    with pytest.raises(UserError, match="is no name for a table"):
        import_table("download.csv", study, "My Table")
    with pytest.raises(UserError, match="so this is no study"):
        import_table("download.csv", tmp_path, "new")


def test_the_command_answers_an_error_with_one_sentence(study, capsys):
    assert main(["nowhere.csv", "--study", str(study), "--table", "new"]) == 1
    assert "nowhere.csv: cannot be read (No such file" in capsys.readouterr().err
