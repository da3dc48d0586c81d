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
    ("analysis/agreement.py", "_parts_read"): "the two names of a target; where neither is read, it was assumed",
    (
        "analysis/layout_proof.py",
        "_NAMES",
    ): "what tells a row from its neighbours; a row that nothing tells apart is doubted",
    ("analysis/moments.py", "_COLUMNS"): "the two ends of one span",
    ("analysis/of_a_file.py", "_PARTS"): "the two sides of a name",
    ("analysis/one_task.py", "_stated"): "what the manifest knows as well; what it does not is asked of the file alone",
    ("checks/database_pairs.py", "_CODES"): "looked up by [...] and held against the rules at import",
    ("checks/differences.py", "_SHOWN"): "what a sample shows of a row",
    ("checks/repair.py", "_NAMES"): "the names of a table, of which nobody knows whose they are",
    ("checks/row_rules.py", "RULES"): "the rules of a row, in their order",
    ("checks/results.py", "MISSING_IN_TARGET"): "words that choose between two findings of the same effect",
    (
        "checks/tables.py",
        "_STATED_BY_ALL",
    ): "what a row says of its own state or count, whatever it found: of those below",
    ("checks/tables.py", "_STATED"): "columns of a kind of their own, beside those that their record names",
    ("checks/tables.py", "_TOLD"): "what a finding tells of a column; one that is not here has no such fact to tell",
    ("evidence/answers.py", "_TEXTS"): "what a stored answer is labelled with; a missing one is refused",
    ("evidence/answers.py", "parse"): "the keys of a stored answer; any other is refused",
    ("language/vocabulary.py", "_group"): "groups of which comparisons hold words as well; what is in both is refused",
    ("language/vocabulary.py", "FULL_STATUSES"): "the words of a progress column, in the order of their numbers",
    (
        "policy/criteria.py",
        "_spoken_of",
    ): "who speaks of rows beside them; a row of which nothing speaks stays unexplained",
    ("reading/tables/deciding.py", "kinds_said"): "columns that say a sample; what they say can only be less",
    ("language/phrases.py", "says_unequal"): "what makes a result a difference; any other is a word that nobody knows",
    ("reading/tables/headings.py", "_COLUMNS"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "_SECOND"): "where a second column goes; any other second one is not understood",
    ("reading/tables/headings.py", "_by_first_cells"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "_by_neighbours"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "_part"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "_status"): "the meanings of a heading by its neighbours",
    ("reading/tables/headings.py", "may_fill"): "what a heading leaves open to a layout; any other is refused",
    ("reading/tables/lines.py", "_OF_NONE"): "numbers whose 0 says that there is none; any other may not be left out",
    ("reading/tables/names.py", "NAMES"): "columns whose cells are names: each of one thing, and a title may repeat it",
    ("reading/tables/speaking_against.py", "_is_before_a_repair"): "the words of a name that speaks against a file",
    ("reading/tables/stated.py", "_OF_NONE"): "numbers whose 0 says that there is none; any other is doubted",
    ("reading/tables/stated.py", "says_nothing_else"): "what a value may be; any other is doubted",
    ("reading/tables/titles.py", "_named"): "the words of a label; any other is not understood",
    ("reading/tables/values.py", "_result"): "the words of a result; any other is not understood",
    ("reading/teaching.py", "_ignored_one"): "the keys of an entry; any other is refused",
    ("reading/xlsx/asides.py", "_follow"): "parts of a package, which are called like facts",
    ("records/observations.py", "NAMES"): "cells that are left out where they repeat the row's own name",
    ("records/stated.py", "CALLED"): "ways to write a value, of which two are for what people call as they like",
    ("records/stated.py", "STATED"): "records of required fields",
    ("renderers/workbook_charts.py", "_standings"): "sums, which are not drawn beside their parts",
    ("report/criteria.py", "_facts"): "a part and its whole, told as one",
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


def test_no_module_imports_what_another_keeps_to_itself() -> None:
    taken = [
        f"{name}: {alias.name}"
        for name, path in package_modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("drs_report")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert taken == []


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


def test_renderers_import_records_and_how_a_character_is_made_visible() -> None:
    """What the contract of import-linter says, turned round: a module that it does not name is no way in."""
    others = {other for name, others in arrows().items() if room(name) == "renderers" for other in others}
    beside = {name for name in others if room(name) not in {"renderers", "records", "errors", "version"}}
    assert beside <= {"drs_report.language.formatting"}


def test_the_largest_room_says_in_what_order_to_read_it() -> None:
    room = ROOT / "drs_report" / "reading" / "tables"
    told = re.findall(
        r"`(\w+)`", ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    )
    assert sorted(told) == sorted(path.stem for path in room.glob("*.py") if path.stem != "__init__")


def test_the_house_has_at_most_nine_floors() -> None:
    below: dict[str, set[str]] = {}
    for name, others in arrows().items():
        below.setdefault(room(name), set()).update(room(other) for other in others if room(other) != room(name))
    height = floors(below)
    assert max(height.values()) <= MOST_FLOORS, height
    drawn = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)
    assert {name: int(floor) for floor, names in drawn for name in re.findall(r"`(\w+)`", names)} == height


