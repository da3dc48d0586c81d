"""A sheet read from top to bottom: which rows are headers, titles, notes, data of which block, or none of these.

Every row that holds anything ends up in exactly one place. Data is handled in slices; only the rows a window points
out are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import pairwise

import pyarrow.compute as pc

from drs_report.language.phrases import is_neutral_title, is_one_of, speaks_of
from drs_report.language.vocabulary import Vocabulary, normalise_heading, normalise_word
from drs_report.reading.tables.blocks import Block, Title, append, carried_on, open_block, take_last
from drs_report.reading.tables.conversion import ERROR_CELL, cell_text, is_blank, parse_count
from drs_report.reading.tables.headings import (
    META_MEANINGS,
    NO_PLACE,
    Fit,
    HeaderCell,
    Meaning,
    fit_schema,
    join_two_rows,
    known_share,
    read_cells,
    resolve,
)
from drs_report.reading.tables.lines import Line, is_value_of, read_line, read_pairs
from drs_report.reading.tables.titles import (
    base_sheet_name,
    compare_type_of,
    database_of,
    is_sentence,
    object_type_of,
)
from drs_report.reading.tables.windows import LOOK_AHEAD, Window, windows
from drs_report.reading.xlsx.cells import CellValue, Sheet, WorkbookReader
from drs_report.records.columns import Kind, TableSchema
from drs_report.records.reading import Rest

__all__ = ["Loose", "Plan", "SheetScan", "scan_sheet"]

TITLE, META, NOTE, TAUGHT, UNJUDGED_TABLE, TABLE, ROW = Rest
_MAX_TITLES = 5
_MAX_PENDING = 64
_HEADER_WITHIN = 40
_SAMPLE_CELLS = 12
_WRONG = 0.1
"""More unreadable cells than this in a column of counts, and the headings above it named databases after all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scan looks for."""

    schemas: tuple[tuple[str, TableSchema], ...]
    """Compare type and frame, in the order they are tried."""
    words: Vocabulary
    zone: tzinfo | None = None
    unjudged: tuple[tuple[str, TableSchema], ...] = ()
    """Tables of comparisons that no verdict rests on, tried where none of the others fits."""


@dataclass(slots=True)
class Loose:
    """Consecutive rows that belong to no block."""

    reason: Rest
    first_row: int
    last_row: int
    n_rows: int
    sample: tuple[str, ...]
    n_cells: int = 0
    doubts: list[str] = field(default_factory=list)
    """Clauses in it that nobody understood."""
    n_doubted: int = 0
    """Its cells with such clauses."""
    counts: list[int] = field(default_factory=list)
    """Numbers of rows that it states as a footer."""


@dataclass(slots=True)
class SheetScan:
    """One sheet's blocks and what was left over."""

    sheet: Sheet
    blocks: list[Block] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    n_rows: int = 0
    """Rows with at least one cell that is not blank; of tables side by side each counts its own."""
    n_cells: int = 0
    meta: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """Every lone text above or between blocks."""
    read_by: str = ""
    """Which of the readers read it."""


@dataclass(frozen=True, slots=True)
class _Header:
    n_rows: int
    cells: tuple[HeaderCell, ...]
    meanings: tuple[Meaning, ...]
    fits: tuple[Fit, ...]

    @property
    def is_meta(self) -> bool:
        names = {m.name for m in self.meanings}
        return names <= META_MEANINGS | NO_PLACE | {"outcome", "full_status"} and bool(names & META_MEANINGS)


@dataclass(slots=True)
class _State:
    """Where the scan is: in a block, in rows nobody knows, or between tables."""

    plan: Plan
    scan: SheetScan
    earlier: Sequence[SheetScan]
    names_forced: frozenset[int]
    """Header rows whose database headings hold names, as later cells have shown."""
    block: Block | None = None
    unknown: Loose | None = None
    meta_header: _Header | None = None
    pending: list[tuple[int, str]] = field(default_factory=list)
    """Lone cells that may be the title of the table that follows."""
    n_skip: int = 0
    """Rows of the next window that this one has used already."""
    last_seen: int = 0
    """The row looked at last, so that only neighbours are joined as left over."""

    @property
    def is_in_table(self) -> bool:
        return self.block is not None or self.unknown is not None or self.meta_header is not None

    def leave(self) -> None:
        """No table any more."""
        self.block = self.unknown = self.meta_header = None


