"""How one file was read: what it is, its sheets and headings, and what lies outside its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drs_report.comparisons.unread import unread_cells
from drs_report.language import formatting
from drs_report.language.places import rows_of
from drs_report.language.remarks import telling
from drs_report.language.translator import Words, mark
from drs_report.records.document import Cell, Column, Row, Table
from drs_report.records.reading import BlockRecognition, ColumnMatch, Leftover, Rest, SheetRecognition, Source
from drs_report.records.remarks import Remark
from drs_report.report.material import Material

_SHEET_STATES = {"visible": mark("visible"), "hidden": mark("hidden"), "very_hidden": mark("very hidden")}

_REASONS = {
    Rest.TITLE: mark("title line"),
    Rest.META: mark("line of facts about the comparison"),
    Rest.NOTE: mark("footer, legend or total"),
    Rest.TAUGHT: mark("declared harmless by a layout file"),
    Rest.OTHER: mark("table of a comparison that is not judged"),
    Rest.TABLE: mark("looks like a table that we do not know"),
    Rest.ROW: mark("row that fits no table"),
}

_META = {
    "compare_type": mark("Comparison, as the file says"),
    "compare_start_time": mark("Comparison began, as the file says"),
    "compare_end_time": mark("Comparison ended, as the file says"),
    "compare_time": mark("Comparison time, as the file says"),
    "compare_status": mark("Comparison status, as the file says"),
    "sample_percent": mark("Sampled share, as the file says"),
}


def tables_of(m: Material, source: Source) -> tuple[Table, ...]:
    """Return what a screen unfolds below a file: how it was read, its sheets, its headings, what was left over."""
    made = (_reading(m, source), _sheets(m, source), _headings(m, source), _unread(m, source))
    return tuple(replace(table, is_for_screen=True) for table in made if table is not None)


def _reading(m: Material, source: Source) -> Table:
    """Return how a file was recognised, what it says of itself, and what its reader remarks."""
    w, read = m.words, source.recognition
    decided_by = telling(w, read.decided_by) if read.decided_by else formatting.DASH
    pairs = [(w.t("How the comparison was recognised"), decided_by), (w.t("Reader"), formatting.visible(read.engine))]
    for name, text in read.meta:
        label = w.raw(_META[name]) if name in _META else formatting.visible(name)
        pairs.append((label, formatting.visible(text)))
    pairs += [(w.t("Rows in frame {frame}", frame=frame), formatting.number(n)) for frame, n in source.n_rows.items()]
    pairs += [(w.t("Note of the reader"), telling(w, note)) for note in read.notes]
    columns = (Column("what", w.t("What")), Column("text", w.t("Content")))
    rows = tuple(Row((Cell(label), Cell(w.clip(text, m.caps.text)))) for label, text in pairs)
    return Table("", w.t("How it was read"), columns, rows, len(rows))


def _sheets(m: Material, source: Source) -> Table:
    w = m.words
    columns = (
        Column("sheet", w.t("Sheet"), is_code=True),
        Column("state", w.t("Visibility")),
        Column("rows", w.t("Rows")),
        Column("frame", w.t("Read as"), is_code=True),
        Column("header", w.t("Heading rows")),
        Column("n_rows", w.t("Data rows"), is_number=True),
        Column("score", w.t("Known headings")),
        Column("title", w.t("Title above"), is_code=True),
    )
    rows = [row for sheet in source.recognition.sheets for row in _sheet_rows(m, sheet)]
    table = m.table("", w.t("Sheets and the tables found in them"), columns, rows, lambda row: row)
    return replace(table, empty_note=w.t("The workbook has no sheet."))


def _sheet_rows(m: Material, sheet: SheetRecognition) -> Iterator[Row]:
    w = m.words
    name, state = formatting.name(sheet.sheet), w.raw(_SHEET_STATES[sheet.state])
    if not sheet.blocks:
        dash = Cell(formatting.DASH)
        text = w.t("no table") if sheet.n_rows else w.t("empty")
        cells = (Cell(name, name), Cell(state), dash, Cell(text), dash, Cell("0", 0), dash, dash)
        yield Row(cells, state="open" if sheet.is_unclassified else "none")
    for block in sheet.blocks:
        header = formatting.row_ranges(block.header_rows)
        if not header:
            header = w.t("none; continues sheet {name}", name=block.continues) if block.continues else w.t("none")
        known = sum(1 for column in block.columns if column.column and not column.is_extra)
        title = w.clip(formatting.name(block.title), m.caps.cell_text) if block.title else formatting.DASH
        yield Row(
            cells=(
                Cell(name, name),
                Cell(state),
                Cell(_span(block), block.first_row),
                Cell(formatting.visible(block.frame), block.frame),
                Cell(header),
                Cell(formatting.number(block.n_rows), block.n_rows),
                Cell(w.t("{part} of {total}", part=known, total=len(block.columns)), block.score),
                Cell(title, block.title),
            )
        )


def _span(part: BlockRecognition | Leftover) -> str:
    return str(part.first_row) if part.first_row == part.last_row else f"{part.first_row}–{part.last_row}"


def _headings(m: Material, source: Source) -> Table | None:
    w = m.words
    headings = [(sheet, column) for sheet, block in source.recognition.blocks for column in block.columns]
    if not headings:
        return None
    columns = (
        Column("sheet", w.t("Sheet"), is_code=True),
        Column("letter", w.t("Column"), is_code=True),
        Column("heading", w.t("Heading in the file"), is_code=True),
        Column("column", w.t("Read as"), is_code=True),
        Column("score", w.t("Certainty")),
        Column("reason", w.t("Why")),
    )
    return m.table("", w.t("Headings and what they were read as"), columns, headings, lambda one: _heading(m, *one))


def _heading(m: Material, sheet: SheetRecognition, column: ColumnMatch) -> Row:
    w, most = m.words, m.caps.cell_text
    is_known = column.column is not None and not column.is_extra
    meaning = w.t("left out on purpose") if column.column is None else formatting.visible(column.column)
    return Row(
        cells=(
            Cell(formatting.name(sheet.sheet), sheet.sheet),
            Cell(column.letter, column.letter),
            Cell(w.clip(formatting.visible(column.heading), most), column.heading),
            Cell(w.clip(meaning, most), column.column),
            Cell(_certainty(w, column.score, is_known=is_known), column.score),
            Cell(w.clip(telling(w, column.reason), most) if column.reason else ""),
        ),
        state="warn" if column.column is not None and not is_known else "none",
    )


def _certainty(w: Words, score: float, *, is_known: bool) -> str:
    if not is_known:
        return w.t("unknown heading, kept and not judged")
    return w.t("known heading") if score >= 1 else w.t("decided by its neighbours or cells")


def problem_of(w: Words, column: str, what: Remark) -> str:
    """Return what is wrong with cells of a column."""
    return w.t("column {column}: {problem}", column=column, problem=telling(w, what))


def _unread(m: Material, source: Source) -> Table | None:
    """Return what of a file lies outside its tables or was not understood in them: words, cells, rows."""
    w, found = m.words, list[tuple[SheetRecognition, str, str, str, int, bool]]()
    for sheet in source.recognition.sheets:
        cells = (one for block in sheet.blocks for one in unread_cells(source.compare_type, block))
        for one in cells:
            what, where = problem_of(w, one.column, one.what), rows_of(w, one.rows, one.n)
            found.append((sheet, what, where, one.text, one.n, one.is_open))
        for left in sheet.leftovers:
            what, where = w.raw(_REASONS[left.reason]), w.n("row {rows}", "rows {rows}", left.n_rows, rows=_span(left))
            found.append((sheet, what, where, " | ".join(left.sample), left.n_rows, left.reason.is_open))

    def row(of_it: tuple[SheetRecognition, str, str, str, int, bool]) -> Row:
        sheet, what, where, text, n, is_open = of_it
        name, shown = formatting.name(sheet.sheet), w.clip(formatting.visible(text), m.caps.cell_text)
        cells = (Cell(what), Cell(name, sheet.sheet), Cell(where), Cell(shown), Cell(formatting.number(n), n))
        return Row(cells, state="open" if is_open else "none")

    columns = (
        Column("what", w.t("What")),
        Column("sheet", w.t("Sheet"), is_code=True),
        Column("where", w.t("Where")),
        Column("text", w.t("First such text"), is_code=True),
        Column("n", w.t("Count"), is_number=True),
    )
    caption = w.t("Rows outside the tables, unknown words and unreadable cells")
    return m.table("", caption, columns, found, row) if found else None
