"""What a pattern of a layout file covers: a regular expression for the whole of a text.

It is matched by RE2, which looks at each character once: no cell can make a pattern run for hours, as it could with
Python's own. RE2 knows no look-around and no back-references and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Form"]


class Form:
    """A regular expression in RE2's syntax, ``.`` being any character; ValueError where it is none."""

    __slots__ = ("_whole",)

    def __init__(self, pattern: str) -> None:
        _matched([""], pattern)  # by itself first: a bracket too many must not end the one put around it
        self._whole = rf"\A(?s:{pattern})\z"

    def first(self, texts: Sequence[str]) -> str | None:
        """Return the first text that it covers, None where it covers none."""
        return next(
            (text for text, is_covered in zip(texts, _matched(texts, self._whole), strict=True) if is_covered), None
        )

    def covers(self, text: str) -> bool:
        """Whether it covers the whole of `text`; no half of a surrogate pair is covered by anything."""
        try:
            return self.first([text]) is not None
        except UnicodeEncodeError:
            return False


def _matched(texts: Sequence[str], pattern: str) -> list[bool]:
    try:
        found: list[bool] = pc.match_substring_regex(pa.array(texts, pa.string()), pattern).to_pylist()
    except pa.ArrowInvalid as error:
        raise ValueError(str(error).removeprefix("Invalid regular expression: ")) from error
    return found