def scan_sheet(reader: WorkbookReader, sheet: Sheet, plan: Plan, earlier: Sequence[SheetScan]) -> SheetScan:
    """Read a sheet; once more where its later cells show that a heading meant something else than its first ones said.

    `earlier` are the scans of the sheets before it: a sheet called ``…(2)`` may carry one of their tables on.
    """
    forced: frozenset[int] = frozenset()
    while True:
        scan = SheetScan(sheet)
        for span in _spans(reader, sheet, plan):
            state = _State(plan, scan, earlier, forced)
            for window in windows(reader.batches(sheet), plan.words, sheet.merged, span):
                _consume(state, window)
            _finish(state)
        wrong = {block.header_rows[0] for block in scan.blocks if block.header_rows and _is_wrong(block)}
        if wrong <= forced:
            _give_back_rows(scan)
            for block in scan.blocks:
                _take_total(scan, block)
            scan.read_by = reader.read_by(sheet)
            return scan
        forced |= wrong


def _spans(reader: WorkbookReader, sheet: Sheet, plan: Plan) -> list[range | None]:
    """The column ranges of tables side by side: a blank column parts what stands right of a table's header from it.

    Blank columns are those of the first rows; a cell further down in one of them belongs to the table left of it.
    """
    first = next(iter(reader.batches(sheet)), None)
    if first is None:
        return [None]
    used = [any(not is_blank(value) for value in column) for column in first.columns]
    spans: list[range | None] = []
    start = 0
    for gap in (c for c in range(1, len(used) - 1) if not used[c] and used[c - 1] and any(used[c + 1 :])):
        rows = (
            {c: first.columns[c][r] for c in range(start, gap) if not is_blank(first.columns[c][r])}
            for r in range(min(len(first.rows), _HEADER_WITHIN))
        )
        if any((cells := read_cells(row, plan.words)) and known_share(cells)[0] >= 3 for row in rows if len(row) > 2):
            spans.append(range(start, gap + 1))
            start = gap + 1
    return [*spans, range(start, 1 << 15)] if spans else [None]


def _take_total(scan: SheetScan, block: Block) -> None:
    """A last row called total whose numbers are the sums of those above is no table; one that does not add up stays."""
    cells = block.last_cells
    if block.n_rows < 2 or not cells:
        return
    first = min(cells)
    if not is_one_of("lines", "totals", cell_text(cells[first])):
        return
    n_sums = 0
    for column, value in cells.items():
        builder = block.typed.get(column)
        if builder is not None and builder.kind is Kind.COUNT:
            above = pc.sum(builder.array().slice(0, block.n_rows - 1)).as_py()
            if above is None or above != parse_count(value, block.words.unit_suffixes):
                return
            n_sums += 1
        elif column != first and normalise_word(cell_text(value)) not in block.words.null_words:
            return
    if n_sums:
        sample = tuple(cell_text(value) for value in cells.values())[:_SAMPLE_CELLS]
        scan.loose.append(Loose(NOTE, block.last_row, block.last_row, 1, sample, len(cells)))
        take_last(block)


def _give_back_rows(scan: SheetScan) -> None:
    """A header amid the rows of a table, unlike the table's own and with nothing below it, is a row of odd names."""
    for before, block in pairwise(scan.blocks[:]):
        is_amid = len(block.header_rows) == 1 and before.last_row + 1 == block.header_rows[0]
        if is_amid and not block.n_rows and _headings(before) != _headings(block):
            scan.blocks.remove(block)
            cells = tuple(m.heading for m in block.meanings)[:_SAMPLE_CELLS]
            scan.loose.append(Loose(ROW, block.header_rows[0], block.header_rows[0], 1, cells, len(block.meanings)))


def _headings(block: Block) -> list[str]:
    return [normalise_heading(m.heading) for m in block.meanings if m.reason != "cells without a heading"]


