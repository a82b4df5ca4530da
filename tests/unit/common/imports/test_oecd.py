"""The forms in which the OECD gives out its numbers."""

from tests.unit.common import little_downloads as downloads


def test_the_data_explorer_wide(imported):
    rows, schema, source = imported(downloads.DATA_EXPLORER, only={"FREQ": {"Q"}})
    assert rows == [
        ["quarter", "jpn", "usa"],
        ["1997Q1", "0.56", ""],
        ["1997Q2", "0.59", "5.7"],
        ["1997Q3", "", "5.6"],
    ]
    assert schema["primaryKey"] == ["quarter"]
    assert source["columns"]["jpn"]["unit"] == "percent per annum"
    assert '"E" on jpn 1997Q2' in source["notes"]
    assert "usa 1997Q1" not in source["notes"]  # a mark on nothing


def test_codes_without_names_and_a_multiplier(imported):
    rows, _, source = imported(downloads.SDMX_CODES)
    assert [row[0] for row in rows[1:]] == ["1997M01", "1997M02", "1997M03", "1997M04"]
    assert [row[1] for row in rows[1:]] == ["12.5", "", "NaN", "-0.5"]
    assert source["columns"]["chn"]["unit"] == "USD, 10^6"
    assert source["missing"][0] == {
        "columns": ["chn"],
        "years": ["1997M02"],
        "printed": "",
        "reason": "no number in the download",
    }


def test_the_older_form_of_the_oecd(imported):
    rows, _, source = imported(downloads.OECD_STAT)
    assert rows[0] == ["year", "aus", "aut"]
    assert source["columns"]["aus"]["unit"] == "KTOE"
    assert source["locator"].startswith("LOCATION AUS, AUT; INDICATOR RENEWABLE")
