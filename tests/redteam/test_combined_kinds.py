"""Workbooks of several comparisons: sheets named in many ways pass; a cover that names only some of them does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.redteam.evidence import Files, Rows, clean, decision

NAMES = (
    ("Value Comparison {}", "Row Comparison {}", "Object {}"), ("内容对比-{}", "行数对比-{}", "对象对比-{}"), ("内容-{}", "行数-{}", "对象-{}"),
    ("值-{}", "行-{}", "对象-{}"), ("Value-{}", "Row-{}", "Object-{}"), ("值{}", "行数{}", "对象{}"),
)  # fmt: skip
IN_CHINESE = {"Overview": "概览", "Details": "明细", "Objects": "明细"}


def combined(names: tuple[str, ...], *cover: list[str], words: dict[str, str] | None = None) -> Files:
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