def _is_wrong(block: Block) -> bool:
    counted = [block.typed[m.column] for m in block.meanings if m.by_cells and m.column in block.typed]
    n_text = [sum(p.n for p in builder.problems if p.what != ERROR_CELL) for builder in counted]
    return any(n > _WRONG * block.n_rows for n in n_text)


def _consume(state: _State, window: Window) -> None:
    state.scan.n_rows += sum(1 for n in window.n_cells[: window.stop] if n)
    state.scan.n_cells += sum(window.n_cells[: window.stop])
    position, state.n_skip = state.n_skip, 0
    while position < window.stop:
        end = min(window.next_candidate(position), window.stop)
        if state.is_in_table and end > position:
            _extend(state, window, position, end)
            position = end
        else:
            position = _look(state, window, position)
        state.last_seen = window.rows[position - 1]
    state.n_skip = position - window.stop


def _extend(state: _State, window: Window, start: int, stop: int) -> None:
    """Add rows to the table the scan is in."""
    if state.block is not None:
        append(state.block, window, start, stop)
    elif state.meta_header is not None:
        for position in range(start, stop):
            line = _read_meta_row(state, state.meta_header, window.row(position))
            _set_line(state, META, window, position, line)
            state.last_seen = window.rows[position]
    elif state.unknown is not None:
        state.unknown.n_rows += stop - start
        state.unknown.last_row = window.rows[stop - 1]
        state.unknown.n_cells += sum(window.n_cells[start:stop])


def _look(state: _State, window: Window, position: int) -> int:
    """Decide what one row is; return the position of the next."""
    if not window.n_cells[position]:
        return position + 1
    row = window.row(position)
    is_fresh = window.is_after_gap(position) or not state.is_in_table
    header = _header_at(state, window, position) if is_fresh or window.has_headings(position) else None
    if header and header.fits and (is_fresh or state.block is None or known_share(header.cells)[1] >= 0.5):
        rows = slice(position, position + header.n_rows)
        _start_block(state, header, window.rows[rows], sum(window.n_cells[rows]))
        return position + header.n_rows
    if len(row) == 1:
        _lone(state, window, position, *row.values())
        return position + 1
    words = state.plan.words
    line = read_pairs(row, words, state.plan.zone) if is_fresh and not (header and header.fits) else None
    is_open = line is None or not line.facts  # what is understood cannot be declared harmless
    if (
        words.is_taught
        and is_open
        and words.taught_by("row", " | ".join(cell_text(v) for v in row.values())) is not None
    ):
        _set_loose(state, TAUGHT, window, position)
        return position + 1
    if line is None and is_fresh and len(row) == 2 and not header:
        line = _odd_pair(state, window, position, row)
    if line is not None:
        state.unknown = None
        state.scan.meta += line.facts
        _set_line(state, META, window, position, line)
    elif header and is_fresh and header.is_meta:
        state.leave()
        state.meta_header = header
        _set_loose(state, META, window, position)
    elif state.block is not None and not (is_fresh and (header or not state.block.accepts(row))):
        append(state.block, window, position, position + 1)
    elif not is_fresh or (state.unknown is not None and not header):
        _extend(state, window, position, position + 1)
    elif not _carry_on(state, window, position, row):
        _flush_titles(state)
        state.leave()
        state.unknown = _set_loose(state, TABLE if header else ROW, window, position, alone=True)
    return position + 1


def _odd_pair(state: _State, window: Window, position: int, row: Mapping[int, CellValue]) -> Line | None:
    """Two cells amid labels and values: the heading of such a list, or a label that nobody knows."""
    texts = [cell_text(value, 200) for value in row.values()]
    after = window.row(position + 1) if position + 1 < len(window) else {}
    before = state.scan.loose[-1] if state.scan.loose else None
    is_amid = (
        before is not None and before.reason == META and before.last_row == state.last_seen and bool(before.n_cells)
    )
    if not is_amid and (len(after) != 2 or read_pairs(after, state.plan.words) is None):
        return None
    line = Line()
    # a number beside a label says something of what the label names
    if not all(is_neutral_title(text) and re.search(r"[^\W\d_]", text) for text in texts):
        line.doubts.append(": ".join(texts))
    return line


