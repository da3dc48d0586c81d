"""Make text from workbooks harmless to look at: nothing hidden, nothing that reorders a line, nothing undecodable."""

from __future__ import annotations

import re

from drs_report.document import State

__all__ = ["MARKS", "inert", "one_line"]

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but tab, line feed, carriage return
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"  # zero width, bidirectional, separators
    "\ufeff\uffa0\ufff0-\uffff"
    "\ufdd0-\ufdef"  # non-characters
    "\ud800-\udfff"  # halves of surrogate pairs
    "\U000e0000-\U000e007f"  # tags
    "]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0010fffe\U0010ffff]"
)
"""Two names that differ only in these look alike, which is just what a discrepancy report must not hide. The joiner
U+200D stays: emoji and some scripts need it."""


def inert(text: str) -> str:
    """Show each invisible or reordering character of `text` by its code, such as ``⟨U+202E⟩``; keep the rest.

    The result is stable: an inert text stays as it is.
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def one_line(text: str) -> str:
    """Do `inert`, with line breaks and tabs shown as ``↵`` and spaces, for places that hold a single line."""
    return inert(text).replace("\r\n", "↵").replace("\n", "↵").replace("\r", "↵").replace("\t", " ")


MARKS: dict[State, str] = {"ok": "✓", "bad": "≠", "warn": "!", "open": "?", "info": "i", "none": "–"}
"""The sign before a state's word where there is no colour; templates/css/report.css shows the same."""
