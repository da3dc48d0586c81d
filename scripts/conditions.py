"""Say which conditions of the code that decides come out one way only, however often the tests ask them.

    nice python scripts/conditions.py [TESTS ...]

Each operand of `and` and `or`, each condition and each filter is asked through a note while the tests run in this
process. One that no test turns is one whose loss no test can see: it wants evidence, or is no code (docs/mutation.md).
"""
# ruff: noqa: INP001, T201 - a script that prints

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from mutation.places import PYTEST, ROOT, TESTS, Instead, watched

_WHICH = {ast.And: ("and", (False,)), ast.Or: ("or", (True,))}
"""Operator -> what its operand must come out as once for its loss to show."""


class _Asking(ast.NodeTransformer):
    """Puts a note around each condition of a module."""

    def __init__(self, path: str, found: dict[int, tuple[str, int, str, str, tuple[bool, ...]]]) -> None:
        self.path, self.found = path, found

    def _asked(self, node: ast.expr, what: str, wanted: tuple[bool, ...]) -> Any:
        if isinstance(node, ast.Constant | ast.BoolOp):  # the operands of the one are asked, the other never turns
            return self.visit(node)
        number = len(self.found)
        self.found[number] = (self.path, node.lineno, what, ast.unparse(node), wanted)
        call = ast.Call(ast.Name("_asked", ast.Load()), [ast.Constant(number), self.visit(node)], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        node.values = [self._asked(value, *_WHICH[type(node.op)]) for value in node.values]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        node.iter, node.ifs = self.visit(node.iter), [self._asked(one, "filter", (False,)) for one in node.ifs]
        return node

    def _visit_condition(self, node: Any) -> Any:
        test, node.test = node.test, ast.Constant(value=True)
        self.generic_visit(node)
        node.test = self._asked(test, "if", (False, True))
        return node

    visit_If = visit_IfExp = _visit_condition  # noqa: N815 - named after the nodes

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = self.visit(node.value) if node.value is not None else None
        return node


class _Asked(Instead):
    """The watched modules, whose conditions say what they came out as."""

    def __init__(self) -> None:
        super().__init__(watched())
        self.found: dict[int, tuple[str, int, str, str, tuple[bool, ...]]] = {}
        self.met: dict[int, set[bool]] = {}

    def ask(self, number: int, value: Any) -> Any:
        """Note what a condition came out as; an array has no truth."""
        if getattr(value, "ndim", 0) == 0:
            self.met.setdefault(number, set()).add(bool(value))
        return value

    def code(self, path: Path, module: ModuleType) -> CodeType:
        """Return the file's code with its notes."""
        module.__dict__["_asked"] = self.ask
        tree = _Asking(path.relative_to(ROOT).as_posix(), self.found).visit(ast.parse(path.read_text(encoding="utf-8")))
        return compile(ast.fix_missing_locations(tree), path, "exec")


def main() -> int:
    """Command line."""
    asked = _Asked()
    sys.meta_path.insert(0, asked)
    if pytest.main([*PYTEST, *(sys.argv[1:] or TESTS)]):
        sys.exit("The tests fail; mend them first.")
    left = [one for number, one in asked.found.items() if not {*one[-1]} <= asked.met.get(number, set())]
    for path, line, what, text, wanted in sorted(left):
        print(f"{path}:{line}: {what} that is never {' and '.join(map(str, wanted))}: {text}")
    print(f"{len(left)} of {len(asked.found)} conditions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
