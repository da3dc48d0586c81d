"""What a file is called proves nothing that its columns do not show; beside it the nearest file whose columns do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.redteam.evidence import CONTENTS, LINES, Files, Rows, clean, contents, decision
from tests.redteam.test_manifest_kinds import judged, said

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


OWN = (
    (), ("Remarks", None), ("备注", None), ("Progress", "100%"), ("Matched Rows", 10), ("Compared Rows", 10), ("跳过行数", 0),
    ("Row Filter", None), ("Difference", 0), ("大字段策略", None), ("Comparison Start Time", "2026/11/15 10:00:00 GMT+08:00"),
    ("Different Rows", 0), ("不一致行数", 0), ("Number of Inconsistent Rows", 0), ("对比不一致行数", 0), ("Mismatched rows", 0), ("差异行数", 0),
)  # fmt: skip
"""A column more, and what stands in it, that a list of counts may have too."""


@pytest.mark.parametrize("own", OWN, ids=str)
def test_counts_are_no_values_whoever_says_so(own: tuple[object, ...], tmp_path: Path) -> None:
    """Neither the command line, a manifest nor the file's own name makes values of counts that were saved once more."""
    files = clean()
    files["contents.xlsx"]["Details"] = [[*row, *own[bool(at) :][:1]] for at, row in enumerate(counts(LINES))]
    assert decision(tmp_path / "named", files) == "INCONCLUSIVE"
    assert decision(tmp_path / "asked", files, types={"contents.xlsx": "contents"}) == "INCONCLUSIVE"
    (tmp_path / "listed").mkdir()
    assert judged(tmp_path / "listed", said(), files) == "INCONCLUSIVE"


SAMPLED = {"types": {"sample.xlsx": "random"}, "policy": 'require = ["lines", "contents", "random"]\n'}


def test_the_same_content_proves_one_comparison_whatever_its_bytes(tmp_path: Path) -> None:
    """Values told as a sample too, saved once more; beside it a sample that says how many rows it is of."""
    rows = contents()
    rows["Details"][0][2] = "Table name"
    files = {**clean(), "sample.xlsx": rows}
    assert decision(tmp_path / "same", files, **SAMPLED) == "INCONCLUSIVE"
    for sheets in files.values():
        next(iter(sheets.values())).insert(0, ["Task ID: t-1"])
    assert decision(tmp_path / "of one task", files, **SAMPLED) == "INCONCLUSIVE"
    for at, row in enumerate(rows["Details"]):
        row.append(10 if at else "Sampled Rows")
    assert decision(tmp_path / "a sample", files, **SAMPLED) == "PASS"


@pytest.mark.parametrize("label", ["Task ID: {}", "任务ID：{}", "Task Name: {}"])
def test_the_same_files_prove_one_task(label: str, tmp_path: Path) -> None:
    copies = {f"{task}/{name}": sheets for task in "ab" for name, sheets in clean().items()}
    assert decision(tmp_path / "copies", copies) == "INCONCLUSIVE"
    for name, sheets in copies.items():
        next(iter(sheets.values())).insert(0, [label.format(f"task-{name[0]}")])
    assert decision(tmp_path / "two", copies) == "PASS"
    beside = {f"{name}-{number}.xlsx": sheets for number in "12" for name, sheets in clean().items()}
    assert decision(tmp_path / "twice", beside) == "PASS"


ROWS = (
    "row_check", "RowVerification", "shop-rowcompare-20261115", "count_check", "行数核对", "shop行数校验(1)", "Row-level validation",
    "repair_result", "data-repair-2", "修复结果", "Repair report", "订正",
)  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_file_is_also_what_the_words_of_its_name_say(name: str, tmp_path: Path) -> None:
    files = clean()
    files[f"{name}.xlsx"] = files.pop("contents.xlsx")
    assert decision(tmp_path, files) == "INCONCLUSIVE"


OTHERS = (
    "after_repair", "compare_after_repair", "修复后内容对比", "paycheck", "document", "value_check", "row_1_to_9", "compare_results",
    "内容核对", "data_records", "shop-2026", "Contents",
)  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_of_other_words_says_no_kind(name: str, tmp_path: Path) -> None:
    files = clean()
    files[f"{name}.xlsx"] = files.pop("contents.xlsx")
    assert decision(tmp_path, files) == "PASS"
