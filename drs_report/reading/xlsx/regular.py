"""A short cut past expat: rows so plain that their meaning can be read off their text.

Nearly every row of a generated workbook is ``<row r="7">`` and cells without any surprise, one after the other. Such a
row is matched whole (every character of it accounted for) and never shown to expat; whatever is not such a row goes to
expat as it stands, in its turn. Between rows the parser's state is always the same, so it does not miss what it has
not seen. This costs a third of the time of handlers. tests/workbook/test_regular.py holds both ways to the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from drs_report.reading.xlsx.cells import CellValue
from drs_report.reading.xlsx.numbers import NumberFormat, parse_number, show
from drs_report.reading.xlsx.references import COLUMNS, LETTERS
from drs_report.reading.xlsx.strings import decode_escapes

__all__ = ["Meaning", "regular_row", "skim"]

_OPENING = b"<sheetData>"
_END = b"</row>"
_MAX_CARRY = 1024 * 1024
_PATIENCE = 256
"""Rows that were not regular before the short cut is given up, unless most rows were."""

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n")
"""Not allowed in XML, and the carriage return, which XML turns into a line feed."""

# an attribute with a prefix goes to expat, which knows whether the prefix is bound
_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z][A-Za-z0-9]*="[^"<&]*")*)>')
_CELL = re.compile(
    r'(<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]{1,5})")?(?: t="([A-Za-z]{1,9})")?'
    r'(?:/>|>(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|<v>([^<]*)</v>)</c>))'
)
_ENTITY = re.compile("&(?:(lt)|(gt)|(amp)|(quot)|(apos));")
_ENTITIES = "<>&\"'"
_MAX_GAP = 64


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the cells of a sheet refer to."""

    shared: Sequence[str]
    formats: tuple[NumberFormat, ...]
    is_1904: bool
    longest: int
    """Characters that a cell may hold."""


def skim(
    source: Iterator[bytes],
    meaning: Meaning,
    is_between_rows: Callable[[], bool],
    take: Callable[[int, list[CellValue]], bool],
) -> Iterator[bytes]:
    """Take the regular rows out of the UTF-8 bytes of a sheet and yield all the rest, in order, for expat to parse.

    `is_between_rows` tells whether the parser, having seen all that was yielded, stands between two rows; `take` is
    given each regular row and may decline it. An empty yield only gives the caller its turn.
    """
    carry = b""
    is_sure = False
    for block in source:
        carry += block
        at = carry.find(_OPENING) + len(_OPENING)
        if at >= len(_OPENING):
            head, carry = carry[:at], carry[at:]
            yield head
            # a comment or an instruction may be open still, and the tag just seen stand inside it
            is_sure = b"<!" not in head and b"<?" not in head[1:]
            break
        if len(carry) > _MAX_CARRY:
            break
    n_taken = n_declined = 0
    for block in chain((b"",), source) if is_sure and is_between_rows() else ():
        data = carry + block
        cut = data.rfind(_END) + len(_END)
        chunk, carry = (data[:cut], data[cut:]) if cut >= len(_END) else (b"", data)
        text = _plain_text(chunk)
        if text is None or len(carry) > _MAX_CARRY or n_declined > _PATIENCE + n_taken:
            carry = data
            break
        pieces = text.split("</row>")
        rest = None
        for index in range(len(pieces) - 1):
            row = regular_row(pieces[index], meaning)
            if row is not None and take(*row):
                n_taken += 1
                continue
            n_declined += 1
            yield f"{pieces[index]}</row>".encode()
            if not is_between_rows():
                rest = "</row>".join(pieces[index + 1 :])
                break
        if rest is not None:
            carry = rest.encode() + carry
            break
        yield b""
    yield carry
    yield from source


def _plain_text(chunk: bytes) -> str | None:
    """The text of whole rows, None if anything in it needs a parser.

    That is: comments, CDATA, instructions, other namespaces (then a row is perhaps no row), odd characters.
    """
    if any(mark in chunk for mark in (b"<!", b"<?", b"]]>", b"xmlns")) or len(chunk.translate(None, _CONTROLS)) != len(
        chunk
    ):
        return None
    try:
        text = chunk.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if not text.isascii() and ("\ufffe" in text or "\uffff" in text) else text


def regular_row(piece: str, meaning: Meaning) -> tuple[int, list[CellValue]] | None:
    """The number and cells of a row (its text without the end tag); None if it is not regular to the last character."""
    head = _ROW.match(piece)
    if head is None:
        return None
    number, attributes = head.groups()
    if attributes and ("xmlns" in attributes or ' r="' in attributes):
        return None
    cells = _CELL.findall(piece, head.end())
    if sum([len(cell[0]) for cell in cells]) != len(piece) - head.end():
        return None
    values: list[CellValue] | None
    types = {cell[3] for cell in cells}
    if types == {"inlineStr"} and "<v>" not in piece:
        values = [cell[4] for cell in cells]
        if "&" in piece or "_x" in piece or len(piece) > meaning.longest:
            values = [_text(cell[4], meaning) for cell in cells]
            if None in values:
                return None
    else:
        values = _values(cells, meaning)
        if values is None:
            return None
    if [cell[1] for cell in cells] != [letters + number for letters in LETTERS[: len(cells)]]:
        values = _spread(cells, values, number)
        if values is None:
            return None
    while values and values[-1] is None:
        values.pop()
    return int(number), values


def _text(text: str, meaning: Meaning) -> str | None:
    """The text as Excel shows it; None where expat must say."""
    if "&" in text:
        if len(_ENTITY.findall(text)) != text.count("&"):
            return None
        text = _ENTITY.sub(lambda match: _ENTITIES[(match.lastindex or 0) - 1], text)
    if "_x" in text:
        text = decode_escapes(text)
    return text if len(text) <= meaning.longest else None


def _values(cells: list[tuple[str, ...]], meaning: Meaning) -> list[CellValue] | None:
    """The cells' values, None if one is of a rarer kind."""
    shared, formats = meaning.shared, meaning.formats
    values: list[CellValue] = []
    for whole, _, style, kind, inline, stored in cells:
        value: CellValue
        if (
            kind == "s"
            and stored.isdigit()
            and stored.isascii()
            and len(stored) < 9
            and (index := int(stored)) < len(shared)
        ):
            value = shared[index]
        elif kind in {"inlineStr", "str"}:
            if stored if kind == "inlineStr" else "<is>" in whole:
                return None
            value = _text(inline or stored, meaning)
            if value is None:
                return None
        elif kind in {"", "n"} and stored:
            number = parse_number(stored)
            position = int(style or "0")
            if number is None or (position >= len(formats) and (style or formats)):
                return None
            value = number
            if formats and not formats[position].is_plain:
                value = show(number, formats[position], is_1904=meaning.is_1904)
        elif kind in {"", "n"} and whole.endswith("/>"):
            value = None
        else:
            return None
        values.append(value)
    return values


def _spread(cells: list[tuple[str, ...]], values: list[CellValue], number: str) -> list[CellValue] | None:
    """The values in their columns, None unless the columns ascend without wide gaps and belong to the row."""
    row: list[CellValue] = []
    for cell, value in zip(cells, values, strict=True):
        column = COLUMNS.get(cell[1].removesuffix(number))
        if column is None or not 0 <= column - len(row) <= _MAX_GAP or cell[1] != LETTERS[column] + number:
            return None
        row.extend([None] * (column - len(row)))
        row.append(value)
    return row
