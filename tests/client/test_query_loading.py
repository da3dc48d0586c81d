"""The query API's tables, put into a workbook as they are, are understood by the loader by their headings alone."""

from __future__ import annotations

import json

import openpyxl
import pytest

import drs_report
from drs_report.client import query_tables
from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.evidence.answers import QueryFile, QueryTable, serialise

from .conftest import CONTENTS, JOB, LINES, OBJECTS


@pytest.fixture
def loaded(bench, tmp_path):
    def load(compare_type, compare_job_id):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for table in query_tables(bench.api(), JOB, compare_type, compare_job_id):
            sheet = book.create_sheet(table.name)
            for row in (table.header, *table.rows):
                sheet.append(row)
        path = tmp_path / f"{compare_type}.xlsx"
        book.save(path)
        dataset = drs_report.load(path)
        assert dataset.compare_type == compare_type
        assert not any(sheet.leftovers for sheet in dataset.recognition.sheets)
        return dataset

    return load


def values(frame, *columns):
    """The rows of some columns as plain tuples, None for what is missing."""
    some = frame[list(columns)]
    return list(some.astype(object).where(some.notna(), None).itertuples(index=False, name=None))


def test_row_comparison(loaded):
    tables = loaded("lines", LINES).tables
    assert values(tables, "source_db", "source_table", "target_rows", "outcome") == [
        ("shop", "t1", 10, "consistent"),
        ("shop", "t2", 20, "consistent"),
        ("shop", "t3", 29, "inconsistent"),
        ("shop", "t4", 40, "consistent"),
        ("shop", "t5", 50, "cannot_compare"),  # although its status code says equal
    ]


def test_value_comparison(loaded):
    dataset = loaded("contents", CONTENTS)
    assert values(dataset.tables, "source_table", "outcome", "is_comparable", "different_rows") == [
        ("orders", "inconsistent", True, 2),
        ("log", "cannot_compare", False, None),
    ]
    assert values(dataset.differences, "source_table", "kind", "source_key", "target_key") == [
        ("orders", "only_in_source", "1", None),
        ("orders", "different", '["2", "b"]', '["2", "b"]'),
    ]


def test_object_comparison(loaded):
    dataset = loaded("objects_comparison", OBJECTS)
    assert values(dataset.objects, "object_type", "source_object", "target_object", "outcome") == [
        ("TABLE", "t1", "t1", "consistent"),
        ("TABLE", "t2", None, "inconsistent"),
        ("VIEW", "v1", "v1", "consistent"),
    ]


RAW_LINES = {
    "total_count": 2,
    "table_line_compare_result_infos": [
        {"source_table_name": "t1", "source_row_num": 5, "target_table_name": "t1", "target_row_num": 5,
         "difference_row_num": 0, "status": 2},
        {"source_table_name": "t2", "source_row_num": 5, "target_table_name": "t2", "target_row_num": 4,
         "difference_row_num": 1, "status": 0},
    ],
}  # fmt: skip


def by_hand(document):
    return drs_report.load(json.dumps(document).encode(), name="saved.query.json")


def test_an_answer_saved_by_hand_is_read():
    dataset = by_hand(RAW_LINES)
    assert dataset.compare_type == "lines"
    assert list(dataset.tables["outcome"]) == ["consistent", "inconsistent"]


def test_a_value_comparison_saved_by_hand_is_no_more_than_a_sample():
    record = {"source_db": "a", "target_db": "a", "source_table_name": "t", "target_table_name": "t",
              "source_row_num": 1, "target_row_num": 1, "content_compare_result": True}  # fmt: skip
    assert by_hand({"total_count": 1, "content_compare_result_infos": [record]}).compare_type == "random"


@pytest.mark.parametrize(
    "change", [{"total_count": 3}, {"total_count": 0}, {"table_line_compare_result_infos": []},
               {"table_line_compare_result_infos": {}}, {"table_line_compare_result_infos": ["a"]}],
)  # fmt: skip
def test_an_answer_that_is_not_whole_is_refused(change):
    with pytest.raises(UnreadableWorkbookError):
        by_hand({**RAW_LINES, **change})


@pytest.mark.parametrize("name", ["error_msg", "status", "something_new"])
def test_what_an_answer_says_beside_its_records_is_kept(name):
    dataset = by_hand({**RAW_LINES, name: "the connection was lost"})
    assert "the connection was lost" in dataset.tables.to_csv()


@pytest.mark.parametrize(("n", "is_read"), [(16_384, True), (16_385, False)])
def test_a_stored_table_has_no_more_columns_than_a_sheet(n: int, *, is_read: bool) -> None:
    """The fields behind are read as little as the columns of a sheet behind Excel's last one."""
    header = [*("source_db", "source_table_name", "target_table_name", "line_compare_result"), *map(str, range(n - 4))]
    table = QueryTable("t", tuple(header), (("shop", "a", "a", "2", *[None] * (n - 5), "x"),))
    answers = QueryFile("j", "c", "lines", "en-us", "r", (table,))
    if is_read:
        (sheet,) = drs_report.load(serialise(answers), name="a.query.json").recognition.sheets
        assert sheet.n_cells == n + 5
    else:
        with pytest.raises(UnsafeWorkbookError, match=r"16,385 columns, and the limit is 16,384"):
            drs_report.load(serialise(answers), name="a.query.json")
