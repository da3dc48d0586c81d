"""Name patterns: ``*`` stands for any text, ``?`` for one character, nothing else is special, case counts.

Many patterns are looked up at once by the plain text that they begin or end with; nothing here backtracks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
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
    head, *pieces = _pieces(pattern)
    if not pieces:
        return len(head) == len(name) and _fits(head, name, 0)
    *middle, tail = pieces
    end = len(name) - len(tail)
    if end < len(head) or not _fits(head, name, 0) or not _fits(tail, name, end):
        return False
    at = len(head)
    for piece in middle:
        at = _find(piece, name, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


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
        return any(_may_hold(pattern, start) for pattern in self._patterns)

    def may_end(self, end: str) -> bool:
        """Whether a name that ends with `end` behind its first dot could fit one of them."""
        return any(matches(p.partition(".")[2] or p[max(p.find("*"), 0) :], end) for p in self._patterns)


_ByText = dict[int, dict[str, list[tuple[int, str]]]]
"""Length of a text -> the text -> the patterns that have it there: number, longest plain piece."""


@lru_cache(maxsize=8192)
def _pieces(pattern: str) -> tuple[str, ...]:
    first, *rest = pattern.split("*")
    return (first, *(piece for piece in rest[:-1] if piece), rest[-1]) if rest else (first,)


@lru_cache(maxsize=8192)
def _plain_head(pattern: str) -> str:
    return pattern[: min((at for at in (pattern.find("*"), pattern.find("?")) if at >= 0), default=len(pattern))]


def _fits(piece: str, name: str, at: int) -> bool:
    if "?" not in piece:
        return name.startswith(piece, at)
    return all(c in ("?", name[at + i]) for i, c in enumerate(piece))


def _find(piece: str, name: str, start: int, end: int) -> int:
    if "?" not in piece:
        return name.find(piece, start, end)
    return next((at for at in range(start, end - len(piece) + 1) if _fits(piece, name, at)), -1)


def _may_hold(pattern: str, start: str) -> bool:
    before, star, _ = pattern.partition("*")
    if len(before) >= len(start):
        return _fits(before[: len(start)], start, 0)
    return bool(star) and _fits(before, start, 0)
