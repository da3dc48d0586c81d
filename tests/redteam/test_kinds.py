"""Kinds of evidence that prove less than they seem to, each in spellings of both languages: never PASS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drs_report.pipeline import Loaded, judge_loaded
from drs_report.policy import Policy
from drs_report.reading.dataset import Dataset
from drs_report.records.judgement import Origin
from tests.redteam.evidence import ENDED, NOW, Files, clean
from tests.redteam.usual import once, read

Spoil = Callable[[Files], object]


def loaded(files: Files) -> tuple[Dataset, ...]:
    return tuple(
        read(sheets, name=name, origin=Origin(name=name, sha256=name, size=1)) for name, sheets in files.items()
    )


def decision(files: Files) -> str:
    with once():
        return judge_loaded(Loaded(loaded(files)), Policy(), NOW)[1].decision.value


def headings(first: str, second: str) -> Spoil:
    """Counts that differ by 440 rows under headings nobody knows."""

    def spoil(files: Files) -> None:
        rows = files["lines.xlsx"]["Details"]
        rows[0][3:5] = [first, second]
        rows[-1][3:5] = [61_440, 61_000]

    return spoil


def column(heading: str, *values: Any, file: str = "contents.xlsx") -> Spoil:
    """One more column; the first value for the last table, the second for the others."""

    def spoil(files: Files) -> None:
        head, *rows = files[file]["Details"]
        head.append(heading)
        for row in rows:
            row.append(values[1] if len(values) > 1 else None)
        rows[-1][-1] = values[0]

    return spoil


def above(text: str, file: str = "contents.xlsx", sheet: str = "Details") -> Spoil:
    return lambda files: files[file][sheet].insert(0, [text])


def sheet(name: str) -> Spoil:
    """The last table on a sheet of this name."""

    def spoil(files: Files) -> None:
        rows = files["contents.xlsx"]["Details"]
        files["contents.xlsx"][name] = [rows[0][:], rows.pop()]

    return spoil


def bracket(text: str) -> Spoil:
    def spoil(files: Files) -> None:
        head = files["contents.xlsx"]["Details"][0]
        head[-1] += text

    return spoil


def overview(heading: str) -> Spoil:
    def spoil(files: Files) -> None:
        head, row = files["contents.xlsx"]["Overview"]
        head.append(heading)
        row.append(3)

    return spoil


def parts(*names: str) -> Spoil:
    """The list on several sheets of which one is not there."""

    def spoil(files: Files) -> None:
        head, *rows = files["contents.xlsx"].pop("Details")
        for name, row in zip(names, (rows[:1], rows[1:]), strict=True):
            files["contents.xlsx"][name] = [head[:], *row]

    return spoil


def renamed(name: str) -> Spoil:
    return lambda files: files["lines.xlsx"]["Details"][-1].__setitem__(2, name)


def blind(n_rows: int) -> Spoil:
    return lambda files: files["contents.xlsx"]["Details"][-1].__setitem__(slice(3, 5), [n_rows, n_rows])


def below(text: str) -> Spoil:
    return lambda files: files["contents.xlsx"]["Details"].append([text])


def called(name: str) -> Spoil:
    return lambda files: files.__setitem__(name, files.pop("contents.xlsx"))


KINDS: dict[str, list[Spoil]] = {
    "a text under an unknown heading": [
        column(heading, "x")
        for heading in ("Colour", "负责团队", "Cost Centre", "Wave", "核对人")
    ],
    "a line that says that there is nothing": [
        above(text) for text in ("No data", "暂无数据", "No differences found", "Empty", "无记录", "N/A")
    ],
    "a footer that counts other rows": [
        below(text) for text in ("共 9 条", "Total: 4", "总计：2", "Total 30 records", "共30行")
    ],
    "a file that calls itself bad": [
        called(name)
        for name in ("contents_failed.xlsx", "contents-part-2.xlsx", "内容对比失败.xlsx", "contents 1 of 3.xlsx", "第2部分.xlsx", "values (2-3).xlsx", "contents_3_4.xlsx",
                     "内容对比［1／5］.xlsx", "contents 2-2.xlsx", "值对比（1-4）.xlsx", "内容对比2⁄7.xlsx", "values【1_2】.xlsx", "内容对比（旧）.xlsx")
    ],
    "a file that calls itself a share": [
        called(name)
        for name in ("contents_10percent.xlsx", "contents 5%.xlsx", "contents_1in10.xlsx", "内容对比_10％.xlsx", "内容对比_十分之一.xlsx", "内容对比_1比10.xlsx",
                     "contents_1_pct.xlsx", "内容对比_百分之十.xlsx")
    ],
    "numbers under unknown headings": [
        headings(*words)
        for words in (("Rows A", "Rows B"), ("来源记录", "去向记录"), ("Tuples left", "Tuples right"), ("甲方行", "乙方行"),
                      ("n_origin", "n_goal"), ("原始条目", "写入条目"))
    ],
    "a remark on an equal row": [
        column("Remarks", text)
        for text in ("gave up after 3 tries", "only the first half was looked at", "由值班人员手工确认", "末尾两个分区没有读到",
                     "value taken from the week before", "本表仅抽查")
    ],
    "the file calls itself a comparison of rows": [
        above(text, sheet="Overview")
        for text in ("Comparison Type: Row comparison", "对比类型：行数对比", "Compare Type: Row Count Comparison", "对比类型：行对比",
                     "Comparison Type: Lines")
    ],
    "a sheet of what was not compared": [
        sheet(name)
        for name in ("Gave up", "Not yet compared", "未完成的表", "稍后再比", "Left for later", "暂不对比")
    ],
    "a line that says that not all was done": [
        above(text)
        for text in ("Comparison stopped half way", "Progress: 61%", "对比进度：61%", "任务状态：失败", "Comparison Status: Failed",
                     "只完成了一部分")
    ],
    "another end of the comparison": [
        above(f"{label} 2026/11/15 10:30:00 GMT+08:00；{ENDED}", sheet="Overview")
        for label in ("截止时间：", "结束时间：", "对比完成时间：", "End Time:", "Comparison End Time:", "Finished:")
    ],
    "a filter in a line": [
        above(text, sheet="Overview")
        for text in ("Filter Criteria: id > 5", "过滤条件：id > 5", "Row Filter: created_at > 2020-01-01", "过滤条件：status='A'",
                     "Filter: region = 'eu'")
    ],
    "a limit in a heading's brackets": [
        bracket(text) for text in (" (top 500 rows)", "（仅前 500 行）", " (estimated)", "（近似值）", " (one shard)", "（抽查）")
    ],
    "a counter of failed tables": [
        overview(heading)
        for heading in ("Number of Failed Tables", "Tables That Failed", "对比失败表数", "失败表数", "Tables Failed")
    ],
    "a counter of differing rows": [
        column(heading, 4, 0)
        for heading in ("Rows Only in Source", "源库独有行数", "Modified Rows", "值不一致行数", "Rows Missing in Target", "差异总数")
    ],
    "a counter of rows that were left out": [
        column(heading, 4, 0) for heading in ("Ignored Rows", "跳过行数", "Rows Skipped", "Skipped Rows", "Failed Rows", "Filtered Rows", "过滤行数", "filter_row_count")
    ],
    "a list of which a part is missing": [
        parts(*names)
        for names in (("Details", "Details(4)"), ("明细", "明细(3)"), ("Details(1)", "Details(3)"), ("Details", "Details_3"),
                      ("明细", "明细_4"))
    ],
    "a name in another form": [
        renamed(name) for name in ("Users", "USERS", "ｕｓｅｒｓ", "uSERS", "UserS")
    ],
    "values of other rows than were counted": [blind(n) for n in (0, 9, 11, 1, 5)],
}  # fmt: skip


def cases() -> Iterator[Any]:
    for kind, spoilers in KINDS.items():
        for number, spoil in enumerate(spoilers, start=1):
            yield pytest.param(spoil, id=f"{kind} {number}")


@pytest.mark.parametrize("spoil", list(cases()))
def test_no_spelling_of_the_kind_passes(spoil: Spoil) -> None:
    files = clean()
    spoil(files)
    assert decision(files) != "PASS"


@pytest.mark.parametrize(
    "text",
    [
        f"End Time: 2026-11-15T03:00:00Z; {ENDED}",
        f"Task Start Time: 2026-11-01T10:00:00Z; Comparison Type: Value comparison; {ENDED}",
        f"任务启动时间：2026/11/01 10:00:00 GMT+08:00；对比类型：内容对比；{ENDED}",
    ],
)
def test_an_end_that_is_told_twice_and_the_beginning_of_the_task_are_no_other_run(text: str) -> None:
    files = clean()
    above(text, sheet="Overview")(files)
    assert decision(files) == "PASS"


FOREIGN = ("Repair Status", "修复状态", "Failed Rows", "失败行数", "Source Object", "源对象")


@pytest.mark.parametrize("heading", FOREIGN)
@pytest.mark.parametrize("file", ["lines.xlsx", "contents.xlsx"])
def test_a_heading_of_another_comparison_hides_no_difference(heading: str, file: str) -> None:
    files = clean()
    files[file].pop("Overview", None)
    column(heading, 0, 0, file=file)(files)
    head, *_, last = files[file]["Details"]
    last[head.index("Target Rows")] += 3
    assert decision(files) == "FAIL"


def test_every_kind_has_five_spellings_and_the_rest_passes() -> None:
    assert all(len(spoilers) >= 5 for spoilers in KINDS.values())
    assert decision(clean()) == "PASS"


FOOTERS = (["共 3 条"], ["共3条"], ["Total: 3"], ["总计：3"], ["End of report"], ["Total 3 records"])


@pytest.mark.parametrize("footer", FOOTERS, ids=lambda footer: footer[0])
def test_a_footer_that_counts_the_rows_is_no_doubt(footer: list[Any]) -> None:
    files = clean()
    files["contents.xlsx"]["Details"].append(footer)
    assert decision(files) == "PASS"
