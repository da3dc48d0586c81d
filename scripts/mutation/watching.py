"""Which tests run which lines: what is mutated is imported with a note at each statement, at hardly any cost."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from mutation.places import BUILD, HOLDING, PYTEST, ROOT, TESTS, Instead, watched
from mutation.planting import Mutant


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run of the tests showed."""

    seconds: dict[str, float]
    """Test -> how long it kept a processor busy, which another process beside it hardly changes."""
    lines: dict[str, dict[int, list[str]]]
    """Module -> line -> the tests that ran it."""
    kills: Counter[tuple[str, str]]
    """Module and test -> how many mutants of the one the other has seen so far; with "" for the module, of all."""

    def note(self, path: str, test: str) -> None:
        """Count a mutant of a module that a test saw."""
        self.kills[path, test] += 1
        self.kills["", test] += 1

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that ran the mutant's line, or, where that runs with the import, anything of its module.

        Those that have killed the most of this module come first, then those that hold everything, then those that have
        killed elsewhere; then the quickest of each way through the module, then the second of each.
        """
        lines = self.lines.get(mutant.path, {})
        # an import ran as part of one test, and what it makes stands behind all of them
        found = lines[mutant.line] if mutant.is_in_body and mutant.line in lines else set().union(*lines.values())
        ways: dict[str, list[int]] = {}
        for line in sorted(lines):
            for test in lines[line]:
                ways.setdefault(test, []).append(line)
        rounds: Counter[tuple[int, ...]] = Counter()
        order: list[tuple[int, bool, int, int, float, str]] = []
        for seconds, test in sorted((self.seconds[test], test) for test in found):
            way = tuple(ways[test])
            here, elsewhere = self.kills[mutant.path, test], self.kills["", test]
            order.append((-here, not test.startswith(HOLDING), -elsewhere, rounds[way], seconds, test))
            rounds[way] += 1
        return [test for *_, test in sorted(order)]


class _Noting(Instead):
    """The watched modules, which say which of their lines ran."""

    def __init__(self) -> None:
        super().__init__(watched())
        self.ran: set[tuple[str, int, int]] = set()
        """Path, first and last line of each statement."""

    def forget(self) -> None:
        """Empty the caches of these modules: what another test has asked for would not run."""
        for module in [sys.modules[name] for name in self.paths if name in sys.modules]:
            for one in vars(module).values():
                if hasattr(type(one), "cache_clear"):
                    one.cache_clear()

    def code(self, path: Path, module: ModuleType) -> CodeType:
        """Return the file's code with its notes."""
        name = path.relative_to(ROOT).as_posix()
        module.__dict__["_ran"] = lambda first, last: self.ran.add((name, first, last))
        return compile(_noted(ast.parse(path.read_text(encoding="utf-8"))), path, "exec")


def _noted(tree: ast.Module) -> ast.Module:
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.Lambda):
            noted = ast.Tuple([_note_of(node.body, node.body.end_lineno), node.body], ast.Load())
            node.body = ast.Subscript(noted, ast.Constant(1), ast.Load())
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                statements[:] = [one for statement in statements for one in _with_note(statement)]
    return ast.fix_missing_locations(tree)


def _with_note(statement: ast.stmt) -> Iterator[ast.stmt]:
    match statement:
        case ast.ImportFrom(module="__future__") | ast.Expr(value=ast.Constant()):
            pass  # these come first in a module
        case _:
            inner = [*getattr(statement, "body", ()), *getattr(statement, "cases", ())]
            last = inner[0].lineno - 1 if inner and hasattr(inner[0], "lineno") else statement.end_lineno
            yield ast.Expr(_note_of(statement, last))
    yield statement


def _note_of(node: ast.expr | ast.stmt, last: int | None) -> ast.Call:
    lines = (node.lineno, max(node.lineno, last or 0))
    return ast.Call(ast.Name("_ran", ast.Load()), [ast.Constant(line) for line in lines], [])


def observe(out: Path, tests: str) -> None:
    """Run tests and write down which lines each ran, and for how long."""
    noting = _Noting()
    sys.meta_path.insert(0, noting)
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, list[int]]] = {}

    class Watching:
        """Looks what ran when a test is over."""

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            """Run the test."""
            noting.ran.clear()
            noting.forget()
            if "tests.redteam.usual" in sys.modules:  # what another test has read would not run here
                importlib.import_module("tests.redteam.usual").forget()
            began = time.process_time()
            result = yield
            seconds[item.nodeid] = time.process_time() - began
            number = len(seconds) - 1
            for path, first, last in noting.ran:
                for line in range(first, last + 1):
                    tests_of = lines.setdefault(path, {}).setdefault(line, [])
                    if number not in tests_of[-1:]:
                        tests_of.append(number)
            return result

    if pytest.main([*PYTEST, tests], plugins=[Watching()]):
        sys.exit("The tests fail without any fault planted; mend them first.")
    out.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")


def what_runs(kills: Iterable[tuple[str, str]], *, is_fresh: bool) -> Seen:
    """Return what the tests run, from their last run unless a fresh one is asked for; `kills`: module and test."""
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, list[str]]] = {}
    for tests in TESTS:
        path = BUILD / f"seen-{tests.replace('/', '-')}.json"
        if is_fresh or not path.exists():
            observing = [sys.executable, sys.argv[0], "--observe", str(path), tests]
            subprocess.run(observing, cwd=ROOT, check=True)  # noqa: S603 - this script
        data = json.loads(path.read_text(encoding="utf-8"))
        seconds |= data["seconds"]
        names = [*data["seconds"]]
        for module, found in data["lines"].items():
            for line, ran in found.items():
                lines.setdefault(module, {}).setdefault(int(line), []).extend(names[number] for number in ran)
    seen = Seen(seconds, lines, Counter())
    for path, test in kills:
        seen.note(path, test)
    return seen
