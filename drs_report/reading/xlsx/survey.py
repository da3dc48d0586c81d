"""What must be known of a sheet before its first row is given out: its merged ranges, and what it may show beside.

Merged ranges stand after the cells, so each sheet is looked through once when the workbook is opened. That also proves
its checksum before any cell is used. The look is at bytes, since that costs a tenth of parsing. The reader compares
the ranges that it meets with those of the survey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from drs_report.errors import Told
from drs_report.reading.xlsx.cells import COLUMNS, MergedRange
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.parts import Package, blocks

_MERGE = re.compile(rb"""<(?:[^\s<>/:]*+:)?mergeCell\s[^<>]*?\bref\s*=\s*(?:"([^"<>&]*)"|'([^'<>&]*)')""")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?", re.ASCII)
_COLUMNS_ONLY = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.ASCII)
"""A merge of whole columns."""
_MARKS = {
    "formulas": re.compile(rb"<(?:[^\s<>/:]*+:)?f[\s>/]"),
    "page texts": re.compile(rb"(?:Header|Footer)\s*+>"),
    "formats": re.compile(rb"strike|numFmt"),
    "conditions": re.compile(rb"cfRule"),
    "bars": re.compile(rb"showValue"),
    "extensions": re.compile(rb"extLst"),
    "prompts": re.compile(rb"dataValidation|tooltip|scenario|filterColumn"),
}
"""What is shown beside or instead of stored values -> the bytes without which there is none."""
_PAIRS = np.arange(1 << 16)
_USUAL = np.isin(_PAIRS, np.frombuffer(b"c c>c/isr>rot t>t/v v>v/", "<u2")) | np.isin(_PAIRS % 256, ord("/"))
"""By the two bytes behind a ``<`` whether they are of rows, cells and what stands in them, or of end tags."""
_PREFIX = re.compile(rb"xmlns:(?:is|ro)")
"""What lets another name begin as those do."""
_LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Survey:
    """What a sheet is like."""

    merged: tuple[MergedRange, ...]
    marks: frozenset[str] = frozenset()
    """Which of `_MARKS` it may hold."""


def survey_sheet(package: Package, entry: Entry) -> Survey:
    """Look through the sheet `entry`; raises `UnreadableWorkbookError` where its bytes are damaged."""
    merged: list[MergedRange] = []
    marks: set[str] = set()
    is_plain = True
    for data in _whole_tags(blocks(package, entry)):
        is_plain = is_plain and not _PREFIX.search(data)
        if not (is_plain and _is_usual(data)):
            marks |= {mark for mark, form in _MARKS.items() if mark not in marks and form.search(data)}
            ranges = ((match[1] or match[2] or b"").decode("ascii", "replace") for match in _MERGE.finditer(data))
            merged.extend(parse_merged(package, entry, reference) for reference in ranges)
    return Survey(tuple(merged), frozenset(marks))


def _is_usual(data: bytes) -> bool:
    """Whether all tags begin as those of rows and cells do, so that there is no formula, merge or text of a page."""
    tags = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("<"))
    pairs = np.ndarray((len(data) + 1,), np.dtype("<u2"), data + b"  ", strides=(1,))
    return bool(_USUAL[pairs[tags + 1]].all())


def _whole_tags(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that never cut a tag: no tag's inside can hold a ``<``."""
    held: list[bytes] = []  # joined once, however long no tag begins
    for block in stream:
        cut = block.rfind(b"<")
        if cut < 0:
            held.append(block)
        else:
            yield b"".join((*held, block[:cut]))
            held = [block[cut:]]
    yield b"".join(held)


def parse_merged(package: Package, entry: Entry, reference: str) -> MergedRange:
    """Understand ``B2:D2``."""
    columns = _COLUMNS_ONLY.fullmatch(reference.strip())
    if columns:
        reference = f"{columns[1]}1:{columns[2]}{_LAST_ROW}"
    match = _RANGE.fullmatch(reference.strip())
    if match is None:
        raise package.damaged(
            Told(
                "the part {name!r} merges cells {reference!r}, which is no range", name=entry.name, reference=reference
            )
        )
    first, last = ((COLUMNS[match[1]], int(match[2])), (COLUMNS[match[3] or match[1]], int(match[4] or match[2])))
    return MergedRange(min(first[1], last[1]), min(first[0], last[0]), max(first[1], last[1]), max(first[0], last[0]))
