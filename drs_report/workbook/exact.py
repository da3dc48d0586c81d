"""The exact reader: expat's events to batches of cells, one pass, memory bounded by a batch and the shared texts.

It reads every cell as Excel would show it or refuses the file. Where the file is irregular but has one meaning (cells
or rows out of order, references left out, wrong dimensions), it gives that meaning and says so in `notes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import BinaryIO, Final

from drs_report.errors import UnreadableWorkbookError
from drs_report.workbook.book import MAIN_NAMESPACES, Book, Tab, read_book
from drs_report.workbook.cells import Batch, CellValue, ErrorValue, MergedRange, Sheet
from drs_report.workbook.guard import Limits, damaged, over_limit
from drs_report.workbook.numbers import GENERAL, parse_iso, parse_number, show
from drs_report.workbook.parts import Package, feed, new_parser, open_package, refuse_declarations, start_skipping
from drs_report.workbook.strings import decode_escapes, read_shared_strings, refuse_long_text
from drs_report.workbook.survey import Survey, parse_merged, survey_sheet

__all__ = ["UNCALCULATED", "ExactReader"]

UNCALCULATED: Final = ErrorValue("#UNCALCULATED")
"""A formula stored without its result."""

_BATCH_CELLS = 2_000_000
"""Cells of a batch, padding included; a batch is cut short rather than be larger."""

_LETTERS: tuple[str, ...] = tuple(
    first + second + third
    for first in ("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for second in ("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for third in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if second or not first
)
_COLUMNS = {letters: index for index, letters in enumerate(_LETTERS)}


_WORDS = ("c", "v", "t", "is", "r", "f", "row", "sheetData", "mergeCells", "mergeCell", "dimension", "rPh")


class _Blank:
    """A cell that is written down but holds nothing; only seen while a disordered sheet is put together."""


_BLANK: Final = _Blank()
_Row = list[CellValue | _Blank]


class ExactReader:
    """An open workbook; see `drs_report.workbook.cells.WorkbookReader`."""

    def __init__(self, stream: BinaryIO, file: str, limits: Limits, *, is_owner: bool) -> None:
        self._stream = stream
        self._is_owner = is_owner
        package = open_package(stream, file, limits)
        book = read_book(package)
        self._package, self._book = package, book
        self._notes: dict[str, None] = dict.fromkeys(book.notes)
        self._surveys = tuple(survey_sheet(package, tab.entry) for tab in book.tabs)
        self._shared: Sequence[str] = read_shared_strings(package, book.shared_strings) if book.shared_strings else ()
        for entry in package.entries.values():
            if entry.name.lower().endswith((".xml", ".rels", ".vml")):
                refuse_declarations(package, entry)
        self._sheets = tuple(
            Sheet(index, tab.name, tab.state, survey.merged)
            for index, (tab, survey) in enumerate(zip(book.tabs, self._surveys, strict=True))
        )

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every worksheet in tab order."""
        return self._sheets

    @property
    def notes(self) -> tuple[str, ...]:
        """What was met and put right so far; complete once every sheet has been read."""
        return tuple(self._notes)

    @property
    def is_strict(self) -> bool:
        """Whether the workbook is written in the strict flavour of the standard."""
        return self._book.is_strict

    def is_ascending(self, sheet: Sheet) -> bool:
        """Whether the rows of `sheet` stand in the file in their order."""
        return self._surveys[sheet.index].is_ascending

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the cells of `sheet` in batches of at most `size` rows."""
        tab, survey = self._book.tabs[sheet.index], self._surveys[sheet.index]
        rows = _read_rows(self._package, self._book, tab, survey, self._shared, self._note)
        if not survey.is_ascending:
            self._note(
                f"The rows of sheet {tab.name!r} are not in order in the file; they were sorted by their number."
            )
            rows = _gather(self._package, tab, rows, self._note)
        return _batches(rows, size)

    def close(self) -> None:
        """Give the file back, unless it is the caller's own stream."""
        if self._is_owner:
            self._stream.close()

    def __enter__(self) -> ExactReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _batches(chunks: Iterator[tuple[list[int], list[_Row]]], size: int) -> Iterator[Batch]:
    """Cut the stream of rows into batches of at most `size` rows and `_BATCH_CELLS` cells, turned to columns."""
    numbers: list[int] = []
    rows: list[_Row] = []
    width = 0
    for more_numbers, more_rows in chunks:
        for number, row in zip(more_numbers, more_rows, strict=True):
            wider = len(row) if len(row) > width else width
            if len(rows) >= size or (wider * (len(rows) + 1) > _BATCH_CELLS and rows):
                yield _batch(numbers, rows)
                numbers, rows, wider = [], [], len(row)
            numbers.append(number)
            rows.append(row)
            width = wider
    if rows:
        yield _batch(numbers, rows)


