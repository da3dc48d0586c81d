"""A second opinion: openpyxl reads the file too, and wherever it reads another cell than ours the file is refused.

openpyxl's streaming mode believes the dimension tag, gives no rows of a strict workbook, drops cells and rows that
are out of order, and decodes no escapes of inline text. The first is switched off here; for the next two the file is
refused at once, by name; the rest is settled cell by cell, since every cell is compared with the exact reader's. What
is given out are the exact reader's cells, which also tell what openpyxl cannot (formulas without a result, shares).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import openpyxl

from drs_report.errors import UnreadableWorkbookError
from drs_report.reading.xlsx import Limits
from drs_report.reading.xlsx.cells import Batch, CellValue, ErrorValue, Sheet
from drs_report.reading.xlsx.exact import ExactReader
from drs_report.reading.xlsx.meaning import UNCALCULATED, decode_escapes

__all__ = ["OpenpyxlReader", "open_confirmed"]

_REMEDY = "Look at the file before you trust it."
_END: tuple[float, tuple[Any, ...]] = (float("inf"), ())
_TOLERANCE = timedelta(milliseconds=1)
"""openpyxl rounds moments by another rule."""


@contextmanager
def open_confirmed(
    source: bytes | BinaryIO, *, name: str = "case.xlsx", limits: Limits | None = None
) -> Iterator[OpenpyxlReader]:
    """Open a workbook with both readers."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    yield OpenpyxlReader(ExactReader(stream, name, limits or Limits()), stream, name)


class OpenpyxlReader:
    """An open workbook that two readers agree on; see `drs_report.reading.xlsx.cells.WorkbookReader`."""

    def __init__(self, exact: ExactReader, stream: BinaryIO, file: str) -> None:
        self._exact = exact
        self._file = file
        if exact._book.is_strict:
            raise self._refusal("openpyxl gives no rows of a workbook in the strict flavour of the format")
        names = [sheet.name for sheet in exact.sheets]
        if len(set(names)) != len(names):
            raise self._refusal("openpyxl cannot tell apart sheets of the same name")
        stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about styles and extensions; cells are compared below
                self._book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            raise self._failure(error) from error

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every worksheet in tab order."""
        return self._exact.sheets

    @property
    def notes(self) -> tuple[str, ...]:
        """The exact reader's notes."""
        return self._exact.notes

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the cells of `sheet`, each batch as soon as openpyxl has given the same."""
        theirs = self._rows(sheet)
        found, cells = next(theirs, _END)
        for batch in self._exact.batches(sheet, size=size):
            for number, row in zip(batch.rows, zip(*batch.columns, strict=True), strict=True):
                if found < number:
                    raise self._refusal(f"openpyxl has a row {found:,} more in sheet {sheet.name!r}")
                self._compare(sheet, number, row, cells if found == number else ())
                if found == number:
                    found, cells = next(theirs, _END)
            yield batch
        if found != _END[0]:
            raise self._refusal(f"openpyxl has a row {found:,} more in sheet {sheet.name!r}")

    def _rows(self, sheet: Sheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows of openpyxl that hold a value, with their numbers."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                worksheet = self._book[sheet.name]
                worksheet.reset_dimensions()
                rows = worksheet.iter_rows()
            number = 0
            while True:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    row = next(rows, None)
                if row is None:
                    return
                number += 1
                if any(cell.value is not None and cell.value != "" for cell in row):
                    yield number, row
        except Exception as error:
            raise self._failure(error) from error

    def _compare(self, sheet: Sheet, number: int, ours: tuple[CellValue, ...], theirs: tuple[Any, ...]) -> None:
        for column in range(max(len(ours), len(theirs))):
            exact = ours[column] if column < len(ours) else None
            value = theirs[column].value if column < len(theirs) else None
            if not _agree(exact, value):
                where = f"row {number:,}, column {column + 1} of sheet {sheet.name!r}"
                raise self._refusal(f"the two readers differ at {where}: {exact!r:.60} against {value!r:.60}")

    def _refusal(self, what: str) -> UnreadableWorkbookError:
        return UnreadableWorkbookError(self._file, f"{what}.", remedy=_REMEDY)

    def _failure(self, error: Exception) -> UnreadableWorkbookError:
        return self._refusal(f"openpyxl fails with {type(error).__name__}: {error!s:.120}")


def _agree(exact: CellValue, theirs: object) -> bool:
    """Whether openpyxl's value says the same as ours, as far as openpyxl can say it."""
    if exact is None or exact == "":
        return theirs is None or theirs == ""
    if exact == UNCALCULATED:
        return theirs is None
    if isinstance(exact, ErrorValue):
        return theirs == exact.code
    if isinstance(exact, bool) or isinstance(theirs, bool):
        return exact is theirs
    if isinstance(exact, str):
        return isinstance(theirs, str) and exact in (theirs, decode_escapes(theirs))
    if isinstance(exact, (int, float)):
        return isinstance(theirs, (int, float)) and exact == theirs
    return _same_moment(exact, theirs)


def _same_moment(exact: datetime | time | timedelta, theirs: object) -> bool:
    if isinstance(theirs, date) and not isinstance(theirs, datetime):
        theirs = datetime.combine(theirs, time())
    if isinstance(exact, datetime) and isinstance(theirs, datetime):
        return abs(exact - theirs) <= _TOLERANCE
    if isinstance(exact, timedelta) and isinstance(theirs, timedelta):
        return abs(exact - theirs) <= _TOLERANCE
    if isinstance(exact, time) and isinstance(theirs, time):
        day = date(2000, 1, 1)
        return abs(datetime.combine(day, exact) - datetime.combine(day, theirs)) <= _TOLERANCE
    return False
