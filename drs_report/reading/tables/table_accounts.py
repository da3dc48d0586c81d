"""The cells of one table by role, and how many doubts speak of each of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.phrases import is_one_of, says_unequal
from drs_report.language.vocabulary import OUTCOMES, Vocabulary, is_equal, normalise_word
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.conversion import N_ROWS_KEPT, as_counts, parse_count
from drs_report.reading.tables.counting import Counts
from drs_report.reading.tables.frames import VERIFIED, Part, columns_of
from drs_report.reading.tables.headings import NO_PLACE, Meaning
from drs_report.reading.tables.lines import counts_of_a_row
from drs_report.reading.tables.names import NAMES, OBJECT_NAMES, more_than_a_name
from drs_report.reading.tables.serials import Gaps
from drs_report.reading.tables.speaking_against import result_in
from drs_report.reading.tables.stated import OF_EACH_ROW, is_stated, says_nothing_else
from drs_report.reading.tables.tally import Tally
from drs_report.reading.xlsx.columns import Mask, Places
from drs_report.records.reading import Unclear

_NUMBER = r"^\s*[+-]?\d[\d,. ]*%?\s*$"

_NO_SIZE = re.compile(r"\s*0+(?:\.0+)?(?![\d.])")
_DIFFERS = OUTCOMES.index("inconsistent")
_BLANK = "-"
"""As what a blank cell is read where each row says something."""

Doubts: TypeAlias = Places
"""How many doubts speak of each row."""


@dataclass(slots=True)
class _Table:
    """A table with what is asked of it for each of its columns."""

    block: Block
    part: Part
    tally: Tally
    rows: Places
    """Row numbers in the sheet."""
    cells: Mapping[str, pa.ChunkedArray]
    """The frame's columns."""
    gaps: Gaps
    counts: Counts

    def doubts_of(self, m: Meaning) -> Doubts | Mask | int:
        """Count a column's cells and its heading, which counts as context so far; return the doubts about each row."""
        n_cells = self.block.filled.get(m.column, 0)
        n_headings = int(bool(self.block.header_rows) and m.has_heading)
        fit = self.part.fit
        if m.name == "ignored":
            bad = _odd(self._plain(m), self.block.words, lambda text: result_in(text) is None)  # no layout hides it
            self.tally.n_context -= n_headings
            self.tally.n_taught += n_cells + n_headings - self._unclear("word", m, self._plain(m), bad)
            return bad
        if m.column in fit.columns or (
            m.name == "line_outcome" and m.column in self.block.typed and "outcome" in self.cells
        ):
            return self._placed(m, n_cells, n_headings)
        if m.name in NO_PLACE or is_stated(self.block, m):
            odd = self._odd_cells(m)
            self.tally.n_context += n_cells - self._unclear("word", m, self._plain(m), odd)
            return odd
        if not m.has_heading and self._counts_rows(m):
            self.tally.n_context += n_cells
            return 0
        if (not n_cells and m.name is not None) or self._counts_each(m):
            self.tally.n_context += n_cells
            return 0
        self._heading(m, n_cells, n_headings)
        return _filled_rows(self._plain(m))

    def _plain(self, m: Meaning) -> pa.ChunkedArray:
        return self.block.plain[m.column].array()

    def _odd_cells(self, m: Meaning) -> Mask:
        """Cells of a column without a place that are not what such a column holds."""
        array, words = self._plain(m), self.block.words
        is_counted = m.name in ("number", "duration") and array.null_count < len(array)

        def is_known(text: str) -> bool:
            return says_nothing_else(self.block, m, text) or words.declares("remark", text)

        odd = _odd(array, words, is_known, _BLANK if is_counted or m.name in OF_EACH_ROW else None)
        return odd | self._is_without_twin(m) | self.gaps.get((id(self.block), m.column), False)

    def _is_without_twin(self, m: Meaning) -> Mask:
        """Which rows say that a table has no size where the other of two such columns says that it has one."""
        sizes = [other for other in self.block.meanings if m.name == other.name == "size"]
        words = self.block.words
        is_zero = [_odd(self._plain(other), words, lambda text: not _NO_SIZE.match(text)) for other in sizes]
        return is_zero[0] != is_zero[1] if len(is_zero) == 2 else np.zeros(self.block.n_rows, dtype=bool)

    def _counts_rows(self, m: Meaning) -> bool:
        """Whether the first column has no heading and numbers each row, from 0 or 1 on: written by a library."""
        if m.column != min(other.column for other in self.block.meanings):
            return False
        numbers = [None if text is None else parse_count(text) for text in self._plain(m).to_pylist()]
        return bool(numbers) and numbers[0] in (0, 1) and numbers == [*range(numbers[0], numbers[0] + len(numbers))]

    def _counts_each(self, m: Meaning) -> bool:
        """Whether a column tells of the database of each row what the lists count of it, or of a table its rows."""
        if m.name == "total_rows" and {"source_rows", "target_rows"} <= {*self.cells}:
            said = as_counts(self._plain(m))
            return said is not None and all(said.equals(self.cells[side]) for side in ("source_rows", "target_rows"))
        names = self.cells.get("source_db") if self.part.fit.schema.frame == "databases" else None
        pairs = [] if names is None else zip(names.to_pylist(), self._plain(m).to_pylist(), strict=True)
        return bool(pairs) and all(self.counts.agrees(f"{name} {m.heading}: {text}") for name, text in pairs)

    def _placed(self, m: Meaning, n_cells: int, n_headings: int) -> Doubts:
        """A column that the frame has a place for."""
        doubts = np.zeros(self.block.n_rows, dtype=np.int64)
        self.tally.n_value += n_cells
        column = self.part.fit.columns.get(m.column)
        if column is not None and column.name == "message" and "outcome" in self.cells:
            odd = _odd_remarks(self.cells, self.block.words)
            self.tally.n_value -= self._unclear("remark", m, self.cells["message"], odd)
            doubts += odd
        if m.doubt and n_headings:
            self._heading(m, 0, 1)
            doubts += 1
        if column is not None and column.is_judged and (bad := self.block.typed[m.column].bad):
            doubts[np.searchsorted(self.rows, np.array(bad))] += 1
        if column is not None and column.name in NAMES | OBJECT_NAMES and self.block.n_rows:
            names = self.block.typed[m.column].array()
            is_schema, is_object = column.name.endswith("schema"), column.name in OBJECT_NAMES
            odd = more_than_a_name(names, self.block.words, is_schema=is_schema, is_object=is_object)
            self.tally.n_value -= self._unclear("word", m, names, odd)
            doubts += odd
        return doubts

    def _heading(self, m: Meaning, n_cells: int, n_headings: int) -> None:
        """A heading that nobody understood, with its cells."""
        where = self.block.header_rows or (self.block.first_row,)
        self.tally.add("heading", m.heading, n_cells + n_headings, where, m.heading)
        self.tally.n_context -= n_headings
        self.tally.n_unclear += n_cells + n_headings

    def _unclear(self, kind: Unclear, m: Meaning, array: pa.ChunkedArray, odd: Mask) -> int:
        """Name the texts of the odd cells of a column; return how many cells these are."""
        texts: dict[str, list[int]] = {}
        for position in np.flatnonzero(odd).tolist():
            texts.setdefault(array[position].as_py() or _BLANK, []).append(int(self.rows[position]))
        for text, rows in texts.items():
            self.tally.add(kind, text, len(rows), rows[:N_ROWS_KEPT], m.heading)
        n_odd = int((odd & array.is_valid().to_numpy()).sum())
        self.tally.n_unclear += n_odd
        return n_odd


