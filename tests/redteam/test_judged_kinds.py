"""Kinds of evidence that prove less only beside a policy, a layout, another file or another task, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from drs_report.errors import DrsReportError
from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import Policy, parse_policy
from drs_report.reading.teaching import parse_layout
from drs_report.records.judgement import Origin
from tests.redteam.evidence import NOW, Files, clean, spellings
from tests.redteam.usual import once, read

Change = Callable[[Files], object]


@dataclass(frozen=True)
class Spelling:
    """What is changed, and what the evidence is judged and read by."""

    change: Change
    policy: str = ""
    layout: str = ""


def decision(files: Files, policy: str = "", layout: str = "") -> str:
    """PASS, FAIL, INCONCLUSIVE, or "refused" where the policy or the layout is."""
    try:
        rules = parse_policy(policy) if policy else Policy()
        taught = parse_layout(layout) if layout else None
        loaded = [
            read(sheets, name=name, layout=taught, origin=Origin(name, sha256=repr(sheets), size=1))
            for name, sheets in files.items()
        ]
    except DrsReportError:
        return "refused"
    with once():
        return judge_loaded(Loaded(tuple(loaded)), rules, NOW)[1].decision.value


def last(value: Any, column: int, file: str = "contents.xlsx", sheet: str = "Details") -> Change:
    return lambda files: files[file][sheet][-1].__setitem__(column, value)


def column(heading: str, value: Any, others: Any = None, file: str = "contents.xlsx") -> Change:
    def add(files: Files) -> None:
        head, *rows = files[file]["Details"]
        head.append(heading)
        for row in rows:
            row.append(others)
        rows[-1][-1] = value

    return add


def schemas(*headings: str) -> Change:
    """The objects know a table in two schemas; the comparisons of the data know it in one."""

    def add(files: Files) -> None:
        for name, sheet in (("objects.xlsx", "Objects"), ("lines.xlsx", "Details"), ("contents.xlsx", "Details")):
            head, *rows = files[name][sheet]
            head[1:1] = headings
            for row in rows:
                row[1:1] = ["s1", "s1"]
        rows = files["objects.xlsx"]["Objects"]
        rows.append([rows[-1][0], "s2", "s2", *rows[-1][3:]])
        files["objects.xlsx"]["Overview"][1][1:3] = [4, 4]

    return add


def overlapping(begin: str, end: str, other_begin: str, other_end: str) -> Change:
    """A failing value comparison, and a good one that began before it had ended."""

    def add(files: Files) -> None:
        again = clean()["contents.xlsx"]
        last("Inconsistent", -1)(files)
        for sheets, one, other in ((files["contents.xlsx"], begin, end), (again, other_begin, other_end)):
            sheets["Overview"][0:0] = [["Task ID: t"], [one], [other]]
        files["contents-2.xlsx"] = again

    return add


def repair(word: str, *head: str) -> Change:
    def add(files: Files) -> None:
        files["repair.xlsx"] = {"Details": [list(head), ["shop", "users", 2, 2, 2, 0, word]]}

    return add


def tasks(label: str) -> Change:
    """Two tasks of the same tables; the second has no value comparison."""

    def add(files: Files) -> None:
        for name, sheets in clean().items():
            if name != "contents.xlsx":
                files[f"b-{name}"] = sheets
        for name, sheets in files.items():
            next(iter(sheets.values())).insert(0, [label + ("second" if name.startswith("b-") else "first")])

    return add


def merged(heading: str) -> Change:
    """All tables end in one table of the target."""

    def add(files: Files) -> None:
        for name in ("lines.xlsx", "contents.xlsx"):
            head, *rows = files[name]["Details"]
            head.insert(3, heading)
            for row in rows:
                row.insert(3, "everything")

    return add


def nothing(zero: Any) -> Change:
    def empty(files: Files) -> None:
        for name in ("lines.xlsx", "contents.xlsx"):
            for row in files[name]["Details"][1:]:
                row[3:5] = [zero, zero]

    return empty


def none(_files: Files) -> None: ...


def line(text: str) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].insert(0, [text])


def cover(*cells: str, name: str = "Cover") -> Change:
    return lambda files: files["contents.xlsx"].__setitem__(name, [list(cells)])


def called(name: str) -> Change:
    return lambda files: files.__setitem__(name, files.pop("contents.xlsx"))


def counts_as(title: str) -> Change:
    """Instead of values the rows are counted twice, the second time below a title of the user's own."""
    return lambda files: files.__setitem__("contents.xlsx", {"Details": [[title], *clean()["lines.xlsx"]["Details"]]})


