"""Every cell of a sheet to its one role, and every thing nobody understood to one entry with the line that teaches it.

Nothing is searched for badness here: what is not a value with a place, not context of a known meaning and not taught is
not understood, and the rows it speaks of say so in their column ``not_understood``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from drs_report.language.phrases import is_neutral_title, is_one_of
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.blocks import is_unjudged
from drs_report.reading.tables.frames import Part
from drs_report.reading.tables.known_texts import Own, is_known_sheet, unsettled
from drs_report.reading.tables.lines import read_line
from drs_report.reading.tables.scans import NOTE, ROW, TABLE, TAUGHT, TITLE, SheetScan
from drs_report.reading.tables.table_accounts import Doubts, account_of_table
from drs_report.reading.tables.tally import N_ROWS_KEPT, Tally
from drs_report.reading.xlsx.book import STRUCK
from drs_report.reading.xlsx.cells import Aside
from drs_report.reading.xlsx.numbers import parse_format
from drs_report.records.reading import CellRoles, NotUnderstood

__all__ = ["Account", "account"]


@dataclass(slots=True)
class Account:
    """One sheet's cells by role, what is not understood, and per block how many doubts speak of each row."""

    n_cells: int
    roles: CellRoles
    not_understood: tuple[NotUnderstood, ...]
    doubts: Mapping[int, Doubts] = field(default_factory=dict)
    """``id`` of the block -> its rows' doubts."""


def account(scan: SheetScan, parts: Mapping[int, Part], is_listed: Callable[[str], bool], words: Vocabulary) -> Account:
    """Account for a sheet; `parts` are those of the chosen comparison by the ``id`` of their block.

    `is_listed` tells whether a text is the name of a database, a schema or a table that the file lists.
    """
    tally = Tally(scan.sheet.name)
    own = Own([(block, parts[id(block)]) for block in scan.blocks if id(block) in parts])
    n_context, n_taught, n_unclear = _loose(scan, own, tally, is_listed, words)
    about = 0
    if scan.n_cells and not is_known_sheet(scan, own, is_listed, words):
        tally.add("sheet", scan.sheet.name, 0)
    about += len([key for key in tally.found if key[0] in ("line", "title", "sheet")])
    n_value = 0
    doubts: dict[int, Doubts] = {}
    for block, part in own.tables:
        value, context, taught, unclear, rows = account_of_table(block, part, tally)
        n_value, n_context, n_taught, n_unclear = (
            n_value + value,
            n_context + context,
            n_taught + taught,
            n_unclear + unclear,
        )
        doubts[id(block)] = rows + about
    for block in scan.blocks:
        if id(block) not in parts and is_unjudged(block):
            n_context += sum(block.filled.values()) + block.header_cells
        elif id(block) not in parts:
            n = sum(block.filled.values()) + block.header_cells
            n_unclear += n
            text = " | ".join(m.heading for m in block.meanings)
            tally.add("row", text, n, block.header_rows or (block.first_row,))
    n_shown = _asides(scan, own, tally, doubts, words)
    n_value, n_unclear = n_value - n_shown, n_unclear + n_shown
    roles = CellRoles(n_value, n_context, n_taught, n_unclear)
    return Account(scan.n_cells, roles, tally.entries(), doubts)


def _asides(
    scan: SheetScan,
    own: Own,
    tally: Tally,
    doubts: dict[int, Doubts],
    words: Vocabulary,
) -> int:
    """Raise the doubts of rows beside which, or in whose place, Excel shows something else; return how many rows.

    What stands in no row of a table speaks of all of them. A total that has been added up may be a formula.
    """
    n_shown = 0
    totals = {row for x in scan.loose if x.reason == NOTE for row in range(x.first_row, x.last_row + 1)}
    for aside in scan.sheet.asides:
        if _is_harmless(aside, words):
            continue
        rows = np.array(aside.rows, dtype=np.int64)
        if aside.kind == "formula":
            rows = rows[~np.isin(rows, list(totals))]
            if not len(rows):
                continue
        tally.add(aside.kind, aside.text, len(rows) or 1, rows[:N_ROWS_KEPT].tolist())
        n_in_tables = 0
        for block, _ in own.tables:
            numbers = np.asarray(pa.chunked_array(block.rows, pa.int64()).to_numpy()) if block.n_rows else rows[:0]
            is_here = np.isin(numbers, rows)
            n_in_tables += int(is_here.sum())
            doubts[id(block)] = doubts[id(block)] + is_here
        if n_in_tables < max(len(rows), 1):
            for block, _ in own.tables:
                doubts[id(block)] = doubts[id(block)] + 1
        n_shown += n_in_tables if aside.kind in ("formula", "format") else 0
    return min(n_shown, sum(block.n_rows for block, _ in own.tables))


def _is_harmless(aside: Aside, words: Vocabulary) -> bool:
    """Whether something beside the values is known, or taught, to say nothing of the results."""
    if words.taught_by(aside.kind, aside.text) is not None:
        return True
    if aside.kind == "formula":
        return False
    if aside.kind == "format":
        if aside.text == STRUCK:
            return False
        printed = re.findall(r'"([^"]*)"', aside.text)
        bare = parse_format(re.sub(r'"[^"]*"', "", aside.text))
        return bare.is_usual and all(not text.strip() or is_one_of("units", "neutral", text) for text in printed)
    line = read_line(aside.text, words)
    is_known_line = line.is_plain and not line.facts and not line.doubts
    return is_one_of("remarks", "neutral", aside.text) or is_neutral_title(aside.text) or is_known_line


def _loose(
    scan: SheetScan,
    own: Own,
    tally: Tally,
    is_listed: Callable[[str], bool],
    words: Vocabulary,
) -> tuple[int, int, int]:
    """Cells outside all tables: context, taught and not understood."""
    n_context = n_taught = n_unclear = 0
    total = sum(block.n_rows for block, _ in own.tables)
    has_caption = any(x.reason == TITLE for x in scan.loose)
    for x in scan.loose:
        if x.reason == TAUGHT:
            n_taught += x.n_cells
        elif x.reason in (ROW, TABLE):
            n_unclear += x.n_cells
            tally.add("row", " | ".join(x.sample), x.n_cells, range(x.first_row, min(x.last_row, x.first_row + 19) + 1))
        elif x.reason == TITLE:
            odd = unsettled(x.sample[0], own, is_listed, words)
            for clause in odd:
                tally.add("title", clause, 1, (x.first_row,))
            n_unclear += x.n_cells if odd else 0
            n_context += 0 if odd else x.n_cells
        else:
            above = own.rows_above(x.first_row)
            if is_one_of("marks", "no_data", x.sample[0]) and not (above is not None or has_caption) and total:
                tally.add("line", x.sample[0], 1, (x.first_row,))
                n_unclear, n_context = n_unclear + 1, n_context - 1
            wrong = [str(n) for n in x.counts if n not in (total, above)]
            for clause in x.doubts:
                tally.add("line", clause, 1, (x.first_row,))
            if wrong:
                tally.add("line", x.sample[0], 1, (x.first_row,))
            n_bad = max(x.n_doubted, 1 if wrong else 0)
            n_unclear += n_bad
            n_context += x.n_cells - n_bad
    return n_context, n_taught, n_unclear
