"""The rows of one sheet: regular blocks by the quick reader, all else by expat's events, which are exact.

A cell means what Excel would show, or the file is refused. The element structure is held to the standard's; what the
standard does not know is skipped, unless cells hide in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from drs_report.errors import Told, UnreadableWorkbookError
from drs_report.reading.xlsx.book import MAIN_NAMESPACES, Tab
from drs_report.reading.xlsx.cells import COLUMNS, LETTERS, CellValue, MergedRange
from drs_report.reading.xlsx.meaning import UNCALCULATED, Meaning, MeaninglessError, TextTooLongError
from drs_report.reading.xlsx.parts import Package, blocks, feed, new_parser, start_skipping
from drs_report.reading.xlsx.skimming import skim
from drs_report.reading.xlsx.spans import MAX_WIDTH, Chunk, SpanReader
from drs_report.reading.xlsx.survey import parse_merged
from drs_report.reading.xlsx.texts import SharedTexts
from drs_report.records.remarks import Remark, RemarkKind, remark

_WORDS = ("c", "v", "t", "is", "r", "f", "row", "sheetData", "mergeCells", "mergeCell", "rPh")
_OPENING = re.compile(rb"<sheetData>")
_CLOSING = b"</row>"
_ROOT = re.compile(rb"<worksheet\s[^<>]*>")
_PREFIX = re.compile(rb"\sxmlns:([A-Za-z][A-Za-z0-9]*)=")

_OUTSIDE, _IN_DATA, _IN_ROW, _IN_CELL, _IN_TEXT, _IN_RUN = range(6)
"""How deep the parser stands: around sheetData, in it, in a row, a cell, an ``is``, an ``r``."""


Row: TypeAlias = list[CellValue]
"""The cells of a row from column A on; it ends with one that holds a value."""

RowList: TypeAlias = tuple[list[int], list[Row]]
"""Row numbers and rows."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet, and all that its cells need to be understood."""

    package: Package
    tab: Tab
    merged: tuple[MergedRange, ...]
    """Those that the survey found; the parser must meet the same."""
    meaning: Meaning
    shared: SharedTexts
    is_stale: bool
    """Whether formulas' stored results may be out of date."""
    note: Callable[[Remark], None]
    """Takes what the reader met and put right."""


