"""Plain values as JSON text, the same value always as the same text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from drs_report.records.judgement import FactValue
from drs_report.records.remarks import Remark
from drs_report.renderers import json_shape as shape

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def moment(value: datetime) -> str:
    """Write a time in UTC; one without a zone as it is."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()


def scalar(value: FactValue) -> shape.Scalar:
    """Return a value as JSON can say it: infinities and NaN as null, a remark in English."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Remark) else value


class Written(list[str]):
    """Values that are JSON text already."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def dense(value: Plain) -> str:
    """Write one value; reordering and invisible characters as escapes, which say the same."""
    return _seen(_ENCODER.encode(value))


_LINES = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"))


def each(texts: Sequence[str]) -> list[str]:
    """Write many texts, each as `dense` does: at once, for in what is written no text has the end of a line."""
    return _seen(_LINES.encode(texts))[1:-1].split("\n")


def _seen(text: str) -> str:
    if text.isascii() and "\x7f" not in text:
        return text
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
