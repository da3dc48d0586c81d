"""The report as an annotated workbook, for people who live in a spreadsheet.

One sheet for the verdict, one for every section, one for every long table, with frozen headings, filters, and colours
that only repeat what the words say. Nothing in it is a formula: every text is stored as text, and one that a
spreadsheet would run when it is typed carries the mark that keeps it text when the cell is edited. Invisible
characters are shown by their codes. Equal reports give equal bytes.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from drs_report.language import formatting
from drs_report.records.document import Block, Cell, Chart, Column, Figure, Report, Row, Section, State, Table
from drs_report.records.judgement import Artifact
from drs_report.renderers.base import Renderer, RenderOptions, filename
from drs_report.renderers.text import inert, one_line
from drs_report.version import WORKBOOK_MARK

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["RENDERER"]

MATRIX = "coverage-table"
"""The table that has a row for every table."""
MAX_TEXT = 32_767
"""UTF-16 units a cell may hold."""
MAX_ROWS = 1_000_000
"""Rows of the sheet of details; a sheet ends at 1,048,576."""
SHEET_NAME = 31
"""UTF-16 units of a sheet's name."""
MAX_DIGITS = 15
"""Digits a spreadsheet keeps of a number."""
TALL = 12
"""Lines above a table from which on its heading is not frozen on the same sheet: little would be left to scroll."""
LINE = 110
"""Characters a line of running text holds, as the row heights are made for."""
WIDTHS = (9, 60)
"""The narrowest and the widest column, in characters."""
SPREAD = 6
"""Columns over which running text spreads where no table is wider."""
LABEL = 34.0
"""The least width of the first two columns where labels and values stand."""
TALLEST_ROW = 409
"""Points; Excel knows no taller row."""

FILLS: dict[State, tuple[str, str]] = {
    "ok": ("D8EFD9", "0B4A16"),
    "bad": ("F9D3D3", "7A0B0B"),
    "fail": ("F9D3D3", "7A0B0B"),
    "warn": ("FFEDB8", "5A4200"),
    "open": ("E3DAF2", "3A1D68"),
    "info": ("DCE9F7", "12365F"),
}
"""Background and text of a state; all are above 7:1. A state without an entry has no colour."""

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_TIME = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest time a zip archive can hold."""


def _make(report: Report, options: RenderOptions) -> tuple[Artifact, ...]:  # noqa: ARG001 - a workbook is never shortened
    plans = _with_details(
        report, [_verdict_plan(report), *_section_plans(report), *pivot_plans(report), _numbers_plan(report)]
    )
    content = _write(report, plans)
    return (Artifact(filename(report, RENDERER.suffix), RENDERER.media_type, content, report.is_restricted),)


# -- what goes on which sheet ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One row of running text or of labels and values."""

    cells: tuple[Cell, ...]
    look: str = "plain"
    """The face of its last text; ``sign`` is a line to sign on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet: lines and small tables, then at most one table with a frozen heading and filters."""

    title: str
    """Of its tab."""
    parts: tuple[Line | Table, ...]
    table: Table | None = None
    heading: str = ""
    """Its first line; the title where none is given."""


@dataclass(slots=True)
class _Gathered:
    """What a section brings: text, tables that stand in it, tables that are long."""

    lines: list[Line | Table] = field(default_factory=list)
    long: list[Table] = field(default_factory=list)


def _verdict_plan(report: Report) -> Plan:
    parts: list[Line | Table] = [
        Line((Cell(report.decision_word, state=report.state),), "decision"),
        Line((Cell(report.sentence),)),
        Line((Cell(report.scope_line),)),
    ]
    parts += [_figure(figure) for figure in report.figures]
    criteria = next((section for section in report.sections if section.id == "criteria"), None)
    if criteria:
        gathered = _gather(criteria.blocks)
        parts += [Line((Cell(criteria.title),), "heading"), *gathered.lines, *gathered.long]
    parts.append(Line((Cell(report.generated_text),), "note"))
    return Plan(report.strings["verdict"], tuple(parts), heading=report.title)


def _section_plans(report: Report) -> Iterator[Plan]:
    for section in report.sections:
        if section.id != "criteria":
            yield from _plans(report, section)


