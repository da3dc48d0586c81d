"""Plain words that turn a sentence round, signs in headings, cells that are no names: never PASS, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.redteam.evidence import Files, clean, spellings
from tests.redteam.test_judged_kinds import decision

Change = Callable[[Files], object]
NOTHING = (
    "No comparison", "No validation", "Validation: no", "No results", "no sync", "Check: No", "Sign-off: no", "Report with no comparison",
    "by statistics", "来源统计信息", "按统计信息", "Method: statistics",
)  # fmt: skip


def line(text: str, at: int = 0, sheet: str = "Details") -> Change:
    return lambda files: files["contents.xlsx"][sheet].insert(at, [text])


def beside(label: str, value: Any, sheet: str) -> Change:
    return lambda files: files["contents.xlsx"][sheet].insert(0, [label, value])


def below(text: str) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].extend([[None], [text]])


def cover(*cells: str) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__("Cover", [["Comparison report"], list(cells)])


def tab(name: str) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__(name, files["contents.xlsx"].pop("Details"))


def called(name: str) -> Change:
    return lambda files: files.__setitem__(f"{name}.xlsx", files.pop("contents.xlsx"))


def heading(old: str, new: str) -> Change:
    def rename(files: Files) -> None:
        head = files["contents.xlsx"]["Details"][0]
        head[head.index(old)] = new

    return rename


def band(text: str, *parts: str) -> Change:
    """A heading of its own above those of the two columns of counts."""

    def split(files: Files) -> None:
        head, *rows = files["contents.xlsx"]["Details"]
        below = [cell if at in (3, 4) else None for at, cell in enumerate(head)]
        below[3:5] = parts or below[3:5]
        above = [None if at in (3, 4) else cell for at, cell in enumerate(head)]
        above[3] = text
        files["contents.xlsx"]["Details"] = [above, below, *rows]

    return split


def column(name: str, cell: Any, usual: Any = "-") -> Change:
    def add(files: Files) -> None:
        head, *rows = files["contents.xlsx"]["Details"]
        head.append(name)
        for row in rows:
            row.append(usual)
        rows[-1][-1] = cell

    return add


def sizes(source: str, target: str, one: Any, other: Any) -> Change:
    def add(files: Files) -> None:
        column(source, one, 7)(files)
        column(target, other, 7)(files)

    return add


def counted(*cells: Any) -> Change:
    return lambda files: files["objects.xlsx"]["Overview"].append([cells[0], *cells[1:], None, "Consistent"])


KINDS: dict[str, list[Change]] = {
    "a line that says that there is none": [place(text) for text in NOTHING for place in (line, below)],
    "a cover that says that there is none": [
        cover(*cells)
        for cells in (
            ("Validation", "no"), ("Check", "No"), ("Results", "no"), ("Reviewed", "No"), ("Approved by", "nobody"), ("审核人", "无人"),
            ("Method", "statistics"), ("Comparison Method", "Statistics"), ("复核", "否"),
        )
    ],
    "a name that says that there is none": [
        *map(tab, ("No comparison", "No result", "Tables no", "Details by statistics", "无对比结果")),
        *map(called, ("contents-no-comparison", "contents_by_statistics", "no-contents", "contents-no-result", "内容对比_统计信息")),
    ],
    "a sign in a heading": [
        heading(old, form.format(old))
        for old in ("Source Rows", "Value Comparison Result", "Table Name")
        for form in ("~{}", "≈ {}", "≥{}", "{} ?", "{}？", "{} (?)", "{}*", "{}†", "{}※", "≠ {}", "> {}", "{} ±")
    ] + [heading("Source Rows", "源库行数（≥）"), heading("Target Rows", "≈目标库行数"), heading("Source Rows", "Source Rows (min)")],
    "dots in a heading": [
        heading(old, form.format(old))
        for old in ("Source Rows", "Different Rows", "Table Name")
        for form in ("{}…", "{} ...", "… {}", "{}..", "{}……", "{}。。")
    ] + [heading("Source Rows", "源库行数…"), heading("Target Rows", "目标库行数..."), heading("Value Comparison Result", "内容对比结果……")],
    "a unit of something else in a heading": [
        heading(old, new)
        for old, new in (
            ("Source Rows", "Source Rows (tables)"), ("Target Rows", "Target Rows (objects)"), ("Source Rows", "Source Rows (MB)"),
            ("Different Rows", "Different Rows (tables)"), ("Target Rows", "Target Rows (s)"), ("Table Name", "Table Name (rows)"),
            ("Source Rows", "源库行数（个）"), ("Target Rows", "目标库行数（张）"), ("Different Rows", "不一致行数（张表）"), ("Source Rows", "源库行数（秒）"),
            ("Table Name", "表名（个）"), ("Value Comparison Result", "内容对比结果（次）"),
        )
    ],
    "a heading above those of counts": [
        band(text)
        for text in ("Min", "Max", "Avg", "Estimated", "Statistics", "As of last week", "Rows…", "估算", "预估", "最小值", "统计", "昨日", "快照时", "抽样")
    ] + [band("Min", "Source", "Target"), band("估算", "源库", "目标库")],
    "a label and its value above headings": [
        beside(label, value, sheet)
        for sheet in ("Overview", "Details")
        for label, value in (
            ("Inconsistent Tables", "1"), ("Total Tables", 5), ("Uncomparable Tables", "2"), ("Completed Tables", "1"), ("Compared Tables", "0"),
            ("不一致表数", "1"), ("总表数", 5), ("无法对比表数", "2"), ("已完成表数", "1"), ("对比状态", "失败"),
            ("Comparison Result", "Inconsistent"), ("Comparison Status", "Running"), ("Progress", "50%"), ("对比结果", "不一致"),
        )
    ],
    "a cell that is no name": [
        column(name, cell, usual)
        for name, cell, usual in (
            ("Ticket", "INC-1 differences open", "INC-1"), ("Instance", "UAT copy", "rds-1"), ("Key Columns", "missing", "id"),
            ("主键", "缺失", "id"), ("工单号", "差异未处理", "INC-1"), ("实例", "测试环境", "rds-1"), ("Operator", "typed by hand", "admin"),
            ("Checked By", "nobody", "Li"), ("Approver", "refused", "Wang"), ("操作人", "手工填写", "李"), ("主键", "无", "id"),
            ("Engine", "statistics", "MySQL"),
        )
    ],
    "a sentence behind a label of names": [
        cover(*cells)
        for cells in (
            ("Team", "differences open"), ("Department", "UAT copy"), ("Contact", "ask why it was stopped"), ("Tool", "manual count"),
            ("Exported by", "hand, from memory"), ("Owner", "left in march"), ("负责人", "无人"), ("部门", "测试环境"), ("项目", "差异未处理"),
        )
    ],
    "what is told of an instance and is no name of one": [
        line(text)
        for text in (
            "Source Instance: backup restored to point in time", "Source Host: laptop", "Target Instance: still to be built",
            "Target Address: unknown yet", "Source Instance: Point In Time Backup", "Instance: copied from last night", "源库实例：恢复的备份", "目标实例：测试环境",
            "目标库实例：只读副本", "源库地址：快照", "实例名称：其实没有比", "源库实例：备份",
        )
    ],
    "what people are not called": [
        line(text)
        for text in (
            "Operator: nobody was there", "Prepared by: rough estimation", "Reviewed by: script only", "Approved by: waiting for it",
            "Created: automatically by hand", "任务负责人：已跳过差异", "操作人：模拟", "审核人：未经核实", "负责人：差异未处理", "联系人：其实没有比", "经办人：手动补数",
        )
    ],
    "a project, a task or a customer that says something": [
        line(text)
        for text in (
            "Project: differences open", "Task Name: rows missing", "Customer: nothing was looked at", "Project: 3 tables excluded", "Report Name: partial run",
            "System: statistics", "项目名称：差异未处理", "任务名称：其实没有比", "客户：未经核实的数据", "任务名称：抽样后放行", "企业项目：恢复的备份", "报告名称：补数之后重新导出",
        )
    ],
    "what no dialogue of a task offers": [
        line(text)
        for text in (
            "Task Type: rehearsal of it", "Direction: unknown", "Migration Type: half of it", "Data Flow: simulated", "Source Engine: emulator", "Engine: mock-up",
            "任务类型：模拟迁移", "数据流向：临时导出", "迁移类型：试跑", "源库引擎：模拟器", "任务模式：空跑",
        )
    ],
    "a size on one side only": [
        sizes(source, target, one, other)
        for source, target, one, other in (
            ("Source Size (MB)", "Target Size (MB)", 812, 0), ("Source Table Size (MB)", "Target Table Size (MB)", 0, 3),
            ("源表大小(MB)", "目标表大小(MB)", 812, 0), ("Source Data Size (GB)", "Target Data Size (GB)", "1.5", "0.0"),
            ("源库数据量(GB)", "目标库数据量(GB)", 0, 2),
        )
    ],
    "a rate that is not all": [
        column(name, cell, "100%") for name, cell in (("Match Rate", "99.9%"), ("一致率", "90%"), ("Consistency Rate", "0%"), ("一致比例", "-"),
                                                      ("Matching ratio", "about 100%"))
    ],
    "an environment that counts for nothing": [
        cover(*cells) for cells in (("Environment", "UAT"), ("环境", "测试环境"), ("Environment", "staging"), ("环境", "预生产"), ("Env", "dev"))
    ],
    "a type of which nobody counted any": [
        counted(*cells) for cells in (("TRIGGER", "-", "-"), ("触发器", "-", "-"), ("VIEW", "--", 0), ("EVENT", 0, "—"), ("PROCEDURE", None, 0))
    ],
}  # fmt: skip


@pytest.mark.parametrize("change", spellings(KINDS))
def test_no_spelling_of_the_kind_passes(change: Change) -> None:
    files = clean()
    change(files)
    assert decision(files) != "PASS"


CLEAN: dict[str, Change] = {
    "No. 1": column("No.", 3),
    "serial number": column("Serial No", 3),
    "none of a failure": line("No failed tables"),
    "none of a timeout": line("Timeout: 0"),
    "sheet of statistics": lambda files: files["contents.xlsx"].__setitem__(
        "Statistics", [["Result", "Number of tables"], ["Consistent", 3], ["Total", 3]]
    ),
    "names": column("Owner", "Li Lei", "Order Team"),
    "a number in a file's name": called("contents-no-12"),
    **{
        f"name {text}": line(text)
        for text in (
            "Operator: zhangsan",
            "Operator: w00412345",
            "Prepared by: John Smith",
            "Approved by: Dr. Li",
            "Created by: dba_zhang",
            "Contact: l.wang@example.com",
            "Owner: Order Team",
            "Source Instance: rds-mysql-01",
            "Target Instance: gauss-01.example.com:8000",
            "Source Instance: 订单库",
            "Project: Core Banking",
            "Task Name: DRS-4821",
            "Task Name: wave 2",
            "Report Name: Shop to Cloud",
            "Task Type: Real-time synchronization",
            "Direction: To the cloud",
            "Migration Type: Full+Incremental",
            "Source Engine: MySQL 5.7",
            "Ticket: CHG-1042",
            "操作人：李雷",
            "审核人：欧阳娜娜",
            "经办人：王",
            "操作人：数据库组",
            "任务负责人：王芳",
            "任务名称：订单库迁移",
            "项目名称：核心系统",
            "客户：某银行",
            "任务类型：实时同步",
            "数据流向：出云",
            "迁移类型：全量+增量",
            "目标库引擎：GaussDB",
        )
    },
    **{
        f"heading {new}": heading(old, new)
        for old, new in (
            ("Source Rows", "Source Rows (records)"),
            ("Target Rows", "目标库行数（条）"),
            ("Table Name", "Table Name (表名)"),
            ("Source Rows", "Row Count (Source)"),
            ("Source DB Name", "Source Database (Name)"),
        )
    },
    **{f"band {text}": band(text) for text in ("Rows", "Row Count", "行数", "Comparison")},
    "sides below": band("Rows", "Source", "Target"),
    "sizes": sizes("Source Size (MB)", "Target Size (MB)", 812, 790),
    "one name": column("Operator", "admin", "root"),
    "中文姓名": column("操作人", "王芳", "李雷"),
    "a framed title": line("*** Comparison report ***"),
    **{
        f"pair {cells}": cover(*cells)
        for cells in (("Environment", "Production"), ("环境", "生产"), ("Consistent", "Both sides are equal"))
    },
    **{
        f"rate {name}": column(name, "100%", "100%")
        for name in ("Match Rate", "一致率", "Matching ratio", "Matched rate", "数据一致率")
    },
    **{
        f"attribute {name}": column(name, cell, cell)
        for name, cell in (
            ("Collation", "utf8mb4_bin"),
            ("存储引擎", "InnoDB"),
            ("Tablespace", "TS_1"),
            ("业务部门", "零售"),
            ("所属系统", "核心"),
        )
    },
    **{f"line {text}": line(text) for text in ("Confidential - Internal use only", "机密 — 内部资料")},
    "minutes": column("Duration (min)", 3, 2),
}


@pytest.mark.parametrize("name", CLEAN)
def test_plain_words_in_their_place_pass(name: str) -> None:
    files = clean()
    number = iter(range(1, 9))
    CLEAN[name](files)
    head, *rows = files.get("contents.xlsx", {"Details": [[None]]})["Details"]
    if head[-1] in {"No.", "Serial No"}:
        for row in rows:
            row[-1] = next(number)
    assert decision(files) == "PASS"
