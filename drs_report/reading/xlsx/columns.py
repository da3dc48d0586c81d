"""A column of cells: an Arrow array of its texts, and beside it the few values that are no text.

Nearly all cells of a result file are text, and there may be millions of them: they stay in Arrow from the file to the
frame. Numbers, booleans, errors and moments are kept as Python values, each distinct one once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Self, TypeAlias, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.reading.xlsx.cells import CellValue

Codes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int32]]
Bytes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]
Mask: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
Places: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Masks: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

_BLANK = 32
_ASCII = 128
_CELLS = 16_384
"""Cells whose texts are joined: so many of the longest fit into one array, and what is asked of them into a cache."""


def text_array(values: Sequence[str | None]) -> pa.Array:
    """Texts as an Arrow array; half a surrogate pair, which UTF-8 cannot hold, is written as an escape."""
    try:
        return pa.array(values, type=pa.string())
    except UnicodeEncodeError:
        texts = [None if t is None else t.encode("utf-8", "backslashreplace").decode() for t in values]
        return pa.array(texts, type=pa.string())


def byte_spans(texts: pa.Array) -> tuple[Bytes, Codes]:
    """The UTF-8 bytes that `texts` are cut from, and where each begins; the last number is where the last ends."""
    _, offsets, data = texts.buffers()
    if offsets is None:
        return np.zeros(1, np.uint8), np.zeros(len(texts) + 1, np.int32)
    places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    inside = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return inside, places


class Column(Sequence[CellValue]):
    """Some cells of one column, top to bottom; a sequence of cell values that is cheap to look at as a whole."""

    __slots__ = ("marks", "others", "texts")

    def __init__(self, texts: pa.Array, marks: Codes | None = None, others: Sequence[CellValue] = ()) -> None:
        self.texts = texts
        """An Arrow string array; null where the cell is blank or holds no text."""
        self.marks = marks
        """Per cell the position of its value in `others`, -1 for texts and blanks; None where there are no others."""
        self.others = others
        """Distinct values that are no text."""

    @classmethod
    def of(cls, values: Sequence[CellValue]) -> Self:
        """Return the column of some values, which may be one already."""
        if isinstance(values, cls):
            return values
        kinds = set(map(type, values))
        if kinds <= {str, type(None)}:
            return cls(text_array(values))  # type: ignore[arg-type]  # all are texts or None
        marks = np.full(len(values), -1, np.int32)
        seen: dict[Hashable, int] = {}
        others: list[CellValue] = []
        texts: list[str | None] = [None] * len(values)
        for position, value in enumerate(values):
            if value is None:
                continue
            if type(value) is str:
                texts[position] = value
                continue
            key = (type(value), value, str(value))  # 0.0 and -0.0 are equal and not the same
            if key not in seen:
                seen[key] = len(others)
                others.append(value)
            marks[position] = seen[key]
        return cls(text_array(texts), marks, others)

    @classmethod
    def blank(cls, n: int) -> Self:
        """Return `n` blank cells."""
        return cls(pa.nulls(n, pa.string()))

    @classmethod
    def joined(cls, parts: Sequence[Column]) -> Self:
        """Return the cells of several columns, one below the other."""
        texts = pa.concat_arrays([part.texts for part in parts])
        if all(part.marks is None for part in parts):
            return cls(texts)
        marks: list[Codes] = []
        others: list[CellValue] = []
        for part in parts:
            if part.marks is None:
                marks.append(np.full(len(part), -1, np.int32))
            else:
                marks.append(np.where(part.marks >= 0, part.marks + np.int32(len(others)), np.int32(-1)))
                others.extend(part.others)
        return cls(texts, np.concatenate(marks), others)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, position: int) -> CellValue: ...

    @overload
    def __getitem__(self, position: slice) -> Self: ...

    def __getitem__(self, position: int | slice) -> CellValue | Self:
        if isinstance(position, slice):
            start, stop, step = position.indices(len(self))
            if step != 1:
                msg = "a column is cut in whole pieces"
                raise ValueError(msg)
            marks = None if self.marks is None else self.marks[start:stop]
            return type(self)(self.texts.slice(start, max(0, stop - start)), marks, self.others)
        if self.marks is not None and self.marks[position] >= 0:
            return self.others[int(self.marks[position])]
        value: str | None = self.texts[position].as_py()
        return value

    def __iter__(self) -> Iterator[CellValue]:
        values: list[CellValue] = self.texts.to_pylist()
        if self.marks is not None:
            for position in np.flatnonzero(self.marks >= 0).tolist():
                values[position] = self.others[self.marks[position]]
        return iter(values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # like a list

    def __repr__(self) -> str:
        return f"Column({list(self)!r})"

    @property
    def is_text(self) -> bool:
        """Whether no cell holds anything but text."""
        return self.marks is None or not (self.marks >= 0).any()

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything, not even a text without characters."""
        return self.texts.null_count == len(self) and self.is_text

    def taken(self, positions: Places) -> Self:
        """Return the cells at `positions`, in that order."""
        marks = None if self.marks is None else self.marks[positions]
        return type(self)(self.texts.take(pa.array(positions)), marks, self.others)

    def replaced(self, values: dict[int, CellValue]) -> Self:
        """Return the column with other values at some positions."""
        if not values:
            return self
        cells = list(self)
        for position, value in values.items():
            cells[position] = value
        return self.of(cells)

    def distinct(self) -> tuple[list[CellValue], Codes]:
        """Return the different values, None for blank among them, and which of them each cell holds."""
        encoded = self.texts.dictionary_encode()
        values: list[CellValue] = encoded.dictionary.to_pylist()
        indices = encoded.indices
        if indices.null_count:
            indices = pc.fill_null(indices, len(values))
            values.append(None)
        codes = np.asarray(indices.to_numpy(zero_copy_only=False), np.int32)
        if self.marks is not None:
            codes = np.where(self.marks >= 0, self.marks + np.int32(len(values)), codes)
            values.extend(self.others)
        return values, codes


def filled(columns: Sequence[Column]) -> Masks:
    """Where the cells of columns of one length are not blank (texts of white space only are): a row a column."""
    if not columns:
        return np.zeros((0, 0), bool)
    found = np.concatenate([filled_texts(texts) for texts in end_to_end(columns)]).reshape(len(columns), -1)
    for number, column in enumerate(columns):
        if column.marks is not None:
            found[number] |= column.marks >= 0
    return found


def end_to_end(columns: Sequence[Column]) -> Iterator[pa.Array]:
    """The texts of columns of one length, those of short ones joined: a sheet may be wider than long."""
    n = max(1, _CELLS // max(1, len(columns[0]))) if columns else 1
    for start in range(0, len(columns), n):
        texts = [column.texts for column in columns[start : start + n]]
        yield texts[0] if len(texts) == 1 else pa.concat_arrays(texts)


def filled_texts(texts: pa.Array) -> Mask:
    """Where a text holds more than white space."""
    data, places = byte_spans(texts)
    starts = places[:-1]
    filled = places[1:] > starts
    first = data[np.minimum(starts, len(data) - 1)]
    doubtful = filled & ((first <= _BLANK) | (first >= _ASCII))
    if texts.null_count:
        valid = np.asarray(texts.is_valid().to_numpy(zero_copy_only=False), bool)
        filled &= valid
        doubtful &= valid
    if doubtful.any():
        at = np.flatnonzero(doubtful)
        trimmed = pc.utf8_trim_whitespace(texts.take(pa.array(at)))
        filled[at] = np.asarray(pc.binary_length(trimmed).to_numpy(zero_copy_only=False)) > 0
    return filled
