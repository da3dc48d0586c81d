"""The words the zoo is written in: headings, result words, captions. Independent of the package's own vocabulary.

Languages: ``en``, ``zh``, ``api`` (field codes of DRS's query API). Several spellings are tried in turn by the layouts
that ask for synonyms. The words come from DRS's API documentation and console; none has been seen in an export.
"""

from __future__ import annotations

HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "object_type": {"en": ("Object Type", "Comparison Item"), "zh": ("对象类型", "对比项"), "api": ("type",)},
    "source_count": {"en": ("Source Count", "Source Quantity"), "zh": ("源数量", "源库数量"), "api": ("source_count",)},
    "target_count": {
        "en": ("Target Count", "Destination Quantity"),
        "zh": ("目标数量", "目标库数量"),
        "api": ("target_count",),
    },
    "diff_count": {
        "en": ("Number of Differences", "Differences"),
        "zh": ("差异数量", "差异数"),
        "api": ("diff_count",),
    },
    "outcome": {"en": ("Comparison Result", "Result"), "zh": ("对比结果", "比对结果"), "api": ("status",)},
    "source_db": {
        "en": ("Source Database Name", "Source DB Name"),
        "zh": ("源库库名", "源数据库名称"),
        "api": ("source_db_name",),
    },
    "target_db": {
        "en": ("Target Database Name", "Destination Database Name"),
        "zh": ("目标库库名", "目标数据库名称"),
        "api": ("target_db_name",),
    },
    "source_object": {
        "en": ("Value in Source Database", "Source Object"),
        "zh": ("源库对比值", "源对象"),
        "api": ("source_db_value",),
    },
    "target_object": {
        "en": ("Value in Target Database", "Destination Object"),
        "zh": ("目标库对比值", "目标对象"),
        "api": ("target_db_value",),
    },
    "error_message": {
        "en": ("Error Message", "Failure Cause"),
        "zh": ("错误信息", "失败原因"),
        "api": ("error_message",),
    },
    "n_tables": {"en": ("Total Tables", "Total Number of Tables"), "zh": ("总表数", "表总数"), "api": ("compare_num",)},
    "n_compared": {
        "en": ("Completed Tables", "Compared Tables"),
        "zh": ("已完成表数", "已对比表数"),
        "api": ("compare_end_num",),
    },
    "n_inconsistent": {"en": ("Inconsistent Tables",), "zh": ("不一致表数",), "api": ("data_inconsistent_num",)},
    "n_uncomparable": {
        "en": ("Tables That Cannot Be Compared", "Uncomparable Tables"),
        "zh": ("无法对比表数",),
        "api": ("uncomparable_num",),
    },
    "source_schema": {"en": ("Source Schema",), "zh": ("源schema", "源模式"), "api": ("source_schema",)},
    "target_schema": {
        "en": ("Target Schema", "Destination Schema"),
        "zh": ("目标schema", "目标模式"),
        "api": ("target_schema",),
    },
    "source_table": {
        "en": ("Source Table Name", "Source Table"),
        "zh": ("源库表名", "源库表名称"),
        "api": ("source_table_name",),
    },
    "target_table": {
        "en": ("Target Table Name", "Destination Table"),
        "zh": ("目标库表名", "目标库表名称"),
        "api": ("target_table_name",),
    },
    "source_rows": {
        "en": ("Source Table Rows", "Number of Rows in the Source Table"),
        "zh": ("源库表行数", "源表行数"),
        "api": ("source_row_num",),
    },
    "target_rows": {
        "en": ("Target Table Rows", "Destination Table Rows"),
        "zh": ("目标库表行数", "目标表行数"),
        "api": ("target_row_num",),
    },
    "reported_difference": {
        "en": ("Row Difference", "Difference"),
        "zh": ("行数差异值", "差异值"),
        "api": ("difference_row_num",),
    },
    "different_rows": {
        "en": ("Inconsistent Rows", "Number of Inconsistent Rows"),
        "zh": ("对比不一致行数", "不一致行数"),
        "api": ("difference_row_num",),
    },
    "line_outcome": {
        "en": ("Row Comparison Result", "Line Comparison Result"),
        "zh": ("行对比结果", "行数对比结果"),
        "api": ("line_compare_result",),
    },
    "content_outcome": {
        "en": ("Value Comparison Result", "Content Comparison Result"),
        "zh": ("内容对比结果", "值对比结果"),
        "api": ("content_compare_result",),
    },
    "full_status": {"en": ("Full Comparison Status",), "zh": ("全量比对状态", "全量对比状态"), "api": ("status",)},
    "completed_shards": {
        "en": ("Completed Shards",),
        "zh": ("已对比分片数", "已完成分片数"),
        "api": ("complete_shard_count",),
    },
    "total_shards": {"en": ("Total Shards",), "zh": ("总分片数",), "api": ("total_shard_count",)},
    "progress": {"en": ("Comparison Progress", "Progress"), "zh": ("比对进度", "进度"), "api": ("progress",)},
    "sampled_rows": {"en": ("Sampled Rows",), "zh": ("抽样行数",)},
    "sample_percent": {
        "en": ("Sampling Proportion", "Sampling Ratio"),
        "zh": ("抽样比例",),
        "api": ("proportion_value",),
    },
    "row_filter": {
        "en": ("Filter Criteria", "Row Filter"),
        "zh": ("行过滤配置条件", "过滤条件"),
        "api": ("compare_line_config_filter",),
    },
    "message": {"en": ("Additional Information", "Remarks"), "zh": ("附加信息", "备注"), "api": ("message",)},
    "kind": {"en": ("Difference Type",), "zh": ("差异类型",)},
    "source_key": {
        "en": ("Source Key Value", "Source Key"),
        "zh": ("源库主键值", "源表标志列值"),
        "api": ("source_key_value",),
    },
    "target_key": {
        "en": ("Target Key Value", "Destination Key"),
        "zh": ("目标库主键值", "目标表标志列值"),
        "api": ("target_key_value",),
    },
    "source_sql": {
        "en": ("SQL for Querying the Source Database", "Source SQL"),
        "zh": ("查询源库的SQL", "源库查询SQL"),
        "api": ("source_select_sql",),
    },
    "target_sql": {
        "en": ("SQL for Querying the Destination Database", "Target SQL"),
        "zh": ("查询目标库的SQL", "目标库查询SQL"),
        "api": ("target_select_sql",),
    },
    "db": {"en": ("Database Name", "Database"), "zh": ("库名", "数据库名称"), "api": ("db_name",)},
    "schema": {"en": ("Schema Name", "Schema"), "zh": ("schema名", "模式名称"), "api": ("schema_name",)},
    "table": {"en": ("Table Name", "Table"), "zh": ("表名", "表名称"), "api": ("table_name",)},
    "total_rows": {"en": ("Total Rows",), "zh": ("总行数",), "api": ("total_row_count",)},
    "completed_rows": {"en": ("Completed Rows",), "zh": ("完成行数",), "api": ("complete_row_count",)},
    "filtered_rows": {"en": ("Filtered Rows",), "zh": ("过滤行数",), "api": ("filter_row_count",)},
    "repaired_rows": {"en": ("Repaired Rows",), "zh": ("已修复行数",), "api": ("repaired_row_count",)},
    "failed_rows": {"en": ("Failed Rows",), "zh": ("失败行数",), "api": ("failed_row_count",)},
    "repair_status": {"en": ("Repair Status",), "zh": ("修复状态",), "api": ("repair_status",)},
    "started_at": {"en": ("Start Time", "Started"), "zh": ("开始时间",), "api": ("start_time",)},
    "updated_at": {"en": ("Update Time", "Updated"), "zh": ("更新时间",), "api": ("update_time",)},
    "repair_sql": {"en": ("Repair SQL",), "zh": ("修复SQL",), "api": ("repair_sql_info",)},
    "repair_sql_state": {"en": ("Repair SQL Status",), "zh": ("修复SQL状态",), "api": ("repair_sql_state",)},
    # The console's own ambiguous pair: names, row counts or object counts, by their neighbours.
    "console_source": {"en": ("Source Database",), "zh": ("源数据库",)},
    "console_target": {"en": ("Destination Database",), "zh": ("目标数据库",)},
    "operation": {"en": ("Operation",), "zh": ("操作",), "api": ("Operation",)},
}

