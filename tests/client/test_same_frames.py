"""A comparison's frames are the same from its workbook and from the query API: one truth, told both ways by a simulator."""

from __future__ import annotations

import io

import openpyxl
import pytest

import drs_report
from drs_report.client import FetchState
from simulator import Comparison, Content, Fault, FaultKind

from .conftest import JOB, running

ID = "same-0001"
WHERE = ["source_file", "sheet", "row_number"]
"""Where a row was read: other names, and other places."""

# name, source rows, target rows, what differs: (source key, target key, source SQL, target SQL)
TABLES = (
    ("members", 904_118, 904_118, ()),
    ("订单", 9_007_199_254_740_993, 9_007_199_254_740_992, (("7", "", "select * from `订单` where id=7", None),)),
    ("orders.2026", 20, 20, (("1", "1", "s1", "t1"), ("2", "2", "s2", "t2"))),
    ("empty", 0, 0, ()),
)
NOT_COMPARED = (("log", "no primary key"), ("blob", "unsupported type"))
OBJECTS = (
    ("TABLE", "members", "members", ""),
    ("TABLE", "orders", "", "missing in the target"),
    ("VIEW", "v_members", "v_members", ""),
    ("INDEX", "`members`.`PRIMARY`", "`members`.`PRIMARY`", ""),
)
PLACE = ("Source Database Name", "Target Database Name")
TABLE = (*PLACE, "Source Table Name", "Target Table Name")
WORDS = {True: "Consistent", False: "Inconsistent"}


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, *rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            # a cell is a double, so what it cannot hold exactly is text there, as exporters write it
            sheet.append([str(value) if isinstance(value, int) and abs(value) > 2**53 else value for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def overview(compared, n_different):
    heading = ("Comparison Result", "Total Tables", "Completed Tables", "Inconsistent Tables")
    n = len(TABLES)
    return (
        "Overview",
        (*PLACE, *heading, "Tables That Cannot Be Compared"),
        ("shop", "shop_new", "Inconsistent", n + compared, n, n_different, compared),
    )


def lines():
    records = [
        {
            "source_db_name": "shop", "target_db_name": "shop_new", "source_table_name": name, "target_table_name": name,
            "source_row_num": source, "target_row_num": target, "difference_row_num": target - source,
            "status": 2 if source == target else 0, "compare_line_config_filter": None,
        }
        for name, source, target, _ in TABLES
    ]  # fmt: skip
    counts = ("Source Table Rows", "Target Table Rows", "Row Difference", "Comparison Result", "Filter Criteria")
    rows = [("shop", "shop_new", name, name, s, t, t - s, WORDS[s == t], None) for name, s, t, _ in TABLES]
    return workbook(overview(0, 1), ("Details", (*TABLE, *counts), *rows)), records


def contents():
    records = [
        {
            "source_db": "shop", "target_db": "shop_new", "source_table_name": name, "target_table_name": name,
            "source_row_num": source, "target_row_num": target, "difference_row_num": len(differences),
            "line_compare_result": source == target, "content_compare_result": not differences, "message": "",
            "complete_shard_count": 3, "total_shard_count": 3, "progress": 100.0,
            "differences": tuple(
                {"source_key_value": [a] if a else [], "target_key_value": [b] if b else [], "select_sql": c, "target_select_sql": d}
                for a, b, c, d in differences
            ),
        }
        for name, source, target, differences in TABLES
    ] + [
        {
            "source_db": "shop", "target_db": "shop_new", "source_table_name": name, "target_table_name": name,
            "message": message, "is_comparable": False, "content_compare_result": None,
        }
        for name, message in NOT_COMPARED
    ]  # fmt: skip
    counts = ("Source Table Rows", "Target Table Rows", "Inconsistent Rows", "Row Comparison Result")
    state = ("Completed Shards", "Total Shards", "Comparison Progress", "Additional Information")
    compared = [
        ("shop", "shop_new", name, name, s, t, len(found), WORDS[s == t], WORDS[not found], 3, 3, 100, None)
        for name, s, t, found in TABLES
    ]
    keys = ("Source Key Value", "Target Key Value")
    queries = ("SQL for Querying the Source Database", "SQL for Querying the Destination Database")
    listed = [
        ("shop", "shop_new", name, name, a, b or None, c, d) for name, _, _, found in TABLES for a, b, c, d in found
    ]
    other = [("shop", "shop_new", name, name, message) for name, message in NOT_COMPARED]
    return workbook(
        overview(len(NOT_COMPARED), 2),
        ("Comparable Tables", (*TABLE, *counts, "Value Comparison Result", *state), *compared),
        ("Cannot Be Compared", (*TABLE, "Additional Information"), *other),
        ("Difference Details", (*TABLE, *keys, *queries), *listed),
    ), records


def objects():
    names = {"TABLE": "Tables", "VIEW": "Views", "INDEX": "Indexes"}
    records = [
        {
            "type": kind, "source_db_name": "shop", "target_db_name": "shop_new", "source_db_value": source,
            "target_db_value": target, "status": 2 if source == target else 0, "error_message": message,
        }
        for kind, source, target, message in OBJECTS
    ]  # fmt: skip
    heading = (*PLACE, "Value in Source Database", "Value in Target Database", "Comparison Result", "Error Message")
    sheets, counts = [], []
    for kind, title in names.items():
        found = [(s, t, m) for k, s, t, m in OBJECTS if k == kind]
        is_equal = all(s == t for s, t, _ in found)
        counts.append((title, len(found), sum(bool(t) for _, t, _ in found), WORDS[is_equal]))
        rows = [("shop", "shop_new", s, t or None, WORDS[s == t], m or None) for s, t, m in found]
        sheets.append((title, heading, *rows))
    first = ("Overview", ("Comparison Item", "Source Database", "Destination Database", "Comparison Result"), *counts)
    return workbook(first, *sheets), records


TRUTHS = {"lines": lines, "contents": contents, "objects_comparison": objects}


def both_ways(tmp_path, compare_type):
    """The datasets of one comparison, from the file and from the query API."""
    book, records = TRUTHS[compare_type]()
    comparison = Comparison(ID, compare_type, content=Content.of_bytes(book), records=tuple(records))
    datasets = []
    with running(comparisons=(comparison,)) as bench:
        for state in (FetchState.GOT, FetchState.QUERIED):
            (row,) = bench.fetch(tmp_path / state, job_id=JOB, compare_types=[compare_type]).rows
            assert row.state is state
            datasets.append(drs_report.load(row.path))
            bench.simulator.faults.add(
                Fault(FaultKind.STATUS, route="result", status=422, error_code="DRS.M00002", times=-1)
            )
    return datasets


@pytest.mark.parametrize("compare_type", TRUTHS)
def test_the_frames_are_the_same(tmp_path, compare_type):
    file, query = both_ways(tmp_path, compare_type)
    assert file.compare_type == query.compare_type == compare_type
    assert file.frames.keys() == query.frames.keys()
    assert sum(len(frame) for frame in file.frames.values()) > 4
    for name, frame in file.frames.items():
        other = query.frames[name]
        assert list(frame.columns) == list(other.columns), name
        assert list(frame.dtypes) == list(other.dtypes), name
        left, right = frame.drop(columns=WHERE), other.drop(columns=WHERE)
        assert left.astype(object).where(left.notna(), None).to_dict("list") == (
            right.astype(object).where(right.notna(), None).to_dict("list")
        ), name
