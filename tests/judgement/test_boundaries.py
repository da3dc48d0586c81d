"""Where a rule turns: the last value on one side, the first on the other, and each entry of a short list by itself."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from drs_report.analysis import analyse
from drs_report.analysis.layout_proof import cross_check
from drs_report.analysis.moments import times_of
from drs_report.checks.alike import Alike
from drs_report.checks.names import may_say_none, says_none, side_of
from drs_report.checks.row_rules import RULES, Said
from drs_report.language.phrases import all_of, spellings
from drs_report.language.vocabulary import built_in
from drs_report.reading.tables.conversion import ColumnBuilder
from drs_report.reading.xlsx.cells import Percent
from drs_report.reading.xlsx.columns import Column
from drs_report.records.columns import Kind
from drs_report.records.judgement import OutcomeClass
from drs_report.records.reading import BlockRecognition, ColumnMatch, Recognition, SheetRecognition, UnknownWord
from tests.findings.cases import NAMES, of_table, recognised, timed
from tests.judgement.evidence import (
    SHOP,
    TEXT,
    TIMES,
    content,
    contents_file,
    dataset,
    line,
    overview,
)
from tests.judgement.row_examples import EXAMPLES

DAY = datetime(2026, 11, 15, tzinfo=UTC)


def findings(files, name):
    return [f for f in analyse(files).findings if f.code == name]


# -- rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name or "not-understood")
def test_the_nearest_row_differs_in_one_thing_or_says_nothing(rule):
    fires, silent = EXAMPLES[rule.name]
    apart = [f.name for f in fields(Said) if getattr(fires, f.name) != getattr(silent, f.name)]
    assert len(apart) == 1 or silent == Said(OutcomeClass.VERIFIED)


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


def blocks_of(*sheets):
    """A file of lists, each a sheet's name and the first rows of its blocks, of two rows each; and the groups of its rows."""
    rows = [
        {**line("t"), "sheet": name, "row_number": at + n} for name, firsts in sheets for at in firsts for n in (0, 1)
    ]
    made = tuple(
        SheetRecognition(name, "visible", 3 * len(firsts), tuple(
            BlockRecognition("tables", (at - 1,), at, at + 1, 2, unknown_words=(UnknownWord("outcome", "odd", 1, (at,)),) if at == 9 else ())
            for at in firsts))
        for name, firsts in sheets
    )  # fmt: skip
    file = recognised(dataset("lines", tables=rows), sheets=made)
    return Alike.of(file, "tables", file.frames["tables"])


@pytest.mark.parametrize(
    ("sheets", "groups", "own"),
    [
        ([("a", (2,))], [0, 0], []),
        ([("a", (2, 5))], [0, 0, 1, 1], []),
        ([("a", (2, 5)), ("b", (2,))], [0, 0, 1, 1, 2, 2], []),
        ([("a", (2,)), ("b", (2, 5)), ("c", (2,))], [0, 0, 1, 1, 2, 2, 3, 3], []),
        ([("a", (2, 9))], [0, 0, 1, 1], [2]),
        ([("a", (9,)), ("b", (8,))], [0, 0, 1, 1], [0]),
        ([("a", (5,)), ("a", (2,))], None, [0, 1, 2, 3]),
    ],
)
def test_rows_are_alike_within_their_block_and_where_no_word_of_them_is_unknown(sheets, groups, own):
    alike = blocks_of(*sheets)
    assert np.flatnonzero(alike.is_own).tolist() == own
    assert groups is None or alike.groups.tolist() == groups


@pytest.mark.parametrize(
    ("pairs", "listed", "n"),
    [
        ([("a", "b")], [("b", "a")], 1),
        ([("a", "b"), ("b", "a")], [("a", "b"), ("b", "a")], 0),
        ([("a", "b")], [("a", "b"), ("b", "a")], 1),
        ([("a", "a")], [("a", "a")], 0),
        ([("a", "b"), ("c", "d")], [("b", "a"), ("d", "c")], 2),
    ],
)
def test_pairs_are_turned_round_that_the_overview_names_the_other_way_only(pairs, listed, n):
    over = [{**overview(1), "source_db": a, "target_db": b} for a, b in pairs]
    rows = [{**line(f"t{a}"), "source_db": a, "target_db": b} for a, b in listed]
    said = findings([dataset("lines", tables=rows, databases=over)], "integrity.source-target-swapped")
    assert [(f.n, f.fact("n_pairs")) for f in said] == ([(n, n)] if n else [])


