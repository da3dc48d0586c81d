"""A block: one table found in a sheet. Its cells are converted as they come and kept as Arrow arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
import pyarrow as pa

from drs_report.comparisons import COMPARE_TYPES
from drs_report.language.moments import zone_behind
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.conversion import ColumnBuilder
from drs_report.reading.tables.headings import NO_PLACE, Fit, Meaning
from drs_report.reading.tables.windows import Window
from drs_report.reading.xlsx.cells import LETTERS, CellValue, MergedRange
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.remarks import RemarkKind, remark

_TEXTS = (Kind.TEXT, Kind.OBJECT_TYPE)
OVERVIEWS = frozenset({"databases", "overview"})
"""Frames that sum up what the lists show."""


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above a block, on the sheet's tab or in the block it carries on."""

    text: str
    names: tuple[tuple[str, str], ...]
    """Source and target name ("" where not said) of each lone cell that may be a name, nearest first."""
    object_type: str | None
    is_uncomparable: bool
    compare_type: str | None


@dataclass(slots=True)
class Block:
    """One table of a sheet. `fits` are the frames it could be; the compare type decides between them later."""

    sheet: str
    header_rows: tuple[int, ...]
    meanings: tuple[Meaning, ...]
    fits: tuple[Fit, ...]
    title: Title
    words: Vocabulary
    zone: tzinfo | None
    continues: str = ""
    merged: tuple[MergedRange, ...] = ()
    """Merged areas of several rows: the names in them stand for all these rows."""
    header_cells: int = 0
    """Cells of its heading that are not blank."""
    filled: dict[int, int] = field(default_factory=dict)
    """Sheet column -> its data cells that are not blank."""
    first_row: int = 0
    last_row: int = 0
    n_rows: int = 0
    first_cells: tuple[CellValue, ...] = ()
    """The first row's cells, to show if the block turns out to be of another type."""
    last_cells: Mapping[int, CellValue] = field(default_factory=dict)
    """The last row's cells."""
    totals: dict[int, Mapping[int, CellValue]] = field(default_factory=dict)
    """Position -> cells of rows that are called a total."""
    merged_values: dict[MergedRange, CellValue] = field(default_factory=dict)
    rows: list[pa.Array] = field(default_factory=list)
    typed: dict[int, ColumnBuilder] = field(default_factory=dict)
    """Sheet column -> what its meaning makes of it."""
    plain: dict[int, ColumnBuilder] = field(default_factory=dict)
    """Sheet column -> its text, for columns without a meaning and those that not every fit has a place for."""
    score: float = field(init=False)
    """The share of the headings that are known."""

    def __post_init__(self) -> None:
        """Make a converter for each of the columns."""
        self.merged = tuple(area for area in self.merged if area.last_row > area.first_row)
        self.score = sum(m.name is not None for m in self.meanings) / len(self.meanings)
        for m in self.meanings:
            targets = [fit.columns.get(m.column) for fit in self.fits] if m.name not in NO_PLACE else []
            found = next((target for target in targets if target is not None), None)
            if found is not None:
                zone = (found.kind is Kind.TIME and zone_behind(m.heading)) or self.zone
                self.typed[m.column] = ColumnBuilder(
                    found.name, found.kind, self.words, found.keeps_words, zone, found.is_signed
                )
            if found is None or None in targets or found.kind is Kind.TIME:
                self.plain[m.column] = ColumnBuilder(m.heading, Kind.TEXT, self.words)

    @property
    def numbers(self) -> pa.ChunkedArray:
        """Its rows as the sheet numbers them."""
        return pa.chunked_array(self.rows, pa.int64())

    def accepts(self, row: Mapping[int, CellValue]) -> bool:
        """Whether a row behind a gap could be data of this block: some cell is of a kind that is no text, if any is."""
        return any(self._converts(row)) or all(builder.kind in _TEXTS for builder in self.typed.values())

    def looks_like_data(self, row: Mapping[int, CellValue]) -> bool:
        """Whether a row on a sheet without a header fits this block's columns, cell by cell."""
        if not set(row) <= {m.column for m in self.meanings}:
            return False
        if all(builder.kind in _TEXTS for builder in self.typed.values()):
            return len(row) >= 2 and len(row) * 2 >= len(self.typed)
        cells = self._converts(row)
        return bool(cells) and all(cells)

    def _converts(self, row: Mapping[int, CellValue]) -> list[bool]:
        """Whether each cell that should be no text is of its column's kind."""
        return [
            builder.converts(row[column])
            for column, builder in self.typed.items()
            if column in row and builder.kind not in _TEXTS
        ]


