"""No regular expression of the package can be made to look through a text again and again.

Every one is found (as a value of a module, or as a literal in the syntax tree), taken apart, and tried on texts made
from its own pieces: a start that it likes, a repeated piece, an end that it does not like. Counted are the steps that a
matcher of our own takes (`tests.hostile.counting`), the same on every machine: per character they must not grow with
the text. On texts of fourfold length a pattern that backtracks takes four times as many, one that does not the same.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from functools import cache
from itertools import islice, permutations
from pathlib import Path

import pytest

import drs_report
from tests.hostile.counting import Counting, TooManyStepsError, accepts

_parser = importlib.import_module("re._parser")
_LIKES = " a1(\"'-A[,.x]<\n=对%:;`\\_&+/é#@*\x01"
_LENGTHS = ((32, 128), (512, 2048))
"""Characters of the texts that are compared; the longer ones tell a repeat with a high bound from one without."""
_GROWS = 1.6
"""Times as many steps a character: less is what begins and ends of a text cost."""
_MOST_STEPS = 400
"""A character: beyond it a pattern goes through the text again and again, however short the text."""


MODULES = [
    found.name
    for found in pkgutil.walk_packages(drs_report.__path__, "drs_report.")
    if not found.name.endswith("__main__")
]


def _values(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _values(one, depth + 1)


def _is_search(method):
    return method not in ("match", "fullmatch")


def _methods(tree, name):
    """How a module's pattern is used: the names of the methods that are called on it."""
    called = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }
    return called or {"search", "fullmatch"}


@cache
def found():
    """Every pattern once, with its first module and the ways it is used; and the calls whose pattern is no literal."""
    patterns, made = {}, []
    for module in map(importlib.import_module, MODULES):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        for name, value in vars(module).items():
            for pattern in _values(value):
                ways = patterns.setdefault((pattern.pattern, pattern.flags), (module.__name__, set()))[1]
                ways |= _methods(tree, name)
        in_functions = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)]
        for node in in_functions:
            function = node.func if isinstance(node, ast.Call) else None
            if (
                isinstance(function, ast.Attribute)
                and isinstance(function.value, ast.Name)
                and function.value.id == "re"
            ):
                if function.attr in ("escape", "error"):
                    continue
                if not isinstance(node.args[0], ast.Constant):
                    made.append(f"{module.__name__}: {ast.unparse(node)}")
                    continue
                given = [ast.unparse(one) for one in (*node.args[1:], *(k.value for k in node.keywords))]
                flags = sum(int(getattr(re, one[3:])) for one in given if one.startswith("re.") and one[3:].isupper())
                pattern = re.compile(node.args[0].value, flags)
                key = (pattern.pattern, pattern.flags)
                patterns.setdefault(key, (module.__name__, set()))[1].add(function.attr)
    return patterns, made


def _example(tree):
    """A text that the pieces of a pattern like, one after the other."""
    return "".join(_one(str(op), given) for op, given in tree)


def _one(op, given):
    match op:
        case "LITERAL":
            return chr(given)
        case "NOT_LITERAL":
            return next(c for c in _LIKES if ord(c) != given)
        case "ANY":
            return "a"
        case "IN":
            first = next(
                (chr(g if str(k) == "LITERAL" else g[0]) for k, g in given if str(k) in ("LITERAL", "RANGE")), ""
            )
            return first if first and accepts(given, first) else next(c for c in _LIKES if accepts(given, c))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _example(given[2]) * max(given[0], 1)
        case "SUBPATTERN":
            return _example(given[3])
        case "ATOMIC_GROUP":
            return _example(given)
        case "BRANCH":
            return _example(given[1][0])
    return ""


def _inside(op, given):
    match op:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [given[2]]
        case "SUBPATTERN":
            return [given[3]]
        case "ATOMIC_GROUP":
            return [given]
        case "BRANCH":
            return given[1]
        case "ASSERT" | "ASSERT_NOT":
            return [given[1]]
    return []


def _repeats(tree, before=""):
    """Each piece that may repeat, with a text that leads to it."""
    for op, given in tree:
        if "REPEAT" in str(op) and (body := _example(given[2])):
            yield before, body
        for part in _inside(str(op), given):
            yield from _repeats(part, before)
        before += _one(str(op), given)


