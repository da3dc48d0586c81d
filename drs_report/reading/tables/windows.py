"""Batches of a sheet as windows that overlap, with what can be said of all their rows at once.

A window tells which rows need a look of their own: those with a single cell, after a blank row, or with words that are
headings. All other rows of a table are handled as whole slices of columns, never one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise, takewhile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.phrases import all_of
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.conversion import is_blank, whole_text
from drs_report.reading.xlsx.cells import Batch, CellValue, MergedRange
from drs_report.reading.xlsx.columns import Codes, Column, Mask, Masks, byte_spans, end_to_end, filled

EVERY = range(1 << 15)
"""The columns of a sheet that is not parted."""

LOOK_AHEAD = 64
"""Rows that a window keeps back for the next one, so that a header can always be read with the cells below it."""

_ENOUGH = 4 * 1024 * 1024
"""Bytes of texts that make a window: fewer and larger arrays take less time and leave fewer holes in memory."""

_LONGEST_HEADING = 120  # bytes; longer texts are no headings


_ODD = (np.arange(256) <= ord(" ")) | (np.arange(256) >= 128)
"""Bytes of blanks, which are trimmed, and of letters whose other case may be longer."""


@dataclass(slots=True)
class Window:
    """Some rows of a sheet; rows from `stop` on come again in the next window and are only there to be looked at."""

    rows: Sequence[int]
    columns: Sequence[Column]
    stop: int
    span: range
    """Columns that are looked at; those before are blank."""
    n_cells: Sequence[int]
    """Cells that are not blank, per row."""
    candidates: Sequence[int]
    """Positions that need a look of their own, ascending."""
    _hits: Sequence[int]
    _begins: Mask
    """Which rows stand behind a blank one."""
    filled: list[Codes | None]
    """Per column 1 where there is a cell that is not blank; None for a column without any."""
    _looked_at: tuple[int, Mapping[int, CellValue]] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, position: int) -> Mapping[int, CellValue]:
        """Return the cells of a row that are not blank, by column."""
        if self._looked_at is None or self._looked_at[0] != position:  # a row is asked for again and again
            cells = {c: value for c in self.span if not is_blank(value := self.columns[c][position])}
            self._looked_at = position, cells
        return self._looked_at[1]

    def is_after_gap(self, position: int) -> bool:
        """Whether a blank row stands before this row."""
        return bool(self._begins[position])

    def next_candidate(self, position: int) -> int:
        """Return the first row from `position` on that needs a look of its own, or the window's length."""
        at = bisect_left(self.candidates, position)
        return self.candidates[at] if at < len(self.candidates) else len(self)

    def has_headings(self, position: int) -> bool:
        """Whether at least two of a row's cells are words that are known as headings."""
        return self._hits[position] >= 2


_MOST_COVERED = 1000
"""Cells under merged areas that are told; the first is reason enough to look at the sheet."""


def windows(
    batches: Iterable[Batch],
    words: Vocabulary,
    merged: Sequence[MergedRange] = (),
    spans: Sequence[range] = (EVERY,),
    covered: list[tuple[int, str]] | None = None,
) -> Iterator[tuple[int, Window]]:
    """Yield the rows of a sheet in windows; every row is before the `stop` of exactly one of them.

    Cells that a merged area covers are blank whatever they hold: Excel does not show them, and some writers repeat the
    area's text in each. Rows and texts of those that say anything else are added to `covered`. Each of the `spans` of
    columns has windows of its own, which come with its number; the sheet is read once for all of them.
    """
    areas, shown = sorted(merged, key=lambda area: area.first_row), dict[MergedRange, str]()
    cutters = [_Cutter(words, span) for span in spans]
    for batch in batches:
        found = [Column.of(column) for column in batch.columns]
        areas = _blank_covered(batch.rows, found, areas, shown, [] if covered is None else covered)
        for number, cutter in enumerate(cutters):
            window = cutter.add(batch.rows, found)
            if window is not None:
                yield number, window
    for number, cutter in enumerate(cutters):
        window = cutter.window(0)
        if window is not None:
            yield number, window


@dataclass(slots=True)
class _Cutter:
    """The rows of one span of columns that no window has taken yet."""

    words: Vocabulary
    span: range
    held: list[tuple[Sequence[int], Sequence[Column]]] = field(default_factory=list)
    """Rows and columns of the span alone, batch by batch."""
    n_bytes: int = 0
    previous: int = 0

    def add(self, rows: Sequence[int], columns: Sequence[Column]) -> Window | None:
        """Take the rows of a batch; give a window where there is enough for one."""
        self.held.append((rows, columns[self.span.start : self.span.stop]))
        self.n_bytes += sum(column.texts.nbytes for column in self.held[-1][1])
        return self.window(LOOK_AHEAD) if self.n_bytes >= _ENOUGH else None

    def window(self, n_kept: int) -> Window | None:
        """Give all rows, of which the last `n_kept` come again; None where there are no others."""
        rows, columns = _joined_rows([rows for rows, _ in self.held]), _joined(self.held)
        self.held, self.n_bytes = [(rows, columns)], 0
        stop = len(rows) - n_kept
        if stop <= 0:
            return None
        window = self._window(rows, columns, stop)
        self.held, self.previous = [(rows[stop:], [column[stop:] for column in columns])], rows[stop - 1]
        return window

    def _window(self, rows: Sequence[int], own: list[Column], stop: int) -> Window:
        start, previous = self.span.start, self.previous
        blank = [Column.blank(len(rows))] * start  # one, however many columns stand before
        is_filled: list[Codes | None] = [None] * (start + len(own))
        used = [c for c, column in enumerate(own) if not column.is_empty]  # a far cell makes thousands without any
        cells = filled([own[c] for c in used]).astype(np.int32)
        for c, of_column in zip(used, cells, strict=True):
            is_filled[start + c] = of_column
        n_cells = cells.sum(axis=0, dtype=np.int32) if used else np.zeros(len(rows), np.int32)
        hits = _hits([own[c] for c in used], len(rows), self.words)
        inner = np.zeros(0, bool) if isinstance(rows, range) else np.diff(np.fromiter(rows, np.int64, len(rows))) > 1
        begins = np.concatenate(([rows[0] - previous > 1], n_cells[:-1] == 0))
        begins[1 : 1 + len(inner)] |= inner
        first = next((column for column in own if column.is_text and not column.is_empty), None)
        totals = np.zeros(len(rows), bool) if first is None else _speaks_of_totals(first.texts)
        candidates = np.flatnonzero((n_cells <= 1) | (hits >= 2) | totals | begins)
        span = range(start, start + len(own))
        lists = (n_cells.tolist(), candidates.tolist(), hits.tolist())
        return Window(rows, [*blank, *own], stop, span, *lists, begins, is_filled)


