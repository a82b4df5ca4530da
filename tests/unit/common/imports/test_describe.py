"""What a download tells of its series: names, units, kinds, and the form of the table."""

import pytest

from scripts.common.errors import UserError
from tests.unit.common import little_downloads as downloads


def test_a_percentage_that_can_leave_the_whole_is_no_share(imported):
    _, _, source = imported(downloads.DATABANK.replace("18.0", "118.0"))
    assert {c["unit"] for c in source["columns"].values()} == {"percent of GDP"}
    assert {c["kind"] for c in source["columns"].values()} == {"amount"}


def test_the_data_explorer_long(imported):
    rows, schema, source = imported(downloads.DATA_EXPLORER, only={"FREQ": {"Q"}}, layout="long")
    assert rows[:3] == [
        ["quarter", "series", "value"],
        ["1997Q1", "JPN", "0.56"],
        ["1997Q2", "JPN", "0.59"],
    ]
    assert len(rows) == 5  # what is missing has no row
    assert source["layout"] == {"series": "series", "value": "value"}
    assert source["each"]["label"] == "Short-term interest rates, {code}"
    assert schema["primaryKey"] == ["quarter", "series"]


def test_series_of_one_name_or_of_two_units_are_refused(imported):
    with pytest.raises(UserError, match="would both be named a_b"):
        imported(downloads.OECD_STAT.replace("AUS", "A-B").replace("AUT", "A_B"))
    with pytest.raises(UserError, match="The series have 2 units"):
        imported(downloads.WORLD_BANK_BULK, layout="long")
