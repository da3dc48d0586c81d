"""One mutant and its tests, in a process of its own.

A fault in the body of a function needs no new import: its code is exchanged in a fork of a process that has imported
everything and collected the tests. Any other is planted where its module is imported, in a process without it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest

from mutation.places import BROKEN, BUILD, HANGS, KILLED, LIVES, PYTEST, ROOT, Instead, dotted, watched
from mutation.planting import Mutant
from mutation.watching import Seen

QUICK: Final = 8.0
"""Seconds of tests, by their own time, that a mutant meets at first."""
PATIENCE: Final = 60
"""Seconds of a processor after which a mutant is taken to hang, beside four times what its tests need."""
ASLEEP: Final = 20
"""How many times as long it may take by the clock, on a machine that others keep busy too."""


class _Killer:
    """Notes the first test that fails, and keeps the tests asked for, in their order."""

    def __init__(self, tests: Sequence[str] = ()) -> None:
        self.order = {name: number for number, name in enumerate(tests)}
        self.killer = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out the others."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note its name."""
        if report.failed and not self.killer:
            self.killer = report.nodeid


def in_fork(patience: float, run: Callable[[], tuple[int, str]]) -> tuple[int | None, str]:
    """Return the exit code and the word that `run` gives in a fork of this process; None where it takes too long."""
    said = BUILD / f"said.{os.getpid()}"
    said.write_text("", encoding="utf-8")
    child = os.fork()
    if child == 0:
        code = 9
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (int(patience) + 1, int(patience) + 1))
            with (BUILD / "output").open("w", encoding="utf-8") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            code, word = run()
            said.write_text(word, encoding="utf-8")
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    end = time.monotonic() + ASLEEP * patience
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8")
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None, ""


def ended(code: int | None, word: str) -> tuple[str, str]:
    """A crash kills too; what pytest itself calls a wrong use of it is our fault."""
    if code is None or -code in (signal.SIGXCPU, signal.SIGKILL):
        return HANGS, ""
    return {0: LIVES, 1: KILLED, 2: KILLED}.get(code, KILLED if code < 0 else BROKEN), word


def outcome_of(
    tests: Sequence[str], seen: Seen, wide: float, meets: Callable[[Sequence[str], float], tuple[str, str]]
) -> tuple[str, str]:
    """Return what became of a mutant and which test saw it: the first of its tests, then `wide` seconds of them."""
    if not tests:
        return LIVES, "no test runs it"
    sizes = [0.0]
    for name in tests:
        sizes.append(sizes[-1] + seen.seconds[name])
    quick = max(1, sum(size <= QUICK for size in sizes[1:]))
    last = max(1, sum(size <= wide for size in sizes[1:]))
    outcome, killer = meets(tests[:quick], PATIENCE + 4 * sizes[quick])
    if outcome is LIVES and last > quick:
        outcome, killer = meets(tests[quick:last], PATIENCE + 4 * (sizes[last] - sizes[quick]))
    return outcome, killer


_CodeKey = tuple[str, int, tuple[Any, ...]]


def _codes(source: str, path: Path) -> list[CodeType]:
    found: list[CodeType] = []
    rest = [compile(source, path, "exec")]
    while rest:
        code = rest.pop(0)
        inner = [const for const in code.co_consts if isinstance(const, CodeType)]
        found += inner
        rest += inner
    return found


def _code_key(code: CodeType) -> _CodeKey:
    return code.co_qualname, code.co_firstlineno, next(iter(code.co_positions()))


def exchange(mutant: Mutant, functions: Mapping[str, Sequence[FunctionType]], caches: Sequence[Any]) -> bool:
    """Exchange the code of the module's functions for the mutant's; False where that cannot be done."""
    path = ROOT / mutant.path
    old, new = _codes(path.read_text(encoding="utf-8"), path), _codes(mutant.source(), path)
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        # one inside a function is gone, and comes with its function's code
        old, new = ([code for code in codes if "<locals>" not in code.co_qualname] for codes in (old, new))
    by_key = {_code_key(before): after for before, after in zip(old, new, strict=True)}
    for one in functions.get(str(path), ()):
        after = by_key.get(_code_key(one.__code__))
        if after is None or after.co_freevars != one.__code__.co_freevars:
            return False
        one.__code__ = after
    # what tests have read by now they read without the fault
    made = ("drs_report", "tests") if "reading" in mutant.path else ("drs_report",)
    for one in caches:
        if str(getattr(one, "__module__", "")).startswith(made):
            one.cache_clear()
    return True


