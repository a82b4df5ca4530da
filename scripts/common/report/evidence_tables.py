"""The tables of trends, unknown breaks and panels: rows of results, rounded, with traces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.common.formatting import (
    decimals_for,
    difference_unit,
    number,
    p_value,
    percentage,
    periods_in,
    span,
    split_rate,
    year_ranges,
)
from scripts.common.report.inputs import Inputs, Row
from scripts.common.report.model import Cell, Column, Table, aligned
from scripts.common.report.tables import interval_cells, p_cell, source_line


def trend_table(inputs: Inputs, rows: Sequence[Row], id: str) -> Table:
    """Mann-Kendall exact and corrected, Sen's slope, and the straight line by two references."""
    windows = dict.fromkeys(row["window"] for row in rows)
    columns = [
        Column("Series", "left"),
        *(Column("Years", "left") for _ in [1] if len(windows) > 1),
    ]
    columns += [
        *(Column("n"), Column("S"), Column("exact p"), Column("p, pre-whitened")),
        *(Column("p, Hamed–Rao"), Column("Sen slope"), Column("95% interval", span=2)),
        *(Column(None), Column("Straight slope"), Column("p, AR(1)"), Column("p, HAC")),
        Column("Unit per year", "left"),
    ]
    cells = []
    for key in dict.fromkeys((row["series"], row["window"]) for row in rows):
        own = {r["method"]: r for r in rows if (r["series"], r["window"]) == key}
        mk, sen, line = own.get("mk"), own.get("sen"), own.get("trend_boot_ar1")
        if mk is None or sen is None or line is None:
            continue
        unit = str(inputs.study["series"][key[0]]["unit"])
        digits = decimals_for(unit) + 1
        cells.append(
            (
                Cell(inputs.short_label(key[0])),
                *(Cell(span(key[1])) for _ in [1] if len(windows) > 1),
                mk.cell("n_obs", mk["n_obs"]),
                mk.cell("statistic", number(mk.number("statistic"), 0)),
                mk.cell("p_exact", p_value(mk.number("p_exact"))),
                p_cell(own.get("mk_pw"), "p_exact"),
                p_cell(own.get("mk_hr"), "p_two_sided"),
                sen.cell("estimate", number(sen.number("estimate"), digits)),
                *interval_cells(sen, "ci_low", "ci_high", unit, digits),
                line.cell("estimate", number(line.number("estimate"), digits)),
                line.cell("p_two_sided", p_value(line.number("p_two_sided"))),
                p_cell(own.get("trend_hac"), "p_two_sided"),
                Cell(difference_unit(unit)),
            )
        )
    years = f", {span(next(iter(windows)))}" if len(windows) == 1 else ""
    return Table(
        id=id,
        caption=f"Trends{years}: Mann–Kendall’s S by three p-values, Sen’s slope, and the straight"
        " line referred to AR(1) errors and to Newey–West’s (HAC).",
        columns=tuple(columns),
        rows=aligned(columns, cells),
        source=source_line(rows, "series, window, method and parameter"),
    )


def break_table(inputs: Inputs, rows: Sequence[Row], partitions: Sequence[Row], id: str) -> Table:
    """A break in level at an unknown date, one row per supF test: date and partitions."""
    columns = (
        *(Column("Series", "left"), Column("Years", "left"), Column("n"), Column("supF")),
        Column("Last year before"),
        *(Column("p, independent"), Column("p, AR(1)"), Column("p, straight trend")),
        *(Column("Date", "left"), Column("Breaks by BIC", "left"), Column("by LWZ", "left")),
    )
    windows = {(r["series"], r["window"], r["model"]) for r in rows}
    own = [r for r in partitions if (r["series"], r["window"], r["model"]) in windows]
    cells = [
        (
            Cell(inputs.short_label(row["series"])),
            Cell(span(row["window"])),
            row.cell("n_obs", row["n_obs"]),
            row.cell("statistic", number(row.number("statistic"))),
            row.cell("break_year", _year(row, "break_year")),
            *(
                row.cell(column, p_value(row.number(column)))
                for column in ("p_boot_iid", "p_boot_ar1", "p_straight_trend")
            ),
            row.cell("date_identified", _date(row)),
            _chosen(own, row["series"], "chosen", intervals=True),
            _chosen(own, row["series"], "chosen_lwz"),
        )
        for row in rows
    ]
    return Table(
        id=id,
        caption="A break in level at an unknown date: the largest F over all dates"
        f" with at least {_trimming(rows)} of the years on each side, bootstrap p-values, and the"
        " breaks that two criteria choose.",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line([*rows, *own], "series, window, model, and trimming or breaks"),
        notes=(
            "p, straight trend: of a straight line with AR(1) errors and no break. Date: the years"
            " that AR(1) errors do not rule out. Breaks: the last years of the earlier segments"
            " (Bai’s interval, where it stays inside the sample).",
        ),
    )