SIDE_WORDS = {"source": {"en": "Source", "zh": "源库"}, "target": {"en": "Target", "zh": "目标库"}}
LOWER_WORDS = {
    "db": {"en": "Database", "zh": "数据库"},
    "schema": {"en": "Schema", "zh": "schema"},
    "table": {"en": "Table Name", "zh": "表名"},
    "rows": {"en": "Rows", "zh": "行数"},
    "count": {"en": "Count", "zh": "数量"},
    "object": {"en": "Object", "zh": "对象"},
    "key": {"en": "Key", "zh": "键值"},
    "sql": {"en": "SQL", "zh": "SQL"},
}
"""The lower halves of two-row headings."""

OUTCOMES: dict[str, dict[str, str]] = {
    "consistent": {"en": "Consistent", "zh": "一致", "enum": "CONSISTENT"},
    "inconsistent": {"en": "Inconsistent", "zh": "不一致", "enum": "INCONSISTENT"},
    "incomplete": {"en": "Not completed", "zh": "未完成"},
    "target_table_missing": {"en": "Target table does not exist", "zh": "目标表不存在"},
    "source_sql_timeout": {"en": "Source database SQL execution timeout", "zh": "源数据库执行SQL超时"},
    "skipped_too_large": {
        "en": "Hundreds of millions of rows, comparison not performed",
        "zh": "行数为亿行，未进行对比",
    },
}
DATA_CODES = {
    "inconsistent": 0,
    "consistent": 2,
    "target_table_missing": 12,
    "source_sql_timeout": 16,
    "skipped_too_large": 23,
}
OBJECT_CODES = {"inconsistent": 0, "consistent": 2, "incomplete": 3}

