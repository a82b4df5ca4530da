"""Downloads become tables that the pipeline's own readers accept, and say what they do not tell."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from scripts.common.errors import TableError, UserError
from scripts.common.raw.metadata import load_schemas, load_sources
from scripts.common.raw.metadata_checks import check_metadata, unfinished_faults
from scripts.import_table import import_table, main
from scripts.new_study import new_study
from tests.unit.common import little_downloads as downloads


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


def test_a_percentage_that_can_leave_the_whole_is_no_share(imported):
    _, _, source = imported(downloads.DATABANK.replace("18.0", "118.0"))
    assert {c["unit"] for c in source["columns"].values()} == {"percent of GDP"}
    assert {c["kind"] for c in source["columns"].values()} == {"amount"}


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


def test_many_series_stand_below_each_other(imported):
    header, *_ = downloads.OECD_STAT.splitlines()
    lines = [f'"C{i:02}","RENEWABLE","TOT","KTOE","A","1960",{i},' for i in range(31)]
    rows, _, _ = imported("\n".join([header, *lines]) + "\n")
    assert rows[0] == ["year", "series", "value"]
    assert len(rows) == 32


def test_descriptions_stay_as_they_were_and_agree(study, imported):
    before = (study / "data/raw/sources.yaml").read_text(encoding="utf-8")
    imported(downloads.DATABANK)
    imported(downloads.DATABANK.replace("24.1", "24.2"), table="again")
    after = (study / "data/raw/sources.yaml").read_text(encoding="utf-8")
    assert set(before.splitlines()) <= set(after.splitlines())  # comments, too
    assert after.count("author: World Bank") == 1
    sources = load_sources(study / "data/raw/sources.yaml")
    assert list(sources["tables"]) == ["visits", "new", "again"]
    for table in ("new", "again"):  # finished by the user, all is well
        sources["tables"][table] |= {"rights": "CC BY 4.0", "calendar_note": "As its notes say."}
    schemas = load_schemas(study / "data/raw/datapackage.json")
    assert check_metadata(schemas, sources, "sources.yaml") == []


def test_sections_that_are_empty_are_begun(study, imported):
    file = study / "data/raw/sources.yaml"
    kept = yaml.safe_load(file.read_text(encoding="utf-8"))["tables"]
    text = "# ours\nworks: {}\n" + yaml.safe_dump({"tables": kept})
    file.write_text(text, encoding="utf-8")
    imported(downloads.DATABANK)
    sources = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(sources["works"]) == ["world_bank_world_development_indicators"]
    assert sources["tables"]["visits"] == kept["visits"]


def test_a_last_line_without_a_break_stays_whole(study, imported):
    file = study / "data/raw/sources.yaml"
    lines = [x for x in file.read_text(encoding="utf-8").splitlines() if x and "#" not in x[:6]]
    file.write_text("\n".join(lines), encoding="utf-8")
    before = load_sources(file)["tables"]["visits"]
    imported(downloads.DATABANK)
    assert load_sources(file)["tables"]["visits"] == before


def test_entries_in_braces_are_left_to_the_user(study, imported):
    file = study / "data/raw/sources.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    # JSON is YAML in braces.
    lines = [f"{section}: {json.dumps(content[section])}" for section in ("works", "tables")]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UserError, match="nothing can be added here"):
        imported(downloads.DATABANK)
    assert not (study / "data/raw/new.csv").exists()


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


def test_a_table_is_not_replaced(study, imported):
    imported(downloads.DATABANK)
    with pytest.raises(UserError, match="The study has a table new already"):
        imported(downloads.DATABANK)
    (study / "data/raw/loose.csv").write_text("kept", encoding="utf-8")
    with pytest.raises(UserError, match="The study has a table loose already"):
        imported(downloads.DATABANK, table="loose")


def test_other_refusals(study, imported, tmp_path):
    with pytest.raises(UserError, match="is no name for a table"):
        imported(downloads.DATABANK, table="My Table")
    with pytest.raises(UserError, match="would both be named a_b"):
        imported(downloads.OECD_STAT.replace("AUS", "A-B").replace("AUT", "A_B"))
    with pytest.raises(UserError, match="The series have 2 units"):
        imported(downloads.WORLD_BANK_BULK, layout="long")
    with pytest.raises(UserError, match="so this is no study"):
        import_table(tmp_path / "download.csv", tmp_path, "new")


def test_the_command_answers_an_error_with_one_sentence(study, capsys):
    assert main(["nowhere.csv", "--study", str(study), "--table", "new"]) == 1
    assert "nowhere.csv: cannot be read (No such file" in capsys.readouterr().err


def test_importing_twice_gives_the_same_bytes(study, imported, tmp_path):
    imported(downloads.DATA_EXPLORER, only={"FREQ": {"Q"}})
    first = {p.name: p.read_bytes() for p in (study / "data/raw").iterdir()}
    json.loads(first["datapackage.json"])
    new_study(tmp_path / "other")
    import_table(tmp_path / "download.csv", tmp_path / "other", "new", {"FREQ": {"Q"}})
    assert {p.name: p.read_bytes() for p in (tmp_path / "other/data/raw").iterdir()} == first
