"""Times that a file states in its own lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from drs_report.checks.rows import plain_values
from drs_report.comparisons import by_slug
from drs_report.reading.dataset import Dataset

__all__ = ["ended_at", "last_ended_at", "moment", "started_at"]

_CONSOLE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*"
    r"(Z|(?:GMT|UTC)?\s*[+-]\s*\d{1,2}(?::?\d{2})?|GMT|UTC)"
)
_OFFSET = re.compile(r"([+-])\s*(\d{1,2}):?(\d{2})?")
_MILLISECONDS = re.compile(r"\d{13}")


def moment(words: str) -> datetime | None:
    """Return the time that `words` state, in UTC; None without a zone, because a guessed zone may be 14 hours wrong.

    Understood are ISO 8601, ``2018/11/26 20:30:50 GMT+08:00`` (seen on the console), ``GMT +8:00`` (its oldest form)
    and milliseconds since 1970 (documented for the API).
    """
    stripped = words.strip()
    if _MILLISECONDS.fullmatch(stripped):
        return datetime.fromtimestamp(int(stripped) / 1000, tz=UTC)
    match = _CONSOLE.fullmatch(stripped)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    offset = _OFFSET.search(zone)
    minutes = 0
    if offset:
        sign, hours, rest = offset.groups()
        minutes = (int(hours) * 60 + int(rest or 0)) * (-1 if sign == "-" else 1)
    try:
        there = timezone(timedelta(minutes=minutes))
        stated = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=there)
        return stated.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _stated(dataset: Dataset, *names: str) -> set[datetime]:
    """Return the moments that the first of `names` in the file states; empty if one of them cannot be read."""
    for name in names:
        texts = [text for key, text in dataset.recognition.meta if key == name]
        if texts:
            found = {moment(text) for text in texts}
            return {m for m in found if m is not None} if None not in found else set()
    return set()


def _of_rows(dataset: Dataset, column: str) -> tuple[set[datetime], bool]:
    """Return the times that the rows of the list state of themselves, and whether every row states one."""
    frame = dataset.frames.get("tables")
    if frame is None or column not in frame.columns or not by_slug(dataset.compare_type).is_proof:
        return set(), False
    values = plain_values(frame[column])
    return {value for value in values if value is not None}, bool(values) and None not in values


def started_at(dataset: Dataset) -> datetime | None:
    """Return when the first of the file's tables began to be compared, as the file or any row says.

    A file with one time states that, of several the first is. None where some row is left without a time.
    """
    stated = _stated(dataset, "compare_start_time", "compare_time")
    rows, are_all = _of_rows(dataset, "started_at")
    return min(rows | stated, default=None) if stated or are_all else None


def _ends(dataset: Dataset) -> set[datetime]:
    """Return the ends stated; none where some table is left without one, or the file states several of its own."""
    stated = _stated(dataset, "compare_end_time", "compare_time")
    rows, are_all = _of_rows(dataset, "ended_at")
    if len(stated) > 1:
        return set()  # it does not say which of its tables was compared when
    return rows | stated if stated or are_all else set()


def ended_at(dataset: Dataset) -> datetime | None:
    """Return when the first of the file's tables was compared: how old the file is at worst; None where unknown."""
    return min(_ends(dataset), default=None)


def last_ended_at(dataset: Dataset) -> datetime | None:
    """Return when the last of the file's tables was compared: what began later replaces it; None where unknown."""
    return max(_ends(dataset), default=None)