@pytest.mark.parametrize("two_sided", [(False, True), (True, False), (True, True), (False, False)])
def test_of_two_blocks_each_row_is_held_against_the_headings_of_its_own(two_sided):
    places = (2, 3, 5, 6)
    rows = [{**line(name), "target_table": None, "row_number": at} for name, at in zip("abcd", places, strict=True)]
    headings = ("source_table", "source_rows", "target_rows", "outcome", "target_table")
    blocks = tuple(
        BlockRecognition("tables", (first - 1,), first, first + 1, 2, score=1.0,
                         columns=tuple(ColumnMatch("A", name, name, 1.0) for name in headings[: 5 if is_two else 4]))
        for first, is_two in zip((2, 5), two_sided, strict=True)
    )  # fmt: skip
    file = recognised(dataset("lines", tables=rows), sheets=(SheetRecognition("tables", "visible", 6, blocks),))
    said = [f.evidence[0].rows for f in findings([file], "lines.named-on-one-side")]
    beside = [(at,) for is_two, some in zip(two_sided, (places[:2], places[2:]), strict=True) for at in some if is_two]
    assert said == beside


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


def test_a_time_that_cannot_be_read_contradicts_none():
    meta = (*TIMES, ("exported_at", "noon"), ("task_made_at", "soon"))
    assert times_of(recognised(contents_file(NAMES), meta=meta)).contradiction is None


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


@pytest.mark.parametrize("spell", ["{0}", "t {0}", "{0} t", "t ({0}) t", "（{0}）"])
@pytest.mark.parametrize(
    "word", sorted(all_of("denials", "neutral").union(spellings("missing"), spellings("gone")) - {"no"})
)
def test_a_word_that_denies_does_so_wherever_it_stands_by_itself(word, spell):
    names = [spell.format(word), f"x{word}x" if word.isascii() else "x"]
    assert [says_none(name) for name in names] == [True, False]
    assert may_say_none(pd.Series(names, dtype=TEXT)).tolist() == [True, False]


@pytest.mark.parametrize("side", ["source_table", "target_table"])
@pytest.mark.parametrize("name", ["不锈钢", "未央宫", "否定词典", "t_不良品"])
def test_a_name_that_only_holds_a_sign_that_denies_is_a_name(name, side):
    file = dataset("lines", tables=[{**line("steel"), side: name}])
    assert findings([file], "lines.named-on-one-side") == []
    denied = dataset(
        "lines", tables=[{**line("steel"), side: f"{name[-1]}{name[:-1]}不存在"}, {**line("t"), side: "不存在"}]
    )
    assert sum(f.n for f in findings([denied], "lines.named-on-one-side")) == 1


@pytest.mark.parametrize("table", ["orders", "shop", "public"])
@pytest.mark.parametrize("place", [("shop", "public"), ("shop", "shop")])
def test_a_table_is_the_same_however_much_of_its_place_its_name_bears(place, table):
    db, schema = place
    spelled = [table, f"{schema}.{table}", f"{db}.{schema}.{table}", f'"{db}".{schema}.`{table}`']
    spelled += [f"{db}.{table}"] if table != "public" else []
    assert {side_of(db, schema, name) for name in spelled} == {(db, schema, table)}
    assert side_of("", "", spelled[2]) == side_of(db, "", spelled[2]) == (db, schema, table)


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
        ({}, {**BLANK, "outcome": "inconsistent"}, 1),
        ({}, {**BLANK, "outcome": "inconsistent", "target_table": None}, 0),
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


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_name_on_one_side_only_is_doubt_though_the_examination_does_not_ask(monkeypatch, side):
    """A new comparison brings its own: its rows are not proven by what nobody looks at."""
    for module in ("tables", "objects"):
        monkeypatch.setattr(f"drs_report.checks.{module}.lacks_name", lambda *_: False)
    rows = [line(name) for name in NAMES]
    objects = [{**SHOP, "object_type": kind, "source_object": "v", "target_object": "v", "outcome": "consistent"}
               for kind in ("TABLE", "TABLE", "VIEW")]  # fmt: skip
    rows[0][f"{side}_table"] = objects[0][f"{side}_object"] = None
    files = [dataset("lines", name=f"{side}.xlsx", tables=rows), dataset("objects_comparison", objects=objects)]
    assert [f.n for f in findings(files, "integrity.nameless-rows")] == [1, 1]


