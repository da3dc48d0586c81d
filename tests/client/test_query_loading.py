"""The query API's tables, put into a workbook as they are, are understood by the loader by their headings alone."""

from __future__ import annotations

import openpyxl
import pytest

import drs_report
from drs_report.client import query_tables

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
