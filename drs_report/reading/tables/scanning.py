"""A sheet read from top to bottom: which rows are headers, titles, notes, data of which block, or none of these.

Every row that holds anything ends up in exactly one place. Data is handled in slices; only the rows a window points
out are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from drs_report.comparisons import by_slug
from drs_report.language.phrases import composed, is_neutral_title, is_one_of, number_behind, speaks_of
from drs_report.language.vocabulary import Vocabulary, normalise_word
from drs_report.reading.tables.blocks import OVERVIEWS, Block, Title, append, is_unjudged
from drs_report.reading.tables.captions import finish, flush_titles, header_at, keep, title_of
from drs_report.reading.tables.clauses import counts_tables, says_none
from drs_report.reading.tables.conversion import whole_text
from drs_report.reading.tables.headings import ABOUT, known_share
from drs_report.reading.tables.hindsight import give_back_rows, is_total, take_totals
from drs_report.reading.tables.lines import OF_PAIRS, Line, clauses_of, is_heading, read_line, read_pairs
from drs_report.reading.tables.names import NAMES
from drs_report.reading.tables.scans import N_TEXTS, Header, Loose, Plan, SheetScan, State, set_line, set_loose
from drs_report.reading.tables.side_by_side import first_rows, spans_of
from drs_report.reading.tables.stated import facts_of
from drs_report.reading.tables.titles import base_sheet_name, database_of, is_sentence
from drs_report.reading.tables.values import is_value_of
from drs_report.reading.tables.windows import Window, windows
from drs_report.reading.xlsx.cells import Batch, CellValue, Sheet, WorkbookReader
from drs_report.records.reading import Rest

_MOST_TOTALS = 256
"""Of a table; each may be added up over all rows above it."""
_RULE = re.compile(r"[-=_*#~:|—─\s]+")


def scan_sheet(reader: WorkbookReader, sheet: Sheet, plan: Plan, earlier: Sequence[SheetScan]) -> SheetScan:
    """Read a sheet; `earlier` are the scans of those before it: one called ``…(2)`` may carry their tables on."""
    batches = _batches(reader, sheet, plan)
    first = first_rows(batches)
    spans = spans_of(first, plan.words)
    states = [State(plan, SheetScan(sheet), earlier) for _ in spans]
    covered: list[tuple[int, str]] = []
    for number, window in windows(chain(first, batches), plan.words, sheet.merged, spans, covered):
        _consume(states[number], window)
    for state in states:
        finish(state)
    scan = _together([state.scan for state in states])
    # their rows are counted already
    scan.loose += [Loose(Rest.ROW, row, (text,), n_rows=0) for row, text in covered]
    scan.n_cells += len(covered)
    give_back_rows(scan)
    for block in scan.blocks:
        take_totals(scan, block)
        scan.meta += facts_of(block)
    return scan


def _batches(reader: WorkbookReader, sheet: Sheet, plan: Plan) -> Iterator[Batch]:
    n = 0
    for batch in reader.batches(sheet):
        n += len(batch.rows)
        plan.n_rows[sheet.index] = max(n, plan.n_rows.get(sheet.index, 0))
        plan.on_rows(sum(plan.n_rows.values()))
        yield batch


def _together(scans: Sequence[SheetScan]) -> SheetScan:
    """The scan of a sheet from those of its spans of columns, left to right."""
    whole = scans[0]
    for scan in scans[1:]:
        whole.blocks += scan.blocks
        whole.loose += scan.loose
        whole.meta += scan.meta
        whole.titles += scan.titles
        whole.n_rows += scan.n_rows
        whole.n_cells += scan.n_cells
    return whole


def _offer(window: Window, words: Vocabulary) -> None:
    """Let a layout's patterns look at all rows of a window at once, if they are asked about one."""
    filled = [position for position in range(window.stop) if window.n_cells[position]]
    alone = [position for position in filled if window.n_cells[position] == 1]
    words.offer("row", (_whole_row(window.row(position)) for position in filled))
    words.offer("line", (text for position in alone for text in clauses_of(_whole_row(window.row(position)))))


def _whole_row(row: Mapping[int, CellValue]) -> str:
    return " | ".join(map(whole_text, row.values()))


