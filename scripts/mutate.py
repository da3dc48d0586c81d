"""Plant faults in the code that decides, one at a time, and say which of them no test sees.

    nice python scripts/mutate.py [--n 300] [--seed 1] [--fresh] [--seconds 200] [--go-on] [PATH ...]

A mutant is one small change of the syntax tree: a comparison turned, a condition forced, a constant changed, a
statement, decorator or entry left out. The tests run once under coverage with the test as context; each mutant then
meets the tests that ran its line, quickest first, in a fork of a process that has imported everything but this
package, so that it costs about a second. A module without a fault must live, else nothing that is said here counts.

Results are kept in build/mutants/ by the text of the mutant: a run that was stopped goes on where it was, and what was
killed before is not tried again unless --fresh asks for it. Survivors that docs/mutation.md lists as equivalent, with
the reason, are excused; exit code 1 if any other lives. In parts: --seconds stops, --go-on takes up what is left.
"""
# ruff: noqa: INP001, T201 - a script that prints

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import gc
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import coverage
import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
TARGETS: Final = (
    *("policy", "analysis", "checks"),
    *(
        f"reading/tables/{name}.py"
        for name in ("accounts", "conversion", "file_names", "known_texts", "table_accounts", "tally")
    ),
)
TESTS: Final = (
    "tests/judgement",
    "tests/findings",
    "tests/redteam",
    "tests/loading",
    "tests/test_tampering.py",
    "tests/test_pipeline.py",
)
BUILD: Final = ROOT / "build" / "mutants"
JOURNAL: Final = BUILD / "journal.jsonl"
LISTED: Final = ROOT / "docs" / "mutation.md"
QUICK, WIDE = 8.0, 30.0
"""Seconds of tests, by their own time, that a mutant meets at first, and that it meets if it outlives these."""
PATIENCE: Final = 60
"""Seconds after which a mutant is taken to hang, beside four times what its tests need."""
HEAVY: Final = ("pandas", "pyarrow.parquet", "openpyxl", "xlsxwriter", "pydantic", "rich.console")
_PYTEST: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header")
KILLED, LIVES, HANGS, BROKEN = "killed", "lives", "hangs", "broken"

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}
_CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_ONLY_SPEED: Final = ("cache", "lru_cache", "dataclass", "contextmanager", "overload", "override", "final")
"""Decorators whose loss or arguments change no behaviour that a test could be about."""

