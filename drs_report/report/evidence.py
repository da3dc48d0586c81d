"""The files the verdict rests on, how each was understood, what was left over, and the policy in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drs_report.findings.facts import fact_name, fact_value, is_code
from drs_report.language import formatting, labels
from drs_report.language.reader_notes import saying
from drs_report.language.translator import Words, mark
from drs_report.records.document import Attachment, Block, Cell, Column, Pair, Row, Section, State, Table
from drs_report.records.reading import BlockRecognition, Rest, SheetRecognition, Source
from drs_report.report.caps import cut_note
from drs_report.report.material import Material

__all__ = ["section", "unread_rows"]

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


def section(m: Material, attachments: Sequence[Attachment]) -> Section:
    """Return the evidence: the policy, all files, then each file's reading."""
    w = m.words
    blocks = [
        Block(
            paragraph=w.t(
                "No public description of these export files exists. Their layout was inferred from their headings, "
                "and all that was read, and all that was not understood, is listed here."
            )
        ),
        Block(
            paragraph=w.t(
                "Keep the result files with this report: the DRS documentation says that comparison results are "
                "cleared after 60 days. The comparisons were made by DRS, the service that moved the data; this "
                "report judges them and did not look into the databases itself."
            )
        ),
        Block(pairs=_policy(m)),
        Block(table=_files(m)),
    ]
    if attachments:
        blocks.append(Block(table=_attachments(m, attachments)))
    told = m.sources[: m.caps.files]
    if len(told) < len(m.sources):
        blocks.append(
            Block(paragraph=w.t("Files told sheet by sheet: {note}", note=cut_note(w, len(told), len(m.sources))))
        )
    parts = tuple(_file(m, number, source) for number, source in enumerate(told, start=1))
    return Section("evidence", w.t("Evidence"), tuple(blocks), parts)


def _policy(m: Material) -> tuple[Pair, ...]:
    w, verdict = m.words, m.verdict
    pairs = [
        Pair(w.t("Policy"), formatting.name(verdict.policy_name) or formatting.DASH, is_code=True),
        Pair(w.t("Policy fingerprint (SHA-256)"), verdict.policy_sha256 or formatting.DASH, is_code=True),
        Pair(w.t("Judged at"), formatting.time(verdict.judged_at)),
    ]
    pairs.extend(
        Pair(fact_name(w, fact.name), fact_value(w, fact, m.caps.text), is_code(fact)) for fact in verdict.policy_facts
    )
    return tuple(pairs)


def _files(m: Material) -> Table:
    w = m.words
    shown = m.sources[: m.caps.table_rows]
    rows = []
    for number, source in enumerate(shown, start=1):
        origin = source.origin
        state: State = "none" if source.is_superseded else "info"
        rows.append(
            Row(
                cells=(
                    Cell(formatting.name(origin.name), origin.name, href=_file_href(m, number)),
                    Cell(labels.compare_type(w, source.compare_type), source.compare_type),
                    Cell(formatting.size(origin.size), origin.size),
                    Cell(origin.sha256, origin.sha256),
                    Cell(formatting.time(source.started_at), source.started_at),
                    Cell(formatting.time(source.ended_at), source.ended_at),
                    Cell(formatting.time(origin.fetched_at), origin.fetched_at),
                    Cell(formatting.number(source.recognition.n_data_rows), source.recognition.n_data_rows),
                    Cell(
                        w.t("Superseded") if source.is_superseded else w.t("Used"),
                        "superseded" if source.is_superseded else "used",
                        state,
                    ),
                ),
                state=state,
            )
        )
    return Table(
        id="files-table",
        caption=w.t("Result files"),
        columns=(
            Column("file", w.t("File"), is_code=True),
            Column("compare_type", w.t("Comparison")),
            Column("size", w.t("Size"), is_number=True),
            Column("sha256", w.t("SHA-256"), is_code=True),
            Column("started_at", w.t("Comparison began")),
            Column("ended_at", w.t("Comparison ended")),
            Column("fetched_at", w.t("Downloaded")),
            Column("n_rows", w.t("Data rows"), is_number=True),
            Column("status", w.t("Status"), is_state=True),
        ),
        rows=tuple(rows),
        n_total=len(m.sources),
        cut_note=cut_note(w, len(shown), len(m.sources)),
        empty_note=w.t("No result file could be read."),
    )


def _attachments(m: Material, attachments: Sequence[Attachment]) -> Table:
    w = m.words
    shown = attachments[: m.caps.table_rows]
    return Table(
        id="attachments-table",
        caption=w.t("Data files beside this report"),
        columns=(
            Column("file", w.t("File"), is_code=True),
            Column("text", w.t("Content")),
            Column("size", w.t("Size"), is_number=True),
            Column("sha256", w.t("SHA-256"), is_code=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(formatting.name(one.filename), one.filename),
                    Cell(formatting.visible(one.text), one.text),
                    Cell(formatting.size(one.size), one.size),
                    Cell(one.sha256, one.sha256),
                )
            )
            for one in shown
        ),
        n_total=len(attachments),
        cut_note=cut_note(w, len(shown), len(attachments)),
    )


