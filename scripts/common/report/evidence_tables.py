"""The tables of trends, unknown breaks and panels: rows of results, rounded, with traces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.common.formatting import (
    decimals_for,
    difference_unit,
    percentage,
    periods_in,
    span,
    split_rate,
    year_ranges,
)
from scripts.common.report.inputs import Inputs, Row, grouped
from scripts.common.report.model import Cell, Table, left, pair, right, table_of
from scripts.common.report.tables import interval_cells, p_cell, source_line


def trend_table(inputs: Inputs, rows: Sequence[Row], id: str) -> Table:
    """Mann-Kendall exact and corrected, Sen's slope, and the straight line by two references."""
    windows = dict.fromkeys(row["window"] for row in rows)
    several = len(windows) > 1
    columns = [
        *(*left("Series", *["Years"] * several), *right("n", "S", "exact p", "p, pre-whitened")),
        *(*right("p, Hamed–Rao", "Sen slope"), *pair("95% interval"), *right("Straight slope")),
        *(*right("p, AR(1)", "p, HAC"), *left("Unit per year")),
    ]
    cells = []
    for (series, window), of_series in grouped(rows, _series_and_window).items():
        own = {row["method"]: row for row in of_series}
        mk, sen, line = own.get("mk"), own.get("sen"), own.get("trend_boot_ar1")
        if mk is None or sen is None or line is None:
            continue
        unit = str(inputs.study["series"][series]["unit"])
        digits = decimals_for(unit) + 1
        cells.append(
            (
                Cell(inputs.short_label(series)),
                *[Cell(span(window))] * several,
                mk.cell("n_obs", mk["n_obs"]),
                mk.rounded("statistic", 0),
                p_cell(mk, "p_exact"),
                p_cell(own.get("mk_pw"), "p_exact"),
                p_cell(own.get("mk_hr"), "p_two_sided"),
                sen.rounded("estimate", digits),
                *interval_cells(sen, "ci_low", "ci_high", unit, digits),
                line.rounded("estimate", digits),
                p_cell(line, "p_two_sided"),
                p_cell(own.get("trend_hac"), "p_two_sided"),
                Cell(difference_unit(unit)),
            )
        )
    years = "" if several else f", {span(next(iter(windows)))}"
    return table_of(
        id,
        f"Trends{years}: Mann–Kendall’s S by three p-values, Sen’s slope, and the straight"
        " line referred to AR(1) errors and to Newey–West’s (HAC).",
        columns,
        cells,
        source_line(rows, "series, window, method and parameter"),
    )


def break_table(inputs: Inputs, rows: Sequence[Row]) -> Table:
    """A break in level at an unknown date, one row per supF test: date and partitions."""
    columns = [
        *(*left("Series", "Years"), *right("n", "supF", "Last year before", "p, independent")),
        *(*right("p, AR(1)", "p, straight trend"), *left("Date", "Breaks by BIC", "by LWZ")),
    ]
    windows = {_fit(row) for row in rows}
    own = [row for row in inputs.partitions if _fit(row) in windows]
    cells = [
        (
            Cell(inputs.short_label(row["series"])),
            Cell(span(row["window"])),
            row.cell("n_obs", row["n_obs"]),
            row.rounded("statistic"),
            row.cell("break_year", row["break_year"].removesuffix(".0")),
            *(p_cell(row, column) for column in ("p_boot_iid", "p_boot_ar1", "p_straight_trend")),
            row.cell("date_identified", _date(row)),
            _chosen(own, row["series"], "chosen", intervals=True),
            _chosen(own, row["series"], "chosen_lwz"),
        )
        for row in rows
    ]
    return table_of(
        "breaks-table",
        "A break in level at an unknown date: the largest F over all dates"
        f" with at least {_trimming(rows)} of the years on each side, bootstrap p-values, and the"
        " breaks that two criteria choose.",
        columns,
        cells,
        source_line([*rows, *own], "series, window, model, and trimming or breaks"),
        "p, straight trend: of a straight line with AR(1) errors and no break. Date: the years"
        " that AR(1) errors do not rule out. Breaks: the last years of the earlier segments"
        " (Bai’s interval, where it stays inside the sample).",
    )


