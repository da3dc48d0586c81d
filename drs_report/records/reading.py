"""How a workbook was understood: plain records, written by the loader, shown by `inspect` and the evidence section.

Every non-blank row of every sheet is accounted for: it is a header, a title, a note, a data row of one block, or a
leftover with its reason. Every non-blank cell has one role (`CellRoles`). `SheetRecognition` checks both sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Literal, TypeAlias

from drs_report.records.judgement import Origin
from drs_report.records.remarks import Remark, RemarkKind, remark

SheetState: TypeAlias = Literal["visible", "hidden", "very_hidden"]
KindPlace: TypeAlias = Literal["line", "title", "sheet", "file-name", "columns", "argument", "manifest"]
Unclear: TypeAlias = Literal[
    "heading",
    "line",
    "remark",
    "row",
    "sheet",
    "title",
    "word",
    "cell",
    "formula",
    "format",
    "comment",
    "drawing",
    "page",
    "part",
    "file",
    "folder",
]
"""What kind of thing was not understood."""


EXTRA = "extra:"
"""What the frame's name of a column begins with whose heading nobody knows; the heading follows."""


class Rest(StrEnum):
    """What rows that belong to no table are."""

    TITLE = "title"
    META = "meta"
    NOTE = "note"
    """A footer, a legend, a total."""
    TAUGHT = "taught"
    OTHER = "other-comparison"
    """A table of a comparison that no verdict rests on; `Recognition.not_judged` names it."""
    TABLE = "unrecognised-table"
    ROW = "unrecognised-row"

    @property
    def is_open(self) -> bool:
        """Whether they may be results that nobody read: so is whatever is not known to be none."""
        return self not in (Rest.TITLE, Rest.META, Rest.NOTE, Rest.TAUGHT, Rest.OTHER)


class Asked(Enum):
    """Who says which comparison a file is of."""

    CALLER = remark(RemarkKind.BY_CALLER)
    MANIFEST = remark(RemarkKind.BY_MANIFEST)
    FILE = remark(RemarkKind.BY_FILE)

    @property
    def place(self) -> KindPlace | None:
        """Where that word counts as one more place that names a kind; the file's own do already."""
        match self:
            case Asked.CALLER:
                return "argument"
            case Asked.MANIFEST:
                return "manifest"
            case Asked.FILE:
                return None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """One thing in a file whose meaning nobody knows; it stands in the way of a PASS until it is taught or waived."""

    kind: Unclear
    sheet: str
    text: str
    """As the file spells it; of a list of lone cells the first one."""
    n_cells: int
    """Cells that say it; 0 for a sheet's name."""
    column: str = ""
    """The heading it stands under, for remarks and words; the part of the package that says it."""
    rows: tuple[int, ...] = ()
    """The first row numbers, at most 20."""
    teaching: str = ""
    """The line of a layout file that settles it; "" for what is joined, being more than a sheet names."""
    reason: Remark | None = None
    """Of cells in a known column: what is wrong with them."""


@dataclass(frozen=True, slots=True)
class KindSaid:
    """A place that names a kind of comparison."""

    kind: str
    """A compare type."""
    where: KindPlace
    text: str


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A table of a comparison that is known by name and that no verdict rests on."""

    kind: str
    """What it is called, such as ``accounts``."""
    sheet: str
    n_rows: int
    n_open: int
    """Rows whose result is not that both sides are equal."""


@dataclass(frozen=True, slots=True)
class CellRoles:
    """How many of a sheet's cells that are not blank have which role."""

    value: int = 0
    """In a column that the frame has a place for."""
    context: int = 0
    """Of a known meaning beside the values: heading, title, line, total, footer."""
    taught: int = 0
    """Declared harmless by a layout file."""
    not_understood: int = 0

    @property
    def n_cells(self) -> int:
        """Return their sum."""
        return self.value + self.context + self.taught + self.not_understood


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of a recognised block."""

    letter: str
    """The column's letter in the sheet, such as ``C``."""
    heading: str
    """The heading as the file spells it (two-row headings joined by `` / ``)."""
    column: str | None
    """The frame's column, ``extra:<heading>`` for an unknown heading that is kept, None for one left out on purpose
    (such as ``操作``)."""
    score: float
    """1.0 a known heading; below, the heading is known but its meaning was decided by neighbours or cells."""
    reason: Remark | None = None
    """Why this meaning, where it was not plain."""

    @property
    def is_extra(self) -> bool:
        """Whether nobody knows the heading, or the table has no place for it, and its cells are kept beside."""
        return self.column is not None and self.column.startswith(EXTRA)


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word met in a column of known words (outcomes, object types, kinds) that the vocabulary does not hold."""

    column: str
    word: str
    n: int
    rows: tuple[int, ...]
    """The first row numbers it was met in, at most 20."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Cells that could not be converted to their column's type; the frame holds null there."""

    column: str
    what: Remark
    sample: str
    """The first such value, cut to 80 characters."""
    n: int
    rows: tuple[int, ...]
    """The first row numbers, at most 20."""