def _header_at(state: _State, window: Window, position: int) -> _Header | None:
    """Read a row, or it and the next, as a table's header: at least two different headings must be known."""
    row, words = window.row(position), state.plan.words
    if len(row) < 2:
        return None
    options: list[tuple[int, list[HeaderCell]]] = []
    single = read_cells(row, words)
    if single is not None:
        options.append((1, single))
    if position + 1 < len(window) and window.rows[position + 1] == window.rows[position] + 1:
        merged = [m for m in state.scan.sheet.merged if m.first_row == window.rows[position]]
        joined = join_two_rows(row, window.row(position + 1), merged, words)
        if joined is not None and (single is None or known_share(joined)[0] > known_share(single)[0]):
            options.insert(0, (2, joined))
    best = None
    for n_rows, cells in options:
        if known_share(cells)[0] < 2:
            continue
        first = position + n_rows
        last = min(window.next_candidate(first + 1), first + LOOK_AHEAD) if first < len(window) else first

        def below(column: int, first: int = first, last: int = last) -> Sequence[CellValue]:
            return window.columns[column][first:last] if column < len(window.columns) else ()

        forced = window.rows[position] in state.names_forced
        meanings = tuple(resolve(cells, below, words, names_forced=forced))
        header = _Header(n_rows, tuple(cells), meanings, _fits(state, meanings))
        if header.fits:
            return header
        best = best or header
    return best


def _fits(state: _State, meanings: Sequence[Meaning]) -> tuple[Fit, ...]:
    """Every compare type's first frame that the columns can fill; a list of uncomparable tables needs no result."""
    is_list = _speaks_of_uncomparable(state, meanings)
    fits: dict[str, Fit] = {}
    for slug, schema in state.plan.schemas:
        if slug in fits:
            continue
        fit = fit_schema(meanings, slug, schema)
        if fit is None and is_list and "is_comparable" in schema.names:
            fit = fit_schema(meanings, slug, replace(schema, needs=schema.needs[:1]))
            fit = fit and replace(fit, schema=schema)
        if fit is not None:
            fits[slug] = fit
    if not fits:
        others = (fit_schema(meanings, slug, schema) for slug, schema in state.plan.unjudged)
        return tuple(fit for fit in others if fit is not None)[:1]
    kinds = [frozenset((c, column.kind) for c, column in fit.columns.items()) for fit in fits.values()]
    outcome = next((dict(k) for k in kinds), {})
    return tuple(f for f in fits.values() if all(outcome.get(c, col.kind) == col.kind for c, col in f.columns.items()))


def _speaks_of_uncomparable(state: _State, meanings: Sequence[Meaning]) -> bool:
    """Whether the sheet, a text above or the heading of the remarks says that the tables below cannot be compared."""
    last = state.pending[-1][0] if state.pending else 0
    listed = max(_listed_names(state, last + 1), default=0)
    texts = [text for number, text in state.pending[-_MAX_TITLES:] if number > listed]
    texts += [m.heading for m in meanings if m.name == "message"]
    return any(speaks_of(text, "uncomparable") for text in (*texts, state.scan.sheet.name))


def _start_block(state: _State, header: _Header, rows: Sequence[int], n_cells: int) -> None:
    title = _title(state, header)
    _flush_titles(state, rows[0])
    name = state.scan.sheet.name
    base = base_sheet_name(name, [scan.sheet.name for scan in state.earlier])
    frames = {fit.schema.frame for fit in header.fits}
    is_more = any(
        frames & {fit.schema.frame for fit in block.fits}
        for scan in state.earlier
        if scan.sheet.name == base
        for block in scan.blocks
    )
    plan = state.plan
    block = open_block(
        name,
        tuple(rows),
        meanings=header.meanings,
        fits=header.fits,
        title=title,
        words=plan.words,
        zone=plan.zone,
        continues=base if base and is_more else "",
        merged=state.scan.sheet.merged,
    )
    block.header_cells = n_cells
    state.leave()
    state.block = block
    state.scan.blocks.append(block)


