"""Our reader: a workbook's sheets as batches of cells, memory bounded by a batch and the shared texts.

It reads every cell as Excel would show it or refuses the file. Where the file is irregular but has one meaning (styles
that are not defined, references left out), it gives that meaning; what a reader should know of it stands in `notes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import BinaryIO

from drs_report.reading.xlsx.asides import read_asides
from drs_report.reading.xlsx.book import read_book
from drs_report.reading.xlsx.cells import Batch, Sheet
from drs_report.reading.xlsx.columns import Column
from drs_report.reading.xlsx.guard import Limits
from drs_report.reading.xlsx.meaning import Meaning
from drs_report.reading.xlsx.parts import open_package, refuse_declarations
from drs_report.reading.xlsx.rows import Row, RowList, RowReader, Source
from drs_report.reading.xlsx.shared import read_shared_strings
from drs_report.reading.xlsx.skimming import keep_freed_memory
from drs_report.reading.xlsx.spans import Chunk
from drs_report.reading.xlsx.survey import survey_sheet
from drs_report.reading.xlsx.texts import SharedTexts
from drs_report.records.remarks import Remark

_BATCH_CELLS = 2_000_000
"""Cells of a batch, padding included; a batch is cut short rather than be larger."""


class ExactReader:
    """An open workbook; see `drs_report.reading.xlsx.cells.WorkbookReader`."""

    def __init__(self, stream: BinaryIO, file: str, limits: Limits) -> None:
        keep_freed_memory()
        package = open_package(stream, file, limits)
        for entry in package.entries.values():
            if entry.name.lower().endswith((".xml", ".rels", ".vml")):
                refuse_declarations(package, entry)
        book = read_book(package)
        self._package, self._book = package, book
        self._notes: dict[Remark, None] = dict.fromkeys(book.notes)
        surveys = [survey_sheet(package, tab.entry) for tab in book.tabs]
        shared = read_shared_strings(package, book.shared_strings) if book.shared_strings else SharedTexts()
        self._shared = shared
        self._meaning = Meaning(shared, book.formats, book.is_1904, limits.cell_length)
        beside = read_asides(package, book, surveys, shared.struck)
        self.sheets = tuple(
            Sheet(index, tab.name, tab.state, survey.merged, asides)
            for index, (tab, survey, asides) in enumerate(zip(book.tabs, surveys, beside, strict=True))
        )

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What was met and put right so far; complete once every sheet has been read."""
        return tuple(self._notes)

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the cells of `sheet` in batches of at most `size` rows."""
        tab, is_stale = self._book.tabs[sheet.index], self._book.is_stale
        source = Source(self._package, tab, sheet.merged, self._meaning, self._shared, is_stale, self._note)
        yield from _batches(RowReader(source).read(), size)

    def _note(self, met: Remark) -> None:
        self._notes[met] = None


def _batches(chunks: Iterator[RowList | Chunk], size: int) -> Iterator[Batch]:
    """Cut the rows into batches of at most `size` rows and `_BATCH_CELLS` cells, turned to columns."""
    numbers: list[int] = []
    rows: list[Row] = []
    width = 0
    for chunk in chunks:
        if isinstance(chunk, Chunk):
            if rows:
                yield _batch(numbers, rows)
                numbers, rows, width = [], [], 0
            yield from _pieces(chunk, size)
            continue
        for number, row in zip(*chunk, strict=True):
            wider = max(width, len(row))
            if len(rows) >= size or (wider * (len(rows) + 1) > _BATCH_CELLS and rows):
                yield _batch(numbers, rows)
                numbers, rows, wider = [], [], len(row)
            numbers.append(number)
            rows.append(row)
            width = wider
    if rows:
        yield _batch(numbers, rows)


def _batch(numbers: list[int], rows: list[Row]) -> Batch:
    return Batch(numbers, [Column.of(values) for values in zip_longest(*rows)])


def _pieces(chunk: Chunk, size: int) -> Iterator[Batch]:
    for start in range(0, len(chunk.rows), size):
        columns = [column[start : start + size] for column in chunk.columns]
        while columns[-1].is_empty:
            columns.pop()
        yield Batch(chunk.rows[start : start + size], columns)
