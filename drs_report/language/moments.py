"""Times as files spell them, read in one place: in cells, in lines above the tables, in what analysis compares.

Understood are ISO 8601, ``2018/11/26 20:30:50 GMT+08:00`` and ``GMT +8:00`` (seen on the console), milliseconds since
1970 (documented for the API), ``2026年11月16日 下午2:00``, ``Nov 16, 2026 02:00`` and ``16/11/2026 02:00`` (likely; the
last only where a part beyond 12 tells the day). A time without a zone, or ``CST``, which names several, is one only
with the zone that a layout assumes: a guessed zone may be 14 hours wrong. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*+\.?"
_LATE = r"1[3-9]|2\d|3[01]"
"""Days that no month has the number of."""
_CLOCK = (
    r"(?:[ T,]*+(?P<noon>[上下]午\s*+)?"
    r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})(?:[:分](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?秒?|分)?"
    r"(?P<half>\s*+[ap]m(?![a-z]{1,20}/))?)"
)
_ZONE = (
    r"\s*+(?:(?P<zero>Z|UTC|GMT)|(?P<open>CST)|(?P<east>\(?(?:北京时间|Beijing Time|China Standard Time)\)?)"
    r"|(?:\(?(?:UTC|GMT)?\s*+(?P<sign>[+-])\s*+(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\)?)"
    r"|\(?(?P<place>[a-z]{2,20}/[a-z_]{2,20})\)?)?"
)
_FORMS = tuple(
    re.compile(date + _CLOCK + _ZONE, re.IGNORECASE | re.ASCII)
    for date in (
        r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?",
        rf"{_MONTH}\s++(?P<day>\d{{1,2}}),?\s++(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})[ /-]{_MONTH}[ /-](?P<year>\d{{4}})",
        rf"(?P<day>{_LATE})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}})",
        rf"(?P<month>\d{{1,2}})[-/.](?P<day>{_LATE})[-/.](?P<year>\d{{4}})",
    )
)
_DAY = re.compile(
    rf"(?<![^\W_])(?:{_MONTH}[\s_]++(?P<day>\d{{1,2}}),?[\s_]++|(?P<first>\d{{1,2}})[ /_-]?"
    rf"{_MONTH.replace('<word>', '<second>')}[ /_-]?)(?P<year>\d{{4}})(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_FIRST_MS, _LAST_MS = 631_152_000_000, 4_102_444_800_000  # 1990 to 2100 as epoch milliseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EAST = timezone(timedelta(hours=8))
_BEHIND = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,40})[)）\]】]\s{0,9}\Z")
_LONGEST = 80
_FURTHEST = timedelta(hours=14)
"""How far any zone lies from UTC."""


def with_plain_dates(text: str) -> str:
    """Write ``Nov 15, 2026``, ``15 Nov 2026`` and ``15Nov2026`` as ``2026-11-15`` wherever a text has one.

    >>> with_plain_dates("Comparison Date: Nov 15, 2026")
    'Comparison Date: 2026-11-15'
    """
    return _DAY.sub(_as_plain, text)


def _as_plain(found: re.Match[str]) -> str:
    month = _MONTHS.index((found["word"] or found["second"])[:3].casefold()) + 1
    return f"{found['year']}-{month:02}-{int(found['day'] or found['first']):02}"


def moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """Return the time that `text` states, in UTC; `zone` is assumed where it names none. None for any other text."""
    plain = _plain(text)
    if _MILLISECONDS.fullmatch(plain):
        number = int(plain)
        return _EPOCH + timedelta(milliseconds=number) if _FIRST_MS <= number <= _LAST_MS else None
    stated = _stated(plain)
    return localised(stated, zone) if stated else None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    return plain if len(plain) <= _LONGEST else ""


def _stated(plain: str) -> datetime | None:
    """The date and the clock of a text, with the zone that it names."""
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    if match is None:
        return None
    got = match.groupdict()
    month = int(got["month"]) if got.get("month") else _MONTHS.index((got.get("word") or "")[:3].casefold()) + 1
    hour = int(got["hour"])
    if half := got["half"] or got["noon"]:
        if not 1 <= hour <= 12 or (got["half"] and got["noon"]):
            return None
        hour = hour % 12 + (12 if re.search("[p下]", half, re.IGNORECASE) else 0)
    own: tzinfo | None = UTC if got["zero"] else _EAST if got["east"] else None
    if got["sign"]:
        offset = timedelta(hours=int(got["hours"]), minutes=int(got["minutes"] or 0))
        if offset > _FURTHEST or int(got["minutes"] or 0) >= 60:
            return None
        own = timezone(-offset if got["sign"] == "-" else offset)
    micro = int((got["part"] or "0").ljust(6, "0")[:6])
    day, clock = (int(got["year"]), month, int(got["day"])), (int(got["minute"]), int(got["second"] or 0), micro)
    try:
        stated = datetime(*day, hour, *clock, tzinfo=own)
    except ValueError:
        return None
    return _at(stated, got["place"]) if got["place"] else stated


def _at(stated: datetime, place: str) -> datetime | None:
    """A time by the clocks of a place such as ``Asia/Shanghai``; None where these show it twice, or never."""
    try:
        zone = ZoneInfo(place)
    except (ValueError, OSError, KeyError):
        return None
    offsets = {stated.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    offset = offsets.pop()
    return stated.replace(tzinfo=timezone(offset)) if offset is not None and not offsets else None


def localised(stated: datetime, zone: tzinfo | None) -> datetime | None:
    """Return a time in UTC, `zone` being assumed where it has none; None without either or beyond the calendar."""
    if stated.tzinfo is None:
        if zone is None:
            return None
        stated = stated.replace(tzinfo=zone)
    try:
        return stated.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def zone_in(text: str) -> tzinfo | None:
    """Return the zone that a text states its time in; None where it states none, or no time.

    >>> zone_in("2018/11/26 20:30:50 GMT+08:00"), zone_in("2018-11-26T20:30:50Z"), zone_in("2018-11-26 20:30:50")
    (datetime.timezone(datetime.timedelta(seconds=28800)), datetime.timezone.utc, None)
    """
    stated = _stated(_plain(text))
    return stated.tzinfo if stated is not None and moment(text) is not None else None


def zone_named(text: str) -> tzinfo | None:
    """Return the zone that a text is: ``UTC``, ``GMT+08:00``, ``Asia/Shanghai``; None for any other text."""
    return zone_in(f"2000-01-01 00:00 {text}")


def zone_behind(heading: str) -> tzinfo | None:
    """Return the zone in the brackets that end a heading or label.

    >>> zone_behind("Start Time (UTC)"), zone_behind("开始时间（北京时间）"), zone_behind("Start Time")
    (datetime.timezone.utc, datetime.timezone(datetime.timedelta(seconds=28800)), None)
    """
    found = _BEHIND.search(heading)
    return zone_named(found[1]) if found else None


def is_time(text: str) -> bool:
    """Whether a text states a time, with or without a zone."""
    return moment(text, UTC) is not None