def _plans(report: Report, section: Section) -> Iterator[Plan]:
    """Lay a section out: its text with its long table, tables of the same kind below it joined into one sheet."""
    own = _gather(section.blocks)
    below = [(inner, _gather(inner.blocks)) for inner in section.sections]
    joined = _joined([(inner, table) for inner, gathered in below for table in _tables(gathered)], report)
    stacked: list[Line | Table] = []
    apart: list[Plan] = []
    for inner, gathered in below:
        lines = [part for part in gathered.lines if not isinstance(part, Table) or not _is_joined(part, joined)]
        long = [table for table in gathered.long if not _is_joined(table, joined)]
        if long:
            apart += _text_and_tables(inner.title, lines, long)
        elif lines:
            stacked += [Line((Cell(inner.title),), "heading"), *lines]
    lines = [*own.lines, *stacked]
    if apart and not (stacked or own.long or any(isinstance(part, Table) for part in own.lines)):
        # a lead alone is not worth a sheet: it goes above what it leads to
        apart[0] = replace(apart[0], parts=(*lines, *apart[0].parts))
    elif lines or own.long:
        yield from _text_and_tables(section.title, lines, own.long)
    yield from apart
    yield from (Plan(table.caption, (), table) for table in joined)


def _text_and_tables(title: str, lines: Sequence[Line | Table], long: Sequence[Table]) -> list[Plan]:
    """Put one long table under its text, unless that is too tall to be frozen; give any other a sheet of its own."""
    tables = list(long)
    plans: list[Plan] = []
    if len(tables) == 1 and _height(lines) <= TALL:
        return [Plan(title, tuple(lines), tables[0])]
    if lines:
        plans.append(Plan(title, tuple(lines)))
    return plans + [Plan(table.caption or title, (), table) for table in tables]


def _gather(blocks: Iterable[Block]) -> _Gathered:
    gathered = _Gathered()
    for block in blocks:
        if block.paragraph:
            gathered.lines.append(Line((Cell(block.paragraph),)))
        if block.notice:
            notice = block.notice
            gathered.lines.append(Line((Cell(f"{notice.label}: {notice.text}", state=notice.state),)))
        gathered.lines += [_pair(p.label, p.text, p.state, is_code=p.is_code) for p in block.pairs]
        for step in block.steps:
            names = ", ".join(name.text for name in step.names)
            text = "\n".join(part for part in (step.text, step.detail, names) if part)
            gathered.lines.append(Line((Cell(f"{step.number}. {text}", state=step.state),)))
        gathered.lines += [Line((Cell(line.role),), "sign") for line in block.sign_off]
        if block.table and block.table.is_long and block.table.rows:
            gathered.long.append(block.table)
        elif block.table:
            gathered.lines.append(block.table)
    return gathered


def _pair(label: str, text: str, state: State = "none", *, is_code: bool = False) -> Line:
    return Line((Cell(label), Cell(text, state=state)), "code" if is_code else "plain")


def _tables(gathered: _Gathered) -> list[Table]:
    return [part for part in gathered.lines if isinstance(part, Table)] + gathered.long


def _joined(tables: Sequence[tuple[Section, Table]], report: Report) -> list[Table]:
    """Join the tables that several sub-sections have alike, with the sub-section as first column."""
    kinds: dict[tuple[str, tuple[str, ...]], list[tuple[Section, Table]]] = {}
    for inner, table in tables:
        kinds.setdefault(_kind(table), []).append((inner, table))
    return [
        Table(
            id=group[0][1].id,
            caption=group[0][1].caption,
            columns=(Column("item", report.strings["item"], is_code=True), *group[0][1].columns),
            rows=tuple(
                replace(row, cells=(Cell(inner.title), *row.cells)) for inner, table in group for row in table.rows
            ),
            n_total=sum(table.n_total for _, table in group),
            cut_note=" ".join(f"{inner.title}: {table.cut_note}" for inner, table in group if table.cut_note),
            empty_note=group[0][1].empty_note,
            is_long=True,
        )
        for group in kinds.values()
        if len(group) > 1
    ]


def _kind(table: Table) -> tuple[str, tuple[str, ...]]:
    return table.caption, tuple(column.key for column in table.columns)


