"""Text as a workbook's cell holds it: inert, never a formula, never longer than a cell; and how wide it is."""

from __future__ import annotations

import unicodedata

from drs_report.records.document import Report
from drs_report.renderers.text import inert

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MAX_TEXT = 32_767
"""UTF-16 units a cell may hold."""

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so may run in a spreadsheet when it is typed (OWASP: CSV injection)."""


def cell_text(text: str, report: Report) -> str:
    """Make a text fit for a cell: inert, with line feeds only, and cut where a cell ends, which it then says."""
    text = inert(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        note = report.strings["text_length"].format(total=f"{len(text):,}")
        text = units(text, MAX_TEXT - len(note)) + note
    return text


def units(text: str, most: int) -> str:
    """Cut to so many UTF-16 units, never inside a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def n_lines(text: str, width: int) -> int:
    """Return how many lines of `width` characters a text takes."""
    return sum(max(1, -(-columns(line) // width)) for line in text.split("\n"))


def columns(text: str) -> int:
    """Return how wide a text is: full-width characters count twice."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
