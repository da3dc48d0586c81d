"""Columns for which no frame has a place: what can be clicked, running numbers, what a line says of the whole.

Each distinct cell is read as the heading with it behind would be in a line: ``Comparison Type: Value comparison``. What
is a fact there is one here, so that it is held against everything else; what is not understood there is not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow.compute as pc

from drs_report.language.phrases import is_made_of
from drs_report.language.vocabulary import normalise_word
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.conversion import parse_count
from drs_report.reading.tables.headings import LIKE_LINES, ONE_A_COMPARISON, Meaning
from drs_report.reading.tables.serials import serial_number
from drs_report.reading.tables.values import is_value_of

_BYTES = re.compile(r"\b(?:bytes?|[kmgtp]i?b)\b", re.IGNORECASE)
_COUNTS = frozenset({"n_consistent"})
_OF_NONE = frozenset({"none_of", "filtered_rows"})
_FACTS = _COUNTS | frozenset({"compare_type", "compare_policy", "compare_status"}) | ONE_A_COMPARISON
_OF_THE_WHOLE = frozenset({"compare_type"}) | ONE_A_COMPARISON
"""Said of one comparison, so that a column in which they change speaks of several."""
_NEVER_BLANK = frozenset({"number", "duration", "drop"})
"""Columns in which a word for nothing is no cell of theirs."""
OF_EACH_ROW = _FACTS - _OF_THE_WHOLE
"""Said of each row, so that one that is blank says less than the others."""


def is_stated(block: Block, m: Meaning) -> bool:
    """Whether a column is read so, where no frame holds it; one that counts what speaks against only where all is 0."""
    if m.name not in LIKE_LINES or m.doubt:
        return False
    if m.name not in _OF_NONE:
        return True
    return all(
        says_nothing_else(block, m, text) for text in pc.unique(block.plain[m.column].array().drop_null()).to_pylist()
    )


def says_nothing_else(block: Block, m: Meaning, text: str) -> bool:
    """Whether a cell is one of those that a column of this meaning holds."""
    words = block.words
    if m.name not in _NEVER_BLANK and normalise_word(text) in words.null_words:
        return m.name not in _FACTS and not (m.name == "key_columns" and re.search(r"\w", text))
    if m.name in _OF_THE_WHOLE and len(pc.unique(block.plain[m.column].array().drop_null())) > 1:
        return False
    match m.name:
        case "size" if unit := _BYTES.search(m.heading):
            text += unit[0] if re.search(r"\d\s*\Z", text) else ""
        case "none_of" | "filtered_rows":
            return parse_count(text, words.unit_suffixes) == 0
        case "object_type":
            return words.object_types.get(normalise_word(text)) == "TABLE"
        case "number":
            return serial_number(text) is not None
        case "drop":
            return is_made_of("operations", "neutral", text)
        case "error_message" | "remark":
            return is_value_of(("message",), text, words) is not None
    return is_value_of((m.name or "",), text, words) is not None


def facts_of(block: Block) -> Iterator[tuple[str, str]]:
    """Yield what such columns state, each distinct cell once and each number; a state counts whatever it is."""
    for m in block.meanings:
        if m.name in _FACTS and not m.doubt:
            cells = block.plain[m.column].array().drop_null()
            for text in (cells if m.name in _COUNTS else pc.unique(cells)).to_pylist():
                yield m.name, text.strip()