def account_of_table(part: Part, tally: Tally, gaps: Gaps, counts: Counts) -> Doubts:
    """Count the cells of one table by role; return how many doubts speak of each of its rows.

    `gaps` are where serial numbers of the file leave something out, `counts` what its lists count.
    """
    block = part.block
    cells = columns_of(part) if block.n_rows else {}
    table = _Table(block, part, tally, block.numbers.to_numpy(), cells, gaps, counts)
    doubts: Doubts = np.zeros(block.n_rows, dtype=np.int64)
    tally.n_context += block.header_cells
    for m in block.meanings:
        doubts += table.doubts_of(m)
    # cells right of every heading that no column took
    known = {m.column for m in block.meanings}
    tally.n_unclear += sum(n for column, n in block.filled.items() if column not in known)
    return doubts


def _filled_rows(array: pa.ChunkedArray) -> Doubts:
    """Rows that a column nobody understood speaks of: all where it holds numbers, else those with a text."""
    if not array.null_count or pc.any(pc.match_substring_regex(array, _NUMBER)).as_py():
        return np.ones(len(array), dtype=np.int64)
    return np.asarray(pc.is_valid(array).to_numpy()).astype(np.int64)


def _odd_remarks(table: Mapping[str, pa.ChunkedArray], words: Vocabulary) -> Mask:
    """Remarks of no known meaning beside a result that is equal, or beside rows that differ and are counted.

    There a remark may say that the number is not all. Beside any other result it is the reason.
    """
    codes = np.asarray(table["outcome"].to_numpy(), dtype=np.int16)
    are_equal = (codes >= 0) & VERIFIED[codes]
    differs = (codes == _DIFFERS) & any(name in table for name in ("source_rows", "target_rows", "different_rows"))

    def is_known(text: str) -> bool:
        plain = normalise_word(text)
        if plain in words.null_words or is_one_of("remarks", "neutral", text):
            return True
        is_good = plain != "true" and is_equal(words.outcomes.get(plain))
        return is_good or words.declares("remark", text)

    def tells_difference(text: str) -> bool:
        return is_known(text) or says_unequal(text)

    odd = _odd(table["message"], words, is_known) & are_equal
    odd &= ~_of_their_row(table, odd, words)
    return np.asarray(odd | (_odd(table["message"], words, tells_difference) & differs), dtype=bool)


def _of_their_row(table: Mapping[str, pa.ChunkedArray], odd: Mask, words: Vocabulary) -> Mask:
    """Which of the odd remarks say nothing but how many rows their own row counts, or what its key is."""
    found = np.zeros(len(odd), dtype=bool)
    said: dict[str, tuple[tuple[str, int], ...] | None] = {}
    for at in np.flatnonzero(odd).tolist():
        text = table["message"][at].as_py()
        if text not in said:
            said[text] = counts_of_a_row(text, words)
        counts = {side: table[side][at].as_py() for side in ("source_rows", "target_rows") if side in table}
        numbers = said[text]
        found[at] = numbers is not None and all(
            number == counts[name] if name in counts else {number} == {*counts.values()} for name, number in numbers
        )
    return found


def _odd(array: pa.ChunkedArray, words: Vocabulary, is_known: Callable[[str], bool], blank: str | None = None) -> Mask:
    """Which texts are not known; each distinct one is looked at once, and `blank` for cells that are."""
    encoded = array.combine_chunks().dictionary_encode()
    words.offer("remark", encoded.dictionary.to_pylist())
    unknown = [not is_known(text) for text in encoded.dictionary.to_pylist()]
    position = encoded.indices.fill_null(len(unknown)).to_numpy(zero_copy_only=False)
    is_blank_odd = blank is not None and not is_known(blank)
    return np.asarray(np.array([*unknown, is_blank_odd], dtype=bool)[position], dtype=bool)