def _file_href(m: Material, number: int) -> str:
    return f"#file-{number}" if number <= m.caps.files else ""


def _file(m: Material, number: int, source: Source) -> Section:
    blocks = [Block(pairs=_origin(m, source)), Block(table=_sheets(m, number, source))]
    headings = _headings(m, number, source)
    if headings:
        blocks.append(Block(table=headings))
    unread = _unread(m, number, source)
    if unread:
        blocks.append(Block(table=unread))
    title = m.words.clip(formatting.name(source.origin.name), m.caps.cell_text)
    return Section(f"file-{number}", title, tuple(blocks), is_folded=True, note=_note(m, source))


def _note(m: Material, source: Source) -> str:
    """Say in one line what a file is and whether all of it was understood."""
    w, read = m.words, source.recognition
    n_open = len(read.not_understood) + sum(row.state == "open" for row in unread_rows(m, source))
    parts = [
        labels.compare_type(w, source.compare_type),
        w.n("{n} data row", "{n} data rows", read.n_data_rows),
        w.n("{n} sheet", "{n} sheets", len(read.sheets)),
        w.n("{n} thing not understood", "{n} things not understood", n_open) if n_open else w.t("all understood"),
    ]
    if source.is_superseded:
        parts.append(w.t("Superseded"))
    return " · ".join(parts)


def _origin(m: Material, source: Source) -> tuple[Pair, ...]:
    w, origin, read = m.words, source.origin, source.recognition
    size = w.n("{n} byte", "{n} bytes", origin.size)
    pairs = [
        Pair(w.t("Comparison"), labels.compare_type(w, source.compare_type)),
        Pair(w.t("How the comparison was recognised"), w.clip(saying(w, read.decided_by), m.caps.text)),
        Pair(w.t("SHA-256"), origin.sha256, is_code=True),
        Pair(w.t("Size"), size),
        Pair(w.t("Reader"), formatting.visible(read.engine), is_code=True),
    ]
    known: tuple[tuple[str, str | None], ...] = (
        (w.t("Downloaded"), formatting.time(origin.fetched_at) if origin.fetched_at else None),
        (w.t("Comparison began"), formatting.time(source.started_at) if source.started_at else None),
        (w.t("Comparison ended"), formatting.time(source.ended_at) if source.ended_at else None),
        (w.t("DRS task"), origin.job_id),
        (w.t("Compare job"), origin.compare_job_id),
        (w.t("Asked for as"), labels.compare_type(w, origin.compare_type) if origin.compare_type else None),
        (w.t("Language asked for"), origin.language),
        (w.t("Region"), origin.region),
        (w.t("Request"), origin.request_id),
    )
    pairs.extend(Pair(label, formatting.visible(text), is_code=True) for label, text in known if text)
    pairs.extend(
        Pair(
            w.raw(_META[name]) if name in _META else formatting.visible(name),
            w.clip(formatting.visible(text), m.caps.text),
        )
        for name, text in read.meta
    )
    pairs.extend(
        Pair(w.t("Rows in frame {frame}", frame=frame), formatting.number(n)) for frame, n in source.n_rows.items()
    )
    pairs.extend(
        Pair(w.t("Note of the reader"), w.clip(saying(w, note), m.caps.text), state="info") for note in read.notes
    )
    if source.is_superseded:
        text = w.t("A newer file of the same comparison speaks of the same tables; this one does not count.")
        pairs.append(Pair(w.t("Superseded"), text, state="info"))
    return tuple(pairs)


def _sheets(m: Material, number: int, source: Source) -> Table:
    w = m.words
    rows = [row for sheet in source.recognition.sheets for row in _sheet_rows(m, sheet)]
    shown = rows[: m.caps.table_rows]
    return Table(
        id=f"sheets-{number}",
        caption=w.t("Sheets and the tables found in them"),
        columns=(
            Column("sheet", w.t("Sheet"), is_code=True),
            Column("state", w.t("Visibility")),
            Column("rows", w.t("Rows")),
            Column("frame", w.t("Read as"), is_code=True),
            Column("header", w.t("Heading rows")),
            Column("n_rows", w.t("Data rows"), is_number=True),
            Column("score", w.t("Known headings")),
            Column("title", w.t("Title above"), is_code=True),
        ),
        rows=tuple(shown),
        n_total=len(rows),
        cut_note=cut_note(w, len(shown), len(rows)),
        empty_note=w.t("The workbook has no sheet."),
        is_long=True,
    )


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


