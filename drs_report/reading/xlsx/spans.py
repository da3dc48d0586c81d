"""The quick reader: blocks of rows so regular that their cells are read off their bytes, column by column.

Nearly every block of a generated sheet holds nothing but ``<row r="7">`` and plain cells, one after the other. With
numpy every ``<`` of the block is found and the bytes around it compared with what they must be, until each byte is
accounted for; a cell is then a pair of positions and a column of texts an Arrow array cut out of the block. Python
sees distinct things only: tag tails, numbers, entities. A block that is not proven regular to the last byte is not
read here at all: it goes to the exact reader as it stands, which also says what is wrong with it.
tests/workbook/test_spans.py holds both readers to the same cells and the same refusals.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from drs_report.reading.xlsx.cells import CellValue
from drs_report.reading.xlsx.columns import Codes, Column, Mask, Places
from drs_report.reading.xlsx.meaning import Meaning, MeaninglessError
from drs_report.reading.xlsx.texts import (
    BytesView,
    IrregularError,
    SharedTexts,
    cut,
    plain_texts,
    text_starts,
)

Words: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint64]]

MAX_WIDTH: Final = 512
"""Columns; wider rows are the exact reader's, which counts them against a limit of their own."""
_MAX_TAILS = 64
_MAX_TAIL = 24
_MAX_MEMO = 65_536

_ROW_TAIL = re.compile(r'(?: (?:([A-Za-z][A-Za-z0-9]*):)?([A-Za-z][A-Za-z0-9]*)="[^"<&>\t\n]*")*')
_ATTRIBUTE = re.compile(r' (?:([A-Za-z][A-Za-z0-9]*):)?([A-Za-z][A-Za-z0-9]*)="')
_CELL_TAIL = re.compile(r'(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?(/?)')

_RAW, _SHARED, _VALUE, _BLANK, _REFUSED = range(5)
"""What a cell is: its text as it stands, a shared text, a value to be understood, blank."""


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""Masks for the first 0 to 8 bytes of a word."""
_ROW, _ROW_END = _word(b'<row r="'), _word(b"</row>")
_CELL, _IS, _V = _word(b'<c r="'), _word(b"<is>"), _word(b"<v>")
_T_END, _IS_END, _V_END, _CELL_END = _word(b"</t></is"), _word(b"/is></c>"), _word(b"</v></c>"), _word(b"</c>")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The rows of a block that hold a value, and what the limits count."""

    rows: Sequence[int]
    """Their numbers, ascending."""
    columns: Sequence[Column]
    n_cells: int
    """Cells of all rows up to the last one written down, gaps included."""
    width: int
    """Columns up to the last cell written down."""
    first_row: int
    last_row: int
    """Numbers of the first and last row, whether they hold a value or not."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands in a cell's tag after its reference."""

    style: str | None
    kind: str | None
    is_closed: bool


@dataclass(slots=True)
class _Rows:
    at: Places
    """Where each begins."""
    tags: Places
    """Which tag of the block begins it."""
    numbers: Places
    digits: Places
    """Length of the number."""
    words: Words
    """The number as it is written, and what follows, as one word."""
    n_tags: Places
    """Tags between its own two."""


@dataclass(slots=True)
class _Cells:
    rows: Places
    """Position of its row, ascending."""
    columns: Places
    start: Places
    stop: Places
    """Where its text begins and ends."""
    tails: Places
    """Which kind of tail its tag has."""
    ways: np.ndarray[tuple[int], np.dtype[np.int8]]
    """`_RAW` to `_BLANK`."""


