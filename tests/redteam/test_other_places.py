"""Names that lead elsewhere: a table of another database, a file of another task; beside them those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.redteam.evidence import Files, clean, decision

NAMES = ("uat.orders", "`uat`.`orders`", "[uat].[orders]", '"备库".orders', "orders_bak.orders", "测试库.orders")


def targets(*names: str, file: str = "contents.xlsx") -> Files:
    """Evidence in which a file has a column of its own for the names of the target."""
    files = clean()
    rows = files[file]["Details"]
    rows[0][2:3] = ["Source Table Name", "Target Table Name"]
    for row, name in zip(rows[1:], names, strict=True):
        row.insert(3, name)
    return files


@pytest.mark.parametrize("file", ["contents.xlsx", "lines.xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_a_place_before_it_among_names_without_leads_elsewhere(
    name: str, file: str, tmp_path: Path
) -> None:
    assert decision(tmp_path, targets(name, "payments", "users", file=file)) == "INCONCLUSIVE"


@pytest.mark.parametrize("place", ["shop2", "`shop2`", "public"])
def test_the_rows_own_database_or_one_place_before_all_names_does_not(place: str, tmp_path: Path) -> None:
    names = [f"{place}.{name}" for name in ("orders", "payments", "users")]
    assert decision(tmp_path / "all", targets(*names)) == "PASS"
    if place != "public":
        assert decision(tmp_path / "one", targets(names[0], "payments", "users")) == "PASS"


JOBS = ("f8688cfa-4e05-406f-a2e6-37a773cjb201", "0a1b2c3d-4e05-406f-a2e6-37a773cjb305")
RESULTS = (
    "{}_contents_1a2b3c4d-0000-4000-8000-000000000001_en-us.xlsx",
    "{}_contents_zh-cn.xlsx",
    "{}_contents_en-us (1).xlsx",
)


def fetched(job: str, other: str, result: str) -> Files:
    """Evidence whose files of rows and values have names that `fetch` gives."""
    files = clean()
    files[f"{job}_lines_2a2b3c4d-0000-4000-8000-000000000001_en-us.xlsx"] = files.pop("lines.xlsx")
    files[result.format(other)] = files.pop("contents.xlsx")
    return files


@pytest.mark.parametrize("result", RESULTS)
def test_names_that_fetch_gave_tell_of_two_tasks(result: str, tmp_path: Path) -> None:
    assert decision(tmp_path / "two", fetched(*JOBS, result)) == "INCONCLUSIVE"
    assert decision(tmp_path / "one", fetched(JOBS[0], JOBS[0], result)) == "PASS"


NAMED = (
    "{}",
    "drs-{}",
    "export_{}",
    "Export {} (1)",
    "shop.{}",
    "任务{}",
    "对比结果_{}",
    "{}-订单库",
    "订单库（{}）",
    "迁移{}导出",
)


@pytest.mark.parametrize("name", NAMED)
def test_a_task_that_people_put_into_names_is_one(name: str, tmp_path: Path) -> None:
    for at, decided in zip((0, 1), ("PASS", "INCONCLUSIVE"), strict=True):
        files = clean()
        for kind, job in (("lines", JOBS[0]), ("contents", JOBS[at])):
            files[f"{name.format(job)} {kind}.xlsx"] = files.pop(f"{kind}.xlsx")
        assert decision(tmp_path / str(at), files) == decided


@pytest.mark.parametrize("label", ["Task ID", "Job ID", "任务ID", "任务编号", "Migration Task ID"])
def test_a_name_that_fetch_gave_and_a_line_tell_of_two_tasks(label: str, tmp_path: Path) -> None:
    for at, decided in zip((0, 1), ("PASS", "INCONCLUSIVE"), strict=True):
        files = fetched(JOBS[0], JOBS[0], RESULTS[0])
        files[RESULTS[0].format(JOBS[0])]["Overview"].insert(0, [f"{label}: {JOBS[at]}"])
        assert decision(tmp_path / str(at), files) == decided


STATED = (
    ("Tenant", "bank-a", "bank-b"), ("租户", "甲银行", "乙银行"), ("Customer", "Bank A", "Bank B"), ("客户名称", "甲", "乙"),
    ("Client", "acme", "other"), ("Instance", "rds-a", "rds-b"), ("实例名称", "核心库", "核心库副本"), ("Instance ID", "in01", "in02"),
    ("Source Port", "3306", "3307"), ("源库端口", "3306", "3307"), ("Target Port", "5432", "5433"), ("目标库端口", "8635", "8636"),
)  # fmt: skip


@pytest.mark.parametrize(("label", "one", "other"), STATED)
def test_files_of_two_owners_instances_or_ports_are_of_two_tasks(
    label: str, one: str, other: str, tmp_path: Path
) -> None:
    for name, theirs, decided in (("same", one, "PASS"), ("apart", other, "INCONCLUSIVE")):
        files = clean()
        files["lines.xlsx"]["Overview"].insert(0, [f"{label}: {one}"])
        files["contents.xlsx"]["Overview"].insert(0, [f"{label}: {theirs}"])
        assert decision(tmp_path / name, files) == decided
