"""Name patterns: ``*`` stands for any text, ``?`` for one character, nothing else is special, case counts.

Many patterns are looked up at once by the plain text that they begin or end with; nothing here backtracks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache

NAMES = tuple(
    f"{chr(first) * n}.{chr(second) * (n + 4)}"
    for n in (3, 8)
    for first, second in zip((*range(97, 123), *range(0x5E93, 0x5EA0)), (*range(110, 123), *range(65, 91)), strict=True)
)
"""Names as unlike each other as names can be: what most of them fit names nothing."""
FILES = tuple(f"{name.replace('.', '/')}.xlsx" for name in NAMES)


def matches(pattern: str, name: str) -> bool:
    """Whether the whole of `name` fits `pattern`; linear in the name for each piece between two stars."""
    return _compiled(pattern).match(name) is not None


@lru_cache(maxsize=8192)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.replace("[", "[[]")))


def is_everything(pattern: str, probes: Sequence[str]) -> bool:
    """Whether `pattern` names nothing in particular, however it is spelled: most of the probes fit it."""
    return 2 * sum(matches(pattern, probe) for probe in probes) > len(probes)


def is_vague(pattern: str) -> bool:
    """Whether a pattern for texts hangs on less than a word: no three letters, or two signs of Chinese, in a row."""
    pieces = [piece.strip() for piece in pattern.replace("?", "*").split("*")]
    return len(pieces) > 1 and not any(len(piece) + (not piece.isascii()) >= 3 for piece in pieces)


class Patterns:
    """Some patterns, ready to say which of them a name fits."""

    __slots__ = ("_by_head", "_by_tail", "_exact", "_patterns")

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._by_head: _ByText = defaultdict(lambda: defaultdict(list))
        self._by_tail: _ByText = defaultdict(lambda: defaultdict(list))
        ends = [(_plain_head(pattern), _plain_head(pattern[::-1])[::-1]) for pattern in self._patterns]
        n_heads, n_tails = Counter(head for head, _ in ends), Counter(tail for _, tail in ends)
        for number, (pattern, (head, tail)) in enumerate(zip(self._patterns, ends, strict=True)):
            longest = max(pattern.replace("?", "*").split("*"), key=len)
            if head == pattern:
                self._exact[pattern].append(number)
            elif tail and n_tails[tail] < n_heads[head]:  # the end that fewer patterns share tells more
                self._by_tail[len(tail)][tail].append((number, longest))
            else:
                self._by_head[len(head)][head].append((number, longest))

    def which(self, name: str) -> list[int]:
        """Return the numbers of the patterns that `name` fits, in their order."""
        near: list[int] = []
        for length, heads in self._by_head.items():
            near += [number for number, text in heads.get(name[:length], ()) if text in name]
        for length, tails in self._by_tail.items():
            near += [number for number, text in tails.get(name[-length:], ()) if text in name]
        return sorted([*self._exact.get(name, ()), *(i for i in near if matches(self._patterns[i], name))])

    def fit(self, name: str) -> bool:
        """Whether `name` fits any of them."""
        return bool(self.which(name))

    def may_hold(self, start: str) -> bool:
        """Whether a text that begins with `start` could fit one of them; in doubt it could."""
        parts = (pattern.partition("*") for pattern in self._patterns)
        begun = ((before[: len(start)], star) for before, star, _ in parts)
        return any((star or len(one) == len(start)) and matches(one, start[: len(one)]) for one, star in begun)

    def may_end(self, end: str) -> bool:
        """Whether a name that ends with `end` behind its first dot could fit one of them."""
        return any(matches(p.partition(".")[2] or p[max(p.find("*"), 0) :], end) for p in self._patterns)


_ByText = dict[int, dict[str, list[tuple[int, str]]]]
"""Length of a text -> the text -> the patterns that have it there: number, longest plain piece."""


@lru_cache(maxsize=8192)
def _plain_head(pattern: str) -> str:
    return pattern[: min((at for at in (pattern.find("*"), pattern.find("?")) if at >= 0), default=len(pattern))]