Change = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted fault."""

    path: str
    line: int
    name: str
    """Where and what, without a line number, which moves: `path function: what`."""
    node: int
    """Number of the node in a walk of the tree, -1 for the module without a fault."""
    change: int
    is_in_body: bool
    """Whether it lies in what a function runs, and not in what a module or class runs when it is made."""

    @property
    def module(self) -> str:
        """The module's name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def source(self) -> str:
        """Return the whole module with the fault in it."""
        tree = ast.parse((ROOT / self.path).read_text(encoding="utf-8"))
        if self.node >= 0:
            node = list(ast.walk(tree))[self.node]
            list(_changes(node))[self.change][1](node)
        return ast.unparse(ast.fix_missing_locations(tree))

    def key(self) -> str:
        """Return what tells this fault in this state of the module."""
        return hashlib.sha256(f"{self.path}\n{self.source()}".encode()).hexdigest()[:20]


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module that compiles to something else."""
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped, owners, bodies = _skipped(tree), _owners(tree), _bodies(tree)
    seen: Counter[str] = Counter()
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for change, (what, apply) in enumerate(_changes(node)):
            twin = copy.deepcopy(node)
            apply(twin)
            full = f"{name} {owners.get(id(node), 'module')}: {what}: `{_shown(node)}` -> `{_shown(twin)}`"
            seen[full] += 1
            full += f" #{seen[full]}" if seen[full] > 1 else ""
            line = int(getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0))
            yield Mutant(name, line, full, number, change, id(node) in bodies)


def _shown(node: ast.AST) -> str:
    with contextlib.suppress(Exception):  # an emptied node may not be writable by itself
        text = re.sub(r"\s+", " ", ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))).replace("|", "¦")
        return text if len(text) <= 90 else f"{text[:87]}..."
    return "nothing"


def _owners(tree: ast.Module) -> dict[int, str]:
    """Return node id -> the name of the innermost function or class around it."""
    owners: dict[int, str] = {}
    for node in ast.walk(tree):  # outer before inner
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for inner in ast.walk(node):
                owners[id(inner)] = node.name
    return owners


def _bodies(tree: ast.Module) -> set[int]:
    """Return the nodes that run when a function runs."""
    found: set[int] = set()
    for node in ast.walk(tree):
        body = node.body if isinstance(node, ast.FunctionDef) else [node.body] if isinstance(node, ast.Lambda) else []
        found.update(id(inner) for part in body for inner in ast.walk(part))
    return found


def _skipped(tree: ast.Module) -> set[int]:
    """Return the nodes that are no behaviour: docstrings, annotations, imports, exports, what only makes it quick."""
    found: set[int] = set()

    def skip(node: ast.AST | None) -> None:
        found.update(id(inner) for inner in ast.walk(node)) if node is not None else None

    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
                skip(node)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                skip(node)
            case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
                skip(node)
            case ast.AnnAssign():
                skip(node.annotation)
                skip(node.value if "TypeAlias" in ast.unparse(node.annotation) else None)
            case ast.Assign(value=ast.Subscript(value=ast.Name())):  # Name = dict[str, int]
                skip(node)
            case ast.arg():
                skip(node.annotation)
            case ast.FunctionDef():
                skip(node.returns)
            case ast.Call(func=ast.Name(id="cast" | "TypeVar")):
                skip(node)
            case ast.keyword(arg="strict"):  # a zip's guard against ourselves: what it is given is equally long
                skip(node)
            case _:
                pass
        for decorator in getattr(node, "decorator_list", ()):
            if _called(decorator) in _ONLY_SPEED:
                skip(decorator)
    return found


def _called(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _set(field: str, value: Any) -> Change:
    return lambda node: setattr(node, field, value)


def _put(field: str, at: int, value: Any) -> Change:
    return lambda node: getattr(node, field).__setitem__(at, value)


def _pop(at: int, *fields: str) -> Change:
    def pop(node: Any) -> None:
        for field in fields:
            getattr(node, field).pop(at)

    return pop


def _become(value: ast.AST) -> Change:
    """Turn the node into another kind of node, in its place."""

    def become(node: Any) -> None:
        node.__class__ = type(value)
        node.__dict__.update(value.__dict__)

    return become


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in _COMPARISONS[type(op)]:
                    yield "compares otherwise", _put("ops", i, other())
        case ast.BoolOp(op=op, values=values):
            neutral = isinstance(op, ast.And)
            yield "and/or", _set("op", ast.Or() if neutral else ast.And())
            for i, value in enumerate(values):
                if isinstance(value, ast.Constant) and value.value == 0:
                    continue  # `n or 0` and `n or False` are the same number
                yield "operand gone", _put("values", i, ast.Constant(value=neutral))
        case ast.If() | ast.IfExp():
            yield "always", _set("test", ast.Constant(value=True))
            yield "never", _set("test", ast.Constant(value=False))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not gone", _become(operand)
        case ast.BinOp(op=op) if type(op) in _OPERATORS:
            yield "operator", _set("op", _OPERATORS[type(op)]())
        case ast.Constant(value=bool() as flag):
            yield "flag", _set("value", not flag)
        case ast.Constant(value=int() | float() as number):
            yield "number", _set("value", number + 1)
        case ast.Constant(value=str() as text) if text and " " not in text:
            yield "word", _set("value", f"{text}_")
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield "call", _set("func", ast.Name(id=_CALLS[name], ctx=ast.Load()))
        case ast.Set(elts=entries) | ast.Tuple(elts=entries, ctx=ast.Load()) | ast.List(elts=entries, ctx=ast.Load()):
            if len(entries) > 1:
                for i in range(len(entries)):
                    yield f"entry {i + 1} gone", _pop(i, "elts")
        case ast.Dict(keys=keys):
            for i in range(len(keys)):
                yield f"entry {i + 1} gone", _pop(i, "keys", "values")
        case ast.comprehension(ifs=conditions):
            for i in range(len(conditions)):
                yield "unfiltered", _pop(i, "ifs")
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "returns nothing", _set("value", ast.Constant(value=None))
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue():
            yield "statement gone", _become(ast.Pass())
        case ast.Yield():
            pass
        case ast.match_case(guard=ast.expr()):
            yield "case without its condition", _set("guard", None)
        case ast.FunctionDef(decorator_list=decorators):
            for i, decorator in enumerate(decorators):
                if _called(decorator) not in _ONLY_SPEED:
                    yield "decorator gone", _pop(i, "decorator_list")
        case _:
            return


def chosen(paths: Sequence[Path], n: int, seed: int) -> list[Mutant]:
    """Take `n` of all mutants by chance; the same seed takes the same of the same code."""
    everything = [mutant for path in paths for mutant in mutants_of(path)]
    random.Random(seed).shuffle(everything)  # noqa: S311 - no secret
    found: list[Mutant] = []
    plain = {path.relative_to(ROOT).as_posix(): ast.unparse(ast.parse(path.read_text("utf-8"))) for path in paths}
    for mutant in everything:
        with contextlib.suppress(SyntaxError, ValueError):
            source = mutant.source()
            compile(source, mutant.path, "exec")
            if source != plain[mutant.path]:
                found.append(mutant)
        if len(found) == n:
            break
    return found


# -- which tests see a line ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run of the tests showed."""

    seconds: dict[str, float]
    """Test -> how long it took."""
    lines: dict[str, dict[int, list[str]]]
    """Module -> line -> the tests that ran it."""
    kills: Counter[str]
    """Test -> how many mutants it has seen so far."""

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that ran the mutant's line, or, where none did as a test, anything of its module.

        Those that have killed the most come first; then the quickest of each way through the module, then the second
        of each.
        """
        lines = self.lines.get(mutant.path, {})
        found = lines.get(mutant.line) or set().union(*lines.values())
        ways: dict[str, list[int]] = {}
        for line in sorted(lines):
            for test in lines[line]:
                ways.setdefault(test, []).append(line)
        rounds: Counter[tuple[int, ...]] = Counter()
        order: list[tuple[int, int, float, str]] = []
        for seconds, test in sorted((self.seconds[test], test) for test in found):
            way = tuple(ways[test])
            order.append((-self.kills[test], rounds[way], seconds, test))
            rounds[way] += 1
        return [test for *_, test in sorted(order)]


def observe(out: Path, tests: str) -> None:
    """Run tests under coverage, each as a context of its own, and write down what they ran and for how long."""
    watched = [str(ROOT / "drs_report" / target) + ("" if target.endswith(".py") else "/*") for target in TARGETS]
    measured = coverage.Coverage(data_file=None, include=watched, config_file=False)
    measured.start()
    seconds: dict[str, float] = {}

    class Contexts:
        """Names the context after the test."""

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            """Switch to the test's context and back."""
            measured.switch_context(item.nodeid)
            began = time.monotonic()
            result = yield
            seconds[item.nodeid] = time.monotonic() - began
            measured.switch_context("")
            return result

    code = pytest.main([*_PYTEST, tests], plugins=[Contexts()])
    measured.stop()
    if code:
        sys.exit("The tests fail without any fault planted; mend them first.")
    data = measured.get_data()
    lines: dict[str, dict[int, list[str]]] = {}
    for file in data.measured_files():
        found = {line: [c for c in seen if c] for line, seen in data.contexts_by_lineno(file).items()}
        lines[Path(file).relative_to(ROOT).as_posix()] = {line: tests for line, tests in found.items() if tests}
    out.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")


