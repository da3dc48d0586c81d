"""Batches of a sheet as windows that overlap, with what can be said of all their rows at once.

A window tells which rows need a look of their own: those with a single cell, after a blank row, or with words that are
headings. All other rows of a table are handled as whole slices of columns, never one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.vocabulary import Vocabulary, normalise_heading
from drs_report.reading.tables.conversion import is_blank, text_array
from drs_report.reading.xlsx.cells import Batch, CellValue, MergedRange

__all__ = ["LOOK_AHEAD", "Window", "windows"]

LOOK_AHEAD = 64
"""Rows that a window keeps back for the next one, so that a header can always be read with the cells below it."""

_LONGEST_HEADING = 120  # bytes


@dataclass(slots=True)
class Window:
    """Some rows of a sheet; rows from `stop` on come again in the next window and are only there to be looked at."""

    rows: Sequence[int]
    columns: Sequence[Sequence[CellValue]]
    stop: int
    previous_row: int
    """Row number before the first one, 0 at a sheet's start."""
    texts: list[pa.Array | None]
    """Per column its string array, where it holds nothing but text."""
    n_cells: Sequence[int]
    """Cells that are not blank, per row."""
    candidates: Sequence[int]
    """Positions that need a look of their own, ascending."""
    _hits: Sequence[int] = field(default_factory=list)
    filled: list[np.ndarray[tuple[int], np.dtype[np.int32]] | None] = field(default_factory=list)
    """Per column 1 where there is a cell that is not blank; None for a column without any."""

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, position: int) -> dict[int, CellValue]:
        """Return the cells of a row that are not blank, by column."""
        return {c: column[position] for c, column in enumerate(self.columns) if not is_blank(column[position])}

    def is_after_gap(self, position: int) -> bool:
        """Whether a blank row, or nothing at all, stands before this row."""
        before = self.rows[position - 1] if position else self.previous_row
        is_blank_before = position > 0 and self.n_cells[position - 1] == 0
        return self.rows[position] - before > 1 or before == 0 or is_blank_before

    def next_candidate(self, position: int) -> int:
        """Return the first row from `position` on that needs a look of its own, or the window's length."""
        at = bisect_left(self.candidates, position)
        return self.candidates[at] if at < len(self.candidates) else len(self)

    def has_headings(self, position: int) -> bool:
        """Whether at least two of a row's cells are words that are known as headings."""
        return self._hits[position] >= 2


def windows(
    batches: Iterable[Batch], words: Vocabulary, merged: Sequence[MergedRange] = (), span: range | None = None
) -> Iterator[Window]:
    """Yield the rows of a sheet in windows; every row is before the `stop` of exactly one of them.

    Cells that a merged area covers are blank whatever they hold: Excel does not show them, and some writers repeat the
    area's text in each. With `span` only its columns are looked at.
    """
    areas = sorted(merged, key=lambda area: area.first_row)
    rows: list[int] = []
    columns: list[list[CellValue]] = []
    previous = 0
    for batch in batches:
        if not len(batch.rows):
            continue
        n = len(rows)
        _append(rows, columns, batch)
        if span is not None:
            for c in (c for c in range(len(columns)) if c not in span):
                columns[c][n:] = [None] * len(batch.rows)
        areas = _blank_covered(rows, columns, n, areas)
        if len(rows) > LOOK_AHEAD:
            stop = len(rows) - LOOK_AHEAD
            yield _window(rows, columns, stop, previous, words)
            previous = rows[stop - 1]
            rows = rows[stop:]
            columns = [column[stop:] for column in columns]
    if rows:
        yield _window(rows, columns, len(rows), previous, words)


def _blank_covered(
    rows: Sequence[int], columns: list[list[CellValue]], start: int, areas: list[MergedRange]
) -> list[MergedRange]:
    """Blank the covered cells of the rows from `start` on; return the areas that reach further down."""
    last = rows[-1]
    for area in areas:
        if area.first_row > last:
            break
        first, stop = bisect_left(rows, area.first_row, start), bisect_right(rows, area.last_row, start)
        for c in range(area.first_column, min(area.last_column + 1, len(columns))):
            for position in range(first, stop):
                if c != area.first_column or rows[position] != area.first_row:
                    columns[c][position] = None
    return [area for area in areas if area.last_row > last]


def _append(rows: list[int], columns: list[list[CellValue]], batch: Batch) -> None:
    n = len(rows)
    rows.extend(batch.rows)
    while len(columns) < len(batch.columns):
        columns.append([None] * n)
    for position, column in enumerate(columns):
        column.extend(batch.columns[position] if position < len(batch.columns) else [None] * len(batch.rows))


def _window(rows: list[int], columns: list[list[CellValue]], stop: int, previous: int, words: Vocabulary) -> Window:
    texts: list[pa.Array | None] = []
    n_cells = np.zeros(len(rows), dtype=np.int32)
    hits = np.zeros(len(rows), dtype=np.int32)
    spellings = pa.array(sorted(words.heading_spellings), pa.string())
    nothing = pa.nulls(len(rows), pa.string())
    filled: list[np.ndarray[tuple[int], np.dtype[np.int32]] | None] = []
    for column in columns:
        types = set(map(type, column))
        if types == {type(None)}:  # a far cell makes thousands of columns that hold nothing
            texts.append(nothing)
            filled.append(None)
            continue
        text = text_array(column) if types <= {str, type(None)} else None
        texts.append(text)
        if text is not None:
            filled.append(_filled(text))
            hits += _heading_words(text, spellings)
        elif str in types:
            filled.append(np.fromiter((not is_blank(value) for value in column), dtype=np.int32, count=len(column)))
            for position, value in enumerate(column):
                if type(value) is str and len(value) < _LONGEST_HEADING and normalise_heading(value) in words.headings:
                    hits[position] += 1
        else:
            filled.append(np.fromiter((value is not None for value in column), dtype=np.int32, count=len(column)))
        if filled[-1] is not None:
            n_cells += filled[-1]
    numbers = np.array([previous, *rows])
    gaps = (np.diff(numbers) > 1) | (numbers[:-1] == 0)
    after_blank = np.concatenate(([False], n_cells[:-1] == 0))
    candidates = np.flatnonzero((n_cells <= 1) | (hits >= 2) | gaps | after_blank)
    return Window(rows, columns, stop, previous, texts, n_cells.tolist(), candidates.tolist(), hits.tolist(), filled)


def _filled(text: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """1 where there is a text that is not blank."""
    filled = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), fill_value=False)
    return filled.cast(pa.int32()).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]  # pyarrow is untyped


def _heading_words(text: pa.Array, spellings: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """1 where the text is a known heading in a usual spelling; unusual ones are found where a table may begin."""
    if pc.min(pc.binary_length(text)).as_py() in (None, *range(_LONGEST_HEADING)):
        lowered = pc.utf8_lower(pc.utf8_trim_whitespace(text))
        return pc.is_in(lowered, value_set=spellings).cast(pa.int32()).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]  # pyarrow is untyped
    return np.zeros(len(text), dtype=np.int32)
