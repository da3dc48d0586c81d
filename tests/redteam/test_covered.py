"""What a merged area covers: it proves nothing, and what says more than the area's text is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import Policy
from drs_report.reading.xlsx.cells import MergedRange
from drs_report.records.judgement import Origin
from tests.loading.fake_workbook import load_sheets
from tests.redteam.evidence import NOW, Files, Rows, clean
from tests.redteam.usual import once, read

AREAS = {
    "a title": MergedRange(1, 0, 1, 5),
    "two columns of a row": MergedRange(5, 8, 5, 9),
    "a remark over three rows": MergedRange(4, 8, 6, 8),
    "a footer": MergedRange(8, 0, 9, 5),
}


def decision(cells: Mapping[tuple[int, int], Any], area: MergedRange) -> str:
    """What the evidence comes to where a value comparison has a title, a footer, remarks and a reason and these cells too."""
    files: Files = clean()
    head, *rows = files["contents.xlsx"]["Details"]
    head = [*head, "Remarks", "Reason"]
    details: Rows = [["Value Comparison"], [None], head, *rows]
    details += [[None]] * (7 - len(details)) + [["End of report"], [None]]
    details = [[*row, *[None] * (10 - len(row))] for row in details]
    for (row, column), value in cells.items():
        details[row - 1][column] = value
    sheets: dict[str, Rows] = {**files.pop("contents.xlsx"), "Details": details}
    others = [read(other, name=name, origin=Origin(name, sha256=repr(other), size=1)) for name, other in files.items()]
    with once():
        data = load_sheets(sheets, name="contents.xlsx", merged={"Details": [area]})
        return judge_loaded(Loaded((*others, data)), Policy(), NOW)[1].decision.value


@pytest.mark.parametrize(
    ("area", "cells"),
    [
        ("a title", {}),
        ("a title", {(1, column): "Value Comparison" for column in range(1, 6)}),
        ("a title", {(1, 3): " "}),
        ("two columns of a row", {}),
        ("a remark over three rows", {(row, 8): "-" for row in (4, 5, 6)}),
        ("a footer", {(row, column): "End of report" for row in (8, 9) for column in range(6)}),
    ],
)
def test_what_repeats_its_area_says_nothing(area: str, cells: Mapping[tuple[int, int], Any]) -> None:
    assert decision(cells, AREAS[area]) == "PASS"


@pytest.mark.parametrize(
    ("area", "cells"),
    [
        ("a title", {(1, 2): "Status: not finished"}),
        ("a title", {(1, 5): "任务状态：对比中断"}),
        ("a title", {(1, 1): "2 of 3 shards were read"}),
        ("two columns of a row", {(5, 8): "-", (5, 9): "half of the rows were left out"}),
        ("two columns of a row", {(5, 8): "-", (5, 9): "仅核对了部分数据"}),
        ("two columns of a row", {(5, 9): 17}),
        ("a remark over three rows", {(5, 8): "Failed"}),
        ("a remark over three rows", {(6, 8): "对比失败"}),
        ("a footer", {(8, 4): "one table timed out"}),
        ("a footer", {(9, 0): "有 1 张表未能对比"}),
        ("a footer", {(9, 5): "values differ"}),
    ],
)
def test_what_says_anything_else_is_asked_about(area: str, cells: Mapping[tuple[int, int], Any]) -> None:
    assert decision(cells, AREAS[area]) != "PASS"