def _batch(numbers: list[int], rows: list[_Row]) -> Batch:
    columns: list[tuple[CellValue, ...]] = list(zip_longest(*rows))  # type: ignore[arg-type]  # blanks were taken out
    return Batch(numbers, columns)


def _gather(
    package: Package,
    tab: Tab,
    chunks: Iterator[tuple[list[int], list[_Row]]],
    note: Callable[[str], None],
) -> Iterator[tuple[list[int], list[_Row]]]:
    """Hold the whole of a disordered sheet, join what is said of the same row, and give the rows in order."""
    gathered: dict[int, _Row] = {}
    n_cells = 0
    most = package.limits.n_unordered_cells
    for numbers, rows in chunks:
        for number, row in zip(numbers, rows, strict=True):
            n_cells += len(row) + 1
            if n_cells > most:
                what = f"the rows of sheet {tab.name!r} are not in order and hold more than {most:,} cells"
                raise over_limit(package.file, package.limits, "n_unordered_cells", what)
            if number not in gathered:
                gathered[number] = row
                continue
            known = gathered[number]
            known.extend([None] * (len(row) - len(known)))
            for column, value in enumerate(row):
                if value is not None:
                    if known[column] is not None:
                        _refuse_contradiction(package, tab, f"{_LETTERS[column]}{number}", known[column], value, note)
                    known[column] = value
    for number in sorted(gathered):
        row = [None if value is _BLANK else value for value in gathered[number]]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield [number], [row]


def _refuse_contradiction(
    package: Package,
    tab: Tab,
    reference: str,
    first: CellValue | _Blank,
    second: CellValue | _Blank,
    note: Callable[[str], None],
) -> None:
    if type(first) is not type(second) or first != second:
        raise damaged(
            package.file, f"the cell {reference} of sheet {tab.name!r} is given twice with different contents"
        )
    note(f"A cell of sheet {tab.name!r} is given twice with the same contents ({reference}).")


