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