class SpanReader:
    """Reads the blocks of one sheet; remembers what it has understood."""

    def __init__(self, meaning: Meaning, shared: SharedTexts, prefixes: frozenset[str] = frozenset()) -> None:
        self._meaning = meaning
        self._shared = shared
        self._prefixes = prefixes
        self._tails: list[_Tail] = []
        self._known_tails: dict[bytes, int] = {}
        self._known_row_tails: set[bytes] = {b""}
        self._values: dict[Hashable, CellValue] = {}

    def read(self, block: bytes) -> Chunk | None:
        """Read whole rows, from the first ``<row`` (or the line feed before it) to the last ``</row>``.

        None where a byte is not accounted for, or where something has to be refused or noted.
        """
        try:
            return self._read(block)
        except IrregularError:
            return None

    def _read(self, block: bytes) -> Chunk:
        view = BytesView(block)
        # past the end there is nothing but zeros, which are no tag: a look ahead finds them and not another row
        found = np.flatnonzero(view.data == ord("<"))
        tags = np.concatenate((found, np.full(8, len(block), found.dtype)))
        second = view.data[tags + 1]
        rows = self._rows(view, tags, second, len(found))
        cells = self._cells(view, tags, second, rows)
        return self._chunk(view, rows, cells)

    # --- the proof ---

    def _rows(self, view: BytesView, tags: Places, second: np.ndarray[Any, Any], n_tags: int) -> _Rows:
        """Prove that the block is rows, one after the other, and that their tags are well-formed."""
        data, w8 = view.data, view.words
        begin = np.flatnonzero(second == ord("r"))
        end = np.flatnonzero((second == ord("/")) & (data[tags + 2] == ord("r")))
        n = len(begin)
        _demand(n > 0 and len(end) == n and begin[0] == 0 and end[-1] == n_tags - 1)
        _demand(np.array_equal(end[:-1] + 1, begin[1:]))
        at, end_at = tags[begin], tags[end]
        _demand((w8[at] == _ROW).all() and (w8[end_at] & _FIRST[6] == _ROW_END).all())
        # between rows: nothing or a line feed
        gaps = np.concatenate((at, [len(view.block)])) - np.concatenate(([0], end_at + 6))
        _demand(((gaps == 0) | (gaps == 1)).all() and gaps[-1] == 0)
        _demand((data[at[gaps[:-1] == 1] - 1] == ord("\n")).all())
        n_digits = (data[at[:, None] + np.arange(8, 16)] == ord('"')).argmax(axis=1)
        _demand((data[at + 8] != ord("0")).all())
        numbers = _whole_numbers(view, at + 8, at + 8 + n_digits)
        _demand((np.diff(numbers) > 0).all())
        self._prove_row_tails(view, at + 9 + n_digits, tags[begin + 1])
        return _Rows(at, begin, numbers, n_digits, w8[at + 8], end - begin - 1)

    def _prove_row_tails(self, view: BytesView, start: Places, following: Places) -> None:
        """Prove what stands in the tags of rows after their number, up to the next tag."""
        data = view.data
        stop = following - 1 - (data[following - 1] == ord("\n"))  # of two line feeds the first is no end of a tag
        _demand((stop >= start).all() and (data[stop] == ord(">")).all())
        if (stop == start).all():
            return
        tails = {view.block[a:b] for a, b in zip(start.tolist(), stop.tolist(), strict=True)}
        for tail in tails - self._known_row_tails:
            self._prove_attributes(tail)
            self._known_row_tails.add(tail)
        if len(self._known_row_tails) > _MAX_MEMO:
            self._known_row_tails = {b""}

    def _prove_attributes(self, tail: bytes) -> None:
        text = tail.decode()
        _demand(_ROW_TAIL.fullmatch(text) is not None)
        found = _ATTRIBUTE.findall(text)
        names = [name for _, name in found]
        # a name that is given twice, the number again, another namespace: all this the parser must judge
        _demand(len(set(names)) == len(names) and "r" not in names and "xmlns" not in names)
        _demand({prefix for prefix, _ in found} <= {"", *self._prefixes})

    def _cells(self, view: BytesView, tags: Places, second: np.ndarray[Any, Any], rows: _Rows) -> _Cells:
        """Prove that the rows hold regular cells and nothing else."""
        data, w8 = view.data, view.words
        first = np.flatnonzero(second == ord("c"))
        n_per_row = np.diff(np.searchsorted(first, np.concatenate((rows.tags, [len(tags)]))))
        row = np.repeat(np.arange(len(rows.at)), n_per_row)
        at = tags[first]
        _demand((w8[at] & _FIRST[6] == _CELL).all())
        columns, reference_end = _references(view, at, rows, row)
        order = row * MAX_WIDTH + columns
        _demand((np.diff(order) > 0).all())
        tag_end = tags[first + 1] - 1
        _demand((data[tag_end] == ord(">")).all())
        tails = self._tail_kinds(view, reference_end, tag_end)
        body = second[first + 1]
        is_inline, is_valued = body == ord("i"), body == ord("v")
        is_closed = np.array([tail.is_closed for tail in self._tails], bool)[tails]
        is_open = ~(is_inline | is_valued | is_closed)
        _demand(not (is_closed & (is_inline | is_valued)).any())
        start, stop = tag_end.copy(), tag_end.copy()
        n_own = np.ones(len(first), np.int64)
        for which, prove, size in ((is_inline, _inline, 6), (is_valued, _valued, 4), (is_open, _open, 2)):
            if which.all():
                start, stop = prove(view, tags, first)
                n_own[:] = size
            elif which.any():
                start[which], stop[which] = prove(view, tags, first[which])
                n_own[which] = size
        # each cell owns tags of its own kinds only, so the cells of a row cover it if their number is right
        _demand(n_own.sum() == rows.n_tags.sum())
        ways = self._ways(tails, is_inline, is_valued)
        _demand(not (ways == _REFUSED).any())
        texts = ways == _RAW
        _demand(not texts.any() or (stop - start)[texts].max() <= self._meaning.longest)
        return _Cells(row, columns, start, stop, tails, ways)

    def _tail_kinds(self, view: BytesView, start: Places, stop: Places) -> Places:
        """Which kind of tail each cell's tag has; a tail is looked at once however often it is met."""
        length = stop - start
        _demand(bool((length >= 0).all()) and (not len(length) or int(length.max()) <= _MAX_TAIL))
        if not length.any():
            return np.full(len(start), self._tail(b""), np.int64)
        parts = [view.words[start + k] & _FIRST[np.clip(length - k, 0, 8)] for k in range(0, int(length.max()), 8)]
        kinds = np.empty(len(start), np.int64)
        left = np.arange(len(start))
        for _ in range(_MAX_TAILS):
            if not len(left):
                return kinds
            one = left[0]
            same = length[left] == length[one]
            for part in parts:
                same &= part[left] == part[one]
            kinds[left[same]] = self._tail(view.block[start[one] : stop[one]])
            left = left[~same]
        raise IrregularError

    def _tail(self, text: bytes) -> int:
        found = self._known_tails.get(text)
        if found is None:
            match = _CELL_TAIL.fullmatch(text.decode())
            if match is None or len(self._tails) >= _MAX_MEMO:
                raise IrregularError
            found = self._known_tails[text] = len(self._tails)
            self._tails.append(_Tail(match[1], match[2], bool(match[3])))
        return found

    def _ways(self, tails: Places, is_inline: Mask, is_valued: Mask) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        """What each cell is, by the type in its tag and what stands in it."""
        inline = [_RAW if tail.kind == "inlineStr" else _REFUSED for tail in self._tails]
        is_text = [tail.kind in {"str", "inlineStr"} for tail in self._tails]
        valued = [
            _RAW if text else _SHARED if tail.kind == "s" else _VALUE
            for tail, text in zip(self._tails, is_text, strict=True)
        ]
        bare = [_RAW if text else _BLANK for text in is_text]
        by_body = np.array([bare, valued, inline], np.int8)
        return by_body[is_valued + 2 * is_inline, tails]

    # --- the columns ---

    def _chunk(self, view: BytesView, rows: _Rows, cells: _Cells) -> Chunk:
        n = len(rows.at)
        has_cells = np.zeros(n, np.int64)
        has_cells[cells.rows] = cells.columns + 1  # cells ascend, so the last one counts
        width = int(has_cells.max())
        columns = [
            Column.blank(n) if positions is None else self._column(view, cells, positions, n)
            for positions in _by_column(cells, n, width)
        ]
        while columns and columns[-1].is_empty:
            columns.pop()
        numbers = rows.numbers
        n_cells, first, last = int(has_cells.sum()), int(numbers[0]), int(numbers[-1])
        filled = np.zeros(n, bool)
        for column in columns:
            filled |= column.marks >= 0 if column.marks is not None else False
            if column.texts.null_count < n:
                filled |= np.asarray(column.texts.is_valid().to_numpy(zero_copy_only=False), bool)
            if filled.all():
                break
        else:
            kept = np.flatnonzero(filled)
            columns = [column.taken(kept) for column in columns]
            numbers = numbers[kept]
        return Chunk(_as_numbers(numbers), columns, n_cells, width, first, last)

    def _column(self, view: BytesView, cells: _Cells, at: slice | Places, n: int) -> Column:
        """The column of the cells at the positions `at`, in `n` rows."""
        ways, rows = cells.ways[at], cells.rows[at]
        present = np.bincount(ways, minlength=_REFUSED)
        start, stop = cells.start[at], cells.stop[at]
        texts: list[tuple[pa.Array, Places]] = []
        for way, make in ((_RAW, plain_texts), (_SHARED, self._shared_texts)):
            if present[way] == len(ways):
                texts.append((make(view, start, stop), rows))
            elif present[way]:
                which = ways == way
                texts.append((make(view, start[which], stop[which]), rows[which]))
        array = _spread(texts, n)
        if not present[_VALUE]:
            return Column(array)
        which = ways == _VALUE
        values, codes = self._understood(view, start[which], stop[which], cells.tails[at][which])
        marks = np.full(n, -1, np.int32)
        marks[rows[which]] = codes
        return Column(array, marks, values)

    def _shared_texts(self, view: BytesView, start: Places, stop: Places) -> pa.Array:
        indices = _whole_numbers(view, start, stop)
        _demand(int(indices.max()) < len(self._shared))
        return self._shared.take(indices)

    def _understood(self, view: BytesView, start: Places, stop: Places, tails: Places) -> tuple[list[CellValue], Codes]:
        """The distinct values of cells that are no text, and which each cell holds; -1 for blank."""
        values: list[CellValue] = []
        codes = np.full(len(start), -1, np.int32)
        for tail in np.unique(tails).tolist():
            at = np.flatnonzero(tails == tail)
            encoded = cut(view, start[at], stop[at]).dictionary_encode()
            place = []
            for text in encoded.dictionary.to_pylist():
                value = self._value(self._tails[tail], text)
                place.append(-1 if value is None else len(values))
                if value is not None:
                    values.append(value)
            codes[at] = np.array(place, np.int32)[encoded.indices.to_numpy()]
        return values, codes

    def _value(self, tail: _Tail, text: str) -> CellValue:
        key = (tail.style, tail.kind, text)
        if key in self._values:
            return self._values[key]
        if "&" in text:
            raise IrregularError
        try:
            value = self._meaning.value(tail.kind, tail.style, text, is_formula=False, note=_decline)
        except MeaninglessError:
            raise IrregularError from None
        if len(self._values) < _MAX_MEMO:
            self._values[key] = value
        return value


