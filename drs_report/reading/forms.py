"""What the patterns of a layout file cover: regular expressions, each for the whole of a text.

They are matched by RE2, which looks at each character once: no cell can make a pattern run for hours, as it could with
Python's own. RE2 knows no look-around and no back-references and says so. It makes its machine anew at each call, which
takes far longer than a text does: so texts are asked about together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_MOST_KNOWN = 500_000
"""Texts whose answer is kept."""


def check_form(pattern: str) -> None:
    """Raise ValueError where `pattern` is no regular expression in RE2's syntax."""
    for one in (pattern, f"(?:{pattern})"):  # by itself too: a bracket too many must not end the one put around it
        _matched(pa.array([""]), one)


class Forms:
    """Regular expressions in RE2's syntax, ``.`` being any character, each checked by `check_form`."""

    __slots__ = ("_known", "_offered", "_wholes")

    def __init__(self, patterns: Sequence[str]) -> None:
        self._wholes = [rf"\A(?s:{pattern})\z" for pattern in patterns]
        self._known: dict[str, bool] = {}
        self._offered: Iterable[str] = ()

    def offer(self, texts: Iterable[str]) -> None:
        """Take what `covers` may be asked about next: all of it is looked at together, if it is."""
        self._offered = texts

    def covers(self, text: str) -> bool:
        """Whether one of them covers the whole of `text`; no half of a surrogate pair is covered by anything."""
        if text not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            texts = dict.fromkeys((*self._offered, text), False)
            self._offered = ()
            self._known |= texts | dict.fromkeys(self.covered([one for one in texts if _is_whole(one)]), True)
        return self._known[text]

    def covered(self, texts: Sequence[str]) -> list[str]:
        """Return the texts that one of them covers, in their order."""
        array = pa.array(texts, pa.string())
        found = [_matched(array, whole) for whole in self._wholes]
        return [text for text, *by in zip(texts, *found, strict=True) if any(by)]


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _matched(texts: pa.Array, pattern: str) -> list[bool]:
    try:
        found: list[bool] = pc.match_substring_regex(texts, pattern).to_pylist()
    except pa.ArrowInvalid as error:
        raise ValueError(str(error).removeprefix("Invalid regular expression: ")) from error
    return found