def _consume(state: State, window: Window) -> None:
    if state.plan.words.is_taught:
        _offer(window, state.plan.words)
    n_cells = window.n_cells[: window.stop]
    state.scan.n_rows += len(n_cells) - n_cells.count(0)
    state.scan.n_cells += sum(n_cells)
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


def _extend(state: State, window: Window, start: int, stop: int) -> None:
    """Add rows to the table the scan is in."""
    if state.block is not None:
        append(state.block, window, start, stop)
    elif state.meta_header is not None:
        for position in range(start, stop):
            line = _read_meta_row(state, state.meta_header, window.row(position))
            set_line(state, Rest.META, window, position, line)
            state.last_seen = window.rows[position]
    elif state.unknown is not None:
        for position in range(start, min(stop, start + N_TEXTS)):
            if window.n_cells[position]:
                state.unknown.note_row(window.rows[position], window.row(position), window.n_cells[position])
        state.unknown.n_rows += stop - start
        state.unknown.last_row = window.rows[stop - 1]
        state.unknown.n_cells += sum(window.n_cells[start:stop])


def _look(state: State, window: Window, position: int) -> int:
    """Decide what one row is; return the position of the next."""
    if not window.n_cells[position]:
        return position + 1
    row = window.row(position)
    is_fresh = window.is_after_gap(position) or not state.is_in_table
    header = header_at(state, window, position) if is_fresh or window.has_headings(position) else None
    if header and header.fits and (is_fresh or state.block is None or known_share(header.meanings)[1] >= 0.5):
        rows = slice(position, position + header.n_rows)
        _start_block(state, header, window.rows[rows], sum(window.n_cells[rows]))
        return position + header.n_rows
    if len(row) == 1:
        _lone(state, window, position, *row.values())
    else:
        _cells(state, window, position, row, header, is_fresh=is_fresh)
    return position + 1


def _cells(
    state: State, window: Window, position: int, row: Mapping[int, CellValue], header: Header | None, *, is_fresh: bool
) -> None:
    """A row with several cells that begins no table: labels with values, data, or nobody knows."""
    words = state.plan.words
    line = read_pairs(row, words, state.plan.zone) if is_fresh and not (header and header.fits) else None
    is_open = line is None or not line.facts  # what is understood is no layout's to take back
    if words.is_taught and is_open and words.declares("row", _whole_row(row)):
        if (
            is_fresh
            and position + 1 < len(window)
            and not (state.block and state.block.accepts(window.row(position + 1)))
        ):
            state.leave()  # nor are the rows below it of the table above
        set_loose(state, Rest.TAUGHT, window, position)
        return
    if line is None and is_fresh and len(row) == 2 and not (header and (header.fits or header.is_meta)):
        line = _odd_pair(state, window, position, row)
    if line is not None:
        state.unknown = None
        after = window.row(position + 1) if position + 1 < len(window) else {}
        is_about = bool(line.facts) and {name for name, _ in line.facts} <= ABOUT
        frames = {fit.schema.frame for fit in state.block.fits} if state.block else set[str]()
        sums_up = len(row) == 2 == len(after) and frames <= OVERVIEWS and read_pairs(after, words)
        if window.is_after_gap(position) and (is_about or sums_up):
            state.leave()  # who made it and who looked at it, and below an overview its sums: no row of it goes on
        state.scan.meta += line.facts
        set_line(state, Rest.META, window, position, line)
    elif header and is_fresh and header.is_meta:
        state.leave()
        state.meta_header = header
        set_loose(state, Rest.META, window, position)
    elif state.block is not None and not (is_fresh and (header or not state.block.accepts(row))):
        n_names = sum(column.name in NAMES for column in state.block.fits[0].columns.values())
        # of one name, a table may be called so
        if n_names > 1 and is_total(row, state.block.last_cells) and len(state.block.totals) < _MOST_TOTALS:
            state.block.totals[state.block.n_rows] = row
        append(state.block, window, position, position + 1)
    elif not is_fresh or (state.unknown is not None and not header):
        _extend(state, window, position, position + 1)
    elif not _carry_on(state, window, position, row):
        flush_titles(state)
        state.leave()
        state.unknown = set_loose(state, Rest.TABLE if header else Rest.ROW, window, position, alone=True)


