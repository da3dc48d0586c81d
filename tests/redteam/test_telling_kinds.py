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


def paired(kind: str, **targets: str) -> Change:
    """Objects of tables, called ``TABLE__NAME`` here, each compared with one of the target."""

    def add(files: Files) -> None:
        rows = [[kind, "shop", "shop2", one.replace("__", "."), other, "Consistent"] for one, other in targets.items()]
        files["objects.xlsx"]["Objects"] += rows
        files["objects.xlsx"]["Overview"].append([kind, len(rows), len(rows), 0, "Consistent"])

    return add


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


def pair_of(kind: str, source: str, target: str) -> Change:
    """An object of the list whose two sides bear these names."""

    def add(files: Files) -> None:
        files["objects.xlsx"]["Objects"].append([kind, "shop", "shop2", source, target, "Consistent"])
        files["objects.xlsx"]["Overview"].append([kind, 1, 1, 0, "Consistent"])

    return add


def owned(kind: str, *names: str) -> Change:
    return each(*(pair_of(kind, name, name) for name in names[:1]), lambda files: _more(files, kind, names))


def _more(files: Files, kind: str, names: tuple[str, ...]) -> None:
    files["objects.xlsx"]["Objects"] += [[kind, "shop", "shop2", name, name, "Consistent"] for name in names[1:]]
    files["objects.xlsx"]["Overview"][-1][1:3] = [len(names)] * 2


def renamed(**targets: str) -> Change:
    """Tables that are called otherwise in the target, in all files."""

    def call(files: Files) -> None:
        for file, sheet in (("objects.xlsx", "Objects"), ("lines.xlsx", "Details"), ("contents.xlsx", "Details")):
            head, *rows = files[file][sheet]
            at = 4 if file == "objects.xlsx" else 3
            if file != "objects.xlsx":
                head[2:3] = ["Source Table Name", "Target Table Name"]
            for row in rows:
                name = row[at - 1]
                if file != "objects.xlsx":
                    row.insert(at, name)
                row[at] = targets.get(name, name)

    return call


def headless(file: str) -> Change:
    """An overview of which nothing but its headings is left."""
    return lambda files: files[file]["Overview"].__delitem__(slice(1, None))


def shards(done: Any, of: Any, others: int = 1) -> Change:
    return each(column("Completed Shards", done, others, others), column("Total Shards", of, others, others))


def chosen(name: str, *dropped: str) -> Change:
    """The list of values on a sheet called so, without some others."""

    def rename(files: Files) -> None:
        sheets = files["contents.xlsx"]
        files["contents.xlsx"] = {name: sheets.pop("Details"), **{n: r for n, r in sheets.items() if n not in dropped}}

    return rename


def called(name: str) -> Change:
    """The name of the file of values, which states its run."""
    return each(above(ENDED), lambda files: files.__setitem__(name, files.pop("contents.xlsx")))


def heading(text: str) -> Change:
    """Another heading of the number of differing rows."""
    return lambda files: files["contents.xlsx"]["Details"][0].__setitem__(5, text)


AT = "2026/11/15 10:30:00 GMT+08:00"


def subtotals(*totals: tuple[int, list[Any]]) -> Change:
    """Rows called total amid the rows of the list, from above each as the row of that number."""

    def put(files: Files) -> None:
        for at, row in totals:
            files["contents.xlsx"]["Details"].insert(at, row)

    return put


def total(word: str, n: int, *rest: Any) -> list[Any]:
    return [word, None, None, n, n, 0, *rest]


def headed(*above: str | None, gap: bool = True) -> Change:
    """A row of headings above that of the list and a column that counts its rows, as pandas writes several levels."""

    def put(files: Files) -> None:
        head, *rows = files["contents.xlsx"]["Details"]
        blank = [[None] * (len(head) + 1)] * gap
        files["contents.xlsx"]["Details"] = [
            [None, *above],
            [None, *head],
            *blank,
            *([at, *row] for at, row in enumerate(rows)),
        ]

    return put