@dataclass(frozen=True, slots=True)
class BlockRecognition:
    """One table found in a sheet."""

    frame: str
    """The frame its data rows went to."""
    header_rows: tuple[int, ...]
    """Row numbers of its heading; empty on a continuation sheet without one."""
    first_row: int
    last_row: int
    n_rows: int
    """Data rows."""
    title: str = ""
    """The lone cell above it that was taken as a database name or a caption."""
    columns: tuple[ColumnMatch, ...] = ()
    score: float = 0.0
    """Share of the headings that are known, 0 to 1."""
    continues: str = ""
    """The sheet whose block this one carries on, on continuation sheets."""
    unknown_words: tuple[UnknownWord, ...] = ()
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Leftover:
    """Consecutive rows that belong to no block, with the reason; nothing is dropped in silence."""

    first_row: int
    last_row: int
    n_rows: int
    reason: Rest
    sample: tuple[str, ...] = ()
    """The first of these rows as text, at most 12 cells of at most 80 characters."""


@dataclass(frozen=True, slots=True)
class SheetRecognition:
    """One sheet: its blocks and what was left over."""

    sheet: str
    state: SheetState
    n_rows: int
    """Non-blank rows in the sheet."""
    blocks: tuple[BlockRecognition, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    n_cells: int = 0
    """Cells of the sheet that are not blank."""
    roles: CellRoles = CellRoles()

    def __post_init__(self) -> None:
        if self.roles.n_cells != self.n_cells:
            msg = f"sheet {self.sheet!r}: {self.n_cells} cells in, {self.roles.n_cells} accounted for"
            raise AssertionError(msg)
        n = sum(b.n_rows + len(b.header_rows) for b in self.blocks) + sum(x.n_rows for x in self.leftovers)
        if n != self.n_rows:
            msg = f"sheet {self.sheet!r}: {self.n_rows} rows in, {n} accounted for"
            raise AssertionError(msg)

    @property
    def n_data_rows(self) -> int:
        """Rows that are in a frame."""
        return sum(b.n_rows for b in self.blocks)

    @property
    def is_unclassified(self) -> bool:
        """Whether the sheet holds rows that may be data but are in no frame."""
        return any(x.reason.is_open for x in self.leftovers)


@dataclass(frozen=True, slots=True)
class Recognition:
    """The whole file."""

    compare_type: str
    decided_by: Remark | None
    """How the compare type was chosen; None where it was not."""
    engine: str
    sheets: tuple[SheetRecognition, ...]
    meta: tuple[tuple[str, str], ...] = ()
    """Facts found in lines above the tables, canonical name and text: compare_type, compare_start_time,
    compare_end_time, compare_time, compare_status, sample_percent, row_filter, lob_policy, compare_policy, progress,
    n_tables, n_compared, n_consistent, n_inconsistent, n_uncomparable, n_failed, task_id, task_name."""
    notes: tuple[Remark, ...] = ()
    """What the reader met and put right, and what a layout taught it."""
    not_understood: tuple[NotUnderstood, ...] = ()
    """One entry per distinct thing, in the file's order."""
    kinds_said: tuple[KindSaid, ...] = ()
    """Every place that names a kind of comparison."""
    not_judged: tuple[NotJudged, ...] = ()
    """Tables of comparisons that no verdict rests on."""
    overruled: tuple[str, ...] = ()
    """Words for what is not equal that a layout file makes mean consistent: such a result is its author's word."""

    @property
    def blocks(self) -> list[tuple[SheetRecognition, BlockRecognition]]:
        """Every block with its sheet."""
        return [(sheet, block) for sheet in self.sheets for block in sheet.blocks]

    @property
    def n_data_rows(self) -> int:
        """Rows that are in a frame, over all sheets."""
        return sum(s.n_data_rows for s in self.sheets)


@dataclass(frozen=True, slots=True)
class Source:
    """One result file as the report names it: origin, reading, size and time window."""

    origin: Origin
    compare_type: str
    recognition: Recognition
    n_rows: Mapping[str, int]
    """Rows per frame."""
    started_at: datetime | None = None
    """When the comparison began, from the file's own lines, where it says so with a zone."""
    ended_at: datetime | None = None
    latest: datetime | None = None
    """The latest time that the file states anywhere."""
    unzoned: str | None = None
    """A time that it states without a zone, as it spells it."""
    is_superseded: bool = False
    """Whether a newer file of the same compare type speaks of the same tables."""
    n_verified: int = 0
    """How many things it says are equal: tables; for the object comparison objects, or where it names none, types."""
