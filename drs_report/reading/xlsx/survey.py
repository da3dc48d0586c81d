"""What must be known of a sheet before its first row is given out: its merged ranges, and whether its rows ascend.

Merged ranges stand after the cells, and a row out of order may stand anywhere, so each sheet is looked through once
when the workbook is opened. That also proves its checksum before any cell is used. The look is at bytes, since that
costs a tenth of parsing; whatever it cannot be sure of is parsed. The reader compares what it meets with the survey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from drs_report.errors import Told
from drs_report.reading.xlsx.book import MAIN_NAMESPACES
from drs_report.reading.xlsx.cells import COLUMNS, MergedRange
from drs_report.reading.xlsx.guard import Entry
from drs_report.reading.xlsx.parts import Package, blocks, feed_whole, new_parser
from drs_report.reading.xlsx.texts import IrregularError, leading_numbers

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s/>]")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*(?:"(\d+)"|'(\d+)')""")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?", re.ASCII)
_COLUMNS_ONLY = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.ASCII)
"""A merge of whole columns."""
_MARKS = {
    "formulas": re.compile(rb"<(?:[\w.-]{1,64}:)?f[\s>/]"),
    "page texts": re.compile(rb"(?:Header|Footer)>"),
    "formats": re.compile(rb"strike|numFmt"),
    "conditions": re.compile(rb"cfRule"),
    "bars": re.compile(rb"showValue"),
    "extensions": re.compile(rb"extLst"),
    "prompts": re.compile(rb"dataValidation|tooltip|scenario|filterColumn"),
}
"""What is shown beside or instead of stored values -> the bytes without which there is none."""
_ROW, _FOUR = np.uint64(int.from_bytes(b'<row r="', "little")), np.uint64(0xFFFFFFFF)
_PAD = bytes(16)
_USUAL = np.isin(np.arange(256), list(b"/cirtv"))
"""First bytes of the names of rows, cells and what stands in them, and of end tags."""
_LAST_ROW = 1_048_576

Numbers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a sheet is like."""

    merged: tuple[MergedRange, ...]
    is_ascending: bool
    """Whether every row's number is greater than the one before."""
    is_plain: bool
    """Whether the part is UTF-8 and its elements have no prefix."""
    marks: frozenset[str] = frozenset()
    """Which of `_MARKS` it may hold."""


def survey_sheet(package: Package, entry: Entry) -> Survey:
    """Look through the sheet `entry`; raises `UnreadableWorkbookError` where its bytes are damaged."""
    found = _by_bytes(package, entry)
    return found if found is not None else _by_parsing(package, entry)


def _by_bytes(package: Package, entry: Entry) -> Survey | None:
    """The survey from the bytes alone; None where they are not plain enough to be sure."""
    stream = blocks(package, entry)
    carry = next(stream, b"")
    while len(carry) < 4096 and (more := next(stream, b"")):
        carry += more
    prefix = _prefix(carry)
    if prefix is None:
        return None
    row_tag, merge_tag = b"<" + prefix + b"row", b"<" + prefix + b"mergeCell"
    merge = re.compile(re.escape(merge_tag) + rb"""\s[^<>]*?\bref\s*=\s*(?:"([^"<>&]*)"|'([^'<>&]*)')""")
    merged: list[MergedRange] = []
    last, is_ascending = 0, True
    marks: set[str] = set()
    for data in _whole_tags(carry, stream):
        is_usual, numbers = (False, None) if prefix else _look(data)
        if numbers is None:
            numbers = _numbers(data, row_tag, last)
        if numbers is None:
            return None
        if len(numbers):
            is_ascending = is_ascending and numbers[0] > last and bool((np.diff(numbers) > 0).all())
            last = int(numbers[-1])
        if is_usual:
            continue
        marks |= {mark for mark, form in _MARKS.items() if mark not in marks and form.search(data)}
        if merge_tag in data:
            ranges = ((match[1] or match[2] or b"").decode("ascii", "replace") for match in merge.finditer(data))
            merged.extend(parse_merged(package, entry, reference) for reference in ranges)
    return Survey(tuple(merged), is_ascending, is_plain=not prefix, marks=frozenset(marks))


def _prefix(beginning: bytes) -> bytes | None:
    """What stands before the names of the tags, with its colon; None where the sheet does not begin as usual."""
    encoding = _ENCODING.match(beginning)
    root = _ROOT.search(beginning)
    if root is None or (encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        return None
    return b"" if root[1] is None else root[1] + b":"


def _look(data: bytes) -> tuple[bool, Numbers | None]:
    """What the tags of some bytes say at a glance: whether all are usual, and the numbers of all rows.

    Where none begins unlike those of rows and cells there is no formula, no merge, no text of a page. There are no
    numbers unless each row begins with ``<row r="`` and a usual one.
    """
    padded = data + _PAD
    found = np.frombuffer(padded, np.uint8)
    tags = np.flatnonzero(found == ord("<"))
    first = found[tags + 1]
    is_usual = bool(_USUAL[first].all())
    tags = tags[first == ord("r")]
    heads = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded, strides=(1,))[tags]
    is_row = heads & _FOUR == _ROW & _FOUR
    if not (heads[is_row] == _ROW).all():
        return is_usual, None
    try:
        return is_usual, leading_numbers(found, tags[is_row] + 8)[0]
    except IrregularError:
        return is_usual, None


def _numbers(data: bytes, row_tag: bytes, last: int) -> Numbers | None:
    """The numbers of the rows in `data`, of which `last` is the one before; None where a parser must say."""
    numbers: list[int] = []
    for piece in data.split(row_tag)[1:]:
        if piece.startswith(b' r="'):
            digits = piece[4 : piece.find(b'"', 4)]
            if not digits.isdigit():
                return None
            last = int(digits[:18])
        elif piece[:1] in b" \t\r\n/>":
            match = _ROW_NUMBER.search(piece, 0, piece.find(b">"))
            if match is None and b"&" in piece[: piece.find(b">")]:
                return None
            last = int((match[1] or match[2])[:18]) if match else last + 1
        else:
            continue  # another tag that begins alike, such as rowBreaks
        numbers.append(last)
    return np.array(numbers, np.int64)


def _whole_tags(carry: bytes, stream: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that never cut a tag: no tag's inside can hold a ``<``."""
    held = [carry]  # joined once, however long no tag begins
    for block in stream:
        cut = block.rfind(b"<")
        if cut < 0:
            held.append(block)
        else:
            yield b"".join((*held, block[:cut]))
            held = [block[cut:]]
    yield b"".join(held)


def _by_parsing(package: Package, entry: Entry) -> Survey:
    merged: list[MergedRange] = []
    last, is_ascending = 0, True
    rows = frozenset(f"{namespace} row" for namespace in MAIN_NAMESPACES)
    merges = frozenset(f"{namespace} mergeCell" for namespace in MAIN_NAMESPACES)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal last, is_ascending
        if name in rows:
            text = attributes.get("r", "").strip()
            number = int(text[:20]) if text.isascii() and text.isdigit() else last + 1
            is_ascending = is_ascending and number > last
            last = number
        elif name in merges:
            merged.append(parse_merged(package, entry, attributes.get("ref", "")))

    parser = new_parser(package, entry)
    parser.StartElementHandler = start
    feed_whole(package, entry, parser)
    return Survey(tuple(merged), is_ascending, is_plain=False, marks=frozenset(_MARKS))


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