def sheet(name: str, *rows: list[Any]) -> Change:
    return lambda files: files["contents.xlsx"].__setitem__(name, [row[:] for row in rows])


KINDS: dict[str, Kind] = {
    "one address for both sides": Kind(
        tuple(map(hosts, (
            "Source IP: 172.16.3.9; Target IP: 172.16.3.9", "源库IP：172.16.3.9，目标库IP：172.16.3.9",
            "Source DB Host: mysql-a.local; Destination DB Host: MYSQL-A.local", "Source Host: Pg1.lan., Target Host: pg1.lan",
            "源端地址：ORA.lan；目标端地址：ora.LAN.", "Source Endpoint: my-2.lan.:3306; Target Endpoint: my-2.lan", "源端地址：ｍｙ3.lan；目标端地址：my3.lan", "源端地址：172.16.3.9:3306；目标端地址：172.16.3.9",
            "Source Endpoint: db.example:5432; Target Endpoint: db.example:5432",
            "Source Host: jdbc:mysql://172.16.3.9:3306/shop; Target Host: 172.16.3.9", "Source DB Instance: rds-1; Target DB Instance: RDS-1", "源库实例ID：abc；目标库实例ID：abc",
        ))),
        (hosts("Source IP: 172.16.3.9; Target IP: 172.16.3.10"), hosts("源端地址：172.16.3.9:3306；目标端地址：172.16.3.9:3307"),
         hosts("Source Host: pg1.lan.; Target Host: pg2.lan"),
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
            targets("项目ID：", "054ba152", "154ba152"),
            targets("Source DB Version: ", "5.7.30", "8.0.22"),
            targets("目标库版本：", "5.7.30", "8.0.22"),
            targets("Source Database Engine: ", "MySQL 5.7", "Oracle 11g"),
            targets("目标库类型：", "MySQL 8.0", "TaurusDB"),
            targets("Target Instance: ", "rds-01", "rds-02"),
            above("Task ID: aaaa1111jb201 Filter: id>5"),
        ),
        fine=(
            targets("Source DB Version: ", "5.7.32", "5.7"),
            targets("目标库版本：", "MySQL 5.7.32", "5.7.32"),
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
         serial("Serial No.", (7, 8, 9)), serial("编号", (1, 3, 4)), serial("S/N", (1, 3, 4)), parted("序号", 1, 2, 4),
         parted("No", 1, 3, 1)),
        (serial("No.", (0, 1, 2)), serial("序号", ("03", "01", "02")), serial("ID", (4, 9, 17)), serial("S/N", (3, 1, 2)), parted("序号", 1, 2, 3),
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
            ("users", "`users`, `users_hist`"), ("users", '"users" & "hist"'), ("users", "其他"), ("users", "某表"), ("users", "全部表"), ("shop2", "多个库"))),
        tuple(everywhere("users", new) for new in ("`users, hist`", "t-2026", "user accounts", "all", "用户表", "`users (old)`", "Σ", "表3", "合计表", "shop..users", "all_tables", "o'hara", "SYS$TAB#1", "Order Details")),
    ),
    "a name that is none": Kind(
        tuple(everywhere(old, new) for old, new in (
            ("users", "N/A"), ("users", "TBD"), ("users", "undefined"), ("shop2", "unknown"), ("users", "未知"), ("shop", "无"), ("users", "待定"),
            ("users", "表名"), ("users", "[object Object]"), ("users", "Table Name"))),
        tuple(everywhere("users", new) for new in ("status", "result", "type", "total", "other", "table", "todo", "[Order Details]", "类型", "项目表", "names", "item_names", "null", "none", "table_name")),
    ),
    "a name that says how much of it": Kind(
        tuple(everywhere("users", new) for new in (
            "users (old)", "users（已删除）", "users WHERE id<100", "users PARTITION(p0)", "users SAMPLE(10)", "users=1", "users:0-1000000", "users_p0 of 3",
            "users 第1部分", "2019~2020", "users - skipped", "库表-对比失败", "users.", "etc.", "and 12 more", "users[1]", "users@{yesterday}", "!users", "users >= 2026")),
        tuple(everywhere("users", new) for new in ("users_p0", "users#p0", "failed_logins", "失败记录", "failed-logins", "其他订单", "users.p0", "[users (1)]", '"users >= 2026"', "用户 表")),
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
    "an overview of headings alone": Kind(
        (headless("contents.xlsx"), headless("lines.xlsx"), headless("objects.xlsx"),
         each(headless("contents.xlsx"), headless("lines.xlsx")), each(headless("contents.xlsx"), above("内容对比"))),
        (lambda files: files["contents.xlsx"].pop("Overview"), lambda files: files["lines.xlsx"].pop("Overview")),
    ),
    "an overview of one pair that states no end": Kind(
        (of_pair("Comparison End Time", "-"), of_pair("对比结束时间", None), of_pair("Comparison Start Time", "N/A"),
         of_pair("Comparison Progress", None), of_pair("对比进度", "-", "lines.xlsx"), of_pair("Comparison Status", None)),
        (of_pair("Comparison End Time", AT), of_pair("对比结束时间", AT), of_pair("Comparison Progress", "100%"),
         of_pair("Comparison Status", "Completed")),
    ),
    "an object under another name": Kind(
        (pair_of("VIEW", "v_sales", "v_sales2"), pair_of("视图", "v_sales", "V_SALES_BAK"), pair_of("触发器", "t1", "t2"),
         pair_of("PROCEDURE", "sp_close", "sp_close_old"), pair_of("VIEW", "v", "v (partial)"), pair_of("函数", "f", "f [invalid]")),
        (pair_of("VIEW", "v_sales", "V_SALES"), pair_of("视图", "`v`", '"V"'), pair_of("INDEX", "`users`.`i`", "`users`.`i_users`"),
         pair_of("SCHEMA", "hr", "hr_new"), pair_of("存储过程", "结账", "结账")),
    ),
    "an object of a table that is not listed": Kind(
        (owned("INDEX", "`users`.`i`", "`logs`.`i`"), owned("索引", "orders.a", "users.b", "far.c"),
         owned("TRIGGER", "`users`.`t`", "`history`.`t`"), owned("约束", "users.pk", "users_hist.pk"),
         owned("Indexes", "`payments`.`PRIMARY`", "`payments_old`.`PRIMARY`")),
        (owned("INDEX", "`users`.`i`", "`orders`.`i`"), owned("函数", "calc.f", "audit.g"), owned("INDEX", "i", "k"),
         owned("索引", "`USERS`.`i`", "`users`.`k`")),
    ),
    "objects of one table compared crosswise": Kind(
        (paired("INDEX", users__a="users.b", users__b="users.a"), paired("索引", users__a="`users`.`b`", users__b="`users`.`c`"),
         paired("INDEX", users__a="users.b", users__b="users.b"), paired("约束", orders__k="orders.pk", orders__pk="orders.k"),
         paired("TRIGGER", orders__a="orders.b", orders__b="orders.c", orders__c="orders.a")),
        (paired("INDEX", users__a="users.a", users__b="users.b"), paired("索引", users__a="users.c", users__b="users.d"),
         paired("INDEX", users__a="users.b", orders__b="orders.b"), paired("约束", orders__PRIMARY="orders.orders_pkey")),
    ),
    "tables compared crosswise": Kind(
        (renamed(users="orders", orders="users"), renamed(users="payments", payments="users"),
         renamed(orders="users", users="payments", payments="orders"), renamed(orders="users", users="users_old"),
         renamed(orders="payments", payments="orders_2")),
        (renamed(users="users_new"), renamed(orders="o", users="u", payments="p"), renamed()),
    ),
    "shards of none": Kind(
        (shards(0, 0), shards("0", "0"), shards(0, 1), shards(None, 0), each(column("已完成分片数", 0, 1, 1), column("总分片数", 0, 1, 1))),
        (shards(1, 1), shards(4, 4, 2), shards(None, None)),
    ),
    "a day of the name before the run": Kind(
        (above(ENDED, "2026年10月01日内容对比报告"), above(ENDED, "Value Comparison Report 2026-10-01"), above(ENDED, "内容对比报告 20251115"),
         called("contents_20261114090000.xlsx"), called("内容对比_2026-11-14_09-00.xlsx"), called("values 2026年1月5日.xlsx"),
         called("contents_15-11-2025.xlsx"), called("contents_14Nov2026.xlsx"), called("contents 3.4.2026.xlsx"), called("contents_2026-11-14T23-00-00Z.xlsx")),
        (above(ENDED, "Value Comparison Report 2026-11-15"), above(ENDED, "内容对比报告 20261116"), called("contents_20261115110203.xlsx"),
         called("DRS-20261101-shop_contents.xlsx"), called("contents_202601.xlsx"), above("内容对比报告 20251115"),
         called("contents_15-11-2026.xlsx"), called("contents_15Nov2026.xlsx"), called("contents_2026-11-15T03-00-00Z.xlsx")),
    ),
    "a cell that each row fills and one does not": Kind(
        (column("Comparison Status", "Completed", "Completed", None), column("对比状态", "完成", None, "完成"),
         column("Duration (s)", None, 12, 3), column("耗时", "12秒", "3秒", None), column("任务状态", "增量同步中", None, "增量同步中"),
         column("状态", None, "已完成", "已完成")),
        (column("Comparison Status", "Completed"), column("耗时", "12秒"), column("Duration", None, None, None),
         column("Data Size", None, "12 MB", None), column("Remarks", None, None, None)),
    ),
    "a question": Kind(
        (above("?"), above("！！"), above("(?)"), above("…"), above("Total Tables: 3", "？"), above("≈"), below("✗")),
        (above("—————"), above("*****"), above("内容对比", "=========="), above("【 】")),
    ),
    "equal tables that are chosen": Kind(
        tuple(chosen(name, "Overview") for name in ("Consistent tables", "Details (consistent)", "一致的表", "明细（一致）", "Consistent", "一致")),
        (chosen("Consistent tables"), chosen("一致的表"), chosen("All consistent tables", "Overview"), chosen("Tables", "Overview")),
    ),
    "names of the rest": Kind(
        tuple(everywhere("users", name) for name in ("剩余表", "其余的表", "其他表", "the rest", "remaining tables", "Other tables", "部分表",
                                                     "customer_transacti...", "客户交易流水明…",
                                                     "customer_tran..", "customer_transa [...]")),
        tuple(everywhere("users", name) for name in ("others", "remaining", "rest_tables", "余额表", "部门表")),
    ),
    "a name of a file or folder that limits": Kind(
        tuple(called(f"{name}.xlsx") for name in (
            "contents-small-tables", "contents-filtered", "内容对比-已筛选", "内容对比_除acct外", "内容对比_2025年以后数据", "rehearsal-3/contents", "仅核心表/contents", "第三次演练/contents",
            "内容对比_1_共3份", "contents since May", "部分表内容对比", "不含大表/contents",
            "contents-last-30-days", "内容对比-只含主表", "dry-run/contents", "压测环境/contents", "内容对比-上", "contents vol3", "内容对比-前1000行")),
        tuple(called(f"{name}.xlsx") for name in ("contents-core-banking", "核心系统_内容对比", "内容对比_共1份", "海外库内容对比", "2025年内容对比", "线上内容对比")),
    ),
    "another project or direction of the task": Kind(
        (targets("Project: ", "Core banking", "Data lake"), targets("项目名称：", "核心", "数据湖"), targets("Data Flow: ", "To the cloud", "Out of the cloud"),
         targets("数据流动方向：", "入云", "出云"), targets("Enterprise Project: ", "default", "finance"),
         targets("任务类型：", "实时迁移", "实时同步"), targets("Migration Type: ", "Full", "Full + incremental"), targets("任务模式：", "全量", "全量+增量")),
        (targets("Project: ", "Core banking", "core banking"), targets("数据流动方向：", "入云", "入云"), targets("Prepared by: ", "Li Lei", "Han Meimei"),
         targets("Region: ", "CN North-Beijing4", "华北-北京四")),
    ),
    "a sum of rows that is another": Kind(
        (above("Total source rows: 2461406; total target rows: 2461405"), above("源库总行数：31"), above("Total rows: 60"), above("总行数：29行"),
         above("Target Rows: 20261115"), above("行数合计：0")),
        (above("Total source rows: 30; total target rows: 30"), above("源库总行数：30，目标库总行数：30行"), above("Total rows: 30")),
    ),
    "a subtotal": Kind(
        tuple(subtotals(*totals) for totals in (
            ((3, total("Subtotal", 21)), (5, total("Subtotal", 10))), ((3, total("小计", 20)), (5, total("小计", 20))),
            ((3, total("Subtotal", 20, "Inconsistent")), (5, total("Subtotal", 10))), ((3, total("Rest", 20)),), ((3, total("其余", 20)),),
            ((3, total("小计", 20, None, "不一致")),), ((2, total("小计", 0)),), ((1, total("合计", 30)),),
            ((3, total("Subtotal", 20)), (5, total("Grand total", 31))), ((3, total("Subtotal", 20)), (5, total("Total", 50))),
            ((3, ["Subtotal", None, "2 of 5 tables", 20, 20, 0]),), ((3, ["小计", None, None, 20, 19, 0]),))),
        tuple(subtotals(*totals) for totals in (
            ((3, total("Subtotal", 20)), (5, total("Subtotal", 10))), ((3, total("小计", 20)), (5, total("小计", 10))),
            ((3, total("小计", 20)), (5, total("小计", 10)), (6, total("总计", 30))), ((2, total("Subtotal", 10)), (5, total("Grand total", 30))),
            ((3, total("Subtotal", 20, "Consistent", "Consistent")),), ((3, ["小计", None, "2张表", 20, 20, 0]),), ((3, total("Total", 20)), (5, total("Total", 30))),
            ((3, total("合计", 20, "一致", "一致")), (5, total("合计", 10, "-", None))))),
    ),
    "a heading of two levels": Kind(
        tuple(headed(*above) for above in (
            ("Database", None, "Table", "Min", None, None, "Result", None), ("Database", None, "Table", "Rows", None, None, "Result of a sample", None),
            ("Database", None, "Table", "Rows (first 1000)", None, None, "Result", None), ("数据库", None, "表", "估算", None, None, "结果", None),
            ("数据库", None, "表", "行数", None, None, "抽样结果", None), ("Last week", None, "Table", "Rows", None, None, "Result", None),
            ("Inconsistent Tables", None, "1", None, None, None, None, None), ("不一致表数", None, "1", None, None, None, None, None))),
        (*(headed(*above, gap=gap) for gap in (True, False) for above in (
            ("Database", None, "Table", "Rows", None, None, "Result", None), ("数据库", None, "表", "行数", None, None, "结果", None),
            ("Database", None, "Table", "Row Count", None, None, "Comparison", None))),),
    ),
    "a glossary": Kind(
        (sheet("Glossary", ["Term", "Meaning"], ["Consistent", "Compared by row count only"]), sheet("Glossary", ["Term", "Meaning"], ["Consistent", "Source and target differ"]),
         sheet("Glossary", ["Term", "Definition"], ["Inconsistent", "Source and target are equal"]), sheet("术语", ["术语", "含义"], ["一致", "仅行数一致"]),
         sheet("术语表", ["术语", "定义"], ["一致", "源库与目标库不一致"]), sheet("术语", ["术语", "含义"], ["一致", "抽样后一致"])),
        (sheet("Glossary", ["Term", "Meaning"], ["Consistent", "Source and target are equal"], ["Inconsistent", "Source and target differ"]),
         sheet("术语", ["术语", "含义"], ["一致", "源库与目标库一致"], ["不一致", "源库与目标库不一致"]), sheet("术语表", ["术语", "定义"], ["一致", "源库与目标库数据相同"])),
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
