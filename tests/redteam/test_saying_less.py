"""Evidence that says less than it should, and the nearest that says enough: the one is never verified, the other passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drs_report.reading.teaching import parse_layout
from tests.redteam.evidence import LINES, Files, clean, decision, report
from tests.redteam.test_spoilt_evidence import (
    Change,
    above,
    below,
    cell,
    renamed,
    rows,
    sheet_called,
)


def numbers(*headings: str, last: list[Any], others: list[Any], file: str = "contents.xlsx") -> Change:
    """Give the list columns of which the last row holds something else than the others."""

    def add(files: Files) -> None:
        header, *body = rows(files, file)
        header.extend(headings)
        for row in body:
            row.extend(others)
        body[-1][-len(last) :] = last

    return add


def stated(*lines: str, file: str = "contents.xlsx", sheet: str = "Overview") -> Change:
    return lambda files: rows(files, file, sheet).__setitem__(slice(0, 0), [[line] for line in lines])


def overview(heading: str, *values: Any) -> Change:
    """Two database pairs in the overview of the value comparison, and what it says of each under one more heading."""

    def add(files: Files) -> None:
        head, only = rows(files, sheet="Overview")
        rows(files).append(["crm", "crm2", "leads", 5, 5, 0, "Consistent", "Consistent"])
        rows(files, "lines.xlsx").append(["crm", "crm2", "leads", 5, 5, "Consistent"])
        files["lines.xlsx"].pop("Overview")
        files["objects.xlsx"]["Objects"].append(["TABLE", "crm", "crm2", "leads", "leads", "Consistent"])
        files["objects.xlsx"]["Overview"][1][1:3] = [4, 4]
        files["contents.xlsx"]["Overview"] = [
            [*head, heading],
            [*only, values[0]],
            ["crm", "crm2", "Consistent", 1, 0, values[1]],
        ]

    return add


def headed(column: int, heading: str) -> Change:
    return lambda files: rows(files)[0].__setitem__(column, heading)


def in_database(title: str) -> Change:
    """Let a line above the list of the row comparison say its databases, and no column and no overview."""

    def move(files: Files) -> None:
        files["lines.xlsx"].pop("Overview")
        body = rows(files, "lines.xlsx")
        body[:] = [[title], LINES[2:], *(row[2:] for row in body[1:])]

    return move


EN_TIMES = ("Comparison Start Time: {} GMT+08:00", "Comparison End Time: {} GMT+08:00")
ROW_TIMES = ("Comparison Start Time", "Comparison End Time")
DAY = "2026/11/15 {}:00 GMT+08:00"

SAYS_LESS: dict[str, Change] = {
    "fewer matched than there are": numbers("Matched Rows", last=[9], others=[10]),
    "none matched": numbers("Matched Rows", last=[0], others=[10]),
    "more compared than there are": numbers("Compared Rows", last=[99], others=[10]),
    "compared rows blank in one row": numbers("Compared Rows", last=[None], others=[10]),
    "compared rows a dash in one row": numbers("Compared Rows", last=["-"], others=[10]),
    "failed rows blank in one row": numbers("Failed Rows", last=[None], others=[0]),
    "shards over": numbers("Completed Shards", "Total Shards", last=[2, 1], others=[1, 1]),
    "shards of none": numbers("Completed Shards", "Total Shards", last=[1, 0], others=[1, 1]),
    "shards half blank": numbers("Completed Shards", "Total Shards", last=[None, 4], others=[4, 4]),
    "shards half blank, the other": numbers("已完成分片数", "总分片数", last=[4, None], others=[4, 4]),
    "progress blank in one row": numbers("Progress", last=[None], others=["100%"]),
    "progress blank in one row, zh": numbers("对比进度", last=[None], others=["100%"]),
    "differing rows blank in one row": cell(None, column=5),
    "an overview that leaves its failed tables out": overview("Failed Tables", 0, None),
    "an overview that leaves its compared tables out": overview("Completed Tables", 3, None),
    "failed tables in a line": stated("Failed Tables: 1"),
    "failed tables in a line, zh": stated("失败表数：1"),
    "failed tables in a line of counts": stated("Total Tables: 3; Failed Tables: 1"),
    "another page": below(["Page 2"]),
    "the second part in a title": above("Results 2", sheet="Details"),
    "the second part in a title, zh": above("结果 2", sheet="Details"),
    "another page in a title": above("Comparison details, page 2", sheet="Details"),
    "a title of what goes on": above("Comparison in progress", sheet="Details"),
    "a title of what goes on, zh": above("对比中", sheet="Details"),
    "a title of differences": above("Tables with differences", sheet="Details"),
    "a title of differences, zh": above("差异数据列表", sheet="Details"),
    "a title of one side twice": above("Comparison of source to source", sheet="Details"),
    "a title of an example": above("Demo data", sheet="Details"),
    "a title of an example, zh": above("示例数据", sheet="Details"),
    "an approval that is refused": stated("Approval: Declined"),
    "an approval that is put off, zh": stated("审批：暂缓"),
    "a contact that says what to do, zh": stated("联系人：需重跑"),
    "a state beside the result that is not over": numbers("Comparison Status", last=["Running"], others=["Completed"]),
    "a second number of differing rows": numbers("Inconsistent rows", last=[3], others=[0]),
    "a sheet of what goes on": sheet_called("Comparing"),
    "a sheet of what goes on, zh": sheet_called("校验中"),
    "a sheet of repairs": sheet_called("Values to repair"),
    "a sheet of a later part": sheet_called("Details_2"),
    "a file of a part": renamed("contents_part2.xlsx"),
    "a file of a part, numbers": renamed("contents_1_of_3.xlsx"),
    "a file that failed": renamed("contents_FAILED.xlsx"),
    "a file that is not finished, zh": renamed("内容对比_未完成.xlsx"),
    "the second of two pages": below(["Page 2 of 2"]),
    "another page, zh": below(["第 2 页"]),
    "the second of two pages, zh": below(["第 2 页 / 共 2 页"]),
    "a total with more": below(["Total: 3+"]),
    "about a total": below(["共约 3 条"]),
    "a total of about": below(["Total: ~3"]),
    "at least": below(["Total: ≥3"]),
    "the first rows of more": below(["1-3 of 5"]),
    "the first rows of many": below([], ["1 to 3 of 120"]),
    "rows that are not there": below(["1-5 of 5"]),
    "rows that are not there, by a sign": below(["1-5 / 5"]),
    "rows that are not there, zh": below(["第 1 - 5 条，共 5 条记录"]),
    "the first rows of more, zh": below(["第 1 - 3 条，共 5 条记录"]),
    "the first to the last, and more of them": below(["1-3 / 3 of the first database"]),
    "not from the first row on": below(["2-3 of 3"]),
    "more rows than all": below(["1-3 of 2"]),
    "made by people": below(["Generated by Data Replication Team"]),
    "made by people, zh": below(["由数据复制服务组人工生成"]),
    "made by a part": below(["Partially generated by DRS"]),
    "a result that differs in no row": cell("Inconsistent (0 rows)"),
    "a result with more": cell("Consistent..."),
    "a result with more, zh": cell("一致……"),
    "a result with more, dots": cell("一致。。。"),
    "end before the beginning": stated(
        EN_TIMES[0].format("2026/11/15 10:00:00"), EN_TIMES[1].format("2026/11/15 09:00:00")
    ),
    "exported before the end": stated(
        EN_TIMES[1].format("2026/11/15 11:00:00"), "Export Time: 2026/11/15 10:30:00 GMT+08:00"
    ),
    "exported before the end, zh": stated(
        "对比结束时间：2026/11/15 11:00:00 GMT+08:00；导出时间：2026/11/15 10:30:00 GMT+08:00"
    ),
    "exported in the future": stated("Export Time: 2026/12/15 10:30:00 GMT+08:00"),
    "a second line ends in the future": stated(EN_TIMES[1].format("2026/12/01 10:00:00"), sheet="Details"),
    "a row ended in the future": numbers(
        *ROW_TIMES,
        last=[DAY.format("10:00"), "2026/12/15 10:30:00 GMT+08:00"],
        others=[DAY.format("10:00"), DAY.format("10:30")],
    ),
    "a row ended before it began": numbers(
        *ROW_TIMES, last=[DAY.format("10:30"), DAY.format("10:00")], others=[DAY.format("10:00"), DAY.format("10:30")]
    ),
    "a database of the overview in the future": overview(
        "Comparison End Time", DAY.format("10:30"), "2026/12/01 10:30:00 GMT+08:00"
    ),
    "many to one": stated("Comparison Policy: Many-to-one"),
    "many to one, zh": stated("对比策略：多对一对比"),
    "dynamic": stated("对比方式：动态对比"),
    "large objects left out": stated("大字段对比：忽略"),
    "large objects by length": stated("LOB Comparison: Length"),
    "exported in part": stated("Operator: admin (partial export)"),
    "a summary of fewer equal tables": stated("Consistent: 2; Inconsistent: 0"),
    "a summary of fewer equal tables, zh": stated("一致2张，不一致0张"),
    "a summary of a difference": stated("Consistent: 3; Inconsistent: 1"),
    "a summary of a difference, zh": stated("一致：3，不一致：1"),
    "a summary of a difference below the list": below(["Total: 3 tables, 2 consistent, 1 inconsistent"]),
    "a summary of more tables": stated("共5张表，一致3张，不一致0张"),
    "a summary of objects": stated("5 consistent, 2 inconsistent", file="objects.xlsx"),
    "a summary of objects, zh": stated("一致3个，不一致1个", file="objects.xlsx"),
    "a summary of what failed": stated("3 consistent, 1 failed"),
    "a summary of what was skipped": stated("3 consistent, 1 skipped"),
    "a summary of what goes on": stated("一致3张，进行中1张"),
    "a conclusion of some": stated("Conclusion: some tables are consistent"),
    "a conclusion of not all": stated("Conclusion: not all tables are consistent"),
    "a conclusion of differences": stated("结论：不一致"),
    "a conclusion of a part, zh": stated("结论：部分一致"),
    "a conclusion that does not say of how much": stated("Conclusion: tables consistent"),
    "a filter": stated("Filter Criteria: none but id < 100"),
    "a filter, zh": stated("过滤条件：无效数据除外"),
    "what lags behind": stated("Synchronization delay: 35 s"),
    "what lags behind, zh": stated("增量时延：12秒"),
    "an unknown recovery point": stated("RPO: unknown"),
    "a note that says something": stated("Note: LOB columns were left out"),
    "a second remark": numbers("Additional Information", "Remarks", last=[None, "rows 1 to 1000"], others=[None, None]),
    "a second remark, zh": numbers("附加信息", "备注", last=[None, "部分分片超时"], others=[None, "无"]),
    "missing rows": numbers("Missing Rows", last=[2], others=[0]),
    "missing rows, zh": numbers("缺失行数", last=[2], others=[0]),
    "surplus rows, zh": numbers("多余行数", last=[1], others=[0]),
    "a duration that is none": numbers("Duration", last=["timed out"], others=["00:01:20"]),
    "a total of another result": below(["合计", None, None, 30, 30, 0, "一致", "不一致"]),
    "a total of more tables": below(["Total", None, "5 tables", 30, 30, 0, None, None]),
    "a lone text below the list": below([], ["payments"]),
    "a lone word below the list": below([], ["Failed"]),
    "a lone word below the list, zh": below([], ["未对比"]),
    "a lone word below a footer": below([], ["End of report"], ["Timed out"]),
    "the list of what was not compared": below([], ["以下表未对比"], ["audit_log"], ["archive"]),
    "a rate of differing rows": headed(5, "Different Rows (%)"),
    "a rate of differing rows without brackets": headed(5, "Different Rows %"),
    "a rate of differing rows, zh": headed(5, "对比不一致行数（％）"),
    "a rate of differing rows in a word, zh": headed(5, "对比不一致行数（百分比）"),
    "a rate of differing rows per thousand": headed(5, "Different Rows (‰)"),
    "more tables in the task": below([], ["Tables in task: 12"]),
    "dots below the list": below([], ["..."]),
    "dots below the list, zh": below([], ["……"]),
    "a filter called no": stated("Filter Criteria: no"),
    "another target in a line": in_database("Source Database: shop; Target Database: shop_uat"),
    "another target in a line, zh": in_database("源库：shop，目标库：shop_uat"),
    "another target in an arrow": in_database("shop -> shop_uat"),
    "another target in a column": lambda files: (
        files["lines.xlsx"].pop("Overview"),
        [row.__setitem__(1, "shop_uat") for row in rows(files, "lines.xlsx")[1:]],
    ),
}


@pytest.mark.parametrize("name", SAYS_LESS)
def test_what_says_less_than_it_should_is_not_verified(tmp_path: Path, name: str) -> None:
    files = clean()
    SAYS_LESS[name](files)
    assert decision(tmp_path, files) in {"FAIL", "INCONCLUSIVE"}


def test_a_number_of_thousands_of_digits_hides_no_difference(tmp_path: Path) -> None:
    files = clean()
    cell("Inconsistent")(files)
    rows(files)[1][-1] = "Inconsistent " + "9" * 5000
    assert decision(tmp_path, files) == "FAIL"


SAYS_ENOUGH: dict[str, Change] = {
    "all matched": numbers("Matched Rows", last=[10], others=[10]),
    "shards": numbers("Completed Shards", "Total Shards", last=[1, 1], others=[4, 4]),
    "shards of large tables only": numbers("Completed Shards", "Total Shards", last=[None, None], others=[4, 4]),
    "two databases": overview("Failed Tables", 0, 0),
    "the only page": below(["Page 1 of 1"]),
    "a title that counts its rows": above("Details (3)", sheet="Details"),
    "a title with a date": above("Comparison result 2026-11-15", sheet="Details"),
    "a title, zh": above("内容对比明细", sheet="Details"),
    "a sheet, zh": sheet_called("内容对比"),
    "a copied file": renamed("contents (1).xlsx"),
    "a dated file": renamed("shop_contents_20261115_101500.xlsx"),
    "the only page, zh": below(["第 1 页 / 共 1 页"]),
    "no failed tables": stated("Failed Tables: 0"),
    "exported after the end": stated(
        EN_TIMES[1].format("2026/11/15 11:00:00"), "Export Time: 2026/11/15 11:30:00 GMT+08:00"
    ),
    "rows with their times": numbers(
        *ROW_TIMES, last=[DAY.format("10:10"), DAY.format("10:20")], others=[DAY.format("10:00"), DAY.format("10:30")]
    ),
    "one to one": stated("Comparison Policy: One-to-one"),
    "large objects as a whole": stated("大字段对比：比对内容"),
    "static": stated("对比方式：静态对比"),
    "an operator": stated("Operator: admin"),
    "who prepared it": stated("Prepared by: Li Lei"),
    "who checked it, zh": stated("审核人：韩梅梅"),
    "who approved it": stated("Approval: Li Lei"),
    "who approved it, zh": stated("审批：欧阳锋"),
    "a state beside the result": numbers("Comparison Status", last=["Finished"], others=["Completed"]),
    "a state beside the result, zh": numbers("状态", last=["成功"], others=["成功"]),
    "a state in the overview": overview("Status", "Completed", "Completed"),
    "progress in words": numbers("Progress", last=["Completed"], others=["100%"]),
    "progress in shards": numbers("Progress", last=["4/4"], others=["100%"]),
    "progress in words, zh": numbers("对比进度", last=["已完成"], others=["已完成"]),
    "a second number of differing rows": numbers("内容不同行数", last=[0], others=[0]),
    "a summary": stated("Total Tables: 3; Consistent: 3; Inconsistent: 0"),
    "a summary, zh": stated("共3张表，一致3张，不一致0张，无法对比0张"),
    "a summary on two sheets": lambda files: (
        stated("共3张表")(files),
        below(["合计：3张表，一致3张，不一致0张"])(files),
    ),
    "a summary below the list": below(["Total: 3 tables, 3 consistent, 0 inconsistent"]),
    "a summary of objects": stated("3 consistent, 0 inconsistent", file="objects.xlsx"),
    "nothing skipped": stated("3 consistent, 0 skipped, 0 running"),
    "a conclusion": stated("Conclusion: all tables are consistent."),
    "a conclusion, zh": stated("结论：全部一致"),
    "no filter": stated("Filter Criteria: none"),
    "no filter, zh": stated("过滤条件：未设置"),
    "no filter in a column": numbers("Filter Condition", last=["None"], others=["无"]),
    "no lag": stated("Synchronization delay: 0 s"),
    "no lag, zh": stated("增量时延：0秒"),
    "progress in percent": numbers("Progress (%)", last=[100], others=[100]),
    "progress in percent, zh": numbers("对比进度（%）", last=[100], others=[100]),
    "rows in rows, zh": headed(5, "对比不一致行数（行）"),
    "a zone": stated("Time zone: GMT+08:00"),
    "a zone, zh": stated("时区：GMT+08:00"),
    "a time in Beijing": stated("对比结束时间：2026/11/15 11:00:00（北京时间）"),
    "no note": stated("Note: none"),
    "no note, zh": stated("备注：无"),
    "a second remark": numbers("附加信息", "备注", last=[None, "正常"], others=[None, "无"]),
    "missing rows": numbers("Missing Rows", last=[0], others=[0]),
    "surplus rows, zh": numbers("多余行数", last=[0], others=[0]),
    "a duration": numbers("耗时(秒)", last=[9], others=[3]),
    "a duration, en": numbers("Duration", last=["00:01:20"], others=["00:00:03"]),
    "a total with its result": below(["合计", None, None, 30, 30, 0, "一致", "一致"]),
    "a total with its tables": below(["Total", None, "3 tables", 30, 30, 0, None, None]),
    "a total in words, zh": below(["共计3张表"]),
    "a make with brackets": stated("Source Database: MySQL 5.7.38; Destination Database: GaussDB(for MySQL)"),
    "a lone end, zh": below([], ["以上"]),
    "who made it": below([], ["Generated by DRS"]),
    "who made it, by its full name": below(["Generated by Data Replication Service"]),
    "who made it, with its cloud": below([], ["Report generated by the Huawei Cloud Data Replication Service"]),
    "all rows of all": below(["1-3 of 3"]),
    "all rows of all, apart": below([], ["1-3 of 3"]),
    "all rows of all, in words": below(["1 to 3 of 3"]),
    "who made it, zh, by its full name": below(["本报告由华为云数据复制服务生成"]),
    "who made it, zh": below([], ["由DRS生成"], ["报告结束"]),
    "no differences": below([], ["No differences found"]),
    "no differences, zh": below([], ["未发现差异"]),
    "both databases in a line": in_database("Source Database: shop; Target Database: shop2"),
    "both databases in a line, zh": in_database("源库：shop，目标库：shop2"),
    "both databases by an arrow": in_database("shop -> shop2"),
}


@pytest.mark.parametrize("name", SAYS_ENOUGH)
def test_what_says_enough_passes(tmp_path: Path, name: str) -> None:
    files = clean()
    SAYS_ENOUGH[name](files)
    assert decision(tmp_path, files) == "PASS"


NAMED = """
[[waiver]]
id = "W"
code = "evidence.not-understood"
file = "contents.xlsx"
sheet = "{sheet}"
text = "{text}"
reason = "our own note"
approved_by = "a"
expires = 2026-12-31
max_findings = 1
"""


def test_a_waiver_that_names_what_was_not_understood_answers_for_the_tables_beside_it(tmp_path: Path) -> None:
    files = clean()
    below([], ["Rechenzentrum Nord"])(files)

    assert decision(tmp_path, files, policy=NAMED.format(sheet="Details", text="Rechenzentrum Nord")) == "PASS"
    assert decision(tmp_path, files, policy=NAMED.format(sheet="Details", text="Nord")) == "INCONCLUSIVE"
    below(["Rechenzentrum Ost"])(files)
    assert decision(tmp_path, files, policy=NAMED.format(sheet="Details", text="Rechenzentrum Nord")) == "INCONCLUSIVE"


def test_a_time_of_a_row_without_a_zone_is_told_and_a_zone_settles_it(tmp_path: Path) -> None:
    files = clean()
    times = ["2026-11-15 10:10:00", "2026-11-15 10:20:00"]
    numbers(*ROW_TIMES, last=times, others=times)(files)
    made = report(tmp_path, files)
    open_codes = {one.finding.code for one in made.verdict.findings if one.effect.value != "note"}

    assert made.verdict.decision.value == "INCONCLUSIVE"
    assert open_codes == {"integrity.cell-unreadable"}
    assert decision(tmp_path, files, layout=parse_layout('assume_zone = "+08:00"')) == "PASS"
