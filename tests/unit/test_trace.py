"""From a number to its cells and the page, from a cell to all that it feeds."""

import re

import pytest

from scripts.common.errors import UserError
from scripts.common.trace.archive import Archive
from scripts.common.trace.lineage import basis_of
from scripts.common.trace.places import Place
from scripts.trace import main, trace
from tests.unit.common import little_archive

HIGHER = "exim_share_plaza_higher"
SHARES = {"1980": "8.5", "1984": "6.7", "1986": "1.1", "1996": "22.3"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return little_archive.write(tmp_path_factory.mktemp("archive") / "study")


def _flat(lines):
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(
    "asked",
    [
        "4.6",
        "EximSharePlazaHigherEstimate",
        "\\EximSharePlazaHigherEstimate",
        f"results/verdicts.csv {HIGHER} estimate",
        f"results/verdicts.csv, row {HIGHER}, column estimate",
    ],
)
def test_an_estimate_leads_to_lines_columns_texts_and_the_page(root, asked):
    told = _flat(trace(root, asked))
    assert "results/verdicts.csv, row exim_share_plaza_higher, column estimate" in told
    assert f"{HIGHER} drop shift_boot_ar1 level_shift, column estimate" in told
    assert "data/processed/exim.csv, exim_share: 1980–1981, 1983–1984, 1986–1996" in told
    for year, printed in SHARES.items():
        assert f"{printed} ({year}, line {int(year) - 1978})" in told
    assert "4.7 (1985" not in told  # the event's year is dropped
    assert "1985 left out" in told
    assert "Table 3, article page 13 (journal page 191), Hatch (2002)" in told


def test_a_number_in_a_sentence_is_the_column_that_it_rounds(root):
    for asked in ("-8.2 to 17.2", "−8.2 to 17.2"):
        told = _flat(trace(root, asked))
        assert "column ci_low = -8.232" in told
        assert "column ci_high = 17.184" in told
        assert "column estimate" not in told


def test_a_part_of_a_number_is_not_that_number(root):
    with pytest.raises(UserError, match=r"Nearest: .*22\.3"):
        trace(root, "22.31")
    with pytest.raises(UserError, match="neither in the report"):
        trace(root, "7.2")  # of 17.2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (f"results/verdicts.csv {HIGHER} smallest_effect", "config.yaml, hypotheses, the entry of"),
        ("EximSharePlazaHigherSmallest", "key smallest_effect"),
        (f"results/verdicts.csv {HIGHER} worst_size", "no printed number enters"),
        (f"results/verdicts.csv {HIGHER} p_adjusted", "2 hypotheses of its family"),
        (f"results/verdicts.csv {HIGHER} mde80", "shift_ols level_shift, column se = 3.11"),
        (f"results/verdicts.csv {HIGHER} flips_multiverse", "over 2 rows"),
        ("results/verdicts.csv exim_share_plaza_course verdict", "no number: too few years"),
        ("results/claims.csv posts computed", "data/raw/facts.csv, row amakudari_1995_1998"),
        ("results/panel.csv oda_share mk tau_b estimate", "oda_china_share: 1989–1998"),
        ("data/raw/facts.csv amakudari_1995_1998 value", "Section 2.1, article page 4"),
    ],
)
def test_other_numbers_say_what_they_are(root, asked, said):
    assert said in _flat(trace(root, asked))


def test_every_number_and_macro_and_verdict_ends_at_a_page_or_says_why_not(root):
    archive = Archive(root)
    places = [told.place for told in archive.told]
    for row in archive.rows("results/verdicts.csv"):
        for column, value in row.items():
            if re.fullmatch(r"-?[0-9.]+", value):
                places.append(Place("results/verdicts.csv", row["hypothesis"], column))
    assert len(places) > 12
    for place in places:
        assert len(archive.find(place)) == 1, place
        ask = f"{place.file} {place.row} {place.column}"
        told = _flat(trace(root, ask if not place.row.startswith("line") else str(place)))
        assert "article page" in told or "no printed number" in told or "config.yaml" in told, ask


@pytest.mark.parametrize(
    "asked", ["exim:share:1996", "exim_share@1996", "data/raw/exim.csv:18:share"]
)
def test_a_cell_leads_to_all_that_it_feeds(root, asked):
    told = trace(root, asked)
    assert told[0] == 'exim_share 1996: "22.3" in data/raw/exim.csv, line 18, column share'
    flat = _flat(told)
    assert "data/processed/corrected/exim.csv: exim_share 1996 = 22.3" in flat
    assert f"{HIGHER}: cannot tell" in flat
    assert "quarter: contradicted (Section 3.5)" in flat
    assert "exim_loans and exim_share 1996 Figures" in flat  # the pair of this year, not of 1997
    assert "figures/claims (1 of its 2 drawn values)" in flat
    assert "figures/exim_share (1 of its 2 drawn values)" in flat
    assert "figures/forensics (1 of its 2 drawn values)" in flat
    assert "section front: 1" in flat
    assert "table printed-exim: 1" in flat
    assert "table panel" not in flat
    assert "table trust" not in flat