def _title(state: _State, header: _Header) -> Title:
    """What the lone cells above a header, and the sheet's name, say of the block."""
    words, texts = state.plan.words, [text for _, text in reversed(state.pending)]
    name = state.scan.sheet.name
    are_objects = any("object_type" in fit.schema.names for fit in header.fits)
    types = [found for text in (*texts, name) if (found := object_type_of(text, words))] if are_objects else []
    named = [d for t in texts if (d := database_of(t)) and not (are_objects and object_type_of(t, words))]
    hints = [found for text in (*texts, name) if (found := compare_type_of(text, words))]
    return Title(
        text=texts[0] if texts else "",
        names=tuple(named),
        object_type=types[0] if types else None,
        is_uncomparable=_speaks_of_uncomparable(state, header.meanings),
        compare_type=hints[0] if hints else None,
    )


def _lone(state: _State, window: Window, position: int, value: CellValue) -> None:
    """A row with a single cell: a title, a line that is understood clause by clause, or data."""
    text, words = cell_text(value, 32_767), state.plan.words
    line = read_line(text, words, state.plan.zone) if isinstance(value, str) else Line()
    is_apart = window.is_after_gap(position)
    if words.is_taught and not line.facts and words.taught_by("line", text) is not None:
        _set_loose(state, TAUGHT, window, position)
    elif is_one_of("lines", "no_data", text) and (state.block is None or not state.block.n_rows):
        _set_loose(state, NOTE, window, position)
    elif line.is_plain:
        state.scan.meta += line.facts
        _set_line(state, META if line.facts else NOTE, window, position, line)
    elif not state.is_in_table or _header_follows(state, window, position):
        state.leave()
        _wait(state, window.rows[position], text)
    elif state.block is not None:
        _lone_in_block(state, state.block, window, position, text)
    elif is_apart:
        state.leave()
        _wait(state, window.rows[position], text)
    else:
        _extend(state, window, position, position + 1)


def _wait(state: _State, number: int, text: str) -> None:
    """Keep a lone text until it is known what follows; of a long list of names only the last few can be titles."""
    state.pending.append((number, text))
    if len(state.pending) > _MAX_PENDING:
        for row, name in state.pending[:-_MAX_TITLES]:
            _add_name(state.scan, row, name)
        del state.pending[:-_MAX_TITLES]


def _add_name(scan: SheetScan, number: int, text: str) -> None:
    """Count a lone text that is no title as a row nobody knows, joined to the one before it."""
    last = scan.loose[-1] if scan.loose else None
    if last is not None and last.reason == ROW and last.n_cells == last.n_rows:
        last.n_rows += 1
        last.n_cells += 1
        last.last_row = number
    else:
        scan.loose.append(Loose(ROW, number, number, 1, (cell_text(text),), 1))


def _lone_in_block(state: _State, block: Block, window: Window, position: int, text: str) -> None:
    number, is_apart = window.rows[position], window.is_after_gap(position)
    is_wide = any(m.first_row == number and m.last_column > m.first_column for m in state.scan.sheet.merged)
    database = database_of(text)
    is_named = database is not None and (bool(database[1]) or database[0] != text.strip())
    following = window.row(position + 1) if position + 1 < len(window) else {}
    has_own = any(c.name in ("source_db", "db") for fit in block.fits for c in fit.columns.values())
    if (
        database is not None
        and not has_own
        and (is_apart or is_wide or is_named)
        and len(following) > 1
        and block.accepts(following)
    ):
        state.pending.append((number, text))
        _flush_titles(state)
        title = replace(block.title, text=text, names=(database, *block.title.names[1:]))
        state.block = carried_on(block, state.scan.sheet, title, block.sheet)
        state.scan.blocks.append(state.block)
    elif is_apart and is_sentence(text):
        state.scan.titles.append(text)
        _set_loose(state, TITLE, window, position, alone=True)
    else:
        append(block, window, position, position + 1)


def _header_follows(state: _State, window: Window, position: int) -> bool:
    """Whether the next row that has more than one cell is a header; at most three lone cells may stand between."""
    for ahead in range(position + 1, min(position + 5, len(window))):
        if window.n_cells[ahead] > 1:
            header = _header_at(state, window, ahead)
            return bool(header and header.fits)
    return False


