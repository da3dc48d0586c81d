"""Clean, believable evidence in many spellings: what is refused here would be refused without need."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.redteam import evidence
from tests.redteam.evidence import Files, Rows, clean
from tests.redteam.test_judged_kinds import column, decision

Change = Callable[[Files], object]

LINES = (
    # times, with zones and without need of one
    "对比类型：内容对比； 对比开始时间：2026/11/15 10:00:00 GMT+08:00， 对比结束时间：2026/11/15 11:00:00 GMT+08:00",
    "Comparison Type: Value comparison; Comparison Start Time: 2026-11-15T02:00:00Z; Comparison End Time: 2026-11-15T03:00:00Z",
    "Comparison Start Time: Nov 15, 2026 10:00:00 GMT+08:00",
    "Comparison End Time: 2026-11-15 11:00:00 UTC+08:00",
    "对比结束时间：2026年11月15日 11:00:00 GMT+08:00",
    "Export Time: 2026-11-15T04:00:00Z",
    "Generated: 2026-11-15T04:00:00Z",
    "生成时间：2026/11/15 13:00:00 GMT+08:00",
    # states and numbers of the whole
    "Comparison Status: Completed", "对比状态：完成", "Progress: 100%", "对比进度：100%", "任务状态：已完成",
    "Total Tables: 3", "总表数：3", "Total Tables: 3; Inconsistent Tables: 0", "总表数：3，不一致表数：0",
    "Consistent: 3; Inconsistent: 0", "总表数：3，一致：3，不一致：0", "Failed Tables: 0", "失败表数：0", "Failed: 0", "失败：0",
    "Skipped tables: 0", "跳过表数：0", "Timeout: 0", "Number of Differences: 0", "差异数：0", "All 3 tables are consistent",
    "一致3张，不一致0张",
    # how it was compared
    "Filter Criteria: none", "过滤条件：无", "Row Filter: Not configured", "过滤条件：未配置", "Filter: -",
    "对比策略：普通对比", "Comparison Policy: One-to-one", "大字段对比：比对内容", "对比方式：静态对比",
    # who, where, what
    "Operator: admin", "操作人：张三", "Created by: Zhang San", "Region: cn-north-4", "区域：华北-北京四", "Version: 3.2.1",
    "Task Name: shop_to_cloud", "任务名称：订单库迁移", "Task ID: f8688cfa-4e05-406f-a2e6-37a773cjb201", "Engine: MySQL",
    "Direction: to the cloud", "数据流向：源库到目标库", "Project: CRM", "Unit: rows", "单位：行",
)  # fmt: skip
FOOTERS = (
    ["共 3 条"], ["Total: 3"], ["End of report"], ["Total 3 records"], ["Total: 3 tables"], ["总计：3张表"],
    ["合计：", None, None, 30, 30, 0, None, None], ["1-3 / 3"], ["第 1 - 3 条，共 3 条记录"], ["Rows 1 to 3 of 3"],
    ["合计", None, None, 30, 30, 0, None, None], ["TOTAL:", None, None, 30, 30, 0, None, None], ["Total", None, None, 30, 30, 0, None, None], ["Page 1 of 1"],
)  # fmt: skip
FILES = (
    "contents_20261115.xlsx", "shop-内容对比-2026-11-15.xlsx", "Value comparison 2026-11-15 101500.xlsx", "contents (2).xlsx",
    "job-f8688cfa_contents.xlsx", "订单库_内容对比.xlsx", "contents_after_repair.xlsx", "prod-old-crm_contents.xlsx", "内容对比 - 副本.xlsx",
    "contents 2026-1-2.xlsx", "内容对比 11-28.xlsx", "1-contents.xlsx", "contents (1).xlsx", "mysql5-8.xlsx", "contents_v1-2.xlsx", "contents 5.7-8.xlsx",
)  # fmt: skip
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("Progress", "100%"), ("对比进度", "100 %"), ("Filter Criteria", "None"), ("过滤条件", "无"), ("Remarks", "no difference"),
    ("备注", "无"), ("Operation", "View Details"), ("操作", "查看详情"), ("Full Comparison Status", "Completed"), ("Failed Rows", 0),
    ("Filtered Rows", 0), ("过滤行数", "0"), ("filter_row_count", 0), ("跳过行数", 0), ("Comparison End Time", "2026/11/15 10:30:00 GMT+08:00"),
)  # fmt: skip
HEADINGS = (
    ("Source Rows", "源库行数"), ("Source Rows", "Source Rows (rows)"), ("Target Rows", "目标库行数（行）"), ("Table Name", "表名"),
    ("Different Rows", "Inconsistent Rows"), ("Source DB Name", "源库名/Source Database"), ("Different Rows", "不一致行数"),
)  # fmt: skip
NUMBERS = (
    (1_234_567, "1,234,567"),
    (1_234_567, "1 234 567"),
    (10, "10 rows"),
    (10, "10行"),
    (61_440, "6.1440E+04"),
    (10, "１０"),
)


def line(text: str) -> Change:
    return lambda files: files["contents.xlsx"]["Overview"].insert(0, [text])


def footer(row: list[Any]) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].append(row)


def called(name: str) -> Change:
    return lambda files: files.__setitem__(name, files.pop("contents.xlsx"))


def heading(old: str, new: str) -> Change:
    def rename(files: Files) -> None:
        head = files["contents.xlsx"]["Details"][0]
        head[head.index(old)] = new

    return rename


def number(value: int, text: str) -> Change:
    def spell(files: Files) -> None:
        for name in ("lines.xlsx", "contents.xlsx"):
            files[name]["Details"][-1][3:5] = [value, text]

    return spell


def serial(word: str) -> Change:
    def count(files: Files) -> None:
        for at, row in enumerate(files["contents.xlsx"]["Details"]):
            row.insert(0, at or word)

    return count


def empty_type(files: Files) -> None:
    files["objects.xlsx"]["Overview"].append(["TRIGGER", 0, 0, 0, "-"])


def one_title(files: Files) -> None:
    rows = files["contents.xlsx"]["Details"]
    files["contents.xlsx"]["Details"] = [["Source Database: shop; Target Database: shop2"], *(row[2:] for row in rows)]


def two_comparisons(files: Files) -> None:
    """Lines of two comparisons of one workbook, each with its own beginning."""
    files["contents.xlsx"]["Overview"][0:0] = [
        ["Comparison Type: Value comparison; Comparison Start Time: 2026-11-15T02:00:00Z"],
    ]
    files["lines.xlsx"]["Overview"][0:0] = [
        ["Comparison Type: Row comparison; Comparison Start Time: 2026-11-15T01:00:00Z"],
    ]


def renamed(files: Files) -> None:
    """A table of another name in the target, whose index is called by the source's name on both sides."""
    rows = files["objects.xlsx"]["Objects"]
    rows[-1][4] = "t_users"
    rows.append(["INDEX", "shop", "shop2", "`users`.`PRIMARY`", "`users`.`PRIMARY`", "Consistent"])
    files["objects.xlsx"]["Overview"].append(["INDEX", 1, 1, 0, "Consistent"])
    for name in ("lines.xlsx", "contents.xlsx"):
        head, *body = files[name]["Details"]
        head[2:3] = ["Source Table Name", "Target Table Name"]
        for row in body:
            row.insert(3, {"users": "t_users"}.get(row[2], row[2]))