def test_a_cell_feeds_what_is_derived_from_it_and_its_corrected_version(root):
    told = _flat(trace(root, "oda:thailand_share:1998"))
    assert "data/processed/oda.csv: oda_pooled_share 1998" in told
    assert "oda_thailand_share 1998 = 62.6 (suspected)" in told
    assert "data/processed/corrected/oda.csv: oda_thailand_share 1998 = 82.6 (corrected)" in told


def test_a_cell_out_of_the_window_feeds_only_the_specifications_that_hold_it(root):
    told = _flat(trace(root, "exim:share:1998"))
    assert f"{HIGHER}: cannot tell (in other specifications only)" in told
    # 1997 is doubted, 1999 partial: the one specification that reaches them leaves both out.
    for year in (1997, 1999):
        assert "Hypotheses and verdicts: none" in _flat(trace(root, f"exim:share:{year}"))


def test_specifications_name_their_companions(root):
    archive = Archive(root)
    file = f"results/multiverse/{HIGHER}.csv"
    first, second = (basis_of(file, row, archive.study).cells for row in archive.rows(file))
    assert {series for series, _ in first} == {"exim_share"}
    assert ("fx_yen_per_usd", 1985) in second
    assert ("exim_share", 1985) in second


def test_long_lists_are_cut_unless_all_is_asked_for(root):
    try:
        for i in range(12):
            rows = [("observed", "exim_share", 1996)]
            little_archive.write_rows(
                root / f"figures/extra{i}.csv", ("mark", "series", "year"), rows
            )
        assert "more (ALL=1 shows them)" in _flat(trace(root, "exim:share:1996"))
        whole = _flat(trace(root, "exim:share:1996", everything=True))
        assert "figures/extra11" in whole
        assert "more (" not in whole
    finally:
        for extra in (root / "figures").glob("extra*.csv"):
            extra.unlink()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("exim:shares:1996", r"No table has the cell .* Nearest: exim:share:1996.*Accepted:"),
        ("12345.6", r"neither in the report nor in the tables\. Nearest: .*Accepted:"),
        ("results/verdicts.csv exim_share_plaza estimate", "Nearest: exim_share_plaza_"),
        (f"results/verdicts.csv {HIGHER} guess", "has no column guess; its columns are"),
        ("results/nothing.csv a b", "is not there yet; run make"),
        ("  ", "What is to be traced"),
    ],
)
def test_the_unknown_is_answered_with_what_is_near(root, capsys, asked, said):
    assert main(["--study", str(root), "--", asked]) == 1
    assert re.search(said, capsys.readouterr().err)


def test_the_command_takes_negative_numbers(root, capsys):
    assert main(["--study", str(root), "--", "-0.04"]) == 0
    assert "oda_malaysia_share" in capsys.readouterr().out


def test_a_study_without_a_report_is_traced_by_its_results(tmp_path):
    root = little_archive.write(tmp_path / "study")
    (root / "report/numbers.csv").unlink()
    assert "run make, which writes it" in _flat(trace(root, "exim:share:1996"))


def test_the_corrected_version_rests_on_the_corrected_table(tmp_path):
    root = little_archive.write(tmp_path / "study")
    verdicts, events = root / "results/verdicts.csv", root / "results/events/exim.csv"
    header, higher, course = verdicts.read_text("utf-8").splitlines()
    higher = higher.replace("0.5,,The", "0.5,cannot tell,The")
    lines = [f"{header},estimate_corrected", f"{higher},4.2", f"{course},", ""]
    verdicts.write_text("\n".join(lines), "utf-8")
    (root / "results/events/corrected").mkdir()
    (root / "results/events/corrected/exim.csv").write_text(events.read_text("utf-8"), "utf-8")
    told = _flat(trace(root, f"results/verdicts.csv {HIGHER} estimate_corrected"))
    assert "results/events/corrected/exim.csv, row" in told
    assert "data/processed/corrected/exim.csv, exim_share" in told
    untouched = _flat(trace(root, "results/verdicts.csv exim_share_plaza_course corrected"))
    assert "no corrected cell enters this hypothesis" in untouched
