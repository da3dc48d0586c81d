"""A module that nobody registered is found here."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, astuple, fields
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from drs_report import checks, comparisons, renderers
from drs_report.comparisons import COMPARE_TYPES
from drs_report.comparisons.base import Comparison
from drs_report.findings import registry as codes
from drs_report.findings.facts import FACTS
from drs_report.records.columns import Column, Kind, Says
from drs_report.records.judgement import Proof
from drs_report.renderers import FORMATS, by_slug
from tests.conftest import ROOT
from tests.test_architecture import arrows
from tests.zoo.truth import TRUTH


def modules(package: ModuleType) -> Iterator[str]:
    for module in pkgutil.iter_modules(package.__path__):
        yield module.name


def test_every_module_of_a_renderer_is_registered() -> None:
    assert {name.rpartition(".")[2] for name in rendering()} == {*FORMATS}


def rendering() -> set[str]:
    found = (import_module(f"{renderers.__name__}.{name}") for name in modules(renderers))
    return {module.__name__ for module in found if hasattr(module, "RENDERER")}


def test_every_file_of_a_comparison_is_registered() -> None:
    found = {path.stem for path in (ROOT / "drs_report/comparisons").glob("*.toml")}
    assert found - {"shared", "unjudged"} == {*COMPARE_TYPES}


def test_no_module_of_a_renderer_leads_to_another() -> None:
    assert [(name, other) for name in rendering() for other in led_to(name, arrows()) & rendering()] == []


def led_to(module: str, imports: Mapping[str, Iterable[str]]) -> set[str]:
    """Every module that this one imports, itself or by way of others."""
    found: set[str] = set()
    ahead = [module]
    while ahead:
        new = {*imports[ahead.pop()]} - found
        found |= new
        ahead += new
    return found


def test_an_import_by_way_of_others_would_be_found() -> None:
    assert led_to("one", {"one": ["shared"], "shared": ["other"], "other": ["shared"]}) == {"shared", "other"}


def test_a_counter_that_a_finding_may_name_has_words() -> None:
    named = {Says.PART_DIFFERS, Says.NOT_COMPARED, Says.LOOKED_AT}
    columns = [column for one in comparisons.ALL for table in one.tables for column in table.columns]
    assert {column.name for column in columns if column.says in named} <= FACTS.keys()


def test_every_comparison_has_its_examination() -> None:
    examiners = {
        name for name in modules(checks) if hasattr(__import__(f"drs_report.checks.{name}", fromlist=["x"]), "examine")
    }
    assert {comparison.examination for comparison in comparisons.ALL} == examiners


@pytest.mark.parametrize("one", comparisons.ALL, ids=lambda one: one.slug)
def test_a_comparison_has_the_rules_that_its_examination_raises_and_no_other(one: Comparison) -> None:
    raised = import_module(f"drs_report.checks.{one.examination}").RAISES[one.proof]
    assert {entry.code for entry in codes.CODES if entry.code.startswith(f"{one.area}.")} == {
        f"{one.area}.{name}" for name in raised
    }


def test_a_comparison_names_only_others_that_there_are() -> None:
    assert {other for one in comparisons.ALL for other in (one.works_from, one.sampled)} <= {"", *COMPARE_TYPES}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"rules": ()}, "shopping."),
        ({"rules": ("tables",)}, "shopping."),
        ({"rules": ("no-such-file",)}, "no-such-file"),
        ({"proof": Proof.OBJECTS}, "OBJECTS"),
        ({"examination": "nothing"}, "nothing"),
    ],
)
def test_a_comparison_without_its_rules_or_examination_does_not_import(change: dict[str, Any], lacks: str) -> None:
    """Of another name, so that it has no rules of its own but those of the files that it shares."""
    script = f"""
        from dataclasses import replace
        from drs_report import comparisons
        from drs_report.records.judgement import Proof
        change = {change!r}
        made = replace(comparisons.by_slug("lines"), slug="shopping", area="shopping", **change)
        comparisons.ALL += (made,)
        comparisons._BY_SLUG["shopping"] = made
        import drs_report.pipeline
    """
    script = re.sub(r"<(Proof\.\w+): [^>]*>", r"\1", textwrap.dedent(script))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert lacks in done.stderr.splitlines()[-1]


def test_every_comparison_has_a_truth_in_the_zoo() -> None:
    assert {*TRUTH} == {*COMPARE_TYPES}


@pytest.mark.parametrize("what", ["area", "name", "short", "criterion", "usual"])
def test_no_two_comparisons_share_what_tells_them_apart(what: str) -> None:
    assert len({getattr(one, what) for one in comparisons.ALL}) == len(comparisons.ALL)


@pytest.mark.parametrize("of", [lambda one: one.answer_fields, lambda one: sum(astuple(one.spelled), ())])
def test_what_a_comparison_is_known_by_is_no_other_ones(of: Callable[[Comparison], tuple[str, ...]]) -> None:
    known = Counter(text.casefold() for one in comparisons.ALL for text in of(one))
    assert [text for text, n in known.items() if n > 1] == []


def test_no_two_formats_write_one_file_and_the_compare_types_are_the_documented_five() -> None:
    names = [by_slug(slug).suffix for slug in FORMATS]
    assert len(set(names)) == len(names)
    assert tuple(t.slug for t in comparisons.ALL) == COMPARE_TYPES


def test_finding_codes_are_unique_and_well_formed() -> None:
    names = [code.code for code in codes.CODES]
    assert len(set(names)) == len(names)
    assert all(name.count(".") == 1 and name == name.lower() and "_" not in name for name in names)


def codes_made(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that looks like a finding's code: of an area, or ``*.NAME`` of whatever comparison."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if re.fullmatch(rf"(?:\*|{'|'.join(codes.AREAS)})\.[a-z-]+", text):
                yield text


def test_no_code_is_made_that_is_not_registered() -> None:
    """Every literal that looks like a finding code in the package is one."""
    known = {code.code for code in codes.CODES} | {f"*.{code.name}" for code in codes.CODES}
    paths = (ROOT / "drs_report").rglob("*.py")
    seen = {name for path in paths for name in codes_made(ast.parse(path.read_text("utf-8")))}
    assert seen - {"*.md"} <= known
    assert len(seen) > len(known) / 4
    assert {*codes_made(ast.parse('make_finding("integrity.no-such"); name = f"x"; "*.nor-such"'))} == {
        "integrity.no-such",
        "*.nor-such",
    }


def test_every_code_answers_a_registered_question() -> None:
    """A code that misses it does not import; one that names another question is found here."""
    questions = {kind.id for kind in codes.CRITERIA}
    assert {entry.criterion for entry in codes.CODES} <= {*questions, codes.BY_COMPARISON}
    asked = {kind.compare_type for kind in codes.CRITERIA} - {""}
    assert asked == set(COMPARE_TYPES)


def test_nothing_sets_aside_what_the_policy_itself_is_doubted_for() -> None:
    never = {entry.code for entry in codes.CODES if entry.softened is codes.Softens.NEVER}
    assert never == {entry.code for entry in codes.CODES if entry.code.startswith(("policy.", "waiver."))}


@pytest.mark.parametrize("left_out", ["is_judged", "is_signed", "is_name", "says"])
def test_a_column_that_does_not_say_what_is_decided_by_it_is_refused(left_out: str) -> None:
    said = {"is_judged": True, "is_signed": False, "is_name": False, "says": Says.NOT_COMPARED}
    del said[left_out]
    with pytest.raises(TypeError, match=left_out):
        Column("skipped_rows", Kind.COUNT, "Rows that were left out.", **said)


def test_a_column_means_the_same_in_every_frame_of_a_comparison() -> None:
    for compare_type in comparisons.ALL:
        met: dict[str, Column] = {}
        for column in (column for schema in compare_type.tables for column in schema.columns):
            other = met.setdefault(column.name, column)
            assert (column.is_judged, column.is_signed, column.is_name, column.says) == (
                other.is_judged,
                other.is_signed,
                other.is_name,
                other.says,
            )


@pytest.mark.parametrize("record", [FACTS["n"], FACTS["n"].kind], ids=["fact", "kind"])
def test_a_fact_that_does_not_say_how_it_is_shown_and_what_of_it_is_safe_is_refused(record: Any) -> None:
    whole = {field.name: getattr(record, field.name) for field in fields(record)}
    required = [field.name for field in fields(record) if field.default is MISSING]
    assert {"label", "kind"} <= {*required} or {"show", "is_safe", "otherwise", "why"} <= {*required}
    for name in required:
        with pytest.raises(TypeError, match=name):
            type(record)(**{key: value for key, value in whole.items() if key != name})
