"""Workbooks of several comparisons: sheets named in many ways pass; a cover that names only some of them does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.redteam.evidence import Files, Rows, clean, decision

NAMES = (
    ("Value Comparison {}", "Row Comparison {}", "Object {}"), ("内容对比-{}", "行数对比-{}", "对象对比-{}"), ("内容-{}", "行数-{}", "对象-{}"),
    ("值-{}", "行-{}", "对象-{}"), ("Value-{}", "Row-{}", "Object-{}"), ("值{}", "行数{}", "对象{}"),
)  # fmt: skip
IN_CHINESE = {"Overview": "概览", "Details": "明细", "Objects": "明细"}


def combined(names: tuple[str, ...], *cover: list[Any], words: dict[str, str] | None = None) -> Files:
    """All three comparisons in one workbook, behind a cover where there is one."""
    sheets: dict[str, Rows] = {"Cover": [*cover]} if cover else {}
    for name, file in zip(names, ("contents.xlsx", "lines.xlsx", "objects.xlsx"), strict=True):
        for sheet, rows in clean()[file].items():
            sheets[name.format((words or {}).get(sheet, sheet))] = rows
    return {"all.xlsx": sheets}


@pytest.mark.parametrize("words", [None, IN_CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("names", NAMES, ids="".join)
def test_each_comparison_has_the_overview_that_stands_above_its_list(
    names: tuple[str, ...], words: dict[str, str] | None, tmp_path: Path
) -> None:
    assert decision(tmp_path, combined(names, words=words)) == "PASS"


COVERS: tuple[list[str], ...] = (
    ["Row comparison"], ["Row comparison report"], ["Comparison Type", "Row comparison"], ["对比类型：行数对比"], ["对比类型", "行数对比"],
    ["Comparison type: Row comparison"], ["对象对比"], ["Sampling comparison report"],
)  # fmt: skip


@pytest.mark.parametrize("cover", COVERS, ids="".join)
def test_a_cover_that_names_one_of_them_speaks_for_no_other(cover: list[str], tmp_path: Path) -> None:
    assert decision(tmp_path, combined(NAMES[0], cover)) != "PASS"


@pytest.mark.parametrize(
    "kinds", [("Value comparison", "Row comparison", "Object comparison"), ("内容对比", "行数对比", "对象对比")]
)
def test_a_cover_that_names_them_all_says_nothing_against_any(kinds: tuple[str, ...], tmp_path: Path) -> None:
    assert decision(tmp_path, combined(NAMES[0], *([kind] for kind in kinds))) == "PASS"


HEAD = ["Comparison Type", "Comparison Start Time", "Comparison End Time", "Comparison Status"]
HEAD_ZH = ["对比类型", "对比开始时间", "对比结束时间", "对比状态"]


@pytest.mark.parametrize(
    ("head", "kinds", "status", "decided"),
    [
        (HEAD, ("Row comparison", "Value comparison"), "Completed", "PASS"),
        (HEAD_ZH, ("行数对比", "内容对比"), "已完成", "PASS"),
        (HEAD_ZH, ("内容对比", "对象级对比"), "完成", "PASS"),
        (HEAD, ("Row comparison", "Value comparison"), "Failed", "INCONCLUSIVE"),
        (HEAD_ZH, ("行数对比", "内容对比"), "对比中", "INCONCLUSIVE"),
        (HEAD, ("Row comparison", "Value comparison"), None, "INCONCLUSIVE"),
        (HEAD, ("Object comparison", "Row comparison", "Value comparison"), None, "INCONCLUSIVE"),
        (HEAD_ZH, ("对象对比", "行数对比", "内容对比"), None, "INCONCLUSIVE"),
        (HEAD, ("Row comparison", "Sampling comparison"), "Completed", "INCONCLUSIVE"),
        (HEAD, ("Row comparison",), "Completed", "INCONCLUSIVE"),
    ],
)
def test_a_list_of_runs_may_leave_one_of_them_out(
    head: list[str], kinds: tuple[str, ...], status: str | None, decided: str, tmp_path: Path
) -> None:
    run = ["2026/11/15 10:00:00 GMT+08:00", "2026/11/15 11:00:00 GMT+08:00"]
    rows: Rows = [head, *([kind, *run, status] for kind in kinds)]
    assert decision(tmp_path, combined(NAMES[0], *rows)) == decided
