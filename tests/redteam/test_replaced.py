"""A later comparison replaces an earlier one only where it shows as much; beside it the nearest that does."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from drs_report.reading.teaching import Ignored, Layout
from tests.redteam.evidence import TABLES, Files, Rows, clean, contents, decision, lines, objects, pairs, report

Sheets = dict[str, Rows]
ACCEPTED = '[[accept_proof]]\npattern = "*"\nproof = "counts"\nreason = "r"\n'


def waived(code: str) -> str:
    rest = 'pattern = "*"\nreason = "r"\napproved_by = "a"\nexpires = 2027-01-01\nmax_findings = 5\n'
    return f'[[waiver]]\nid = "w"\ncode = "{code}"\n{rest}'


def run(sheets: Sheets, hour: int, *more: str) -> Sheets:
    """One comparison of a task, made at this hour."""
    times = f"对比开始时间：2026/11/15 {hour}:00:00 GMT+08:00，对比结束时间：2026/11/15 {hour + 1}:00:00 GMT+08:00"
    made = copy.deepcopy(sheets)
    first = next(iter(made.values()))
    first[:0] = [["Task ID: t-1"], [times], *([text] for text in more)]
    return made


def after(kind: str, older: Sheets, newer: Sheets) -> Files:
    """Clean evidence of one task, whose comparison of this kind was made twice."""
    files = {name: run(sheets, 12) for name, sheets in clean().items()}
    return {**files, f"{kind}.xlsx": newer, f"first-{kind}.xlsx": older}


def apart(hour: int = 8, *more: str) -> Sheets:
    """Row counts of which one differs."""
    made = run(lines(), hour, *more)
    made["Details"][-1][4:] = [9, "Inconsistent"]
    made["Overview"][-1][2:] = ["Inconsistent", 3, 1]
    return made


def differing(*more: str) -> Sheets:
    """Values of which one row differs."""
    made = run(contents(), 8, *more)
    made["Details"][-1][5:] = [1, "Consistent", "Inconsistent"]
    made["Overview"][-1][2:] = ["Inconsistent", 3, 1]
    return made


def lacking() -> Sheets:
    """Objects of which the target lacks one."""
    made = run(objects(), 8)
    made["Objects"][-1][4:] = [None, "Target table does not exist"]
    made["Overview"][-1][2:] = [2, 1, "Inconsistent"]
    return made


def listing(sheet: str, kind: str, *head: str) -> Sheets:
    """A later list that names each table in these columns, before it the databases, and says that it is consistent."""
    n_results = sum("esult" in one or "结果" in one for one in head)
    n_names = len(head) - n_results - 2 - bool(kind)
    rows = [[*filter(None, [kind]), "shop", "shop2", *[t] * n_names, *["Consistent"] * n_results] for t in TABLES]
    return run({"Overview": pairs(), sheet: [[*head], *rows]} if not kind else {sheet: [[*head], *rows]}, 12)


def names(*head: str) -> Sheets:
    return listing("Details", "", *head)


LESS: dict[str, tuple[str, Callable[[], Sheets], Sheets]] = {
    "names and a result": ("lines", apart, names("Source DB Name", "Target Database Name", "Table Name", "Comparison Result")),
    "names and a result, zh": ("lines", apart, names("源库名", "目标库名", "表名", "对比结果")),
    "two names and a result": ("lines", apart, names("Source DB Name", "Target DB Name", "Source Table", "Target Table", "Result")),
    "names and both results": (
        "contents", differing, names("Source DB Name", "Target Database Name", "Table Name", "Row Comparison Result", "Value Comparison Result"),
    ),
    "names and the result of values, zh": ("contents", differing, names("源库名", "目标库名", "表名", "内容对比结果")),
    "names of one side": ("objects", lacking, listing("Objects", "TABLE", "Object Type", "Source DB Name", "Target Database Name", "Source Object", "Result")),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "older", "newer"), LESS.values(), ids=LESS)
def test_a_list_that_shows_less_replaces_no_difference(
    kind: str, older: Callable[[], Sheets], newer: Sheets, tmp_path: Path
) -> None:
    assert decision(tmp_path, after(kind, older(), newer)) == "FAIL"


@pytest.mark.parametrize(
    ("kind", "older", "newer"),
    [("lines", apart, lines), ("contents", differing, contents), ("objects", lacking, objects)],
)
def test_a_list_that_shows_as_much_or_more_does(
    kind: str, older: Callable[[], Sheets], newer: Callable[[], Sheets], tmp_path: Path
) -> None:
    assert decision(tmp_path / "same", after(kind, older(), run(newer(), 12))) == "PASS"
    more = newer()
    if kind != "objects":
        for at, row in enumerate(more["Details"]):
            row.append("100%" if at else "Progress")
    assert decision(tmp_path / "more", after(kind, older(), run(more, 12))) == "PASS"


@pytest.mark.parametrize("word", ["Cannot be compared", "无法对比", "Timeout", "Comparing", "已取消", "perhaps", None])
def test_an_attempt_replaces_no_result(word: str | None, tmp_path: Path) -> None:
    newer = run(contents(), 12)
    newer["Details"][-1][7] = word
    files = after("contents", differing(), newer)
    assert decision(tmp_path, files) == decision(tmp_path, files, policy=ACCEPTED) == "FAIL"


def test_a_result_replaces_an_attempt_and_proof_accepted_in_place_of_an_attempt_is_proof(tmp_path: Path) -> None:
    older = run(contents(), 8)
    older["Details"][-1][7] = "Cannot be compared"
    assert decision(tmp_path / "again", after("contents", older, run(contents(), 12))) == "PASS"
    del (files := after("contents", {}, older))["first-contents.xlsx"]
    assert decision(tmp_path / "alone", files, policy=ACCEPTED) == "PASS"


DOUBTS = (
    "Status: Failed",
    "对比状态：失败",
    "Progress: 45%",
    "Export Time: 2026-11-15T04:00:00Z",
    "LOB Policy: length",
)


@pytest.mark.parametrize("line", DOUBTS)
def test_a_file_that_is_doubted_as_a_whole_replaces_nothing(line: str, tmp_path: Path) -> None:
    files = after("contents", differing(), run(contents(), 12, line))
    assert decision(tmp_path, files, policy=waived("integrity.*")) == "FAIL"
    del files["first-contents.xlsx"]
    assert decision(tmp_path / "alone", {**files}, policy=waived("integrity.*")) == "PASS"


UNKNOWN = ("Value comparison, 10% of rows", "内容对比，10%的行", "Nightly job 7, west wing", "夜间作业七号机房")


@pytest.mark.parametrize("line", UNKNOWN)
def test_a_file_with_a_line_that_nobody_knows_replaces_no_difference_until_it_is_taught(
    line: str, tmp_path: Path
) -> None:
    files = after("contents", differing(), run(contents(), 12, line))
    harmless = Layout(ignored=(Ignored("line", line, is_pattern=False, reason="of the print server"),))
    assert decision(tmp_path, files) == "FAIL"
    assert decision(tmp_path, files, layout=harmless) == ("FAIL" if "10%" in line else "PASS")
    del files["first-contents.xlsx"]
    assert decision(tmp_path / "alone", files) == "INCONCLUSIVE"


@pytest.mark.parametrize(
    "line",
    [
        "Export Time: 2026-11-14T00:00:00Z",
        "导出时间：2026/11/15 7:00:00 GMT+08:00",
        "Exported At: 2026-11-14T00:00:00Z",
    ],
)
def test_a_file_whose_times_contradict_each_other_is_not_known_to_be_the_older(line: str, tmp_path: Path) -> None:
    assert decision(tmp_path, after("lines", apart(8, line), run(lines(), 12))) == "FAIL"


def test_two_files_of_one_task_must_agree_on_it_though_one_replaces_the_other(tmp_path: Path) -> None:
    place = "Source Instance: rds-{}"
    files = after("lines", apart(8, place.format(2)), run(lines(), 12, place.format(1)))
    assert decision(tmp_path / "other", files) == "INCONCLUSIVE"
    files = after("lines", apart(8, place.format(1)), run(lines(), 12, place.format(1)))
    assert decision(tmp_path / "same", files) == "PASS"


REPAIR = ["Database Name", "Table Name", "Total Rows", "Completed Rows", "Repaired Rows", "Failed Rows", "Update Time"]


@pytest.mark.parametrize(
    ("status", "is_over"),
    [
        *((word, True) for word in ("Repaired", "Finished", "SUCCEEDED", "修复完成", "已修复", "Repair completed")),
        *((word, False) for word in ("Repairing", "Repair", "修复", "修复中", "In repair", "Retrying", "修复任务")),
    ],
)
def test_only_a_word_of_its_end_ends_a_repair(status: str, is_over: bool, tmp_path: Path) -> None:
    row = ["shop", "users", 2, 2, 2, 0, "2026/11/15 9:00:00 GMT+08:00", status]
    files = {**{name: run(sheets, 12) for name, sheets in clean().items()}}
    files["repair.xlsx"] = {"Details": [[*REPAIR, "Repair Status"], row]}
    assert decision(tmp_path, files) == ("PASS" if is_over else "INCONCLUSIVE")
    results = {case.result for suite in report(tmp_path, files).cases for case in suite.cases}
    assert ("error" not in results) is is_over  # a build does not stop at a PASS


@pytest.mark.parametrize(
    "word", ["Consistent", "Comparing", "Timeout", "Source table does not exist", "无法对比", None]
)
def test_what_an_older_row_counts_is_not_replaced_by_a_list_that_does_not_count_it(
    word: str | None, tmp_path: Path
) -> None:
    older = run(contents(), 8)
    head, *rows = older["Details"]
    head.append("Changed Rows")
    for number, row in enumerate(rows):
        row.append(2 * (number == 0))
    rows[0][-2] = word
    assert decision(tmp_path, after("contents", older, run(contents(), 12))) in {"FAIL", "INCONCLUSIVE"}


@pytest.mark.parametrize("line", DOUBTS)
def test_a_file_that_is_doubted_as_a_whole_settles_no_repair(line: str, tmp_path: Path) -> None:
    repair = {"Details": [REPAIR, ["shop", "users", 2, 2, 2, 0, "2026/11/15 9:00:00 GMT+08:00"]]}
    files = {**{name: run(sheets, 12) for name, sheets in clean().items()}, "repair.xlsx": repair}
    assert decision(tmp_path / "whole", files) == "PASS"
    files["contents.xlsx"] = run(contents(), 12, line)
    assert decision(tmp_path / "doubted", files, policy=waived("integrity.*")) == "INCONCLUSIVE"
