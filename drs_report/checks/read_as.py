"""As what the rows of a frame were read: the block that each stands in, its headings, its words that nobody knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from drs_report.checks.rows import known_columns, says, text
from drs_report.language.vocabulary import UNKNOWN_WORD
from drs_report.reading.dataset import Dataset
from drs_report.records.grouping import grouped
from drs_report.records.reading import BlockRecognition


def blocks_of_frame(dataset: Dataset, frame: str) -> dict[str, list[BlockRecognition]]:
    """Return the blocks that a frame was read from, by sheet, from the top."""
    blocks: dict[str, list[BlockRecognition]] = {}
    for sheet in dataset.recognition.sheets:
        found = sorted((b for b in sheet.blocks if b.frame == frame), key=lambda b: b.first_row)
        if found:
            blocks.setdefault(sheet.sheet, []).extend(found)
    return blocks


def columns_read(dataset: Dataset, frame: str) -> Callable[[Mapping[str, Any]], frozenset[str]]:
    """Return a function from a row to the columns its block has headings for.

    For rows without a recognised block (frames made by hand or from the query API) these are the columns that hold
    any value.
    """

    @cache
    def filled() -> frozenset[str]:
        table = known_columns(dataset.frames[frame])
        return frozenset(name for name in map(str, table.columns) if says(table, name))

    blocks = {
        sheet: (
            [b.first_row for b in found],
            [frozenset(c.column for c in b.columns if c.column) or filled() for b in found],
        )
        for sheet, found in blocks_of_frame(dataset, frame).items()
    }

    def of(row: Mapping[str, Any]) -> frozenset[str]:
        starts, columns = blocks.get(text(row.get("sheet")), ([], []))
        return columns[max(bisect_right(starts, row["row_number"]) - 1, 0)] if starts else filled()

    return of


def unknown_words(dataset: Dataset, frame: str) -> Callable[[Mapping[str, Any], str], str | None]:
    """Return a function from a row and a column to the unknown word its cell held, as the file spells it.

    The recognition keeps the first 20 rows of each word; beyond these the word is named where its block has no other.
    """
    blocks = blocks_of_frame(dataset, frame).items()
    met = [(sheet, entry) for sheet, found in blocks for block in found for entry in block.unknown_words]
    at = {(sheet, entry.column, number): entry.word for sheet, entry in met for number in entry.rows}
    only = grouped(((sheet, entry.column), entry.word) for sheet, entry in met)

    def of(row: Mapping[str, Any], column: str) -> str | None:
        sheet = text(row.get("sheet"))
        known = at.get((sheet, column, row["row_number"]))
        if known is None and row.get(column) == UNKNOWN_WORD:
            words = {*only.get((sheet, column), ())}
            return words.pop() if len(words) == 1 else None
        return known

    return of