def _seen(*, is_fresh: bool) -> Seen:
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, list[str]]] = {}
    for tests in TESTS:
        path = BUILD / f"seen-{tests.replace('/', '-')}.json"
        if is_fresh or not path.exists():
            observing = [sys.executable, __file__, "--observe", str(path), tests]
            subprocess.run(observing, cwd=ROOT, check=True)  # noqa: S603 - this file
        data = json.loads(path.read_text(encoding="utf-8"))
        seconds |= data["seconds"]
        for module, found in data["lines"].items():
            for line, ran in found.items():
                lines.setdefault(module, {}).setdefault(int(line), []).extend(ran)
    return Seen(seconds, lines, Counter(by for outcome, by in _known().values() if outcome == KILLED))


# -- running one -----------------------------------------------------------------------------------------------------


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


def _in_fork(patience: float, run: Callable[[], tuple[int, str]]) -> tuple[int | None, str]:
    """Return the exit code and the word that `run` gives in a fork of this process; None where it takes too long."""
    said = BUILD / f"said.{os.getpid()}"
    said.write_text("", encoding="utf-8")
    child = os.fork()
    if child == 0:
        code = 9
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            with (BUILD / "output").open("w", encoding="utf-8") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            code, word = run()
            said.write_text(word, encoding="utf-8")
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8")
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None, ""


def _outcome(code: int | None, word: str) -> tuple[str, str]:
    """A crash kills too; what pytest itself calls a wrong use of it is our fault."""
    if code is None:
        return HANGS, ""
    return {0: LIVES, 1: KILLED, 2: KILLED}.get(code, KILLED if code < 0 else BROKEN), word


