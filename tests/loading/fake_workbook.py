"""A workbook of Python lists: fast, and able to hold every kind of cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from drs_report.reading.dataset import Dataset
from drs_report.reading.loading import _dataset, scan_workbook
from drs_report.reading.opening import PlainTables, Question, Table
from drs_report.reading.teaching import Layout
from drs_report.reading.xlsx import WorkbookReader
from drs_report.reading.xlsx.cells import Batch, MergedRange, Sheet
from drs_report.records.judgement import Origin
from drs_report.records.remarks import Remark

Rows = Sequence[Sequence[Any]]


class FakeWorkbook:
    """Sheets of rows; `size` cells a batch whatever is asked for, so that batch borders can be put anywhere."""

    notes: tuple[Remark, ...] = ()

    def __init__(
        self,
        sheets: Mapping[str, Rows],
        *,
        merged: Mapping[str, Sequence[MergedRange]] | None = None,
        hidden: Collection[str] = (),
        size: int = 4096,
    ) -> None:
        self.rows = [[list(row) for row in rows] for rows in sheets.values()]
        self.sheets = tuple(
            Sheet(index, name, "hidden" if name in hidden else "visible", tuple((merged or {}).get(name, ())))
            for index, name in enumerate(sheets)
        )
        self.size = size

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        kept = [(n, row) for n, row in enumerate(self.rows[sheet.index], 1) if any(cell is not None for cell in row)]
        for start in range(0, len(kept), self.size):
            part = kept[start : start + self.size]
            width = max(len(row) for _, row in part)
            numbers = range(part[0][0], part[-1][0] + 1)  # as the reader gives rows without a gap
            yield Batch(
                numbers if len(numbers) == len(part) else [n for n, _ in part],
                [[r[c] if c < len(r) else None for _, r in part] for c in range(width)],
            )


def load_sheets(
    sheets: Mapping[str, Rows] | Rows,
    *,
    name: str = "file.xlsx",
    compare_type: str | None = None,
    asked: str | None = None,
    layout: Layout | None = None,
    merged: Mapping[str, Sequence[MergedRange]] | None = None,
    hidden: Collection[str] = (),
    size: int = 4096,
) -> Dataset:
    """Load sheets of rows (or the rows of one sheet) through the whole loader; `asked` is what a manifest says."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    origin = Origin(name=name, sha256="0" * 64, size=1, compare_type=asked)
    return load_reader(
        FakeWorkbook(named, merged=merged, hidden=hidden, size=size), Question(origin, compare_type), layout
    )


def load_tables(
    tables: Iterable[Table],
    *,
    name: str,
    compare_type: str | None = None,
    layout: Layout | None = None,
    origin: Origin | None = None,
) -> Dataset:
    """Load tables that are lists of rows; without `origin` the hash is that of the rows as JSON."""
    plain = tuple((sheet, [list(row) for row in rows]) for sheet, rows in tables)
    if origin is None:
        content = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "backslashreplace")
        origin = Origin(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    question = Question(replace(origin, name=name), compare_type, engine="plain")
    return load_reader(PlainTables(plain), question, layout)


def load_reader(reader: WorkbookReader, question: Question, layout: Layout | None = None) -> Dataset:
    """Load the one comparison of a workbook that is open already."""
    words, scans = scan_workbook(reader, layout)
    return _dataset(words, scans, reader.notes, question, layout)


def column(dataset: Dataset, frame: str, name: str) -> list[Any]:
    """A frame's column as plain values, None for null."""
    return [None if pd.isna(value) else value for value in dataset.frames[frame][name].astype(object)]
