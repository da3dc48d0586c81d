"""What nobody understood in the files, told first, each thing with the lines of a layout file that settle it."""

from __future__ import annotations

from drs_report.language import formatting, labels
from drs_report.records.document import Block, Cell, Column, Pair, Row, Section, Table
from drs_report.records.reading import NotUnderstood, Source
from drs_report.report.caps import cut_note
from drs_report.report.file_reading import unread_rows
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
    shown = entries[: m.caps.table_rows]
    rows = tuple(
        Row(
            (
                Cell(w.clip(formatting.visible(entry.text), m.caps.cell_text), entry.text, "open"),
                Cell(labels.part_of_file(w, entry.kind)),
                Cell(formatting.name(source.origin.name), source.origin.name),
                Cell(formatting.name(entry.sheet), entry.sheet),
                Cell(formatting.row_ranges(entry.rows) or formatting.DASH),
                Cell(formatting.number(entry.n_cells), entry.n_cells),
            ),
            state="open",
        )
        for source, entry in shown
    )
    return Table(
        id="not-understood-table",
        caption=w.t("Texts whose meaning nobody knows"),
        columns=(
            Column("text", w.t("Text"), is_code=True),
            Column("kind", w.t("What it is")),
            Column("file", w.t("File"), is_code=True),
            Column("sheet", w.t("Sheet"), is_code=True),
            Column("rows", w.t("Rows")),
            Column("n", w.t("Cells"), is_number=True),
        ),
        rows=rows,
        n_total=len(entries),
        cut_note=cut_note(w, len(shown), len(entries)),
        is_long=True,
    )


def _others(m: Material, others: list[tuple[Source, Row]]) -> Table:
    w = m.words
    shown = others[: m.caps.table_rows]
    return Table(
        id="unread-table",
        caption=w.t("Unknown results, unreadable cells and rows that fit no table"),
        columns=(
            Column("what", w.t("What")),
            Column("file", w.t("File"), is_code=True),
            Column("sheet", w.t("Sheet"), is_code=True),
            Column("where", w.t("Where")),
            Column("text", w.t("First such text"), is_code=True),
            Column("n", w.t("Count"), is_number=True),
        ),
        rows=tuple(
            Row((row.cells[0], Cell(formatting.name(source.origin.name)), *row.cells[1:]), state=row.state)
            for source, row in shown
        ),
        n_total=len(others),
        cut_note=cut_note(w, len(shown), len(others)),
        is_long=True,
    )
