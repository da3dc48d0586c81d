"""Tables that stand side by side in a sheet: which columns belong together.

Each cell of the first rows is looked at once, however many columns are blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import or_

from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.conversion import is_blank
from drs_report.reading.tables.headings import NAMES, Meaning, known_headings, read_cells
from drs_report.reading.tables.windows import EVERY
from drs_report.reading.xlsx.cells import Batch, CellValue
from drs_report.reading.xlsx.columns import Column, filled

_HEADER_WITHIN = 40
_SPANNED = 4096
"""Rows in which a column that parts two tables must be blank."""


def first_rows(batches: Iterator[Batch]) -> list[Batch]:
    """Take the batches that `spans_of` looks at, for they are read once."""
    first: list[Batch] = []
    n_rows = 0
    while n_rows < _SPANNED and (batch := next(batches, None)) is not None:
        first.append(batch)
        n_rows += len(batch.rows)
    return first


def spans_of(batches: Iterable[Batch], words: Vocabulary) -> list[range]:
    """The column ranges of tables side by side: a blank column parts what stands right of a table's header from it.

    Blank columns are those of the first rows; a cell further down in one of them belongs to the table left of it.
    """
    used, head = _looked_at(batches)
    last = max((c for c, is_used in enumerate(used) if is_used), default=0)
    gaps = [c for c in range(1, last) if not used[c] and used[c - 1]]
    rows = [_Row(row, words) for row in head] if gaps else []
    spans: list[range] = []
    start = 0
    for gap in gaps:
        for row in rows:
            row.reach(gap)
        first = next((at for at, row in enumerate(rows) if row.is_header), None)
        if first is not None and not _goes_on(rows[first:], gap):
            spans.append(range(start, gap + 1))
            start = gap + 1
            for row in rows:
                row.begin()
    return [*spans, range(start, EVERY.stop)] if spans else [EVERY]


@dataclass(slots=True)
class _Row:
    """A row in which headings may stand, read from left to right."""

    cells: Mapping[int, CellValue]
    """By column, from left to right."""
    words: Vocabulary
    columns: list[int] = field(init=False)
    at: int = 0
    """Which of the columns comes next."""
    n: int = 0
    """Cells since the table began."""
    known: set[str] | None = field(default_factory=set)
    """The known headings among them; None where one of the cells cannot be a heading."""
    plain_behind: int | None = None
    """The last column whose cell is anything but a known heading that names nothing."""

    def __post_init__(self) -> None:
        self.columns = [*self.cells]

    def begin(self) -> None:
        """Let a new table begin."""
        self.n, self.known = 0, set()

    def reach(self, column: int) -> None:
        """Read on, up to a column."""
        while self.at < len(self.columns) and self.columns[self.at] < column:
            if self.known is not None:
                read = self._read(self.columns[self.at])
                self.known = None if read is None else self.known | known_headings(read)
            self.n += 1
            self.at += 1

    @property
    def is_header(self) -> bool:
        """Whether what was read since the table began is its header."""
        return self.known is not None and self.n > 2 and len(self.known) >= 3

    def goes_on_behind(self, column: int) -> bool:
        """Whether right of a column nothing stands but known headings that name nothing, and at least one."""
        if self.plain_behind is None:
            self.plain_behind = next((c for c in reversed(self.columns) if not self._is_plain(c)), -1)
        return self.plain_behind < column < self.columns[-1]

    def _is_plain(self, column: int) -> bool:
        read = self._read(column)
        return bool(read) and all(m.may_be and not NAMES.intersection(m.may_be) for m in read or ())

    def _read(self, column: int) -> list[Meaning] | None:
        return read_cells({column: self.cells[column]}, self.words)


def _goes_on(rows: Sequence[_Row], gap: int) -> bool:
    """Whether what stands right of a blank column are further columns of the list left of it, and no other table.

    Its headings are all known and name nothing, and it has cells in the very rows in which the list has.
    """
    return rows[0].goes_on_behind(gap) and all(
        bool(row.n) == (bool(row.columns) and row.columns[-1] > gap) for row in rows
    )


def _looked_at(batches: Iterable[Batch]) -> tuple[list[bool], list[dict[int, CellValue]]]:
    """Return which columns hold anything in the first rows, and the cells of those in which headers may stand.

    Which rows these are does not hang on how a reader cuts a sheet into batches.
    """
    used: list[bool] = []
    head: list[dict[int, CellValue]] = []
    n_left = _SPANNED
    for batch in batches:
        n = min(len(batch.rows), n_left)
        columns = [Column.of(column)[:n] for column in batch.columns]
        used += [False] * (len(columns) - len(used))
        here = [bool(cells.any()) for cells in filled(columns)]
        used[: len(columns)] = map(or_, here, used)
        top = (column[: _HEADER_WITHIN - len(head)] for column in columns)
        head += [{c: v for c, v in enumerate(row) if not is_blank(v)} for row in zip(*top, strict=True)]
        n_left -= n
    return used, head
