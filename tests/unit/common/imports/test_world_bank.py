"""The forms in which the World Bank gives out its numbers."""

import pytest

from tests.unit.common import little_downloads as downloads


def test_a_page_of_the_world_bank_with_its_preamble(imported):
    rows, schema, source = imported(b"\xef\xbb\xbf" + downloads.WORLD_BANK_PAGE.encode())
    assert rows == [
        ["year", "chn", "idn"],  # a country without a number is no series
        ["1985", "387890015", "161330002"],  # from the first year with a number
        ["1986", "496950012", ""],
        ["1987", "553119995", "707309998"],  # the exponent written out
        ["1988", "673700012", "984909973"],
    ]
    assert source["title"] == "Net bilateral aid, Japan"
    assert source["printed_source"].endswith(
        "World Development Indicators, last updated 2025-07-01"
    )
    assert source["years"] == "1985-1988"
    assert source["columns"]["idn"] == {
        "label": "Net bilateral aid, Japan, Indonesia",
        "short_label": "Indonesia",
        "unit": "current US$",
        "kind": "amount",
    }
    assert source["missing"] == [
        {"columns": ["idn"], "years": [1986], "printed": "", "reason": "no number in the download"}
    ]
    required = {f["name"]: f["constraints"]["required"] for f in schema["fields"]}
    assert required == {"year": True, "chn": True, "idn": False}


def test_databank_with_its_footer_and_its_code_for_missing(imported):
    rows, schema, source = imported(downloads.DATABANK)
    assert rows[2] == ["1986", "..", "17.2"]
    assert ".." in schema["missingValues"]
    assert source["missing"][0]["printed"] == ".."
    assert source["printed_source"] == (
        "World Bank, World Development Indicators, last updated 05/21/2018"
    )
    assert {c["unit"] for c in source["columns"].values()} == {"% of GDP"}
    assert {c["kind"] for c in source["columns"].values()} == {"share"}


def test_the_bulk_file_is_chosen_from(imported):
    rows, _, source = imported(
        downloads.WORLD_BANK_BULK,
        only={"Country Code": {"JPN", "CHN"}, "Indicator Code": {"SP.POP.TOTL"}},
    )
    assert rows[0] == ["year", "jpn", "chn"]
    assert source["columns"]["jpn"]["unit"].startswith("TODO")
    rows, _, source = imported(downloads.WORLD_BANK_BULK, table="all")
    assert rows[0] == ["year", "jpn_sp_pop_totl", "jpn_ne_trd_gnfs_zs", "chn_sp_pop_totl"]
    assert source["title"].startswith("TODO")  # of two indicators, from a file that has no title


@pytest.mark.parametrize("text", [downloads.DATABANK_ROWS, downloads.DATABANK_SERIES])
def test_databank_with_years_in_rows(imported, text):
    rows, _, source = imported(text, only={"Time": {"1985", "1986"}})
    assert rows[1][:2] == ["1985", "24.1"]
    assert next(iter(source["columns"].values()))["label"].startswith("Trade")
