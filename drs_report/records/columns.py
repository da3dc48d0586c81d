"""What a frame looks like: columns with a kind, and tables of columns. Data only."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from drs_report.records.texts import NOT_SPELLED, Spelled, Text


class Kind(StrEnum):
    """What a column holds, and so its dtype."""

    TEXT = "text"
    """pandas string dtype backed by Arrow; null where the cell is blank."""
    COUNT = "count"
    """``Int64``."""
    FLAG = "flag"
    """``boolean``."""
    PERCENT = "percent"
    """``Float64``, 0 to 100."""
    TIME = "time"
    """``datetime64[us, UTC]``."""
    OUTCOME = "outcome"
    """Ordered categorical of the canonical outcome words of data-level comparisons, best first."""
    OBJECT_OUTCOME = "object_outcome"
    """The same categories; numeric codes are read with the object level's table, where 3 means not finished."""
    OBJECT_TYPE = "object_type"
    """Ordered categorical of canonical object types; a word we do not know stays as it is and becomes a category."""
    DIFF_KIND = "diff_kind"
    """Ordered categorical: only_in_source, only_in_target, different."""
    FULL_STATUS = "full_status"
    """Ordered categorical: comparing, completed, waiting, cancelled (the value comparison's own progress word)."""
    REPAIR_KIND = "repair_kind"
    """Ordered categorical: insert, delete, update; derived, never read."""


class Says(StrEnum):
    """What a number in a column says of the rows or tables it counts."""

    NOTHING = "nothing"
    """Neither for nor against them: how many there are, or no number at all."""
    PART_DIFFERS = "part-differs"
    """Above zero, some differ; the parts add up."""
    NOT_COMPARED = "not-compared"
    """Above zero, some were not compared."""
    LOOKED_AT = "looked-at"
    """Zero, and none was looked at."""
    OWN = "own"
    """It has a rule of its own in `drs_report.checks`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame. What is decided by it stands here and nowhere else, so that no column can be forgotten."""

    name: str
    kind: Kind
    doc: str
    """One sentence for docs/frames.md: meaning and unit."""
    _: KW_ONLY
    is_judged: bool
    """Whether a verdict hangs on its cells, so that one which cannot be read leaves something unproven."""
    is_signed: bool
    """Whether a number below zero can be meant: a difference may be, a count of -1 on both sides is "unknown" twice."""
    is_name: bool
    """Whether it holds names, keys or SQL."""
    says: Says
    """What its number says of what it counts."""
    derived: bool = False
    """Computed by the loader; no heading leads to it."""
    label: Text | None = None
    """What a report calls it where a finding has it as a fact, or None where none may."""
    shown: str = ""
    """How that fact is shown and what of it is safe: a kind of `drs_report.findings.facts`."""
    spelled: Spelled = NOT_SPELLED
    """The headings that lead to it and no neighbours decide."""

    @property
    def keeps_words(self) -> bool:
        """Whether every text is kept as it is: a word for "nothing" is null only where no verdict hangs on it."""
        return self.is_name or self.is_judged

    @property
    def may_vary(self) -> bool:
        """Whether rows that are alike may differ in it: names, times, and how large a number is."""
        return self.is_name or self.kind in (Kind.COUNT, Kind.TIME)


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One frame of a compare type and how a block of cells is known to be it."""

    frame: str
    called: Text
    """What a report calls it, which is the frame's own name in English."""
    columns: tuple[Column, ...]
    needs: tuple[frozenset[str], ...]
    """A block fits when, of each of these sets, it has at least one column (canonical names, after context rules)."""
    shows: frozenset[str]
    """What its titles and its sheet's name may speak of beside the words of any list (phrases.toml, `[words]`)."""
    doc: str
    """One sentence for docs/frames.md: what a row is."""
    excludes: frozenset[str] = frozenset()
    """A block with one of these columns is another table."""

    def saying(self, what: Says) -> tuple[str, ...]:
        """Return the names of the columns whose number says this."""
        return tuple(c.name for c in self.columns if c.says is what)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order, without the common ones."""
        return tuple(c.name for c in self.columns)


def _common(name: str, kind: Kind, doc: str) -> Column:
    return Column(name, kind, doc, is_judged=False, is_signed=False, is_name=True, says=Says.NOTHING, derived=True)


COMMON_COLUMNS = (
    _common("source_file", Kind.TEXT, "Name of the result file the row was read from."),
    _common("sheet", Kind.TEXT, "Name of the sheet."),
    _common("row_number", Kind.COUNT, "Row in the sheet, 1-based, as Excel shows it."),
    _common(
        "not_understood",
        Kind.COUNT,
        "How many things nobody understood speak of this row: cells in it, and titles, lines, headings and the sheet's "
        "name that speak of its whole table; 0 where all is understood.",
    ),
)
"""Behind the own columns of every frame."""