def break_battery(inputs: Inputs, tests: Sequence[Row]) -> Table:
    """Every test of a break at an unknown date: all series, windows and models."""
    columns = [
        *(*left("Series", "Years", "Model"), *right("supF", "Asymp. p", "p, indep.", "p, AR(1)")),
        *right("aveF, p AR(1)", "expF, p AR(1)", "CUSUM OLS, asymp. p", "CUSUM rec., asymp. p"),
        *left("BIC", "LWZ"),
    ]
    models = {"mean": "level", "trend": "line"}
    splits = grouped(inputs.partitions, _fit)
    cells = []
    for fit, rows in grouped(tests, _fit).items():
        series, window, model = fit
        own, split = {row["test"]: row for row in rows}, splits.get(fit, [])
        supf = own.get("supf")
        cells.append(
            (
                Cell(inputs.short_label(series)),
                Cell(span(window)),
                Cell(models.get(model, model)),
                supf.rounded("statistic") if supf else Cell("–"),
                *(p_cell(supf, column) for column in ("p_hansen", "p_boot_iid", "p_boot_ar1")),
                *(p_cell(own.get(test), "p_boot_ar1") for test in ("avef", "expf")),
                *(p_cell(own.get(test), "p_asymptotic") for test in ("cusum_ols", "cusum_rec")),
                _chosen(split, series, "chosen"),
                _chosen(split, series, "chosen_lwz"),
            )
        )
    return table_of(
        "breaks-all",
        f"All tests of a break at an unknown date (trimming {_trimming(tests)}).",
        columns,
        cells,
        source_line([*tests, *inputs.partitions], "series, window, model, and test or breaks"),
        "Model: a level, or a straight line. Asymp. p: Hansen’s approximation for long series"
        " with independent errors, and the limiting distributions of the CUSUM tests; too small"
        " at this length. BIC, LWZ: last years before the breaks that the criterion chooses.",
    )


def panel_table(rows: Sequence[Row], names: Mapping[str, str]) -> Table:
    """The panel regressions: one row per panel, model and parameter, two p-values beside it."""
    columns = [
        *(*left("Panel", "Model", "Quantity"), *right("Estimate"), *left("Unit")),
        *(*pair("95% interval"), *right("p, wild bootstrap", "p, Driscoll–Kraay", "n")),
    ]
    models = {"shift": "step", "trend": "step beside a trend", "its": "jump and bend in a trend"}
    kraay = {(r["panel"], r["method"], r["parameter"]): r for r in rows}
    wild = [row for row in rows if row["method"].endswith("_wild")]
    cells = []
    for row in (row for row in wild if row["status"] == "ok"):
        model = row["method"].removeprefix("panel_").removesuffix("_wild")
        unit, per = split_rate(row["unit"])
        digits = 3 if unit == "log points" else decimals_for(unit) + bool(per)
        beside = kraay.get((row["panel"], f"panel_{model}_dk", row["parameter"]))
        cells.append(
            (
                Cell(names[row["panel"]]),
                Cell(models.get(model, model)),
                Cell(row["parameter"].replace("_", " ")),
                row.rounded("estimate", digits),
                Cell(difference_unit(unit) + per),
                *interval_cells(row, "ci_low", "ci_high", unit, digits),
                p_cell(row, "p_two_sided"),
                p_cell(beside, "p_two_sided"),
                row.rounded("n_obs", 0),
            )
        )
    notes = {row["panel"]: row["note"].split("; ")[-1] for row in wild if row["note"]}
    counts = "; ".join(f"{names[panel]}: {note}" for panel, note in notes.items())
    return table_of(
        "panel-table",
        "The series together: fixed effects for each, and one common step, trend or bend.",
        columns,
        cells,
        source_line(rows, "panel, coding, method and parameter"),
        *([f"Intervals are those of the wild cluster bootstrap. {counts}."] if counts else []),
    )


def _series_and_window(row: Row) -> tuple[str, str]:
    return row["series"], row["window"]


def _fit(row: Row) -> tuple[str, str, str]:
    return row["series"], row["window"], row["model"]


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
