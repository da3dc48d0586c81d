"""`load` for paths, bytes and streams; `load_tables` for lists of rows."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import drs_report
from drs_report.errors import UnreadableWorkbookError, UnsafeWorkbookError
from drs_report.reading.loading import load
from drs_report.reading.xlsx import Limits
from drs_report.records.judgement import Origin
from tests.loading.fake_workbook import column, load_tables

FIELDS = ["source_table_name", "target_table_name", "source_row_num", "target_row_num", "difference_row_num", "status"]
ROWS = [FIELDS, ["NA", "NA", 1, 1, 0, 2], ["b", "b", "12", 13, None, 0]]


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


CONTENT = workbook({"detail": ROWS})


class Pipe(io.RawIOBase):
    """A stream that can only be read forwards."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(size)


def test_every_kind_of_source_gives_the_same_frames(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(CONTENT)
    stream = io.BytesIO(CONTENT)
    loaded = [load(source, name="rows.xlsx") for source in (path, str(path), CONTENT, stream, Pipe(CONTENT))]

    for data in loaded:
        pd.testing.assert_frame_equal(data.tables, loaded[0].tables)
        assert data.origin == Origin("rows.xlsx", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert not stream.closed
    assert drs_report.load(path).origin.name == "rows.xlsx"
    assert load(CONTENT).origin.name == "<bytes>"


def test_the_manifest_is_kept_and_checked() -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    data = load(CONTENT, name="n.xlsx", origin=Origin("other", sha256.upper(), 0, job_id="j", compare_type="lines"))

    assert data.origin == Origin("n.xlsx", sha256, len(CONTENT), job_id="j", compare_type="lines")
    for wrong in (Origin("n.xlsx", "0" * 64, len(CONTENT)), Origin("n.xlsx", sha256, 5)):
        with pytest.raises(UnreadableWorkbookError, match="SHA-256 or the size differs"):
            load(CONTENT, origin=wrong)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbookError, match=r"none\.xlsx"):
        load(tmp_path / "none.xlsx")
    with pytest.raises(UnreadableWorkbookError):
        load(b"not a workbook")
    with pytest.raises(UnsafeWorkbookError):
        load(Pipe(CONTENT), limits=Limits(file_bytes=100))


def test_the_query_apis_json_gives_the_same_frames_as_a_workbook() -> None:
    plain = load_tables([("detail", ROWS)], name="rows.xlsx")
    data = load(CONTENT, name="rows.xlsx")

    pd.testing.assert_frame_equal(plain.tables, data.tables)
    assert plain.origin.sha256 == load_tables([("detail", ROWS)], name="other").origin.sha256
    assert column(data, "tables", "reported_difference") == [0, None]


def test_lists_of_key_values_are_keys_and_an_empty_one_is_none() -> None:
    fields = ["source_key_value", "target_key_value", "select_sql", "target_select_sql"]
    data = load_tables([("d", [["may_5.t"], fields, ['["5"]', "[]", "select 1", "select 2"]])], name="x")

    assert column(data, "differences", "source_key") == ['["5"]']
    assert column(data, "differences", "kind") == ["only_in_source"]
    assert column(data, "differences", "source_table") == ["t"]


@pytest.mark.parametrize("compare_type", ["lines", "contents"])
@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("Consistent", "Inconsistent", "inconsistent"),
        ("Inconsistent", "Consistent", "inconsistent"),
        ("Consistent", None, "consistent"),
        (None, "Inconsistent", "inconsistent"),
        (None, "Consistent", None),
    ],
)
def test_the_worse_of_two_results_counts(
    compare_type: str, first: str | None, second: str | None, outcome: str | None
) -> None:
    """Where the first is blank the second proves nothing, and is believed where it is bad."""
    headings = ["Source Table Name", "Target Table Name", "Comparison Result", "Line Comparison Result"]
    rows = [headings, ["a", "a", first, second], ["b", "b", "Inconsistent", "Inconsistent"]]

    assert column(load_tables([("d", rows)], name="x", compare_type=compare_type), "tables", "outcome")[0] == outcome
