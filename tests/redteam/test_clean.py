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
    # all of so many, and what the lists count
    "Shards: 16/16", "分片：16/16", "Completed shards: 16 of 16", "已完成分片：16/16", "Progress: 3/3", "Match rate: 3/3 (100%)",
    "Tables with primary key: 3/3", "有主键表数：3/3", "Databases: 1", "数据库数：1", "Consistent databases: 1", "Inconsistent databases: 0",
    "对比对象：1个库，3张表", "Objects compared: 1 database, 3 tables", "1个库共3张表", "对比对象：3张表（1个库）", "3 tables in 1 database",
    "Total tables: 3 (consistent: 3, inconsistent: 0)", "总表数：3（一致：3，不一致：0）", "Scope: shop", "对比范围：shop",
    "Rows compared in total: 30", "对比总行数：30", "失败：无",
)  # fmt: skip
FOOTERS: tuple[list[Any], ...] = (
    ["共 3 条"], ["Total: 3"], ["End of report"], ["Total 3 records"], ["Total: 3 tables"], ["总计：3张表"],
    ["合计：", None, None, 30, 30, 0, None, None], ["1-3 / 3"], ["第 1 - 3 条，共 3 条记录"], ["Rows 1 to 3 of 3"],
    ["合计", None, None, 30, 30, 0, None, None], ["TOTAL:", None, None, 30, 30, 0, None, None], ["Total", None, None, 30, 30, 0, None, None], ["Page 1 of 1"],
    *([text, None, None, 30, 30, 0, None, None] for text in ("shop Total", "shop 小计", "Subtotal (shop)", "Total of shop", "All")),
)  # fmt: skip
FILES = (
    "contents_20261115.xlsx", "shop-内容对比-2026-11-15.xlsx", "Value comparison 2026-11-15 101500.xlsx", "contents (2).xlsx",
    "job-f8688cfa_contents.xlsx", "订单库_内容对比.xlsx", "contents_after_repair.xlsx", "prod-old-crm_contents.xlsx", "内容对比 - 副本.xlsx",
    "contents 2026-1-2.xlsx", "内容对比 11-28.xlsx", "1-contents.xlsx", "contents (1).xlsx", "mysql5-8.xlsx", "contents_v1-2.xlsx", "contents 5.7-8.xlsx",
)  # fmt: skip
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("Progress", "100%"), ("对比进度", "100 %"), ("Filter Criteria", "None"), ("过滤条件", "无"), ("Remarks", "no difference"),
    ("备注", "无"), ("Operation", "View Details"), ("操作", "查看详情"), ("Full Comparison Status", "Completed"), ("Failed Rows", 0),
    ("Filtered Rows", 0), ("过滤行数", "0"), ("Total Rows", 10), ("总行数", "10"), ("filter_row_count", 0), ("跳过行数", 0), ("Comparison End Time", "2026/11/15 10:30:00 GMT+08:00"),
)  # fmt: skip
OBJECTS = (
    "3 objects compared",
    "共对比3个对象",
    "Consistent objects: 3; inconsistent objects: 0",
    "一致对象数：3；不一致对象数：0",
    "Total objects: 3",
)
SUMMARIES: tuple[Rows, ...] = (
    [["数据库", "表数", "行数"], ["shop", 3, 30]], [["数据库", "表数", "行数"], ["shop", 3, 30], ["合计", 3, 30]],
)  # fmt: skip
"""Small tables that count once more what the lists hold."""
COUNTED = (("Total Rows", 30), ("总行数", "30"), ("Tables", 3), ("表数", "3"))
"""Columns of an overview that count what the list holds."""
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


def overview(heading: str, value: Any) -> Change:
    def add(files: Files) -> None:
        head, row = files["contents.xlsx"]["Overview"]
        head.append(heading)
        row.append(value)

    return add


def summary(rows: Rows) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__("Summary", [*map(list, rows)])


def objects(text: str) -> Change:
    return lambda files: files["objects.xlsx"]["Overview"].insert(0, [text])


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
    **{f"summary {number}": summary(rows) for number, rows in enumerate(SUMMARIES)},
    **{text: objects(text) for text in OBJECTS},
    **{f"overview {name}": overview(name, value) for name, value in COUNTED},
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
    "Note: results are kept for 60 days", "注：结果保留60天", "备注：夜班3组值班", "Task Name: sample-migration", "任务名称：抽样系统迁移",
    "Comparison started at 22:45", "22:45 开始对比", "Report exported at 08:15",
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


def help_sheet(*rows: list[Any]) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__("Help", [*rows])


