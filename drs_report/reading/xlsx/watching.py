"""An open workbook whose rows are counted as they are read, for a person who waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from drs_report.reading.xlsx.cells import Batch, Sheet, WorkbookReader
from drs_report.records.remarks import Remark

__all__ = ["Watched"]


class Watched:
    """A `WorkbookReader` that tells `on_rows` how many rows of all its sheets were read."""

    def __init__(self, reader: WorkbookReader, on_rows: Callable[[int], None]) -> None:
        self._reader, self._on_rows = reader, on_rows
        self._rows: dict[int, int] = {}
        """By sheet; one that is read again counts once."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every worksheet."""
        return self._reader.sheets

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What the reader met and put right."""
        return self._reader.notes

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the batches of the reader, each after it was counted."""
        n = 0
        for batch in self._reader.batches(sheet, size=size):
            n += len(batch.rows)
            self._rows[sheet.index] = max(n, self._rows.get(sheet.index, 0))
            self._on_rows(sum(self._rows.values()))
            yield batch

    def read_by(self, sheet: Sheet) -> str:
        """Say which reader read the rows of `sheet`."""
        return self._reader.read_by(sheet)

    def close(self) -> None:
        """Give the file back."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
