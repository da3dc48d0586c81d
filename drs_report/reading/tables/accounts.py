"""Every cell of a sheet to its one role, and every thing nobody understood to one entry with the line that teaches it.

Nothing is searched for badness here: what is not a value with a place, not context of a known meaning and not taught is
not understood, and the rows it speaks of say so in their column ``not_understood``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from drs_report.language.phrases import composed, is_made_of, is_neutral_title, is_one_of, speaks_of
from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.blocks import Block, is_unjudged
from drs_report.reading.tables.conversion import N_ROWS_KEPT
from drs_report.reading.tables.frames import Part
from drs_report.reading.tables.known_texts import Own
from drs_report.reading.tables.lines import known_in, read_line
from drs_report.reading.tables.scans import Loose, SheetScan
from drs_report.reading.tables.serials import Gaps, serial_gaps
from drs_report.reading.tables.speaking_against import speaks_against
from drs_report.reading.tables.table_accounts import Doubts, account_of_table
from drs_report.reading.tables.tally import Tally
from drs_report.reading.tables.values import is_value_of
from drs_report.reading.tables.whole_file import file_name_doubts, missing_sheets
from drs_report.reading.xlsx.asides import NAMED
from drs_report.reading.xlsx.book import DRAWN, STRUCK
from drs_report.reading.xlsx.cells import Aside
from drs_report.reading.xlsx.numbers import parse_format
from drs_report.records.reading import NotUnderstood, Rest, Unclear


@dataclass(frozen=True, slots=True)
class FileAccount:
    """All cells of a file by role, what is not understood of them and of its own name, and which rows that concerns."""

    parts: Mapping[int, Part]
    """Those of the chosen comparison by the ``id`` of their block."""
    sheets: Sequence[Tally]
    not_understood: tuple[NotUnderstood, ...]
    doubts: Mapping[int, Doubts]
    """``id`` of each block -> how many doubts speak of each of its rows."""


def account_for(scans: Sequence[SheetScan], parts: Mapping[int, Part], words: Vocabulary, file: str) -> FileAccount:
    """Account for a whole file; `parts` are those of the chosen comparison by the ``id`` of their block."""
    gaps = serial_gaps(parts.values())
    whole = Own([*parts.values()], words)
    sheets, doubts = [], dict[int, Doubts]()
    for scan in scans:
        tables = [parts[id(block)] for block in scan.blocks if id(block) in parts]
        own = Own(tables, words, whole, _is_hollow(scan))
        sheets.append(_account(scan, own, gaps, doubts))
    unclear = (entry for one in sheets for entry in one.entries())
    beside = (*missing_sheets(scans, whole.is_listed, words), *file_name_doubts(file, words))
    return FileAccount(parts, sheets, (*unclear, *beside), doubts)


def _account(scan: SheetScan, own: Own, gaps: Gaps, doubts: dict[int, Doubts]) -> Tally:
    """Account for one sheet; how many doubts speak of each row of its tables is added to `doubts`."""
    tally, words = Tally(scan.sheet.name), own.words

    def still_open(clauses: Sequence[str]) -> list[str]:
        return [text for text in clauses if not words.declares("line", text)]

    if not scan.blocks and words.declares("sheet", scan.sheet.name):
        for rest in filter(_holds_no_result, scan.loose):
            rest.reason = Rest.TAUGHT
    has_caption = any(rest.reason == Rest.TITLE for rest in scan.loose)
    for before, rest in zip([None, *scan.loose], scan.loose, strict=False):
        if rest.reason == Rest.TITLE:
            odd = own.unsettled(rest.texts[0])
            _said(rest, "title", still_open(odd), min(len(odd), 1), tally)
        elif rest.reason in (Rest.META, Rest.NOTE):
            above = own.rows_above(rest.first_row)
            sums_up = own.is_overview and before is not None and _goes_on(before, rest)
            rest.doubts[:] = [text for text in rest.doubts if not own.is_said_by_rows(text, above, sums_up=sums_up)]
            rest.n_doubted = min(rest.n_doubted, len(rest.doubts))
            says_nothing = is_one_of("marks", "no_data", rest.texts[0])
            is_belied = says_nothing and above is None and not has_caption and own.n_rows > 0
            clauses = [rest.sample[0]] if is_belied else still_open(rest.doubts)
            _said(rest, "line", clauses, max(rest.n_doubted, is_belied), tally)
        elif len(rest.rows) == rest.n_rows and own.counts.tabulates([text for _, text, _ in rest.rows]):
            rest.reason = Rest.NOTE
            tally.n_context += rest.n_cells
        else:
            _rest(rest, tally, words)
    if scan.n_cells and not own.knows_sheet(scan):
        tally.add("sheet", scan.sheet.name, 0)
    # each thing beside the tables that is not understood speaks of all their rows
    n_about = sum(kind in ("line", "title", "sheet") for kind, _, _ in tally.found)
    doubts.update((id(part.block), account_of_table(part, tally, gaps, own.counts) + n_about) for part in own.tables)
    for block in scan.blocks:
        if id(block) not in doubts:
            _other_table(block, tally)
    n_shown = _asides(scan, own, tally, doubts)
    tally.n_value -= n_shown
    tally.n_unclear += n_shown
    return tally


def _goes_on(before: Loose, rest: Loose) -> bool:
    """Whether labels and values in cells of their own go on."""
    are_pairs = all(one.reason == Rest.META and one.n_cells == 2 * one.n_rows for one in (before, rest))
    return are_pairs and before.last_row + 1 == rest.first_row


def _holds_no_result(rest: Loose) -> bool:
    """Whether of rows on a sheet that is declared harmless all are known, and none holds a result."""
    rows = [text for _, text, _ in rest.rows]
    is_known = len(rows) == rest.n_rows or rest.reason not in (Rest.TABLE, Rest.ROW)
    return is_known and not any(known_in("line", text) for text in (*rest.texts, *rows, *rest.doubts))


def _is_hollow(scan: SheetScan) -> bool:
    """Whether a sheet has nothing but its own name as a title, or the words that there is nothing."""
    name = scan.sheet.name.strip()
    return not scan.blocks and all(
        len(rest.texts) == 1 and (rest.texts[0].strip() == name or is_one_of("marks", "no_data", rest.texts[0]))
        for rest in scan.loose
    )


def _said(rest: Loose, kind: Unclear, clauses: Sequence[str], n_doubted: int, tally: Tally) -> None:
    """A text beside the tables: of its cells so many are doubted, and nobody understands these clauses of it."""
    for clause in clauses:
        tally.add(kind, clause, 1, (rest.first_row,))
    n_open = min(n_doubted, len(clauses))
    tally.n_unclear += n_open
    tally.n_taught += n_doubted - n_open
    tally.n_context += rest.n_cells - n_doubted


def _rest(rest: Loose, tally: Tally, words: Vocabulary) -> None:
    """Rows that are declared harmless, or that nobody knows."""
    if rest.reason == Rest.TAUGHT:
        tally.n_taught += rest.n_cells
        return
    if not 0 < rest.n_rows == len(rest.rows):  # a long run is one thing, a short one is taught by row
        rows = range(rest.first_row, min(rest.last_row + 1, rest.first_row + N_ROWS_KEPT))
        tally.n_unclear += rest.n_cells
        tally.add("row", " | ".join(rest.texts), rest.n_cells, rows)
        return
    for number, text, n_cells in rest.rows:
        if words.declares("row", text):
            tally.n_taught += n_cells
        else:
            tally.n_unclear += n_cells
            tally.add("row", text, n_cells, (number,))


def _other_table(block: Block, tally: Tally) -> None:
    """A table of another comparison: context where no verdict rests on that one, else rows that nobody reads."""
    n = sum(block.filled.values()) + block.header_cells
    if is_unjudged(block):
        tally.n_context += n
        return
    tally.n_unclear += n
    tally.add("row", " | ".join(m.heading for m in block.meanings), n, block.header_rows or (block.first_row,))


def _asides(scan: SheetScan, own: Own, tally: Tally, doubts: dict[int, Doubts]) -> int:
    """Raise the doubts of rows beside which, or in whose place, Excel shows something else; return how many rows.

    What stands in no row of a table speaks of all of them. A total that has been added up may be a formula.
    """
    n_shown, blocks = 0, [part.block for part in own.tables]
    totals = {row for x in scan.loose if x.reason == Rest.NOTE for row in range(x.first_row, x.last_row + 1)}
    for aside in scan.sheet.asides:
        if _is_harmless(aside, own.words):
            continue
        rows = np.array(aside.rows, dtype=np.int64)
        if aside.kind == "formula":
            rows = rows[~np.isin(rows, list(totals))]
            if not len(rows):
                continue
        tally.add(aside.kind, aside.text, len(rows) or 1, rows[:N_ROWS_KEPT].tolist(), aside.part)
        here = [np.isin(block.numbers.to_numpy(), rows) for block in blocks]
        n_in_tables = int(sum(map(np.sum, here)))
        for block, is_here in zip(blocks, here, strict=True):
            doubts[id(block)] = doubts[id(block)] + is_here + (n_in_tables < max(len(rows), 1))
        n_shown += n_in_tables if aside.kind in ("formula", "format") else 0
    return min(n_shown, sum(block.n_rows for block in blocks))


def _is_harmless(aside: Aside, words: Vocabulary) -> bool:
    """Whether something beside the values is known, or taught, to say nothing of the results."""
    if words.declares(aside.kind, aside.text):
        return True
    if aside.kind == "formula":
        return False
    if aside.kind == "format":
        if aside.text in {DRAWN, STRUCK}:
            return False
        printed = re.findall(r'"([^"]*)"', aside.text)
        bare = parse_format(re.sub(r'"[^"]*"', "", aside.text))
        return bare.is_usual and all(not text.strip() or is_one_of("units", "rows", text) for text in printed)
    if aside.part == aside.text:
        return False
    if aside.part.rpartition(": ")[2] in NAMED and not speaks_against(aside.text):
        return True
    if is_made_of("operations", "neutral", aside.text) or is_value_of(("outcome",), aside.text, words):
        return True
    if is_neutral_title(aside.text) or (composed(aside.text) or "").startswith(("source_", "target_")):
        return not speaks_of(aside.text, "statistics")
    line = read_line(aside.text, words)
    return not line.facts and not line.doubts