def outcome_of(
    tests: Sequence[str], seen: Seen, meets: Callable[[Sequence[str], float], tuple[str, str]]
) -> tuple[str, str]:
    """Return what became of a mutant and which test saw it: first the quickest of its tests, then more."""
    if not tests:
        return LIVES, "no test runs it"
    sizes = [0.0]
    for name in tests:
        sizes.append(sizes[-1] + seen.seconds[name])
    quick = max(1, sum(size <= QUICK for size in sizes[1:]))
    wide = max(1, sum(size <= WIDE for size in sizes[1:]))
    outcome, killer = meets(tests[:quick], PATIENCE + 4 * sizes[quick])
    if outcome is LIVES and wide > quick:
        outcome, killer = meets(tests[quick:wide], PATIENCE + 4 * (sizes[wide] - sizes[quick]))
    return outcome, killer


# A fault in the body of a function needs no new import: its code is exchanged in a fork of a process that has imported
# everything and collected the tests. Any other is planted where its module is imported, in a process without it.

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


def exchange(mutant: Mutant) -> bool:
    """Exchange the code of the module's functions for the mutant's; False where that cannot be done."""
    path = ROOT / mutant.path
    old, new = _codes(path.read_text(encoding="utf-8"), path), _codes(mutant.source(), path)
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        return False
    by_key = {_code_key(before): after for before, after in zip(old, new, strict=True)}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == str(path):
            after = by_key.get(_code_key(one.__code__))
            if after is None or after.co_freevars != one.__code__.co_freevars:
                return False
            one.__code__ = after
        elif hasattr(type(one), "cache_clear") and str(getattr(one, "__module__", "")).startswith("drs_report"):
            one.cache_clear()
    return True


class _Loop:
    """Instead of running the tests collected, lets each mutant meet its own of them in a fork."""

    def __init__(self, mutants: Sequence[Mutant], seen: Seen, keys: Mapping[Mutant, str], end: float) -> None:
        self.mutants, self.seen, self.keys, self.end = mutants, seen, keys, end

    def pytest_runtestloop(self, session: Any) -> bool:
        """Take the place of the usual loop."""
        items = {item.nodeid: item for item in session.items}
        for mutant in self.mutants:
            if time.monotonic() > self.end:
                break
            tests = [name for name in self.seen.tests(mutant) if name in items]
            tests = tests if mutant.node >= 0 else tests[:20]

            def meets(names: Sequence[str], patience: float, mutant: Mutant = mutant) -> tuple[str, str]:
                chosen_items = [items[name] for name in names]
                return _outcome(*_in_fork(patience, lambda: _meet_exchanged(mutant, chosen_items)))

            outcome, by = outcome_of(tests, self.seen, meets)
            if mutant.node < 0 and tests and outcome != LIVES:
                msg = f"{mutant.path} without a fault does not live: {by}"
                raise RuntimeError(msg)
            self.seen.kills[by] += outcome == KILLED
            _note(self.keys[mutant], mutant, outcome, by)
        return True


def _meet_exchanged(mutant: Mutant, items: Sequence[Any]) -> tuple[int, str]:
    if not exchange(mutant):
        return 77, "its code cannot be exchanged"
    killer = _Killer()
    config = items[0].config
    config.pluginmanager.register(killer)
    for item, following in zip(items, (*items[1:], None), strict=True):
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if killer.killer:
            return 1, killer.killer
    return 0, ""


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from the mutant's source."""

    def __init__(self, mutant: Mutant) -> None:
        self.path, self.source, self.name = ROOT / mutant.path, mutant.source(), mutant.module

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Answer for the one module."""
        if fullname != self.name:
            return None
        folders = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=folders
        )

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002
        """Leave it to the machinery."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty source."""
        exec(compile(self.source, self.path, "exec"), module.__dict__)  # noqa: S102 - that is the job


def _meet_planted(mutant: Mutant, tests: Sequence[str]) -> tuple[int, str]:
    sys.meta_path.insert(0, _Planted(mutant))
    try:
        importlib.import_module(mutant.module)
    except BaseException as error:  # noqa: BLE001 - whatever it is, nobody overlooks it
        return 1, f"does not import: {type(error).__name__}"
    killer = _Killer(tests)
    files = sorted({name.partition("::")[0] for name in tests})
    return int(pytest.main(["-x", "--tb=no", *_PYTEST, *files], plugins=[killer])), killer.killer


# -- all of them -----------------------------------------------------------------------------------------------------