def _blank_covered(
    rows: Sequence[int],
    columns: list[Column],
    areas: list[MergedRange],
    shown: dict[MergedRange, str],
    covered: list[tuple[int, str]],
) -> list[MergedRange]:
    """Blank the covered cells of the rows, and note those that say more than what is `shown` of their area.

    Returns the areas that reach further down.
    """
    last, kept = rows[-1], dict[int, list[CellValue]]()
    for area in takewhile(lambda area: area.first_row <= last, areas):
        first, stop = bisect_left(rows, area.first_row), bisect_right(rows, area.last_row)
        for c in range(area.first_column, min(area.last_column + 1, len(columns))):
            cells = kept[c] = kept.get(c) or list(columns[c])
            for position in range(first, stop):
                if c == area.first_column and rows[position] == area.first_row:
                    shown[area] = whole_text(columns[c][position])
                elif not is_blank(cells[position]):
                    said = whole_text(cells[position])
                    if said != shown.get(area) and len(covered) < _MOST_COVERED:
                        covered.append((rows[position], said))
                    cells[position] = None
    for c, cells in kept.items():
        columns[c] = Column.of(cells)
    return [area for area in areas if area.last_row > last]


def _joined(parts: Sequence[tuple[Sequence[int], Sequence[Column]]]) -> list[Column]:
    """Columns of some rows, one below the other; a column that one part has not is blank there."""
    if len(parts) == 1:
        return list(parts[0][1])
    width = max((len(columns) for _, columns in parts), default=0)
    return [
        Column.joined([columns[c] if c < len(columns) else Column.blank(len(rows)) for rows, columns in parts])
        for c in range(width)
    ]


def _joined_rows(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    parts = [rows for rows in parts if len(rows)]
    if all(isinstance(rows, range) for rows in parts) and all(a[-1] + 1 == b[0] for a, b in pairwise(parts)):
        return range(parts[0][0], parts[-1][-1] + 1) if parts else ()
    return [*chain.from_iterable(parts)]


def _hits(columns: Sequence[Column], n_rows: int, words: Vocabulary) -> Codes:
    """Return how many cells of each row are known headings."""
    spellings = _spellings(words.heading_spellings)
    counts = np.zeros(n_rows, np.int32)
    for texts in end_to_end(columns):
        counts += spellings.hits(texts).reshape(-1, n_rows).sum(axis=0, dtype=np.int32)
    return counts


def _speaks_of_totals(texts: pa.Array) -> Codes:
    """Whether a word for a total stands in a text: ``Total``, ``core Total``, ``core 小计``."""
    spelled = "|".join(rf"\b{word}\b" if word.isascii() else word for word in all_of("marks", "totals"))
    found = pc.match_substring_regex(texts, spelled, ignore_case=True)
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False), bool)


@dataclass(frozen=True, slots=True)
class _Spellings:
    """The usual spellings of all headings, and what tells most texts from them without looking at more than a byte."""

    texts: pa.Array
    begins: Masks
    ends: Masks
    """By first or last byte and length whether a spelling may be meant."""

    def hits(self, texts: pa.Array) -> Codes:
        """1 where a text is a known heading; unusual spellings are found where a table may begin."""
        hits = np.zeros(len(texts), np.int32)
        data, places = byte_spans(texts)
        lengths = np.diff(places)
        first, last = data[np.minimum(places[:-1], len(data) - 1)], data[np.maximum(places[1:] - 1, 0)]
        size = np.minimum(lengths, _LONGEST_HEADING - 1)
        maybe = (self.begins[first, size] & self.ends[last, size]) | _ODD[first] | _ODD[last]
        maybe &= (lengths > 0) & (lengths < _LONGEST_HEADING)
        at = np.flatnonzero(maybe)
        if len(at):
            texts = pc.utf8_lower(pc.utf8_trim_whitespace(texts.take(pa.array(at))))
            found = pc.fill_null(pc.is_in(texts, value_set=self.texts), fill_value=False)
            hits[at] = np.asarray(found.to_numpy(zero_copy_only=False), np.int32)
        return hits


@lru_cache(maxsize=8)
def _spellings(known: frozenset[str]) -> _Spellings:
    begins, ends = np.zeros((256, _LONGEST_HEADING), bool), np.zeros((256, _LONGEST_HEADING), bool)
    for spelling in known:
        for text in (spelling, spelling.upper()):
            data = text.encode()
            if data and len(data) < _LONGEST_HEADING:
                begins[data[0], len(data)] = ends[data[-1], len(data)] = True
    return _Spellings(pa.array(sorted(known), pa.string()), begins, ends)
