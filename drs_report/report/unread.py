"""What nobody understood in the files, told first, each thing with the lines of a layout file that settle it."""

from __future__ import annotations

from dataclasses import replace

from drs_report.comparisons.unread import open_things
from drs_report.language import formatting, labels
from drs_report.records.document import Block, Cell, Column, Pair, Row, Section, Table
from drs_report.records.reading import NotUnderstood, Source
from drs_report.report.file_reading import problem_of
from drs_report.report.material import Material


def section(m: Material) -> Section | None:
    """Return what was not understood, by file; None where all was."""
    w = m.words
    entries = [(source, entry) for source in m.sources for entry in open_things(source.recognition)]
    if not entries:
        return None
    lead = w.t(
        "Each of these stands in the way of a PASS until a person has looked at it. What is harmless is taught by a "
        "layout file (--layout), once for all files of this form; the reason is printed in the report."
    )
    blocks = [Block(paragraph=lead), Block(table=_table(m, entries))]
    lines = list(dict.fromkeys(entry.teaching for _, entry in entries if entry.teaching))
    if lines and not m.is_redacted:
        text = "\n\n".join(lines[: m.caps.table_rows])
        label = w.t("Layout file that would call all of it harmless: keep only what is")
        blocks.append(Block(pairs=(Pair(label, formatting.visible(text, keep_lines=True), is_code=True),)))
    return Section("not-understood", w.t("What was not understood"), tuple(blocks))


def _table(m: Material, entries: list[tuple[Source, NotUnderstood]]) -> Table:
    w = m.words

    def row(of_file: tuple[Source, NotUnderstood]) -> Row:
        source, entry = of_file
        cells = (
            Cell(w.clip(formatting.visible(entry.text), m.caps.cell_text), entry.text, "open"),
            Cell(problem_of(w, entry.column, entry.reason) if entry.reason else labels.part_of_file(w, entry.kind)),
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
