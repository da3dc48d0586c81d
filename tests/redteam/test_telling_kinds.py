"""What stands around the results and tells against them, in spellings of both languages; beside each what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.redteam.evidence import ENDED, Files, clean
from tests.redteam.test_judged_kinds import decision

Change = Callable[[Files], object]


@dataclass(frozen=True)
class Kind:
    """Changes after which nothing is proven, and the nearest after which all is."""

    bad: tuple[Change, ...]
    fine: tuple[Change, ...]


def above(*texts: str, file: str = "contents.xlsx") -> Change:
    return lambda files: files[file]["Overview"].__setitem__(slice(0, 0), [[text] for text in texts])


def each(*changes: Change) -> Change:
    return lambda files: [change(files) for change in changes]


def same_names(files: Files) -> None:
    """Call the databases of both sides alike."""
    for sheets in files.values():
        for rows in sheets.values():
            rows[:] = [["shop" if cell == "shop2" else cell for cell in row] for row in rows]


def hosts(text: str) -> Change:
    return each(same_names, above(text))


def targets(label: str, one: str, other: str) -> Change:
    return each(above(label + one, file="lines.xlsx"), above(label + other))


def below(*texts: str) -> Change:
    return lambda files: files["contents.xlsx"]["Details"].__setitem__(slice(0, 0), [[text] for text in texts])


def column(heading: str, *values: str) -> Change:
    """A column of the list that says so of each table."""

    def add(files: Files) -> None:
        rows = files["contents.xlsx"]["Details"]
        for row, value in zip(rows, (heading, *(values * len(rows) if len(values) == 1 else values)), strict=False):
            row.append(value)

    return add


def serial(heading: str, numbers: Iterable[Any], file: str = "contents.xlsx") -> Change:
    def count(files: Files) -> None:
        for row, number in zip(files[file]["Details"], (heading, *numbers), strict=True):
            row.insert(0, number)

    return count


def parted(heading: str, *numbers: Any) -> Change:
    """The last table on a sheet of its own, with its own serial number."""

    def part(files: Files) -> None:
        serial(heading, numbers)(files)
        rows = files["contents.xlsx"]["Details"]
        files["contents.xlsx"]["Details(2)"] = [rows[0][:], rows.pop()]

    return part


def database(kind: str, name: str, *, is_whole: bool = False) -> Change:
    """One more database in the list of objects, of whose overview the number of tables is not known, or known."""

    def add(files: Files) -> None:
        if not is_whole:
            del files["objects.xlsx"]["Overview"][1]
        files["objects.xlsx"]["Objects"].append([kind, None, None, name, name, "Consistent"])
        files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])

    return add


def of_pair(heading: str, value: Any, file: str = "contents.xlsx") -> Change:
    """A column of the overview that is headed so, and what the only pair has there."""

    def put(files: Files) -> None:
        head, row = files[file]["Overview"]
        head.append(heading)
        row.append(value)

    return put


def everywhere(old: str, new: str) -> Change:
    """Another text in the place of a cell, in all files."""

    def put(files: Files) -> None:
        for sheets in files.values():
            for rows in sheets.values():
                rows[:] = [[new if cell == old else cell for cell in row] for row in rows]

    return put


def indexes(*owners: str) -> Change:
    """Indexes of these tables in the list of objects."""

    def add(files: Files) -> None:
        files["objects.xlsx"]["Objects"] += [
            ["INDEX", "shop", "shop2", f"`{name}`.`PRIMARY`", f"`{name}`.`PRIMARY`", "Consistent"] for name in owners
        ]
        files["objects.xlsx"]["Overview"].append(["INDEX", len(owners), len(owners), 0, "Consistent"])

    return add


def ends(sheet: str, heading: str, *cells: Any) -> Change:
    """When each row ended; the overview gets a second pair of databases."""

    def put(files: Files) -> None:
        if sheet == "Overview":
            files["contents.xlsx"]["Overview"].append(["crm", "crm2", "Consistent", 0, 0])
        for row, cell in zip(files["contents.xlsx"][sheet], (heading, *cells), strict=True):
            row.append(cell)

    return put


def of_type(kind: str, source: str | None, target: str | None, name: str) -> Change:
    """One more object in the list, of these databases."""

    def add(files: Files) -> None:
        files["objects.xlsx"]["Objects"].append([kind, source, target, name, name, "Consistent"])
        files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])

    return add


def heading(text: str) -> Change:
    """Another heading of the number of differing rows."""
    return lambda files: files["contents.xlsx"]["Details"][0].__setitem__(5, text)


AT = "2026/11/15 10:30:00 GMT+08:00"

KINDS: dict[str, Kind] = {
    "one address for both sides": Kind(
        tuple(map(hosts, (
            "Source IP: 172.16.3.9; Target IP: 172.16.3.9", "源库IP：172.16.3.9，目标库IP：172.16.3.9",
            "Source DB Host: mysql-a.local; Destination DB Host: MYSQL-A.local", "源端地址：172.16.3.9:3306；目标端地址：172.16.3.9",
            "Source Endpoint: db.example:5432; Target Endpoint: db.example:5432",
            "Source DB Instance: rds-1; Target DB Instance: RDS-1", "源库实例ID：abc；目标库实例ID：abc",
        ))),
        (hosts("Source IP: 172.16.3.9; Target IP: 172.16.3.10"), hosts("源端地址：172.16.3.9:3306；目标端地址：172.16.3.9:3307"),
         hosts("Source Port: 3306; Target Port: 3306"), hosts("Source Instance: rds-1; Target Instance: rds-2"),
         above("Source Instance: rds-1; Target Instance: rds-1"), above("Source IP: 172.16.3.9; Target IP: 172.16.3.9")),
    ),
    "a day on which it was not compared": Kind(
        tuple(above(ENDED, day) for day in (
            "Comparison Date: 2026/10/01", "对比日期：2026-10-01", "Compare Date: 2025-11-15", "校验日期：2026年10月1日",
            "Verification date: 2026.11.17")),
        (above(ENDED, "Comparison Date: 2026/11/15"), above(ENDED, "对比日期：2026年11月15日")),
    ),
    "another task in a part of a file, or in another file": Kind(
        bad=(
            each(above("Task ID: aaaa1111jb201"), below("Task ID: bbbb2222jb201")),
            each(above("任务名称：DRS-shop"), below("任务名称：DRS-crm")),
            each(above("Comparison Task ID: aaaa1111"), below("对比任务ID：bbbb2222")),
            each(above("Task Name: DRS-shop"), column("Task Name", "DRS-crm")),
            column("源库类型", "MySQL", "MySQL", "Oracle"),
            targets("Region: ", "cn-north-4", "ap-southeast-1"),
            targets("项目编号：", "054ba152", "154ba152"),
            targets("Source Database Engine: ", "MySQL 5.7", "Oracle 11g"),
            targets("目标库类型：", "MySQL 8.0", "TaurusDB"),
            targets("Target Instance: ", "rds-01", "rds-02"),
            above("Task ID: aaaa1111jb201 Filter: id>5"),
        ),
        fine=(
            targets("Comparison Task ID: ", "aaaa1111", "bbbb2222"),
            targets("对比任务名称：", "行数对比-1115", "内容对比-1115"),
            targets("Source Database Engine: ", "MySQL", "MySQL 5.7.32"),
            targets("区域：", "cn-north-4", "CN-NORTH-4"),
            column("Task Name", "DRS-shop"),
            column("源库类型", "MySQL"),
        ),
    ),
    "another address in another file": Kind(
        (targets("Target IP: ", "172.16.3.9", "172.16.3.10"), targets("目标库IP：", "172.16.3.9", "172.16.3.10"),
         targets("Source Host: ", "one.local", "two.local"), targets("源端地址：", "172.16.3.9:3306", "172.16.3.10:3306"),
         targets("Destination DB Address: ", "172.16.3.9:3306", "172.16.3.9:3307")),
        (targets("Target IP: ", "172.16.3.9", "172.16.3.9:3306"), targets("目标库IP：", "172.16.3.9", "172.16.3.9"),
         targets("Target Host: ", "rds.local", "172.16.3.9")),
    ),
    "serial numbers of which one is missing": Kind(
        (serial("No.", (1, 3, 4)), serial("序号", ("2", "3", "4")), serial("Seq", (1, 2, 2)), serial("#", ("01", "02", "04")),
         serial("Serial No.", (7, 8, 9)), parted("序号", 1, 2, 4), parted("No", 1, 3, 1)),
        (serial("No.", (0, 1, 2)), serial("序号", ("03", "01", "02")), serial("ID", (4, 9, 17)), parted("序号", 1, 2, 3),
         parted("No", 1, 2, 1), parted("Seq", 1, 3, 2), serial("序号", ("1.", "2.", "3.")), above("Task No.: 7")),
    ),
    "a database that only the objects name": Kind(
        tuple(database(kind, name) for kind, name in (
            ("DATABASE", "crm"), ("数据库", "crm"), ("Databases", "Shop3"), ("库", "财务"), ("Database", "`hr`"))),
        (database("DATABASE", "crm", is_whole=True), database("数据库", "报表库", is_whole=True),
         database("VIEW", "shop.v", is_whole=True)),
    ),
    "an overview of one pair that leaves a number blank": Kind(
        (of_pair("Completed Tables", None), of_pair("已完成表数", "-"), of_pair("Tables That Cannot Be Compared", None),
         of_pair("无法对比表数", "—"), of_pair("Failed Tables", "N/A", "lines.xlsx")),
        (of_pair("Completed Tables", 3), of_pair("无法对比表数", 0), of_pair("Failed Tables", "0", "lines.xlsx")),
    ),
    "a name of several": Kind(
        tuple(everywhere(old, new) for old, new in (
            ("users", "users, users_hist"), ("users", "users、users_hist"), ("users", "users_00~users_31"), ("users", "users等32张表"),
            ("users", "Rest (12 tables)"), ("users", "余下（12张表）"), ("shop", "shop; crm"), ("shop2", "全部"), ("shop", "All databases"),
            ("users", "users_*"), ("users", "users + 3 more"), ("users", "3 tables"), ("users", "users and users_hist"),
            ("users", "users|users_hist"), ("users", "users_1..64"), ("users", "users_{0..63}"), ("users", "12张表"),
            ("users", "`users`, `users_hist`"), ("users", '"users" & "hist"'))),
        tuple(everywhere("users", new) for new in ("`users, hist`", "t-2026", "user accounts", "all", "用户表", "users (old)", "Σ", "表3", "合计表", "shop..users", "all_tables", "2019~2020")),
    ),
    "an index listed twice": Kind(
        tuple(indexes(*owners) for owners in (
            ("users", "users"), ("orders", "payments", "orders"), ("users", "users", "users"), ("payments", "payments", "orders"),
            ("orders", "orders", "payments", "payments"))),
        (indexes("users", "orders"), indexes("far", "far")),
    ),
    "an object of another database": Kind(
        tuple(of_type(*row) for row in (
            ("VIEW", "shop", "shop_bak", "v"), ("VIEW", "crm", "shop2", "v"), ("INDEX", "shop", None, "`users`.`i`"),
            ("存储过程", "shop", "-", "p"), ("触发器", "N/A", "shop2", "t"), ("数据库", None, None, "shop"), ("VIEW", "`shop`", "`shop`", "v"))),
        (of_type("VIEW", "shop", "shop2", "v"), of_type("VIEW", "`shop`", '"shop2"', "v"), of_type("VIEW", "hr", "hr_new", "v"),
         of_type("USER", None, None, "app")),
    ),
    "a bracket that takes something from a number": Kind(
        (heading("Different Rows (partial)"), heading("不一致行数（部分）"), heading("Different Rows [partial]"),
         above("Total Tables: 3; Consistent: 3; Inconsistent: 0 (partial)"), above("3/3 consistent by count"),
         above("Consistent: 3 (by count)"), above("总表数：3，一致：3，不一致：0（部分）")),
        (heading("Different Rows (rows)"), heading("不一致行数（行）"), above("Total Tables: 3; Consistent: 3; Inconsistent: 0")),
    ),
    "an end that is none where others have one": Kind(
        (ends("Details", "Comparison End Time", AT, AT, None), ends("Details", "对比结束时间", AT, "-", AT),
         ends("Overview", "Comparison End Time", AT, "Running"), ends("Overview", "对比结束时间", AT, "对比中"),
         ends("Overview", "End Time", "N/A", AT), ends("Details", "Comparison Start Time", None, AT, AT)),
        (ends("Details", "Comparison End Time", AT, AT, AT), ends("Overview", "对比结束时间", AT, AT),
         ends("Details", "Comparison End Time", None, None, "-")),
    ),
    "a number behind a label that nobody knows": Kind(
        tuple(map(above, ("Level: 1", "Report level: 2", "级别：1", "Data report: 2", "数据级：3"))),
        (above("Total Tables: 3"), above("Version: 3"), above("Report 1"), above("版本：2")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "number"), [(n, i) for n, kind in KINDS.items() for i in range(len(kind.bad))])
def test_no_spelling_of_the_kind_passes(name: str, number: int) -> None:
    files = clean()
    KINDS[name].bad[number](files)
    assert decision(files) in {"FAIL", "INCONCLUSIVE"}


@pytest.mark.parametrize(("name", "number"), [(n, i) for n, kind in KINDS.items() for i in range(len(kind.fine))])
def test_the_nearest_that_tells_nothing_passes(name: str, number: int) -> None:
    files = clean()
    KINDS[name].fine[number](files)
    assert decision(files) == "PASS"


def test_every_kind_has_five_spellings() -> None:
    assert all(len(kind.bad) >= 5 and kind.fine for kind in KINDS.values())
