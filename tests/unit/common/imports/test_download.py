"""What is wrong with a download is named with its place."""

import pytest

from scripts.common.errors import TableError
from tests.unit.common import little_downloads as downloads


@pytest.mark.parametrize(
    ("text", "only", "said"),
    [
        (
            downloads.WORLD_BANK_PAGE.replace('"673700012"', '"673,700,012"'),
            {},
            'download.csv, line 6, column 1988: "673,700,012" is not a number (rule: number)',
        ),
        (
            downloads.OECD_STAT.replace("4490.51", "n.a."),
            {},
            'download.csv, line 3, column Value: "n.a." is not a number',
        ),
        (
            downloads.OECD_STAT.replace('"1961"', '"1961-S1"'),
            {},
            'line 3, column Value: "1961-S1" is no year, quarter or month (rule: period)',
        ),
        (downloads.DATA_EXPLORER, {}, "the chosen rows mix years and quarters (rule: frequency)"),
        (
            downloads.OECD_STAT + '"AUT","RENEWABLE","TOT","KTOE","A","1961",2400.6,\n',
            {},
            'line 5, column Value: "2400.6" is the second number for AUT RENEWABLE TOT KTOE in',
        ),
        (downloads.OECD_STAT, {"Country": {"AUS"}}, 'line 1: "Country" is no column to choose by'),
        (downloads.OECD_STAT, {"LOCATION": {"XXX"}}, "the chosen rows hold no number"),
        ("year,value\n1990,1\n", {}, "has none of the headers of a World Bank or OECD download"),
        ('"LOCATION","TIME","Value"\n"AUS","1960,4\n', {}, "line 2: this is not valid CSV"),
        (b"\xff\xfe\x00", {}, "is not UTF-8"),
        ("", {}, "has none of the headers"),
    ],
)
def test_errors_name_their_place(study, imported, text, only, said):
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    with pytest.raises(TableError) as error:
        imported(text, only=only)
    assert said in str(error.value).replace(f"{study.parent.as_posix()}/", "")
    assert "Remedy: " in str(error.value)
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before


def test_all_problems_are_said_at_once(imported):
    text = downloads.OECD_STAT.replace("4490.51", "x").replace("2400.5", "y")
    with pytest.raises(TableError, match="2 problems"):
        imported(text)
