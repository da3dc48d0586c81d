"""What a scan looks for, keeps, and where it is: its blocks, its lines, and every row that is in neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from drs_report.language.vocabulary import Vocabulary
from drs_report.reading.tables.blocks import Block
from drs_report.reading.tables.conversion import cell_text, whole_text
from drs_report.reading.tables.headings import META_MEANINGS, NO_PLACE, Fit, Meaning
from drs_report.reading.tables.lines import Line
from drs_report.reading.tables.windows import Window
from drs_report.reading.xlsx.cells import CellValue, Sheet
from drs_report.records.columns import TableSchema
from drs_report.records.reading import Rest

SAMPLE_CELLS = 12
N_TEXTS = 40
"""Rows that nobody knows and that are offered to a layout one by one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scan looks for."""

    schemas: tuple[tuple[str, TableSchema], ...]
    """Compare type and frame, in the order they are tried."""
    words: Vocabulary
    zone: tzinfo | None = None
    unjudged: tuple[tuple[str, TableSchema], ...] = ()
    """Tables of comparisons that no verdict rests on, tried where none of the others fits."""
    on_rows: Callable[[int], None] = lambda _: None
    """Is told how many rows of all sheets were read."""
    n_rows: dict[int, int] = field(default_factory=dict)
    """By sheet how many were read so far; one that is read again counts once."""


@dataclass(slots=True)
class Loose:
    """Consecutive rows that belong to no block."""

    reason: Rest
    first_row: int
    texts: tuple[str, ...]
    """The cells of the first of them, at most `SAMPLE_CELLS`, each whole: what is judged is never cut."""
    n_cells: int = 1
    n_rows: int = 1
    last_row: int = 0
    doubts: list[str] = field(default_factory=list)
    """Clauses in it that nobody understood."""
    n_doubted: int = 0
    """Its cells with such clauses."""
    rows: list[tuple[int, str, int]] = field(default_factory=list)
    """Of rows that nobody knows the first few: number, text, cells."""

    def __post_init__(self) -> None:
        self.last_row = max(self.last_row, self.first_row)

    def add(self, number: int, row: Mapping[int, CellValue], n_cells: int) -> None:
        """Count one more row."""
        self.n_rows += 1
        self.n_cells += n_cells
        self.last_row = number
        self.note_row(number, row, n_cells)

    def note_row(self, number: int, row: Mapping[int, CellValue], n_cells: int) -> None:
        """Keep the text of a row that nobody knows."""
        if self.reason in (Rest.ROW, Rest.TABLE) and len(self.rows) < N_TEXTS:
            self.rows.append((number, " | ".join(map(whole_text, row.values())), n_cells))

    @property
    def sample(self) -> tuple[str, ...]:
        """The texts as they are shown, cut."""
        return tuple(map(cell_text, self.texts))


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
    is_parted: bool = False
    """Whether tables of other comparisons stood here too, so that a line or title may speak of one of them."""
    is_cover: bool = False
    """Whether it stands before the first table of a workbook of several comparisons, and so speaks of them all."""


@dataclass(frozen=True, slots=True)
class Header:
    """A row, or two, that name columns, and the frames that these can fill."""

    n_rows: int
    meanings: tuple[Meaning, ...]
    fits: tuple[Fit, ...]

    @property
    def is_meta(self) -> bool:
        """Whether it heads a table of facts about the whole comparison."""
        names = {m.name for m in self.meanings}
        return names <= META_MEANINGS | NO_PLACE | {"outcome", "full_status"} and bool(names & META_MEANINGS)


@dataclass(slots=True)
class State:
    """Where the scan is: in a block, in rows nobody knows, or between tables."""

    plan: Plan
    scan: SheetScan
    earlier: Sequence[SheetScan]
    block: Block | None = None
    unknown: Loose | None = None
    meta_header: Header | None = None
    pending: list[tuple[int, str]] = field(default_factory=list)
    """Lone cells that may be the title of the table that follows."""
    n_skip: int = 0
    """Rows of the next window that this one has used already."""
    last_seen: int = 0
    """The row looked at last, so that only neighbours are joined as left over."""

    @property
    def is_in_table(self) -> bool:
        """Whether the next row may belong to what came before it."""
        return self.block is not None or self.unknown is not None or self.meta_header is not None

    @property
    def neighbour(self) -> Loose | None:
        """The rows that the one looked at last is the last of, where these belong to no table."""
        last = self.scan.loose[-1] if self.scan.loose else None
        return last if last is not None and last.last_row == self.last_seen else None

    @property
    def is_below_a_line(self) -> bool:
        """Whether the row looked at last was a lone text below the table."""
        return self.neighbour is not None and self.neighbour.reason not in (Rest.OTHER, Rest.TABLE, Rest.ROW)

    def leave(self) -> None:
        """No table any more."""
        self.block = self.unknown = self.meta_header = None


def add_name(scan: SheetScan, number: int, text: str) -> None:
    """Count a lone text that is no title as a row nobody knows, joined to the one before it."""
    last = scan.loose[-1] if scan.loose else None
    if last is None or last.reason != Rest.ROW or last.n_cells != last.n_rows:
        last = Loose(Rest.ROW, number, (text,), n_cells=0, n_rows=0)
        scan.loose.append(last)
    last.add(number, {0: text}, 1)


def set_line(state: State, reason: Rest, window: Window, position: int, line: Line) -> None:
    """Count a row as a line of the file, with what in it nobody understood."""
    found = set_loose(state, reason, window, position, alone=bool(line.doubts))
    found.doubts += line.doubts
    found.n_doubted += min(len(line.doubts), window.n_cells[position])


def set_loose(state: State, reason: Rest, window: Window, position: int, *, alone: bool = False) -> Loose:
    """Count one row as left over, joined to the last one where it follows it."""
    number, row, last = window.rows[position], window.row(position), state.neighbour
    if last is None or alone or last.doubts or last.reason != reason:
        cells = tuple(map(whole_text, row.values()))[:SAMPLE_CELLS]
        last = Loose(reason, number, cells, n_cells=0, n_rows=0)
        state.scan.loose.append(last)
    last.add(number, row, window.n_cells[position])
    return last
