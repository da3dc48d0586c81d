"""Where a rule turns: the last value on one side, the first on the other, and each entry of a short list by itself."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from drs_report.analysis import analyse
from drs_report.analysis.fetching_doubts import fetching_doubts
from drs_report.analysis.moments import times_of
from drs_report.checks.row_rules import RULES, Said
from drs_report.errors import PolicyError
from drs_report.language.vocabulary import built_in
from drs_report.policy import Policy, Scope, parse_policy
from drs_report.policy.scope import InScope
from drs_report.reading.tables.conversion import ColumnBuilder
from drs_report.reading.xlsx.cells import Percent
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.judgement import Level, OutcomeClass, Subject
from drs_report.records.reading import Recognition
from tests.findings.cases import NAMES, beside, of_table, origin, recognised, waiver
from tests.judgement.evidence import (
    SHOP,
    TIMES,
    clean,
    content,
    contents_file,
    dataset,
    line,
    overview,
)

DAY = datetime(2026, 11, 15, tzinfo=UTC)


def findings(files, name):
    return [f for f in analyse(files).findings if f.code == name]


# -- rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name or "not-understood")
def test_the_nearest_row_differs_in_one_thing_or_says_nothing(rule):
    apart = [f.name for f in fields(Said) if getattr(rule.fires, f.name) != getattr(rule.silent, f.name)]
    assert len(apart) == 1 or rule.silent == Said(OutcomeClass.VERIFIED)


@pytest.mark.parametrize(("rows", "n"), [((10, 10), 1), ((12, 10), 3), ((10, 12), 3), ((None, 10), 1)])
def test_rows_are_left_out_of_the_longer_side(rows, n):
    made = of_table("contents", source_rows=rows[0], target_rows=rows[1], compared_rows=9, extra=["compared_rows"])
    (said,) = (f for f in findings(made.loaded.datasets, "contents.rows-not-compared"))
    assert said.fact("n_rows") == n


@pytest.mark.parametrize("side", ["", "source_rows", "target_rows"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("share", "rows", "least"), [(10.0, 1000, 50), (100.0, 10, 5), (2.5, 201, 3)])
def test_half_of_a_sample_may_be_missing_and_no_more(share, rows, least, order, side):
    few = [{**content(f"t{n}", rows), "sampled_rows": n, "sample_percent": share} for n in (least - 1, least)]
    few = [{name: cell for name, cell in row.items() if name != side} for row in few]
    (said,) = findings([dataset("random", tables=few[::order])], "random.rows-not-compared")
    assert (said.subject.source_name, said.fact("column")) == (f"t{least - 1}", "sampled_rows")
    assert said.fact("n_rows") == int(rows * share / 100 - 1) - least + 1


@pytest.mark.parametrize(("source", "target"), [(1000, 10), (10, 1000)])
def test_a_share_is_one_of_the_longer_side(source, target):
    row = {**content("t", source), "target_rows": target, "sampled_rows": 40, "sample_percent": 10.0}
    (said,) = findings([dataset("random", tables=[row])], "random.rows-not-compared")
    assert said.fact("n_rows") == 59


def test_what_only_rows_that_differ_fill_in_is_not_missed_in_those_that_are_equal():
    rows = [{**content(name), "changed_rows": None} for name in NAMES]
    rows[0] |= {"outcome": "inconsistent", "content_outcome": "inconsistent", "changed_rows": 3}
    columns = {"tables": sorted({*rows[0]} - {"row_difference", "is_comparable"})}
    found = findings([dataset("contents", tables=rows, columns=columns)], "contents.says-less")
    assert found == []


def test_a_pair_whose_word_stands_under_no_heading_is_worth_its_word():
    bad = overview(3, outcome="inconsistent")
    file = dataset(
        "contents",
        tables=[content(n) for n in NAMES],
        databases=[bad],
        columns={"databases": ["n_tables", "source_db"]},
    )
    assert len(findings([file], "contents.database-differs")) == 1


# -- the file by itself --------------------------------------------------------------------------------------------------


def test_an_overview_is_held_against_its_list_where_nobody_says_how_it_was_read():
    counts = [{"object_type": "VIEW", "source_count": 2, "target_count": 2, "diff_count": 0, "outcome": "consistent"}]
    bare = Recognition("objects_comparison", None, "none", (), ())
    file = dataset("objects_comparison", overview=counts, recognition=bare)
    assert len(findings([file], "integrity.detail-missing")) == 1


@pytest.mark.parametrize("name", ["compare_start_time", "compare_end_time", "compare_time"])
@pytest.mark.parametrize(("day", "is_wrong"), [("2026-11-14", True), ("2026-11-15", False)])
def test_a_single_zone_of_the_run_dates_the_day_of_an_export(name, day, is_wrong):
    at = "2026-11-15 03:00:00+08:00"
    ends = () if name != "compare_start_time" else (("compare_end_time", "2026-11-14T19:00:00Z"),)
    meta = ((name, at), *ends, ("exported_at", day))
    assert (times_of(recognised(contents_file(NAMES), meta=meta)).contradiction is not None) is is_wrong


@pytest.mark.parametrize(("ends", "is_wrong"), [((14, 14), True), ((14, 15), False), ((15, 16), False)])
def test_a_day_of_the_run_is_met_by_the_last_of_its_ends(ends, is_wrong):
    meta = (("compare_time", "2026-11-15"), *(("compare_end_time", f"2026-11-{day}T03:00:00Z") for day in ends))
    assert (times_of(recognised(contents_file(NAMES), meta=meta)).contradiction is not None) is is_wrong


@pytest.mark.parametrize("bears", ["source_db", "target_db", "source_schema", "source_table", "target_table", ""])
def test_a_day_in_a_name_is_none_of_the_file_where_a_table_bears_it(bears):
    row = {**content("orders"), **({bears: "log_20261113"} if bears else {})}
    file = dataset("contents", name="log_20261113.xlsx", meta=TIMES, tables=[row])
    assert (times_of(file).contradiction is None) is bool(bears)


@pytest.mark.parametrize("bears", ["source_object", "target_object"])
def test_a_day_in_a_name_is_none_of_the_file_where_an_object_bears_it(bears):
    row = {"object_type": "VIEW", "source_object": "v", "target_object": "v", "outcome": "consistent"}
    file = dataset("objects_comparison", name="log_20261113.xlsx", meta=TIMES, objects=[{**row, bears: "v_20261113"}])
    assert times_of(file).contradiction is None


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("word", sorted(built_in().null_words))
def test_a_word_for_nothing_is_nothing_however_it_is_spelled_unless_it_names_a_thing(word, spell):
    for keeps_words in (False, True):
        builder = ColumnBuilder("c", Kind.TEXT, built_in(), keeps_words)
        builder.add(Column.of(["x", f" {spell(word)} "]), (1, 2))
        assert builder.array().to_pylist() == ["x", f" {spell(word)} " if keeps_words else None]


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_a_row_that_is_taken_off_again_takes_along_what_was_noted_of_it(row):
    cells = [Percent(0.5), "x", "y", "z"]
    builder = ColumnBuilder("source_rows", Kind.COUNT, built_in())
    builder.add(Column.of(cells), range(1, 5))
    builder.forget(row, pa.array([number != row for number in range(1, 5)]))
    assert builder.array().to_pylist() == [None] * 3
    assert builder.bad == [number for number in range(1, 5) if number != row]
    assert sorted((p.n, p.rows) for p in builder.problems) == [(3, tuple(builder.bad))]
    words = ColumnBuilder("outcome", Kind.OUTCOME, built_in())
    words.add(Column.of(["consistent", "odd", "odd", "odder"]), range(1, 5))
    words.forget(row, pa.array([number != row for number in range(1, 5)]))
    told = {"odd": [n for n in (2, 3) if n != row], "odder": [n for n in (4,) if n != row]}
    assert {w.word: (w.n, [*w.rows]) for w in words.unknown_words} == {w: (len(r), r) for w, r in told.items() if r}


BLANK = {"source_db": None}
IN_SCHEMAS = {"source_schema": "s", "target_schema": "s"}


@pytest.mark.parametrize(
    ("usual", "odd", "n"),
    [
        ({}, {}, 0),
        ({}, BLANK, 1),
        ({}, {"target_db": None}, 1),
        ({}, {**BLANK, "target_db": None}, 1),
        ({}, {**BLANK, "source_table": "shop.orders"}, 0),
        ({}, {**BLANK, "source_table": "shop.s.orders"}, 0),
        ({}, {**BLANK, "target_table": "shop.orders"}, 1),
        ({}, {"target_db": None, "target_table": "shop_new.orders"}, 0),
        ({}, {**BLANK, "outcome": "inconsistent"}, 0),
        ({}, {**BLANK, "outcome": None}, 1),
        ({}, {**BLANK, "outcome": "timeout"}, 0),
        ({}, {"source_db": " NULL "}, 1),
        ({}, {"source_db": "null", "target_db": "null"}, 0),
        (BLANK, BLANK, 3),
        ({**BLANK, "target_db": None}, {}, 0),
        (IN_SCHEMAS, {}, 0),
        (IN_SCHEMAS, {"source_schema": None}, 1),
        (IN_SCHEMAS, {"target_schema": None}, 1),
        (IN_SCHEMAS, {"source_schema": None, "source_table": "s.orders"}, 0),
        (IN_SCHEMAS, {"source_schema": None, "source_table": "shop.orders"}, 1),
        (IN_SCHEMAS, {"source_schema": None, "source_db": None, "source_table": "shop.s.orders"}, 0),
        ({"target_schema": "s"}, {}, 0),
        ({"source_schema": "s"}, {"target_schema": "s"}, 2),
    ],
)
def test_a_row_found_equal_names_each_part_that_the_others_or_its_other_side_name(usual, odd, n):
    rows = [{**line(name), **usual} for name in NAMES]
    rows[0] |= odd
    columns = {"tables": sorted({*rows[0], *IN_SCHEMAS} - {"row_difference"})}
    found = findings([dataset("lines", tables=rows, columns=columns)], "integrity.nameless-rows")
    assert sum(f.n for f in found) == n
    headless = {"tables": ["source_table", "target_table", "outcome", "source_rows", "target_rows"]}
    assert findings([dataset("lines", tables=rows, columns=headless)], "integrity.nameless-rows") == []


@pytest.mark.parametrize(
    ("kind", "odd", "n"),
    [
        ("TABLE", BLANK, 1),
        ("TABLE", {**BLANK, "target_db": None}, 1),
        ("TABLE", {**BLANK, "source_object": "shop.v"}, 0),
        ("VIEW", BLANK, 1),
        ("VIEW", {**BLANK, "target_db": None}, 0),
        ("VIEW", {**BLANK, "source_object": "shop.v"}, 1),
        ("VIEW", {**BLANK, "outcome": "inconsistent"}, 0),
    ],
)
def test_an_object_may_stand_in_no_database_and_a_table_not(kind, odd, n):
    rows = [{**SHOP, "object_type": k, "source_object": "v", "target_object": "v", "outcome": "consistent"}
            for k in ("TABLE", kind)]  # fmt: skip
    rows[1] |= {"source_object": "w", "target_object": "w", **odd}
    file = dataset("objects_comparison", objects=rows)
    assert sum(f.n for f in findings([file], "integrity.nameless-rows")) == n


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


# -- the policy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize(("pattern", "held"), [("shop.*", True), ("*.orders", True), ("prod.shop.orders", False)])
def test_a_database_of_either_side_is_one(side, pattern, held):
    named = Subject(Level.TABLE, **{f"{side}_db": "shop", f"{side}_name": "orders"})
    assert InScope(Policy(scope=Scope(include=(pattern,)))).holds(named) is held


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
