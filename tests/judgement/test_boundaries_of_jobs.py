"""Where a rule turns that is about several files of a job, or about the policy they are held to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drs_report.analysis import analyse
from drs_report.analysis.fetching_doubts import fetching_doubts
from drs_report.comparisons import COMPARE_TYPES
from drs_report.errors import PolicyError
from drs_report.evidence.manifest import Missing
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import Policy, Scope, load_policy, parse_policy
from drs_report.policy.scope import in_scope
from drs_report.records.judgement import Level, Subject
from tests.findings.cases import NAMES, beside, origin, waiver
from tests.judgement.evidence import (
    NOW,
    TIMES,
    clean,
    content,
    contents_file,
    dataset,
    line,
)
from tests.judgement.test_boundaries import findings

DAY = datetime(2026, 11, 15, tzinfo=UTC)


# -- the files of a job --------------------------------------------------------------------------------------------------


def tasks(*folders, comparisons=("objects_comparison", "lines", "contents")):
    """The tasks of a job whose files lie in these folders and name none."""
    files = [origin(file, job_id=None, folder=f) for file, f in zip(clean(NAMES), folders, strict=True)]
    assert [file.compare_type for file in files] == [*comparisons]
    return {row.subject.task for row in analyse(files).coverage.rows}


@pytest.mark.parametrize(
    ("folders", "n"),
    [
        (("对象对比", "行对比", "值对比"), 1),
        (("object comparison", "row comparison", "data comparison"), 1),
        (("数据对比", "data_compare", "data-level comparison"), 1),
        (("1-objects", "2_rows", "03. values"), 1),
        (("a/objects", "a/rows", "a/values"), 1),
        (("a/objects", "a/rows", "b/values"), 2),
        (("objects", "row failed", "values"), 2),
        (("objects", "10 rows", "values"), 1),
        (("objects", "rows 10", "values"), 2),
        (("objects", "rows shop", "values"), 2),
        (("objects", "users", "values"), 2),
    ],
)
def test_folders_part_tasks_unless_they_only_say_what_is_compared(folders, n):
    assert len(tasks(*folders)) == n


def test_tasks_in_folders_of_one_name_are_called_by_all_of_it():
    assert tasks("a/x", "b/x", "b/x") == {"a/x", "b/x"}
    assert tasks("a/x", "b/y", "b/y") == {"x", "y"}
    assert tasks("a/x", "a/x", "a/x") == {""}


@pytest.mark.parametrize(
    ("kinds", "tasks_of", "n"),
    [
        (("contents", "repair_data"), ("t", "t"), 0),
        (("contents", "random"), ("t", "t"), 1),
        (("contents", "contents"), ("t", "t"), 0),
        (("contents", "lines"), ("t", "t"), 1),
        (("contents", "contents"), ("t", "u"), 1),
    ],
)
def test_two_files_may_be_of_one_comparison_if_they_are_of_one_kind_and_task(kinds, tasks_of, n):
    (source,) = analyse([contents_file(NAMES)]).sources
    both = [
        replace(source, compare_type=kind, origin=replace(source.origin, name=name, job_id=task, compare_job_id="c1"))
        for kind, task, name in zip(kinds, tasks_of, ("a.xlsx", "b.xlsx"), strict=True)
    ]
    assert len([f for f in fetching_doubts(both, (), ()) if f.code == "integrity.number-twice"]) == n


@pytest.mark.parametrize("one_sided", [False, True])
def test_files_that_name_source_and_target_the_other_way_round_are_found(one_sided):
    turned = {"source_db": "shop_new", "target_db": "shop"}
    rows = [{**line(n), **turned, **({"target_table": None} if one_sided else {})} for n in NAMES]
    files = [*beside("lines"), dataset("lines", meta=TIMES, tables=rows)]
    assert findings(files, "integrity.source-target-swapped") != []


def schemas(one, other, name):
    return dataset(
        "lines", name=name, tables=[{**line("t"), "target_db": "shop", "source_schema": one, "target_schema": other}]
    )


@pytest.mark.parametrize(("second", "n"), [(("b", "a"), 1), (("a", "b"), 0), (("a", "c"), 0)])
def test_schemas_of_one_database_are_a_direction_too(second, n):
    files = [schemas("a", "b", "1.xlsx"), schemas(*second, "2.xlsx")]
    assert len(findings(files, "integrity.source-target-swapped")) == n


@pytest.mark.parametrize(
    ("other", "n"),
    [({}, 1), ({"source_db": "b"}, 0), ({"source_schema": "b", "target_schema": "b"}, 0), ({"target_db": "b"}, 0)],
)
def test_a_target_bears_the_name_of_a_renamed_table_of_its_own_place_and_of_no_other(other, n):
    rows = [{**content("t"), "target_table": "u"}, {**content("u"), "target_table": "v", **other}]
    assert len(findings([dataset("contents", tables=rows)], "integrity.names-another-database")) == n


def test_what_could_not_be_fetched_is_told_in_the_order_of_the_comparisons():
    missing = [Missing("j", kind, "", "FAILED", "r", "") for kind in COMPARE_TYPES]
    told = [f.compare_type for f in fetching_doubts((), missing, ())]
    assert told == sorted(COMPARE_TYPES)


# -- the policy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize(("pattern", "held"), [("shop.*", True), ("*.orders", True), ("prod.shop.orders", False)])
def test_a_database_of_either_side_is_one(side, pattern, held):
    named = Subject(Level.TABLE, **{f"{side}_db": "shop", f"{side}_name": "orders"})
    assert in_scope(Policy(scope=Scope(include=(pattern,))))(named) is held


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("integrity.unrecognised-rows", "file, sheet"),
        ("evidence.not-understood", "file, sheet, text"),
        ("*.*un*e*o*", "file, sheet, text"),
    ],
)
def test_a_waiver_of_what_was_not_understood_must_say_where(code, wanted):
    with pytest.raises(PolicyError) as refused:
        parse_policy(waiver(code, pattern="orders"))
    assert refused.value.problems[0].endswith(f"it must also say {wanted}")


@pytest.mark.parametrize("content_of_it", [None, b"name = '\xff'"])
def test_a_policy_that_cannot_be_read_is_called_one(tmp_path, content_of_it):
    path = tmp_path / "p.toml"
    if content_of_it:
        path.write_bytes(content_of_it)
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    assert re.search(r"\bpolicy\b", f"{refused.value.message} {refused.value.remedy}")


def used(files, policy):
    """Whether the one waiver of the policy was used."""
    _, made = judge_loaded(Loaded(tuple(files)), parse_policy(policy), NOW)
    return made.waivers[0].status


DIFFERING = [*beside("contents"), dataset("contents", tables=[content("t", outcome="inconsistent", different_rows=3)])]


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({}, "used"),
        ({"file": "contents.xlsx"}, "used"),
        ({"sheet": "tables"}, "used"),
        ({"file": "other.xlsx"}, "unmatched"),
        ({"sheet": "other"}, "unmatched"),
        ({"text": "abc"}, "unmatched"),
    ],
)
def test_a_waiver_that_names_a_place_covers_nothing_that_has_none(place, status):
    assert used(DIFFERING, waiver("contents.values-differ", pattern="shop.t", **place)) == status


@pytest.mark.parametrize(
    ("counts", "most", "status"),
    [((3, 2), 1, "used"), ((3, 1), 1, "over-budget"), ((3, 1), 2, "used"), ((None, 2), 9, "unmatched")],
)
def test_objects_of_a_type_count_against_a_budget_where_their_number_is_known(counts, most, status):
    row = {"object_type": "VIEW", "source_count": counts[0], "target_count": counts[1], "outcome": "inconsistent"}
    files = [*beside("objects_comparison"), dataset("objects_comparison", overview=[row])]
    assert used(files, waiver("objects.count-differs", pattern="VIEW", max_rows=most)) == status
