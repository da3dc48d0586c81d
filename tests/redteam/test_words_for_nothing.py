"""A word for nothing, or nothing at all, under a heading that promises what a verdict hangs on; beside it what says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.redteam.evidence import Files, clean, decision

POLICIES = ("LOB Policy", "LOB Comparison", "大字段对比", "大字段策略", "大对象对比策略", "LOB字段对比")
NOTHING = ("-", "--", "—", "/", "N/A", "null", "无", "None", "NULL", "nan")
PROMISES: tuple[tuple[str, Any], ...] = (
    ("Full Comparison Status", "Completed"), ("全量比对状态", "已完成"), ("Comparison Progress", "100%"), ("比对进度", 100),
    ("Compared Rows", 10), ("跳过行数", 0), ("Matched Rows", 10), ("Failed Rows", 0), ("失败行数", 0),
)  # fmt: skip
TYPES = (
    ("Triggers", "-", "-"),
    ("触发器", "—", "—"),
    ("Events", "N/A", "N/A"),
    ("VIEW", "无", "无"),
    ("序列", None, None),
    ("ROUTINE", "null", "/"),
)


def column(heading: str, *values: Any) -> Files:
    """Evidence whose file of values has one more column, which holds these in turn."""
    files = clean()
    rows = files["contents.xlsx"]["Details"]
    rows[0].append(heading)
    for at, row in enumerate(rows[1:]):
        row.append(values[at % len(values)])
    return files


@pytest.mark.parametrize("word", NOTHING)
@pytest.mark.parametrize("heading", POLICIES)
def test_no_policy_for_large_objects_is_none_that_compares_them(heading: str, word: str, tmp_path: Path) -> None:
    assert decision(tmp_path / "one", column(heading, word, "content", "内容")) == "INCONCLUSIVE"
    assert decision(tmp_path / "all", column(heading, word)) == "INCONCLUSIVE"


@pytest.mark.parametrize("heading", POLICIES)
def test_a_policy_that_compares_them_is_proof_and_a_blank_cell_is_no_word(heading: str, tmp_path: Path) -> None:
    assert decision(tmp_path, column(heading, "content", None)) == "PASS"


@pytest.mark.parametrize(("heading", "value"), PROMISES)
@pytest.mark.parametrize("nothing", [None, "-", "无", "N/A"])
def test_a_heading_over_blank_cells_says_less_than_none(
    heading: str, value: Any, nothing: str | None, tmp_path: Path
) -> None:
    assert decision(tmp_path / "none", column(heading, nothing)) == "INCONCLUSIVE"
    assert decision(tmp_path / "one", column(heading, value, value, nothing)) == "INCONCLUSIVE"
    assert decision(tmp_path / "all", column(heading, value)) == "PASS"


@pytest.mark.parametrize("heading", ["Different Rows", "Row Comparison Result"])
def test_a_result_that_no_row_gives_is_missing(heading: str, tmp_path: Path) -> None:
    files = clean()
    rows = files["contents.xlsx"]["Details"]
    place = rows[0].index(heading)
    for row in rows[1:]:
        row[place] = None
    assert decision(tmp_path, files) == "INCONCLUSIVE"
    for row in rows:
        del row[place]
    assert decision(tmp_path / "without", files) == "PASS"


@pytest.mark.parametrize(("kind", "source", "target"), TYPES)
def test_a_type_that_nobody_counted_is_not_equal(kind: str, source: Any, target: Any, tmp_path: Path) -> None:
    files = clean()
    files["objects.xlsx"]["Overview"].append([kind, source, target, 0, "Consistent"])
    assert decision(tmp_path, files) == "INCONCLUSIVE"
    files["objects.xlsx"]["Overview"][-1][1:3] = [0, 0]
    assert decision(tmp_path / "counted", files) == "PASS"


NONE_SAID = (
    "was not created", "Not there", "never migrated", "(missing)", "<none>", "Missing", "no such object", "表不存在", "未创建",
    "缺少", "（未同步）", "没有", "目标表缺失", "不存在 ", "dropped", "(deleted)", "to be created", "已删除", "待建",
)  # fmt: skip
NAMES = (
    "t_users", "missing_items", "knot", "is_not_null", "用户表", "不良品", "未付款订单", "order no", "notes", "users none2",
    "Users", "deleted_users", "删除记录",
)  # fmt: skip


def target(name: str, source: str = "users") -> Files:
    """Evidence in which a table has this name in the target, alike in all files."""
    files = clean()
    files["objects.xlsx"]["Objects"][-1][3:5] = [source, name]
    for file in ("lines.xlsx", "contents.xlsx"):
        head, *rows = files[file]["Details"]
        head[2:3] = ["Source Table Name", "Target Table Name"]
        for row in rows:
            row[2:3] = [source, name] if row[2] == "users" else [row[2], row[2]]
    return files


@pytest.mark.parametrize("name", NONE_SAID)
def test_a_name_that_says_there_is_none_is_none(name: str, tmp_path: Path) -> None:
    assert decision(tmp_path / "target", target(name)) == "FAIL"
    assert decision(tmp_path / "source", target("users", source=name)) == "FAIL"
    assert decision(tmp_path / "both", target(name, source=name)) in {"PASS", "INCONCLUSIVE"}  # a name, or asked about


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_which_such_a_word_is_a_part_is_one(name: str, tmp_path: Path) -> None:
    assert decision(tmp_path, target(name)) == "PASS"


def test_two_spellings_of_one_name_are_one(tmp_path: Path) -> None:
    assert decision(tmp_path, target("missing_items", source="Missing Items")) == "PASS"
