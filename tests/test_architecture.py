"""The rules of the house, run."""

from __future__ import annotations

import ast
import dataclasses
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import drs_report
from drs_report.comparisons import ALL, COMPARE_TYPES
from drs_report.comparisons.base import Comparison
from drs_report.findings.facts import FACTS
from drs_report.findings.registry import CODES
from drs_report.language.vocabulary import OUTCOMES
from drs_report.records.columns import Kind, Says
from tests.conftest import ROOT

PUBLIC = [
    "Analysis",
    "Dataset",
    "Decision",
    "DrsReportError",
    "Finding",
    "Job",
    "Policy",
    "Report",
    "Result",
    "Verdict",
    "analyse",
    "judge",
    "load",
    "load_policy",
    "make_report",
]

MOST_FLOORS = 9

NAME_SETS = {
    (
        "analysis/layout_proof.py",
        "_NAMES",
    ): "what tells a row from its neighbours; a row that nothing tells apart is doubted",
    ("analysis/moments.py", "_COLUMNS"): "the two ends of one span",
    ("analysis/of_a_file.py", "KEYS"): "the two sides of a key",
    ("checks/database_pairs.py", "_BESIDE_THE_WORD"): "the rules of a database pair",
    ("checks/differences.py", "_SHOWN"): "what a sample shows of a row",
    ("checks/row_rules.py", "RULES"): "the rules of a row, in their order",
    ("checks/rows.py", "MISSING_IN_TARGET"): "words that choose between two findings of the same effect",
    ("checks/tables.py", "_STATED"): "columns of a kind of their own, beside those that their record names",
    ("evidence/answers.py", "_TEXTS"): "what a stored answer is labelled with; a missing one is refused",
    ("language/vocabulary.py", "FULL_STATUSES"): "the words of a progress column, in the order of their numbers",
    ("records/stated.py", "STATED"): "records of required fields",
    ("reading/tables/names.py", "NAMES"): "columns whose cells are names: each of one thing, and a title may repeat it",
    ("reading/tables/headings.py", "_TABLE_NAMES"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "_COLUMNS"): "the meanings of a heading by its neighbours",
    ("reading/tables/lines.py", "_OPEN"): "facts whose value may go on behind a comma",
    ("records/judgement.py", "NAMES"): "cells that are left out where they repeat the row's own name",
}
"""Lists of names beside the records that own them, each with what it is for. It shrinks: a new list that decides
something belongs into the record as a required field, because what a list forgets falls to its default in silence."""


def package_modules() -> dict[str, Path]:
    """Every module by its dotted name, without the package's face, which only knows its names' homes."""
    found = {}
    for path in (ROOT / "drs_report").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    del found["drs_report"]
    return found


def imported(path: Path, modules: dict[str, Path]) -> Iterator[str]:
    """Every module of the package that the file imports, wherever in it: in functions and for types alone, too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        else:
            continue
        for name in names:
            for candidate in (name, name.rpartition(".")[0]):
                if candidate in modules:
                    yield candidate
                    break


@cache
def arrows() -> dict[str, frozenset[str]]:
    """Who imports whom, file by file."""
    modules = package_modules()
    return {name: frozenset(imported(path, modules)) - {name} for name, path in modules.items()}


def room(module: str) -> str:
    return module.split(".")[1]


def layers() -> dict[str, int]:
    """The place of each room in the flow, the ground first, as import-linter is told it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    flow = next(contract for contract in told if contract["id"] == "flow")
    assert "ignore_imports" not in flow
    return {name.strip(): place for place, layer in enumerate(reversed(flow["layers"])) for name in layer.split("|")}


def floors(below: dict[str, set[str]]) -> dict[str, int]:
    """How high each room stands: 1 on the ground, else one above the highest it leans on."""
    height: dict[str, int] = {}
    for name in TopologicalSorter(below).static_order():
        height[name] = 1 + max((height[other] for other in below[name]), default=0)
    return height


def test_no_file_imports_itself_by_way_of_others() -> None:
    TopologicalSorter(arrows()).prepare()


def test_a_circle_would_be_found(tmp_path: Path) -> None:
    """Also one that hides in a function, and one that goes by a module's name."""
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    modules = {"drs_report.first": first, "drs_report.second": second}
    first.write_text("def show():\n    from drs_report.second import shown\n")
    second.write_text("import_module('drs_report.first')\n")
    with pytest.raises(CycleError):
        TopologicalSorter({name: set(imported(path, modules)) for name, path in modules.items()}).prepare()


