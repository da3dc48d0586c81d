"""Rules of one line each that whole evidence seldom reaches, each by itself."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest

from drs_report.checks import SUBJECTS
from drs_report.comparisons import ALL
from drs_report.language.vocabulary import built_in
from drs_report.reading.tables import tally
from drs_report.reading.tables.headings import may_fill
from drs_report.reading.tables.lines import known_in, read_pairs
from drs_report.reading.tables.titles import database_of
from drs_report.reading.xlsx.cells import ErrorValue
from tests.conftest import ROOT
from tests.judgement.evidence import SHOP, TIMES, dataset, line
from tests.judgement.test_boundaries import findings


def test_the_database_of_an_object_may_stand_before_its_name():
    names = {"source_db": None, "target_db": None, "source_schema": None, "target_schema": None}
    of = SUBJECTS["objects_comparison"]["objects"]
    subject = of({**names, "object_type": "VIEW", "source_object": "shop.v", "target_object": "shop.v"})
    assert (subject.source_db, subject.target_db) == ("shop", "shop")


def test_what_is_known_already_is_counted_beyond_the_limit_too(monkeypatch):
    monkeypatch.setattr(tally, "_MOST", 1)
    counted = tally.Tally("Details")
    for text in ("a", "b", "a"):
        counted.add("cell", text, 1)
    assert [one.n_cells for one in counted.entries()] == [2, 1]


def test_what_stands_in_the_package_stands_on_no_sheet():
    counted = tally.Tally("Details")
    counted.add("part", "customXml/item1.xml", 1)
    counted.add("cell", "odd", 1)
    assert [one.sheet for one in counted.entries()] == ["", "Details"]


def test_a_remark_may_be_taught_to_be_another_column():
    assert may_fill("message", "row_filter")
    assert not may_fill("source_rows", "row_filter")


def test_a_row_of_several_pairs_is_looked_at_pair_by_pair_and_a_format_not():
    stated = "Note | x | Row filter | id < 5"
    assert known_in("row", stated) == "Row filter: id < 5"
    assert known_in("format", stated) is None


def test_no_two_databases_are_read_from_a_text_of_any_length():
    named = "Source Database: shop; Target Database: " + 350 * "x"
    assert database_of(named) == ("shop", 350 * "x")
    assert database_of(named + 50 * "x") == ("shop; Target Database: " + 400 * "x", "")


@pytest.mark.parametrize("what", ["inconsistent tables", "failed tables", "uncomparable tables"])
def test_that_none_differs_or_failed_is_a_layouts_to_leave_out_and_that_none_is_equal_not(what):
    assert known_in("line", f"No {what}") is None
    assert known_in("line", f"5 {what}") == f"5 {what}".split()[1]
    assert known_in("line", "No consistent tables") == "No consistent tables"


@pytest.mark.parametrize("module", sorted({one.examination for one in ALL}))
def test_an_examination_says_of_each_code_that_it_raises_it(module):
    """What it does not say is not looked up when it is imported, and ends a report."""
    raises = import_module(f"drs_report.checks.{module}").RAISES
    tree = ast.parse((ROOT / f"drs_report/checks/{module}.py").read_text("utf-8"))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    named = {text.removeprefix("*.") for text in texts if text.startswith("*.") and text != "*."}
    assert named <= frozenset().union(*raises.values())


def test_a_table_that_another_task_renames_says_nothing_of_this_one():
    renamed = dataset("lines", name="a.xlsx", job_id="a", meta=TIMES, tables=[{**line("x"), "target_table": "y"}])
    swapped = dataset("lines", name="b.xlsx", job_id="b", meta=TIMES, tables=[{**line("z"), "target_table": "x"}])
    assert not findings([renamed, swapped], "integrity.names-another-database")


def test_a_later_list_without_the_targets_takes_no_place():
    rows = [{**SHOP, "source_table": "orders", "target_table": "orders", "source_rows": 10, "target_rows": 9}]
    read = ["source_db", "target_db", "source_table", "target_table", "source_rows", "target_rows", "outcome"]
    first = dataset("lines", name="a.xlsx", meta=TIMES, tables=[{**rows[0], "outcome": "inconsistent"}])
    later = tuple((name, text.replace("T01", "T03").replace("T02", "T04")) for name, text in TIMES)
    equal = [{**rows[0], "target_rows": 10, "outcome": "consistent"}]

    def superseded(*without):
        columns = {"tables": [name for name in read if name not in without]}
        return findings([first, dataset("lines", name="b.xlsx", meta=later, tables=equal, columns=columns)],
                        "integrity.superseded")  # fmt: skip

    assert superseded()
    assert not superseded("target_table")


def test_an_error_in_a_row_of_labels_and_values_is_read_as_no_text():
    assert read_pairs({1: "Task ID", 2: "x", 3: ErrorValue("#N/A")}, built_in()) is None
