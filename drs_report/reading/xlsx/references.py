"""Column letters."""

from __future__ import annotations

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LETTERS: tuple[str, ...] = tuple(
    first + second + third
    for first in ("", *_ALPHABET)
    for second in ("", *_ALPHABET)
    for third in _ALPHABET
    if second or not first
)
"""A to ZZZ; Excel's last is XFD."""

COLUMNS = {letters: index for index, letters in enumerate(LETTERS)}
"""0 for A, 25 for Z, 26 for AA."""