def _excused() -> set[str]:
    """Return the names in the table of docs/mutation.md, each with a reason behind it."""
    if not LISTED.exists():
        return set()
    rows = (line.strip().strip("|").split(" | ") for line in LISTED.read_text("utf-8").splitlines() if "->" in line)
    return {row[0].strip() for row in rows if len(row) == 2 and row[1].strip()}


def _known() -> dict[str, tuple[str, str]]:
    """Return what was noted: key -> outcome and test; the later counts."""
    lines = JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else []
    return {entry["key"]: (entry["outcome"], entry["by"]) for entry in map(json.loads, lines)}


def _note(key: str, mutant: Mutant, outcome: str, by: str) -> None:
    with JOURNAL.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": key, "name": mutant.name, "outcome": outcome, "by": by}) + "\n")


def run(files: Sequence[Path], n: int, seed: int, end: float, *, is_fresh: bool, goes_on: bool) -> int:
    """Try `n` mutants of the files until `end`; 0 if none lives but those that are excused."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if is_fresh:
        JOURNAL.unlink(missing_ok=True)
    seen = _seen(is_fresh=is_fresh)
    keys = {mutant: mutant.key() for mutant in chosen(files, n, seed)}
    known = _known()
    done = (KILLED, LIVES, HANGS) if goes_on else (KILLED,)
    left = [mutant for mutant, key in keys.items() if known.get(key, ("", ""))[0] not in done]
    for mutant in left:
        _note(keys[mutant], mutant, BROKEN, "not tried yet")
    bodies = [m for m in left if m.is_in_body and m.line in seen.lines.get(m.path, {})]
    if bodies:
        faultless = {
            mutant: mutant.key()
            for mutant in (Mutant(f.relative_to(ROOT).as_posix(), 0, "nothing", -1, 0, is_in_body=True) for f in files)
        }
        untried = [mutant for mutant, key in faultless.items() if known.get(key, ("", ""))[0] != LIVES]
        loop = _Loop([*untried, *bodies], seen, {**faultless, **keys}, end)
        code, _ = _in_fork(86_400, lambda: (int(pytest.main(["-s", *_PYTEST, *TESTS], plugins=[loop])), ""))
        if code:
            sys.exit(f"The mutants did not meet the tests: see {BUILD / 'output'}")
    for module in HEAVY:
        importlib.import_module(module)
    known_now = _known()
    for mutant in left:
        if known_now[keys[mutant]][0] == BROKEN and time.monotonic() < end:

            def meets(names: Sequence[str], patience: float, mutant: Mutant = mutant) -> tuple[str, str]:
                return _outcome(*_in_fork(patience, lambda: _meet_planted(mutant, names)))

            _note(keys[mutant], mutant, *outcome_of(seen.tests(mutant), seen, meets))
    everything = _known()
    return _report({mutant: everything[key] for mutant, key in keys.items()}, seed)


def _report(outcomes: Mapping[Mutant, tuple[str, str]], seed: int) -> int:
    excused = _excused()
    counts: Counter[str] = Counter()
    for mutant, (outcome, by) in outcomes.items():
        is_excused = outcome == LIVES and mutant.name in excused
        counts["equivalent" if is_excused else outcome] += 1
        if outcome != KILLED and not is_excused:
            print(f"{outcome}: line {mutant.line} | {mutant.name} | {by}")
    n_real = len(outcomes) - counts["equivalent"]
    n_seen = counts[KILLED] + counts[HANGS]
    share = 100 * n_seen / n_real if n_real else 100.0
    said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    print(f"{len(outcomes)} mutants (seed {seed}): {said}; {share:.1f} % of {n_real} not equivalent seen")
    return 1 if counts[LIVES] or counts[BROKEN] else 0


def _modules(paths: Sequence[Path]) -> list[Path]:
    return sorted({file.resolve() for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))})


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, help="modules or folders (default: the code that decides)")
    parser.add_argument("--n", type=int, default=300, help="how many mutants to try (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which of all mutants (default %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="forget earlier runs and look again what the tests cover")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after these (default: when all are tried)")
    parser.add_argument("--go-on", action="store_true", help="try only what a run that was stopped left")
    parser.add_argument("--observe", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.observe:
        observe(Path(options.observe[0]), options.observe[1])
        return 0
    watched = _modules([ROOT / "drs_report" / target for target in TARGETS])
    files = _modules(options.paths) if options.paths else watched
    if not set(files) <= set(watched):
        sys.exit(f"Only {', '.join(TARGETS)} are watched while the tests run.")
    end = time.monotonic() + options.seconds
    return run(files, options.n, options.seed, end, is_fresh=options.fresh, goes_on=options.go_on)


if __name__ == "__main__":
    sys.exit(main())
