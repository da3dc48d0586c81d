"""Files of two comparisons that are named after two tasks, stages or places, where no file says of which task it is."""

from __future__ import annotations

import pytest

from tests.redteam.evidence import Files, clean, spellings
from tests.redteam.test_judged_kinds import decision

RUNS = (
    "f8688cfa-4e05-406f-a2e6-37a773cjb201",
    "1a2b3c4d-0000-4000-8000-000000000001",
    "2b3c4d5e6f708192a3b4c5d6e7f80912",
)


def called(rows: str, values: str, objects: str = "objects") -> Files:
    files = clean()
    names = {"objects.xlsx": objects, "lines.xlsx": rows, "contents.xlsx": values}
    return {f"{names[name]}.xlsx": sheets for name, sheets in files.items()}


def both(form: str, one: str, other: str) -> tuple[str, str]:
    """A name of each of the two comparisons, in one language; `form` has places for the comparison and what is told."""
    kinds = ("行数对比", "内容对比") if one + other and not (one + other + form).isascii() else ("lines", "contents")
    return form.format(kinds[0], one), form.format(kinds[1], other)


TWO = {
    "tasks": [("task01", "task02"), ("任务1", "任务2"), ("任务一", "任务二"), ("job1", "job2"), ("T1", "T2"), ("db1", "db2")],
    "systems": [("core", "crm"), ("核心库", "信贷库"), ("1号库", "2号库"), ("mysql-01", "mysql-02"), ("A", "B"), ("甲库", "乙库")],
    "stages": [("prod", "uat"), ("生产", "测试"), ("core_prod", "core_test"), ("DRS-core", "DRS-core-test"), ("现网", "容灾")],
    "places": [("10.0.0.5", "10.0.0.9"), ("cn-north-4", "cn-east-3"), ("北京四", "上海一"), ("server1001", "server1002")],
    "times around": [("2026Q3", "2026Q4"), ("run3", "run2"), ("三轮", "二轮"), ("core_20261115", "crm_20261115")],
    "people": [("zhang", "li"), ("张三", "李四")],
}  # fmt: skip
FORMS = ("{0}_{1}", "{1}-{0}", "{0}-{1} (1)", "{0}_{1}_20261115110000", "{1} {0} - Copy")

ONE = {
    "nothing else": [("", ""), ("-1", "-2"), ("_002", "_003"), (" (1)", ""), (" (1)", " (2)"), ("2", "")],
    "days and clocks": [
        ("_20261115", "_20261116"),
        ("_1115_1000", "_1115_1130"),
        ("-2026-11-15_11-00-00", "-2026-11-15_12-30-00"),
        ("_15Nov2026", "_16Nov2026"),
        ("_GMT+08_00_1794711600000", "_GMT+08_00_1794715200000"),
        ("_2026年11月15日11时00分", "_2026年11月15日12时30分"),
        ("_core_1115", "_core_1116"),
        ("_core_20261115_1", "_core_20261116_2"),
    ],
    "marks of copies": [
        (" - Copy", ""),
        ("_core", "_core - Copy (2)"),
        ("_core", "_core copy"),
        ("_核心库", "_核心库 - 副本"),
        ("_核心库(1)", "_核心库的副本"),
        ("_core_final", "_core"),
    ],
    "numbers of runs": [
        (f"_{RUNS[1]}", f"_{RUNS[2]}"),
        (f"_compare_result_{RUNS[2]}", f"_compare_result_{RUNS[1]}"),
        (f"_{RUNS[1]}_en-us", f"_{RUNS[0].replace('jb', '00')}_zh-cn"),
    ],
    "languages": [("-en", "-zh"), ("_core_zh-cn", "_core_en-us"), ("_core_英文", "_core_中文")],
    "one thing": [("_task01", "_task01"), ("_任务1", "_任务1"), ("_Core-Prod", "_core_prod"), ("-mysql_01", "_mysql-01")],
    "one file alone": [("_core", ""), ("", "_信贷库"), ("-1", "_task02")],
    "two languages": [("_生产", "_prod"), ("_core", "_核心库")],
}  # fmt: skip


WAIVER = """
[[waiver]]
id = "CHG-1"
code = "integrity.task-contradicts"
pattern = "{name}.xlsx"
reason = "named after who exported them"
approved_by = "A. Baker"
expires = 2026-12-31
"""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("named", spellings(TWO))
def test_comparisons_named_after_two_things_are_doubt_that_a_waiver_of_the_file_settles(
    named: tuple[str, str], form: str
) -> None:
    rows, values = both(form, *named)
    assert decision(called(rows, values)) == "INCONCLUSIVE"
    assert decision(called(rows, values), WAIVER.format(name="other")) == "INCONCLUSIVE"
    assert decision(called(rows, values), WAIVER.format(name=values)) == "PASS"


@pytest.mark.parametrize("named", spellings(ONE))
def test_comparisons_of_one_name_are_not(named: tuple[str, str]) -> None:
    assert decision(called(*both("{0}{1}", *named))) == "PASS"


def test_objects_are_compared_by_their_names_too() -> None:
    assert decision(called("lines", "contents_task02", "objects_task01")) == "INCONCLUSIVE"
    assert decision(called("lines", "contents_task02", "objects_task02")) == "PASS"


def test_files_of_one_comparison_are_named_after_parts() -> None:
    files = called("lines_core", "contents_orders")
    head, first, *others = files["contents_orders.xlsx"]["Details"]
    files["contents_orders.xlsx"] = {"Details": [head, first]}
    files["contents_rest-of-it.xlsx"] = {"Details": [head, *others]}
    assert decision(files) == "PASS"
    files["lines_core-2.xlsx"] = files["lines_core.xlsx"]
    assert decision(files) == "INCONCLUSIVE"


def test_a_task_that_the_files_state_says_more_than_their_names() -> None:
    files = called("lines_zhang", "contents_li")
    files["lines_zhang.xlsx"]["Overview"].insert(0, ["Task Name: core"])
    assert decision(files) == "INCONCLUSIVE"
    files["contents_li.xlsx"]["Overview"].insert(0, ["Task Name: core"])
    assert decision(files) == "PASS"