TYPE, BEGUN, ENDED = (
    ["Comparison Type", "Value comparison"],
    ["Comparison Start Time", "2026-11-15 10:00:00 GMT+08:00"],
    ["Comparison End Time", "2026-11-15 10:30:00 GMT+08:00"],
)
LABELLED = (
    [TYPE],
    [BEGUN, ENDED],
    [TYPE, BEGUN, ENDED],
    [[*BEGUN, *ENDED]],
    [TYPE, [*BEGUN, *ENDED]],
    [[*TYPE, *BEGUN]],
)
"""Rows of labels and values directly above a header."""


def labelled(rows: Rows) -> Change:
    def change(files: Files) -> None:
        files["contents.xlsx"]["Overview"][0:0] = [[*row] for row in rows]

    return change


VARIANTS: dict[str, Change] = {
    **{f"labelled {number}": labelled(rows) for number, rows in enumerate(LABELLED)},
    **{text: line(text) for text in LINES},
    **{f"foot {row[0]} {len(row)}": footer(list(row)) for row in FOOTERS},
    **{name: called(name) for name in FILES},
    **{f"column {name}: {value}": column(name, value, value) for name, value in COLUMNS},
    **{f"heading {new}": heading(old, new) for old, new in HEADINGS},
    **{f"number {text}": number(value, text) for value, text in NUMBERS},
    **{f"serial {word}": serial(word) for word in ("No.", "序号", "S/N")},
    "a type without objects": empty_type,
    "both databases in one title": one_title,
    "each comparison with its beginning": two_comparisons,
    "an index called by the source's name": renamed,
}


HARMLESS = (
    "Printed by the night shift", "No failed tables, says Li", "夜班打印", "无异常，夜班", "Seen by Ms Wang: 0 differences", "经办：王",
    "Printed by host-3", "100%_done of the night shift", "Desk 7/3 of Li", "Seat 4 of the night shift", "Floor: 12", "值班电话：4711", "Ticket 4711", "结论：见附件",
)  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_layout_declares_harmless_and_holds_no_result_passes(text: str) -> None:
    files = clean()
    line(text)(files)
    layout = f'[[ignore.lines]]\ntext = "{text}"\nreason = "ours"\n'
    clauses = "".join(
        f'[[ignore.lines]]\ntext = "{part.strip()}"\nreason = "ours"\n' for part in re.split("[，,]", text)[1:]
    )
    assert decision(files, "", layout + clauses) == "PASS"


@pytest.mark.parametrize("name", VARIANTS)
def test_clean_evidence_passes(name: str) -> None:
    files = clean()
    VARIANTS[name](files)
    assert decision(files) == "PASS"


def test_there_are_many_of_both_languages() -> None:
    in_chinese = [name for name in VARIANTS if re.search(r"[\u4e00-\u9fff]", name)]
    assert (len(VARIANTS) >= 100, len(in_chinese) >= 40) == (True, True)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        *((name, "PASS") for name in ("first", "First", "first run", "first_try", "second", "1st", "第一次")),
        *((name, "INCONCLUSIVE") for name in ("first 10", "first_tables", "first part", "前10张", "first batch only")),
    ],
)
def test_a_folder_of_the_first_of_several_runs_is_of_no_part(folder: str, expected: str, tmp_path: Path) -> None:
    files = {f"{folder}/{name}": sheets for name, sheets in clean().items()}
    assert evidence.decision(tmp_path, files) == expected