def _is_joined(table: Table, joined: Sequence[Table]) -> bool:
    caption, keys = _kind(table)
    return any((caption, ("item", *keys)) == _kind(other) for other in joined)


def _numbers_plan(report: Report) -> Plan:
    """Gather the figures and the charts' numbers of all sections, for those who draw their own."""
    parts: list[Line | Table] = []
    for outer in report.sections:
        for section in (outer, *outer.sections):
            numbers: list[Line | Table] = []
            for block in section.blocks:
                numbers += [_figure(figure) for figure in block.figures]
                if block.chart:
                    numbers.append(_chart_table(block.chart, report))
            if numbers:
                parts += [Line((Cell(section.title),), "heading"), *numbers]
    return Plan(report.strings["numbers"], tuple(parts))


def pivot_plans(report: Report) -> Iterator[Plan]:
    """Lay out lists for a pivot, each part of a name apart: a row a table and comparison, a row a differing row."""
    matrix = next((b.table for s in report.sections for b in s.blocks if b.table and b.table.id == MATRIX), None)
    if matrix is None:
        return
    strings = report.strings
    names = tuple(Column(key, strings[key], is_code=True) for key in ("database", "schema", "table", "target_name"))
    pairs = list(zip(matrix.rows, report.coverage.rows, strict=False))
    lines, differing = [], []
    columns: tuple[Column, ...] = ()
    for row, covered in pairs:
        subject = covered.subject
        name = tuple(Cell(formatting.name(text) if text else "") for text in (*subject.key[:3], subject.target))
        standing = row.cells[-1]
        for small in row.tables:
            if small.is_for_screen and small.columns[0].key == "comparison":
                columns = small.columns
                lines += [Row((*name, standing, *line.cells)) for line in small.rows]
            elif small.columns[0].key == "key":
                differing += [(name, small.columns, line) for line in small.rows]
    if lines:
        columns = (*names, Column("standing", strings["standing"], is_state=True), *columns)
        title = strings["by_comparison"]
        yield Plan(title, (), Table("by-comparison", title, columns, tuple(lines), len(lines), is_long=True))
    if differing:
        yield Plan(strings["differing_rows"], (), _differing(names, differing, strings["differing_rows"]))


def _differing(
    names: tuple[Column, ...], lines: Sequence[tuple[tuple[Cell, ...], tuple[Column, ...], Row]], title: str
) -> Table:
    """Join the differing rows of all tables; what one list has not stays empty."""
    columns = {column.key: column for _, own, _ in lines for column in own}
    rows = []
    for name, own, line in lines:
        cells = {column.key: cell for column, cell in zip(own, line.cells, strict=True)}
        rows.append(Row((*name, *(cells[key] if key in cells else Cell("") for key in columns))))
    return Table("differing-rows", title, (*names, *columns.values()), tuple(rows), len(rows), is_long=True)


def _figure(figure: Figure) -> Line:
    number = figure.text.replace(",", "")
    value = int(number) if number.isdecimal() and formatting.number(int(number)) == figure.text else None
    return Line((Cell(figure.label), Cell(figure.text, value, figure.state)))


def _chart_table(chart: Chart, report: Report) -> Table:
    labels = tuple(dict.fromkeys(segment.label for bar in chart.bars for segment in bar.segments))
    rows = []
    for bar in chart.bars:
        parts = {segment.label: Cell(segment.text, segment.value, segment.state) for segment in bar.segments}
        rows.append(Row((Cell(bar.label), *(parts.get(label, Cell("")) for label in labels), Cell(bar.text))))
    heads = (report.strings["item"], *labels, report.strings["total"])
    columns = tuple(Column(f"c{i}", head, is_number=i > 0) for i, head in enumerate(heads))
    return Table(chart.id, f"{chart.title}. {chart.description}", columns, tuple(rows), len(rows))


