"""The sheet of charts: drawn by the spreadsheet from the numbers in the other sheets, so that they follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drs_report.records.document import Cell, Chart, Report, State, Table
from drs_report.renderers.budget import blocks_of
from drs_report.renderers.text import one_line
from drs_report.renderers.workbook_pen import Pen, Place
from drs_report.renderers.workbook_plan import LINE, Line, sheet_names

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ROLL_UP = "databases-table"
"""The table that has a row for every database and schema, and last their sum."""

ROW, PAGE = 0.53, 15.4
"""Centimetres: the height of a row, and what a printed page holds at the sheet's width."""

MOST_BARS = 30
"""Bars that one chart shows."""

COLOURS: dict[State, str] = {
    "ok": "3F9A63",
    "bad": "CF4A41",
    "fail": "8F1D17",
    "warn": "D9962B",
    "open": "8F78CF",
    "info": "5B94CF",
    "none": "C9CDD2",
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A chart to draw: the first column of a table names its bars, others are their segments."""

    title: str
    place: Place
    n_bars: int
    segments: tuple[tuple[int, State], ...]
    """Column of the table, from 1, and its state."""
    is_share: bool


def draw(workbook: Workbook, report: Report, pen: Pen) -> None:
    """Add a sheet of charts behind the verdict's; none where there is nothing to draw."""
    drawn = list(_drawn(report, pen.places))
    if not drawn:
        return
    from openpyxl.worksheet.pagebreak import Break  # noqa: PLC0415 - only those who ask for a workbook wait for openpyxl

    sheet = workbook.create_sheet(sheet_names([*workbook.sheetnames, report.strings["charts"]])[-1], 1)
    sheet.column_dimensions["A"].width = LINE
    heading = (Line((Cell(report.strings["charts"]),), "title"), Line((Cell(report.class_note),), "note"))
    for number, line in enumerate(heading, start=1):
        pen.line(sheet, number, line, (LINE,))
    row, room = 4, PAGE - 3 * ROW
    for one in drawn:
        chart = _bars(workbook, one)
        if chart.height > room:
            sheet.row_breaks.append(Break(id=row - 2))
            room = PAGE - ROW
        sheet.add_chart(chart, f"A{row}")
        taken = round(chart.height / ROW) + 2
        row, room = row + taken, room - taken * ROW
    pen.print_settings(sheet)


def _drawn(report: Report, places: Mapping[str, Place]) -> Iterator[_Drawn]:
    blocks = blocks_of(report.sections)
    roll_up = next((block.table for block in blocks if block.table and block.table.id == ROLL_UP), None)
    if roll_up and ROLL_UP in places:
        yield from _standings(roll_up, places[ROLL_UP])
    for block in blocks:
        if block.chart and len(block.chart.bars) > 1 and block.chart.id in places:
            yield _of_chart(block.chart, places[block.chart.id])


def _standings(table: Table, place: Place) -> Iterator[_Drawn]:
    """Chart the standings by database, without their sum, and the rows verified."""
    n_bars = min(len(table.rows) - (len(table.rows) > 1), MOST_BARS)
    states: list[tuple[int, State]] = []
    for number, column in enumerate(table.columns, start=1):
        known = next((row.cells[number - 1].state for row in table.rows if row.cells[number - 1].state != "none"), None)
        if column.key.startswith("n_") and known and column.key not in {"n_tables", "n_uncounted"}:
            states.append((number, known))
    if states and n_bars:
        yield _Drawn(one_line(table.caption), place, n_bars, tuple(states), is_share=False)


def _of_chart(chart: Chart, place: Place) -> _Drawn:
    labels: dict[str, State] = {}
    for bar in chart.bars:
        for segment in bar.segments:
            labels.setdefault(segment.label, segment.state)
    segments = tuple((number, state) for number, state in enumerate(labels.values(), start=2))
    return _Drawn(one_line(chart.title), place, min(len(chart.bars), MOST_BARS), segments, chart.is_share)


def _bars(workbook: Workbook, one: _Drawn) -> Any:
    from openpyxl.chart import BarChart, Reference, Series  # noqa: PLC0415 - only those who ask for a workbook wait for openpyxl

    sheet = workbook[one.place.sheet]
    head, first, last = one.place.head, one.place.head + 1, one.place.head + one.n_bars
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    if one.is_share:
        chart.grouping = "percentStacked"
    chart.title = one.title
    for number, (column, state) in enumerate(one.segments):
        series = Series(Reference(sheet, column, first, column, last), title_from_data=False)
        series.tx = Series(Reference(sheet, column, head, column, last), title_from_data=True).tx
        n_before = sum(other == state for _, other in one.segments[:number])
        series.graphicalProperties.solidFill = _shade(COLOURS[state], n_before)
        chart.series.append(series)
    chart.set_categories(Reference(sheet, 1, first, 1, last))
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first bar on top
    if len(one.segments) > 1:
        chart.legend.position = "b"
    else:
        chart.legend = None
    chart.width, chart.height = 24, 3.6 + 0.7 * one.n_bars
    return chart


def _shade(colour: str, step: int) -> str:
    """Lighten a colour, so that what shares a state is told apart."""
    share = 1 - min(step, 3) * 0.25
    parts = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)
