"""What nobody understood in the files, told first, each thing with the lines of a layout file that settle it."""

from __future__ import annotations

from dataclasses import replace

from drs_report.language import formatting, labels
from drs_report.records.document import Block, Cell, Column, Pair, Row, Section, Table
from drs_report.records.reading import NotUnderstood, Source
from drs_report.report.file_reading import unread_columns, unread_rows
from drs_report.report.material import Material


def section(m: Material) -> Section | None:
    """Return what was not understood, by file; None where all was."""
    w = m.words
    entries = [(source, entry) for source in m.sources for entry in source.recognition.not_understood]
    others = [(source, row) for source in m.sources for row in unread_rows(m, source) if row.state == "open"]
    if not entries and not others:
        return None
    lead = w.t(
        "Each of these stands in the way of a PASS until a person has looked at it. What is harmless is taught by a "
        "layout file (--layout), once for all files of this form; the reason is printed in the report."
    )
    blocks = [Block(paragraph=lead)]
    if entries:
        blocks.append(Block(table=_table(m, entries)))
        lines = list(dict.fromkeys(entry.teaching for _, entry in entries if entry.teaching))
        if lines and not m.is_redacted:
            text = "\n\n".join(lines[: m.caps.table_rows])
            label = w.t("Layout file that would call all of it harmless: keep only what is")
            blocks.append(Block(pairs=(Pair(label, formatting.visible(text, keep_lines=True), is_code=True),)))
    if others:
        blocks.append(Block(table=_others(m, others)))
    return Section("not-understood", w.t("What was not understood"), tuple(blocks))


def _table(m: Material, entries: list[tuple[Source, NotUnderstood]]) -> Table:
    w = m.words

    def row(of_file: tuple[Source, NotUnderstood]) -> Row:
        source, entry = of_file
        cells = (
            Cell(w.clip(formatting.visible(entry.text), m.caps.cell_text), entry.text, "open"),
            Cell(labels.part_of_file(w, entry.kind)),
            Cell(formatting.name(source.origin.name), source.origin.name),
            Cell(formatting.name(entry.sheet), entry.sheet),
            Cell(formatting.row_ranges(entry.rows) or formatting.DASH),
            Cell(formatting.number(entry.n_cells), entry.n_cells),
        )
        return Row(cells, state="open")

    columns = (
        Column("text", w.t("Text"), is_code=True),
        Column("kind", w.t("What it is")),
        Column("file", w.t("File"), is_code=True),
        Column("sheet", w.t("Sheet"), is_code=True),
        Column("rows", w.t("Rows")),
        Column("n", w.t("Cells"), is_number=True),
    )
    table = m.table("not-understood-table", w.t("Texts whose meaning nobody knows"), columns, entries, row)
    return replace(table, is_long=True)


def _others(m: Material, others: list[tuple[Source, Row]]) -> Table:
    w = m.words

    def row(of_file: tuple[Source, Row]) -> Row:
        source, own = of_file
        return replace(own, cells=(own.cells[0], Cell(formatting.name(source.origin.name)), *own.cells[1:]))

    what, *columns = unread_columns(w)
    columns = [what, Column("file", w.t("File"), is_code=True), *columns]
    caption = w.t("Unknown results, unreadable cells and rows that fit no table")
    return replace(m.table("unread-table", caption, columns, others, row), is_long=True)
