"""The cells of one table by role, and how many doubts speak of each of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.phrases import is_one_of
from drs_report.language.vocabulary import Vocabulary, normalise_word, outcome_class
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.conversion import parse_count
from drs_report.reading.tables.frames import Part, columns_of, extra_names
from drs_report.reading.tables.headings import NO_PLACE, Meaning
from drs_report.reading.tables.known_texts import PROVEN
from drs_report.reading.tables.tally import N_ROWS_KEPT, Tally
from drs_report.records.judgement import OutcomeClass
from drs_report.records.reading import Unclear

__all__ = ["Doubts", "account_of_table"]

_NUMBER = r"^\s*[+-]?\d[\d,. ]*%?\s*$"

Doubts = np.ndarray[tuple[int], np.dtype[np.int64]]

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


def account_of_table(block: Block, part: Part, tally: Tally) -> tuple[int, int, int, int, Doubts]:
    """Cells of one table by role (value, context, taught, not understood) and the doubts about each of its rows."""
    n, words = block.n_rows, block.words
    doubts: Doubts = np.zeros(n, dtype=np.int64)
    numbers = np.asarray(pa.chunked_array(block.rows, pa.int64()).to_numpy()) if n else np.zeros(0, dtype=np.int64)
    n_value = n_context = n_taught = n_unclear = 0
    header = block.header_cells
    extra = extra_names(block, part.fit)
    table = columns_of(part, part.fit.schema) if n else {}
    for m in block.meanings:
        cells = block.filled.get(m.column, 0)
        has_heading = bool(block.header_rows) and m.reason != "cells without a heading"
        if m.name == "ignored":
            n_taught += cells + has_heading
            header -= has_heading
        elif m.name in NO_PLACE:
            odd = _odd_cells(block, m)
            n_odd = int(odd.sum())
            n_context += cells - n_odd
            n_unclear += n_odd
            doubts += odd
            _add_texts(tally, ("word", m.heading), block.plain[m.column].array(), odd, numbers)
        elif m.column in part.fit.columns or (
            m.name == "line_outcome" and m.column in block.typed and "outcome" in table
        ):
            odd = _odd_remarks(table, m, part, words) if n else doubts.astype(bool)
            n_odd = int(odd.sum())
            n_value += cells - n_odd
            n_unclear += n_odd
            doubts += odd
            if n_odd:
                _add_texts(tally, ("remark", m.heading), table["message"], odd, numbers)
            if m.doubt and has_heading:
                tally.add("heading", m.heading, 1, block.header_rows, m.heading)
                n_unclear += 1
                header -= 1
                doubts += 1
        elif m.column in extra and (cells or m.name is None):
            tally.add("heading", m.heading, cells + has_heading, block.header_rows or (block.first_row,), m.heading)
            n_unclear += cells + has_heading
            header -= has_heading
            doubts += _filled_rows(block, m) if n else 0
        else:
            n_value += cells
        if m.column in block.typed and m.column in part.fit.columns:
            bad = block.typed[m.column].bad
            if bad:
                doubts[np.searchsorted(numbers, np.array(bad))] += 1
    # cells right of every heading that no column took
    known = {m.column for m in block.meanings}
    n_unclear += sum(cells for column, cells in block.filled.items() if column not in known)
    return n_value, n_context + header, n_taught, n_unclear, doubts


def _filled_rows(block: Block, m: Meaning) -> Doubts:
    """Rows that a column nobody understood speaks of: all where it holds numbers, else those with a text."""
    array = block.plain[m.column].array() if m.column in block.plain else None
    if array is None:
        return np.ones(block.n_rows, dtype=np.int64)
    if pc.any(pc.match_substring_regex(array, _NUMBER)).as_py():
        return np.ones(block.n_rows, dtype=np.int64)
    return np.asarray(pc.is_valid(array).to_numpy()).astype(np.int64)


def _odd_cells(block: Block, m: Meaning) -> Mask:
    """Cells of a column without a place that are not what such a column holds."""
    array = block.plain[m.column].array()

    def is_known(text: str) -> bool:
        if m.name == "number":
            return parse_count(text) is not None
        return is_one_of("operations", "neutral", text) or all(
            is_one_of("operations", "neutral", part) for part in re.split(r"[\s,，、|/]+", text.strip())
        )

    return _odd(array, lambda text: is_known(text) or block.words.taught_by("remark", text) is not None)


def _odd_remarks(table: Mapping[str, pa.ChunkedArray], m: Meaning, part: Part, words: Vocabulary) -> Mask:
    """Remarks of no known meaning beside a result that is equal; beside any other they are its reason."""
    column = part.fit.columns.get(m.column)
    n = part.block.n_rows
    if column is None or column.name != "message" or "outcome" not in table:
        return np.zeros(n, dtype=bool)
    codes = np.asarray(table["outcome"].to_numpy(), dtype=np.int16)
    is_equal = (codes >= 0) & PROVEN[codes]

    def is_known(text: str) -> bool:
        plain = normalise_word(text)
        if plain in words.null_words or is_one_of("remarks", "neutral", text):
            return True
        word = words.outcomes.get(plain)
        is_good = word is not None and plain != "true" and outcome_class(word) is OutcomeClass.VERIFIED
        return is_good or words.taught_by("remark", text) is not None

    return np.asarray(_odd(table["message"], is_known) & is_equal, dtype=bool)


def _odd(array: pa.ChunkedArray, is_known: Callable[[str], bool]) -> Mask:
    """Which texts are not known; each distinct one is looked at once."""
    if not len(array):
        return np.zeros(0, dtype=bool)
    encoded = array.combine_chunks().dictionary_encode()
    unknown = [not is_known(text) for text in encoded.dictionary.to_pylist()]
    position = encoded.indices.fill_null(len(unknown)).to_numpy(zero_copy_only=False)
    return np.asarray(np.array([*unknown, False], dtype=bool)[position], dtype=bool)


def _add_texts(tally: Tally, what: tuple[Unclear, str], array: pa.ChunkedArray, odd: Mask, numbers: Doubts) -> None:
    kind, heading = what
    texts: dict[str, list[int]] = {}
    for position in np.flatnonzero(odd).tolist():
        texts.setdefault(array[position].as_py(), []).append(int(numbers[position]))
    for text, rows in texts.items():
        tally.add(kind, text, len(rows), rows[:N_ROWS_KEPT], heading)