def append(block: Block, window: Window, start: int, stop: int) -> None:
    """Add the window's rows from `start` to `stop` to the block."""
    rows = window.rows[start:stop]
    if not block.n_rows:
        block.first_row = rows[0]
        block.first_cells = tuple(window.row(start).values())
    used = ((c, window.filled[c]) for c in window.span)
    filled = {c: n for c, cells in used if cells is not None and (n := int(cells[start:stop].sum()))}
    for column, n in filled.items():
        block.filled[column] = block.filled.get(column, 0) + n
    known = {m.column for m in block.meanings}
    for column in filled:
        if column not in known and column not in block.plain:
            _add_column(block, column)
    for builders in (block.typed, block.plain):
        for column, builder in builders.items():
            if column not in filled and (not block.merged or column >= len(window.columns)):
                builder.add_nulls(len(rows))
                continue
            values = window.columns[column][start:stop]
            if block.merged and builder.kind in _TEXTS:
                values = _filled_down(block, column, rows, values)
            builder.add(values, rows)
    block.rows.append(pa.array(np.arange(rows.start, rows.stop) if isinstance(rows, range) else rows, pa.int64()))
    block.last_row = rows[-1]
    block.last_cells = window.row(stop - 1)
    block.n_rows += len(rows)


def is_unjudged(block: Block) -> bool:
    """Whether the table is of a comparison that is known by name and that no verdict rests on."""
    return bool(block.fits) and all(fit.slug not in COMPARE_TYPES for fit in block.fits)


def take_row(block: Block, position: int, cells: Mapping[int, CellValue]) -> int:
    """Take a row off a block, it was no data; return its number in the sheet."""
    numbers = block.numbers
    row: int = numbers[position].as_py()
    kept = pa.array(np.arange(block.n_rows) != position)
    for builder in (*block.typed.values(), *block.plain.values()):
        builder.forget(row, kept)
    for column in cells:
        block.filled[column] -= 1
    numbers = numbers.filter(kept)
    block.rows[:] = numbers.chunks
    block.n_rows -= 1
    block.last_row = numbers[-1].as_py()
    return row


def _filled_down(block: Block, column: int, rows: Sequence[int], values: Column) -> Column:
    """Repeat the value of a merged area in its other rows: Excel shows one database's name beside all its tables.

    Only names are repeated. A result or a count that a row does not carry itself stays null.
    """
    repeated: dict[int, CellValue] = {}
    for area in block.merged:
        if area.first_column != column or area.last_row < rows[0] or area.first_row > rows[-1]:
            continue
        first, last = bisect_left(rows, area.first_row), bisect_right(rows, area.last_row)
        if first < len(rows) and rows[first] == area.first_row:
            block.merged_values[area] = values[first]
        if area in block.merged_values:
            repeated |= dict.fromkeys(range(first, last), block.merged_values[area])
    return values.replaced(repeated)


def _add_column(block: Block, column: int) -> None:
    """Keep a column that has cells but no heading."""
    heading = f"column {LETTERS[column]}"
    builder = ColumnBuilder(heading, Kind.TEXT, block.words)
    builder.add_nulls(block.n_rows)
    block.plain[column] = builder
    block.meanings = (*block.meanings, Meaning(column, heading, reason=remark(RemarkKind.NO_HEADING)))