def break_battery(
    inputs: Inputs, tests: Sequence[Row], partitions: Sequence[Row], id: str
) -> Table:
    """Every test of a break at an unknown date: all series, windows and models."""
    columns = (
        *(Column("Series", "left"), Column("Years", "left"), Column("Model", "left")),
        *(Column("supF"), Column("Asymp. p"), Column("p, indep."), Column("p, AR(1)")),
        *(Column("aveF, p AR(1)"), Column("expF, p AR(1)"), Column("CUSUM OLS, asymp. p")),
        *(Column("CUSUM rec., asymp. p"), Column("BIC", "left"), Column("LWZ", "left")),
    )
    models = {"mean": "level", "trend": "line"}
    cells = []
    for key in dict.fromkeys((r["series"], r["window"], r["model"]) for r in tests):
        own = {r["test"]: r for r in tests if (r["series"], r["window"], r["model"]) == key}
        split = [r for r in partitions if (r["series"], r["window"], r["model"]) == key]
        supf = own.get("supf")
        cells.append(
            (
                Cell(inputs.short_label(key[0])),
                Cell(span(key[1])),
                Cell(models.get(key[2], key[2])),
                supf.cell("statistic", number(supf.number("statistic"))) if supf else Cell("–"),
                *(p_cell(supf, column) for column in ("p_hansen", "p_boot_iid", "p_boot_ar1")),
                *(p_cell(own.get(test), "p_boot_ar1") for test in ("avef", "expf")),
                *(p_cell(own.get(test), "p_asymptotic") for test in ("cusum_ols", "cusum_rec")),
                _chosen(split, key[0], "chosen"),
                _chosen(split, key[0], "chosen_lwz"),
            )
        )
    return Table(
        id=id,
        caption=f"All tests of a break at an unknown date (trimming {_trimming(tests)}).",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line([*tests, *partitions], "series, window, model, and test or breaks"),
        notes=(
            "Model: a level, or a straight line. Asymp. p: Hansen’s approximation for long series"
            " with independent errors, and the limiting distributions of the CUSUM tests; too small"
            " at this length. BIC, LWZ: last years before the breaks that the criterion chooses.",
        ),
    )


def panel_table(inputs: Inputs, rows: Sequence[Row], names: Mapping[str, str], id: str) -> Table:
    """The panel regressions: one row per panel, model and parameter, two p-values beside it."""
    columns = (
        *(Column("Panel", "left"), Column("Model", "left"), Column("Quantity", "left")),
        *(Column("Estimate"), Column("Unit", "left"), Column("95% interval", span=2)),
        *(Column(None), Column("p, wild bootstrap"), Column("p, Driscoll–Kraay"), Column("n")),
    )
    models = {"shift": "step", "trend": "step beside a trend", "its": "jump and bend in a trend"}
    kraay = {(r["panel"], r["method"], r["parameter"]): r for r in rows}
    cells = []
    for row in rows:
        if not row["method"].endswith("_wild") or row["status"] != "ok":
            continue
        model = row["method"].removeprefix("panel_").removesuffix("_wild")
        logs = row["unit"].startswith("log points")
        unit, per = split_rate(row["unit"])
        digits = 3 if logs else decimals_for(unit) + bool(per)
        cells.append(
            (
                Cell(names[row["panel"]]),
                Cell(models.get(model, model)),
                Cell(row["parameter"].replace("_", " ")),
                row.cell("estimate", number(row.number("estimate"), digits)),
                Cell(difference_unit(unit) + per),
                *interval_cells(row, "ci_low", "ci_high", unit, digits),
                p_cell(row, "p_two_sided"),
                p_cell(
                    kraay.get((row["panel"], f"panel_{model}_dk", row["parameter"])), "p_two_sided"
                ),
                row.cell("n_obs", f"{row.number('n_obs') or 0:.0f}"),
            )
        )
    notes = {
        r["panel"]: r["note"].split("; ")[-1]
        for r in rows
        if r["method"].endswith("_wild") and r["note"]
    }
    counts = "; ".join(f"{names[panel]}: {note}" for panel, note in notes.items())
    return Table(
        id=id,
        caption="The series together: fixed effects for each, and one common step, trend or bend.",
        columns=columns,
        rows=aligned(columns, cells),
        source=source_line(rows, "panel, coding, method and parameter"),
        notes=(f"Intervals are those of the wild cluster bootstrap. {counts}.",) if counts else (),
    )


def _date(row: Row) -> str:
    """The dates of a break that cannot be ruled out, where they stay inside the sample."""
    if row["date_identified"] != "True":
        return "not identified" if row["date_identified"] else ""
    return year_ranges(periods_in(row["date_set_ar1"]))


def _chosen(rows: Sequence[Row], series: str, column: str, intervals: bool = False) -> Cell:
    """The break years of the partition that a criterion chooses, as "1989 (1986–1991)"."""
    row = next((r for r in rows if r["series"] == series and r[column] == "True"), None)
    if row is None:
        return Cell("–")
    years, lows, highs = (row[c].split(";") for c in ("break_years", "ci_low", "ci_high"))
    if not row["break_years"]:
        return row.cell(column, "none")
    if not intervals or len(lows) != len(years):
        return row.cell("break_years", ", ".join(years))
    ends = zip(years, lows, highs, strict=True)
    texts = [f"{y} ({low}–{high})" if low and high else y for y, low, high in ends]
    return row.cell("break_years", ", ".join(texts))


def _trimming(rows: Sequence[Row]) -> str:
    share = next((r.number("trimming") for r in rows if r.number("trimming") is not None), 0.0)
    return percentage(share or 0.0)


def _year(row: Row, column: str) -> str:
    return row[column].removesuffix(".0")
