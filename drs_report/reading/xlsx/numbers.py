"""What a number under a number format is: a number, a share, a moment, a time of day or a length of time.

The format codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31; the serial dates those of 18.17.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto
from operator import eq, ge, gt, le, lt, ne

from drs_report.reading.xlsx.cells import CellValue, Percent


class Kind(Enum):
    """What a section of a format code makes of a number."""

    NUMBER = auto()
    PERCENT = auto()
    PRINTED_PERCENT = auto()  # a sign behind the number as it is: 0"%"
    DATE = auto()
    CLOCK = auto()
    DURATION = auto()


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The sections of a format code, each with the numbers it is for; the first that fits decides."""

    sections: tuple[tuple[Callable[[float], bool], Kind], ...]
    code: str = ""
    """As the file spells it; "" for those that need no definition."""
    is_usual: bool = True
    """Whether it shows the whole of a stored number or text, and no word beside it."""

    def kind(self, number: float) -> Kind:
        """What `number` is shown as."""
        return next((kind for fits, kind in self.sections if fits(number)), Kind.NUMBER)


_MONEY = re.compile(
    r"\s*(?:(?:[$¢-¥֏؋৲৳฿៛₠-⃀﷼﹩＄￠￡￥￦]+|AUD|BRL|CAD|CHF|CNY|EUR|GBP|HKD|IDR|INR|JPY|KRW|MXN|MYR|NZD|RUB|SGD|THB|TRY|TWD|USD|ZAR)\s*)?"
    r"(?:-(?:[\da-f]{1,8}|[a-z]{1,3}(?:-[a-z\d]{1,8}){1,3})?(?:,\d+)?)?",
    re.IGNORECASE,
)
"""A sign of a currency or its letters (the most used of ISO 4217), and the place or calendar that is meant."""
_LITERAL = re.compile(r'"([^"]*)"?|\\(.)|(?:_.|\*[ -])|\*(.)|\[\$([^\[\]]*)\]', re.DOTALL)
"""What a section prints as it stands, a word in the place of a currency and what ``*x`` fills with; ``_x`` is a gap."""
# no bracket inside a bracket: else a text of opening ones alone is looked through once from each
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_ELAPSED = re.compile(r"(?:h+|m+|s+)$", re.IGNORECASE)
_AM_PM = re.compile(r"am/pm|a/p|上午/下午", re.IGNORECASE)
_EXPONENT = re.compile(r"e[+-]", re.IGNORECASE)
_SECTION_END = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\[\]]*\]|;', re.DOTALL)

_COMPARE: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}


def parse_format(code: str) -> NumberFormat:
    """Understand a format code such as ``yyyy"年"m"月"``, ``[h]:mm``, ``0.0%`` or ``[<1]0%;0``."""
    sections = _split_sections(code)[:4]
    if len(sections) == 4 or (len(sections) > 1 and "@" in _LITERAL.sub("", sections[-1])):
        sections.pop()  # the last one is for texts
    conditions = [_condition(section) for section in sections]
    kinds = [_kind(section) for section in sections]
    fits: tuple[Callable[[float], bool], ...]
    if any(conditions):
        fits = tuple(condition or _always for condition in conditions)
    else:
        fits = {1: (_always,), 2: (lambda number: number >= 0, _always)}.get(
            len(sections), (lambda number: number > 0, lambda number: number < 0, _always)
        )
    sections = _split_sections(code)
    is_usual = not (any(conditions) or _is_negative(sections[0])) and all(map(_is_usual, sections))
    return NumberFormat(tuple(zip(fits, kinds, strict=False)), code, is_usual)


_SCALED = re.compile(r"[0#?]\s*,+\s*(?:[^0#?,.]|$)")
"""A comma behind the last digit shows thousands."""
_SAYS = re.compile(r"[^\s\-–—−/:.,'()%$€£¥￥]")
"""Anything but what parts or frames a number."""
_DIGITS = re.compile(r"general|(?:g/)?通用格式|e[+-]|/\s*\d+|[0#?@+％]", re.IGNORECASE)
"""What stands for the number or the text itself, its sign and its denominator."""


_MINUS = "-–—−()"
"""What a negative number has before or behind it."""


def _printed(section: str) -> str:
    found = _LITERAL.findall(section)
    return "".join("".join(plain) + ("" if _MONEY.fullmatch(money) else money) for *plain, money in found)


def _is_usual(section: str) -> bool:
    """Whether a section shows what is stored: digits, a moment or the text, and no word; a dash may stand for zero."""
    printed = _printed(section)
    text = _BRACKET.sub("", _LITERAL.sub("", section))
    if _kind(section) in {Kind.DATE, Kind.CLOCK, Kind.DURATION}:
        return True
    shows = _is_general(text) or not {*text}.isdisjoint("0#?@") or bool(printed.strip())
    return shows and not _SAYS.search(printed + _DIGITS.sub("", text)) and not _SCALED.search(text)


def _is_negative(section: str) -> bool:
    """Whether a section, of what is positive, frames it as what is negative is framed: ``-0``, ``(0)``, ``0-``."""
    shown = re.sub(r'_.|\[[^\[\]]*\]|["\\*\s]', "", section)
    return _kind(section) is Kind.NUMBER and any(end in _MINUS for end in (shown[:1], shown[-1:]) if end)


