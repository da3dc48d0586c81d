"""What every workbook reader gives: sheets, and their cells in column-wise batches.

This is the one interface between xlsx and the rest of the package. A reader is exact or it refuses: it never trims,
rounds, translates or guesses. What a value *means* is decided later, by `drs_report.reading.tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from string import ascii_uppercase
from typing import Literal, Protocol, TypeAlias

from drs_report.records.reading import SheetState
from drs_report.records.remarks import Remark

LETTERS = tuple("".join(letters) for n in (1, 2, 3) for letters in product(ascii_uppercase, repeat=n))
"""A to ZZZ; Excel's last is XFD."""

COLUMNS = {letters: index for index, letters in enumerate(LETTERS)}
"""0 for A, 25 for Z, 26 for AA."""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that holds an error such as ``#N/A`` or ``#REF!``; never the same as a blank cell."""

    code: str
    """The error as the file spells it. ``#UNCALCULATED`` (ours): a formula stored without its result."""


class Percent(float):
    """A number shown with a ``%`` format: 0.5 is displayed as 50 %."""

    __slots__ = ()


CellValue: TypeAlias = str | int | float | bool | datetime | time | timedelta | ErrorValue | None
"""One cell. ``None`` is blank; ``""`` is a text cell that holds nothing. Integers written without point or exponent
are ``int`` (exact beyond 2**53), other numbers ``float`` or `Percent`, numbers under a date format naive ``datetime``
(a pure clock format gives ``time``, a duration format ``timedelta``). Text is exactly what Excel would show as the
cell's text: ``_xHHHH_`` escapes decoded, runs joined, phonetic hints left out, blanks kept."""


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged area; rows are 1-based and columns 0-based, both inclusive. Only its first cell is shown."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


AsideKind: TypeAlias = Literal["formula", "format", "comment", "drawing", "page", "part"]


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that a sheet shows and that is no stored value."""

    kind: AsideKind
    text: str
    """``=`` for formulas, the code of a number format, the text of a comment, a box, a page's header or footer, what a
    property of the document says, the name of a part that nobody knows."""
    rows: Sequence[int]
    """The rows that it stands in, ascending in the file's order; empty where it stands beside the cells."""
    part: str = ""
    """The part of the package, and which of its properties, that says it, where that belongs to no sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet of a workbook, in the order of its tabs."""

    index: int
    """0-based position among the worksheets."""
    name: str
    state: SheetState
    merged: tuple[MergedRange, ...] = ()
    asides: tuple[Aside, ...] = ()
    """What it shows that is no stored value."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive non-blank rows of one sheet, column by column."""

    rows: Sequence[int]
    """1-based row numbers as Excel shows them, strictly ascending within a sheet, across batches too. Rows with no
    cell that holds a value are left out, so gaps mean blank rows."""
    columns: Sequence[Sequence[CellValue]]
    """Column 0 is A. Every column has ``len(rows)`` cells; columns beyond the last used one of the batch are absent."""


class WorkbookReader(Protocol):
    """An open workbook; the sheets' cells stream, memory is bounded by a batch."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every worksheet, hidden ones too, in tab order (chart and macro sheets hold no cells and are not listed)."""

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What the reader met and put right, e.g. a dimension tag smaller than the data."""

    def batches(self, sheet: Sheet, *, size: int = 4096) -> Iterator[Batch]:
        """Yield the cells of `sheet` in batches of at most `size` rows.

        Raises `UnreadableWorkbookError` where the part is damaged and `UnsafeWorkbookError` over a limit.
        """
