"""What of a file nobody understood, and what of that stands in the way of a PASS: one answer for all who tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drs_report.comparisons import by_slug
from drs_report.records.columns import Kind
from drs_report.records.reading import BlockRecognition, NotUnderstood, Recognition
from drs_report.records.remarks import Remark, RemarkKind, remark

UNKNOWN_WORD = remark(RemarkKind.UNKNOWN_WORD)
UNREADABLE = "integrity.cell-unreadable"


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of one column that hold a word which nobody knows, or what the column cannot hold."""

    column: str
    what: Remark
    text: str
    n: int
    rows: tuple[int, ...]
    code: str
    """Of its finding; "" for a row's result, which has a finding of the row."""

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of a PASS."""
        return self.code in ("", UNREADABLE)


def unread_cells(compare_type: str, block: BlockRecognition) -> Iterator[Unread]:
    """Yield what of a table's cells nobody understood; where the comparison is not known all of it is open."""
    comparison = by_slug(compare_type) if compare_type else None
    schemas = [one for one in comparison.tables if one.frame == block.frame] if comparison else []
    columns = [column for schema in schemas for column in schema.columns]
    results = {column.name for column in columns if column.kind in (Kind.OUTCOME, Kind.OBJECT_OUTCOME)}
    statuses = {column.name for column in columns if column.kind is Kind.FULL_STATUS}
    # a row of the list beside a cell that cannot be read is open to review, whatever the cell was to say; a column that
    # the comparison does not have is asked about by its heading, and may be taught
    is_list = comparison is not None and comparison.names is not None and comparison.names.frame == block.frame
    open_columns = {column.name for column in columns if column.is_judged or is_list}
    for word in block.unknown_words:
        is_result = comparison is None or word.column in results
        code = "" if is_result else UNREADABLE if word.column in statuses else "integrity.unknown-word"
        yield Unread(word.column, UNKNOWN_WORD, word.word, word.n, word.rows, code)
    for problem in block.problems:
        # what is no time where others are may say that it still goes on
        is_open = comparison is None or problem.column in open_columns or problem.what.kind is RemarkKind.NOT_TIME
        code = UNREADABLE if is_open else "integrity.cell-ignored"
        yield Unread(problem.column, problem.what, problem.sample, problem.n, problem.rows, code)


def open_things(found: Recognition) -> tuple[NotUnderstood, ...]:
    """Return everything of a file that stands in the way of a PASS because nobody understood it."""
    cells = (
        NotUnderstood("cell", sheet.sheet, one.text, one.n, one.column, one.rows, reason=one.what)
        for sheet, block in found.blocks
        for one in unread_cells(found.compare_type, block)
        if one.is_open
    )
    told = {entry.sheet for entry in found.not_understood if entry.kind == "row"}
    rows = (
        NotUnderstood("row", sheet.sheet, " | ".join(left.sample), len(left.sample), rows=(left.first_row,))
        for sheet in found.sheets
        for left in sheet.leftovers
        if left.reason.is_open and sheet.sheet not in told
    )
    return (*found.not_understood, *cells, *rows)
