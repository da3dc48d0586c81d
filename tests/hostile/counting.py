"""A matcher that counts: the meaning of `re` over its own syntax tree, one step for each character looked at.

It backtracks as the real one does, and takes no short cut, so that its steps tell how the work grows, on every machine
alike. Greedy, lazy and possessive repeats, groups, references, looking ahead and behind, atomic groups.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

_parser = importlib.import_module("re._parser")


_OF_ONE_CHARACTER = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN"})


class TooManyStepsError(Exception):
    """The limit of steps is reached."""


class Counting:
    """A pattern that is looked for by counted steps."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.tree = _parser.parse(pattern, flags & ~re.UNICODE).data
        self.flags = flags
        self.accepted: dict[tuple[str, int, str], bool] = {}
        self.steps = self.most = 0
        self.text = ""

    def first_end(self, text: str) -> int | None:
        """Return where a match of the whole pattern at the text's start ends, None where there is none."""
        self.text, self.steps, self.most = text, 0, 1_000_000
        return next(self._all(self.tree, 0, {}), None)

    def run(self, text: str, *, way: str, most: int) -> int:
        """Return the steps that a method of a pattern takes on `text`; TooManyStepsError beyond `most`."""
        self.text, self.steps, self.most = text, 0, most
        if way in ("match", "fullmatch"):
            for end in self._all(self.tree, 0, {}):
                if way == "match" or end == len(text):
                    break
            return self.steps
        at = 0
        while at <= len(text):
            end = next(self._all(self.tree, at, {}), None)
            self._step()
            at = at + 1 if end is None or end == at else end
        return self.steps

    def _step(self, n: int = 1) -> None:
        self.steps += n
        if self.steps > self.most:
            raise TooManyStepsError

    def _all(self, nodes: list[Any], at: int, groups: dict[int, tuple[int, int]]) -> Iterator[int]:
        """Every end of the nodes from `at`, in the order in which they are tried."""
        for number, (op, given) in enumerate(nodes):
            if op.name not in _OF_ONE_CHARACTER:
                rest = nodes[number + 1 :]
                for end in self._one(op.name, given, at, groups):
                    yield from self._all(rest, end, groups)
                return
            self._step()
            if at >= len(self.text) or not self._accepts(op.name, given, self.text[at]):
                return
            at += 1
        yield at

    def _one(self, op: str, given: Any, at: int, groups: dict[int, tuple[int, int]]) -> Iterator[int]:
        match op:
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield from self._repeat(op, *given, at, groups)
            case "SUBPATTERN":
                for end in self._all(given[3].data, at, groups):
                    if given[0] is not None:
                        groups[given[0]] = (at, end)
                    yield end
            case "ATOMIC_GROUP":
                yield from self._first(self._all(given.data, at, groups))
            case "BRANCH":
                for branch in given[1]:
                    if self._begins(branch.data, at):
                        yield from self._all(branch.data, at, groups)
            case "ASSERT" | "ASSERT_NOT":
                if self._looks(given, at, groups) == (op == "ASSERT"):
                    yield at
            case "GROUPREF":
                start, stop = groups.get(given, (0, -1))
                piece = self.text[start:stop]
                self._step(len(piece))
                if stop >= start and self.text.startswith(piece, at):
                    yield at + len(piece)
            case "AT":
                self._step()
                if self._is_at(given.name, at):
                    yield at

    def _begins(self, nodes: list[Any], at: int) -> bool:
        """Whether the first of the nodes may match: of hundreds of words most end at their first letter."""
        if not nodes or nodes[0][0].name not in _OF_ONE_CHARACTER:
            return True
        if at < len(self.text) and self._accepts(nodes[0][0].name, nodes[0][1], self.text[at]):
            return True
        self._step()
        return False

    @staticmethod
    def _first(ends: Iterator[int]) -> Iterator[int]:
        yield from (end for end in [next(ends, None)] if end is not None)

    def _looks(self, given: Any, at: int, groups: dict[int, tuple[int, int]]) -> bool:
        direction, nodes = given
        if direction > 0:
            return next(self._all(nodes.data, at, groups), None) is not None
        low, high = nodes.getwidth()
        return any(
            at - width >= 0 and at in self._all(nodes.data, at - width, groups)
            for width in range(low, min(high, at) + 1)
        )

    def _repeat(  # noqa: PLR0917 - what a repeat is made of
        self, op: str, least: int, most: Any, body: Any, at: int, groups: dict[int, tuple[int, int]]
    ) -> Iterator[int]:
        nodes = body.data
        limit = len(self.text) + 1 if most is _parser.MAXREPEAT else int(most)
        if len(nodes) == 1 and nodes[0][0].name in _OF_ONE_CHARACTER:
            yield from self._run(op, least, limit, nodes[0], at)
        elif op == "POSSESSIVE_REPEAT":
            yield from self._first(self._rounds("MAX_REPEAT", least, limit, nodes, at, groups))
        else:
            yield from self._rounds(op, least, limit, nodes, at, groups)

    def _run(self, op: str, least: int, most: int, node: Any, at: int) -> Iterator[int]:
        """A repeat of one character: how far it goes is counted once, and given back one by one."""
        end = at
        if op == "MIN_REPEAT":
            while True:
                if end - at >= least:
                    yield end
                self._step()
                if (
                    end - at >= most
                    or end >= len(self.text)
                    or not self._accepts(node[0].name, node[1], self.text[end])
                ):
                    return
                end += 1
        furthest = min(at + most, len(self.text))
        while end < furthest and self._accepts(node[0].name, node[1], self.text[end]):
            end += 1
        self._step(end - at + (end - at < most))
        if op == "POSSESSIVE_REPEAT":
            if end - at >= least:
                yield end
            return
        while end - at >= least:
            yield end
            self._step()
            end -= 1

    def _rounds(  # noqa: PLR0917 - likewise
        self, op: str, least: int, most: int, nodes: list[Any], at: int, groups: dict[int, tuple[int, int]]
    ) -> Iterator[int]:
        """A repeat of a group, without recursion: a stack of the rounds that may still go on otherwise."""
        lazy = op == "MIN_REPEAT"
        if lazy and least == 0:
            yield at
        stack = [(at, self._all(nodes, at, groups))] if most else []
        while stack:
            start, ends = stack[-1]
            end = next(ends, None)
            if end is None:
                stack.pop()
                if not lazy and len(stack) >= least:
                    yield start
                continue
            if end == start and len(stack) > least:
                continue
            n = len(stack)
            if lazy and n >= least:
                yield end
            if n < most:
                stack.append((end, self._all(nodes, end, groups)))
            elif not lazy:
                yield end
        if not lazy and not most and not least:
            yield at

    def _is_at(self, where: str, at: int) -> bool:
        before = self.text[at - 1] if at else ""
        after = self.text[at] if at < len(self.text) else ""
        is_word: Callable[[str], bool] = lambda c: bool(c) and (c.isalnum() or c == "_")  # noqa: E731
        match where:
            case "AT_BEGINNING" | "AT_BEGINNING_STRING":
                return at == 0 or (before == "\n" and bool(self.flags & re.MULTILINE))
            case "AT_END":
                return not after or (after == "\n" and (at == len(self.text) - 1 or bool(self.flags & re.MULTILINE)))
            case "AT_END_STRING":
                return not after
            case "AT_BOUNDARY":
                return is_word(before) != is_word(after)
        return is_word(before) == is_word(after)

    def _accepts(self, op: str, given: Any, char: str) -> bool:
        key = op, id(given), char  # the tree lives as long as this, so that an id names one piece of it
        if key not in self.accepted:
            self.accepted[key] = self._likes(op, given, char)
        return self.accepted[key]

    def _likes(self, op: str, given: Any, char: str) -> bool:
        forms = {char, char.lower(), char.upper()} if self.flags & re.IGNORECASE else {char}
        match op:
            case "LITERAL":
                return any(ord(form) == given for form in forms if len(form) == 1)
            case "NOT_LITERAL":
                return all(ord(form) != given for form in forms if len(form) == 1)
            case "ANY":
                return char != "\n" or bool(self.flags & re.DOTALL)
        return any(accepts(given, form) for form in forms if len(form) == 1)


def accepts(items: Any, char: str) -> bool:
    """Whether a set of characters holds one."""
    hit = False
    for kind, given in items:
        match kind.name:
            case "LITERAL":
                hit |= ord(char) == given
            case "RANGE":
                hit |= given[0] <= ord(char) <= given[1]
            case "CATEGORY":
                hit |= _is_of(given.name, char)
    return hit != any(kind.name == "NEGATE" for kind, _ in items)


def _is_of(category: str, char: str) -> bool:
    what = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
    name = category.removeprefix("CATEGORY_")
    return what[name.removeprefix("NOT_")] != name.startswith("NOT_")
