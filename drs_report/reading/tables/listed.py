"""Tables that are lists already, such as pages of the query API's JSON, read like the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from drs_report.reading.tables.conversion import is_blank, json_text
from drs_report.reading.xlsx.cells import Batch, Sheet
from drs_report.records.remarks import Remark

Table = tuple[str, Sequence[Sequence[Any]]]
"""A sheet's name and its rows, the header row first (or a title row above it); lists and objects become JSON text."""


@dataclass(frozen=True, slots=True)
class PlainTables:
    """Rows in memory behind the interface of a workbook."""

    tables: tuple[Table, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """One sheet a table."""
        return tuple(Sheet(index, name, "visible") for index, (name, _) in enumerate(self.tables))

    @property
    def notes(self) -> tuple[Remark, ...]:
        """Nothing to put right."""
        return ()

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the rows that hold anything."""
        numbered = [
            (number, [json_text(value) for value in row])
            for number, row in enumerate(self.tables[sheet.index][1], start=1)
        ]
        kept = [(number, row) for number, row in numbered if not all(is_blank(value) for value in row)]
        for start in range(0, len(kept), size):
            part = kept[start : start + size]
            width = max(len(row) for _, row in part)
            yield Batch(
                rows=[number for number, _ in part],
                columns=[[row[c] if c < len(row) else None for _, row in part] for c in range(width)],
            )

    def read_by(self, sheet: Sheet) -> str:  # noqa: ARG002 - of the interface
        """There is one way."""
        return ""

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
