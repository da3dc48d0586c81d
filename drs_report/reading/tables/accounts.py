"""Every cell of a sheet to its one role, and every thing nobody understood to one entry with the line that teaches it.

Nothing is searched for badness here: what is not a value with a place, not context of a known meaning and not taught is
not understood, and the rows it speaks of say so in their column ``not_understood``.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from drs_report.language.numbered import numbered
from drs_report.language.phrases import is_neutral_title, is_one_of, number_behind, speaks_of, words_in
from drs_report.language.vocabulary import OUTCOMES, Vocabulary, normalise_word, outcome_class
from drs_report.reading.tables.blocks import Block, is_unjudged
from drs_report.reading.tables.conversion import parse_count
from drs_report.reading.tables.file_names import doubt_of
from drs_report.reading.tables.frames import Part, columns_of, extra_names
from drs_report.reading.tables.headings import NO_PLACE, Meaning
from drs_report.reading.tables.lines import read_line
from drs_report.reading.tables.scanning import NOTE, ROW, TABLE, TAUGHT, TITLE, SheetScan
from drs_report.reading.tables.titles import database_of, object_type_of
from drs_report.reading.xlsx.book import STRUCK
from drs_report.reading.xlsx.cells import Aside
from drs_report.reading.xlsx.numbers import parse_format
from drs_report.records.judgement import OutcomeClass
from drs_report.records.reading import CellRoles, NotUnderstood, Unclear

__all__ = ["Account", "account", "file_name_doubt", "missing_sheets", "names_listed"]

N_ROWS_KEPT = 20
_LONGEST = 300
_NAMES = frozenset(
    [
        *("source_db", "target_db", "db", "source_schema", "target_schema", "schema"),
        *("source_table", "target_table", "table"),
    ]
)
_PROVEN = np.array([outcome_class(word) is OutcomeClass.VERIFIED for word in OUTCOMES])
_CLOSING = (")", "）")
_FEW = 64
_CUT = 30
"""Characters from which on a sheet's name may have been cut."""
_NUMBER = r"^\s*[+-]?\d[\d,. ]*%?\s*$"
Doubts = np.ndarray[tuple[int], np.dtype[np.int64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(slots=True)
class Account:
    """One sheet's cells by role, what is not understood, and per block how many doubts speak of each row."""

    n_cells: int
    roles: CellRoles
    not_understood: tuple[NotUnderstood, ...]
    doubts: Mapping[int, Doubts] = field(default_factory=dict)
    """``id`` of the block -> its rows' doubts."""


@dataclass(slots=True)
class _Tally:
    """What is not understood so far, joined by what it is."""

    sheet: str
    found: dict[tuple[Unclear, str, str], tuple[int, list[int]]] = field(default_factory=dict)

    def add(self, kind: Unclear, text: str, n_cells: int, rows: Iterable[int] = (), column: str = "") -> None:
        key = (kind, text[:_LONGEST], column)
        n, kept = self.found.get(key, (0, []))
        self.found[key] = (n + n_cells, [*kept, *rows][:N_ROWS_KEPT])

    def entries(self) -> tuple[NotUnderstood, ...]:
        return tuple(
            NotUnderstood(kind, self.sheet, text, n, column, tuple(rows), _teaching(kind, text))
            for (kind, text, column), (n, rows) in self.found.items()
        )


@dataclass
class _Own:
    """A sheet's tables of the chosen comparison; what is asked of all of them for each line is found out once."""

    tables: Sequence[tuple[Block, Part]]

    @cached_property
    def given(self) -> frozenset[str]:
        return frozenset(name for _, part in self.tables for name in _given(part))

    @cached_property
    def shown(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.fit.schema.shows for _, part in self.tables))

    @cached_property
    def has_rows(self) -> bool:
        return any(block.n_rows for block, _ in self.tables)

    @cached_property
    def numbers(self) -> frozenset[int]:
        counts = [block.n_rows for block, _ in self.tables]
        return frozenset([1, sum(counts), *counts])

    @cached_property
    def is_uncomparable(self) -> bool:
        return all(_is_uncomparable(*one) for one in self.tables)

    @cached_property
    def _ends(self) -> list[tuple[int, int]]:
        return sorted((block.last_row, block.n_rows) for block, _ in self.tables)

    def rows_above(self, row: int) -> int | None:
        """The number of rows of the nearest table above a row; None where there is none."""
        at = bisect_left(self._ends, (row, 0))
        return self._ends[at - 1][1] if at else None


_SECTION: Mapping[Unclear, str] = {
    "heading": "headings",
    "line": "lines",
    "title": "lines",
    "sheet": "sheets",
    "row": "rows",
    "remark": "remarks",
    "word": "remarks",
    "formula": "formulas",
    "format": "formats",
    "comment": "comments",
    "drawing": "drawings",
    "page": "pages",
    "file": "files",
}


def file_name_doubt(file: str, words: Vocabulary) -> tuple[NotUnderstood, ...]:
    """What the file's own name says against its comparison, unless a layout declares it harmless."""
    stem = doubt_of(file)
    if stem is None or words.taught_by("file", stem) is not None:
        return ()
    return (NotUnderstood("file", "", stem, 0, "", (), _teaching("file", stem)),)


def _teaching(kind: Unclear, text: str) -> str:
    return f'[[ignore.{_SECTION[kind]}]]\ntext = {json.dumps(text, ensure_ascii=False)}\nreason = ""'


def account(scan: SheetScan, parts: Mapping[int, Part], is_listed: Callable[[str], bool], words: Vocabulary) -> Account:
    """Account for a sheet; `parts` are those of the chosen comparison by the ``id`` of their block.

    `is_listed` tells whether a text is the name of a database, a schema or a table that the file lists.
    """
    tally = _Tally(scan.sheet.name)
    own = _Own([(block, parts[id(block)]) for block in scan.blocks if id(block) in parts])
    n_context, n_taught, n_unclear = _loose(scan, own, tally, is_listed, words)
    about = 0
    if scan.n_cells and not _is_known_sheet(scan, own, is_listed, words):
        tally.add("sheet", scan.sheet.name, 0)
    about += len([key for key in tally.found if key[0] in ("line", "title", "sheet")])
    n_value = 0
    doubts: dict[int, Doubts] = {}
    for block, part in own.tables:
        value, context, taught, unclear, rows = _block(block, part, tally)
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
    own: _Own,
    tally: _Tally,
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
    own: _Own,
    tally: _Tally,
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
            unsettled = _unsettled(x.sample[0], own, is_listed, words)
            for clause in unsettled:
                tally.add("title", clause, 1, (x.first_row,))
            n_unclear += x.n_cells if unsettled else 0
            n_context += 0 if unsettled else x.n_cells
        else:
            above = own.rows_above(x.first_row)
            if is_one_of("lines", "no_data", x.sample[0]) and not (above is not None or has_caption) and total:
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


def _unsettled(text: str, own: _Own, is_listed: Callable[[str], bool], words: Vocabulary) -> list[str]:
    """The clauses of a title that say neither what is shown nor the name of something that the file lists.

    A number behind words of a title counts the rows of a table below it, or says that there are other parts.
    """
    number = number_behind(text) if is_neutral_title(text.strip(), own.shown) else None
    is_counted = number is None or number in own.numbers or is_listed(text.strip())
    if _is_known_text(text, own, is_listed, words) and is_counted:
        return []
    doubts = read_line(text, words).doubts
    rest = [clause for clause in doubts if not _is_known_text(clause, own, is_listed, words)]
    return rest if rest or is_counted else [text]


def _is_known_text(text: str, own: _Own, is_listed: Callable[[str], bool], words: Vocabulary) -> bool:
    plain = text.strip()
    if is_neutral_title(plain, own.shown) and words_in(plain) != ("0",):
        return True
    if object_type_of(plain, words) or normalise_word(plain) in words.compare_types:
        return True
    if words_in(plain) is not None and (
        (own.tables and not own.has_rows) or (speaks_of(plain, "uncomparable") and own.is_uncomparable)
    ):
        return True
    names = database_of(plain)
    if names is not None and all(name in own.given or is_listed(name) for name in names if name):
        return True
    table = plain.rpartition(".")[2]
    return table in own.given and all(name in own.given or is_listed(name) for name in plain.split("."))


def _is_uncomparable(block: Block, part: Part) -> bool:
    """Whether the rows are read as what could not be compared: by what stands above them, or each by its own result."""
    if block.title.is_uncomparable:
        return True
    outcomes = columns_of(part, part.fit.schema).get("outcome") if block.n_rows else None
    if outcomes is None:
        return False
    codes = np.asarray(outcomes.to_numpy(), dtype=np.int16)
    return bool((codes >= 0).all()) and not _PROVEN[codes].any()


def _is_known_sheet(scan: SheetScan, own: _Own, is_listed: Callable[[str], bool], words: Vocabulary) -> bool:
    name = scan.sheet.name.strip()
    counted = numbered(name, digits=4)
    bare = (counted[0] if counted else "") or name
    forms = {name, bare}
    if words.taught_by("sheet", name) is not None or any(re.fullmatch(r"[0-9]{1,3}", form) for form in forms):
        return True
    return any(is_listed(form) or _is_known_text(form, own, is_listed, words) for form in forms)


def _block(block: Block, part: Part, tally: _Tally) -> tuple[int, int, int, int, Doubts]:
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
    is_equal = (codes >= 0) & _PROVEN[codes]

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


def _add_texts(tally: _Tally, what: tuple[Unclear, str], array: pa.ChunkedArray, odd: Mask, numbers: Doubts) -> None:
    kind, heading = what
    texts: dict[str, list[int]] = {}
    for position in np.flatnonzero(odd).tolist():
        texts.setdefault(array[position].as_py(), []).append(int(numbers[position]))
    for text, rows in texts.items():
        tally.add(kind, text, len(rows), rows[:N_ROWS_KEPT], heading)


def missing_sheets(scans: Sequence[SheetScan], is_listed: Callable[[str], bool]) -> tuple[NotUnderstood, ...]:
    """Name the sheets that a numbered row of them lacks: ``Details``, ``Details(3)`` and no ``Details(2)``.

    A name that the file lists, such as of a database ``shop_2``, is none of a row.
    """
    series: dict[str, set[int]] = {}
    names = [scan.sheet.name.strip() for scan in scans]
    for name in names:
        counted = numbered(name, digits=3)
        if counted and re.search(r"[^\W\d_]", counted[0]) and not is_listed(name):
            series.setdefault(counted[0].strip(), set()).add(int(counted[1]))
    found = []
    for base, numbers in series.items():
        lowest = 2 if base in names and 1 not in numbers else min(1, *numbers, 1)
        gaps = islice((n for n in range(lowest, max(numbers)) if n not in numbers), N_ROWS_KEPT)
        found += [
            NotUnderstood("sheet", f"{base}({n})", f"{base}({n})", 0, "", (), _teaching("sheet", f"{base}({n})"))
            for n in gaps
        ]
    return tuple(found)


def _given(part: Part) -> set[str]:
    """The names that titles give to columns which the table itself does not carry."""
    own = {column.name for column in part.fit.columns.values()}
    return {text for name, text in part.constants.items() if name in part.fit.schema.names and name not in own}


def names_listed(parts: Iterable[Part]) -> Callable[[str], bool]:
    """Return a function that tells whether a text is a name in the file's own columns; cut tab names count."""
    arrays = [
        part.block.typed[c].array()
        for part in parts
        for c, column in part.fit.columns.items()
        if column.name in _NAMES and c in part.block.typed
    ]
    given = {name for part in parts for name in _given(part)}
    n_asked = 0
    in_order: list[str] = []

    def is_listed(text: str) -> bool:
        nonlocal n_asked, in_order
        plain = text.strip()
        if not plain:
            return False
        if plain in given:
            return True
        n_asked += 1
        if n_asked > _FEW and not in_order:  # asked for each of many lines: looked for in all rows once
            in_order = sorted({name for a in arrays for name in pc.unique(a).to_pylist() if name is not None}) or [""]
        if in_order:
            at = bisect_left(in_order, plain)
            found = in_order[at] if at < len(in_order) else ""
            return found == plain or (len(plain) >= _CUT and found.startswith(plain))
        if len(plain) >= _CUT and any(pc.any(pc.starts_with(a, plain)).as_py() for a in arrays):
            return True
        return any(pc.any(pc.equal(a, plain)).as_py() for a in arrays)

    return is_listed
