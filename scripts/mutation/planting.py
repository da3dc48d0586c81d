"""The mutants of a module: one small change of its syntax tree each."""

from __future__ import annotations

import ast
import contextlib
import copy
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mutation.places import ROOT

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
    """Take `n` of all mutants by chance; the same seed takes the same, but where the code has changed."""
    everything = [mutant for path in paths for mutant in mutants_of(path)]
    everything.sort(key=lambda mutant: hashlib.sha256(f"{seed} {mutant.name}".encode()).digest())
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
