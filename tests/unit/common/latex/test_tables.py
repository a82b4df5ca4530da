"""Which columns of a table wrap, and whether it fits."""

from scripts.common.latex.tables import TEXT_WIDTH, laid_out
from scripts.common.report.model import Cell, Column, Table


def _table(texts, header="Name"):
    columns = (Column(header, "left"), Column("Adjusted p"))
    return Table("t", "c", columns, tuple((Cell(t), Cell("0.81")) for t in texts), "s")


def test_only_what_does_not_fit_is_wrapped():
    narrow = laid_out(_table(["a"]))
    assert (narrow.columns, narrow.wrapped) == (("l", "r"), False)
    assert [head.lines for head in narrow.heads] == [("Name",), ("Adjusted", "p")]
    wide = laid_out(_table(["some words " * 30]))
    assert wide.wrapped
    assert wide.columns[0].endswith("X")
    assert wide.columns[1] == "r"
    assert wide.fits
    assert not laid_out(_table(["some words " * 30] * 20)).fits
    assert TEXT_WIDTH < 455  # the width of the text of A4 with margins of 2.5 cm