def _with_details(report: Report, plans: list[Plan]) -> list[Plan]:
    """Drop empty sheets, make the names of the others legal and distinct, add what unfolds below rows elsewhere."""
    kept = [plan for plan in plans if plan.parts or plan.table]
    names = _sheet_names([*(plan.title for plan in kept), report.strings["details"]])
    named = [
        replace(plan, title=name, heading=plan.heading or plan.title)
        for plan, name in zip(kept, names[:-1], strict=True)
    ]
    rows: list[Row] = []
    n_total = 0
    for plan in named:
        for table in (
            *(part for part in plan.parts if isinstance(part, Table)),
            *((plan.table,) if plan.table else ()),
        ):
            # the code columns name what a row is about; a table without one is told by its first cell
            index = next((i for i, column in enumerate(table.columns) if column.is_code), 0)
            for row in table.rows:
                n_total += len(row.details)
                rows += [
                    Row((Cell(plan.title), Cell(row.cells[index].text), Cell(pair.label), Cell(pair.text)))
                    for pair in row.details[: MAX_ROWS - len(rows)]
                ]
    if not rows:
        return named
    strings = report.strings
    cut = strings["shown_of_total"].format(shown=f"{len(rows):,}", total=f"{n_total:,}") if len(rows) < n_total else ""
    columns = (
        Column("sheet", strings["sheet"]),
        Column("item", strings["item"], is_code=True),
        Column("label", strings["details"]),
        Column("value", strings["value"], is_code=True),
    )
    table = Table("details", strings["details"], columns, tuple(rows), n_total, cut, is_long=True)
    return [*named, Plan(names[-1], (), table, strings["details"])]


def _sheet_names(titles: Iterable[str]) -> list[str]:
    names: list[str] = []
    for title in titles:
        base = _SHEET_NAME.sub(" ", one_line(title)).strip(" '") or "–"
        if _units(base, SHEET_NAME) != base:
            base = _units(base, SHEET_NAME - 1).rstrip(" '") + "…"
        name, number = base, 2
        while name.casefold() in {other.casefold() for other in names} or name.casefold() == "history":
            tail = f" ({number})"
            name, number = _units(base, SHEET_NAME - len(tail)).rstrip() + tail, number + 1
        names.append(name)
    return names


def _units(text: str, most: int) -> str:
    """Cut to so many UTF-16 units, never inside a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _height(parts: Iterable[Line | Table]) -> int:
    return sum(len(part.rows) + 3 if isinstance(part, Table) else _lines(part.cells[0].text, LINE) for part in parts)


# -- writing -----------------------------------------------------------------------------------------------------------


def _write(report: Report, plans: Sequence[Plan]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only those who ask for a workbook wait for openpyxl

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    pen = _Pen(report)
    for plan in plans:
        sheet = workbook.create_sheet(plan.title)
        pen.sheet(sheet, plan)
    properties = workbook.properties
    properties.title = inert(report.title)
    properties.subject = inert(report.subject_line)
    properties.creator = properties.lastModifiedBy = f"drs-report {report.version}"
    properties.language = report.lang
    return _packed(workbook, report.generated_at)


def _packed(workbook: Workbook, moment: datetime) -> bytes:
    """Save with every time in the archive set to `moment`."""
    from openpyxl.xml.functions import tostring  # noqa: PLC0415 - see _write

    when = max(moment.astimezone(UTC), _FIRST_TIME).replace(microsecond=0)
    saved = io.BytesIO()
    workbook.save(saved)
    workbook.properties.created = workbook.properties.modified = when.replace(tzinfo=None)
    core = tostring(workbook.properties.to_tree())
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.comment = WORKBOOK_MARK
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, core if name == "docProps/core.xml" else source.read(name))
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks; cells of one look share one style."""

    face: str = "plain"
    """A key of `_FACES`."""
    state: State = "none"
    is_right: bool = False
    is_left: bool = False
    is_count: bool = False
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