def _is_general(text: str) -> bool:
    """Whether a section is the general one, in either language."""
    return "general" in text.lower() or "通用格式" in text


def _always(_number: float) -> bool:
    return True


def _split_sections(code: str) -> list[str]:
    sections, begin = [], 0
    for match in _SECTION_END.finditer(code):
        if match[0] == ";":
            sections.append(code[begin : match.start()])
            begin = match.end()
    return [*sections, code[begin:]]


def _condition(section: str) -> Callable[[float], bool] | None:
    for bracket in _BRACKET.findall(_LITERAL.sub("", section)):
        if match := _CONDITION.match(bracket):
            compare, bound = _COMPARE[match[1]], float(match[2])
            return lambda number: compare(number, bound)
    return None


def _kind(section: str) -> Kind:
    text = _LITERAL.sub("", section)
    if any(_ELAPSED.match(bracket) for bracket in _BRACKET.findall(text)):
        return Kind.DURATION
    text = _BRACKET.sub("", text)
    if _is_general(text):
        return Kind.NUMBER
    has_half_day = bool(_AM_PM.search(text))
    letters = set(_EXPONENT.sub("", _AM_PM.sub("", text)).lower())
    has_clock = has_half_day or not letters.isdisjoint("hs")
    if not letters.isdisjoint("ydegba") or ("m" in letters and not has_clock):
        return Kind.DATE
    if has_clock:
        return Kind.CLOCK
    if "%" in letters:
        return Kind.PERCENT
    return Kind.NUMBER if {*"%％"}.isdisjoint(_printed(section)) and "％" not in letters else Kind.PRINTED_PERCENT


GENERAL = parse_format("General")


_BUILT_IN = {
    **dict.fromkeys(map(str, (9, 10, 67, 68)), Kind.PERCENT),
    **dict.fromkeys(map(str, (*range(14, 18), 22)), Kind.DATE),
    **dict.fromkeys(map(str, (*range(18, 22), 45, 47)), Kind.CLOCK),
    **dict.fromkeys(map(str, (46, 79)), Kind.DURATION),
    # The East Asian and Thai ids: most mean a date in one locale, some a time of day in another. A number under one
    # keeps its day when it has one, so nothing is lost by calling them all dates.
    **dict.fromkeys(map(str, (*range(27, 37), *range(50, 59), *range(71, 79), 80, 81)), Kind.DATE),
    **dict.fromkeys(map(str, (32, 33, 75, 76, 78, 80)), Kind.CLOCK),
}


def built_in_format(number: str) -> NumberFormat:
    """The format of an id that the file need not define; general for those that are plain numbers or unknown."""
    kind = _BUILT_IN.get(number.lstrip("0"))
    return GENERAL if kind is None else NumberFormat(((_always, kind),))


# --- numbers and moments ----------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_MS_PER_DAY = 86_400_000
_LAST_SERIAL = 2_958_466
"""The day after 9999-12-31 in the 1900 system."""
_DAYS_1904 = 1_462
"""Days from the zero of the 1900 system to that of the 1904 system."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's moments have no zone
_LEAP_DAY = 60
"""Serial 60 of the 1900 system is 29 February 1900, a day that never was."""


def parse_number(text: str) -> int | float | None:
    """The number `text` spells (xsd:double, no white space): int without point and exponent, None if it is not one."""
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 400 else None  # no double has more digits
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return None if number in (float("inf"), float("-inf")) else number


def show(number: float, number_format: NumberFormat, *, is_1904: bool) -> CellValue:
    """The value that `number` has under `number_format`.

    A number that no calendar has under a date format (negative, beyond 9999, the 29 February 1900) stays a number.
    Moments are rounded to the millisecond, the finest that Excel shows.
    """
    kind = number_format.kind(number)
    if kind is Kind.NUMBER:
        return number
    if kind is Kind.PERCENT:
        return Percent(number)
    if kind is Kind.PRINTED_PERCENT:
        return Percent(Decimal(repr(number)) / 100) if abs(number) <= 100 else number
    if kind is Kind.DURATION:
        return timedelta(milliseconds=round(number * _MS_PER_DAY)) if abs(number) < _LAST_SERIAL else number
    milliseconds = round(number * _MS_PER_DAY) if -1 < number < _LAST_SERIAL else -1
    if milliseconds < 0:
        return number
    if milliseconds < _MS_PER_DAY and (kind is Kind.CLOCK or not is_1904):
        return (_EPOCH + timedelta(milliseconds=milliseconds)).time()
    if is_1904:
        moment = timedelta(days=_DAYS_1904, milliseconds=milliseconds)
    elif milliseconds < _LEAP_DAY * _MS_PER_DAY:
        moment = timedelta(days=1, milliseconds=milliseconds)
    elif milliseconds < (_LEAP_DAY + 1) * _MS_PER_DAY:
        return number
    else:
        moment = timedelta(milliseconds=milliseconds)
    try:
        return _EPOCH + moment
    except OverflowError:
        return number


def parse_iso(text: str) -> datetime | time | None:
    """The value of a cell of type ``d`` (ISO 8601, without a zone or in UTC); None if it is not one."""
    try:
        if "T" not in text and ":" in text:
            return time.fromisoformat(text.removesuffix("Z"))
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:  # no calendar has it
        return None
    return moment if moment.tzinfo is None else None