def _decline() -> None:
    """What has to be noted, the exact reader notes."""
    raise IrregularError


def _demand(condition: object) -> None:
    if not condition:
        raise IrregularError


def _references(view: BytesView, at: Places, rows: _Rows, row: Places) -> tuple[Places, Places]:
    """The columns of cells that begin `at`, and where their references end; each must name its own row."""
    data = view.data
    first, second = data[at + 6], data[at + 7]
    _demand(((first >= ord("A")) & (first <= ord("Z"))).all())
    columns = first.astype(np.int64) - ord("A")
    n_letters = ((second >= ord("A")) & (second <= ord("Z"))).astype(np.int64)
    if n_letters.any():
        columns = np.where(n_letters == 1, (columns + 1) * 26 + second - ord("A"), columns)
    _demand(not len(columns) or int(columns.max()) < MAX_WIDTH)
    digits_at = at + 7 + n_letters
    n_digits = rows.digits[row]
    # the digits of the row's own number and the closing quote, compared as one word
    _demand(not ((view.words[digits_at] ^ rows.words[row]) & _FIRST[n_digits + 1]).any())
    return columns, digits_at + n_digits + 1


def _inline(view: BytesView, tags: Places, cells: Places) -> tuple[Places, Places]:
    """Prove ``<is><t>…</t></is></c>`` after the tags of `cells` and give where its text is."""
    w8 = view.words
    at, text_at, stop = tags[cells + 1], tags[cells + 2], tags[cells + 3]
    _demand((w8[at] & _FIRST[4] == _IS).all() and np.array_equal(text_at, at + 4))
    start = text_starts(view, text_at)
    _demand((w8[stop] == _T_END).all() and (w8[stop + 5] == _IS_END).all())
    _demand(np.array_equal(tags[cells + 6], stop + 13))
    return start, stop


