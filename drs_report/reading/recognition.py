"""How a workbook was understood, as a record: every sheet, block and column, and what was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drs_report.reading.tables.accounts import FileAccount
from drs_report.reading.tables.blocks import is_unjudged
from drs_report.reading.tables.conversion import cell_text
from drs_report.reading.tables.deciding import not_judged
from drs_report.reading.tables.frames import Part, extra_names
from drs_report.reading.tables.headings import NO_PLACE
from drs_report.reading.tables.scans import SheetScan
from drs_report.reading.tables.tally import Tally
from drs_report.reading.xlsx.cells import LETTERS
from drs_report.records.reading import BlockRecognition, ColumnMatch, Leftover, Recognition, Rest, SheetRecognition
from drs_report.records.remarks import Remark, RemarkKind, remark


def recognise(scans: Sequence[SheetScan], accounts: FileAccount, engine: str, notes: Sequence[Remark]) -> Recognition:
    """Say how a workbook was understood; which comparison it is of, and who says so, is left open."""
    return Recognition(
        compare_type="",
        decided_by=None,
        engine=engine,
        sheets=tuple(_recognised(scan, accounts.parts, one) for scan, one in zip(scans, accounts.sheets, strict=True)),
        meta=tuple(fact for scan in scans for fact in scan.meta),
        notes=tuple(notes),
        not_understood=accounts.not_understood,
        not_judged=not_judged(scans),
    )


def _recognised(scan: SheetScan, used: Mapping[int, Part], tally: Tally) -> SheetRecognition:
    leftovers = [Leftover(x.first_row, x.last_row, x.n_rows, x.reason, x.sample) for x in scan.loose]
    blocks = []
    for block in scan.blocks:
        part = used.get(id(block))
        if part is not None:
            blocks.append(_recognised_block(part))
            continue
        texts = [m.heading for m in block.meanings] if block.header_rows else [*map(cell_text, block.first_cells)]
        n_rows = block.n_rows + len(block.header_rows)
        first = block.header_rows[0] if block.header_rows else block.first_row
        last = block.last_row or first
        reason = Rest.OTHER if is_unjudged(block) else Rest.TABLE
        leftovers.append(Leftover(first, last, n_rows, reason, tuple(texts[:12])))
    return SheetRecognition(
        sheet=scan.sheet.name,
        state=scan.sheet.state,
        n_rows=scan.n_rows,
        blocks=tuple(blocks),
        leftovers=tuple(sorted(leftovers, key=lambda x: x.first_row)),
        n_cells=scan.n_cells,
        roles=tally.roles(),
    )


def _recognised_block(part: Part) -> BlockRecognition:
    block, fit = part.block, part.fit
    extra = extra_names(block, fit)
    columns, words, problems = [], [], []
    for m in sorted(block.meanings, key=lambda m: m.column):
        column = fit.columns.get(m.column)
        name = column.name if column else extra.get(m.column)
        reason = m.reason or (None if column else _why_not(m.name))
        columns.append(ColumnMatch(LETTERS[m.column], m.heading, name, m.score, reason))
        if column is not None:
            builder = block.typed[m.column]
            words += [replace(word, column=column.name) for word in builder.unknown_words]
            problems += [replace(problem, column=column.name) for problem in builder.problems]
        elif m.column in block.plain:
            problems += [replace(problem, column=name or "") for problem in block.plain[m.column].problems]
    header = block.header_rows[-1] if block.header_rows else 0
    return BlockRecognition(
        frame=fit.schema.frame,
        header_rows=block.header_rows,
        first_row=block.first_row or header,
        last_row=block.last_row or header,
        n_rows=block.n_rows,
        title=block.title.text,
        columns=tuple(columns),
        score=block.score,
        continues=block.continues,
        unknown_words=tuple(words),
        problems=tuple(problems),
    )


def _why_not(meaning: str | None) -> Remark:
    if meaning is None:
        return remark(RemarkKind.UNKNOWN_HEADING)
    if meaning in NO_PLACE:
        return remark(RemarkKind.LEFT_OUT)
    return remark(RemarkKind.NO_SUCH_COLUMN, column=meaning)
