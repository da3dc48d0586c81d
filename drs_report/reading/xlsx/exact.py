"""The exact reader: a workbook's sheets as batches of cells, memory bounded by a batch and the shared texts.

It reads every cell as Excel would show it or refuses the file. Where the file is irregular but has one meaning (cells
or rows out of order, references left out, wrong dimensions), it gives that meaning and says so in `notes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import BinaryIO, Self

from drs_report.reading.xlsx.asides import read_asides
from drs_report.reading.xlsx.book import read_book
from drs_report.reading.xlsx.cells import Batch, CellValue, Sheet
from drs_report.reading.xlsx.guard import Limits, over_limit
from drs_report.reading.xlsx.parts import open_package, refuse_declarations
from drs_report.reading.xlsx.references import LETTERS
from drs_report.reading.xlsx.rows import BLANK, Row, Source, read_rows, refuse_contradiction
from drs_report.reading.xlsx.strings import read_shared_strings
from drs_report.reading.xlsx.survey import survey_sheet

__all__ = ["ExactReader"]

_BATCH_CELLS = 2_000_000
"""Cells of a batch, padding included; a batch is cut short rather than be larger."""


class ExactReader:
    """An open workbook; see `drs_report.reading.xlsx.cells.WorkbookReader`."""

    def __init__(self, stream: BinaryIO, file: str, limits: Limits, *, is_owner: bool) -> None:
        self._stream = stream
        self._is_owner = is_owner
        package = open_package(stream, file, limits)
        book = read_book(package)
        self._package, self._book = package, book
        self._notes: dict[str, None] = dict.fromkeys(book.notes)
        self._surveys = tuple(survey_sheet(package, tab.entry) for tab in book.tabs)
        self._shared: Sequence[str] = read_shared_strings(package, book.shared_strings) if book.shared_strings else ()
        for entry in package.entries.values():
            if entry.name.lower().endswith((".xml", ".rels", ".vml")):
                refuse_declarations(package, entry)
        self._sheets = tuple(
            Sheet(index, tab.name, tab.state, survey.merged, read_asides(package, tab, survey, book.formats))
            for index, (tab, survey) in enumerate(zip(book.tabs, self._surveys, strict=True))
        )

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every worksheet in tab order."""
        return self._sheets

    @property
    def notes(self) -> tuple[str, ...]:
        """What was met and put right so far; complete once every sheet has been read."""
        return tuple(self._notes)

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the cells of `sheet` in batches of at most `size` rows."""
        book, survey = self._book, self._surveys[sheet.index]
        tab = book.tabs[sheet.index]
        source = Source(
            package=self._package,
            tab=tab,
            survey=survey,
            formats=book.formats,
            is_1904=book.is_1904,
            is_stale=book.is_stale,
            shared=self._shared,
            note=self._note,
        )
        if survey.is_ascending:
            return _batches(read_rows(source), size)
        self._note(f"The rows of sheet {tab.name!r} are not in order in the file; they were sorted by their number.")
        return _batches(_gather(source), size)

    def close(self) -> None:
        """Give the file back, unless it is the caller's own stream."""
        if self._is_owner:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _batches(chunks: Iterator[tuple[list[int], list[Row]]], size: int) -> Iterator[Batch]:
    """Cut the stream of rows into batches of at most `size` rows and `_BATCH_CELLS` cells, turned to columns."""
    numbers: list[int] = []
    rows: list[Row] = []
    width = 0
    for more_numbers, more_rows in chunks:
        for number, row in zip(more_numbers, more_rows, strict=True):
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
    columns: list[tuple[CellValue, ...]] = list(zip_longest(*rows))  # type: ignore[arg-type]  # blanks were taken out
    return Batch(numbers, columns)


def _gather(source: Source) -> Iterator[tuple[list[int], list[Row]]]:
    """Hold the whole of a disordered sheet, join what is said of the same row, and give the rows in order."""
    gathered: dict[int, Row] = {}
    n_cells = 0
    package, name = source.package, source.tab.name
    most = package.limits.n_unordered_cells
    for numbers, rows in read_rows(source):
        for number, row in zip(numbers, rows, strict=True):
            n_cells += len(row) + 1
            if n_cells > most:
                what = f"the rows of sheet {name!r} are not in order and hold more than {most:,} cells"
                raise over_limit(package.file, package.limits, "n_unordered_cells", what)
            if number not in gathered:
                gathered[number] = row
                continue
            known = gathered[number]
            known.extend([None] * (len(row) - len(known)))
            for column, value in enumerate(row):
                if value is not None:
                    if known[column] is not None:
                        refuse_contradiction(source, f"{LETTERS[column]}{number}", known[column], value)
                    known[column] = value
    for number in sorted(gathered):
        row = [None if value is BLANK else value for value in gathered[number]]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield [number], [row]