HELP = '[[ignore.sheets]]\ntext = "Help"\nreason = "r"\n'
EXPLAINED = (
    ["Row comparison: compares the number of rows of both sides."], ["Row comparison checks the number of rows."],
    ["Sampling comparison: compares a part of the rows."], ["行数对比：对比源库和目标库的行数。"], ["抽样对比：对比部分行。"],
    ["对象对比：检查对象是否存在。"], ["1. 行数对比是对比两端行数。"], ["行数对比", "对比源库和目标库的行数"],
    ["Object comparison", "checks that objects exist"],
)  # fmt: skip


@pytest.mark.parametrize("row", EXPLAINED)
def test_a_sentence_that_tells_what_another_comparison_does_can_be_taught(row: list[Any]) -> None:
    files = clean()
    help_sheet(row)(files)
    assert [decision(files), decision(files, "", HELP)] == ["INCONCLUSIVE", "PASS"]


SAID_OF_ANOTHER = (
    help_sheet(["Row comparison"]), help_sheet(["Row count comparison"]), help_sheet(["行数对比"]), help_sheet(["行数对比："]),
    help_sheet(["行数对比：夜间批次"]), help_sheet(["对比类型：行数对比"]), help_sheet(["抽样对比：10%"]), help_sheet(["Comparison Type: lines"]),
    help_sheet(["Comparison Type", "Row comparison"]), help_sheet(["Sampling comparison: compares 10% of the rows."]),
    line("Row count comparison"), line("行数对比：对比源库和目标库的行数。"), line("Comparison Task Name: sample check"), line("抽样对比：对比部分行。"),
    line("Task Type: sampling"), line("Task Name: shop Sampling comparison"), line("任务名称：抽样对比"), line("任务类型：抽样"),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(SAID_OF_ANOTHER)))
def test_what_says_the_kind_of_another_comparison_counts(number: int) -> None:
    files = clean()
    SAID_OF_ANOTHER[number](files)
    assert "PASS" not in {decision(files), decision(files, "", HELP)}


NEIGHBOURS = (
    "Shards: 15/16", "分片：15/16", "Shard: 3/3", "Slice: 16/16", "Shards: 0/0", "Failed shards: 16/16", "跳过分片：2/2", "Progress: 2/3", "Match rate: 2/3 (100%)",
    "Tables with primary key: 2/3", "有主键表数：2/3", "Tables with primary key: 2/2", "Tables without primary key: 3/3", "Tables by primary key: 3/3",
    "Databases: 2", "数据库数：2", "Databases: 0", "Consistent databases: 0", "Inconsistent databases: 1", "Databases compared by rows: 1",
    "对比对象：2个库，3张表", "对比对象：1个库，4张表", "Objects compared: 2 databases, 3 tables", "1个库共4张表", "2个库共3张表", "3 of 4 tables in 1 database",
    "Total tables: 3 (consistent: 2, inconsistent: 1)", "总表数：3（一致：2，不一致：1）", "Total tables: 3 (first: 2, rest: 1)", "Total tables: 3 (skipped: 1)",
    "Scope: shop, crm", "对比范围：shop、crm", "Scope: users", "Excluded: shop", "Rows compared in total: 20", "对比总行数：20", "Rows skipped in total: 30",
    "失败：1", "Note: 2 of 3 partitions", "备注：2/3个分区", "Note: Filter: id > 9", "注：仅前500行", "Note: rows 1 to 500", "备注：过滤条件：id>9", "Note: 3 tables were skipped",
)  # fmt: skip


@pytest.mark.parametrize("text", NEIGHBOURS)
def test_a_text_beside_these_is_refused(text: str) -> None:
    files = clean()
    line(text)(files)
    assert decision(files) != "PASS"


MISCOUNTED: tuple[Rows, ...] = (
    [["数据库", "表数", "行数"], ["shop", 4, 30]], [["数据库", "表数", "行数"], ["shop", 3, 20]],
    [["数据库", "表数", "行数"], ["shop", 3, 30], ["合计", 4, 40]], [["数据库", "表数", "行数"], ["crm", 3, 30]],
)  # fmt: skip
WRONG = (
    *(footer([text, None, None, 20, 20, 0, None, None]) for text in ("shop Total", "shop 小计", "All")),
    *(footer([text, None, None, 30, 30, 0, None, None]) for text in ("users Total", "shop Total rest", "shop", "shop 其余小计")),
    *(overview(*one) for one in (("Total Rows", 20), ("总行数", "~30"), ("Skipped Rows", 30), ("Tables", 4))),
    *map(summary, MISCOUNTED),
    *map(objects, ("4 objects compared", "共对比2个对象", "Consistent objects: 2", "一致对象数：4；不一致对象数：0", "Inconsistent objects: 1", "Total objects: 9")),
    column("Total Rows", 9, 10), column("总行数", "~10", "10"), column("Total Rows", None, 10), footer(["Total 30 records"]), footer(["共30行"]),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_numbers_that_are_not_those_of_the_list_are_refused(number: int) -> None:
    files = clean()
    WRONG[number](files)
    assert decision(files) != "PASS"


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
