"""One change of evidence that gives PASS, after which a table is not proven equal: never PASS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drs_report.reading.teaching import parse_layout
from drs_report.records.remarks import RemarkKind
from tests.redteam.evidence import CONTENTS, LINES, Files, Rows, clean, decision, report

Change = Callable[[Files], object]
TASK = ["对比类型", "对比开始时间", "对比结束时间"]
WHEN = ["内容对比", "2026/11/15 10:00:00 GMT+08:00", "2026/11/15 10:10:00 GMT+08:00"]


def rows(files: Files, file: str = "contents.xlsx", sheet: str = "Details") -> Rows:
    return files[file][sheet]


def cell(value: Any, *, file: str = "contents.xlsx", sheet: str = "Details", column: int = -1) -> Change:
    return lambda files: rows(files, file, sheet)[-1].__setitem__(column, value)


def column(heading: str, value: Any, others: Any = "Consistent", *, file: str = "contents.xlsx") -> Change:
    def add(files: Files) -> None:
        header, *body = rows(files, file)
        header.append(heading)
        for row in body:
            row.append(others)
        body[-1][-1] = value

    return add


def above(*lines: str, sheet: str = "Overview") -> Change:
    return lambda files: rows(files, sheet=sheet).__setitem__(slice(0, 0), [[line] for line in lines])


def below(*more: list[Any]) -> Change:
    return lambda files: rows(files).extend(more)


def renamed(name: str) -> Change:
    return lambda files: files.__setitem__(name, files.pop("contents.xlsx"))


def split(sheet: str, *, file: str = "contents.xlsx") -> Change:
    """Move the last table to a sheet of its own."""

    def move(files: Files) -> None:
        body = rows(files, file)
        files[file][sheet] = [body[0][:], body.pop()]

    return move


def sheet_called(name: str) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__(name, files["contents.xlsx"].pop("Details"))


def counts(source: Any, target: Any) -> Change:
    return lambda files: rows(files, "lines.xlsx")[-1].__setitem__(slice(3, 5), [source, target])


def other_block(columns: int, *more: str) -> Change:
    """Give the last table a header of its own, after a blank row."""

    def move(files: Files) -> None:
        body = rows(files)
        last = body.pop()[:columns] + ["Consistent"] * len(more)
        body.extend([[None], [*CONTENTS[:columns], *more], last])

    return move


SPOILT: dict[str, Change] = {
    "a second result column, lines": column("Result", "Inconsistent", file="lines.xlsx"),
    "a second result column, values": column("内容对比结果", "Inconsistent"),
    "a second result column, blank": column("内容对比结果", None),
    "an unknown heading with a result": column("Final verdict", "Inconsistent"),
    "a remark that is a result": column("Message", "对比失败", None),
    "an unknown progress word": column("Full Comparison Status", "Interrupted", "completed"),
    "a result in a line": above("对比结果：不一致"),
    "a failure in a line": above("Comparison Type: Value comparison; Result: Failed"),
    "a word nobody knows in a line": above("对比结果：有待人工核实"),
    "a number in a line": above("对比类型：内容对比；不一致表数：3"),
    "a result in a task list": lambda f: f["contents.xlsx"].update(Task=[[*TASK, "对比结果"], [*WHEN, "不一致"]]),
    "a second task in the list": lambda f: f["contents.xlsx"].update(
        Task=[[*TASK, "对比状态"], [*WHEN, "完成"], [*WHEN, "失败"]]
    ),
    "two states": above("对比状态：失败", "对比状态：完成"),
    "a sentence with a table's result": below([None], ["payments: Inconsistent"]),
    "names above a table": above("无法对比的表", "secret_a", "secret_b", "", sheet="Details"),
    "names under a lone heading": above("表名", "secret_a", "secret_b", "", sheet="Details"),
    "a name below": below([None], ["secret_a"]),
    "a sampled sheet": sheet_called("Value comparison (sampled)"),
    "a sheet called random": sheet_called("random"),
    "a column of shares": column("Proportion", 10, 10),
    "a share in a line": above("抽样比例：10%"),
    "a file called sample": renamed("contents_sample.xlsx"),
    "a file called random": renamed("contents-random.xlsx"),
    "a file called 抽样": renamed("值对比_抽样.xlsx"),
    "a folder called random": renamed("random/contents.xlsx"),
    "cannot be compared, with results": split("Tables That Cannot Be Compared"),
    "无法对比, with results": split("无法对比的表"),
    "未对比, with results": split("未对比的表"),
    "cannot be compared, lines": split("Tables That Cannot Be Compared", file="lines.xlsx"),
    "negative counts": counts(-1, -1),
    "negative counts as text": counts("-1", "-1"),
    "a count with a dot": counts("1.000", "1"),
    "huge counts": counts(float(2**60), float(2**60)),
    "a blank count": counts(None, 10),
    "one count of the objects": cell(None, file="objects.xlsx", sheet="Overview", column=2),
    "only a row result": other_block(7),
    "only a plain result": other_block(6, "Comparison Result"),
    "no result": other_block(6),
    "differences without tables": lambda f: rows(f, sheet="Overview").append(["crm", "crm2", "Consistent", 0, 3]),
    "an overview that differs": cell("Inconsistent", sheet="Overview", column=2),
    "a table named like headings": below(["database", "status", "table", "message", "progress", "result"]),
    "a star": cell("Consistent*"),
    "not consistent": cell("not consistent"),
    "a word broken by a blank": cell("不 一致"),
    "a question": cell("一 致?"),
    "a zero-width blank": cell("In\u200bconsistent"),
    "the code 3 of values": cell(3),
    "the code 3 of objects": cell(3, file="objects.xlsx", sheet="Objects"),
    "a code nobody documents": cell(1),
    "half a code": cell(2.5),
    "false": cell(False),
    "a blank value result": cell(None),
    "a dash": cell("-"),
    "a formula without a value": cell('="Consistent"'),
    "an error": cell("#N/A"),
    "another target": below(["shop", "other", "users", 10, 10, 0, "Consistent", "Consistent"]),
    "a difference of a clean table": lambda f: f["contents.xlsx"].update(
        Diff=[["Table Name", "Source Key Value", "Target Key Value"], ["users", "[1]", "[1]"]]
    ),
    "a list nobody knows": lambda f: f["contents.xlsx"].update(Diff=[["Tbl", "PK", "Text"], ["users", "[1]", "x"]]),
    "another case": lambda f: rows(f, "lines.xlsx").append(["shop", "shop2", "Orders", 10, 10, "Consistent"]),
    "a composed accent": cell("u\u0308sers", file="lines.xlsx", column=2),
    "a total without a name": below(["合计", None, None, 30, 30, 0, None, "Inconsistent"]),
    "headers alone": lambda f: f["contents.xlsx"].__setitem__("Details", [CONTENTS]),
    "a file less": lambda f: f.pop("lines.xlsx"),
}


def test_the_evidence_passes_before_it_is_spoilt(tmp_path: Path) -> None:
    assert decision(tmp_path, clean()) == "PASS"


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_spoilt_evidence_never_passes(tmp_path: Path, change: Change) -> None:
    files = clean()
    change(files)

    assert decision(tmp_path, files) != "PASS"


def test_one_bad_table_in_two_thousand_is_found(tmp_path: Path) -> None:
    files = clean()
    body = rows(files)
    body += [["shop", "shop2", f"t{n}", 1, 1, 0, "Consistent", "Consistent"] for n in range(2000)]
    body[1500][-1] = "Inconsistent"

    assert decision(tmp_path, files, policy='require = ["contents"]') == "FAIL"


def test_a_sample_that_is_called_full_on_the_command_line_is_no_proof(tmp_path: Path) -> None:
    files = clean()
    sheet_called("Value comparison (sampled)")(files)

    assert decision(tmp_path, files, types={"contents.xlsx": "contents"}) == "INCONCLUSIVE"


def test_a_layout_that_calls_inconsistent_consistent_does_not_pass_and_is_told(tmp_path: Path) -> None:
    files = clean()
    cell("Inconsistent")(files)
    made = report(tmp_path, files, layout=parse_layout('[outcomes]\nconsistent = ["Inconsistent"]'))

    assert made.verdict.decision.value == "INCONCLUSIVE"
    assert any(note.kind is RemarkKind.OVERRULED for source in made.sources for note in source.recognition.notes)


@pytest.mark.parametrize(
    "word", ["Partially consistent", "部分一致", "Consistent (draft)", "一致，有跳过", "Consistent, part 1", "Not equal",
             "not consistent", "不相等", "非一致", "×", "✗"]
)  # fmt: skip
def test_a_layout_that_calls_a_part_of_it_or_its_opposite_consistent_does_not_pass(tmp_path: Path, word: str) -> None:
    files = clean()
    cell(word)(files)
    layout = parse_layout(f'[outcomes]\nconsistent = ["{word}"]')

    assert decision(tmp_path, files, layout=layout) == "INCONCLUSIVE"


def test_what_a_layout_teaches_is_told(tmp_path: Path) -> None:
    files = clean()
    cell("equal")(files)
    made = report(tmp_path, files, layout=parse_layout('[outcomes]\nconsistent = ["equal"]'))

    assert made.verdict.decision.value == "PASS"
    assert all("consistent = equal" in str(source.recognition.notes[-1]) for source in made.sources)


TOLERANT = '[[tolerance]]\npattern = "*"\ncompare_type = "contents"\nrows = 10\n'
BUDGET = """
[[waiver]]
id = "W"
code = "{code}"
pattern = "*"
reason = "r"
approved_by = "a"
expires = 2026-12-31
max_rows = 40
"""


def test_a_tolerated_difference_does_not_hide_that_the_comparison_was_not_finished(tmp_path: Path) -> None:
    files = clean()
    column("Progress", 10, 100)(files)
    rows(files)[-1][5:8] = [3, "Consistent", "Inconsistent"]
    rows(files, sheet="Overview")[1][-1] = 1

    assert decision(tmp_path, files, policy=TOLERANT) == "FAIL"


@pytest.mark.parametrize(
    ("word", "code"), [("Target table does not exist", "lines.table-missing"), ("Inconsistent", "lines.inconsistent*")]
)
def test_a_budget_of_rows_covers_no_difference_that_nobody_counted(tmp_path: Path, word: str, code: str) -> None:
    files = clean()
    rows(files, "lines.xlsx")[-1][-1] = word
    rows(files, "lines.xlsx", "Overview")[1][-1] = 1

    assert decision(tmp_path, files, policy=BUDGET.format(code=code)) == "FAIL"


def test_excluding_tables_of_one_letter_does_not_exclude_their_database(tmp_path: Path) -> None:
    files = clean()
    cell("Inconsistent", sheet="Overview", column=2)(files)

    assert decision(tmp_path, files, policy='[scope]\nexclude = ["shop.?"]') == "FAIL"


def test_excluding_everything_proves_nothing(tmp_path: Path) -> None:
    assert decision(tmp_path, clean(), policy='[scope]\nexclude = ["*"]') == "INCONCLUSIVE"


def timed(target: str, result: str, hour: int) -> dict[str, Rows]:
    sheets = clean()["contents.xlsx"]
    for body in sheets.values():
        for row in body[1:]:
            row[1] = target
    sheets["Details"][-1][-1] = result
    start, end = (f"2026/11/15 {h}:00:00 GMT+08:00" for h in (hour, hour + 1))
    sheets["Overview"].insert(0, [f"对比开始时间：{start}，对比结束时间：{end}"])
    return sheets


@pytest.mark.parametrize("older", ["shop2", "other"])
def test_a_newer_pass_replaces_no_failure_while_nothing_names_the_task_of_both(tmp_path: Path, older: str) -> None:
    files = clean()
    files["contents.xlsx"] = timed(older, "Inconsistent", 10)
    files["contents-2.xlsx"] = timed("shop2", "Consistent", 14)

    assert decision(tmp_path, files) == "FAIL"


# -- numbers, times and words that say less than the others ------------------------------------------------------------


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
    "a lone end, zh": below([], ["以上"]),
    "who made it": below([], ["Generated by DRS"]),
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