def ignored(section: str, key: str, text: str) -> str:
    return f"[[ignore.{section}]]\n{key} = {json.dumps(re.escape(text) if key == 'pattern' else text)}\nreason = 'r'\n"


def waiver(**keys: str) -> str:
    given = {"id": "w", "reason": "r", "approved_by": "a", "code": "evidence.not-understood", **keys}
    return "[[waiver]]\nexpires = 2027-01-01\n" + "".join(f'{key} = "{value}"\n' for key, value in given.items())


def unread(files: Files) -> None:
    """A list that nobody understands, beside a harmless cover."""
    files["contents.xlsx"]["Cover"] = [["abc", "def"], ["x", 7]]
    files["contents.xlsx"]["Left over"] = [["Tbl", "Why"], ["users", "gave up"]]


WHEN = 'require = ["contents"]\n[freshness.contents]\nnot_before = 2026-11-15T00:00:00Z\n'
DATED = "对比开始时间：2026/11/15 10:00:00 GMT+08:00；对比结束时间：2026/11/15 11:00:00 GMT+08:00"
REPAIR_EN = ("Database Name", "Table Name", "Total Rows", "Completed Rows", "Repaired Rows", "Failed Rows", "Status")
REPAIR_ZH = ("数据库名", "表名", "总行数", "已完成行数", "修复成功行数", "修复失败行数", "修复状态")
COUNTS_DO = '[[accept_proof]]\npattern = "*"\nproof = "counts"\nreason = "r"\n'


def apart(word: str) -> Change:
    def spoil(files: Files) -> None:
        last(word, -1)(files)
        files["contents.xlsx"]["Details"][-1][3:5] = [61_440, 61_000]
        files["contents.xlsx"]["Details"][-1][5] = None

    return spoil


def unsure(heading: str, remark: str) -> Change:
    """Three rows of a table differ, and a remark stands beside their number."""

    def spoil(files: Files) -> None:
        column(heading, remark)(files)
        files["contents.xlsx"]["Details"][-1][5:8] = [3, "Consistent", "Inconsistent"]
        files["contents.xlsx"]["Overview"][1][-1] = 1

    return spoil


TOLERATED = '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nrows = 5\n'
WAIVED = (
    '[[waiver]]\nid = "w"\nreason = "r"\napproved_by = "a"\nexpires = 2027-01-01\n'
    'code = "contents.values-differ"\nmax_rows = 5\n'
)


def late(text: str, heading: str) -> Change:
    """A line says that the comparison was recent, and a row that it is of weeks ago."""

    def spoil(files: Files) -> None:
        column(heading, text, "2026/11/15 10:30:00 GMT+08:00")(files)
        files["contents.xlsx"]["Overview"].insert(0, [DATED])

    return spoil


