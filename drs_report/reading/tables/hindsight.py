"""What the end of a sheet shows of rows before it: a total, a row of odd names, a heading that meant another thing."""

from __future__ import annotations

import re
from itertools import pairwise

import pyarrow.compute as pc

from drs_report.language.phrases import is_one_of
from drs_report.language.vocabulary import normalise_heading, normalise_word, outcome_class
from drs_report.reading.tables.blocks import Block, take_last
from drs_report.reading.tables.conversion import parse_count, whole_text
from drs_report.reading.tables.scans import NOTE, ROW, SAMPLE_CELLS, Loose, SheetScan
from drs_report.records.columns import Kind
from drs_report.records.judgement import OutcomeClass
from drs_report.records.remarks import RemarkKind

__all__ = ["give_back_rows", "is_misread", "take_total"]

_WRONG = 0.1
"""More unreadable cells than this in a column of counts, and the headings above it named databases after all."""


def take_total(scan: SheetScan, block: Block) -> None:
    """A last row called total whose numbers are the sums of those above is no table; one that does not add up stays."""
    cells = block.last_cells
    if block.n_rows < 2 or not cells:
        return
    first = min(cells)
    if not is_one_of("marks", "totals", whole_text(cells[first])):
        return
    n_sums = 0
    for column, value in cells.items():
        builder = block.typed.get(column)
        if builder is not None and builder.kind is Kind.COUNT:
            above = pc.sum(builder.array().slice(0, block.n_rows - 1)).as_py()
            if above is None or above != parse_count(value, block.words.unit_suffixes):
                return
            n_sums += 1
        elif column != first and not _fits_a_total(whole_text(value), block):
            return
    if n_sums:
        sample = tuple(map(whole_text, cells.values()))[:SAMPLE_CELLS]
        scan.loose.append(Loose(NOTE, block.last_row, block.last_row, 1, sample, len(cells)))
        take_last(block)


def _fits_a_total(text: str, block: Block) -> bool:
    """Whether a cell beside the sums says nothing, that all is equal, or how many rows there are."""
    word = block.words.outcomes.get(normalise_word(text))
    is_equal = word is not None and outcome_class(word) is OutcomeClass.VERIFIED
    plain = re.sub(r"\s+|张表|个表|tables?$", "", text.strip().casefold())
    is_count = parse_count(plain, block.words.unit_suffixes) == block.n_rows - 1
    return is_equal or is_count or normalise_word(text) in block.words.null_words


def give_back_rows(scan: SheetScan) -> None:
    """A header amid the rows of a table, unlike the table's own and with nothing below it, is a row of odd names."""
    for before, block in pairwise(scan.blocks[:]):
        is_amid = len(block.header_rows) == 1 and before.last_row + 1 == block.header_rows[0]
        if is_amid and not block.n_rows and _headings(before) != _headings(block):
            scan.blocks.remove(block)
            cells = tuple(m.heading for m in block.meanings)[:SAMPLE_CELLS]
            scan.loose.append(Loose(ROW, block.header_rows[0], block.header_rows[0], 1, cells, len(block.meanings)))


def _headings(block: Block) -> list[str]:
    return [normalise_heading(m.heading) for m in block.meanings if m.has_heading]


def is_misread(block: Block) -> bool:
    """Whether headings that were taken for counts stand above cells that are none."""
    counted = [block.typed[m.column] for m in block.meanings if m.by_cells and m.column in block.typed]
    n_text = [sum(p.n for p in builder.problems if p.what.kind is not RemarkKind.ERROR_CELL) for builder in counted]
    return any(n > _WRONG * block.n_rows for n in n_text)