_OWN = {one.area for one in ALL} | {*COMPARE_TYPES}
_CODED = re.compile(rf"(?:{'|'.join(sorted(_OWN))})\.[a-z-]*")


def comparisons_named(tree: ast.AST) -> Iterator[str]:
    """How a module tells one comparison from another.

    By its slug, also within a text of several, by a code of its findings, or by its place among all.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if re.fullmatch(r"[\w.,;:/*-]+", text) and {
                *re.split(r"\W+", text)
            } & {*COMPARE_TYPES}:
                yield text
            case ast.Constant(value=str() as text) if _CODED.fullmatch(text):
                yield text
            case ast.Subscript(value=value, slice=ast.Constant(value=int()) | ast.UnaryOp() as place):
                if re.search(r"\b(?:ALL|COMPARE_TYPES|STRONGEST_FIRST)$", ast.unparse(value)):
                    yield f"{ast.unparse(value)}[{ast.unparse(place)}]"
            case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                yield from (one.arg for one in keywords if one.arg in COMPARE_TYPES)


def test_only_the_comparisons_name_a_compare_type() -> None:
    """Whatever is decided by a comparison is a field of its record: no other module tells one from another by name."""
    named = {
        (path.relative_to(ROOT / "drs_report").as_posix(), name)
        for path in (ROOT / "drs_report").rglob("*.py")
        if path.parent != ROOT / "drs_report/comparisons"
        for name in comparisons_named(ast.parse(path.read_text("utf-8")))
    }
    assert named == set()


def test_templates_name_no_compare_type() -> None:
    quoted = re.compile(rf"[\"'](?:{'|'.join(COMPARE_TYPES)})[\"']")
    assert [path.name for path in (ROOT / "templates").rglob("*.*") if quoted.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        'kind == "random"',
        'kind in {"lines", "contents"}',
        'WEIGHTS = {"repair_data": 0}',
        "WEIGHTS = dict(random=0)",
        'match kind:\n    case "lines": pass',
        '"lines,contents".split(",")',
        'code == "objects.missing-in-target"',
        'code.startswith("random.")',
        'f"lines.{name}"',
        "COMPARE_TYPES[3]",
        "comparisons.ALL[-1].slug",
    ],
)
def test_a_name_of_a_compare_type_would_be_found(planted: str) -> None:
    assert [*comparisons_named(ast.parse(planted))]


@pytest.mark.parametrize("left_out", [field.name for field in dataclasses.fields(Comparison)])
def test_a_comparison_that_does_not_say_all_that_is_true_of_it_is_refused(left_out: str) -> None:
    said = {field.name: getattr(ALL[0], field.name) for field in dataclasses.fields(Comparison)}
    del said[left_out]
    with pytest.raises(TypeError, match=left_out):
        Comparison(**said)


_HOLDING = {"startswith", "endswith", "isdisjoint", "issubset", "issuperset", "intersection", "index", "count"}


def known_names() -> frozenset[str]:
    """Every name of the kinds that lists were made of: codes, facts, columns, results, compare types."""
    codes = {code.code for code in CODES}
    columns = {column.name for one in ALL for table in one.tables for column in table.columns}
    return frozenset({*codes, *(code.partition(".")[2] for code in codes), *FACTS, *columns, *OUTCOMES, *COMPARE_TYPES})


_LISTS = ast.Set | ast.Dict | ast.Tuple | ast.List


def own_lists(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What a module or a class keeps under a name, also behind `if` and `try`, and the defaults of its functions."""
    match node:
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            pass  # a type: the checker knows every place that leaves one out
        case ast.Assign(targets=[target, *_], value=value) | ast.AugAssign(target=target, value=value):
            yield ast.unparse(target), value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield ast.unparse(target), value
        case ast.FunctionDef(name=name, args=ast.arguments(defaults=defaults, kw_defaults=others)):
            yield from ((name, value) for value in (*defaults, *others) if value is not None)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from own_lists(child)


