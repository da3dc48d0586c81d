"""What the patterns of a layout file cover: regular expressions, each for the whole of a text.

They are matched by RE2, which looks at each character once: no cell can make a pattern run for hours, as it could with
Python's own. RE2 knows no look-around and no back-references and says so. It makes its machine anew at each call, which
takes far longer than a text does: so all patterns for one kind of thing are one, and texts are asked about together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_TOGETHER = 20
"""Patterns that are one: of many more the machine has more states than RE2 keeps."""
_MOST_KNOWN = 500_000
"""Texts whose answer is kept."""


def check_form(pattern: str) -> None:
    """Raise ValueError where `pattern` is no regular expression in RE2's syntax."""
    for one in (pattern, f"(?:{pattern})"):  # by itself too: a bracket too many must not end the one put around it
        _matched([""], one)


class Forms:
    """Regular expressions in RE2's syntax, ``.`` being any character, each checked by `check_form`."""

    __slots__ = ("_known", "_offered", "_wholes")

    def __init__(self, patterns: Sequence[str]) -> None:
        parts = [patterns[at : at + _TOGETHER] for at in range(0, len(patterns), _TOGETHER)]
        self._wholes = [whole for part in parts for whole in _joined(part)]
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
        found = [_matched(texts, whole) for whole in self._wholes]
        return [text for text, *by in zip(texts, *found, strict=True) if any(by)]


def _joined(patterns: Sequence[str]) -> Iterator[str]:
    """Several patterns as one, or as few as RE2 has room for."""
    whole = rf"\A(?s:{'|'.join(f'(?:{pattern})' for pattern in patterns)})\z"
    try:
        _matched([""], whole)
    except ValueError:
        if len(patterns) < 2:
            raise
        half = len(patterns) // 2
        yield from (*_joined(patterns[:half]), *_joined(patterns[half:]))
    else:
        yield whole


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _matched(texts: Sequence[str], pattern: str) -> list[bool]:
    try:
        found: list[bool] = pc.match_substring_regex(pa.array(texts, pa.string()), pattern).to_pylist()
    except pa.ArrowInvalid as error:
        raise ValueError(str(error).removeprefix("Invalid regular expression: ")) from error
    return found
