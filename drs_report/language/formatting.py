"""Values as text: numbers, shares, sizes, times, row ranges, and text from a workbook made safe to look at. No markup.

English and Simplified Chinese write numbers, ISO times and SI units alike, so nothing here depends on the language;
words around the values are the business of `drs_report.language.translator`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

from drs_report.records.judgement import FactValue

DASH = "–"
"""Shown for what is unknown; never for zero."""

MINUS = "\u2212"

_BLANK_LETTER = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and symbols without ink: two names that differ only in one of these would look the same."""


def number(value: int | None) -> str:
    """Group the digits by thousands; None is a dash.

    >>> number(1204), number(-98210), number(0), number(None)
    ('1,204', '−98,210', '0', '–')
    """
    if value is None:
        return DASH
    return f"{value:,}".replace("-", MINUS)


def signed(value: int | None) -> str:
    """Write a difference with its sign.

    >>> signed(12), signed(-1204), signed(0)
    ('+12', '−1,204', '0')
    """
    return f"+{number(value)}" if value is not None and value > 0 else number(value)


def share(part: int, whole: int) -> str:
    """Write `part` of `whole` in percent; 0% and 100% only where exactly true, a dash where the whole is nothing.

    >>> share(0, 7), share(7, 7), share(1, 3), share(0, 0)
    ('0%', '100%', '33.3%', '–')
    >>> share(999_999, 1_000_000), share(1, 1_000_000)
    ('>99.9%', '<0.1%')
    """
    return _percent(Fraction(part * 100, whole)) if whole else DASH


def percent(value: float | None) -> str:
    """Write a percentage of 0 to 100 under the rule of `share`.

    >>> percent(100), percent(99.99), percent(37.5), percent(0.0), percent(None)
    ('100%', '>99.9%', '37.5%', '0%', '–')
    """
    return DASH if value is None or value != value else _percent(Fraction(value))  # noqa: PLR0124 - NaN


def _percent(value: Fraction) -> str:
    if value.denominator == 1 and value in (0, 100):
        return f"{value.numerator}%"
    if 0 < value < Fraction(1, 10):
        return "<0.1%"
    if Fraction(999, 10) < value < 100:
        return ">99.9%"
    tenths = int(value * 10 + Fraction(1, 2))
    whole, rest = divmod(tenths, 10)
    return f"{whole:,}.{rest}%" if rest else f"{whole:,}%"


def size(n_bytes: int | None) -> str:
    """Write a size in decimal units.

    >>> size(0), size(999), size(1_400_000), size(999_999)
    ('0 B', '999 B', '1.4 MB', '1.0 MB')
    """
    if n_bytes is None:
        return DASH
    if n_bytes < 1000:
        return f"{n_bytes} B"
    value = float(n_bytes)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if round(value, 1) < 1000:
            return f"{value:,.1f} {unit}"
    return f"{value / 1000:,.1f} TB"


def time(value: datetime | date | None) -> str:
    """Write a time as ISO 8601 with its zone, whole seconds; a naive time stays without a zone, for it has none.

    >>> from datetime import timedelta, timezone
    >>> time(datetime(2026, 11, 16, 9, 0, tzinfo=UTC)), time(date(2026, 11, 16)), time(None)
    ('2026-11-16T09:00:00Z', '2026-11-16', '–')
    >>> time(datetime(2026, 11, 16, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    '2026-11-16T09:00:00+08:00'
    """
    if value is None:
        return DASH
    if not isinstance(value, datetime):
        return value.isoformat()
    text = value.replace(microsecond=0).isoformat()
    return text.removesuffix("+00:00") + "Z" if value.tzinfo is UTC or text.endswith("+00:00") else text


def span(first: datetime, last: datetime) -> str:
    """Write from when to when, in the zone of `first`, to the minute; the day is said once where there is one only.

    >>> from datetime import timedelta, timezone
    >>> east = timezone(timedelta(hours=8))
    >>> span(datetime(2026, 11, 14, 22, 5, tzinfo=east), datetime(2026, 11, 15, 4, 6, tzinfo=east))
    '2026-11-14 22:05 – 2026-11-15 04:06 (GMT+8)'
    >>> span(datetime(2026, 11, 14, 2, 5), datetime(2026, 11, 14, 4, 6))
    '2026-11-14 02:05 – 04:06'
    """
    start, end = first.strftime("%Y-%m-%d %H:%M"), last.strftime("%Y-%m-%d %H:%M")
    if start == end:
        text = start
    elif start[:10] == end[:10]:
        text = f"{start} – {end[11:]}"
    else:
        text = f"{start} – {end}"
    offset = first.utcoffset()
    if offset is None:
        return text
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    shown = f"{hours}:{rest:02d}" if rest else str(hours)
    sign = "+" if minutes > 0 else "-"
    zone = f"GMT{sign}{shown}" if minutes else "UTC"
    return f"{text} ({zone})"


def row_ranges(rows: Sequence[int]) -> str:
    """Write row numbers with runs drawn together.

    >>> row_ranges((5, 6, 7, 9, 14, 15)), row_ranges((3,)), row_ranges(())
    ('5–7, 9, 14–15', '3', '')
    """
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def visible(text: str, *, keep_lines: bool = False) -> str:
    r"""Make every character that a reader could not see, or that would reorder the line, visible. Idempotent.

    Controls become their pictures, other invisible characters (bidirectional overrides, zero-width, surrogates,
    line separators) their code points. Everything that comes from a workbook, a policy or a file name goes through
    here. `keep_lines` leaves line ends and tabs alone, for SQL and messages shown as blocks.

    >>> visible("a\x00b\u202ec"), visible("x\ny"), visible("x\ny", keep_lines=True)
    ('a␀b⟨U+202E⟩c', 'x␊y', 'x\ny')
    """
    if text.isprintable() and (text.isascii() or _BLANK_LETTER.search(text) is None):
        return text
    if keep_lines:
        text = text.replace("\r\n", "\n")
    return "".join(_seen(char, keep_lines=keep_lines) for char in text)


def _seen(char: str, *, keep_lines: bool) -> str:
    if keep_lines and char in "\n\t":
        return char
    point = ord(char)
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or _BLANK_LETTER.match(char):
        return f"⟨U+{point:04X}⟩"
    return char


def name(text: str) -> str:
    """Show a name on one line, blanks at its ends included.

    >>> name("orders "), name("orders")
    ('orders␠', 'orders')
    """
    inner = text.strip(" ")
    if inner == text:
        return visible(text)
    before = len(text) - len(text.lstrip(" "))
    after = len(text) - len(inner) - before
    return "\u2420" * before + visible(inner) + "\u2420" * after


def clip(text: str, limit: int, describe: Callable[[int], str]) -> str:
    """Cut a long text in its middle; `describe` gets the true length in characters and says it.

    The result is at most `limit` characters and what `describe` gives.

    >>> clip("abcdefghij", 4, lambda n: f"[{n} characters]")
    'ab…[10 characters]…ij'
    """
    if len(text) <= limit:
        return text
    head = (limit + 1) // 2
    tail = limit - head
    return f"{text[:head]}…{describe(len(text))}…{text[len(text) - tail :]}"


def scalar(value: FactValue) -> str:
    """Write any plain value, a remark in English; text is made visible, yes and no are left to who calls."""
    if value is None:
        return DASH
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return number(int(value)) if value.is_integer() else f"{value:,.6g}".replace("-", MINUS)
    if isinstance(value, datetime | date):
        return time(value)
    return visible(str(value))
