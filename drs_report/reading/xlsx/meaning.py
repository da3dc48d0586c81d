"""What a stored text means as a cell: its type and style decide. Both readers of a sheet ask here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from drs_report.errors import Told
from drs_report.reading.xlsx.cells import CellValue, ErrorValue
from drs_report.reading.xlsx.numbers import GENERAL, NumberFormat, parse_iso, parse_number, show

UNCALCULATED: Final = ErrorValue("#UNCALCULATED")
"""A formula stored without its result."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = " \t\r\n"
_LONGEST_ERROR = 255


def decode_escapes(text: str) -> str:
    """Replace each ``_xHHHH_`` by the UTF-16 unit it stands for (ST_Xstring, ECMA-376 part 1, 22.9.2.19).

    Two escapes that are a surrogate pair give one character. Half a pair is no character: it stays as it is written.
    """
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _SURROGATE.search(decoded):
        paired = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        decoded = _SURROGATE.sub(lambda match: f"_x{ord(match[0]):04X}_", paired)
    return decoded


@dataclass(eq=False)
class MeaninglessError(Exception):
    """A cell that means nothing; `what` says why, to go on from the cell's name."""

    what: Told


@dataclass(eq=False)
class TextTooLongError(Exception):
    """A text longer than a cell may hold."""

    n_characters: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the cells of a sheet refer to."""

    shared: Sequence[str]
    formats: tuple[NumberFormat, ...]
    is_1904: bool
    longest: int
    """Characters that a cell may hold."""

    def text(self, text: str) -> str:
        """Return a text as Excel shows it."""
        text = decode_escapes(text)
        if len(text) > self.longest:
            raise TextTooLongError(len(text))
        return text

    def value(self, kind: str | None, style: str | None, text: str, *, is_formula: bool, note: Note) -> CellValue:
        """Return what the text in a ``v`` means in a cell of type `kind` (None where none is given)."""
        if kind == "s":
            return self._shared(text)
        if kind is None or kind == "n":
            return self._number(style, text, is_formula=is_formula, note=note)
        if kind in {"str", "inlineStr"}:  # some writers put an inline text where a number stands
            return self.text(text)
        text = text.strip(_BLANKS)
        if not text:
            return UNCALCULATED if is_formula else None
        return _other(kind, text)

    def _shared(self, text: str) -> str | None:
        digits = text.strip(_BLANKS)
        if not digits:
            return None
        n = len(self.shared)
        if not (digits.isascii() and digits.isdigit()) or (index := _whole(digits)) >= n:
            raise MeaninglessError(
                Told("points to the shared text {index!r}, and there are {n:,}", index=digits[:40], n=n)
            )
        return self.shared[index]

    def _number(self, style: str | None, text: str, *, is_formula: bool, note: Note) -> CellValue:
        text = text.strip(_BLANKS)
        if not text:
            return UNCALCULATED if is_formula else None
        number = parse_number(text)
        if number is None:
            raise MeaninglessError(Told("should be a number but holds {text!r}", text=text[:40]))
        if style is None:
            return show(number, self.formats[0] if self.formats else GENERAL, is_1904=self.is_1904)
        if not (style.isascii() and style.isdigit()) or (index := _whole(style)) >= len(self.formats):
            if self.formats or style.strip() != "0":
                note()
            return number
        return show(number, self.formats[index], is_1904=self.is_1904)


def _whole(digits: str) -> int:
    """The number that digits spell, whatever zeros it begins with; of a huge one only that it is huge."""
    return int(digits.lstrip("0")[:20] or "0")


Note = Callable[[], None]
"""Takes that a cell has a style which the workbook does not define, though it has a meaning."""


def _other(kind: str, text: str) -> CellValue:
    """The value of the rarer types."""
    if kind == "b":
        if text in ("1", "true"):
            return True
        if text in ("0", "false"):
            return False
        raise MeaninglessError(Told("should be true or false but holds {text!r}", text=text[:40]))
    if kind == "e":
        return ErrorValue(text[:_LONGEST_ERROR])
    if kind == "d":
        moment = parse_iso(text)
        if moment is not None:
            return moment
        raise MeaninglessError(Told("should be a date but holds {text!r}", text=text[:40]))
    raise MeaninglessError(Told("is of the unknown type {kind!r}", kind=kind))
