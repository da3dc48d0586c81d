"""The rules of the house, run."""

from __future__ import annotations

import ast
import dataclasses
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

HOMONYMS = {
    ("reading/teaching.py", "lines"): "the layout file's section of lines above the tables",
    ("reading/tables/accounts.py", "lines"): "the layout file's section of lines above the tables",
    ("reading/tables/lines.py", "lines"): "the vocabulary's section of lines above the tables",
    ("reading/tables/scanning.py", "lines"): "the vocabulary's section of lines above the tables",
    ("records/document.py", "contents"): "the key of the word above the table of contents",
}
"""Words that are spelled like a compare type and mean something else, each with what."""


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


def test_only_the_comparisons_name_a_compare_type() -> None:
    """Whatever is decided by a comparison is a field of its record: no other module tells one from another by name."""
    named = {
        (path.relative_to(ROOT / "drs_report").as_posix(), node.value)
        for path in (ROOT / "drs_report").rglob("*.py")
        if path.parent != ROOT / "drs_report/comparisons"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in COMPARE_TYPES
    }
    assert named == HOMONYMS.keys()


@pytest.mark.parametrize("left_out", [field.name for field in dataclasses.fields(Comparison)])
def test_a_comparison_that_does_not_say_all_that_is_true_of_it_is_refused(left_out: str) -> None:
    said = {field.name: getattr(ALL[0], field.name) for field in dataclasses.fields(Comparison)}
    del said[left_out]
    with pytest.raises(TypeError, match=left_out):
        Comparison(**said)


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