def _letters(tree):
    """Characters that the pattern tells apart."""
    for op, given in tree:
        if str(op) == "LITERAL":
            yield chr(given)
        elif str(op) == "IN":
            yield from (c for c in _LIKES if accepts(given, c))
            yield from (chr(g) for k, g in given if str(k) == "LITERAL")
        for part in _inside(str(op), given):
            yield from _letters(part)


def _attacks(pattern, *more):
    """Texts in three pieces: a start, what is repeated, and an end that no pattern likes, or one of `more`."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.UNICODE)
    whole = _example(tree)
    pumps = {*_repeats(tree), ("", whole), ("", whole[:-1])}
    letters = sorted({*_letters(tree), " ", "a", "1"})
    letters = letters[:: 1 + len(letters) // 24]
    pumps |= {(start, letter) for letter in letters for start in ("", whole[:1])}
    if len(letters) <= 8:
        pumps |= {("", a + b) for a, b in permutations(letters, 2)}
    yield from ((start, pump, end) for start, pump in sorted(pumps) if pump for end in (*more, "\0"))


def _ways(ways):
    if any(map(_is_search, ways)):
        yield "search"
    if not all(map(_is_search, ways)):
        yield "match" if "match" in ways else "fullmatch"


def _as_text(pattern, text):
    """What the pattern sees of a text: of one for bytes each byte is a character."""
    return text if isinstance(pattern.pattern, str) else text.encode("utf-8").decode("latin-1")


def _counting(pattern):
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    return Counting(source, pattern.flags)


def _grows(pattern, counting, way, attack):
    """Whether the steps a character grow with the text, at every length that is tried."""
    start, pump, end = attack
    for lengths in _LENGTHS:
        texts = [_as_text(pattern, start + pump * max(1, length // len(pump)) + end) for length in lengths]
        try:
            short, long = (counting.run(text, way=way, most=_MOST_STEPS * len(text)) / len(text) for text in texts)
        except TooManyStepsError:
            return True
        if long <= _GROWS * short:
            return False
    return True


def _slow(pattern, ways):
    """The text on which a pattern takes more steps than its length; None where there is none."""
    counting = _counting(pattern)
    tried = ((attack, way) for attack in _attacks(pattern) for way in _ways(ways))
    return next(((*attack, way) for attack, way in tried if _grows(pattern, counting, way, attack)), None)


@pytest.mark.parametrize("module", MODULES)
def test_a_pattern_looks_at_a_text_once(module):
    own = {key: ways for key, (where, ways) in found()[0].items() if where == module}
    assert [key[0] for key, ways in own.items() if _slow(re.compile(*key), ways)] == []


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"(a+)+b", "fullmatch"),
        (r"(.+?)\s*\(\d+\)", "fullmatch"),
        (r"\s+$", "search"),
        (r"[(（][^)]*[)）]", "sub"),
        (r"(?:\d+\.?\d*|\.\d+)", "fullmatch"),
        (r"a*?.*?b", "match"),
    ],
)
def test_a_pattern_that_looks_twice_is_found_out(pattern, way):
    assert _slow(re.compile(pattern), {way}) is not None


def test_what_counts_the_steps_finds_what_the_interpreter_finds():
    n = 0
    for pattern in (re.compile(*key) for key in found()[0]):
        counting = _counting(pattern)
        for start, pump, end in islice(_attacks(pattern, ""), 12):
            text = start + pump * 3 + end
            real = pattern.match(text if isinstance(pattern.pattern, str) else text.encode("utf-8"))
            assert counting.first_end(_as_text(pattern, text)) == (real.end() if real else None), (pattern, text)
            n += 1
    assert n > 1000


def test_patterns_that_are_made_at_run_time_are_these():
    """Spellings of a comparison, words for nothing, known results in a text, a mark round a number,
    the names of one line, names with stars as Python's own library spells them."""
    assert sorted(one.partition(":")[0].removeprefix("drs_report.") for one in found()[1]) == [
        "analysis.file_names",
        "checks.names",
        "checks.names",
        "policy.patterns",
        "reading.tables.speaking_against",
        "renderers.islands",
        "report.alike_lines",
    ]
