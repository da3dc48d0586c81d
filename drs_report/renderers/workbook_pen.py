"""Writes the planned sheets of the workbook: looks, widths, heights, frozen headings, filters, print settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from drs_report.language import formatting
from drs_report.records.document import Cell, Column, Report, State, Table
from drs_report.renderers.base import TINTS
from drs_report.renderers.workbook_plan import Line, Plan
from drs_report.renderers.workbook_text import FORMULA_START, cell_text, columns, n_lines

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_DIGITS = 15
"""Digits a spreadsheet keeps of a number."""
COUNT, SHARE = "#,##0", "0.0%"
"""How numbers and shares of one are written."""
WIDTHS = (9, 60)
"""The narrowest and the widest column, in characters."""
SPREAD = 6
"""Columns over which running text spreads where no table is wider."""
LABEL = 34.0
"""The least width of the first two columns where labels and values stand."""
LEADING = 1.55
"""Height of a line against its letters: what Chinese takes in programs without Calibri."""
TALLEST_ROW = 409
"""Points; Excel knows no taller row."""

_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table was written."""

    sheet: str
    head: int
    """The row of its heading."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks; cells of one look share one style."""

    face: str = "plain"
    """A key of `_FACES`."""
    state: State = "none"
    is_right: bool = False
    is_left: bool = False
    digits: str = ""
    """How a number is written; "" for no number."""
    is_head: bool = False
    is_ruled: bool = False
    is_quoted: bool = False
    """Whether the text stays text when its cell is edited."""


_FACES: dict[str, tuple[str, float, bool, bool]] = {
    "plain": ("Calibri", 11, False, False),
    "bold": ("Calibri", 11, True, False),
    "note": ("Calibri", 10, False, True),
    "heading": ("Calibri", 12, True, False),
    "title": ("Calibri", 14, True, False),
    "decision": ("Calibri", 18, True, False),
    "code": ("Consolas", 10, False, False),
}
"""Font, size, bold, italic."""