def _read_rows(
    package: Package,
    book: Book,
    tab: Tab,
    survey: Survey,
    shared: Sequence[str],
    note: Callable[[str], None],
) -> Iterator[tuple[list[int], list[_Row]]]:
    """Yield row numbers and rows, as many as a block of the part gave; rows end with a cell that holds a value."""
    entry, file, limits = tab.entry, package.file, package.limits
    formats, is_1904 = book.formats, book.is_1904
    plain_styles = frozenset(str(index) for index, item in enumerate(formats) if item.is_plain)
    default_format = formats[0] if formats else GENERAL
    is_default_plain = default_format.is_plain
    is_gathering = not survey.is_ascending
    n_shared, max_rows, max_columns, longest = len(shared), limits.n_rows, limits.n_columns, limits.cell_length
    letters = _LETTERS

    numbers: list[int] = []
    rows: list[_Row] = []
    parts: list[str] = []  # the texts of the open cell; those before `mark` are known to count
    mark = 0
    row: _Row = []
    row_number = 0
    row_text = "0"
    next_column = 0
    column = 0
    blanks: set[int] = set()
    cell_type: str | None = None
    style: str | None = None
    has_content = has_formula = False
    container = ""  # the element a cell's text stands in: v or is
    depth = 0  # 0 outside sheetData, 1 in it, 2 in a row, 3 in a cell, 4 in is, 5 in r
    n_cells = 0
    widest = 0
    merged: list[MergedRange] = []
    dimension = ""
    has_data = False
    precious: frozenset[str] = frozenset()
    n_c = n_v = n_t = n_is = n_r = n_f = n_row = n_data = n_merges = n_merge = n_dimension = n_phonetic = ""

    def where(this_column: int) -> str:
        return f"cell {letters[this_column]}{row_number} of sheet {tab.name!r}"

    def broken(what: str) -> UnreadableWorkbookError:
        return damaged(file, f"the {where(column)} {what}")

    # --- outside sheetData ---

    def root(name: str, _attributes: dict[str, str]) -> None:
        nonlocal n_c, n_v, n_t, n_is, n_r, n_f, n_row, n_data, n_merges, n_merge, n_dimension, n_phonetic, precious
        namespace, _, local = name.rpartition(" ")
        if local != "worksheet" or namespace not in MAIN_NAMESPACES:
            raise damaged(file, f"the part {entry.name!r} should be a worksheet but is something else")
        n_c, n_v, n_t, n_is, n_r, n_f, n_row, n_data, n_merges, n_merge, n_dimension, n_phonetic = (
            parser.intern.setdefault(f"{namespace} {word}", f"{namespace} {word}") for word in _WORDS
        )
        precious = frozenset((n_c, n_v, n_is, n_t, n_row, n_f, n_data, n_merge))
        parser.StartElementHandler = outer_start

    def outer_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal has_data, depth, dimension
        if name == n_data:
            if has_data:
                raise damaged(file, f"the part {entry.name!r} holds its cells twice")
            has_data = True
            depth = 1
            parser.StartElementHandler, parser.EndElementHandler = start, end
            parser.CharacterDataHandler = parts.append
        elif name == n_merge:
            merged.append(parse_merged(package, entry, attributes.get("ref", "")))
        elif name == n_dimension:
            dimension = attributes.get("ref", "")
        elif name in precious:
            raise damaged(file, f"the part {entry.name!r} holds cells outside its table of cells")
        elif name != n_merges:
            start_skipping(package, entry, parser, name, precious)

    # --- inside sheetData ---

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, row_number, row_text, next_column, column, cell_type, style, mark, depth
        nonlocal has_content, has_formula, container
        if name == n_c and depth == 2:
            depth = 3
            get = attributes.get
            reference = get("r")
            if reference is None:
                column = next_column
                if column >= max_columns:
                    raise over_limit(file, limits, "n_columns", f"row {row_number:,} of sheet {tab.name!r} is wider")
            else:
                if next_column >= max_columns or reference != letters[next_column] + row_text:
                    column = locate(reference)
                else:
                    column = next_column
            next_column = column + 1
            cell_type = get("t")
            style = get("s")
            has_content = has_formula = False
            parts.clear()
            mark = 0
        elif name == n_t and depth >= 4:
            if len(parts) != mark:
                del parts[mark:]
        elif (name == n_v or name == n_is) and depth == 3:
            if has_content:
                raise broken("has two contents")
            has_content = True
            container = name
            parts.clear()
            if name == n_is:
                depth = 4
        elif name == n_row and depth == 1:
            depth = 2
            number = attributes.get("r")
            previous = row_number
            if number is None:
                row_number += 1
                row_text = str(row_number)
            else:
                number = number.strip()
                if not (number.isascii() and number.isdigit()):
                    raise damaged(file, f"a row of sheet {tab.name!r} has the number {number!r}")
                row_number = int(number[:20])
                row_text = number
                if row_number <= 0:
                    raise damaged(file, f"a row of sheet {tab.name!r} has the number {number!r}")
            if row_number > max_rows:
                raise over_limit(file, limits, "n_rows", f"the sheet {tab.name!r} has a row {row_number:,}")
            if row_number <= previous and not is_gathering:
                raise damaged(file, f"the rows of sheet {tab.name!r} are not in order, in a way that cannot be sorted")
            row = []
            next_column = 0
            parts.clear()
        elif name == n_f and depth == 3:
            has_formula = True
        elif name == n_r and depth == 4:
            depth = 5
        elif name in precious:
            raise damaged(file, f"the part {entry.name!r} nests its rows and cells in a way that xlsx does not allow")
        else:
            start_skipping(package, entry, parser, name, frozenset() if name == n_phonetic else precious)

    def end(name: str) -> None:
        nonlocal mark, depth, n_cells, widest
        if name == n_t or (name == n_v and depth == 3):
            mark = len(parts)
        elif name == n_c:
            depth = 2
            value: CellValue
            if has_content:
                text = parts[0] if mark == 1 else "".join(parts[:mark])
                if cell_type == "inlineStr" or cell_type == "str":
                    if "_x" in text:
                        text = decode_escapes(text)
                    if len(text) > longest:
                        raise refuse_long_text(file, limits, f"the {where(column)}", len(text))
                    value = text
                    if container == n_is and cell_type == "str":
                        raise broken("is of type str but holds an inline text")
                elif container == n_is:
                    raise broken(f"holds an inline text but is of type {cell_type or 'n'}")
                elif cell_type == "s":
                    if not (text.isdigit() and text.isascii()):
                        text = text.strip()
                        if not (text.isdigit() and text.isascii()):
                            raise broken(f"points to the shared text {text[:40]!r}")
                    index = int(text[:20])
                    if index >= n_shared:
                        raise broken(f"points to the shared text {index:,} of {n_shared:,}")
                    value = shared[index]
                elif cell_type is None or cell_type == "n":
                    value = number_value(text)
                else:
                    value = other_value(text)
            elif has_formula:
                value = UNCALCULATED
            elif cell_type == "inlineStr" or cell_type == "str":
                value = ""
            else:
                value = None
            if value is not None and column == len(row) and not blanks:
                row.append(value)
            else:
                place(value)
        elif name == n_row:
            depth = 1
            blanks.clear()
            n_cells += max(next_column, len(row))
            if row:
                numbers.append(row_number)
                rows.append(row)
                if len(row) > widest:
                    widest = len(row)
        elif name == n_is:
            depth = 3
        elif name == n_r:
            depth = 4
        elif name == n_data:
            depth = 0
            parser.StartElementHandler, parser.EndElementHandler = outer_start, None
            parser.CharacterDataHandler = None

    def locate(reference: str) -> int:
        nonlocal row_text
        plain = reference.strip().replace("$", "").upper()
        row_text = str(row_number)
        cut = len(plain) - len(row_text)
        found = _COLUMNS.get(plain[:cut])
        if found is None or plain[cut:] != row_text:
            raise damaged(
                file, f"row {row_number:,} of sheet {tab.name!r} holds a cell that calls itself {reference!r}"
            )
        if found >= max_columns:
            raise over_limit(file, limits, "n_columns", f"the sheet {tab.name!r} has a cell {plain}")
        return found

    def place(value: CellValue) -> None:
        """Put a value where it is not simply the next of its row; what is said twice must be the same."""
        known: CellValue | _Blank = row[column] if column < len(row) else None
        if known is not None or column in blanks:
            _refuse_contradiction(package, tab, f"{letters[column]}{row_number}", known, value, note)
            return
        if value is None:
            blanks.add(column)
            if is_gathering:
                row.extend([None] * (column + 1 - len(row)))
                row[column] = _BLANK
            return
        if column < len(row):
            note(f"The cells of a row of sheet {tab.name!r} are not in order in the file; each was put in its place.")
            row[column] = value
        else:
            row.extend([None] * (column - len(row)))
            row.append(value)

    def number_value(text: str) -> CellValue:
        text = text.strip(" \t\r\n")
        if not text:
            return UNCALCULATED if has_formula else None
        number = parse_number(text)
        if number is None:
            raise broken(f"should be a number but holds {text[:40]!r}")
        if style is None:
            return number if is_default_plain else show(number, default_format, is_1904=is_1904)
        if style in plain_styles:
            return number
        if not (style.isascii() and style.isdigit()) or int(style[:20]) >= len(formats):
            if formats or style.strip() != "0":
                note(
                    f"A cell of sheet {tab.name!r} has a style that the workbook does not define; numbers stay numbers."
                )
            return number
        return show(number, formats[int(style)], is_1904=is_1904)

    def other_value(text: str) -> CellValue:
        text = text.strip(" \t\r\n")
        if not text:
            return UNCALCULATED if has_formula else None
        if cell_type == "b":
            if text in ("1", "true"):
                return True
            if text in ("0", "false"):
                return False
            raise broken(f"should be true or false but holds {text[:40]!r}")
        if cell_type == "e":
            return ErrorValue(text[:255])
        if cell_type == "d":
            moment = parse_iso(text)
            if moment is None:
                raise broken(f"should be a date but holds {text[:40]!r}")
            return moment
        raise broken(f"is of the unknown type {cell_type!r}")

    parser = new_parser(package, entry)
    parser.StartElementHandler = root
    last_row = 0
    for _ in feed(package, entry, parser):
        if len(parts) > 1 and sum(map(len, parts)) > 8 * longest:
            raise refuse_long_text(file, limits, f"the {where(column)}", longest + 1)
        if n_cells > limits.n_cells:
            raise over_limit(file, limits, "n_cells", f"the sheet {tab.name!r} has more than {n_cells:,} cells")
        if numbers:
            last_row = max(last_row, numbers[-1])
            yield numbers, rows
            numbers, rows = [], []
    if tuple(merged) != survey.merged:
        raise damaged(file, f"the merged cells of sheet {tab.name!r} are hidden in the part {entry.name!r}")

    if not has_data:
        raise damaged(file, f"the part {entry.name!r} has no table of cells")
    if dimension and last_row:
        _check_dimension(package, tab, dimension, last_row, widest, note)


def _check_dimension(
    package: Package, tab: Tab, reference: str, last_row: int, width: int, note: Callable[[str], None]
) -> None:
    """Say so where the tag that states the sheet's extent is smaller than the sheet; readers that trust it lose rows."""
    try:
        stated = parse_merged(package, tab.entry, reference)
    except UnreadableWorkbookError:
        note(f"The dimension of sheet {tab.name!r} is not a range; it was ignored.")
        return
    if stated.last_row < last_row or stated.last_column < width - 1:
        note(
            f"The dimension of sheet {tab.name!r} says {reference} but its cells reach "
            f"{_LETTERS[width - 1]}{last_row}; every cell was read."
        )