def _carry_on(state: _State, window: Window, position: int, row: Mapping[int, CellValue]) -> bool:
    """On a sheet ``…(2)`` without a header, go on with the last block of the sheet it belongs to."""
    name = state.scan.sheet.name
    base = base_sheet_name(name, [scan.sheet.name for scan in state.earlier])
    if base is None or state.scan.blocks or state.is_in_table:
        return False
    blocks = next((scan.blocks for scan in reversed(state.earlier) if scan.sheet.name == base), [])
    if not blocks or not blocks[-1].looks_like_data(row):
        return False
    _flush_titles(state)
    state.block = carried_on(blocks[-1], state.scan.sheet, blocks[-1].title, base)
    state.scan.blocks.append(state.block)
    append(state.block, window, position, position + 1)
    return True


def _read_meta_row(state: _State, header: _Header, row: Mapping[int, CellValue]) -> Line:
    """Keep what a row says of the whole comparison."""
    line = Line(is_plain=True)
    known = {m.column: m for m in header.meanings}
    for column, value in row.items():
        text, m = cell_text(value, 200), known.get(column)
        if m is not None and m.name == "ignored":
            continue
        if m is not None and m.name == "drop" and is_one_of("operations", "neutral", text):
            continue
        name = is_value_of((m.name or "", "compare_status"), text, state.plan.words) if m is not None else None
        if name is None:
            line.doubts.append(text)
        else:
            line.facts.append((name, text))
    state.scan.meta += line.facts
    return line


def _flush_titles(state: _State, header_row: int = 0) -> None:
    """The lone cells so far were titles; of many in a row only the last few can be, and none of a list of names."""
    listed = _listed_names(state, header_row)
    for position, (number, text) in enumerate(state.pending):
        if position >= len(state.pending) - _MAX_TITLES and number not in listed:
            state.scan.loose.append(Loose(TITLE, number, number, 1, (cell_text(text),), 1))
            state.scan.titles.append(text)
        else:
            _add_name(state.scan, number, text)
    state.pending.clear()


def _listed_names(state: _State, header_row: int) -> set[int]:
    """Rows of lone cells that are a list and no titles: names below ``表名`` or ``Tables that cannot be compared``.

    The last one may be the title of the table that follows, if no blank row stands between them.
    """
    listed: set[int] = set()
    run: list[int] | None = None
    for position, (number, text) in enumerate(state.pending):
        following = state.pending[position + 1][0] if position + 1 < len(state.pending) else header_row
        meanings = state.plan.words.headings.get(normalise_heading(text), ())
        if speaks_of(text, "uncomparable") or {"table", "source_table", "target_table"} & set(meanings):
            run = []
        elif run is not None and database_of(text) is not None:
            run.append(number)
        if run is not None and following != number + 1:
            listed |= set(run)
            run = None
    return listed | set((run or [])[:-1])


def _finish(state: _State) -> None:
    """Nothing followed the last lone cells: prose is a note, a bare name may be data and is said to be left over."""
    for number, text in state.pending:
        if is_sentence(text) or database_of(text) is None or is_neutral_title(text):
            state.scan.loose.append(Loose(TITLE, number, number, 1, (cell_text(text),), 1))
            state.scan.titles.append(text)
        else:
            _add_name(state.scan, number, text)
    state.pending.clear()


def _set_line(state: _State, reason: Rest, window: Window, position: int, line: Line) -> None:
    """Count a row as a line of the file, with what in it nobody understood."""
    found = _set_loose(state, reason, window, position, alone=bool(line.doubts or line.counts))
    found.doubts += line.doubts
    found.n_doubted += min(len(line.doubts), window.n_cells[position])
    found.counts += line.counts


def _set_loose(state: _State, reason: Rest, window: Window, position: int, *, alone: bool = False) -> Loose:
    """Count one row as left over, joined to the last one where it follows it."""
    number, last = window.rows[position], state.scan.loose[-1] if state.scan.loose else None
    if (
        last is not None
        and not (alone or last.doubts or last.counts)
        and last.reason == reason
        and last.last_row == state.last_seen
    ):
        last.n_rows += 1
        last.last_row = number
        last.n_cells += window.n_cells[position]
        return last
    cells = tuple(cell_text(value) for value in window.row(position).values())[:_SAMPLE_CELLS]
    found = Loose(reason, number, number, 1, cells, window.n_cells[position])
    state.scan.loose.append(found)
    return found