def _valued(view: BytesView, tags: Places, cells: Places) -> tuple[Places, Places]:
    """Prove ``<v>…</v></c>``."""
    at, stop = tags[cells + 1], tags[cells + 2]
    _demand((view.words[at] & _FIRST[3] == _V).all() and (view.words[stop] == _V_END).all())
    _demand(np.array_equal(tags[cells + 4], stop + 8))
    return at + 3, stop


def _open(view: BytesView, tags: Places, cells: Places) -> tuple[Places, Places]:
    """Prove ``</c>``."""
    at = tags[cells + 1]
    _demand((view.words[at] & _FIRST[4] == _CELL_END).all() and np.array_equal(tags[cells + 2], at + 4))
    return at, at


def _whole_numbers(view: BytesView, start: Places, stop: Places) -> Places:
    """The numbers of at most eight digits between the positions."""
    length = stop - start
    _demand(bool((length > 0).all()) and int(length.max()) <= 8)
    # right-aligned in a word whose free bytes are zeros
    free = (8 - length).astype(np.uint64)
    keep = ~_FIRST[free]
    word = (view.words[stop - 8] & keep) | (np.uint64(0x3030303030303030) & ~keep)
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    _demand((word & high == np.uint64(0x3030303030303030)).all())
    _demand(((word + np.uint64(0x0606060606060606)) & high == np.uint64(0x3030303030303030)).all())
    word -= np.uint64(0x3030303030303030)
    word = (word * np.uint64(10) + (word >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    word = (word * np.uint64(100) + (word >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    word = (word * np.uint64(10_000) + (word >> np.uint64(32))) & np.uint64(0x00000000FFFFFFFF)
    return word.astype(np.int64)


def _by_column(cells: _Cells, n_rows: int, width: int) -> list[slice | Places | None]:
    """Per column the positions of its cells, top to bottom; None for a column without any."""
    n = len(cells.columns)
    if n == n_rows * width:  # every cell is there
        return [slice(column, n, width) for column in range(width)]
    order = np.argsort(cells.columns.astype(np.uint16), kind="stable")
    ends = np.cumsum(np.bincount(cells.columns, minlength=width)).tolist()
    return [order[a:b] if b > a else None for a, b in zip([0, *ends[:-1]], ends, strict=True)]


def _spread(parts: Sequence[tuple[pa.Array, Places]], n: int) -> pa.Array:
    """The texts of some of `n` rows as an array with nulls in the others."""
    if not parts:
        return pa.nulls(n, pa.string())
    if len(parts) == 1 and len(parts[0][0]) == n:
        return parts[0][0]
    indices = np.full(n, -1, np.int64)
    total = 0
    for array, rows in parts:
        indices[rows] = np.arange(total, total + len(array))
        total += len(array)
    whole = pa.concat_arrays([array for array, _ in parts]) if len(parts) > 1 else parts[0][0]
    return whole.take(pa.array(indices, mask=indices < 0))


def _as_numbers(numbers: Places) -> Sequence[int]:
    """The numbers as a range where they are one; ranges cost nothing however long."""
    if len(numbers) and int(numbers[-1]) - int(numbers[0]) == len(numbers) - 1:
        return range(int(numbers[0]), int(numbers[-1]) + 1)
    return numbers.tolist()