def test_no_file_imports_from_above_its_room() -> None:
    place = layers()
    up = [
        f"{name} -> {other}"
        for name, others in arrows().items()
        for other in others
        if room(name) != room(other) and place[room(name)] <= place[room(other)]
    ]
    assert up == []


def test_the_house_has_at_most_nine_floors() -> None:
    below: dict[str, set[str]] = {}
    for name, others in arrows().items():
        below.setdefault(room(name), set()).update(room(other) for other in others if room(other) != room(name))
    height = floors(below)
    assert max(height.values()) <= MOST_FLOORS, height
    drawn = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)
    assert {name: int(floor) for floor, names in drawn for name in re.findall(r"`(\w+)`", names)} == height


def test_only_the_comparisons_name_a_compare_type() -> None:
    """Whatever is decided by a comparison is a field of its record: no other module tells one from another by name."""
    named = {
        (path.relative_to(ROOT / "drs_report").as_posix(), node.value)
        for path in (ROOT / "drs_report").rglob("*.py")
        if path.parent != ROOT / "drs_report/comparisons"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in COMPARE_TYPES
    }
    assert named == set()


@pytest.mark.parametrize("left_out", [field.name for field in dataclasses.fields(Comparison)])
def test_a_comparison_that_does_not_say_all_that_is_true_of_it_is_refused(left_out: str) -> None:
    said = {field.name: getattr(ALL[0], field.name) for field in dataclasses.fields(Comparison)}
    del said[left_out]
    with pytest.raises(TypeError, match=left_out):
        Comparison(**said)


def known_names() -> frozenset[str]:
    """Every name of the kinds that lists were made of: codes, facts, columns, results, compare types."""
    codes = {code.code for code in CODES}
    columns = {column.name for one in ALL for table in one.tables for column in table.columns}
    return frozenset({*codes, *(code.partition(".")[2] for code in codes), *FACTS, *columns, *OUTCOMES, *COMPARE_TYPES})


def lists_of_names(path: Path, names: frozenset[str]) -> Iterator[str]:
    """The module's own collections of which at least half the texts are such names."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
                continue  # a type: the checker knows every place that leaves one out
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                texts = [n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
                is_list = any(isinstance(n, ast.Set | ast.Dict | ast.Tuple | ast.List) for n in ast.walk(value))
                n_known = sum(text in names for text in texts)
                if is_list and texts and 2 * n_known >= len(texts) and ast.unparse(target) != "__all__":
                    yield ast.unparse(target)


def test_no_list_of_names_decides_beside_the_records() -> None:
    names, package = known_names(), ROOT / "drs_report"
    found = {
        (path.relative_to(package).as_posix(), name)
        for path in package.rglob("*.py")
        if path.parent not in (package / "comparisons", package / "findings")
        for name in lists_of_names(path, names)
    }
    assert found - NAME_SETS.keys() == set(), "a new list that decides: give the record a required field"
    assert NAME_SETS.keys() - found == set(), "gone: take it out here"


def test_a_list_of_names_would_be_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('_MINE: frozenset[str] = frozenset({"failed_rows", "skipped_rows"})\n_OTHER = ("a", "b")\n')
    assert list(lists_of_names(module, known_names())) == ["_MINE"]


def test_a_number_that_has_a_rule_of_its_own_has_one() -> None:
    """A column whose number no shared rule reads stands by name in the module that reads it."""
    texts = {
        node.value
        for room in ("checks", "analysis")
        for path in (ROOT / "drs_report" / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    columns = [column for one in ALL for table in one.tables for column in table.columns]
    assert {column.name for column in columns if column.says is Says.OWN and not column.derived} <= texts
    assert all(column.says is not Says.NOTHING for column in columns if column.kind in (Kind.COUNT, Kind.PERCENT))


def test_the_public_names_are_these_and_all_resolve() -> None:
    assert drs_report.__all__ == PUBLIC
    assert dir(drs_report) == PUBLIC
    for name in PUBLIC:
        assert getattr(drs_report, name).__name__


def test_judging_and_rendering_work_where_pandas_cannot_be_imported() -> None:
    code = """
        import sys
        for name in ("pandas", "numpy", "pyarrow", "openpyxl", "requests"):
            sys.modules[name] = None
        import drs_report.records.judgement, drs_report.findings.registry, drs_report.records.document, drs_report.policy, drs_report.report
        import drs_report.renderers
        print(len(drs_report.renderers.ALL))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, drs_report, drs_report.cli; print([m for m in ('pandas', 'requests', 'openpyxl', 'jinja2', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