def held_against(tree: ast.AST) -> Iterator[ast.expr | list[str]]:
    """The lists that a function holds a value against: in, compared, looked up, cut from a text, or one by one."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[right]):
                yield right
            case ast.Compare() | ast.BinOp(op=ast.BitAnd() | ast.Sub()):
                yield from (one for one in ast.iter_child_nodes(node) if isinstance(one, ast.Set))
            case ast.Subscript(value=ast.Dict() as value) | ast.Call(func=ast.Attribute(value=ast.Dict() as value)):
                yield value
            case ast.Call(func=ast.Attribute(value=value, attr=how), args=args) if how in _HOLDING:
                yield from (value, *args)
            case ast.BoolOp(values=values):
                one_by_one: dict[str, list[str]] = {}
                for each in values:
                    match each:
                        case ast.Compare(left=left, comparators=[ast.Constant(value=str() as text)]):
                            one_by_one.setdefault(ast.unparse(left), []).append(text)
                yield from one_by_one.values()
            case ast.MatchOr(patterns=patterns):
                yield [
                    one.value.value
                    for one in patterns
                    if isinstance(one, ast.MatchValue) and isinstance(one.value, ast.Constant)
                ]


def is_of_names(value: ast.expr | list[str], names: frozenset[str]) -> bool:
    """Whether at least half of a list's texts are such names, and not just the two sides of one."""
    if isinstance(value, list):
        texts = value
    else:
        spelled = (n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        texts = [word.strip(".*") for text in spelled for word in text.split()]
        if not any(isinstance(n, _LISTS) for n in ast.walk(value)) and not ast.unparse(value).endswith(".split()"):
            return False
    sides = {re.sub(r"^(?:source|target)(?:_|$)", "", text) for text in texts}
    return len({*texts}) > 1 and len(sides) > 1 and 2 * sum(text in names for text in texts) >= len(texts)


def lists_of_names(path: Path, names: frozenset[str]) -> Iterator[str]:
    """The module's own collections of which at least half the texts are such names, and functions that hold any."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from (name for name, value in own_lists(tree) if name != "__all__" and is_of_names(value, names))
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                values = [*held_against(node)]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() as function):
                values = [*held_against(function)]
            case _:
                continue
        if any(is_of_names(value, names) for value in values):
            yield name


def test_no_list_of_names_decides_beside_the_records() -> None:
    names, package = known_names(), ROOT / "drs_report"
    found = {
        (path.relative_to(package).as_posix(), name)
        for path in package.rglob("*.py")
        if path.parent not in (package / "comparisons", package / "findings")
        for name in lists_of_names(path, names)
        # what an examination raises is held against the rules at import
        if (path.parent.name, name) != ("checks", "RAISES")
    }
    assert found - NAME_SETS.keys() == set(), "a new list that decides: give the record a required field"
    assert NAME_SETS.keys() - found == set(), "gone: take it out here"


@pytest.mark.parametrize(
    "planted",
    [
        '_MINE: frozenset[str] = frozenset({"failed_rows", "skipped_rows"})',
        '_MINE = _OTHER = ("failed_rows", "skipped_rows")',
        '_MINE = "failed_rows skipped_rows".split()',
        'if True:\n    _MINE = ["failed_rows", "skipped_rows"]',
        '_MINE += ("failed_rows", "skipped_rows")',
        'class Mine:\n    names = {"failed_rows": 1, "skipped_rows": 2}',
        'def f(names=("failed_rows", "skipped_rows")): pass',
        'def f(x):\n    return x in ("values-differ", "count-differs")',
        'def f(x):\n    return x not in {"inconsistent", "compare_failed"}',
        'def f(x):\n    return {x} <= {"failed_rows", "skipped_rows"}',
        'def f(x):\n    return x & {"failed_rows", "skipped_rows"}',
        'def f(x):\n    return x == "failed_rows" or x == "skipped_rows"',
        'def f(x):\n    return x.endswith((".values-differ", ".count-differs"))',
        'def f(x):\n    return {"failed_rows": 1, "skipped_rows": 2}.get(x, 0)',
        'def f(x):\n    return {"failed_rows": 1, "skipped_rows": 2}[x]',
        'def f(x):\n    match x:\n        case "failed_rows" | "skipped_rows": return 1',
        'f = lambda x: x in ("failed_rows", "skipped_rows")',
    ],
)
def test_a_list_of_names_would_be_found(planted: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'_OTHER = ("a", "b")\n_SIDES = ("source_rows", "target_rows")\n{planted}\n')
    (found,) = {*lists_of_names(module, known_names())}
    assert found in {"_MINE", "names", "f"}


def test_a_column_that_no_shared_rule_reads_has_one_of_its_own() -> None:
    """It stands by name where it is read: a judged one of which no rule asks would leave equal what it says against."""
    texts = {
        node.value
        for room in ("checks", "analysis")
        for path in (ROOT / "drs_report" / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    columns = [column for one in ALL for table in one.tables for column in table.columns]
    by_name = {
        c.name for c in columns if c.says is Says.OWN or (c.says is Says.NOTHING and c.is_judged and not c.is_name)
    }
    assert by_name - {c.name for c in columns if c.derived} <= texts
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
        from drs_report.renderers import FORMATS, by_slug
        print(len([by_slug(slug) for slug in FORMATS]))
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