@pytest.mark.parametrize(
    ("kind", "odd", "n"),
    [
        ("TABLE", BLANK, 1),
        ("TABLE", {**BLANK, "target_db": None}, 1),
        ("TABLE", {**BLANK, "source_object": "shop.v"}, 0),
        ("VIEW", BLANK, 1),
        ("VIEW", {**BLANK, "target_db": None}, 0),
        ("VIEW", {**BLANK, "source_object": "shop.v"}, 1),
        ("VIEW", {**BLANK, "outcome": "inconsistent"}, 1),
        ("VIEW", {**BLANK, "outcome": "inconsistent", "target_object": None}, 0),
    ],
)
def test_an_object_may_stand_in_no_database_and_a_table_not(kind, odd, n):
    rows = [{**SHOP, "object_type": k, "source_object": "v", "target_object": "v", "outcome": "consistent"}
            for k in ("TABLE", kind)]  # fmt: skip
    rows[1] |= {"source_object": "w", "target_object": "w", **odd}
    file = dataset("objects_comparison", objects=rows)
    assert sum(f.n for f in findings([file], "integrity.nameless-rows")) == n


INDEX = {
    **SHOP,
    "object_type": "INDEX",
    "source_object": "orders.i",
    "target_object": "orders.i",
    "outcome": "consistent",
}
TABLE = {**INDEX, "object_type": "TABLE", "source_object": "orders", "target_object": "orders"}


@pytest.mark.parametrize(
    ("other", "n"),
    [
        ({}, 1),
        ({"object_type": "TRIGGER"}, 0),
        *(({name: "x"}, 0) for name in ("source_db", "target_db", "source_schema", "target_schema")),
        *(({name: "orders.j"}, 0) for name in ("source_object", "target_object")),
        ({"message": "x"}, 1),
    ],
)
def test_objects_are_one_that_agree_in_all_that_names_them(other, n):
    file = dataset("objects_comparison", objects=[TABLE, INDEX, {**INDEX, **other}])
    assert len(findings([file], "integrity.duplicate-table")) == n


@pytest.mark.parametrize(
    ("row", "is_stranger"),
    [
        ({"object_type": "SCHEMA", "source_object": "s", "target_object": "t"}, False),
        ({"object_type": "DB", "source_object": "shop", "target_object": "shop_new"}, False),
        ({"object_type": "DB", "source_object": "shop", "target_object": "other"}, True),
        ({"object_type": "DB", "source_object": "other", "target_object": "shop_new"}, True),
        ({"object_type": "DB", "source_object": "one", "target_object": "two"}, False),
        ({"object_type": "DB", "source_object": "null", "target_object": "shop_new"}, False),
        ({"object_type": "VIEW", "source_object": "s", "target_object": "t"}, True),
        ({"object_type": "VIEW", "source_object": "v", "target_object": "v", "target_db": "hr"}, True),
        ({"object_type": "VIEW", "source_object": "v", "target_object": "v", "source_db": "hr"}, True),
        (
            {"object_type": "VIEW", "source_object": "v", "target_object": "v", "source_db": "hr", "target_db": "hr"},
            False,
        ),
        ({"object_type": "VIEW", "source_object": "v", "target_object": "v", "target_db": "`SHOP_new`"}, False),
        ({"object_type": "INDEX", "source_object": "orders.i", "target_object": "orders.j"}, False),
        ({"object_type": "INDEX", "source_object": "orders.i", "target_object": "items.i"}, True),
        ({"object_type": "INDEX", "source_object": "carts.i", "target_object": "carts.i"}, True),
        ({"object_type": "INDEX", "source_object": "S.i", "target_object": "S.i", "source_schema": "s"}, False),
        (
            {
                "object_type": "ROLE",
                "source_object": "GRANT ALL ON shop.* TO a",
                "target_object": "GRANT ALL ON `shop_new`.* TO a",
            },
            False,
        ),
        (
            {
                "object_type": "ROLE",
                "source_object": "GRANT ALL ON shop.* TO a",
                "target_object": "GRANT ALL ON shop_new.* TO b",
            },
            True,
        ),
    ],
)
def test_a_row_pairs_what_belongs_together_as_far_as_its_list_says(row, is_stranger):
    listed = [TABLE, {**TABLE, "source_object": "items", "target_object": "items"}, INDEX]
    file = dataset("objects_comparison", objects=[*listed, {**INDEX, **row}])
    said = findings([file], "objects.of-another-table")
    assert [f.subject.object_type for f in said] == ([row["object_type"]] if is_stranger else [])


