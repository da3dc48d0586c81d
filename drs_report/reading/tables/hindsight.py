"""What the end of a sheet shows of rows before it: a total, a row of odd names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import pyarrow.compute as pc

from drs_report.language.phrases import is_one_of
from drs_report.language.vocabulary import is_equal, normalise_heading, normalise_word
from drs_report.reading.tables.blocks import Block, take_row
from drs_report.reading.tables.conversion import as_counts, parse_count, whole_text
from drs_report.reading.tables.scans import SAMPLE_CELLS, Loose, SheetScan
from drs_report.reading.xlsx.cells import CellValue
from drs_report.records.columns import Kind
from drs_report.records.reading import Rest


def is_total(cells: Mapping[int, CellValue], before: Mapping[int, CellValue] | None = None) -> bool:
    """Whether a row is called a total by its first cell, which may name what the row before it names."""
    text = whole_text(cells[min(cells)]).strip(":： ") if cells else ""
    name = whole_text(before[min(before)]) if before else ""
    rest = re.sub(r"\bof\b|[()]", "", text.replace(name, "", 1)) if name else text
    return any(is_one_of("marks", "totals", one.strip(":： ")) for one in (text, rest))


def take_totals(scan: SheetScan, block: Block) -> None:
    """Rows called total are no tables if their numbers are the sums of all rows above or of those since the last."""
    called = block.totals | ({block.n_rows - 1: block.last_cells} if is_total(block.last_cells) else {})
    begin = n_gone = 0
    for place, cells in sorted(called.items()):
        end = place - n_gone
        if _adds_up(block, cells, begin, end) or _adds_up(block, cells, 0, end):
            row, begin, n_gone = take_row(block, end, cells), end, n_gone + 1
            sample = tuple(map(whole_text, cells.values()))[:SAMPLE_CELLS]
            scan.loose.append(Loose(Rest.NOTE, row, sample, len(cells)))


def _adds_up(block: Block, total: Mapping[int, CellValue], begin: int, end: int) -> bool:
    """Whether a total's numbers, at least one, are the sums of some rows, and all else in it says nothing."""
    n_sums = 0
    for column, value in total.items():
        builder = block.typed.get(column)
        builder = builder if builder is not None and builder.kind is Kind.COUNT else block.plain.get(column)
        numbers = None if builder is None else as_counts(builder.array().slice(begin, end - begin))
        if numbers is not None:
            above = pc.sum(numbers).as_py()
            if above is None or above != parse_count(value, block.words.unit_suffixes):
                return False
            n_sums += 1
        elif column != min(total) and not _fits_a_total(whole_text(value), block, end - begin):
            return False
    return n_sums > 0


def _fits_a_total(text: str, block: Block, n_rows: int) -> bool:
    """Whether a cell beside the sums says nothing, that all is equal, or how many rows there are."""
    plain = re.sub(r"\s+|张表|个表|tables?$", "", text.strip().casefold())
    is_count = parse_count(plain, block.words.unit_suffixes) == n_rows
    word = normalise_word(text)
    is_named = is_one_of("marks", "totals", text)
    return is_equal(block.words.outcomes.get(word)) or is_count or is_named or word in block.words.null_words


def give_back_rows(scan: SheetScan) -> None:
    """A header amid the rows of a table, unlike the table's own and with nothing below it, is a row of odd names."""
    for before, block in pairwise(scan.blocks[:]):
        is_amid = len(block.header_rows) == 1 and before.last_row + 1 == block.header_rows[0]
        if is_amid and not block.n_rows and _headings(before) != _headings(block):
            scan.blocks.remove(block)
            cells = tuple(m.heading for m in block.meanings)[:SAMPLE_CELLS]
            scan.loose.append(Loose(Rest.ROW, block.header_rows[0], cells, len(block.meanings)))


def _headings(block: Block) -> list[str]:
    return [normalise_heading(m.heading) for m in block.meanings if m.has_heading]