class Pen:
    """Writes plans; keeps one style for each look, since making one costs more than the cell."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.styles: dict[_Look, Any] = {}
        self.places: dict[str, Place] = {}
        """Table id -> where it was written."""

    def sheet(self, sheet: Worksheet, plan: Plan) -> None:
        """Write one plan."""
        from openpyxl.utils import get_column_letter as letter  # noqa: PLC0415 - see xlsx.py

        tables = [part for part in plan.parts if isinstance(part, Table)] + ([plan.table] if plan.table else [])
        n_columns = max([SPREAD if plan.parts else 1, *(len(table.columns) for table in tables)])
        widths = [max((_width(table, i) for table in tables), default=18.0) for i in range(n_columns)]
        if any(isinstance(part, Line) and len(part.cells) > 1 for part in plan.parts):
            widths[:2] = [max(widths[0], LABEL), max(widths[1], LABEL)]
        for index, width in enumerate(widths, start=1):
            sheet.column_dimensions[letter(index)].width = width
        lines = [Line((Cell(plan.heading),), "title")]
        if self.report.class_note:
            lines.append(Line((Cell(self.report.class_note),), "note"))
        number = 1
        for part in (*lines, *plan.parts):
            if isinstance(part, Table):
                number = self.table(sheet, number, part, widths) + 1
            else:
                self.line(sheet, number, part, widths)
                number += 1
        if plan.table:
            head = number + bool(plan.table.cut_note)
            end = self.table(sheet, number, plan.table, widths, has_caption=False)
            sheet.freeze_panes = f"B{head + 1}"
            sheet.auto_filter.ref = f"A{head}:{letter(len(plan.table.columns))}{end - 1}"
            sheet.print_title_rows = f"{head}:{head}"
        self.print_settings(sheet)

    def print_settings(self, sheet: Worksheet) -> None:
        """Print on A4, as wide as the page."""
        from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 - only those who ask for a workbook wait for openpyxl

        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def line(self, sheet: Worksheet, number: int, line: Line, widths: Sequence[float]) -> None:
        """Write a line; its last text spreads over the columns left, in a row as tall as it needs."""
        start = len(line.cells)
        if line.look == "sign":
            self.text(sheet, number, 1, line.cells[0], _Look("bold", is_ruled=True))
            for column in range(2, 5):
                self.text(sheet, number, column, Cell(""), _Look(is_ruled=True))
            sheet.row_dimensions[number].height = 30
            return
        if start > 1:
            self.text(sheet, number, 1, line.cells[0], _Look("bold"))
        last = line.cells[-1]
        if _is_plain_count(last):
            self.dress(sheet.cell(number, start, last.value), _Look(line.look, last.state, is_left=True, digits=COUNT))
        else:
            self.text(sheet, number, start, last, _Look(line.look, last.state))
        if len(widths) > start:
            sheet.merge_cells(start_row=number, start_column=start, end_row=number, end_column=len(widths))
        size = _FACES[line.look][1] * LEADING
        room = int(sum(widths[start - 1 :]) * 11 / _FACES[line.look][1] * 0.9)
        beside = n_lines(line.cells[0].text, int(widths[0])) if start > 1 else 1
        height = size * max(n_lines(last.text, max(room, 10)), beside)
        sheet.row_dimensions[number].height = min(TALLEST_ROW, round(height, 2))

    def table(
        self, sheet: Worksheet, number: int, table: Table, widths: Sequence[float], *, has_caption: bool = True
    ) -> int:
        """Write a table and return the number of the row below it."""
        if has_caption and table.caption:
            self.line(sheet, number, Line((Cell(table.caption),), "heading"), widths)
            number += 1
        if table.cut_note:
            self.line(sheet, number, Line((Cell(table.cut_note, state="warn"),)), widths)
            number += 1
        if not table.rows:
            self.line(sheet, number, Line((Cell(table.empty_note),)), widths)
            return number + 1
        self.places.setdefault(table.id, Place(sheet.title, number))
        for index, column in enumerate(table.columns, start=1):
            self.text(sheet, number, index, Cell(column.label), _Look("bold", is_head=True, is_ruled=True))
        for row in table.rows:
            number += 1
            for index, (value, column) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
                self.value(sheet, number, index, value, column)
            # programs other than Excel do not fit a row to its text by themselves
            tall = max(n_lines(cell.text, int(width)) for cell, width in zip(row.cells, widths, strict=False))
            if tall > 1:
                sheet.row_dimensions[number].height = min(TALLEST_ROW, round(_FACES["plain"][1] * LEADING * tall, 2))
        return number + 1

    def value(self, sheet: Worksheet, row: int, column: int, value: Cell, kind: Column) -> None:
        """Write a table's cell; a number is one where a spreadsheet keeps all of its digits."""
        face = "code" if kind.is_code else "plain"
        if not (_is_plain_count(value) or (kind.is_number and _is_number(value))):
            self.text(sheet, row, column, value, _Look(face, value.state, is_right=kind.is_number))
            return
        cell = sheet.cell(row, column, value.value)
        digits = SHARE if isinstance(value.value, float) else COUNT
        is_right = kind.is_number
        self.dress(cell, _Look(face, value.state, is_right=is_right, is_left=not is_right, digits=digits))

    def text(self, sheet: Worksheet, row: int, column: int, value: Cell, look: _Look) -> None:
        """Write text as text and nothing else."""
        text = cell_text(value.text, self.report)
        cell = sheet.cell(row, column)
        if text:
            cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
            cell.data_type = "s"
        self.dress(cell, replace(look, is_quoted=True) if text.startswith(FORMULA_START) else look)

    def dress(self, cell: Any, look: _Look) -> None:
        """Give a cell its look."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - see xlsx.py

        known = self.styles.get(look)
        if known is not None:
            cell._style = known  # noqa: SLF001 - how openpyxl's own documentation copies a style
            return
        name, size, is_bold, is_italic = _FACES[look.face]
        back, colour = TINTS.get(look.state, ("", "000000"))
        cell.font = Font(name=name, size=size, bold=is_bold, italic=is_italic, color=colour)
        cell.alignment = Alignment(
            vertical="top", wrap_text=True, horizontal="right" if look.is_right else "left" if look.is_left else None
        )
        if back or look.is_head:
            cell.fill = PatternFill("solid", fgColor=back or "E7E6E6")
        if look.is_ruled:
            cell.border = Border(bottom=Side(style="thin", color="808080"))
        if look.digits:
            cell.number_format = look.digits
        if look.is_quoted:
            cell.quotePrefix = True
        self.styles[look] = cell._style  # noqa: SLF001 - see above


def _is_number(cell: Cell) -> bool:
    """Whether the cell is a percentage, or a number of bytes or rows of which a spreadsheet keeps every digit."""
    value = cell.value
    if isinstance(value, float):
        return cell.text.endswith("%")
    return isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) <= MAX_DIGITS


def _is_plain_count(cell: Cell) -> bool:
    """Whether the number says all that the text says."""
    return isinstance(cell.value, int) and _is_number(cell) and cell.text == formatting.number(cell.value)


def _width(table: Table, index: int) -> float:
    """Return a column's width by what most of its cells need."""
    if index >= len(table.columns):
        return WIDTHS[0]
    texts = [table.columns[index].label + "    ", *(row.cells[index].text for row in table.rows[:2000])]
    longest = max((max(map(columns, text.split("\n"))) for text in texts), default=0)
    return float(min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))