def _odd_pair(state: State, window: Window, position: int, row: Mapping[int, CellValue]) -> Line | None:
    """Two cells amid labels and values: the heading of such a list, or a label that nobody knows."""
    texts = [*map(whole_text, row.values())]
    after = window.row(position + 1) if position + 1 < len(window) else {}
    before = state.neighbour
    is_amid = before is not None and before.reason == Rest.META and bool(before.n_cells)
    # a name of which the rows show whether it is theirs
    is_named = composed(texts[0]) is not None and not is_heading(texts[1], state.plan.words)
    if not is_amid and not is_named and (len(after) != 2 or read_pairs(after, state.plan.words) is None):
        return None
    line = Line()
    # a number beside a label says something of what the label names
    are_titles = all(is_neutral_title(text, OF_PAIRS) and re.search(r"[^\W\d_]", text) for text in texts)
    if not are_titles or speaks_of(": ".join(texts), "statistics"):
        line.doubts.append(": ".join(texts))
    return line


def _start_block(state: State, header: Header, rows: Sequence[int], n_cells: int) -> None:
    title = title_of(state, header)
    flush_titles(state, rows[0])
    base, tables = _base(state)
    frames = {fit.schema.frame for fit in header.fits}
    is_more = any(fit.schema.frame in frames for block in tables for fit in block.fits)
    _begin(state, header, title, base if is_more else "", rows=tuple(rows), n_cells=n_cells)


def _base(state: State) -> tuple[str, Sequence[Block]]:
    """The earlier sheet that one called ``…(2)`` carries on, and its tables."""
    names = [scan.sheet.name for scan in state.earlier]
    base = base_sheet_name(state.scan.sheet.name, names)
    return base or "", [block for scan in state.earlier if scan.sheet.name == base for block in scan.blocks]


def _begin(
    state: State, like: Header | Block, title: Title, continues: str, *, rows: tuple[int, ...] = (), n_cells: int = 0
) -> Block:
    """Begin a table; one that carries another on has columns and no header rows of its own."""
    plan, sheet = state.plan, state.scan.sheet
    kept = tuple(m for m in like.meanings if m.has_heading)
    block = Block(sheet.name, rows, kept, like.fits, title, plan.words, plan.zone, continues, sheet.merged, n_cells)
    state.leave()
    state.block = block
    state.scan.blocks.append(block)
    return block


def _lone(state: State, window: Window, position: int, value: CellValue) -> None:
    """A row with a single cell: a title, a line that is understood clause by clause, or data."""
    text, words = whole_text(value), state.plan.words
    line = read_line(text, words, state.plan.zone) if isinstance(value, str) else Line(doubts=[text])
    is_apart, n_rows = window.is_after_gap(position), None if state.block is None else state.block.n_rows
    bare = text.strip().strip("()[]（）【】").strip()
    if words.is_taught and not line.facts and any(words.declares(kind, text) for kind in ("line", "row")):
        set_loose(state, Rest.TAUGHT, window, position)
    elif (not n_rows and is_one_of("marks", "no_data", bare)) or (
        n_rows == 0 and (says_none(bare) or normalise_word(bare) in words.null_words)
    ):
        set_loose(state, Rest.NOTE, window, position)
    elif line.is_plain:
        state.scan.meta += line.facts
        set_line(state, Rest.META if line.facts else Rest.NOTE, window, position, line)
    elif not state.is_in_table or _header_follows(state, window, position):
        state.leave()
        keep(state, window.rows[position], text)
    elif state.block is not None:
        _lone_in_block(state, state.block, window, position, line)
    elif is_apart:
        state.leave()
        keep(state, window.rows[position], text)
    else:
        _extend(state, window, position, position + 1)