KINDS: dict[str, list[Spelling]] = {
    "a word in the column of operations": [
        Spelling(column(heading, word, usual))
        for heading, word, usual in (
            ("Operation", "Compare failed tables again", "View"), ("操作", "重试失败分片", "查看"),
            ("Operation", "Interrupted", "Details"), ("操作", "已中断", "详情"), ("Operation", "Skipped half", "View"),
        )
    ],
    "one name in two schemas": [
        Spelling(schemas(*names))
        for names in (
            ("Source Schema", "Target Schema"), ("源模式", "目标模式"), ("Source Schema Name", "Target Schema Name"),
            ("源库模式名", "目标库模式名"), ("Source Schema", "Destination Schema"),
        )
    ],
    "a later comparison that began too early": [
        Spelling(overlapping(*times))
        for times in (
            ("Comparison Start Time: 2026-11-15T01:00:00Z", "Comparison End Time: 2026-11-15T03:00:00Z",
             "Comparison Start Time: 2026-11-15T02:00:00Z", "Comparison End Time: 2026-11-15T04:00:00Z"),
            ("对比开始时间：2026/11/15 10:00:00 GMT+08:00", "对比结束时间：2026/11/15 12:00:00 GMT+08:00",
             "对比开始时间：2026/11/15 11:59:59 GMT+08:00", "对比结束时间：2026/11/15 13:00:00 GMT+08:00"),
            ("Comparison Start Time: 2026-11-15 10:00:00", "Comparison End Time: 2026-11-15 12:00:00",
             "Comparison Start Time: 2026-11-15 13:00:00", "Comparison End Time: 2026-11-15 14:00:00"),
            ("对比开始时间：2026/11/15 10:00:00 GMT+08:00", "对比结束时间：未知",
             "对比开始时间：2026/11/15 13:00:00 GMT+08:00", "对比结束时间：2026/11/15 14:00:00 GMT+08:00"),
            ("Start: 2026-11-15T01:00:00Z", "End: 2026-11-15T02:00:00Z",
             "Comparison Start Time: 2026-11-15T01:30:00Z", "Comparison End Time: 2026-11-15T05:00:00Z"),
        )
    ],
    "a repair that goes on or did not succeed": [
        Spelling(repair(word, *head))
        for word, head in (
            ("RUNNING", REPAIR_EN), ("修复中", REPAIR_ZH), ("Repairing", REPAIR_EN), ("暂停", REPAIR_ZH), ("3", REPAIR_EN),
        )
    ],
    "a table without a name on one side": [
        Spelling(last(name, place, file, sheet))
        for name, place, file, sheet in (
            (None, 4, "objects.xlsx", "Objects"), ("-", 4, "objects.xlsx", "Objects"), ("无", 4, "objects.xlsx", "Objects"),
            ("N/A", 4, "objects.xlsx", "Objects"), ("不存在", 3, "objects.xlsx", "Objects"), ("—", 3, "objects.xlsx", "Objects"),
        )
    ],
    "not comparable, and yet counted apart": [
        Spelling(apart(word), COUNTS_DO)
        for word in ("Cannot be compared", "无法对比", "Timeout", "对比失败", "Canceled")
    ],
    "two tasks of which one was not compared by values": [
        Spelling(tasks(label))
        for label in ("Task ID: ", "任务ID：", "Task Name: ", "任务名称：", "Migration Task ID: ")
    ],
    "many tables into one": [
        Spelling(merged(heading))
        for heading in ("Target Table Name", "目标表名", "Destination Table Name", "目标库表名", "Target Table")
    ],
    "no row anywhere": [Spelling(nothing(zero)) for zero in (0, "0", "0 行", "０", "0 rows")],
    "a waiver of more than it names": [
        Spelling(unread, waiver(**keys))
        for keys in (
            {"file": "contents.xlsx", "sheet": "Cover", "text": "*"}, {"file": "*", "sheet": "Cover", "text": "*abc*"},
            {"code": "integrity.unrecognised-rows", "pattern": "contents.xlsx"},
            {"code": "integrity.*", "pattern": "contents*"}, {"code": "evidence.*", "pattern": "?*"},
        )
    ],
    "a layout that takes away what is judged": [
        Spelling(last(3, 5), layout=f'[[ignore.headings]]\ntext = "{heading}"\nreason = "r"\n')
        for heading in ("Different Rows", "Value Comparison Result", "Source Rows", "D*", "*Rows*")
    ],
    "a layout that hides results": [
        Spelling(column(heading, word, "-"), layout=f'[[ignore.headings]]\ntext = "{heading}"\nreason = "r"\n')
        for heading, word in (
            ("Second look", "Inconsistent"), ("复核情况", "不一致"), ("Second look", "Timeout"), ("二次情况", "对比失败"),
            ("Check by hand", "Failed"), ("Note", "2 rows differ"), ("说明", "3行不一致"),
            ("Differences found", 3), ("Rows that are missing", 2), ("Skipped by night shift", 100), ("发现的差异", 3), ("未对比的分区", 1),
        )
    ],
    "a layout that declares a known result harmless": [
        Spelling(change, layout=ignored(section, key, text))
        for change, section, text in (
            (line("hr.bonus: Inconsistent"), "lines", "hr.bonus: Inconsistent"), (line("奖金表：超时，见工单"), "lines", "奖金表：超时，见工单"),
            (line("hr.bonus does not match any more"), "lines", "hr.bonus does not match any more"),
            (line("夜班发现奖金表有3处差异"), "lines", "夜班发现奖金表有3处差异"),
            (column("Remarks", "target table is missing, says Li"), "remarks", "target table is missing, says Li"),
            (column("备注", "夜班说对比失败"), "remarks", "夜班说对比失败"), (cover("hr", "bonus", "Timed out"), "rows", "hr | bonus | Timed out"),
            (cover("人事", "奖金", "不一致"), "rows", "人事 | 奖金 | 不一致"), (cover("x", "y", name="Failed at night"), "sheets", "Failed at night"),
            (column("Night shift's failures", "bonus"), "headings", "Night shift's failures"),
            (called("contents_错误.xlsx"), "files", "contents_错误"),
        )
        for key in ("text", "pattern")
    ],
    "a layout that declares a statement harmless": [
        Spelling(change, layout=ignored(section, key, text))
        for change, section, text in (
            (line("Compared Tables: 7 of 9"), "lines", "Compared Tables: 7 of 9"), (line("已对比表数：四分之三"), "lines", "已对比表数：四分之三"),
            (line("Checked objects 5/6"), "lines", "Checked objects 5/6"), (line("校验进度 85%"), "lines", "校验进度 85%"),
            (column("Remarks", "Filter condition: region = 'eu'"), "remarks", "Filter condition: region = 'eu'"),
            (column("备注", "筛选条件：状态=1"), "remarks", "筛选条件：状态=1"), (column("Remarks", "first 500 rows"), "remarks", "first 500 rows"),
            (column("备注", "随机抽样 20%"), "remarks", "随机抽样 20%"), (column("Remarks", "5/8"), "remarks", "5/8"),
            (column("备注", "目标行数：12"), "remarks", "目标行数：12"), (column("Remarks", "Sample ratio: half"), "remarks", "Sample ratio: half"),
            (column("Remarks", "night shift: 2 of 3 partitions"), "remarks", "night shift: 2 of 3 partitions"),
            (column("备注", "夜班 2/3个分区"), "remarks", "夜班 2/3个分区"),
            (cover("Compared Tables", "7/9"), "rows", "Compared Tables | 7/9"), (cover("过滤条件", "id>9", "夜班"), "rows", "过滤条件 | id>9 | 夜班"),
            (cover("Compared Tables", "7 of 9", name="Notes of Li"), "sheets", "Notes of Li"),
            (cover("抽样比例", "约两成", name="夜班记录"), "sheets", "夜班记录"),
        )
        for key in ("text", "pattern")
    ],
    "a layout that calls counts a comparison of values": [
        Spelling(counts_as(title), layout=f'[types]\ncontents = ["{title}"]\n')
        for title in ("nightly check", "夜间检查", "Check A", "合并前检查", "full look at all")
    ],
    "a name that counts under one that counts under another": [
        Spelling(none, f"[alias]\n{chain}\n")
        for chain in ('a = "b"\nb = "c"', 'shop = "b"\nb = "shop2"', '"订单" = "商城"\n"商城" = "shop"', 'a = "b"\nb = "a"',
                      'shop = "x"\nx = "y"\ny = "z"')
    ],
    "an age that is none": [
        Spelling(none, f"max_age_hours = {hours}\n") for hours in ("1e308", "inf", "nan", "-1", "0", '"many"')
    ],
    "a row of weeks ago": [
        Spelling(late(text, heading), WHEN)
        for text, heading in (
            ("2026/10/28 10:00:00 GMT+08:00", "Comparison End Time"), ("2026-10-28T02:00:00Z", "Comparison End Time"),
            ("2026/10/28 10:00:00 GMT+08:00", "对比结束时间"), ("2026-10-28 10:00:00 +0800", "对比结束时间"),
            ("2026/10/28 10:00:00 GMT+08:00", "Comparison Start Time"),
        )
    ],
    "far more rows by values than were counted": [
        Spelling(last(n, 3, "lines.xlsx")) for n in (0, 1, "1", "９", 11)
    ],
    "a remark beside a number of differences": [
        Spelling(unsure(heading, remark), policy)
        for heading, remark, policy in (
            ("Remarks", "2 shards timed out", TOLERATED), ("备注", "两个分片超时", WAIVED), ("Message", "first 1000 rows", WAIVED),
            ("附加信息", "行数为预估", TOLERATED), ("Remarks", "estimated", TOLERATED), ("备注", "仅统计部分数据", WAIVED),
        )
    ],
    "a serial number is missing": [
        Spelling(column(heading, number, None)) for heading, number in (("序号", "x"), ("No.", "?"), ("Seq", "3*"),
                                                                        ("Serial No.", "skipped"), ("序列号", "略"))
    ],
}  # fmt: skip


@pytest.mark.parametrize("one", spellings(KINDS))
def test_no_spelling_of_the_kind_passes(one: Spelling) -> None:
    files = clean()
    one.change(files)
    assert decision(files, one.policy, one.layout) != "PASS"


def test_every_kind_has_five_spellings_and_what_they_stand_in_passes() -> None:
    assert all(len(found) >= 5 for found in KINDS.values())
    files = clean()
    files["contents.xlsx"]["Overview"].insert(0, [DATED])
    assert [decision(clean()), decision(files, WHEN), decision(clean(), COUNTS_DO)] == ["PASS"] * 3


@pytest.mark.parametrize("remark", [None, "3 rows differ", "数据不一致", "Inconsistent", "差异行数：3"])
def test_a_remark_that_says_no_more_than_the_result_does_not_stand_in_the_way_of_a_tolerance(
    remark: str | None,
) -> None:
    files = clean()
    unsure("Remarks", remark or "")(files)
    assert [decision(files, TOLERATED), decision(files, WAIVED)] == ["PASS", "PASS"]