FULL_STATUS = {"completed": {"en": "completed", "zh": "已完成", "api": "-2"}}
KINDS = {
    "only_in_source": {"en": "Only in source", "zh": "只有源库存在", "api": "target_meta_is_null"},
    "only_in_target": {"en": "Only in target", "zh": "只有目标库存在", "api": "source_meta_is_null"},
    "different": {"en": "In both but different", "zh": "源和目标端均存在", "api": "source_target_meta_not_null"},
}
OBJECT_TYPES = {
    "DB": {"en": "Databases", "zh": "数据库", "api": "DB"},
    "TABLE": {"en": "Tables", "zh": "表", "api": "TABLE"},
    "VIEW": {"en": "Views", "zh": "视图", "api": "VIEW"},
    "INDEX": {"en": "Indexes", "zh": "索引", "api": "INDEX"},
    "ROUTINE": {"en": "Stored procedures and functions", "zh": "存储过程和函数", "api": "ROUTINE"},
    "TRIGGER": {"en": "Triggers", "zh": "触发器", "api": "TRIGGER"},
}

CAPTIONS = {
    "overview": {"en": "Overview", "zh": "概览", "api": "overview"},
    "details": {"en": "Details", "zh": "详情", "api": "details"},
    "comparable": {"en": "Comparable Tables", "zh": "可对比的表", "api": "compare"},
    "uncomparable": {"en": "Cannot Be Compared", "zh": "无法对比的表", "api": "uncompare"},
    "differences": {"en": "Difference Details", "zh": "差异详情", "api": "differences"},
    "progress": {"en": "Repair Progress", "zh": "修复进度", "api": "repair_progress"},
    "statements": {"en": "Repair SQL", "zh": "修复SQL", "api": "repair_detail"},
}

TYPE_WORDS = {
    "objects_comparison": {"en": "Object-level comparison", "zh": "对象级对比", "api": "objects_comparison"},
    "lines": {"en": "Row comparison", "zh": "行数对比", "api": "lines"},
    "contents": {"en": "Value comparison", "zh": "内容对比", "api": "contents"},
    "random": {"en": "Sampling comparison", "zh": "抽样对比", "api": "random"},
    "repair_data": {"en": "Data repair", "zh": "数据修复", "api": "repair_data"},
}
META = {
    "en": "Comparison Type: {type}; Comparison Start Time: 2026/11/14 22:30:00 GMT+08:00, "
    "Comparison End Time: 2026/11/14 23:41:55 GMT+08:00",
    "zh": "对比类型：{type}； 对比开始时间：2026/11/14 22:30:00 GMT+08:00，对比结束时间：2026/11/14 23:41:55 GMT+08:00",
    "api": "compare_type: {type}",
}
TITLES = {"en": "Comparison Report (synthetic)", "zh": "对比报表（合成）", "api": "report (synthetic)"}
UNKNOWN_HEADINGS = {"en": "Cost Centre", "zh": "责任小组", "api": "x_cost_centre"}
OPERATION_WORDS = {"en": "View Details", "zh": "详情", "api": "View Details"}
UNITS = {"en": " rows", "zh": "个", "api": "个"}