def _lone_in_block(state: State, block: Block, window: Window, position: int, line: Line) -> None:
    text = whole_text(next(iter(window.row(position).values())))
    number, is_apart = window.rows[position], window.is_after_gap(position)
    is_wide = any(m.first_row == number and m.last_column > m.first_column for m in state.scan.sheet.merged)
    database = database_of(text)
    is_named = database is not None and (bool(database[1]) or database[0] != text.strip())
    following = window.row(position + 1) if position + 1 < len(window) else {}
    has_own = any(c.name in ("source_db", "db") for fit in block.fits for c in fit.columns.values())
    if database is not None and has_own and _begins_a_group(block, database, following):
        set_line(state, Rest.NOTE, window, position, Line(doubts=[text] if counts_tables(text) else []))
    elif (
        database is not None
        and not has_own
        and (is_apart or is_wide or is_named)
        and len(following) > 1
        and block.accepts(following)
    ):
        state.pending.append((number, text))
        flush_titles(state)
        title = replace(block.title, text=text, names=(database, *block.title.names[1:]))
        _begin(state, block, title, block.sheet)
    elif (is_apart and len(following) < 2) or state.is_below_a_line:  # no row of the table goes on below it
        # a number behind words counts something, and dots stand for something; a rule of dashes does not
        says_more = number_behind(text) is not None or not re.search(r"[^\W\d_]", text)
        if not line.doubts and says_more and not _RULE.fullmatch(text):
            line.doubts.append(text)
        set_line(state, Rest.NOTE, window, position, line)
    elif is_apart and is_sentence(text):
        state.scan.titles.append(text)
        set_loose(state, Rest.TITLE, window, position, alone=True)
    elif _names_no_row(block, *window.row(position)):
        set_line(state, Rest.NOTE, window, position, Line(doubts=line.doubts or [text]))
    else:
        append(block, window, position, position + 1)


def _names_no_row(block: Block, column: int) -> bool:
    """Whether a lone cell stands below a name that makes no row: in a list of tables any but theirs.

    In a list of differing rows without key and SQL none is one.
    """
    if is_unjudged(block):
        return False
    found = ((fit.schema.frame, by_slug(fit.slug).names, fit.columns.get(column)) for fit in block.fits)
    return all(
        place is not None
        and place.name in NAMES
        and (frame == "differences" or (of and of.frame == frame and place.name not in (of.source, of.target)))
        for frame, of, place in found
    )


def _begins_a_group(block: Block, database: tuple[str, str], following: Mapping[int, CellValue]) -> bool:
    """Whether a lone name stands where the rows of that database begin, which name it themselves."""
    places = {column.name: c for fit in block.fits for c, column in fit.columns.items()}
    own = [places[name] for name in ("source_db", "db", "target_db") if name in places]
    source, target = database
    named = dict(zip(own, (source, target or source), strict=False))
    before = {whole_text(block.last_cells[c]) for c in own if c in block.last_cells} if block.n_rows else set[str]()
    return (
        len(following) > len(own)
        and source not in before
        and whole_text(following.get(own[0])) == source
        and (not target or all(whole_text(following.get(c)) == name for c, name in named.items()))
    )


def _header_follows(state: State, window: Window, position: int) -> bool:
    """Whether the next row that has more than one cell is a header; at most three lone cells may stand between."""
    for ahead in range(position + 1, min(position + 5, len(window))):
        if window.n_cells[ahead] > 1:
            header = header_at(state, window, ahead)
            return bool(header and header.fits)
    return False


def _carry_on(state: State, window: Window, position: int, row: Mapping[int, CellValue]) -> bool:
    """On a sheet ``…(2)`` without a header, go on with the last block of the sheet it belongs to."""
    base, tables = _base(state)
    if not tables or state.scan.blocks or state.is_in_table or not tables[-1].looks_like_data(row):
        return False
    flush_titles(state)
    append(_begin(state, tables[-1], tables[-1].title, base), window, position, position + 1)
    return True


def _read_meta_row(state: State, header: Header, row: Mapping[int, CellValue]) -> Line:
    """Keep what a row says of the whole comparison."""
    line = Line(is_plain=True)
    known = {m.column: m for m in header.meanings}
    # a run of which nothing says how it ended
    line.doubts += [f"{m.heading}: -" for m in header.meanings if m.name == "compare_status" and m.column not in row]
    for column, value in row.items():
        text, m = whole_text(value), known.get(column)
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
