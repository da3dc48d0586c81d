"""Clean evidence in an unusual form, and the same form when it says less: the one passes, the other never does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.redteam.evidence import Files, clean, decision
from tests.redteam.forms import (
    LEGEND,
    SUMMARY,
    SUMMARY_ZH,
    Change,
    also,
    below,
    beside,
    counted,
    dated,
    folders,
    group,
    headed,
    labelled,
    listed,
    of,
    of_objects,
    pages,
    pairs_called,
    parted,
    ran,
    renamed,
    reported,
    results,
    said,
    sheet,
    signed,
    spelled,
    timed,
    titled,
    typed,
    uncomparable,
)
from tests.redteam.test_clean import line
from tests.redteam.test_judged_kinds import column

INDEX = [["No.", "Sheet"], [1, "Overview"], [2, "Details"]]
TWINS: dict[str, tuple[Change, Change]] = {
    # columns that say of each row what a line says of the whole
    "a column of the kind": of("Comparison Type", "Value comparison", "Row comparison"),
    "a column of the kind, zh": of("对比类型", "内容对比", "抽样对比"),
    "a column of states": of("Comparison Status", "Completed", "Failed"),
    "a column of states, zh": of("状态", "已完成", "失败"),
    "a column of the task": of("Task ID", "f8688cfa", "0a1b2c3d"),
    "a column of owners": of("Owner", "Li Lei", "not compared"),
    "a column of owners, zh": of("负责人", "李雷", "未对比"),
    "a column of tickets": of("Ticket", "CHG-1042", "cancelled"),
    "a column of types": of("Object Type", "Table", "View"),
    "a column of types, zh": of("对象类型", "表", "视图"),
    "a column of keys": of("Primary Key", "id", "none"),
    "a column of keys, zh": of("主键", "id, no_", "无主键"),
    "a column of retries": of("Retries", 0, 3),
    "a column of retries, zh": of("重试次数", 0, 1),
    "a column of what was skipped": of("Skipped Columns", 0, 2),
    "a column of sizes": of("Data Size (MB)", 12.5, "part (10%)"),
    "a column of sizes, zh": of("数据量", "12MB", "10%"),
    "a column of columns": of("Columns", 12, "id, name"),
    "a column of teams": of("团队", "数据库组", "抽样组"),
    "a second column of causes": of("失败原因", "-", "连接失败"),
    # labels
    "a customer": said("Customer: ACME Bank", "Customer: not compared"),
    "a date": said("Date: 2026-11-15", "Date: unfinished"),
    "a report of later": (reported("Report Date: 2026-11-15"), reported("Report Date: 2026-11-14")),
    "a report of later, zh": (reported("报告时间：2026/11/15 12:00:00"), reported("报告时间：2026/11/15 00:30:00")),
    "a department": said("部门：数据库组", "部门：未完成"),
    "who reviewed": said("审核：韩梅梅", "审核：未通过"),
    "makes": said("Source: MySQL 5.7.32", "Source: first 1000 rows"),
    "makes, zh": said("目标库：GaussDB 8.102", "目标库：部分"),
    "the way": said("数据流动方向：入云", "数据流动方向：反向"),
    "a length of time": said("Duration: 1h 10m 11s", "Duration: timed out"),
    "a length of time, zh": said("耗时：1小时10分11秒", "耗时：超时"),
    "a run from to": said(
        "Comparison Period: 2026/11/15 10:00:00 - 11:00:00 GMT+08:00",
        "Comparison Period: 2026/11/15 11:00:00 - 10:00:00 GMT+08:00",
    ),
    "a run from to, zh": said("对比时间：2026/11/15 10:00:00 ~ 2026/11/15 11:00:00", "对比时间：2026/11/15 10:00:00 ~ 未完成"),
    "instances": said("Source Instance: rds-01; Target Instance: gauss-01", "Source Instance: rds-01; Target Instance: cancelled"),
    "instances, zh": said("源实例：rds-01；目标实例：gauss-01", "源实例：rds-01；目标实例：已取消"),
    "a task that goes on": said("Task Status: Incremental synchronization", "Task Status: Failed"),
    "a task that goes on, zh": said("任务状态：增量同步中", "对比状态：增量同步中"),
    "what was chosen": said("Object Selection: All", "Object Selection: part"),
    "what was chosen, zh": said("对象选择：全部", "对象选择：部分"),
    "when it was to begin": said("Comparison Time: Start upon task creation", "Comparison Time: not started"),
    "how much of it": said("对比方式：全量对比", "对比方式：抽样对比"),
    "one to one": said("Comparison Policy: One to one", "Comparison Policy: Many to one"),
    "words of the run": said(
        "Type: Value comparison; Start: 2026/11/15 10:00:00 GMT+08:00; End: 2026/11/15 11:00:00 GMT+08:00",
        "Type: Row comparison; Start: 2026/11/15 10:00:00 GMT+08:00; End: 2026/11/15 11:00:00 GMT+08:00",
    ),
    "the run in brackets": said(
        "Value comparison (2026/11/15 10:00:00 - 11:00:00 GMT+08:00)", "Sampling (2026/11/15 10:00:00 - 11:00:00 GMT+08:00)"
    ),
    "the run in brackets, zh": said(
        "内容对比（2026/11/15 10:00:00 至 2026/11/15 11:00:00 GMT+08:00）", "行数对比（2026/11/15 10:00:00 至 2026/11/15 11:00:00 GMT+08:00）"
    ),
    "parted by strokes": said(
        "Comparison Type: Value comparison / Comparison Status: Completed", "Comparison Type: Value comparison / Comparison Status: Failed"
    ),
    "the zone of all times": said("All times are in GMT+08:00", "All times but one are in GMT+08:00"),
    "the zone of all times, zh": said("以下时间均为北京时间", "以下时间均为演练时间"),
    "no colon": said("Exported at 2026/11/15 12:00:00 GMT+08:00", "Aborted at 2026/11/15 12:00:00 GMT+08:00"),
    "what a word means": below("Note: Consistent means the data of source and target is the same", "Note: Consistent means the first 1000 rows are the same"),
    "what a word means, zh": below("注：一致表示源库与目标库数据一致", "注：一致表示源库与目标库行数抽样一致"),
    "what a word means of rows": below("Legend: Consistent = source and target are equal", "Legend: Consistent = same number of rows"),
    "what words mean": (sheet("Legend", LEGEND), sheet("Legend", [*LEGEND[:-1], ["Inconsistent", "Source and target are the same"]])),
    "a run in a month of its number": (ran("2026/11/15 10:00:00"), ran("2026/12/12 10:00:00")),
    "a form": below("Signature:", "Signature: pending"),
    "a form, zh": below("日期：", "日期：待定"),
    "one page": below("1 / 1", "1 / 2"),
    "an end": below("—— 以下空白 ——", "—— 以下略 ——"),
    # counts that are held against the list
    "so many": below("3 tables", "4 tables"),
    "so many of so many": below("3/3 consistent", "2/3 consistent"),
    "fewer of as many": below("3 of 3 tables consistent", "2/2 consistent"),
    "none of it": below("No inconsistent tables", "No tables compared"),
    "none of it, without more": below("No failed tables", "No data (timed out)"),
    "none of it, zh": below("无不一致的表", "无一致的表"),
    "no row": said("Inconsistent Rows: 0", "Inconsistent Rows: 2"),
    "no retry": said("Number of retries: 0", "Number of retries: 2"),
    # results
    "a tick before": results("✔ Consistent", "✔ Inconsistent"),
    "a tick behind": results("一致 ✓", "一致 ✗"),
    "a tick, zh": results("√ 一致", "√ 不一致"),
    "a green tick": results("✅ 一致", "✅"),
    # the shape of the list
    "a column that counts the rows": (beside(0, None, [0, 1, 2]), beside(0, None, [0, 1, 3])),
    "a blank column": (beside(3, None, [None] * 3), beside(3, None, [None, None, "?"])),
    "a group of rows": (group("shop"), group("crm")),
    "a group of rows, called": (group("Database: shop"), group("shop", at=3)),
    "rows' times in the zone of the run": (timed("2026/11/15 10:30:00"), timed("2026/11/15 02:30:00")),
    "sheets that are pages": (pages("第1页", "第2页", "第3页"), pages("第1页", "第2页", "第4页")),
    # a summary beside the list
    "a summary of labels": (sheet("Summary", SUMMARY), sheet("Summary", [*SUMMARY[:-1], ["Inconsistent", 1]])),
    "a summary of labels, zh": (sheet("汇总", SUMMARY_ZH), sheet("汇总", [*SUMMARY_ZH[:-1], ["不一致", 1]])),
    "a summary that counts fewer": (sheet("Summary", SUMMARY), sheet("Summary", [SUMMARY[0], ["Consistent", 2]])),
    "an overview of tables": (pairs_called("Tables", 3), pairs_called("Tables", 4)),
    # an empty list of what cannot be compared
    "nothing listed": (uncomparable("No tables"), uncomparable("orders")),
    "a dash": (uncomparable("-"), uncomparable("?")),
    "nothing found": (uncomparable("No records found"), uncomparable("No data (timed out)")),
    "nothing listed, zh": (uncomparable("无无法对比的表"), uncomparable("无主键的表")),
    "an empty sheet that bears its name": (
        sheet("Cannot Be Compared", [["Cannot Be Compared"]]),
        sheet("Cannot Be Compared", [["Cannot Be Compared"], ["orders"]]),
    ),
    "an empty sheet of differences, zh": (sheet("差异详情", [["差异详情"], ["无"]]), sheet("差异详情", [["差异详情"], ["略"]])),
    "an empty sheet by its name": (sheet("Difference Details", [["None"]]), sheet("Comparing Tables", [["None"]])),
    "a cover": (sheet("封面", [["内容对比报告"], ["作者", "李雷"]]), sheet("封面", [["行数对比报告"], ["作者", "李雷"]])),
    "a cover, named": (
        sheet("Cover", [["Value comparison report"], ["Author", "Li Lei"]]),
        sheet("Cover", [["Sampling comparison report"], ["Author", "Li Lei"]]),
    ),
    # numbers of tables
    "tables behind a number": (pairs_called("Total Tables", "3 tables"), pairs_called("Total Tables", "4 tables")),
    "tables behind a number, zh": (pairs_called("总表数", "3张表"), pairs_called("总表数", "3张库")),
    "as many of as many": (pairs_called("Completed/Total Tables", "3/3"), pairs_called("Completed/Total Tables", "2/3")),
    "tables chosen": said("Compared objects: 3 tables", "Compared objects: 2 tables"),
    "tables chosen, zh": said("对比对象：3张表", "对比对象：4张表"),
    "all tables chosen": said("Scope: All tables", "Scope: First 100 tables"),
    "all tables chosen, zh": said("对比范围：全部表", "对比范围：部分表"),
    "who exported": said("导出用户：admin", "导出用户：未完成"),
    "who exported, named": said("导出人：李雷", "导出人：抽样组"),
    "a place's zone": said("Comparison End Time: 2026/11/15 11:00:00 Asia/Shanghai", "Comparison End Time: 2026/11/15 11:00:00 Asia/Nowhere"),
    "whose report it is": below("Copyright © 2026 Huawei Cloud. All rights reserved.", "Copyright © 2026 Huawei Cloud. Draft."),
    "a firm's report": below(
        "© 2026 Huawei Technologies Co., Ltd. All rights reserved.", "© 2026 Huawei Technologies Co., Ltd. First 1000 rows."
    ),
    "made by itself": below("Automatically generated report", "Automatically aborted report"),
    "made by itself, zh": below("系统自动生成", "系统自动中断"),
    "an end in brackets": below("(end of report)", "(part of report)"),
    "an end in brackets, zh": below("【以下空白】", "【以下略】"),
    "a state of all": of("Full Comparison Status", "Done", "Aborted"),
    "a state of all, zh": of("全量比对状态", "对比完成", "对比中断"),
    "a size with its unit": of("数据量", "12MB", 12),
    "a size with its unit above": of("Data Size (MB)", 12, "12 rows"),
    "whose report it is, zh": below("版权所有 © 2026 华为云", "版权所有 © 2026 初稿"),
    # words
    "two languages": results("一致/Consistent", "一致/Inconsistent"),
    "two languages, in brackets": results("Consistent（一致）", "Consistent（不一致）"),
    "two languages, parted by a blank": results("一致 Consistent", "未对比 Consistent"),
    "lists by their result": (pages("Consistent Tables", "一致的表", "Compared Tables"), pages("Consistent Tables", "Inconsistent Tables", "Compared Tables")),
    "consistent tables of the overview": (also("Consistent Tables", 3), also("Consistent Tables", 2)),
    "so many of so many in a line": said("Tables compared: 3 of 3", "Tables compared: 2 of 3"),
    "objects by their names": (headed("Source Object Name", "Target Object Name"), headed("Source Host", "Target Host")),
    "objects by their names, zh": (headed("源对象名称", "目标对象名称"), headed("源主机", "目标主机")),
    "numbers of objects": (counted("Source Objects", "Target Objects"), counted("Source Objects", "Target Objects", 4)),
    "numbers of objects, zh": (counted("源库", "目标库"), counted("源库", "目标库", 4)),
    "numbers of objects by side": (counted("Source", "Target"), counted("Source", "Target", 4)),
    "a remark of a library": of("Message", "nan", "nan rows"),
    "a state": of("Full Comparison Status", "Successful", "Cancelled"),
    "a state, zh": of("全量状态", "完成", "对比中"),
    "a remark": of("Message", "No differences found", "No differences looked for"),
    "a title that names the database": (titled("Value comparison results for database shop"), titled("Value comparison results for database crm")),
    "a title that names the database, zh": (titled("shop库内容对比明细"), titled("部分库内容对比明细")),
    # a folder for each comparison
    "a folder a comparison": (folders("objects", "rows", "values"), folders("shop", "crm", "hr")),
    "a folder of data comparisons": (folders("对象对比", "数据对比", "data comparison"), folders("对象库", "数据库一", "data")),
    "a numbered folder a comparison": (folders("1-objects", "2-rows", "3-values"), folders("task 1", "task 2", "task 3")),
    # the console's list of comparisons in a file beside the results
    "a list of comparisons": (listed(), listed(begun="2026/11/15 12:00:00 GMT+08:00")),
    "a list of comparisons, ended": (listed(), listed(status="Failed")),
    "a list of comparisons, known": (listed(), listed(kind="Checksum")),
    "a list of the sheets": (sheet("Index", INDEX), sheet("Index", [*INDEX, [3, "Cannot be compared"]])),
    "a list of the sheets, zh": (
        sheet("目录", [["目录"], ["Overview"], ["Details"]]),
        sheet("目录", [["目录"], ["Overview"], ["Details"], ["无法对比的表"]]),
    ),
    # what numbers a title is no part of it
    "a numbered section": (titled("1. Value comparison"), titled("1. Row comparison")),
    "a numbered section, zh": (titled("三、内容对比结果"), titled("三、未完成的内容对比")),
    "a caption": (titled("Table 3-2: Value comparison details"), titled("Table 3-2: Value comparison of 2 tables")),
    "a caption, zh": (titled("表1 内容对比明细"), titled("表1 部分内容对比明细")),
    "a numbered tab": (renamed("Details", "2-Details"), renamed("Details", "2-Failed")),
    "a numbered tab, zh": (renamed("Overview", "01概览"), renamed("Overview", "01未完成")),
    "a code with its meaning": said("2: Consistent", "2: Inconsistent with the source"),
    "a code with its meaning, zh": said("2：一致", "2：未对比"),
    "no ordinal": (titled("02 Details"), titled("0 of 3 tables compared")),
    "the database in a tab": (renamed("Details", "Details_shop"), renamed("Details", "Details_top10")),
    "a list in two parts": (parted("Details - Part 1", "Details - Part 2"), parted("Details - Part 1")),
    "a list in two parts, zh": (parted("详情（第1页）", "详情（第2页）"), parted("详情（第1页）", "详情（第3页）")),
    # two languages that say the same
    "a kind in two languages": said("对比类型 Comparison Type：内容对比 Value comparison", "对比类型 Comparison Type：内容对比 Row comparison"),
    "a kind in two languages, slash": said("对比类型/Comparison Type：内容对比/Value comparison", "对比类型/Comparison Type：抽样对比/Sampling comparison"),
    "a kind in two languages, brackets": said("Comparison Type(对比类型): Value comparison(内容对比)", "Comparison Type(对比类型): Value comparison(抽样)"),
    "a type in two languages": (typed("表 Tables"), typed("表 Views")),
    "a type in two languages, brackets": (typed("Tables（表）"), typed("Tables（视图）")),
    "a result in two languages": results("一致\nConsistent", "一致\nInconsistent"),
    # all of it, and nothing of it
    "a state with its share": said("Comparison Status: Completed (100%)", "Comparison Status: Completed (99%)"),
    "a state with its share, zh": said("对比状态：已完成（100%）", "对比状态：对比中（100%）"),
    "progress in words": of("Comparison Progress", "已完成 100%", "已完成 90%", 100),
    "no share": of("Skipped Rows", "0 (0.00%)", "0 (0.01%)", 0),
    "a lamp": results("🟢 Consistent", "🟢 Inconsistent"),
    "a bullet": results("● 一致", "● 未对比"),
    "the only page": below("Total Records: 3   10 / page   < 1 >", "Total Records: 30   10 / page   < 1 >"),
    "the only page, zh": below("共 3 条，10 条/页，第 1 页 / 共 1 页", "共 3 条，10 条/页，第 1 页 / 共 2 页"),
    "none in an empty list": (uncomparable("共0张表"), uncomparable("共2张表")),
    "a conclusion that counts": (sheet("Cover", [["Conclusion", "All 3 tables are consistent"]]), sheet("Cover", [["Conclusion", "All 2 tables are consistent"]])),
    # people and times around a task
    "signatures": (signed("Han Mei"), signed("not yet")),
    "signatures, zh": (signed("韩梅梅", "复核人"), signed("未复核", "复核人")),
    "a task made before": (dated("任务创建时间：2026/11/10 09:00:00 GMT+08:00"), dated("任务创建时间：2026/11/15 10:30:00 GMT+08:00")),
    "a task made before, en": (dated("Task Created: 2026/10/20 10:00:00 GMT+08:00"), dated("Task Created: 2026/11/16 10:00:00 GMT+08:00")),
    "a task made before, without a zone": (dated("任务创建时间：2026/11/15 09:00:00"), dated("任务创建时间：2026/11/15 10:30:00")),
    "a task made before, a day": (dated("Task Created: 2026-11-15"), dated("Task Created: 2026-11-16")),
    # words of other databases
    "collections": (typed("Collections"), typed("Sequences")),
}  # fmt: skip
TWINS |= spelled(
    "a group with its number", group,
    ("shop (3 tables)", "shop (4 tables)"),
    ("Database: shop (3 tables)", "Database: shop (first 3 tables)"),
    ("shop: 3 tables", "shop: 3 tables skipped"),
    ("shop（3张表）", "shop（2张表）"),
    ("数据库：shop（共3张表）", "数据库：shop（抽样3张表）"),
)  # fmt: skip
TWINS |= spelled(
    "a title with its number", titled,
    ("shop (3 tables)", "shop (30 tables)"),
    ("Database: shop (3 of 3 tables)", "Database: shop (3 of 4 tables)"),
    ("shop: total 3 tables", "shop: 3+ tables"),
    ("shop（共3张表）", "shop（约3张表）"),
    ("shop：3张表", "shop：3张表未对比"),
    ("数据库 shop（3张表）", "数据库 crm（3张表）"),
)  # fmt: skip
TWINS |= spelled(
    "objects by their number", of_objects,
    ("Total objects: 3", "Total objects: 4"),
    ("Tables: 3, objects: 3", "Tables: 3, views: 1"),
    ("对象总数：3个", "对象总数：2个"),
    ("表：3个，对象：3个", "表：3个，索引：3个"),
    ("共3个对象", "共30个对象"),
)  # fmt: skip
TWINS |= spelled(
    "statistics", lambda rows: sheet("Statistics", rows),
    ([["Result", "Number of tables"], ["Consistent", 3], ["Inconsistent", 0], ["Total", 3]],
     [["Result", "Number of tables"], ["Consistent", 3], ["Inconsistent", 0], ["Total", 4]]),
    ([["Result", "Tables", "Share"], ["Consistent", 3, "100%"], ["Inconsistent", 0, "0%"]],
     [["Result", "Tables", "Share"], ["Consistent", 3, "90%"], ["Inconsistent", 0, "10%"]]),
    ([["Database", "Consistent", "Inconsistent"], ["shop", 3, 0]],
     [["Database", "Consistent", "Inconsistent"], ["crm", 3, 0]]),
    ([["Database", "Tables", "Consistent", "Consistency Rate"], ["shop", 3, 3, "100.00%"], ["Total", 3, 3, "100%"]],
     [["Database", "Tables", "Compared", "Consistency Rate"], ["shop", 3, 2, "100%"], ["Total", 3, 3, "100%"]]),
    ([["数据库", "表数", "一致", "不一致", "一致率"], ["shop", 3, 3, 0, "100%"]],
     [["数据库", "表数", "一致", "不一致", "抽样率"], ["shop", 3, 3, 0, "100%"]]),
    ([["对比类型", "总数", "一致", "不一致"], ["内容对比", 3, 3, 0]],
     [["对比类型", "总数", "一致", "不一致"], ["行数对比", 3, 3, 0]]),
    ([["对比结果", "表数", "占比"], ["一致", 3, "100%"], ["不一致", 0, "0%"], ["合计", 3, "100%"]],
     [["对比结果", "表数", "占比"], ["一致", 3, "100%"], ["未对比", 1, "0%"], ["合计", 3, "100%"]]),
)  # fmt: skip
TWINS |= spelled(
    "an overview of labels", lambda pairs: labelled(*pairs),
    ([("Source Database Name", "shop"), ("Target Database Name", "shop2"), ("Total Tables", 3)],
     [("Source Database Name", "crm"), ("Target Database Name", "shop2"), ("Total Tables", 3)]),
    ([("Source Database Name", "shop"), ("Comparison Result", "Consistent"), ("Total Tables", 3)],
     [("Source Database Name", "shop"), ("Comparison Result", "Consistent"), ("Total Tables", 4)]),
    ([("源库库名", "shop"), ("目标库库名", "shop2"), ("总表数", 3)],
     [("源库库名", "shop"), ("目标库库名", "shop3"), ("总表数", 3)]),
    ([("源库库名", "shop"), ("对比结果", "一致"), ("不一致表数", 0)],
     [("源库库名", "shop"), ("对比结果", "一致"), ("不一致表数", 1)]),
    ([("库名", "shop"), ("总表数", 3)], [("表名", "orders"), ("总表数", 3)]),
)  # fmt: skip
TWINS |= spelled(
    "where the ends are", line,
    ("Source: 10.1.2.3:3306 (MySQL 5.7.32); Target: 10.1.2.4:3306 (TaurusDB 2.0)",
     "Source: 10.1.2.3:3306 (MySQL 5.7.32, sampled); Target: 10.1.2.4:3306 (TaurusDB 2.0)"),
    ("Source Database: rds-mysql-01 (MySQL 5.7.32)", "Source Database: rds-mysql-01 (first 1000 rows)"),
    ("Source: MySQL 5.7 (10.0.0.1:3306)", "Source: MySQL 5.7 (sampled)"),
    ("源库：10.1.2.3:3306；目标库：10.1.2.4:3306", "源库：10.1.2.3:3306（演练）；目标库：10.1.2.4:3306"),
    ("源数据库：MySQL 5.7 (10.0.0.1:3306)；目标数据库：GaussDB (10.0.0.2:8000)",
     "源数据库：MySQL 5.7 (10.0.0.1:3306)；目标数据库：GaussDB (部分)"),
)  # fmt: skip
TWINS |= spelled(
    "the kind and its run", line,
    ("Value comparison, 2026/11/15 10:00:00 GMT+08:00 - 2026/11/15 11:00:00 GMT+08:00",
     "Row comparison, 2026/11/15 10:00:00 GMT+08:00 - 2026/11/15 11:00:00 GMT+08:00"),
    ("Comparison type: Value comparison; From: 2026/11/15 10:00:00 GMT+08:00; To: 2026/11/15 11:00:00 GMT+08:00",
     "Comparison type: Value comparison; From: 2026/11/15 10:00:00 GMT+08:00; To: unfinished"),
    ("Value comparison | Started 2026/11/15 10:00:00 GMT+08:00 | Finished 2026/11/15 11:00:00 GMT+08:00",
     "Value comparison | Started 2026/11/15 10:00:00 GMT+08:00 | Cancelled 2026/11/15 11:00:00 GMT+08:00"),
    ("对比类型：内容对比；起止时间：2026/11/15 10:00:00 GMT+08:00 - 2026/11/15 11:00:00 GMT+08:00",
     "对比类型：内容对比；起止时间：2026/11/15 11:00:00 GMT+08:00 - 2026/11/15 10:00:00 GMT+08:00"),
    ("内容对比，2026/11/15 10:00:00 GMT+08:00 至 2026/11/15 11:00:00 GMT+08:00",
     "抽样对比，2026/11/15 10:00:00 GMT+08:00 至 2026/11/15 11:00:00 GMT+08:00"),
)  # fmt: skip
TWINS |= spelled(
    "the day of it", reported,
    ("Comparison Date: Nov 15, 2026", "Comparison Date: Nov 16, 2026"),
    ("Comparison Date: 15 Nov 2026", "Comparison Date: 15 Oct 2026"),
    ("Comparison Date: November 15, 2026", "Comparison Date: November 2026"),
    ("对比日期：15-Nov-2026", "对比日期：13-Nov-2026"),
    ("对比日期：2026年11月15日", "对比日期：2026年10月15日"),
)  # fmt: skip
TWINS |= spelled(
    "a label with a form", line,
    ("Region: CN North-Beijing4", "Region: half of the tables"),
    ("区域：华北-北京四", "区域：测试"),
    ("Language: English", "Language: quick look"),
    ("报告语言：简体中文", "报告语言：粗略"),
    ("Network Type: VPN", "Network Type: two tables"),
    ("网络类型：公网", "网络类型：抽查"),
    ("Source DB version: MySQL 5.7.32", "Source DB version: trial"),
)  # fmt: skip
TWINS |= spelled(
    "a remark that counts its row", lambda text: column("Message", text, None),
    ("10 rows compared", "9 rows compared"),
    ("共10行", "抽样10行"),
    ("10/10 rows consistent", "9/10 rows consistent"),
    ("Source rows: 10, target rows: 10", "Source rows: 10, target rows: 12"),
    ("Primary key: id", "Primary key: none"),
    ("主键：id", "主键：无"),
)  # fmt: skip
TWINS |= spelled(
    "who approved it", lambda rows: sheet("Cover", rows),
    ([["Approved by", "Han Mei"], ["Approval date", "2026-11-15"], ["Conclusion", "Passed"]],
     [["Approved by", "Han Mei"], ["Approval date", "2026-11-15"], ["Conclusion", "Passed with reservations"]]),
    ([["审批人", "韩梅梅"], ["审批意见", "同意"], ["结论", "通过"]], [["审批人", "韩梅梅"], ["审批意见", "不同意"], ["结论", "通过"]]),
    ([["结论", "通过"]], [["结论", "部分通过"]]),
    ([["Approver", "Han Mei"]], [["Approver", "not yet"]]),
    ([["审批", "同意"]], [["审批", "待审核"]]),
    ([["签字", "王小明"]], [["签字", "暂缓"]]),
    ([["Approval", "Approved"]], [["Approval", "Withdrawn"]]),
    ([["负责人", "欧阳锋"]], [["负责人", "需重跑"]]),
)  # fmt: skip
TWINS |= spelled(
    "whose firm it is", titled,
    ("ACME Technologies Co., Ltd.", "First 1000 rows Co., Ltd."),
    ("Example Bank Inc.", "Draft Bank Inc."),
    ("某某科技有限公司", "部分数据有限公司"),
    ("Example GmbH", "Pending GmbH"),
    ("示例银行股份公司", "抽样对比股份公司未完成"),
    ("Acme & Sons Ltd", "Comparison disputed by Acme Ltd"),
    ("Huawei Technologies Co., Ltd.", "Stopped at table three, Huawei Technologies Co., Ltd."),
    ("Bank of Example Limited", "Results Withheld By Example Limited"),
    ("华为云计算技术有限公司", "数据存疑待查某某有限公司"),
    ("北京某某科技股份有限公司", "对比存疑某某股份有限公司"),
)  # fmt: skip
TWINS |= spelled(
    "phases of the task", line,
    ("Full migration: 2026/11/10 10:00:00 GMT+08:00 - 2026/11/11 10:00:00 GMT+08:00", "Full migration: failed"),
    ("全量阶段：2026/11/10 10:00:00 至 2026/11/11 10:00:00", "全量阶段：未完成"),
    ("Incremental phase: 2026/11/11 10:00:00 GMT+08:00", "Incremental phase: skipped"),
    ("增量阶段：2026/11/11 10:00:00 GMT+08:00", "增量阶段：已终止"),
    ("Full stage: 2026/11/10 10:00:00 GMT+08:00", "Full stage: 40%"),
)  # fmt: skip
TWINS |= spelled(
    "several operations", lambda text: column("Operation", text, text),
    ("View Details; Export", "View Details; Retry failed"),
    ("View Details\nDownload Report", "View Details\nTimed out"),
    ("查看详情下载报告", "查看详情未完成"),
    ("查看详情 导出", "查看详情 重试"),
    ("View/Export", "View/Failed"),
)  # fmt: skip


def contents_of(*entries: str) -> Change:
    """A table of contents, and the empty list of what cannot be compared that it names."""

    def add(files: Files) -> None:
        sheet("目录", [["目录"], *([entry] for entry in entries)])(files)
        sheet("无法对比的表", [["无"]])(files)

    return add


TWINS["a line of a table of contents"] = (
    contents_of("1 Overview", "2 Details", "3 无法对比的表"),
    contents_of("1 Overview", "2 Details", "2 无法对比的表"),
)


def also_listed(*pair: str) -> Change:
    return lambda files: files["contents.xlsx"]["Overview"].append(
        [*pair, "Consistent", 0 if pair[0] != "shop" else 3, 0]
    )


TWINS |= spelled(
    "a counter that names none", line,
    ("Uncomparable Tables: None", "Uncomparable Tables: 2"),
    ("Tables That Cannot Be Compared: -", "Tables That Cannot Be Compared: -3"),
    ("Inconsistent Tables: None", "Inconsistent Tables: none yet"),
    ("无法对比的表：无", "无法对比的表：无法统计"),
    ("不一致表数：没有", "不一致表数：1"),
)  # fmt: skip
TWINS |= spelled(
    "what a bad word means", lambda row: sheet("Legend", [["Result", "Meaning"], ["Consistent", "Source and target are the same"], [*row]]),
    (("Inconsistent", "The data on both sides differs"), ("Inconsistent", "The data of 2 tables differs")),
    (("Inconsistent", "Source and target are different"), ("Inconsistent", "Source and target are different in all tables")),
    (("Inconsistent", "Source rows differ from target rows"), ("Inconsistent", "3 rows differ")),
    (("不一致", "两侧数据不同"), ("不一致", "两侧有3张表数据不同")),
    (("不一致", "源库与目标库数据不一致"), ("不一致", "源库与目标库全部数据不一致")),
)  # fmt: skip
TWINS |= spelled(
    "a stamp", line,
    ("Exported by drs-exporter 2.4", "Exported by drs-exporter 2 of 4"),
    ("Export ID: 12345", "Export ID: 1/3"),
    ("导出编号：12345", "导出编号：未完成"),
    ("Exported on 2026-11-15", "Exported in part on 2026-11-15"),
    ("Printed on 2026-11-15", "Aborted on 2026-11-15"),
    ("Serial number: 20261115-0001", "Serial number: 1-500"),
    ("Report ID: RPT-2026", "Report ID: row_count"),
    ("Ticket: CHG-1042", "Ticket: sample_10"),
    ("报告编号：2026-0001", "报告编号：1-3"),
)  # fmt: skip
COUNTERS = ["Total Tables", "Completed Tables", "Inconsistent Tables", "Uncomparable Tables"]
COUNTERS_ZH = ["总表数", "已完成表数", "不一致表数", "无法对比表数"]


def below_overview(rows: list[list[Any]]) -> Change:
    return lambda files: files["contents.xlsx"]["Overview"].extend([[], *map(list, rows)])


TWINS |= spelled(
    "counters in one row", lambda rows: sheet("Statistics", rows),
    ([COUNTERS, [3, 3, 0, 0]], [COUNTERS, [4, 3, 0, 0]]),
    ([COUNTERS[:2], ["3", "3"]], [[COUNTERS[0], "Sampled Tables"], ["3", "3"]]),
    ([COUNTERS_ZH, [3, 3, 0, 0]], [COUNTERS_ZH, [3, 2, 0, 1]]),
    ([COUNTERS_ZH[:3], [3, 3, 0]], [COUNTERS_ZH[:3], [3, 3, 1]]),
)  # fmt: skip
TWINS |= spelled(
    "counters below the overview", below_overview,
    ([COUNTERS, [3, 3, 0, 0]], [COUNTERS, [3, 3, 0, 1]]),
    ([COUNTERS_ZH, [3, 3, 0, 0]], [COUNTERS_ZH, [2, 2, 0, 0]]),
)  # fmt: skip
TWINS |= spelled(
    "statistics below the overview", below_overview,
    ([["Result", "Number of tables"], ["Consistent", 3], ["Inconsistent", 0]],
     [["Result", "Number of tables"], ["Consistent", 3], ["Inconsistent", 1]]),
    ([["Result", "Tables"], ["Consistent", 3], ["Inconsistent", 0], ["Total", 3]],
     [["Result", "Tables"], ["Consistent", 3], ["Inconsistent", 0], ["Total", 4]]),
    ([["Consistent", 3], ["Inconsistent", 0], ["Total", 3]], [["Consistent", 3], ["Inconsistent", 0], ["Total", 1]]),
    ([["Databases", 1], ["Tables", 3], ["Rows", 30]], [["Databases", 1], ["Tables", 3], ["Rows", 31]]),
    ([["总表数", 3], ["一致表数", 3]], [["总表数", 3], ["crm", 2]]),
    ([["结果", "数量"], ["一致", 3], ["不一致", 0], ["合计", 3]], [["结果", "数量"], ["一致", 3], ["未对比", 1], ["合计", 3]]),
)  # fmt: skip
TWINS |= {
    "a pair listed once": (also_listed("crm", "crm2"), also_listed("shop", "shop2")),
}


@pytest.mark.parametrize("name", TWINS)
def test_the_form_is_understood(tmp_path: Path, name: str) -> None:
    files = clean()
    TWINS[name][0](files)
    assert decision(tmp_path, files) == "PASS"


@pytest.mark.parametrize("name", TWINS)
def test_what_it_says_counts(tmp_path: Path, name: str) -> None:
    files = clean()
    TWINS[name][1](files)
    assert decision(tmp_path, files) != "PASS"


DATABASES = ("Database", "数据库", "DATABASE", "库", "Databases")


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize(("n_tables", "decided"), [(3, "PASS"), (4, "INCONCLUSIVE"), (None, "INCONCLUSIVE")])
def test_a_database_without_tables_needs_no_comparison(
    kind: str, n_tables: int | None, decided: str, tmp_path: Path
) -> None:
    """It has none where the objects count all tables and list as many."""
    files = clean()
    files["objects.xlsx"]["Overview"] += [[kind, 2, 2, 0, "Consistent"]]
    files["objects.xlsx"]["Overview"][1][1:3] = [n_tables, n_tables]
    files["objects.xlsx"]["Objects"] += [
        [kind, d, e, d, e, "Consistent"] for d, e in [("shop", "shop2"), ("crm", "crm2")]
    ]
    if n_tables is None:
        del files["objects.xlsx"]["Overview"]
    assert decision(tmp_path, files) == decided