class RowReader:
    """Reads one sheet once, from its first byte to its last.

    The attributes are the parser's state. Names of elements are compared by identity: the parser hands out the very
    strings that stand in its `intern`.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._limits = source.package.limits
        self._max_columns = min(self._limits.n_columns, len(LETTERS))
        self._parser = new_parser(source.package, source.tab.entry)
        self._spans: SpanReader | None = None
        self._chunk: Chunk | None = None
        # what was read and not yet given out
        self._numbers: list[int] = []
        self._rows: list[Row] = []
        # the open row and cell
        self._depth = _OUTSIDE
        self._row: Row = []
        self._row_number = 0
        self._row_text = "0"
        self._next_column = 0
        self._column = 0
        self._kind: str | None = None
        self._style: str | None = None
        self._has_content = self._has_formula = False
        self._container = ""
        self._parts: list[str] = []
        """The texts of the open cell; those before `_mark` are known to count."""
        self._mark = 0
        # the whole sheet
        self._has_data = False
        self._n_cells = self._n_wide_cells = 0
        self._merged: list[MergedRange] = []
        self._names(("",) * len(_WORDS))

    def read(self) -> Iterator[RowList | Chunk]:
        """Yield rows, as many as a block of the part gave; rows end with a cell that holds a value."""
        source, parser = self._source, self._parser
        entry, package = source.tab.entry, source.package
        parser.StartElementHandler = self._root
        stream = skim(
            blocks(package, entry),
            _OPENING,
            _CLOSING,
            start=self._begin_spans,
            is_between=self._is_between,
            take=self._take,
        )
        for _ in feed(source.package, entry, parser, stream):
            self._count()
            if self._numbers:
                yield self._numbers, self._rows
                self._numbers, self._rows = [], []
            if self._chunk is not None:
                chunk, self._chunk = self._chunk, None
                if chunk.columns:
                    yield chunk
        if tuple(self._merged) != source.merged:
            raise package.damaged(
                Told(
                    "the merged cells of sheet {name!r} are hidden in the part {part!r}",
                    name=source.tab.name,
                    part=entry.name,
                )
            )
        if not self._has_data:
            raise package.damaged(Told("the part {name!r} has no table of cells", name=entry.name))

    def _count(self) -> None:
        """Hold what was read to the limits."""
        package, limits, name = self._source.package, self._limits, self._source.tab.name
        if len(self._parts) > 1 and sum(map(len, self._parts)) > 8 * limits.cell_length:
            raise package.long_text(self._where(), limits.cell_length + 1)
        if self._n_cells > limits.n_cells:
            raise package.over_limit(
                "n_cells", Told("the sheet {name!r} has more than {n_cells:,} cells", name=name, n_cells=limits.n_cells)
            )
        if self._n_wide_cells > limits.n_wide_cells:
            what = Told(
                "the sheet {name!r} has {n_wide_cells:,} cells in very wide rows, mostly gaps perhaps",
                name=name,
                n_wide_cells=self._n_wide_cells,
            )
            raise package.over_limit("n_wide_cells", what)

    # --- the quick way ---

    def _is_between(self) -> bool:
        return self._depth == _IN_DATA and self._parser.StartElementHandler == self._start

    def _begin_spans(self, head: bytes) -> bool:
        root = _ROOT.search(head)
        prefixes = frozenset(name.decode() for name in _PREFIX.findall(root[0])) if root else frozenset()
        self._spans = SpanReader(self._source.meaning, self._source.shared, prefixes)
        return True

    def _take(self, block: bytes) -> bool:
        chunk = self._spans.read(block) if self._spans is not None else None
        if (
            chunk is None
            or not self._row_number < chunk.first_row
            or chunk.last_row > self._limits.n_rows
            or chunk.width > self._max_columns
        ):
            return False
        self._row_number = chunk.last_row
        self._n_cells += chunk.n_cells
        self._chunk = chunk
        return True

    # --- the parser's way, outside the table of cells ---

    def _names(self, names: tuple[str, ...]) -> None:
        self._n_c, self._n_v, self._n_t, self._n_is, self._n_r, self._n_f = names[:6]
        self._n_row, self._n_data, self._n_merges, self._n_merge, self._n_phonetic = names[6:]
        self._precious = frozenset((*names[:4], *names[5:8], self._n_merge))

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local != "worksheet" or namespace not in MAIN_NAMESPACES:
            entry = self._source.tab.entry
            raise self._damaged(Told("the part {name!r} should be a worksheet but is something else", name=entry.name))
        intern = self._parser.intern
        self._names(tuple(intern.setdefault(f"{namespace} {word}", f"{namespace} {word}") for word in _WORDS))
        self._parser.StartElementHandler = self._outer_start

    def _outer_start(self, name: str, attributes: dict[str, str]) -> None:
        source, parser = self._source, self._parser
        entry = source.tab.entry
        if name == self._n_data:
            if self._has_data:
                raise self._damaged(Told("the part {name!r} holds its cells twice", name=entry.name))
            self._has_data = True
            self._depth = _IN_DATA
            parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
            parser.CharacterDataHandler = self._parts.append
        elif name == self._n_merge:
            self._merged.append(parse_merged(source.package, entry, attributes.get("ref", "")))
        elif name in self._precious:
            raise self._damaged(Told("the part {name!r} holds cells outside its table of cells", name=entry.name))
        elif name != self._n_merges:
            start_skipping(source.package, entry, parser, name, self._precious)

    # --- inside it ---

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth = self._depth
        if name is self._n_c and depth == _IN_ROW:
            self._start_cell(attributes)
        elif name is self._n_t and depth >= _IN_TEXT:
            if len(self._parts) != self._mark:
                self._drop_blanks()
        elif (name is self._n_is or name is self._n_v) and depth == _IN_CELL:
            self._start_content(name)
        elif name is self._n_row and depth == _IN_DATA:
            self._start_row(attributes.get("r"))
        elif name is self._n_f and depth == _IN_CELL:
            self._has_formula = True
            if self._source.is_stale:
                self._source.note(remark(RemarkKind.STALE_FORMULAS, sheet=self._source.tab.name))
        elif name is self._n_r and depth == _IN_TEXT:
            self._depth = _IN_RUN
        elif name in self._precious:
            what = Told(
                "the part {name!r} nests its rows and cells in a way that xlsx does not allow",
                name=self._source.tab.entry.name,
            )
            raise self._damaged(what)
        else:
            precious = frozenset() if name is self._n_phonetic else self._precious
            start_skipping(self._source.package, self._source.tab.entry, self._parser, name, precious)

    def _end(self, name: str) -> None:
        if name is self._n_t or name is self._n_v:
            self._mark = len(self._parts)
        elif name is self._n_c:
            self._end_cell()
        elif name is self._n_is:
            self._depth = _IN_CELL
        elif name is self._n_row:
            self._end_row()
        elif name is self._n_r:
            self._depth = _IN_TEXT
        elif name is self._n_data:
            self._depth = _OUTSIDE
            self._parser.StartElementHandler, self._parser.EndElementHandler = self._outer_start, None
            self._parser.CharacterDataHandler = None

    def _start_row(self, number: str | None) -> None:
        previous, name = self._row_number, self._source.tab.name
        text = str(previous + 1) if number is None else number.strip()
        if not (text.isascii() and text.isdigit()) or not int(text[:20]):
            raise self._damaged(Told("a row of sheet {name!r} has the number {number!r}", name=name, number=number))
        self._row_number = int(text[:20])
        self._row_text = str(self._row_number)
        if self._row_number > self._limits.n_rows:
            what = Told("the sheet {name!r} has a row {row_number:,}", name=name, row_number=self._row_number)
            raise self._source.package.over_limit("n_rows", what)
        if self._row_number <= previous:
            raise self._damaged(Told("the rows of sheet {name!r} are not in order, or one is given twice", name=name))
        self._depth = _IN_ROW
        self._row = []
        self._next_column = 0
        self._parts.clear()

    def _end_row(self) -> None:
        self._depth = _IN_DATA
        width = max(self._next_column, len(self._row))
        self._n_cells += width
        if width > MAX_WIDTH:
            self._n_wide_cells += width
        if self._row:
            self._numbers.append(self._row_number)
            self._rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._depth = _IN_CELL
        self._kind = attributes.get("t")
        self._style = attributes.get("s")
        self._has_content = self._has_formula = False
        column = self._next_column
        reference = attributes.get("r")
        if column >= self._max_columns or reference != LETTERS[column] + self._row_text:
            column = column if reference is None else self._locate(reference)
            if column >= self._max_columns:
                what = Told(
                    "row {row_number:,} of sheet {name!r} reaches column {column:,}",
                    row_number=self._row_number,
                    name=self._source.tab.name,
                    column=column + 1,
                )
                raise self._source.package.over_limit("n_columns", what)
        self._column = column
        if column < self._next_column:
            raise self._broken(Told("is given twice, or not in order"))
        self._next_column = column + 1

    def _locate(self, reference: str) -> int:
        """The column of a cell by its reference, which must name the open row."""
        plain = reference.strip().replace("$", "").upper()
        cut = len(plain) - len(self._row_text)
        found = COLUMNS.get(plain[:cut])
        if found is None or plain[cut:] != self._row_text:
            where = f"row {self._row_number:,} of sheet {self._source.tab.name!r}"
            raise self._damaged(
                Told("{where} holds a cell that calls itself {reference!r}", where=where, reference=reference)
            )
        return found

    def _start_content(self, name: str) -> None:
        if self._has_content:
            raise self._broken(Told("has two contents"))
        self._has_content = True
        self._container = name
        self._parts.clear()
        self._mark = 0
        if name is self._n_is:
            self._depth = _IN_TEXT

    def _drop_blanks(self) -> None:
        """Forget the white space between two elements of a text; anything else there is not xlsx."""
        if "".join(self._parts[self._mark :]).strip():
            raise self._broken(Told("holds text outside its text elements"))
        del self._parts[self._mark :]

    def _end_cell(self) -> None:
        self._depth = _IN_ROW
        value = self._value()
        if value is not None:
            self._row.extend([None] * (self._column - len(self._row)))
            self._row.append(value)

    def _value(self) -> CellValue:
        """What the open cell holds."""
        if not self._has_content:
            if self._has_formula:
                return UNCALCULATED
            return "" if self._kind in {"inlineStr", "str"} else None
        parts, meaning = self._parts, self._source.meaning
        text = parts[0] if self._mark == 1 else "".join(parts[: self._mark])
        try:
            if self._container is not self._n_is:
                return meaning.value(self._kind, self._style, text, is_formula=self._has_formula, note=self._note_style)
            value = meaning.text(text)
        except MeaninglessError as error:
            raise self._broken(error.what) from None
        except TextTooLongError as error:
            place = self._where()
            raise self._source.package.long_text(place, error.n_characters) from None
        if self._kind != "inlineStr":
            raise self._broken(Told("holds an inline text but is of type {kind}", kind=self._kind or "n"))
        return value

    # --- words ---

    def _note_style(self) -> None:
        self._source.note(remark(RemarkKind.UNKNOWN_STYLE, sheet=self._source.tab.name))

    def _where(self) -> Told:
        cell = f"{LETTERS[self._column]}{max(1, self._row_number)}"
        return Told("the cell {cell} of sheet {sheet!r}", cell=cell, sheet=self._source.tab.name)

    def _broken(self, what: Told) -> UnreadableWorkbookError:
        return self._damaged(Told("{where} {what}", where=self._where(), what=what))

    def _damaged(self, what: Told) -> UnreadableWorkbookError:
        return self._source.package.damaged(what)