@pytest.mark.parametrize("status", ["done", "repaired", "completed", "修复完成", "Successful", "100%", None])
@pytest.mark.parametrize(("completed", "n"), [(3, 0), (2, 1)])
def test_a_repair_is_over_if_its_status_and_its_numbers_say_so(status, completed, n):
    row = {"db": "shop", "table": "orders", "total_rows": 3, "completed_rows": completed, "repair_status": status}
    odd = {**row, "completed_rows": None, "repair_status": "repair"}
    assert len(findings([dataset("repair_data", tables=[row])], "repair.unfinished")) == (n or int(status == "100%"))
    assert (
        len(findings([dataset("repair_data", tables=[{**odd, "repair_status": "running"}])], "repair.unfinished")) == 1
    )


@pytest.mark.parametrize("name", ["n_tables", "n_compared", "n_inconsistent", "n_uncomparable"])
def test_an_overview_that_counts_what_was_never_listed_is_not_replaced(name):
    pairs = [overview(3, **{name: overview(3)[name] + more}) for more in (0, 1)]
    for pair, is_replaced in zip(pairs, (True, False), strict=True):
        old = dataset(
            "contents", name="old.xlsx", meta=timed(0, 1), tables=[content(n) for n in NAMES], databases=[pair]
        )
        new = dataset(
            "contents", name="new.xlsx", meta=timed(2, 3), tables=[content(n) for n in NAMES], databases=pairs[:1]
        )
        (source,) = (one for one in analyse([old, new]).sources if one.origin.name == "old.xlsx")
        assert source.is_superseded is is_replaced


@pytest.mark.parametrize(
    "name", ["source_db", "target_db", "source_schema", "target_schema", "source_table", "target_table"]
)
def test_rows_are_held_against_the_interface_s_by_each_of_their_names(name):
    rows = [{**content("t", n), **IN_SCHEMAS, name: f"x{n}"} for n in (1, 2)]
    one, other = (dataset("contents", tables=some) for some in (rows, rows[::-1]))
    proven = cross_check(one, other)
    assert (proven.n_cells, proven.disagreements) == (proven.n_same, ())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"not_understood": 1, "row_number": 40, "sheet": "x"}, []),
        ({"source_rows": 4}, [("source_rows", 1, "10", "4")]),
        ({"source_rows": None}, [("source_rows", 1, "10", "–")]),
        ({"source_table": "u"}, [("row", 32, "shop.shop_new.t.t", "–")]),
    ],
)
def test_what_the_workbook_and_the_interface_say_is_told_cell_by_cell(changes, told):
    rows = [content("t"), content("v")]
    one, other = dataset("contents", tables=rows), dataset("contents", tables=[{**rows[0], **changes}, rows[1]])
    proven = cross_check(one, other)
    assert [(d.column, d.n_cells, d.workbook, d.interface) for d in proven.disagreements] == told
    assert proven.n_cells - proven.n_same == sum(n for _, n, _, _ in told)


@pytest.mark.parametrize("blank", ["source_db", "target_db", "source_table"])
def test_a_row_of_one_of_both_is_told_on_its_side_by_the_names_that_it_has(blank):
    rows = [content("t"), {**content("v"), blank: None}]
    whole, less = (dataset("contents", tables=rows[:n]) for n in (2, 1))
    names = [name for name in ("source_db", "target_db", "source_table", "target_table") if name != blank]
    named = ".".join(rows[1][name] for name in names)
    assert [(d.workbook, d.interface) for d in cross_check(whole, less).disagreements] == [(named, "–")]
    assert [(d.workbook, d.interface) for d in cross_check(less, whole).disagreements] == [("–", named)]
