"""The rows of one sheet from expat's events: the exact reader's inner loop, and what each kind of cell means.

A cell means what Excel would show, or the file is refused. The element structure is held to the standard's; what the
standard does not know is skipped, unless cells hide in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from drs_report.errors import UnreadableWorkbookError
from drs_report.reading.xlsx.book import MAIN_NAMESPACES, Tab
from drs_report.reading.xlsx.cells import CellValue, ErrorValue, MergedRange
from drs_report.reading.xlsx.guard import damaged, over_limit
from drs_report.reading.xlsx.numbers import GENERAL, NumberFormat, parse_iso, parse_number, show
from drs_report.reading.xlsx.parts import Package, blocks, feed, new_parser, start_skipping
from drs_report.reading.xlsx.references import COLUMNS, LETTERS
from drs_report.reading.xlsx.regular import Meaning, skim
from drs_report.reading.xlsx.strings import decode_escapes, refuse_long_text
from drs_report.reading.xlsx.survey import Survey, parse_merged

__all__ = ["BLANK", "UNCALCULATED", "Row", "Source", "read_rows", "refuse_contradiction"]

UNCALCULATED: Final = ErrorValue("#UNCALCULATED")
"""A formula stored without its result."""

_WIDE = 512
"""Columns; no result file of DRS is wider (I), and a far cell in every row would pad memory with blanks."""
_WORDS = ("c", "v", "t", "is", "r", "f", "row", "sheetData", "mergeCells", "mergeCell", "dimension", "rPh")


class Blank:
    """A cell that is written down but holds nothing; only seen while a disordered sheet is put together."""


BLANK: Final = Blank()

Row: TypeAlias = list[CellValue | Blank]
"""The cells of a row from column A on; it ends with one that holds a value."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet, and all that its cells need to be understood."""

    package: Package
    tab: Tab
    survey: Survey
    formats: tuple[NumberFormat, ...]
    is_1904: bool
    is_stale: bool
    """Whether formulas' stored results may be out of date."""
    shared: Sequence[str]
    note: Callable[[str], None]
    """Takes a sentence for the reader's notes."""


def refuse_contradiction(source: Source, reference: str, first: CellValue | Blank, second: CellValue | Blank) -> None:
    """Refuse a cell that is given twice, unless both say the same."""
    if type(first) is not type(second) or first != second:
        what = f"the cell {reference} of sheet {source.tab.name!r} is given twice with different contents"
        raise damaged(source.package.file, what)
    source.note(f"A cell of sheet {source.tab.name!r} is given twice with the same contents ({reference}).")