class _Pen:
    """Writes plans; keeps one style for each look, since making one costs more than the cell."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.styles: dict[_Look, Any] = {}

    def sheet(self, sheet: Worksheet, plan: Plan) -> None:
        """Write one plan."""
        from openpyxl.utils import get_column_letter as letter  # noqa: PLC0415 - see _write
        from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 - see _write

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
            self.dress(sheet.cell(number, start, last.value), _Look(line.look, last.state, is_left=True, is_count=True))
        else:
            self.text(sheet, number, start, last, _Look(line.look, last.state))
        if len(widths) > start:
            sheet.merge_cells(start_row=number, start_column=start, end_row=number, end_column=len(widths))
        size = _FACES[line.look][1] * 1.36
        room = int(sum(widths[start - 1 :]) * 11 / _FACES[line.look][1] * 0.9)
        n_lines = max(_lines(last.text, max(room, 10)), _lines(line.cells[0].text, int(widths[0])) if start > 1 else 1)
        sheet.row_dimensions[number].height = min(TALLEST_ROW, round(size * n_lines, 2))

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
        for index, column in enumerate(table.columns, start=1):
            self.text(sheet, number, index, Cell(column.label), _Look("bold", is_head=True, is_ruled=True))
        for row in table.rows:
            number += 1
            for index, (value, column) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
                self.value(sheet, number, index, value, column)
            # programs other than Excel do not fit a row to its text by themselves
            n_lines = max(_lines(cell.text, int(width)) for cell, width in zip(row.cells, widths, strict=False))
            if n_lines > 1:
                sheet.row_dimensions[number].height = min(TALLEST_ROW, 15 * n_lines)
        return number + 1

    def value(self, sheet: Worksheet, row: int, column: int, value: Cell, kind: Column) -> None:
        """Write a table's cell; a number is one where a spreadsheet keeps all of its digits."""
        face = "code" if kind.is_code else "plain"
        if not (kind.is_number and _is_number(value)):
            self.text(sheet, row, column, value, _Look(face, value.state, is_right=kind.is_number))
            return
        cell = sheet.cell(row, column, value.value)
        self.dress(cell, _Look(face, value.state, is_right=True, is_count=True))

    def text(self, sheet: Worksheet, row: int, column: int, value: Cell, look: _Look) -> None:
        """Write text as text and nothing else."""
        text = _cell_text(value.text, self.report)
        cell = sheet.cell(row, column)
        if text:
            cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
            cell.data_type = "s"
        self.dress(cell, replace(look, is_quoted=True) if text.startswith(_FORMULA_START) else look)

    def dress(self, cell: Any, look: _Look) -> None:
        """Give a cell its look."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - see _write

        known = self.styles.get(look)
        if known is not None:
            cell._style = known  # noqa: SLF001 - how openpyxl's own documentation copies a style
            return
        name, size, is_bold, is_italic = _FACES[look.face]
        back, colour = FILLS.get(look.state, ("", "000000"))
        cell.font = Font(name=name, size=size, bold=is_bold, italic=is_italic, color=colour)
        cell.alignment = Alignment(
            vertical="top", wrap_text=True, horizontal="right" if look.is_right else "left" if look.is_left else None
        )
        if back or look.is_head:
            cell.fill = PatternFill("solid", fgColor=back or "E7E6E6")
        if look.is_ruled:
            cell.border = Border(bottom=Side(style="thin", color="808080"))
        if look.is_count:
            cell.number_format = "#,##0"
        if look.is_quoted:
            cell.quotePrefix = True
        self.styles[look] = cell._style  # noqa: SLF001 - see above


def _cell_text(text: str, report: Report) -> str:
    """Make a text fit for a cell: inert, with line feeds only, and cut where a cell ends, which it then says."""
    text = inert(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        note = report.strings["text_length"].format(total=f"{len(text):,}")
        text = _units(text, MAX_TEXT - len(note)) + note
    return text


def _is_number(cell: Cell) -> bool:
    """Whether a spreadsheet keeps every digit of the cell's number: of bytes, of rows, of a share's part."""
    value = cell.value
    return isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) <= MAX_DIGITS


def _is_plain_count(cell: Cell) -> bool:
    """Whether the number says all that the text says."""
    return isinstance(cell.value, int) and _is_number(cell) and cell.text == formatting.number(cell.value)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-_columns(line) // width)) for line in text.split("\n"))


def _width(table: Table, index: int) -> float:
    """Return a column's width by what most of its cells need."""
    if index >= len(table.columns):
        return WIDTHS[0]
    texts = [table.columns[index].label + "    ", *(row.cells[index].text for row in table.rows[:2000])]
    longest = max((max(map(_columns, text.split("\n"))) for text in texts), default=0)
    return float(min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))


def _columns(text: str) -> int:
    """Return how wide a text is: full-width characters count twice."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


RENDERER = Renderer("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _make)
