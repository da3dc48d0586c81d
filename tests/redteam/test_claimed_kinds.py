"""What a file calls itself proves nothing that its columns do not show; beside it the nearest file whose columns do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.redteam.evidence import CONTENTS, LINES, Files, Rows, clean, decision

HEADS = (
    LINES, ["源库名", "目标库名", "表名", "源库行数", "目标库行数", "对比结果"],
    ["Source Database Name", "Target Database Name", "Table Name", "Source Table Rows", "Target Table Rows", "Result"],
    ["源数据库名", "目标数据库名", "表名称", "源库表行数", "目标库表行数", "结果"],
    ["Source Database", "Target Database", "Table", "Rows in Source", "Rows in Target", "Comparison Result"],
)  # fmt: skip
CLAIMS = (
    "Comparison Type: Value comparison", "对比类型：内容对比", "Value comparison", "内容对比", "Comparison type: Content Comparison",
    "数据内容对比", "Comparison Type: Sampling comparison", "对比类型：抽样对比",
)  # fmt: skip


def counts(head: list[str]) -> Rows:
    return [head[:], *clean()["lines.xlsx"]["Details"][1:]]


def claimed(rows: Rows, claim: str, place: str) -> Files:
    """Evidence whose file of values is a list of counts that calls itself more."""
    files = clean()
    files["contents.xlsx"]["Details"] = rows
    book = files["contents.xlsx"]
    if place == "sheet":
        book[re.sub(r".*[：:]", "", claim).strip()] = book.pop("Details")
    else:
        book[place].insert(0, [claim])
    return files


@pytest.mark.parametrize("place", ["Overview", "Details", "sheet"])
@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("head", HEADS, ids="|".join)
def test_counts_are_no_values_whatever_they_are_called(head: list[str], claim: str, place: str, tmp_path: Path) -> None:
    assert decision(tmp_path, claimed(counts(head), claim, place)) == "INCONCLUSIVE"


@pytest.mark.parametrize("claim", CLAIMS[:6])
@pytest.mark.parametrize("own", ["Different Rows", "不一致行数", "Value Comparison Result", "内容对比结果"])
def test_a_column_of_values_bears_out_what_a_file_is_called(own: str, claim: str, tmp_path: Path) -> None:
    value = 0 if own in ("Different Rows", "不一致行数") else "Consistent"
    rows = [[*row, value if at else own] for at, row in enumerate(counts(LINES))]
    assert decision(tmp_path, claimed(rows, claim, "Overview")) == "PASS"


def test_a_list_of_values_bears_out_no_other_list(tmp_path: Path) -> None:
    """One database was compared by value, the other only counted, in one file of values."""
    files = clean()
    more = [["shop3", "shop4", "stock", 10, 10, "Consistent"]]
    files["contents.xlsx"]["Details(2)"] = [LINES[:], *more]
    files["lines.xlsx"]["Details"] += more
    pairs = ["shop3", "shop4", "Consistent", 1, 0]
    files["lines.xlsx"]["Overview"].append(pairs)
    files["contents.xlsx"]["Overview"].append(pairs)
    files["objects.xlsx"]["Overview"][1][1:3] = [4, 4]
    files["objects.xlsx"]["Objects"].append(["TABLE", "shop3", "shop4", "stock", "stock", "Consistent"])
    assert decision(tmp_path / "counted", files) == "INCONCLUSIVE"
    files["contents.xlsx"]["Details(2)"] = [
        CONTENTS[:],
        ["shop3", "shop4", "stock", 10, 10, 0, "Consistent", "Consistent"],
    ]
    assert decision(tmp_path / "compared", files) == "PASS"
