"""One change of evidence that gives PASS, after which a table is not proven equal: never PASS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drs_report.reading.teaching import parse_layout
from drs_report.records.remarks import RemarkKind
from tests.redteam.evidence import CONTENTS, Files, Rows, clean, decision, report

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
             "not consistent", "不相等", "非一致", "×", "✗", "unchecked", "nonmatching", "OK after a retry", "fine, one extra", "Good (diffs)",
             "Hardly compared", "never gleich", "compared in haste", "Not OK", "Cursorily verified", "基本相等", "大致一致", "抽象地相同",
             "未核实", "不匹配", "合格但有差异", "通过，已重试", "尚未验证"]
)  # fmt: skip
def test_a_layout_that_calls_a_part_of_it_or_its_opposite_consistent_does_not_pass(tmp_path: Path, word: str) -> None:
    files = clean()
    cell(word)(files)
    layout = parse_layout(f'[outcomes]\nconsistent = ["{word}"]')

    assert decision(tmp_path, files, layout=layout) == "INCONCLUSIVE"


@pytest.mark.parametrize(
    "word",
    [
        "no differences",
        "gleich",
        "Zeilen gleich",
        "Check passed",
        "Status: OK",
        "没有差异",
        "两端相符",
        "zero diffs",
        "unchanged",
        "identisch",
        "passt",
        "零差异",
        "未发现差异",
        "未见差异",
        "吻合",
        "核对无误",
    ],
)
def test_a_layout_teaches_what_says_that_nothing_differs(tmp_path: Path, word: str) -> None:
    files = clean()
    cell(word)(files)

    assert decision(tmp_path, files, layout=parse_layout(f'[outcomes]\nconsistent = ["{word}"]')) == "PASS"


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
