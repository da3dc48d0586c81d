"""What the reader remarks on: a kind and the values that it names, told in a sentence by `language.remarks`.

Whoever wants to know what was remarked compares kinds; no sentence is ever looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from string import Formatter


class RemarkKind(Enum):
    """All that the reader may remark on. The value of each is its English, with ``{names}`` for what it names."""

    # how the compare type was decided
    BY_COLUMNS = "its columns"
    BY_COLUMNS_ALONE = "its columns; nothing in the file says more"
    BY_TITLE = "a title or a sheet's name"
    BY_LINE = "the line above its tables"
    BY_SAMPLE = "it speaks of a sample"
    BY_FILE_NAME = "the file's name"
    BY_CALLER = "the caller"
    BY_MANIFEST = "the manifest"
    BY_FILE = "the file itself"

    # why a heading means what it means
    NEIGHBOURS = "by the neighbouring headings"
    CELLS_ARE_NAMES = "the cells below are names"
    CELLS_ARE_COUNTS = "the cells below are counts"
    TABLE_BY_SIDE = "the table is named by side already"
    DATABASE_BY_SIDE = "the database is named by side already"
    TAKEN = "another column is the {column} already"
    DOUBLE = "a second column of the meaning {column}"
    NO_HEADING = "cells without a heading"
    LEFT_OUT = "left out on purpose"
    UNKNOWN_HEADING = "an unknown heading"
    NO_SUCH_COLUMN = "this table has no column {column}"

    # what is wrong with a cell
    ERROR_CELL = "an error cell"
    NOT_EXACT = "not a whole number that is exact"
    NOT_PERCENT = "not a percentage from 0 to 100"
    NO_ZONE = "a time without a zone"
    NOT_TIME = "not a time"
    UNKNOWN_WORD = "unknown word"
    BELOW_ZERO = "a count below zero"

    # what a layout file taught
    TAUGHT = "A layout file taught the reader: {stated}."
    HARMLESS = "A layout file declares harmless: {what} “{stated}” ({reason})."
    OVERRULED = "A layout file makes words for what is not equal mean consistent: {stated}."

    # what lies beside the result files
    LINK_TO_FOLDER = "a link to a folder that is read already"
    LINK_TO_FILE = "a link to a file that is read already"
    FOLDER_OF_TOOL = "a folder of a tool, searched for workbooks alone"
    INTERRUPTED = "what an interrupted drs-report left behind"
    DEAD_LINK = "a link that leads nowhere"
    SPECIAL = "neither a file nor a folder"
    OTHER_PURPOSE = "given to this run for another purpose"
    LOCK = "the lock file of an office program, which may have the workbook open"
    OF_SYSTEM = "left behind by a system or a tool"
    OWN_REPORT = "an earlier report of drs-report"
    SET_ASIDE = "set aside by a later fetch"
    PAPERS = "notes, settings, scripts or checksums"
    UNFINISHED = "an unfinished download"
    COPY = "a copy that was set aside"
    ARCHIVE = "an archive, which may hold result files"
    OTHER_FORMAT = "a table or text in a format that is not read"
    PAGE = "a page or document, which is not read"
    FOREIGN = "a file of an unknown kind"
    NO_KNOWN_TABLE = "a workbook without a table that DRS comparisons are known to have"

    # what the workbook reader met
    NO_STYLES = "The workbook has no styles, so a date in it cannot be told from a number."
    NOT_A_WORKSHEET = "The sheet '{sheet}' is not a worksheet ({part}) and was not read."
    UNKNOWN_STYLE = "A cell of sheet '{sheet}' has a style that the workbook does not define; numbers stay numbers."
    STALE_FORMULAS = "Sheet '{sheet}' has formulas and asks to be recalculated; they were read as last stored."


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that the reader remarks on. Its text is English."""

    kind: RemarkKind
    values: tuple[tuple[str, str], ...] = ()
    """What it names, by the names that stand in the kind's English: sheets, columns, words of a layout file."""

    def __post_init__(self) -> None:
        if frozenset(name for name, _ in self.values) != _names(self.kind):
            msg = f"a remark {self.kind.name} names {sorted(_names(self.kind))}, not {self.values!r}"
            raise ValueError(msg)

    def __str__(self) -> str:
        return self.kind.value.format(**dict(self.values))


def remark(kind: RemarkKind, /, **values: str) -> Remark:
    """Make a remark; `ValueError` where `values` are not those that its kind names."""
    return Remark(kind, tuple(values.items()))


@cache
def _names(kind: RemarkKind) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(kind.value) if name)