class Loop:
    """Instead of running the tests collected, lets each mutant meet its own of them in a fork."""

    def __init__(  # noqa: PLR0917 - what a run is about
        self,
        mutants: Sequence[Mutant],
        seen: Seen,
        seen_by: Mapping[str, Sequence[str]],
        note: Callable[[Mutant, str, str], None],
        end: float,
        wide: float,
    ) -> None:
        """`seen_by`: module -> the tests that have seen one of these mutants before."""
        self.mutants, self.seen, self.seen_by, self.note = mutants, seen, seen_by, note
        self.end, self.wide = end, wide

    def pytest_runtestloop(self, session: Any) -> bool:
        """Take the place of the usual loop."""
        items = {item.nodeid: item for item in session.items}
        importlib.import_module("tests.findings.pairs").pairs()  # once, and not in each fork
        for module in watched():
            importlib.import_module(dotted(module))
        functions, caches = _functions_and_caches()
        gc.freeze()  # a fork that collected what is here would copy it
        killers = {path: {name: items[name] for name in found if name in items} for path, found in self.seen_by.items()}
        for mutant in self.mutants:
            if time.monotonic() > self.end:
                break
            tests = [name for name in self.seen.tests(mutant) if name in items]

            def meets(names: Sequence[str], patience: float, mutant: Mutant = mutant) -> tuple[str, str]:
                chosen_items = [items[name] for name in names]
                return ended(*in_fork(patience, lambda: _meet_exchanged(mutant, chosen_items, functions, caches)))

            outcome, by = outcome_of(tests, self.seen, self.wide, meets)
            if outcome == KILLED:
                self.seen.note(mutant.path, by)
                killers.setdefault(mutant.path, {})[by] = items[by]
            self.note(mutant, outcome, by)
        for path, found in killers.items():

            def lives(path: str = path, tests: Sequence[Any] = [*found.values()]) -> tuple[int, str]:
                nothing = Mutant(path, 0, "nothing", -1, 0, is_in_body=True)
                return _meet_exchanged(nothing, tests, functions, caches) if tests else (0, "")

            code, by = in_fork(PATIENCE + 4 * sum(self.seen.seconds[name] for name in found), lives)
            if code != 0:
                msg = f"{path} without a fault does not live: {by}"
                raise RuntimeError(msg)
        return True


def _functions_and_caches() -> tuple[dict[str, list[FunctionType]], list[Any]]:
    """Return the functions there are, by file, and what has a cache."""
    functions: dict[str, list[FunctionType]] = {}
    caches: list[Any] = []
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            functions.setdefault(one.__code__.co_filename, []).append(one)
        elif hasattr(type(one), "cache_clear"):
            caches.append(one)
    return functions, caches


def _meet_exchanged(
    mutant: Mutant, items: Sequence[Any], functions: Mapping[str, Sequence[FunctionType]], caches: Sequence[Any]
) -> tuple[int, str]:
    if not exchange(mutant, functions, caches):
        return 77, "its code cannot be exchanged"
    killer = _Killer()
    config = items[0].config
    config.pluginmanager.register(killer)
    for item, following in zip(items, (*items[1:], None), strict=True):
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if killer.killer:
            return 1, killer.killer
    return 0, ""


class _Planted(Instead):
    """The mutant's source."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__([ROOT / mutant.path])
        self.source = mutant.source()

    def code(self, path: Path, module: ModuleType) -> CodeType:  # noqa: ARG002
        """Return the faulty code."""
        return compile(self.source, path, "exec")


def meet_planted(mutant: Mutant, tests: Sequence[str]) -> tuple[int, str]:
    """Import the mutant and run the tests; their exit code and the first that failed."""
    sys.meta_path.insert(0, _Planted(mutant))
    try:
        importlib.import_module(dotted(ROOT / mutant.path))
    except BaseException as error:  # noqa: BLE001 - whatever it is, nobody overlooks it
        return 1, f"does not import: {type(error).__name__}"
    killer = _Killer(tests)
    files = sorted({name.partition("::")[0] for name in tests})
    return int(pytest.main(["-x", "--tb=no", *PYTEST, *files], plugins=[killer])), killer.killer