def read_rows(source: Source) -> Iterator[tuple[list[int], list[Row]]]:
    """Yield row numbers and rows, as many as a block of the part gave; rows end with a cell that holds a value."""
    package, tab, survey, note = source.package, source.tab, source.survey, source.note
    formats, is_1904, shared = source.formats, source.is_1904, source.shared
    entry, file, limits = tab.entry, package.file, package.limits
    plain_styles = frozenset(str(index) for index, item in enumerate(formats) if item.is_plain)
    default_format = formats[0] if formats else GENERAL
    is_default_plain = default_format.is_plain
    is_gathering = not survey.is_ascending
    n_shared, max_rows, max_columns, longest = (
        len(shared),
        limits.n_rows,
        min(limits.n_columns, len(LETTERS)),
        limits.cell_length,
    )
    letters = LETTERS

    numbers: list[int] = []
    rows: list[Row] = []
    parts: list[str] = []  # the texts of the open cell; those before `mark` are known to count
    mark = 0
    row: Row = []
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
    n_cells = n_wide_cells = 0
    widest = 0
    merged: list[MergedRange] = []
    dimension = ""
    has_data = False
    precious: frozenset[str] = frozenset()
    n_c = n_v = n_t = n_is = n_r = n_f = n_row = n_data = n_merges = n_merge = n_dimension = n_phonetic = ""

    def where(this_column: int) -> str:
        return f"cell {letters[this_column]}{max(1, row_number)} of sheet {tab.name!r}"

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

    # Names are compared by identity: the parser hands out the very strings that stand in its `intern`.

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, row_number, row_text, next_column, column, cell_type, style, mark, depth
        nonlocal has_content, has_formula, container
        if name is n_c and depth == 2:
            depth = 3
            get = attributes.get
            cell_type = get("t")
            style = get("s")
            has_content = has_formula = False
            column = next_column
            reference = get("r")
            if column >= max_columns or reference != letters[column] + row_text:
                column = next_column if reference is None else locate(reference)
                if column >= max_columns:
                    what = f"row {row_number:,} of sheet {tab.name!r} reaches column {column + 1:,}"
                    raise over_limit(file, limits, "n_columns", what)
            next_column = column + 1
        elif name is n_t and depth >= 4:
            if len(parts) != mark:
                drop_blanks()
        elif (name is n_is or name is n_v) and depth == 3:
            if has_content:
                raise broken("has two contents")
            has_content = True
            container = name
            parts.clear()
            mark = 0
            if name is n_is:
                depth = 4
        elif name is n_row and depth == 1:
            depth = 2
            start_row(attributes.get("r"))
            row = []
            next_column = 0
            parts.clear()
        elif name is n_f and depth == 3:
            has_formula = True
            if source.is_stale:
                note(f"Sheet {tab.name!r} has formulas and asks to be recalculated; they were read as last stored.")
        elif name is n_r and depth == 4:
            depth = 5
        elif name in precious:
            raise damaged(file, f"the part {entry.name!r} nests its rows and cells in a way that xlsx does not allow")
        else:
            start_skipping(package, entry, parser, name, frozenset() if name is n_phonetic else precious)

    def end(name: str) -> None:
        nonlocal mark, depth, n_cells, n_wide_cells, widest
        if name is n_t:
            mark = len(parts)
        elif name is n_c:
            depth = 2
            value: CellValue
            if has_content:
                text = parts[0] if mark == 1 else "".join(parts[:mark])
                if container is n_is:
                    value = text_value(text) if "_x" in text or len(text) > longest else text
                    if cell_type != "inlineStr":
                        raise broken(f"holds an inline text but is of type {cell_type or 'n'}")
                elif cell_type == "s":
                    value = shared_value(text)
                elif cell_type is None or cell_type == "n":
                    value = number_value(text)
                else:
                    value = other_value(text)
            elif has_formula:
                value = UNCALCULATED
            else:
                value = "" if cell_type in {"inlineStr", "str"} else None
            if value is not None and column == len(row) and not blanks:
                row.append(value)
            else:
                place(value)
        elif name is n_is:
            depth = 3
        elif name is n_v:
            mark = len(parts)
        elif name is n_row:
            depth = 1
            blanks.clear()
            width = max(next_column, len(row))
            n_cells += width
            if width > _WIDE:
                n_wide_cells += width
            if row:
                numbers.append(row_number)
                rows.append(row)
                widest = max(widest, len(row))
        elif name is n_r:
            depth = 4
        elif name is n_data:
            depth = 0
            parser.StartElementHandler, parser.EndElementHandler = outer_start, None
            parser.CharacterDataHandler = None

    def start_row(number: str | None) -> None:
        nonlocal row_number, row_text
        previous = row_number
        row_text = str(row_number + 1) if number is None else number.strip()
        if not (row_text.isascii() and row_text.isdigit()) or not (row_number := int(row_text[:20])):
            raise damaged(file, f"a row of sheet {tab.name!r} has the number {number!r}")
        row_text = str(row_number)
        if row_number > max_rows:
            raise over_limit(file, limits, "n_rows", f"the sheet {tab.name!r} has a row {row_number:,}")
        if row_number <= previous and not is_gathering:
            raise damaged(file, f"the rows of sheet {tab.name!r} are not in order, in a way that cannot be sorted")

    def locate(reference: str) -> int:
        plain = reference.strip().replace("$", "").upper()
        cut = len(plain) - len(row_text)
        found = COLUMNS.get(plain[:cut])
        if found is None or plain[cut:] != row_text:
            raise damaged(
                file, f"row {row_number:,} of sheet {tab.name!r} holds a cell that calls itself {reference!r}"
            )
        return found

    def place(value: CellValue) -> None:
        """Put a value where it is not simply the next of its row; what is said twice must be the same."""
        known: CellValue | Blank = row[column] if column < len(row) else None
        if known is not None or column in blanks:
            refuse_contradiction(source, f"{letters[column]}{row_number}", known, value)
            return
        if value is None:
            blanks.add(column)
            if is_gathering:
                row.extend([None] * (column + 1 - len(row)))
                row[column] = BLANK
            return
        if column < len(row):
            note(f"The cells of a row of sheet {tab.name!r} are not in order in the file; each was put in its place.")
            row[column] = value
        else:
            row.extend([None] * (column - len(row)))
            row.append(value)

    def drop_blanks() -> None:
        """Forget the white space between two elements of a text; anything else there is not xlsx."""
        if "".join(parts[mark:]).strip():
            raise broken("holds text outside its text elements")
        del parts[mark:]

    def text_value(text: str) -> str:
        text = decode_escapes(text)
        if len(text) > longest:
            raise refuse_long_text(file, limits, f"the {where(column)}", len(text))
        return text

    def shared_value(text: str) -> str | None:
        digits = text.strip(" \t\r\n")
        if not digits:
            return None
        if not (digits.isascii() and digits.isdigit()) or (index := int(digits[:20])) >= n_shared:
            raise broken(f"points to the shared text {digits[:40]!r}, and there are {n_shared:,}")
        return shared[index]

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
        if cell_type in {"str", "inlineStr"}:  # some writers put an inline text where a number stands
            return text_value(text)
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

    def take(number: int, cells: list[CellValue]) -> bool:
        """Accept a row that was not shown to expat; decline it where the handlers have more to say."""
        nonlocal row_number, n_cells, widest
        if not row_number < number <= max_rows or len(cells) > max_columns:
            return False
        row_number = number
        n_cells += len(cells)
        if cells:
            numbers.append(number)
            rows.append(cells)  # type: ignore[arg-type]  # a list of values is one of values or blanks
            widest = max(widest, len(cells))
        return True

    def is_between_rows() -> bool:
        return depth == 1 and parser.StartElementHandler is start

    parser = new_parser(package, entry)
    parser.StartElementHandler = root
    stream: Iterator[bytes] = blocks(package, entry)
    if survey.is_plain and survey.is_ascending:
        stream = skim(stream, Meaning(shared, formats, is_1904, longest), is_between_rows, take)
    last_row = 0
    for _ in feed(package, entry, parser, stream):
        if len(parts) > 1 and sum(map(len, parts)) > 8 * longest:
            raise refuse_long_text(file, limits, f"the {where(column)}", longest + 1)
        if n_cells > limits.n_cells:
            raise over_limit(file, limits, "n_cells", f"the sheet {tab.name!r} has more than {n_cells:,} cells")
        if n_wide_cells > limits.n_wide_cells:
            what = f"the sheet {tab.name!r} has {n_wide_cells:,} cells in very wide rows, mostly gaps perhaps"
            raise over_limit(file, limits, "n_wide_cells", what)
        if numbers:
            last_row = max(last_row, numbers[-1])
            yield numbers, rows
            numbers, rows = [], []
    if tuple(merged) != survey.merged:
        raise damaged(file, f"the merged cells of sheet {tab.name!r} are hidden in the part {entry.name!r}")

    if not has_data:
        raise damaged(file, f"the part {entry.name!r} has no table of cells")
    if dimension and last_row:
        _check_dimension(source, dimension, last_row, widest)


def _check_dimension(source: Source, reference: str, last_row: int, width: int) -> None:
    """Say so where the tag that states the sheet's extent is too small; readers that trust it lose rows."""
    name = source.tab.name
    try:
        stated = parse_merged(source.package, source.tab.entry, reference)
    except UnreadableWorkbookError:
        source.note(f"The dimension of sheet {name!r} is not a range; it was ignored.")
        return
    if stated.last_row < last_row or stated.last_column < width - 1:
        source.note(
            f"The dimension of sheet {name!r} says {reference} but its cells reach "
            f"{LETTERS[width - 1]}{last_row}; every cell was read."
        )