def _span(block: BlockRecognition) -> str:
    return str(block.first_row) if block.first_row == block.last_row else f"{block.first_row}–{block.last_row}"


def _headings(m: Material, number: int, source: Source) -> Table | None:
    w = m.words
    rows = []
    for sheet in source.recognition.sheets:
        for block in sheet.blocks:
            for column in block.columns:
                is_known = column.column is not None and not column.is_extra
                if column.column is None:
                    meaning, state = w.t("left out on purpose"), "none"
                else:
                    meaning, state = formatting.visible(column.column), "none" if is_known else "warn"
                rows.append(
                    Row(
                        cells=(
                            Cell(formatting.name(sheet.sheet), sheet.sheet),
                            Cell(column.letter, column.letter),
                            Cell(w.clip(formatting.visible(column.heading), m.caps.cell_text), column.heading),
                            Cell(w.clip(meaning, m.caps.cell_text), column.column),
                            Cell(_certainty(w, column.score, is_known=is_known), column.score),
                            Cell(w.clip(saying(w, column.reason), m.caps.cell_text)),
                        ),
                        state="warn" if state == "warn" else "none",
                    )
                )
    if not rows:
        return None
    shown = rows[: m.caps.table_rows]
    return Table(
        id=f"headings-{number}",
        caption=w.t("Headings and what they were read as"),
        columns=(
            Column("sheet", w.t("Sheet"), is_code=True),
            Column("letter", w.t("Column"), is_code=True),
            Column("heading", w.t("Heading in the file"), is_code=True),
            Column("column", w.t("Read as"), is_code=True),
            Column("score", w.t("Certainty")),
            Column("reason", w.t("Why")),
        ),
        rows=tuple(shown),
        n_total=len(rows),
        cut_note=cut_note(w, len(shown), len(rows)),
        is_long=True,
    )


def _certainty(w: Words, score: float, *, is_known: bool) -> str:
    if not is_known:
        return w.t("unknown heading, kept and not judged")
    return w.t("known heading") if score >= 1 else w.t("decided by its neighbours or cells")


def unread_rows(m: Material, source: Source) -> list[Row]:
    """Return what of a file lies outside its tables or was not understood in them: words, cells, rows."""
    w = m.words
    rows: list[Row] = []

    def add(sheet: str, what: str, *, where: str, text: str, n: int, state: State) -> None:
        rows.append(
            Row(
                cells=(
                    Cell(what),
                    Cell(formatting.name(sheet), sheet),
                    Cell(where),
                    Cell(w.clip(formatting.visible(text), m.caps.cell_text)),
                    Cell(formatting.number(n), n),
                ),
                state=state,
            )
        )

    for sheet in source.recognition.sheets:
        for block in sheet.blocks:
            for word in block.unknown_words:
                what = w.t("unknown word in column {column}", column=word.column)
                where = _rows_text(w, word.rows, word.n)
                add(sheet.sheet, what, where=where, text=word.word, n=word.n, state="open")
            for problem in block.problems:
                what = w.t("column {column}: {problem}", column=problem.column, problem=saying(w, problem.what))
                where = _rows_text(w, problem.rows, problem.n)
                add(sheet.sheet, what, where=where, text=problem.sample, n=problem.n, state="open")
        for left in sheet.leftovers:
            what = w.raw(_REASONS[left.reason])
            span = str(left.first_row) if left.first_row == left.last_row else f"{left.first_row}–{left.last_row}"
            state: State = "open" if left.reason.is_open else "none"
            where = w.n("row {rows}", "rows {rows}", left.n_rows, rows=span)
            add(sheet.sheet, what, where=where, text=" | ".join(left.sample), n=left.n_rows, state=state)
    return rows


def _unread(m: Material, number: int, source: Source) -> Table | None:
    w, rows = m.words, unread_rows(m, source)
    if not rows:
        return None
    shown = rows[: m.caps.table_rows]
    return Table(
        id=f"unread-{number}",
        caption=w.t("Rows outside the tables, unknown words and unreadable cells"),
        columns=(
            Column("what", w.t("What")),
            Column("sheet", w.t("Sheet"), is_code=True),
            Column("where", w.t("Where")),
            Column("text", w.t("First such text"), is_code=True),
            Column("n", w.t("Count"), is_number=True),
        ),
        rows=tuple(shown),
        n_total=len(rows),
        cut_note=cut_note(w, len(shown), len(rows)),
        is_long=True,
    )


def _rows_text(w: Words, rows: Sequence[int], n: int) -> str:
    text = w.n("row {rows}", "rows {rows}", len(rows), rows=formatting.row_ranges(rows))
    return w.t("{rows} (+{n} more)", rows=text, n=n - len(rows)) if n > len(rows) else text
